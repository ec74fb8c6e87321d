"""The dose curve: every paired ticket is in exactly one band."""

from itertools import pairwise
from pathlib import Path

import polars as pl
import pytest

from etl.demo_story import FASTER_REPLIES
from metrics import interval
from metrics.dose import BANDS, WORKING_DAY, dose_curve
from metrics.facts import Facts
from metrics.pair import pair
from metrics.period import Span
from metrics.query import KNOWN, NO_DATA, TOO_FEW, Scope
from tests.metrics.rows import Row, facts_in, facts_of
from tests.metrics.test_pair import APRIL, MARCH, closed, rated


def test_the_bands_follow_each_other_without_a_gap() -> None:
    assert BANDS[0].over is None
    assert BANDS[-1].upto is None
    for band, following in pairwise(BANDS):
        assert band.upto == following.over
    assert len({band.label for band in BANDS}) == len({band.name for band in BANDS}) == 7


@pytest.mark.parametrize(
    ("minutes", "band"),
    [
        (0, "within_30_minutes"),
        (30, "within_30_minutes"),
        (31, "within_1_hour"),
        (60, "within_1_hour"),
        (61, "within_2_hours"),
        (120, "within_2_hours"),
        (240, "within_4_hours"),
        (241, "within_a_working_day"),
        (WORKING_DAY, "within_a_working_day"),
        (WORKING_DAY + 1, "within_two_working_days"),
        (2 * WORKING_DAY, "within_two_working_days"),
        (2 * WORKING_DAY + 1, "longer"),
    ],
)
def test_a_wait_is_in_the_band_whose_upper_bound_it_does_not_pass(minutes: int, band: str) -> None:
    curve = dose_curve(facts_of(tickets=[closed(1, minutes)], responses=[rated(1, 5)]), APRIL, fewest=1)
    assert curve["band"].to_list() == [each.name for each in BANDS]
    assert dict(curve.select("band", "n").iter_rows()) == {each.name: int(each.name == band) for each in BANDS}


def test_each_band_has_its_share_its_interval_and_its_state() -> None:
    tickets: list[Row] = [closed(n, 10) for n in range(8)] + [closed(n, 100) for n in range(8, 12)] + [closed(12, 50, on=MARCH.start)]
    answers = [rated(n, 5 if n % 4 else 1) for n in range(13)]
    curve = dose_curve(facts_of(tickets=tickets, responses=answers), APRIL)
    first, second, third, *_ = curve.iter_rows(named=True)
    low, high = interval.wilson([6], [8])
    assert (first["value"], first["low"], first["high"]) == pytest.approx((6 / 8, low[0], high[0]))
    assert (first["part"], first["whole"], first["n"], first["state"]) == (6, 8, 8, KNOWN)
    assert (second["value"], second["n"], second["state"]) == (None, 0, NO_DATA)
    assert (third["value"], third["n"], third["state"]) == (None, 4, TOO_FEW)


def test_a_team_lead_sees_the_curve_of_the_own_team() -> None:
    facts = facts_of(tickets=[closed(1, team="A"), closed(2, team="B")], responses=[rated(1, 5), rated(2, 1)])
    own = dose_curve(facts, APRIL, scope=Scope(frozenset({"B"})), fewest=1)
    assert (own["n"].sum(), own["part"].sum()) == (1, 0)


def test_in_the_demo_companys_speed_trap_quick_replies_please_less_than_slow_ones(demo_home: Path) -> None:
    facts: Facts = facts_in(demo_home)
    since = Span(FASTER_REPLIES.starts_on, FASTER_REPLIES.ends_on)
    curve = dose_curve(facts, since)
    assert curve["n"].sum() == pair(facts, since, MARCH).satisfaction.after.n
    quick = curve.filter(pl.col("upto_minutes").is_between(31, 120))
    slow = curve.filter(pl.col("band") == "within_a_working_day")
    assert quick["high"].max() < slow["low"].item()
