"""A new installation is led from the first file to the first report; state ticks the steps."""

from datetime import date
from io import BytesIO
from pathlib import Path

import pytest

from access.goals import decide
from etl import demo
from etl.load import load
from metrics.goal import Comparison
from metrics.period import Grain
from metrics.terms import Meant, Terms
from tests.dashboards.site import OURS, Site, nodes_of
from tests.metrics.goals import version

STEPS = 5


def ticks(site: Site, login: str = "data") -> list[bool]:
    """Which steps are ticked, in order."""
    marks = site.page(login, "/first-steps").found("step-mark")
    assert len(marks) == STEPS
    return [mark == "✓" for mark in marks]


def ways(site: Site, login: str) -> list[str]:
    """Where the page leads to do a step."""
    tree = site.page(login, "/first-steps").tree
    return [node["props"]["href"].partition("?")[0] for node in nodes_of(tree) if node["props"].get("className") in ("button", "way")]


@pytest.mark.parametrize("login", ["boss", "lead", "data"])
def test_before_the_first_load_everybodys_day_begins_there_and_then_on_the_own_page(login: str, new_site: Site, site: Site) -> None:
    assert new_site.client(login).get("/home").headers["Location"] == "/first-steps"
    assert site.client(login).get("/home").headers["Location"] == {"boss": "/", "lead": "/goals", "data": "/data"}[login]
    assert new_site.page(login, "/").found("step-mark") == ["1", "2", "3", "4", "5"]


def test_each_step_is_ticked_by_what_was_done(new_site: Site, tmp_path: Path) -> None:
    site = new_site
    assert ticks(site) == [False] * STEPS
    orders, _, _ = demo.write(tmp_path / "exports")
    begin = BytesIO(orders.read_bytes()[:10_000])
    sent = site.client("data").post("/data/upload", data={"file": (begin, orders.name)}, headers=OURS)
    assert sent.status_code == 200
    assert ticks(site) == [True, False, False, False, False]
    load(orders, state=site.here.state, tables=site.here.tables, company=site.here.company)
    assert ticks(site) == [True, True, True, False, False]
    text = site.page("data", "/first-steps", lang="en").text
    assert "They need: Contacts, Survey answers" in text or "They need: Survey answers, Contacts" in text
    decide(
        site.here.state,
        version(
            Terms(comparison=Comparison.AT_MOST, amount=0.03, meant=Meant.ABSOLUTE), date(2026, 9, 1), Grain.MONTH, metric="complaint_rate"
        ),
    )
    assert ticks(site) == [True, True, True, True, False]
    assert site.client("boss").get("/report.pdf", buffered=True).status_code == 200
    assert ticks(site) == [True, True, True, True, True]


@pytest.mark.parametrize(
    ("login", "leads_to"),
    [("boss", ["/", "/report.pdf"]), ("lead", ["/", "/goals", "/reports"]), ("data", ["/data", "/data", "/", "/reports"])],
)
def test_a_step_leads_only_where_the_reader_may_go(login: str, leads_to: list[str], site: Site) -> None:
    assert ways(site, login) == leads_to


def test_what_needs_data_leads_nowhere_before_there_are_any(new_site: Site) -> None:
    assert ways(new_site, "data") == ["/data", "/data"]
    assert ways(new_site, "boss") == []
