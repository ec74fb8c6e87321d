"""A snapshot's answers cut from one answer over all its periods are those that would be measured; and what is measured ahead."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from metrics.catalog import METRICS
from metrics.facts import Facts
from metrics.feasts import feasts_of
from metrics.period import Grain, Span
from metrics.query import EVERYTHING, Query, Scope, measure
from metrics.scorecard import last_full_period, score, scorecard
from store import snapshots
from store.answers import KeptAnswers
from store.state import State
from store.trends import GRAINS, Trends, first_views, warm
from tests.store.few_facts import TEAMS, UNTIL, facts, snapshot

FEASTS = feasts_of("KR")
SHOWN = [METRICS[name] for name in ("complaint_rate", "first_response_time")]
FROM_HERE = [
    ("2025-03-01", "2025-04-01", Grain.MONTH),
    ("2025-12-01", "2026-01-01", Grain.MONTH),
    ("2025-03-05", "2025-06-09", Grain.MONTH),
    ("2024-01-01", "2025-02-01", Grain.MONTH),
    ("2020-01-01", "2025-02-01", Grain.YEAR),
    ("2010-01-01", "2012-01-01", Grain.YEAR),
    ("2025-12-20", "2026-03-01", Grain.WEEK),
    ("2025-02-01", "2025-08-01", Grain.QUARTER),
    ("2025-02-01", "2025-02-09", Grain.DAY),
    ("2025-02-01", "2025-08-01", Grain.WHOLE),
]


@pytest.fixture
def kept(tmp_path: Path) -> KeptAnswers:
    return KeptAnswers(tmp_path / "answers", 50_000_000)


@pytest.fixture
def trends(kept: KeptAnswers) -> Trends:
    return Trends(snapshot(), facts(), kept)


@pytest.fixture
def published(tmp_path: Path) -> Callable[[], tuple[State, snapshots.Snapshot]]:
    """A state, and the snapshot that was published into it last."""
    state = State(f"sqlite:///{tmp_path / 'state.sqlite3'}")
    state.migrate()

    def publish() -> tuple[State, snapshots.Snapshot]:
        with state.write() as session:
            return state, snapshots.publish(session, {"orders": 1}, None, UNTIL)

    return publish


def count(kept: KeptAnswers) -> int:
    assert kept.folder is not None
    return len([*kept.folder.iterdir()]) if kept.folder.exists() else 0


@pytest.mark.parametrize(("start", "end", "grain"), FROM_HERE)
@pytest.mark.parametrize("name", ["repurchase_rate", "complaint_rate", "first_response_time", "customer_lifetime_value"])
def test_an_answer_from_the_whole_is_the_one_that_is_measured(start: str, end: str, grain: Grain, name: str, trends: Trends) -> None:
    query = Query(METRICS[name], Span(date.fromisoformat(start), date.fromisoformat(end)), grain)
    for asked in (
        query,
        replace(query, where={"team": TEAMS[:1]}),
        replace(query, scope=Scope(frozenset(TEAMS[:1]))),
        replace(query, by=("team",)),
        replace(query, until=date(2025, 3, 20)),
    ):
        for _ in range(2):
            assert_frame_equal(trends.measured(asked), measure(asked, trends.facts), check_exact=False, rel_tol=1e-12)


def test_all_months_come_from_one_answer(trends: Trends, kept: KeptAnswers) -> None:
    for month in range(1, 13):
        trends.measured(Query(SHOWN[0], Grain.MONTH.period_of(date(2025, month, 1)), Grain.MONTH))
    assert count(kept) == 1


def test_siblings_are_answered_from_one_pass_and_as_by_themselves(trends: Trends, kept: KeptAnswers) -> None:
    together = replace(trends, siblings=frozenset(TEAMS))
    month = Grain.MONTH.period_of(date(2025, 12, 1))
    for where in ({}, {"channel": ("전화",)}):
        for team in TEAMS:
            query = Query(SHOWN[1], month, where=where, scope=Scope(frozenset({team})))
            assert_frame_equal(together.measured(query), measure(query, trends.facts), check_exact=True)
    assert count(kept) == 2 + len(TEAMS)  # nobody came by that channel: there each team is asked by itself


def test_who_sees_more_than_one_sibling_is_answered_for_all_of_them(trends: Trends) -> None:
    together = replace(trends, siblings=frozenset(TEAMS[:2]))
    for teams in (TEAMS[:2], TEAMS[2:], ()):
        query = Query(SHOWN[0], Grain.MONTH.period_of(date(2025, 12, 1)), scope=Scope(frozenset(teams)))
        assert_frame_equal(together.measured(query), measure(query, trends.facts), check_exact=True)


@pytest.mark.parametrize("name", ["complaint_rate", "first_response_time", "revenue", "net_promoter_score"])
def test_who_picks_a_team_is_given_what_was_measured_for_its_people(name: str, trends: Trends, kept: KeptAnswers) -> None:
    metric, month = METRICS[name], Grain.MONTH.period_of(date(2025, 12, 1))
    for team in TEAMS:
        trends.measured(Query(metric, month, scope=Scope(frozenset({team}))))
    before = count(kept)
    for team in TEAMS:
        for scope in (EVERYTHING, Scope(frozenset({team})), Scope(frozenset(TEAMS))):
            picked = Query(metric, month, where={"team": (team,)}, scope=scope)
            assert_frame_equal(trends.measured(picked), measure(picked, trends.facts), check_exact=True)
    assert count(kept) == before


def test_who_picks_teams_of_others_is_given_nothing_of_them(trends: Trends) -> None:
    month = Grain.MONTH.period_of(date(2025, 12, 1))
    for picked in (TEAMS[:1], TEAMS[:2]):
        query = Query(SHOWN[0], month, where={"team": tuple(picked)}, scope=Scope(frozenset(TEAMS[1:2])))
        assert_frame_equal(trends.measured(query), measure(query, trends.facts), check_exact=True)
        assert trends.measured(query)["n"].sum() == (0 if picked == TEAMS[:1] else trends.measured(replace(query, where={}))["n"].sum())


def test_a_period_that_is_looked_at_up_to_a_day_is_measured_alone(trends: Trends) -> None:
    query = Query(SHOWN[0], Grain.MONTH.period_of(date(2025, 3, 1)), until=date(2025, 3, 20))
    assert trends.widened(query) is query


def test_a_scorecard_from_the_whole_is_the_one_that_is_measured(trends: Trends) -> None:
    for grain in GRAINS:
        period = grain.period_of(date(2025, 9, 9))
        for scope in (EVERYTHING, Scope(frozenset(TEAMS[:1]))):
            once, anew = (
                score(SHOWN[0], trends.scanned, period, grain, scope=scope, measured=measured) for measured in (trends.measured, measure)
            )
            assert (once.now, once.before, once.change, once.verdict) == (anew.now, anew.before, anew.change, anew.verdict)
            assert_frame_equal(once.trend, anew.trend)


def test_facts_without_events_are_asked_as_they_are(kept: KeptAnswers) -> None:
    nothing = Trends(snapshot(), Facts.empty(), kept)
    assert nothing.span(Grain.MONTH) is None and nothing.first_day is None
    assert nothing.measured(Query(SHOWN[0], Grain.MONTH.period_of(date(2025, 3, 1))))["state"].to_list() == ["no_data"]
    assert list(first_views(nothing, SHOWN, ())) == []


def test_kept_answers_need_no_facts_in_memory(trends: Trends, kept: KeptAnswers) -> None:
    query = Query(SHOWN[0], Grain.MONTH.period_of(date(2025, 3, 1)))
    trends.measured(query)
    again = Trends(snapshot(), facts(), kept)
    again.measured(query)
    assert "facts" in vars(trends) and "facts" not in vars(again)


def test_what_is_warm_is_not_measured_again(published: Callable[[], tuple[State, snapshots.Snapshot]], kept: KeptAnswers) -> None:
    state, latest = published()
    steps: list[float] = []
    assert warm(Trends(latest, facts(), kept), SHOWN, FEASTS, state, steps.append)
    assert steps == sorted(steps) and steps[-1] == 1.0
    again, files = Trends(latest, facts(), kept), count(kept)
    for grain in GRAINS:
        for scope in (EVERYTHING, *(Scope(frozenset({team})) for team in TEAMS)):
            period = last_full_period(grain, UNTIL)
            scorecard(SHOWN, again.scanned, period, grain, scope=scope, feasts=FEASTS, measured=again.measured)
        span = again.span(grain)
        assert span is not None
        for metric in SHOWN:
            again.measured(Query(metric, span, grain, by=("team",)))
    assert "facts" not in vars(again) and count(kept) == files


def test_warming_stops_where_a_newer_snapshot_is_published(
    published: Callable[[], tuple[State, snapshots.Snapshot]], kept: KeptAnswers
) -> None:
    state, latest = published()

    def overtaken(_: float) -> None:
        published()

    assert not warm(Trends(latest, facts(), kept), SHOWN, FEASTS, state, overtaken)
    assert 1 <= count(kept) <= 10  # one look, of the 14 that there would have been


def test_facts_of_another_engine_are_left_where_they_are(kept: KeptAnswers) -> None:
    frames = {name: frame.collect() for name, frame in facts().frames.items()}  # not lazy ones, as a cluster's are not
    elsewhere = Trends(snapshot(), Facts(frames, until=UNTIL), kept)
    assert elsewhere.facts is elsewhere.scanned
    query = Query(SHOWN[0], Grain.MONTH.period_of(date(2025, 3, 1)))
    assert_frame_equal(elsewhere.measured(query), measure(query, facts()))


def test_the_span_reaches_from_before_the_first_day_to_the_last_one(trends: Trends) -> None:
    span = trends.span(Grain.MONTH)
    assert span is not None and span.end == UNTIL and span.start == date(2023, 1, 1)
    far = facts().frames["orders"].with_columns(ordered_on=pl.lit(date(1066, 10, 14)))
    long_ago = Trends(snapshot(), Facts({**facts().frames, "orders": far}, until=UNTIL), KeptAnswers.none())
    reached = long_ago.span(Grain.YEAR)
    assert reached is not None and reached.start >= date(2000, 1, 1)
