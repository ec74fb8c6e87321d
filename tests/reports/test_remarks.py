"""What is remarked on a trend: what was noted, decided, taken back and celebrated, each in the period that it belongs to."""

from datetime import UTC, date, datetime
from typing import Any

import polars as pl
import pytest

from metrics.catalog import METRICS
from metrics.feasts import feasts_of
from metrics.goal_book import GoalBook
from metrics.period import Grain, Span
from metrics.query import KNOWN
from reports.remarks import Kind, Occasions, Remark, TakenBack, numbered, remarks
from store.notes import Note
from tests.metrics.goals import terms, version

KOREAN = feasts_of("KR")
UNTIL = date(2026, 11, 1)
SATISFACTION, ORDERS = METRICS["customer_satisfaction"], METRICS["order_count"]


def trend(grain: Grain, last: date, count: int, values: tuple[float, ...] = ()) -> pl.DataFrame:
    """Answers of the last periods up to that of a day; each known, 100 where no other value is given."""
    period = grain.period_of(last)
    periods = [grain.back(period, back) for back in reversed(range(count))]
    given = values or (100.0,) * count
    rows = [
        {
            "period_start": p.start,
            "period_end": p.end,
            "value": v,
            "low": v,
            "high": v,
            "part": None,
            "whole": None,
            "n": 100,
            "state": KNOWN,
        }
        for p, v in zip(periods, given, strict=True)
    ]
    return pl.DataFrame(rows, schema_overrides={"part": pl.Float64, "whole": pl.Float64})


def note(day: date, said: str = "장애", grain: Grain = Grain.MONTH, metric: str | None = None, team: str | None = None) -> Note:
    return Note(
        period=grain.period_of(day), grain=grain, metric=metric, team=team, said=said, id=1, author="김하늘", written_by="kim",
        written_at=datetime(2026, 6, 1, tzinfo=UTC), changed_at=None,
    )  # fmt: skip


def told(occasions: Occasions, grain: Grain = Grain.MONTH, metric: Any = SATISFACTION, **more: Any) -> list[Remark]:
    answers = more.pop("trend", None)
    series = trend(grain, date(2026, 10, 5), 26) if answers is None else answers
    periods = more.pop("periods", None) or [Span(*row) for row in series.select("period_start", "period_end").iter_rows()]
    return remarks(metric, grain, series, occasions, **{"periods": periods, "until": UNTIL} | more)


def test_a_note_stands_in_the_period_that_its_own_begins_in() -> None:
    occasions = Occasions(notes=[note(date(2026, 9, 1))])
    for grain, start in ((Grain.MONTH, date(2026, 9, 1)), (Grain.WEEK, date(2026, 8, 31)), (Grain.QUARTER, date(2026, 7, 1))):
        (only,) = told(occasions, grain)
        assert only.period.start == start and only.about.en == "Sep 2026" and only.kind is Kind.NOTE
    assert told(Occasions(notes=[note(date(2020, 1, 1))])) == []  # not shown, so not said


@pytest.mark.parametrize(
    ("metric", "team", "teams", "is_told"),
    [
        (None, None, (), True),
        ("customer_satisfaction", None, ("A",), True),
        ("order_count", None, (), False),
        (None, "A", (), True),
        (None, "A", ("A", "B"), True),
        (None, "A", ("B",), False),
    ],
)
def test_a_note_is_told_of_its_metric_and_its_team(metric: str | None, team: str | None, teams: tuple[str, ...], is_told: bool) -> None:
    assert bool(told(Occasions(notes=[note(date(2026, 9, 1), metric=metric, team=team)]), teams=teams)) is is_told


def test_a_goal_is_remarked_where_it_begins_and_only_on_the_trend_of_those_it_is_for() -> None:
    begins = date(2026, 8, 3)
    book = GoalBook(
        (
            version(terms(0.8), begins, reason="여름 개선"),
            version(terms(0.9), begins, team="A", owner="이팀장"),
            version(None, date(2026, 9, 7), team="A"),
            version(terms(0.7), date(2026, 8, 1), Grain.MONTH),
        )
    )
    (company,) = told(Occasions(goals=book), Grain.WEEK)
    assert company.period.start == begins and company.said.ko == "목표: 80.0% 이상. 이유: 여름 개선 (책임자 김하늘)"
    assert [each.said.en.partition(".")[0] for each in told(Occasions(goals=book), Grain.WEEK, teams=("A",))] == [
        "Goal: 90",
        "Goal: no goal",
    ]
    assert told(Occasions(goals=book), Grain.WEEK, teams=("B",)) == []


def test_a_load_that_was_undone_is_remarked_on_what_it_counts_and_no_later_than_the_data() -> None:
    back = [TakenBack("zendesk_tickets@kr", date(2026, 9, 9)), TakenBack("demo_orders", date(2026, 12, 24))]
    (orders,) = told(Occasions(taken_back=back), metric=ORDERS, trend=trend(Grain.MONTH, date(2026, 10, 5), 3))
    assert (orders.period, orders.kind) == (Grain.MONTH.period_of(date(2026, 10, 1)), Kind.LOAD)
    assert "2026년 12월 24일" in orders.said.ko and "24 Dec 2026" in orders.said.en
    (tickets,) = told(Occasions(taken_back=back), metric=METRICS["first_response_time"])
    assert tickets.period == Grain.MONTH.period_of(date(2026, 9, 1))


def test_a_feasts_week_is_named_and_says_by_how_much_it_fell_short_of_those_around_it() -> None:
    # Chuseok 2026 is on Friday, 25 September; in 2025 it was on Monday, 6 October.
    weeks = trend(Grain.WEEK, date(2026, 10, 5), 5, (110.0, 90.0, 60.0, 120.0, 80.0))
    (feast,) = told(Occasions(feasts=KOREAN), Grain.WEEK, ORDERS, trend=weeks)
    assert feast.period == Grain.WEEK.period_of(date(2026, 9, 25))
    assert feast.said.ko == "추석 연휴가 든 주입니다(당일 2026년 9월 25일, 한 해 전은 2025년 10월 6일)."
    assert feast.said.en == "Chuseok falls in this week (on 25 Sep 2026; the year before on 6 Oct 2025)."
    assert feast.short is not None and feast.told.ko == f"{feast.said.ko} {feast.short.ko}"
    assert feast.short.ko == "주문 수는 앞뒤 4주 평균보다 40.0% 적습니다."
    assert feast.short.en == "Orders: 40.0% below the mean of the 4 weeks around it."


@pytest.mark.parametrize(
    ("grain", "metric", "expected"),
    [
        (Grain.MONTH, "order_count", ["2025-01", "2025-10", "2026-02", "2026-09"]),
        (Grain.MONTH, "customer_satisfaction", ["2025-01", "2025-10", "2026-02", "2026-09"]),
        (Grain.MONTH, "repurchase_rate", []),  # twelve months feel no feast
        (Grain.QUARTER, "order_count", []),
    ],
)
def test_feasts_stand_in_the_months_that_hold_them(grain: Grain, metric: str, expected: list[str]) -> None:
    found = told(Occasions(feasts=KOREAN), grain, METRICS[metric], trend=trend(grain, date(2026, 10, 5), 24))
    assert [grain.code_of(each.period) for each in found] == expected
    assert all(each.told.ko.endswith(").") for each in found)  # a month is held against nothing


def test_a_feasts_week_is_held_against_weeks_that_are_not_shown() -> None:
    weeks = trend(Grain.WEEK, date(2026, 10, 5), 5, (110.0, 90.0, 60.0, 120.0, 80.0))
    period = Grain.WEEK.period_of(date(2026, 9, 25))
    (feast,) = told(Occasions(feasts=KOREAN), Grain.WEEK, ORDERS, trend=weeks, periods=[period])
    assert feast.short is not None and "40.0%" in feast.short.ko


def test_a_running_week_around_a_feast_is_not_held_against_it() -> None:
    weeks = trend(Grain.WEEK, date(2026, 9, 28), 3, (100.0, 60.0, 5.0))
    (feast,) = told(Occasions(feasts=KOREAN), Grain.WEEK, ORDERS, trend=weeks, until=date(2026, 9, 29))
    assert feast.told.en.endswith("(on 25 Sep 2026; the year before on 6 Oct 2025).")


def test_periods_are_numbered_in_order_and_once_each() -> None:
    notes = [note(date(2026, 9, 1)), note(date(2026, 5, 1)), note(date(2026, 9, 20))]
    found = told(Occasions(notes=notes))
    months = [Grain.MONTH.period_of(date(2026, month, 1)) for month in (5, 9)]
    assert [each.period for each in found] == [months[0], months[1], months[1]]
    assert list(numbered(found).items()) == [(months[0], 1), (months[1], 2)]
