"""The pictures of speed and satisfaction: what is drawn is what is known, and Plotly can draw it."""

from datetime import date
from typing import Any

import plotly.graph_objects as go
import polars as pl
import pytest

from charts.crosses import Cross, crosses
from charts.dose import Stretch, dose
from charts.lines import Line, Mark, Picture, has_withheld, is_drawable
from charts.palette import DARK, LIGHT
from metrics.dose import BANDS
from metrics.period import Grain, Span
from metrics.query import NO_DATA, TOO_FEW
from metrics.rated import rated_metrics
from metrics.scorecard import Answer
from metrics.text import Text
from metrics.unit import Unit

MONTHS = Grain.MONTH.periods(Span(date(2026, 1, 1), date(2026, 7, 1)))
SIDES = rated_metrics()


def series(*values: float | None, few: int | None = None) -> pl.DataFrame:
    rows: list[dict[str, Any]] = [
        {"period_start": month.start, "period_end": month.end, "value": value, "part": value, "whole": value, "n": 50}
        | {"low": None if value is None else value * 0.9, "high": None if value is None else value * 1.1}
        | {"state": TOO_FEW if place == few else NO_DATA if value is None else "known"}
        for place, (month, value) in enumerate(zip(MONTHS, values, strict=True))
    ]
    return pl.DataFrame(rows, schema_overrides=dict.fromkeys(("value", "low", "high", "part", "whole"), pl.Float64))


SPEED = Line(Text(ko="속도", en="Speed"), Unit.MINUTES, series(180, 170, 90, None, 80, 70))
CONTENT = Line(Text(ko="만족", en="Content"), Unit.SHARE, series(0.8, 0.8, 0.7, 0.7, None, 0.7, few=4))


@pytest.mark.parametrize("palette", [LIGHT, DARK])
@pytest.mark.parametrize("language", ["ko", "en"])
def test_panels_stand_one_above_the_other_on_one_time_axis(language: Any, palette: Any) -> None:
    mark = Mark(MONTHS[2], Text(ko="3월부터", en="since March"))
    figure = Picture([[SPEED], [CONTENT]], Grain.MONTH, [mark], is_running=True).drawn(language=language, currency="KRW", palette=palette)
    go.Figure(figure)
    drawn = [trace for trace in figure["data"] if trace["mode"] == "lines+markers"]
    assert [trace["yaxis"] for trace in drawn] == ["y", "y2"]
    assert [trace["y"] for trace in drawn] == [[180, 170, 90, None, 80, 70], [0.8, 0.8, 0.7, 0.7, None, 0.7]]
    assert figure["layout"]["yaxis"]["domain"][0] > figure["layout"]["yaxis2"]["domain"][1]
    assert figure["layout"]["shapes"][0]["x0"] == 1.5
    said = [note["text"] for note in figure["layout"]["annotations"]]
    assert any(mark.said.of(language) in text for text in said) and any(SPEED.label.of(language) in text for text in said)


def test_lines_of_one_panel_differ_by_more_than_their_colour() -> None:
    figure = Picture([[SPEED, SPEED, SPEED]], Grain.MONTH).drawn(language="en", currency="KRW", palette=LIGHT)
    looks = [trace["line"] for trace in figure["data"] if trace["mode"] == "lines+markers"]
    assert len({look["dash"] for look in looks}) == len({look["color"] for look in looks}) == 3


def test_nothing_to_draw_is_told_from_something() -> None:
    nothing = Line(SPEED.label, SPEED.unit, series(*[None] * 6))
    assert not is_drawable([nothing]) and is_drawable([nothing, SPEED])
    assert has_withheld([SPEED, CONTENT]) and not has_withheld([SPEED])
    go.Figure(Picture([[nothing]], Grain.MONTH).drawn(language="ko", currency="KRW", palette=LIGHT))


def curve(*values: float | None) -> pl.DataFrame:
    rows = [
        {"band": band.name, "value": value, "low": value and value - 0.05, "high": value and value + 0.05, "n": 40}
        | {"state": "known" if value is not None else TOO_FEW}
        for band, value in zip(BANDS, values, strict=True)
    ]
    return pl.DataFrame(rows, schema_overrides=dict.fromkeys(("value", "low", "high"), pl.Float64))


@pytest.mark.parametrize("language", ["ko", "en"])
def test_a_dose_curve_has_a_point_with_its_interval_for_each_known_band(language: Any) -> None:
    then, now = curve(0.9, 0.9, 0.8, 0.8, 0.8, 0.7, None), curve(0.7, 0.6, None, 0.7, 0.8, 0.8, 0.8)
    stretches = [Stretch(Text(ko="작년", en="then"), then), Stretch(Text(ko="올해", en="now"), now)]
    figure = dose(stretches, language=language, palette=LIGHT)
    go.Figure(figure)
    first, second = figure["data"]
    assert first["y"] == [0.9, 0.9, 0.8, 0.8, 0.8, 0.7, None] and second["y"][2] is None
    assert second["error_y"]["array"][0] == pytest.approx(0.05) and second["error_y"]["array"][2] is None
    assert first["line"]["dash"] != second["line"]["dash"] and first["marker"]["symbol"] != second["marker"]["symbol"]
    assert all(one < other for one, other in zip(first["x"], second["x"], strict=True))
    assert len(set(figure["layout"]["xaxis"]["ticktext"])) == len(BANDS)


def answer(value: float | None, room: float = 0.05) -> Answer:
    low, high = (None, None) if value is None else (value - room, value + room)
    return Answer(MONTHS[0], value, low, high, None, None, 60, "known" if value is not None else TOO_FEW)


def test_teams_are_crosses_with_an_arrow_from_where_they_were() -> None:
    groups = [
        Cross("A", (answer(180, 20), answer(0.8)), (answer(60, 9), answer(0.6)), is_good=False),
        Cross("B", (answer(None), answer(None)), (answer(90, 9), answer(0.9)), is_good=None),
        Cross("C", (answer(90, 9), answer(0.9)), (answer(90, 9), answer(None)), is_good=None),
    ]
    figure = crosses(groups, SIDES["speed"], SIDES["satisfaction"], language="ko", currency="KRW", palette=LIGHT)
    go.Figure(figure)
    assert [trace["text"] for trace in figure["data"]] == [["A"], ["B"]]
    (arrow,) = figure["layout"]["annotations"]
    assert (arrow["ax"], arrow["ay"], arrow["x"], arrow["y"]) == (180, 0.8, 60, 0.6)
    assert figure["data"][0]["error_x"]["array"] == [9]
    assert figure["data"][0]["marker"]["symbol"] != figure["data"][1]["marker"]["symbol"]


def test_names_of_teams_side_by_side_stand_on_different_sides() -> None:
    near = [(62, 0.612), (64, 0.617), (66, 0.620)]
    groups = [Cross(f"팀{place}", (answer(None), answer(None)), (answer(x), answer(y)), is_good=None) for place, (x, y) in enumerate(near)]
    far = Cross("먼 팀", (answer(None), answer(None)), (answer(200), answer(0.9)), is_good=None)
    figure = crosses([*groups, far], SIDES["speed"], SIDES["satisfaction"], language="ko", currency="KRW", palette=LIGHT)
    assert len({trace["textposition"] for trace in figure["data"][:3]}) == 3
