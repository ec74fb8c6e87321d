"""The customers behind the cells of the page on loyalty: as many as the cell says, those that plain SQL finds, and nobody else's."""

import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

import duckdb
import pytest

from etl.demo_story import ONLINE_TEAM
from metrics.cohort import CohortValue
from metrics.query import FEWEST
from metrics.segments import Segment
from tests.dashboards.site import Shown, Site, nodes_of, texts_of

COUNTS = "customer_key IS NOT NULL AND net_revenue > 0 AND status NOT IN ('placed', 'cancelled', 'refunded')"
PERIOD = {"period": "2026-10", "lang": "ko"}


@pytest.fixture(scope="module")
def orders(site: Site) -> duckdb.DuckDBPyConnection:
    _, facts = site.here.latest()
    connection = duckdb.connect()
    connection.register("everything", facts.frames["orders"].collect().to_arrow())
    connection.execute(f"CREATE TABLE orders AS SELECT * FROM everything WHERE {COUNTS}")  # noqa: S608 - ours
    return connection


def cells(page: Shown) -> list[tuple[str, str, dict[str, list[str]]]]:
    """Of each cell of a table that leads on: its number, what its title says, and what it asks for."""
    found = []
    for cell in (node["props"] for node in nodes_of(page.tree) if node["type"] == "Td"):
        for link in (node["props"] for node in nodes_of(cell.get("children")) if node["type"] == "Link"):
            path, given = urlsplit(link["href"]).path, parse_qs(urlsplit(link["href"]).query)
            if path == "/customers":
                found.append((" ".join(texts_of(link["children"])), cell.get("title", ""), given))
    return found


def listed(page: Shown) -> int:
    """How many customers a page says that there are."""
    (said,) = (re.search(r"고객 ([\d,]+)명, 매출이 큰 순서", each) for each in page.found("muted") if "매출이 큰 순서" in each)
    assert said is not None
    return int(said[1].replace(",", ""))


def keys(site: Site, login: str, **asked: Any) -> set[int]:
    """The numbers of all listed customers, page by page."""
    found, page = set[int](), 1
    while True:
        shown = site.page(login, "/customers", **(asked | {"at": str(page)}))
        found |= {int(row[0]) for row in shown.table("records")[1:]}
        if f"{page} / " not in shown.text or not any("다음 쪽" in way for way in shown.found("way")):
            return found
        page += 1


@pytest.mark.parametrize("value", CohortValue)
def test_a_cell_of_a_cohort_opens_as_many_customers_as_it_says(value: CohortValue, site: Site) -> None:
    told = [(title, given) for _, title, given in cells(site.page(path="/loyalty", value=str(value), **PERIOD)) if "age" in given and title]
    assert len(told) > 50
    for title, given in told[:: len(told) // 6]:
        words = "고객 ([\\d,]+)명, " if value is CohortValue.REVENUE else "가운데 ([\\d,]+)명"
        said = re.search(words, title)
        assert said is not None and listed(site.page(path="/customers", **given)) == int(said[1].replace(",", "")) >= FEWEST


def test_a_cell_lists_those_who_plain_sql_finds(site: Site, orders: duckdb.DuckDBPyConnection) -> None:
    found = orders.execute(
        "SELECT customer_key FROM orders WHERE ordered_on < DATE '2026-06-01' GROUP BY 1 HAVING min(ordered_on) >= DATE '2026-03-01' AND "
        "min(ordered_on) < DATE '2026-04-01' AND max(ordered_on) >= DATE '2026-05-01'"
    ).fetchall()
    assert keys(site, "boss", cohort="2026-03", age="2", value="returned", **PERIOD) == {key for (key,) in found}


def test_segments_and_scores_open_as_many_customers_as_they_say(site: Site) -> None:
    told = [(number, given) for number, _, given in cells(site.page(path="/loyalty", **PERIOD)) if "cohort" not in given]
    assert {given["segment"][0] for _, given in told if "segment" in given} <= {str(each) for each in Segment}
    assert sum("segment" in given for _, given in told) >= 5 and sum("recency" in given for _, given in told) >= 10
    for number, given in told[::3]:
        assert listed(site.page(path="/customers", **given)) == int(number.replace(",", ""))


def test_a_team_lead_is_listed_the_own_teams_customers_only(site: Site, orders: duckdb.DuckDBPyConnection) -> None:
    (own,) = orders.execute("SELECT list(DISTINCT customer_key) FROM orders WHERE team = ?", [ONLINE_TEAM]).fetchone() or ([],)
    for asked in ({"segment": "lost"}, {"cohort": "2026-03", "age": "0"}):
        everybody = keys(site, "boss", **asked, **PERIOD)
        for team in ({}, {"team": "영남팀"}):
            mine = keys(site, "lead", **asked, **team, **PERIOD)
            assert mine and mine <= set(own) and not everybody <= mine


def test_too_few_are_not_listed_and_nothing_leads_to_them(site: Site) -> None:
    page = site.page(path="/loyalty", value="returned", team="호남·충청팀", **PERIOD)
    titles = [node["props"].get("title", "") for node in nodes_of(page.tree) if node["type"] == "Td"]
    few = [title for title in titles if (said := re.search("가운데 ([\\d,]+)명", title)) and int(said[1]) < FEWEST]
    assert few and not set(few) & {title for _, title, _ in cells(page)}
    said = re.search(r"(\d+)년 (\d+)월 첫 구매 .*, (\d+)개월째", few[0])
    assert said is not None
    year, month, age = said.groups()
    shown = site.page(path="/customers", cohort=f"{year}-{int(month):02}", age=age, value="returned", team="호남·충청팀", **PERIOD)
    assert "누구인지 드러날 수 있어" in shown.text and shown.found("records") == []


@pytest.mark.parametrize(
    "asked", [{}, {"cohort": "2026-13"}, {"cohort": "1999-01"}, {"age": "99"}, {"segment": "rich"}, {"recency": "9", "frequency": "1"}]
)
def test_what_is_no_cell_lists_nobody_and_says_where_to_begin(asked: dict[str, str], site: Site) -> None:
    shown = site.page(path="/customers", **asked, **PERIOD)
    assert "충성도 화면의 코호트 표" in shown.text and shown.found("records") == []
