"""A metric is declared once and then reaches every surface, without another edit."""

from datetime import date
from pathlib import Path

import pytest

import settings as configuration
from dashboards.cards import card
from dashboards.trend import trend_section
from dashboards.view import Choices, View
from docs.generate import glossary
from installation import Installation
from metrics.catalog import METRICS
from metrics.metric import Metric
from metrics.period import Grain
from metrics.scorecard import Score, score
from metrics.text import LANGUAGES, Language
from reports.content import content
from reports.edition import Edition
from reports.findings import Findings
from reports.kind import CHOSEN
from reports.letterhead import Letterhead
from reports.terminal import score_table
from tests.dashboards.site import texts_of

OCTOBER = Grain.MONTH.period_of(date(2026, 10, 1))

every_metric = pytest.mark.parametrize("metric", METRICS.values(), ids=METRICS)
both_languages = pytest.mark.parametrize("language", LANGUAGES)


@pytest.fixture(scope="module")
def scores(demo_home: Path) -> dict[str, Score]:
    here = Installation.opened(configuration.read(home=demo_home))
    _, facts = here.latest()
    here.state.close()
    return {name: score(metric, facts, OCTOBER, Grain.MONTH) for name, metric in METRICS.items()}


def view(metric: Metric, language: Language) -> View:
    choices = Choices(date(2024, 11, 1), date(2026, 11, 1), (), tuple(METRICS.values()), language)
    return View.of({"period": "2026-10", "metric": metric.name}, choices)[0]


@every_metric
@both_languages
def test_it_has_a_card_and_a_trend(scores: dict[str, Score], metric: Metric, language: Language) -> None:
    asked = view(metric, language)
    for part in (card(scores[metric.name], asked, "KRW"), trend_section(scores[metric.name], asked, "KRW")):
        assert metric.label.of(language) in " ".join(texts_of(part))


@every_metric
@both_languages
def test_it_has_a_section_and_a_definition_on_paper(scores: dict[str, Score], metric: Metric, language: Language) -> None:
    edition = Edition(kind=CHOSEN, metrics=(metric,), period=OCTOBER, language=language)
    found = Findings(scores=(scores[metric.name],))
    made = content(found, edition, Letterhead(company=""), snapshot_name="S000001", published_at=None, until=date(2026, 11, 1))
    assert made.sections[0].figures.label == metric.label.of(language)
    assert metric.label.of(language) in [entry.label for entry in made.glossary]


@every_metric
@both_languages
def test_it_has_a_line_in_the_terminal_and_an_entry_in_the_glossary(scores: dict[str, Score], metric: Metric, language: Language) -> None:
    table = score_table([scores[metric.name]], OCTOBER, Grain.MONTH, language, "KRW")
    assert list(table.columns[0].cells) == [metric.label.of(language)]
    assert f"`{metric.name}`" in glossary(language)
