"""Laws that every metric keeps, on rows that Hypothesis picks from the demo company."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from errors import DeclarationError
from etl.demo_story import END, TEAMS
from metrics.catalog import METRICS
from metrics.coverage import covered_until
from metrics.facts import EVENT_DAYS, FACTS, Facts, name_of
from metrics.formula import Rate, Share
from metrics.mean import Mean
from metrics.measure import Distinct
from metrics.metric import Metric
from metrics.period import Grain, Span, months_later
from metrics.quantile import Quantile
from metrics.query import KNOWN, Query, Scope, is_told_by_team, measure, measure_each
from metrics.tally import Stock, Tally, Total
from store.facts import FactTables
from tests.metrics.rows import facts_in

COUNTED = {name: metric for name, metric in METRICS.items() if not metric.formula.is_estimate}
BY_TEAM = {name: metric for name, metric in COUNTED.items() if "team" in metric.dimensions}
# A customer of two teams is counted in both, so what counts each customer once does not add up.
ADDS_UP = {
    name: metric
    for name, metric in BY_TEAM.items()
    if isinstance(metric.formula, (Share, Rate, Mean, Quantile, Tally, Total, Stock))
    and not any(isinstance(each, Distinct) for each in metric.formula.measures)
}
MONTHS, LONG = 4, 12  # some metrics are settled only 90 days later

picked = given(seed=st.integers(0, 10**6), share=st.sampled_from([0.02, 0.2, 0.7]))
few_times = settings(max_examples=4, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
Pick = Callable[[int, float], Facts]


def parametrized(metrics: dict[str, Metric]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("metric", metrics.values(), ids=metrics)


@pytest.fixture(scope="module")
def pick(demo_home: Path) -> Pick:
    """Some of the demo company's rows."""
    company = facts_in(demo_home)
    rows = {name: frame.collect() for name, frame in company.frames.items()}

    def some(seed: int, share: float) -> Facts:
        return Facts({name: frame.sample(fraction=share, seed=seed).lazy() for name, frame in rows.items()}, company.until)

    return some


def asked(metric: Metric, until: date, months: int = MONTHS, **more: object) -> Query:
    return Query(metric, Span(months_later(until, -months), until), Grain.MONTH, fewest=1, **more)  # type: ignore[arg-type]


def answered(metric: Metric, facts: Facts, **more: Any) -> pl.DataFrame:
    assert facts.until is not None
    return measure(asked(metric, facts.until, **more), facts)


@parametrized(COUNTED)
@picked
@few_times
def test_the_order_of_rows_changes_nothing(metric: Metric, pick: Pick, seed: int, share: float) -> None:
    facts = pick(seed, share)
    turned = Facts(
        {name: frame.collect().sample(fraction=1, shuffle=True, seed=seed).lazy() for name, frame in facts.frames.items()}, facts.until
    )
    assert_frame_equal(answered(metric, turned), answered(metric, facts), rel_tol=1e-12)


@parametrized(BY_TEAM)
@picked
@few_times
def test_a_segment_is_what_a_filter_shows(metric: Metric, pick: Pick, seed: int, share: float) -> None:
    facts = pick(seed, share)
    by_team = answered(metric, facts, by=("team",))
    for (team,), own in by_team.drop_nulls("team").group_by("team"):
        assert_frame_equal(answered(metric, facts, where={"team": (team,)}), own.drop("team"), rel_tol=1e-12)


@parametrized({name: metric for name, metric in BY_TEAM.items() if is_told_by_team(asked(metric, END))})
@picked
@few_times
def test_each_team_of_several_is_answered_as_by_itself(metric: Metric, pick: Pick, seed: int, share: float) -> None:
    facts = pick(seed, share)
    assert facts.until is not None
    for until in (None, facts.until - timedelta(days=10)):
        query = replace(asked(metric, facts.until), fewest=5, until=until)
        told = measure_each(query, TEAMS, facts).partition_by("team", as_dict=True, include_key=False)
        for team in TEAMS:
            own = measure(replace(query, scope=Scope(frozenset({team}))), facts)
            if (team,) in told:
                assert_frame_equal(told[team,], own, check_exact=True)
            else:
                assert own["n"].sum() == 0


@parametrized({name: metric for name, metric in BY_TEAM.items() if any(each.rows for each in metric.formula.measures)})
def test_what_is_made_of_other_rows_is_not_counted_for_several_teams(metric: Metric) -> None:
    with pytest.raises(DeclarationError):
        measure_each(asked(metric, END), TEAMS, Facts.empty())


@parametrized(ADDS_UP)
@picked
@few_times
def test_parts_add_up_over_segments(metric: Metric, pick: Pick, seed: int, share: float) -> None:
    facts = pick(seed, share)
    whole, by_team = answered(metric, facts), answered(metric, facts, by=("team",))
    all_known = (pl.col("state") == KNOWN).all().alias("all_known")
    added = by_team.group_by("period_start", maintain_order=True).agg(pl.col("part", "whole").sum(), pl.col("n").sum(), all_known)
    both = whole.join(added, on="period_start", suffix="_added").filter("all_known", state=KNOWN)
    for name in ("part", "whole", "n"):
        given_parts = both.filter(pl.col(name).is_not_null())
        assert given_parts[f"{name}_added"].to_list() == pytest.approx(given_parts[name].to_list(), rel=1e-12)


@picked
@settings(max_examples=3, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_rows_that_come_again_change_no_metric(pick: Pick, seed: int, share: float) -> None:
    facts = pick(seed, share)
    with TemporaryDirectory() as folder:
        tables = FactTables(folder)
        tables.create()
        versions = {name_of(fact): tables.upsert(fact, facts.frames[name_of(fact)].collect(), 1).version for fact in FACTS}
        once = Facts({name_of(fact): tables.scan(fact, versions[name_of(fact)]) for fact in FACTS}, facts.until)
        for load, part in enumerate((0.3, 1.0), start=2):
            for fact in FACTS:
                rows = facts.frames[name_of(fact)].collect().sample(fraction=part, shuffle=True, seed=seed)
                versions[name_of(fact)] = tables.upsert(fact, rows, load).version
        again = Facts({name_of(fact): tables.scan(fact, versions[name_of(fact)]) for fact in FACTS}, facts.until)
        for metric in COUNTED.values():
            assert_frame_equal(answered(metric, again), answered(metric, once))


@parametrized(COUNTED)
@picked
@few_times
def test_later_events_change_no_earlier_period(metric: Metric, pick: Pick, seed: int, share: float) -> None:
    facts = pick(seed, share)
    assert facts.until is not None
    cut = months_later(facts.until, -2) + timedelta(days=seed % 28)
    earlier, whole = dict(facts.frames), dict(facts.frames)
    for fact in FACTS:
        if fact in EVENT_DAYS:  # a ticket that was open on that day belongs to neither side
            first, *_ = days = [day.name for day in EVENT_DAYS[fact]]
            is_late = pl.col(first) >= cut
            is_over = pl.all_horizontal(pl.col(days).fill_null(cut - timedelta(days=1)) < cut)
            rows = facts.frames[name_of(fact)]
            earlier[name_of(fact)], whole[name_of(fact)] = rows.filter(is_over & ~is_late), rows.filter(is_over | is_late)
    before, after = (answered(metric, Facts(frames, facts.until), months=LONG) for frames in (earlier, whole))
    known_until = min(cut, covered_until(metric, Facts(earlier, facts.until)) or cut)  # of few rows the last may come days before the cut
    settled = pl.col("period_end") + metric.formula.settles <= known_until
    assert before.filter(settled).height
    assert_frame_equal(after.filter(settled), before.filter(settled), rel_tol=1e-12)
