import re
from base64 import b64decode
from datetime import date
from itertools import pairwise
from typing import Any
from xml.etree import ElementTree

import plotly.graph_objects as go
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from charts.axis import axis_ticks
from charts.palette import DARK, LIGHT
from charts.screen import sparkline, trend
from metrics.catalog import METRICS
from metrics.goal import Goal
from metrics.period import Grain, Span
from metrics.unit import Unit

NPS = METRICS["net_promoter_score"]
NOTHING = (None, "no_data")
FEW = (None, "too_few")


def frame(*values: float | tuple[None, str], grain: Grain = Grain.MONTH, spread: float = 1.0) -> pl.DataFrame:
    periods = grain.periods(Span(date(2024, 11, 1), date(2100, 1, 1)))[: len(values)]
    rows = []
    for period, given_value in zip(periods, values, strict=True):
        value, state = given_value if isinstance(given_value, tuple) else (given_value, "known")
        bounds = {"low": None, "high": None} if value is None else {"low": value - spread, "high": value + spread}
        n = {"known": 400, "no_data": 0, "too_few": 3}[state]
        rows.append(
            {
                "period_start": period.start,
                "period_end": period.end,
                "value": value,
                **bounds,
                "part": None,
                "whole": None,
                "n": n,
                "state": state,
            }
        )
    floats = dict.fromkeys(("value", "low", "high", "part", "whole"), pl.Float64)
    return pl.DataFrame(rows, schema_overrides=floats)


def drawn(rows: pl.DataFrame, **changed: Any) -> dict[str, Any]:
    metric = changed.get("metric", NPS)
    goals = (metric.goal,) * rows.height
    given_values = {"language": "en", "currency": "KRW", "palette": LIGHT, "is_running": False, "goals": goals} | changed
    return trend(rows, given_values.pop("metric", NPS), given_values.pop("grain", Grain.MONTH), **given_values)


def lines(figure: dict[str, Any]) -> list[dict[str, Any]]:
    return [t for t in figure["data"] if t["mode"] == "lines" and "fill" not in t]


def readings(figure: dict[str, Any]) -> dict[str, Any]:
    return next(t for t in figure["data"] if t["mode"] == "markers" and "yaxis" not in t)


@pytest.mark.parametrize("palette", [LIGHT, DARK])
@pytest.mark.parametrize("name", METRICS)
@pytest.mark.parametrize("language", ["ko", "en"])
def test_every_figure_is_one_that_plotly_accepts(name: str, language: str, palette: Any) -> None:
    rows = frame(0.3, 0.4, FEW, NOTHING, 0.5, 0.6)
    figure = drawn(rows, metric=METRICS[name], language=language, palette=palette, is_running=True)
    assert go.Figure(figure).to_plotly_json()["data"]


def test_a_line_never_bridges_what_is_not_known() -> None:
    figure = drawn(frame(10, 20, NOTHING, 30, 40))
    (line,) = lines(figure)
    assert list(line["y"]) == [10, 20, None, 30, 40] and line["connectgaps"] is False
    bands = [t for t in figure["data"] if "fill" in t]
    assert [sorted(set(band["x"])) for band in bands] == [[0, 1], [3, 4]]


def test_the_band_is_the_interval() -> None:
    (band,) = (t for t in drawn(frame(10, 20, spread=3))["data"] if "fill" in t)
    assert list(zip(band["x"], band["y"], strict=True)) == [(0, 13), (1, 23), (1, 17), (0, 7)]


def test_the_time_before_anything_was_observed_is_left_out_and_a_gap_is_not() -> None:
    assert readings(drawn(frame(NOTHING, NOTHING, 10, NOTHING, 20)))["x"] == [0, 2]


def test_a_withheld_period_has_a_mark_of_its_own_and_no_value() -> None:
    figure = drawn(frame(10, FEW, 30), language="ko")
    (mark,) = (t for t in figure["data"] if t.get("yaxis") == "y2")
    assert mark["x"] == [1]
    assert "3건뿐" in mark["text"][0]
    assert readings(figure)["x"] == [0, 2]


def test_a_running_period_is_dashed_and_hollow_and_says_so() -> None:
    figure = drawn(frame(10, 20, 30), language="ko", is_running=True)
    solid, dashed = lines(figure)
    assert list(solid["x"]) == [0, 1] and "dash" not in solid["line"]
    assert list(dashed["x"]) == [1, 2] and dashed["line"]["dash"]
    marks = readings(figure)
    assert marks["marker"]["color"][-1] == LIGHT.ground and marks["marker"]["color"][0] == LIGHT.accent
    assert "집계 중" in marks["text"][-1] and "집계 중" not in marks["text"][0]
    assert len(lines(drawn(frame(10, 20, 30)))) == 1


def test_the_goal_is_a_line_across_and_in_sight() -> None:
    figure = drawn(frame(10, 20))
    (line,) = figure["layout"]["shapes"]
    assert (line["y0"], line["y1"]) == (70, 70)
    low, high = figure["layout"]["yaxis"]["range"]
    assert low <= 10 and high >= 70
    assert "shapes" not in drawn(frame(10, 20), metric=METRICS["customer_lifetime_value"])["layout"]


def test_a_goal_that_was_raised_is_a_line_in_steps_from_where_it_began() -> None:
    raised = (None, Goal(at_least=40), Goal(at_least=40), Goal(at_least=55))
    across = [(each["x0"], each["x1"], each["y0"], each["y1"]) for each in drawn(frame(10, 20, 30, 40), goals=raised)["layout"]["shapes"]]
    assert across == [(0.5, 2.5, 40, 40), (2.5, 3.5, 55, 55), (2.5, 2.5, 40, 55)]


@pytest.mark.parametrize(
    ("language", "words"), [("ko", ("2024년 11월", "순추천지수", "95% 구간")), ("en", ("Nov 2024", "Net promoter score", "95% interval"))]
)
def test_a_reading_is_in_the_readers_language(language: str, words: tuple[str, ...]) -> None:
    reading = readings(drawn(frame(10, 20), language=language))["text"][0]
    assert all(word in reading for word in (*words, "+10", "n = 400"))


@pytest.mark.parametrize("grain", [Grain.WEEK, Grain.MONTH, Grain.QUARTER, Grain.YEAR])
@pytest.mark.parametrize("count", [1, 2, 9, 10, 24, 60])
def test_the_last_period_is_named_on_the_axis_and_names_do_not_crowd(grain: Grain, count: int) -> None:
    axis = drawn(frame(*range(count), grain=grain), grain=grain)["layout"]["xaxis"]
    assert axis["tickvals"][-1] == count - 1 and len(axis["tickvals"]) <= 9
    assert re.search(r"20\d\d", axis["ticktext"][0])
    assert len(set(axis["ticktext"])) == len(axis["ticktext"]) or grain is Grain.MONTH or grain is Grain.QUARTER


UNITS = {Unit.SHARE: 1.0, Unit.SCORE: 100.0, Unit.RATING: 5.0, Unit.MINUTES: 20_000.0, Unit.MONEY: 5_000_000.0, Unit.COUNT: 1_000_000.0}


@settings(deadline=None)
@given(st.sampled_from(list(UNITS)), st.floats(0, 1), st.floats(0.001, 1))
def test_axis_ticks_are_even_reach_around_the_values_and_are_few(unit: Unit, start: float, extent: float) -> None:
    low, high = start * UNITS[unit], (start + extent) * UNITS[unit]
    ticks = axis_ticks(low, high, unit, "KRW")
    assert ticks[0] <= low + 1e-6 * high and ticks[-1] >= high * (1 - 1e-6)
    assert 2 <= len(ticks) <= 9
    gaps = [after - before for before, after in pairwise(ticks)]
    assert max(gaps) == pytest.approx(min(gaps), rel=1e-6)


@pytest.mark.parametrize("language", ["ko", "en"])
@pytest.mark.parametrize(
    ("unit", "low", "high", "currency"),
    [
        (Unit.SHARE, 0.0, 1.0, "KRW"),
        (Unit.SHARE, 0.475, 0.481, "KRW"),
        (Unit.SCORE, -20, 70, "KRW"),
        (Unit.RATING, 4.1, 4.3, "KRW"),
        (Unit.MINUTES, 60, 250, "KRW"),
        (Unit.MINUTES, 2_000, 9_000, "KRW"),
        (Unit.MONEY, 58_000, 140_000, "KRW"),
        (Unit.MONEY, 138_000, 142_000, "KRW"),
        (Unit.MONEY, 1_000, 9_900, "USD"),
        (Unit.MONEY, 0, 3_000_000_000, "KRW"),
    ],
)
def test_no_two_ticks_of_an_axis_read_the_same(unit: Unit, low: float, high: float, currency: str, language: str) -> None:
    labels = [unit.show_short(tick, language, currency) for tick in axis_ticks(low, high, unit, currency)]
    assert len(set(labels)) == len(labels), labels


def test_a_sparkline_is_a_small_svg_whose_lines_break_at_gaps() -> None:
    address = sparkline(frame(1, 2, NOTHING, 3, 4, FEW, 5))
    assert address is not None and len(address) < 3000
    svg = ElementTree.fromstring(_svg(address))
    tags = [node.tag.split("}")[1] for node in svg.iter()]
    assert tags.count("polyline") == 2
    assert tags.count("circle") == 2  # the lonely last one, and the mark of the last one


def test_a_sparkline_of_nothing_is_nothing() -> None:
    assert sparkline(frame(NOTHING, FEW)) is None


def test_a_sparkline_of_one_level_lies_in_the_middle() -> None:
    address = sparkline(frame(5, 5, 5))
    assert address is not None
    levels = {spot.split(",")[1] for spot in re.search(r'points="([^"]+)"', _svg(address))[1].split()}  # type: ignore[index]
    assert levels == {"18.0"}


def _svg(address: str) -> str:
    return b64decode(address.removeprefix("data:image/svg+xml;base64,")).decode()
