"""The page on loyalty: its numbers against plain SQL, what is only expected, and who may see which customer."""

import csv
import io
import re
from datetime import date

import duckdb
import pytest

from etl.demo_story import ONLINE_TEAM, TEAMS
from metrics.catalog.loyalty import Loyalty
from metrics.cohort import CohortValue
from metrics.segments import Segment
from metrics.text import Language
from metrics.unit import Unit
from store.audit import history, verify
from tests.dashboards.site import OURS, Shown, Site

COUNTS = "customer_key IS NOT NULL AND net_revenue > 0 AND status NOT IN ('placed', 'cancelled', 'refunded')"


@pytest.fixture(scope="module")
def orders(site: Site) -> duckdb.DuckDBPyConnection:
    _, facts = site.here.latest()
    connection = duckdb.connect()
    connection.register("everything", facts.frames["orders"].collect().to_arrow())
    connection.execute(f"CREATE TABLE orders AS SELECT * FROM everything WHERE {COUNTS}")  # noqa: S608 - ours
    return connection


def expected(site: Site, login: str = "boss", search: str = "") -> Shown:
    """What the page brings afterwards: the part that is only expected."""
    body = {
        "output": "loyalty-outlook.children",
        "outputs": {"id": "loyalty-outlook", "property": "children"},
        "inputs": [{"id": "loyalty-asked", "property": "data", "value": search}],
        "changedPropIds": ["loyalty-asked.data"],
    }
    return Shown(site.post(login, body), part="loyalty-outlook")


@pytest.mark.parametrize("language", ["ko", "en"])
def test_ways_of_counting_one_question_stand_side_by_side(site: Site, language: Language) -> None:
    panels = site.page(path="/loyalty", period="2026-10", lang=language).found("panel")
    for metric in Loyalty.metrics:
        own = [panel for panel in panels if metric.label.of(language) in panel and metric.about.of(language) in panel]
        is_alone = sum(other.family is metric.family for other in Loyalty.metrics) == 1
        assert len(own) == (0 if is_alone else 1), metric


def test_the_repurchase_rate_of_the_page_is_that_of_plain_sql(site: Site, orders: duckdb.DuckDBPyConnection) -> None:
    found = orders.execute(
        "SELECT avg(CASE WHEN days >= 2 THEN 1.0 ELSE 0 END), count(*) FROM (SELECT customer_key, count(DISTINCT ordered_on) AS days "
        "FROM orders WHERE ordered_on >= DATE '2025-11-01' AND ordered_on < DATE '2026-11-01' GROUP BY customer_key)"
    ).fetchone()
    assert found is not None
    text = site.page(path="/loyalty", period="2026-10").text
    assert re.search(rf"{re.escape(Unit.SHARE.show(found[0], 'ko'))}\s+\S+ – \S+\s+{found[1]:,}", text)


def test_the_leading_team_is_named(site: Site) -> None:
    (first, *_) = site.page(path="/loyalty", period="2026-10").found("leader")
    assert first.startswith(f"{ONLINE_TEAM}이 ") and "뚜렷하게 앞섭니다" in first
    assert not site.page("lead", "/loyalty", period="2026-10").found("leader")


def test_a_way_that_has_to_wait_tells_what_was_known_last(site: Site) -> None:
    panels = site.page(path="/loyalty", period="2026-10").found("variant")
    waiting = [panel for panel in panels if "가장 최근 값" in panel]
    assert any("2026년 7월" in panel for panel in waiting)


@pytest.mark.parametrize("value", list(CohortValue))
def test_the_triangle_is_that_of_plain_sql(site: Site, orders: duckdb.DuckDBPyConnection, value: CohortValue) -> None:
    page = site.page(path="/loyalty", period="2026-10", value=str(value))
    rows = {row[0]: row for row in page.table("triangle")}
    month = "datediff('month', date_trunc('month', first_on), date_trunc('month', ordered_on))"
    bought = f"SELECT o.*, first_on, {month} AS age FROM orders o JOIN (SELECT customer_key, min(ordered_on) AS first_on FROM orders GROUP BY 1) USING (customer_key)"  # noqa: S608, E501 - ours
    cohort = f"SELECT * FROM ({bought}) WHERE date_trunc('month', first_on) = DATE '2026-02-01'"  # noqa: S608 - ours
    size = number(orders, f"SELECT count(DISTINCT customer_key) FROM ({cohort})")  # noqa: S608 - ours
    told = {
        CohortValue.RETURNED: f"SELECT count(DISTINCT customer_key) FROM ({cohort}) WHERE age = 3",  # noqa: S608 - ours
        CohortValue.REPURCHASED: f"SELECT count(DISTINCT customer_key) FROM ({cohort}) WHERE age <= 3 AND ordered_on > first_on",  # noqa: S608 - ours
        CohortValue.REVENUE: f"SELECT sum(net_revenue) FROM ({cohort}) WHERE age <= 3",  # noqa: S608 - ours
    }[value]
    share = number(orders, told) / size
    wanted = Unit.MONEY.show_short(share, "ko") if value is CohortValue.REVENUE else Unit.SHARE.show(share, "ko")
    row = rows["2026년 2월"]
    assert (row[1], row[2 + 3]) == (f"{size:,.0f}", wanted)


def test_months_that_are_not_over_have_no_number(site: Site) -> None:
    page = site.page(path="/loyalty", period="2026-10")
    rows = {row[0]: row for row in page.table("triangle")}
    assert rows["2026년 10월"][3:] == ["아직 끝나지 않은 달"] * 12
    assert rows["2026년 9월"][3] != "아직 끝나지 않은 달" == rows["2026년 9월"][4]
    assert len(page.found("is-immature")) == sum(row.count("아직 끝나지 않은 달") for row in rows.values())


def test_segments_are_of_everybody_who_bought_in_the_year_and_stay_as_they_were(site: Site, orders: duckdb.DuckDBPyConnection) -> None:
    for period, end in (("2026-10", date(2026, 11, 1)), ("2026-04", date(2026, 5, 1))):
        buyers = number(
            orders, f"SELECT count(DISTINCT customer_key) FROM orders WHERE ordered_on >= DATE '{end.replace(year=end.year - 1)}' AND ordered_on < DATE '{end}'"  # noqa: S608, E501 - ours
        )  # fmt: skip
        page = site.page(path="/loyalty", period=period)
        cells = [int(cell.replace(",", "")) for row in page.table("rfm")[1:] for cell in row[1:]]
        assert len(cells) == 25 and sum(cells) == buyers
        panel = next(panel for panel in page.found("panel") if panel.startswith("고객 구성"))
        assert all(segment.label.ko in panel and segment.about.ko in panel for segment in Segment)


def test_before_there_are_twelve_months_there_are_no_segments(site: Site) -> None:
    panel = next(panel for panel in site.page(path="/loyalty", period="2025-06").found("panel") if panel.startswith("고객 구성"))
    assert "12개월의 주문이 없어" in panel


@pytest.mark.parametrize("language", ["ko", "en"])
def test_what_is_expected_says_that_it_is_an_estimate_and_how_it_did(site: Site, language: Language) -> None:
    shown = expected(site, search=f"?lang={language}")
    assert {"ko": "추정", "en": "Estimate"}[language] in shown.found("chip")
    (card,) = shown.found("model-card")
    assert "19,277" in card and "182" in card and "⚠" in card
    for group in ("VIP", "골드", "실버", "일반"):
        assert group in shown.text
    assert "{" not in shown.text and "None" not in shown.text


def test_customers_are_shown_to_those_only_who_look_after_them(site: Site) -> None:
    refs = re.compile(r"M\d{6}")
    executive = expected(site, "boss")
    assert not refs.search(executive.answer.text) and executive.text.count("비공개") == 20
    assert not executive.found("download-form")
    lead = expected(site, "lead")
    assert len(refs.findall(lead.text)) == 20 and lead.found("download-form")
    own = set(site.here.latest()[1].frames["orders"].collect().filter(team=ONLINE_TEAM)["customer_key"])
    customers = site.here.latest()[1].frames["customers"].collect()
    keys = dict(customers.select("customer_ref", "customer_key").iter_rows())
    assert {keys[ref] for ref in refs.findall(lead.text)} <= own
    assert not any(team in lead.answer.text for team in TEAMS if team != ONLINE_TEAM)


def test_the_list_is_had_for_a_reason_and_recorded(site_of_its_own: Site) -> None:
    lead = site_of_its_own.client("lead")
    answer = lead.post("/loyalty/customers.csv?lang=ko", data={"reason": "11월 재방문 쿠폰 대상"}, headers=OURS)
    assert answer.status_code == 200 and answer.data.startswith(b"\xef\xbb\xbf")
    head, *rows = csv.reader(io.StringIO(answer.data.decode("utf-8-sig")))
    assert head[:2] == ["순위", "고객 번호 (CRM)"] and len(rows) == 500
    stakes = [float(row[-1]) for row in rows]
    assert stakes == sorted(stakes, reverse=True)
    with site_of_its_own.here.state.read() as session:
        kept = [one for one in history(session, 50) if one.action == "customers-downloaded"]
        assert verify(session) is None
    assert [(one.actor, one.count, one.reason) for one in kept] == [("lead", 500, "11월 재방문 쿠폰 대상")]


@pytest.mark.parametrize(
    ("login", "given", "status"), [("lead", {}, 400), ("lead", {"reason": " a "}, 400), ("boss", {"reason": "because I say so"}, 403)]
)
def test_nobody_has_the_list_without_a_reason_or_the_right(site: Site, login: str, given: dict[str, str], status: int) -> None:
    answer = site.client(login).post("/loyalty/customers.csv", data=given, headers=OURS)
    assert answer.status_code == status
    assert not re.search(rb"M\d{6}", answer.data)


def test_the_list_is_not_had_by_a_link_from_elsewhere(site: Site) -> None:
    by_link = site.client("lead").get("/loyalty/customers.csv?reason=long+enough", headers=OURS)
    assert by_link.mimetype == "text/html" and "M1" not in by_link.text
    foreign = site.client("lead").post("/loyalty/customers.csv", data={"reason": "long enough"}, headers={"Sec-Fetch-Site": "cross-site"})
    assert foreign.status_code in (400, 403)


def number(connection: duckdb.DuckDBPyConnection, asked: str) -> float:
    found = connection.execute(asked).fetchone()
    assert found is not None
    return float(found[0])
