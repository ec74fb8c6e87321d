import ast
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from dashboards.cards import card
from dashboards.tables import segment_table, trend_table
from dashboards.trend import summary
from dashboards.view import Choices, View
from metrics.catalog import METRICS
from metrics.change import Change, Direction
from metrics.facts import Facts
from metrics.feasts import YearAgo
from metrics.goal import Goal, Verdict
from metrics.goal_book import Wanted
from metrics.judgement import Judgement
from metrics.pair import Guarded
from metrics.period import Grain, Span
from metrics.scorecard import AgainstYear, Answer, Score, score
from tests.dashboards.site import Site, texts_of

ROOT = Path(__file__).parents[2]
OCTOBER = Span(date(2026, 10, 1), date(2026, 11, 1))
NPS = METRICS["net_promoter_score"]


def choices(language: str = "en") -> Choices:
    return Choices(date(2024, 11, 1), date(2026, 11, 1), (), (NPS, METRICS["repurchase_rate"]), language)


def view(language: str = "en", metric: str = "net_promoter_score") -> View:
    return View.of({"period": "2026-10", "metric": metric}, choices(language))[0]


def answer(value: float | None = 40.0, low: float | None = 35.0, high: float | None = 45.0, n: int = 500, state: str = "known") -> Answer:
    return Answer(OCTOBER, value, low, high, None, None, n, state)


def scored(now: Answer, **changed: Any) -> Score:
    empty = score(NPS, Facts.empty(), OCTOBER, Grain.MONTH)
    said = Change(2.0, Direction.CANNOT_TELL, None)
    return replace(empty, now=now, before=answer(38.0), change=said, **changed)


def judged(verdict: Verdict | None, *, is_held: bool = False) -> Judgement:
    return Judgement(Wanted(Goal(at_least=70)), Guarded(verdict, is_held))


def shown(score: Score, language: str = "en") -> str:
    return " ".join(texts_of(card(score, view(language), "KRW").to_plotly_json())).replace("  ", " ")


def test_a_card_says_value_sample_interval_change_and_goal() -> None:
    said = shown(scored(answer(), judgement=judged(Verdict.NOT_MET)))
    for part in ("Net promoter score", "+40", "n 500", "95%: +35 to +45", "+2.0 pts", "Cannot tell yet", "Goal ≥ +70", "Not met"):
        assert part in said


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (Change(5.0, Direction.UP, True), ("▲", "+5.0 pts", "Up", "better")),
        (Change(-5.0, Direction.DOWN, False), ("▼", "-5.0 pts", "Down", "worse")),
        (Change(5.0, Direction.OVERLAPS, None), ("+5.0 pts", Direction.OVERLAPS.label.en)),
        (Change(None, Direction.UNKNOWN, None), (Direction.UNKNOWN.label.en,)),
    ],
)
def test_a_card_says_what_can_be_told_of_the_change(change: Change, words: tuple[str, ...]) -> None:
    said = shown(replace(scored(answer()), change=change))
    assert all(word in said for word in words), said
    assert (change.is_good is not None) == ("· better" in said or "· worse" in said)


@pytest.mark.parametrize("verdict", list(Verdict))
def test_a_goals_verdict_is_a_word_and_a_mark_and_not_a_colour_alone(verdict: Verdict) -> None:
    said = shown(scored(answer(), judgement=judged(verdict)), "ko")
    assert verdict.label.ko in said
    assert any(mark in said for mark in "✓✕…")


def test_no_data_is_not_a_number() -> None:
    said = shown(scored(answer(None, None, None, 0, "no_data")))
    assert "No data" in said and "n 0" not in said


def test_too_few_is_not_no_data() -> None:
    said = shown(scored(answer(None, None, None, 3, "too_few")))
    assert "Withheld" in said and "Only 3" in said and "No data" not in said


def test_a_small_sample_is_said_to_be_one() -> None:
    assert "small sample" in shown(scored(answer(n=29)))
    assert "small sample" not in shown(scored(answer(n=30)))


def test_a_running_period_is_marked_on_its_card() -> None:
    assert "집계 중" in shown(scored(answer(), is_running=True), "ko")
    assert "집계 중" not in shown(scored(answer(), is_running=False), "ko")


def test_what_must_stand_beside_a_metric_stands_on_its_card(site: Site) -> None:
    cards = dict(zip(METRICS_SHOWN, site.page().found("card"), strict=True))
    for name, text in cards.items():
        for beside in METRICS[name].beside:
            assert beside.label.ko in text
    assert sum(bool(METRICS[name].beside) for name in cards) >= 1


METRICS_SHOWN = (
    "repurchase_rate",
    "net_promoter_score",
    "customer_satisfaction",
    "first_response_time",
    "complaint_rate",
    "customer_lifetime_value",
)


@pytest.mark.parametrize("language", ["ko", "en"])
def test_each_card_leads_to_the_trend_of_its_metric(language: str, site: Site) -> None:
    page = site.page(lang=language)
    assert len(page.found("card")) == 6
    for name in METRICS_SHOWN:
        assert page.props(id={"card": name})["href"].startswith("/trends?") and f"metric={name}&" in page.props(id={"card": name})["href"]


def test_a_summary_names_the_highest_and_the_lowest_period() -> None:
    months = [Span(date(2026, month, 1), date(2026, month + 1, 1)) for month in (7, 8, 9)]
    rows = [
        {"period_start": m.start, "period_end": m.end, "value": v, "low": v, "high": v, "part": 1.0, "whole": 1.0, "n": 9, "state": "known"}
        for m, v in zip(months, (10.0, 50.0, 30.0), strict=True)
    ]
    said = summary(scored(answer(), trend=pl.DataFrame(rows)), view(), "KRW")
    assert "highest in Aug 2026 (+50)" in said and "lowest in Jul 2026 (+10)" in said and "in Sep 2026: +30" in said


def teams(*rows: tuple[str | None, float | None, str]) -> pl.DataFrame:
    return pl.DataFrame(
        [
            {"period_start": OCTOBER.start, "period_end": OCTOBER.end, "team": team, "value": value, "low": value, "high": value}
            | {"part": None, "whole": None, "n": 50, "state": state}
            for team, value, state in rows
        ],
        schema_overrides={"part": pl.Float64, "whole": pl.Float64, "value": pl.Float64, "low": pl.Float64, "high": pl.Float64},
    )


@pytest.mark.parametrize(("name", "order"), [("customer_satisfaction", "B A C D"), ("complaint_rate", "A B C D")])
def test_teams_stand_from_best_to_worst_and_the_unknown_last(name: str, order: str) -> None:
    frame = teams(("A", 0.1, "known"), ("C", None, "no_data"), ("B", 0.3, "known"), (None, 0.2, "known"))
    said = list(texts_of(segment_table(frame, "team", METRICS[name], "en", "KRW", lambda *_: None).to_plotly_json()))
    assert [word for word in said if word in ("A", "B", "C", "no team")] == [*order.split()[:3], "no team"]


def test_a_suppressed_number_is_in_no_table() -> None:
    table = trend_table(scored(answer(), trend=teams(("A", None, "too_few")).drop("team")), view(), "KRW")
    said = " ".join(texts_of(table.to_plotly_json()))
    assert "Withheld" in said


COLUMNS = {"revenue"}  # what a column of orders and segments is called as well


@pytest.mark.parametrize(
    "path", sorted([*(ROOT / "dashboards").rglob("*.py"), *(ROOT / "charts").glob("*.py")]), ids=lambda path: path.name
)
def test_screens_know_no_metric_by_name(path: Path) -> None:
    named = {node.value for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Constant) and isinstance(node.value, str)}
    assert not named & (set(METRICS) - COLUMNS)


@pytest.mark.parametrize(("language", "against"), [("ko", "1년 전 대비"), ("en", "vs a year ago")])
def test_a_card_tells_the_year_as_well_as_the_month(language: str, against: str) -> None:
    then = Grain.MONTH.back(OCTOBER, 12)
    year = AgainstYear(YearAgo(OCTOBER, then), answer(), replace(answer(60.0, 55.0, 65.0), period=then))
    said = shown(replace(scored(answer()), year=year), language)
    assert against in said
    assert said.index("-20.0") > said.index(against)


@pytest.mark.parametrize(
    ("language", "change", "goal"),
    [
        ("ko", "아직 알 수 없음 · 약 1,900건 필요", "판단 보류 · 약 460건 필요"),
        ("en", "Cannot tell yet · needs about 1,900", "Too early to say · needs about 460"),
    ],
)
def test_a_card_says_how_many_would_tell_what_cannot_be_told(language: str, change: str, goal: str) -> None:
    said = shown(scored(answer(), judgement=judged(Verdict.TOO_EARLY), decides_change=1_825, decides_goal=457), language)
    assert change in said and goal in said


@pytest.mark.parametrize(("language", "days"), [("ko", "전월 대비 (9월 1~12일)"), ("en", "vs last month (1–12 Sep)")])
def test_a_running_period_says_which_days_it_is_compared_with(language: str, days: str) -> None:
    so_far = replace(answer(38.0), period=Span(date(2026, 9, 1), date(2026, 9, 13)))
    assert days in shown(replace(scored(answer(), is_running=True), before=so_far), language)
