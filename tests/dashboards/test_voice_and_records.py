"""What stands behind a number: the comments and the records, within the reader's scope, and who took them along and why."""

import unicodedata
from datetime import date
from io import BytesIO

import fastexcel
import polars as pl
import pytest

import store.audit
from dashboards.comments import PER_PAGE, parted
from etl.demo_story import ONLINE_TEAM, TEAMS
from metrics.catalog import METRICS
from metrics.facts import Responses
from metrics.period import Grain
from metrics.query import Query, measure
from tests.dashboards.site import OURS, Site

SEPTEMBER = {"period": "2026-09"}


def written(site: Site) -> pl.DataFrame:
    """The comments of September, found without any of the code under test."""
    answers = site.house.answers
    rows = answers.facts(answers.snapshot()).frame(Responses).to_native().collect()
    period = Grain.MONTH.period_of(date(2026, 9, 1))
    return rows.filter(pl.col("answered_on").is_between(period.start, period.last), pl.col("score").is_not_null())


def test_the_counts_by_band_are_those_of_the_answers(site: Site) -> None:
    nps = written(site).filter(survey="nps")
    said = site.page("boss", "/voice", **SEPTEMBER, survey="nps").found("band-counts")[0]
    low, high = nps.filter(pl.col("score") <= 6), nps.filter(pl.col("score") >= 9)
    for name, rows in (("낮은 점수", low), ("높은 점수", high)):
        comments = rows.filter(pl.col("comment").fill_null("").str.strip_chars() != "").height
        assert f"{name}: 응답 {rows.height}건, 의견 {comments}건" in said


@pytest.mark.parametrize("words", ["배송", unicodedata.normalize("NFD", "배송")])
def test_a_search_finds_what_holds_the_words_and_marks_them(words: str, site: Site) -> None:
    found = written(site).filter(pl.col("comment").str.contains("배송", literal=True)).height
    page = site.page("boss", "/voice", **SEPTEMBER, q=words)
    assert found > 0 and f"의견 {found}건" in page.text
    comments = page.found("comments")
    assert comments and "배송" in comments[0]
    assert page.answer.text.count('"type":"Mark"') >= min(found, PER_PAGE)


def test_searched_words_are_told_apart_whatever_their_case() -> None:
    assert parted("Refund, please: REFUND!", "refund") == [("Refund", True), (", please: ", False), ("REFUND", True), ("!", False)]
    assert parted("환불해 주세요", "") == [("환불해 주세요", False)]
    assert parted("a.c", ".") == [("a", False), (".", True), ("c", False)]  # no pattern


def test_the_sample_is_the_same_for_everybody_and_its_pages_hold_each_comment_once(site: Site) -> None:
    asked = SEPTEMBER | {"team": ONLINE_TEAM, "survey": "nps", "band": "low"}
    first = site.page("boss", "/voice", **asked).found("comments")
    assert first == site.page("lead", "/voice", **asked).found("comments")
    rows = written(site).filter(pl.col("survey") == "nps", pl.col("team") == ONLINE_TEAM, pl.col("score") <= 6)
    texts = sorted(text.strip() for text in rows["comment"].drop_nulls() if text.strip())
    shown: list[str] = []
    for page in range(1, -(-len(texts) // PER_PAGE) + 1):
        nodes = site.page("boss", "/voice", **asked, at=page)
        shown += [text for text in texts if text in nodes.text]
    assert set(texts) == set(shown)


@pytest.mark.parametrize("asked", [{}, {"team": "영남팀"}, {"band": "low", "q": "팀"}, {"at": "9999"}, {"band": "x", "q": "%"}], ids=str)
@pytest.mark.parametrize("path", ["/voice", "/records"])
def test_a_team_lead_sees_no_other_teams_rows(path: str, asked: dict[str, str], site: Site) -> None:
    page = site.page("lead", path, **SEPTEMBER, metric="complaint_rate", **asked)
    body = page.answer.text.encode().decode("unicode_escape", errors="ignore") + page.text
    assert page.answer.status_code == 200 and ONLINE_TEAM in page.text
    assert not any(team in body or team in page.text for team in TEAMS if team != ONLINE_TEAM)


def test_the_records_behind_a_rate_are_its_part_and_its_whole(site: Site) -> None:
    answers = site.house.answers
    metric = METRICS["complaint_rate"]
    row = measure(Query(metric, Grain.MONTH.period_of(date(2026, 9, 1))), answers.facts(answers.snapshot())).row(0, named=True)
    for number, amount in enumerate((row["part"], row["whole"])):
        page = site.page("boss", "/records", **SEPTEMBER, metric=metric.name, rows=number)
        assert f"{amount:,.0f}건" in page.text


@pytest.mark.parametrize(("language", "said", "code"), [("ko", "배송 완료", "delivered"), ("en", "Delivered", "delivered")])
def test_what_is_said_in_our_own_words_is_said_in_the_readers_language(site: Site, language: str, said: str, code: str) -> None:
    asked = SEPTEMBER | {"metric": "order_count", "lang": language}
    for page in (site.page("boss", "/records", **asked), site.page("boss", "/trends", **asked, by="status")):
        assert said in page.text and code not in page.text.split()
    offered = site.page("boss", "/records", **asked).props(id={"choose": "status"})["data"]
    assert {"value": code, "label": said} in offered


def test_a_withheld_number_has_withheld_records(site: Site) -> None:
    answers = site.house.answers
    snapshot = answers.snapshot()
    weeks = Query(METRICS["net_promoter_score"], answers._opened(snapshot.id).span(Grain.WEEK), Grain.WEEK, by=("team",))
    few = measure(weeks, answers.facts(snapshot)).filter(pl.col("state") == "too_few", pl.col("n") > 0, pl.col("n") < 5).row(0, named=True)
    asked = {"grain": "week", "period": Grain.WEEK.code_of(Grain.WEEK.period_of(few["period_start"])), "team": few["team"]}
    page = site.page("boss", "/records", **asked, metric="net_promoter_score")
    assert f"{few['n']}건뿐이라" in page.text and '"type":"Tbody"' not in page.answer.text
    taken = site.client("boss").post(
        "/records.xlsx", query_string=asked | {"metric": "net_promoter_score"}, data={"reason": "분기 점검"}, headers=OURS
    )
    assert taken.status_code == 404


def test_taking_records_along_needs_a_reason_which_is_kept_with_how_many(site: Site) -> None:
    asked = SEPTEMBER | {"metric": "complaint_rate", "rows": "0"}
    client = site.client("lead")
    assert client.post("/records.xlsx", query_string=asked, data={"reason": " a "}, headers=OURS, buffered=True).status_code == 400
    assert client.get("/records.xlsx", query_string=asked, buffered=True).mimetype == "text/html"  # no rows by following a link
    taken = client.post("/records.xlsx", query_string=asked, data={"reason": "9월 배송 불만 점검"}, headers=OURS, buffered=True)
    table = pl.from_arrow(fastexcel.read_excel(BytesIO(taken.data).getvalue()).load_sheet(0).to_arrow())
    assert isinstance(table, pl.DataFrame) and table.height > 0 and set(table["팀"]) == {ONLINE_TEAM}
    with site.here.state.read() as session:
        (last,) = store.audit.history(session, 1)
    assert (last.actor, last.action, last.reason, last.count) == ("lead", "records-downloaded", "9월 배송 불만 점검", table.height)
