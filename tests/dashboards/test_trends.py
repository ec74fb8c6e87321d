"""The Trends page says of every metric what the metrics layer measures, and lets nobody see more than the own rows."""

from datetime import date
from io import BytesIO
from typing import Any

import polars as pl
import pytest

import store.audit
from etl.demo_story import ONLINE_TEAM
from metrics.catalog import METRICS
from metrics.period import Grain, Span
from metrics.query import EVERYTHING, Query, measure
from metrics.text import LANGUAGES
from tests.dashboards.site import Shown, Site, nodes_of, texts_of

MONTHS = Span(date(2024, 11, 1), date(2026, 11, 1))
CHART = {"chart": "trend", "part": "figures"}


def rows_of(page: Shown, table: int = 0) -> list[list[str]]:
    """The cells of a page's table."""
    tables = [node for node in nodes_of(page.tree) if node["type"] == "Table"]
    body = next(node for node in nodes_of(tables[table]["props"]["children"]) if node["type"] == "Tbody")
    return [
        [" ".join(texts_of(cell)).strip() for cell in row["props"]["children"]]
        for row in nodes_of(body["props"]["children"])
        if row["type"] == "Tr"
    ]


@pytest.mark.parametrize(("place", "name"), [*enumerate(METRICS)])
def test_every_metric_has_its_trend_its_numbers_and_its_definition(place: int, name: str, site: Site) -> None:
    language, metric = LANGUAGES[place % 2], METRICS[name]
    page = site.page(path="/trends", metric=name, lang=language, period="2026-10")
    assert page.found("fault") == []
    assert metric.label.of(language) in page.found("trend")[0]
    (reading,) = page.found("reading")
    for text in (metric.definition, metric.rise_may_mean, metric.check_first, metric.does_not_prove):
        assert text.of(language) in reading
    assert all("{" not in said for said in page.found("summary"))


def test_the_table_holds_every_period_with_its_value(site: Site) -> None:
    rows = rows_of(site.page(path="/trends", metric="net_promoter_score", period="2026-10"))
    answers = site.house.answers
    facts = answers.facts(answers.snapshot())
    right = measure(Query(METRICS["net_promoter_score"], MONTHS), facts)
    assert [row[0] for row in rows] == [f"{d.year}년 {d.month}월" for d in reversed(right["period_start"].to_list())]
    assert [row[1] for row in rows] == [METRICS["net_promoter_score"].unit.show(v, "ko") for v in reversed(right["value"].to_list())]


def test_the_year_before_stands_beside_each_period_but_where_a_feast_keeps_them_apart(site: Site) -> None:
    page = site.page(path="/trends", metric="complaint_rate", period="2026-10", against="year")
    rows = {row[0]: row[4] for row in rows_of(page)}
    answers = site.house.answers
    facts = answers.facts(answers.snapshot())
    right = {
        day: measure(Query(METRICS["complaint_rate"], Grain.MONTH.period_of(day)), facts)["value"][0]
        for day in (date(2026, 5, 1), date(2025, 5, 1))
    }
    assert rows["2026년 5월"].endswith(f"{100 * (right[date(2026, 5, 1)] - right[date(2025, 5, 1)]):+.1f}%p")
    assert rows["2026년 10월"] == "추석 시기 다름" and rows["2026년 2월"] == "설날 시기 다름"
    assert rows["2025년 5월"] == ""  # the data begin in November 2024
    line = page.props(id=CHART)["data"]["light"]["data"][0]
    assert line["y"][list(reversed(list(rows))).index("2026년 5월")] == right[date(2025, 5, 1)]


def test_a_goal_is_told_by_how_far_it_is(site: Site) -> None:
    rows = {row[0]: row for row in rows_of(site.page(path="/trends", metric="complaint_rate", period="2026-10", against="goal"))}
    assert rows["2026년 5월"][1] == "8.3%" and rows["2026년 5월"][4] == "+3.3%p"  # the catalog's goal is 5 %


@pytest.mark.parametrize("by", ["team", "channel"])
def test_segments_are_those_measured(by: str, site: Site) -> None:
    page = site.page(path="/trends", metric="customer_satisfaction", period="2026-09", by=by)
    answers = site.house.answers
    query = Query(METRICS["customer_satisfaction"], Grain.MONTH.period_of(date(2026, 9, 1)), by=(by,))
    right = measure(query, answers.facts(answers.snapshot())).filter(pl.col("value").is_not_null(), pl.col(by).is_not_null())
    shown = {row[0]: row[1] for row in rows_of(page, 1)}
    for segment, value in right.select(by, "value").iter_rows():
        assert shown[segment] == f"{100 * value:.1f}%"
    assert len(page.props(id={"chart": "segments", "part": "figures"})["data"]["dark"]["layout"]["annotations"]) == len(shown)


def test_a_breakdown_that_a_metric_does_not_have_is_said_and_not_drawn(site: Site) -> None:
    page = site.page(path="/trends", metric="net_promoter_score", by="product_category")
    assert "상품 분류별로 나눌 수 없습니다" in page.found("segments")[0]


def test_a_filter_that_a_metric_cannot_be_cut_by_is_said(site: Site) -> None:
    category = site.house.answers.values(site.house.answers.snapshot(), EVERYTHING)["product_category"][0]
    page = site.page(path="/trends", metric="net_promoter_score", product_category=category)
    assert "상품 분류 기준으로 거를 수 없어" in page.text
    assert page.found("number") == site.page(path="/trends", metric="net_promoter_score").found("number")


@pytest.mark.parametrize("login", ["boss", "lead"])
@pytest.mark.parametrize("asked", [{}, {"team": "영남팀"}, {"by": "team"}, {"by": "team", "team": ["영남팀", ONLINE_TEAM]}], ids=str)
def test_a_downloaded_table_holds_what_the_page_shows_and_no_other_teams_rows(login: str, asked: dict[str, Any], site: Site) -> None:
    view = {"metric": "complaint_rate", "period": "2026-10", **asked}
    page = site.page(login, "/trends", **view)
    sent = site.client(login).get("/trends.csv", query_string=view, buffered=True)
    assert sent.status_code == 200 and "complaint" not in sent.headers["Content-Disposition"].partition("''")[0]
    table = pl.read_csv(BytesIO(sent.data), infer_schema=False)
    own = table.filter(pl.col("팀").is_null()) if "팀" in table.columns else table
    last = own.filter(pl.col("첫날") == "2026-10-01")["값"].to_list()
    assert [f"{100 * float(value):.1f}%" for value in last] == page.found("number")
    if login == "lead":
        assert "영남팀" not in sent.data.decode() and "수도권" not in sent.data.decode()
    elif asked.get("by"):
        assert "영남팀" in set(table["팀"])


def test_a_downloaded_workbook_opens_and_is_recorded(site: Site) -> None:
    sent = site.client("boss").get("/trends.xlsx?metric=complaint_rate&period=2026-10&by=team", buffered=True)
    sheets = pl.read_excel(BytesIO(sent.data), sheet_id=0)
    assert list(sheets) == ["차례", "불만율", "불만율 2", "정의와 출처"]
    assert sheets["불만율"].height == 24 and set(sheets["불만율 2"]["팀"]) >= {ONLINE_TEAM}
    with site.here.state.read() as session:
        assert store.audit.history(session, 1)[0].action == "numbers-downloaded"


def test_a_new_installation_has_no_numbers_to_download(new_site: Site) -> None:
    assert new_site.client("boss").get("/trends.csv").status_code == 404


def test_segments_of_what_is_good_neither_high_nor_low_have_no_best(site: Site) -> None:
    (said,) = [
        each
        for each in site.page(path="/trends", metric="new_customer_share", by="team", period="2026-10").found("summary")
        if "기준으로" in each
    ]
    assert "가장 높은 쪽" in said and "가장 좋은" not in said
    assert "new_customer_share" not in str(site.page("lead", "/goal", grain="week").props(id={"choose": "metric"})["data"])
