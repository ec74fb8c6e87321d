"""The glossary says of every metric all that it declares, also before there are any data."""

import pytest

from metrics.catalog import CATALOG, METRICS
from metrics.text import LANGUAGES, Language
from tests.dashboards.site import Site


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_metric_stands_in_it_with_its_worked_example(language: Language, site: Site) -> None:
    page = site.page(path="/glossary", lang=language)
    entries = page.found("entry")
    assert len(entries) == len(METRICS)
    for metric, said in zip((m for theme in CATALOG for m in theme.metrics), entries, strict=True):
        for text in (metric.label, metric.about, metric.definition, metric.rise_may_mean, metric.check_first, metric.does_not_prove):
            assert text.of(language) in said
        assert metric.unit.show(metric.example.gives, language) in said and metric.source in said


@pytest.mark.parametrize(("asked", "count"), [("complaint_rate", 1), ("NPS", None), ("순추천", None), ("xyzzy", 0)])
def test_looking_for_something_leaves_the_metrics_that_fit(asked: str, count: int | None, site: Site) -> None:
    entries = site.page(path="/glossary", q=asked).found("entry")
    assert len(entries) == count if count is not None else 0 < len(entries) < len(METRICS)
    assert all(asked.casefold() in entry.casefold() for entry in entries)


def test_a_new_installation_can_read_it(new_site: Site) -> None:
    assert len(new_site.page(path="/glossary").found("entry")) == len(METRICS)
