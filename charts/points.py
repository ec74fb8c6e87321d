"""The periods of an answer frame as points along a time axis, and what every drawing of them has in common."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import ceil

import polars as pl

from charts.axis import short_name
from charts.house import Figure
from charts.palette import Palette
from metrics.period import Grain, Span
from metrics.query import KNOWN, NO_DATA
from metrics.text import Language

MOST_LABELS = 9  # under the time axis; more of them run into each other


@dataclass(frozen=True)
class Point:
    """One period of a trend."""

    place: int
    period: Span
    value: float | None
    low: float | None
    high: float | None
    n: int
    state: str


def points_of(frame: pl.DataFrame) -> list[Point]:
    """The answers of one series, in order of time."""
    return [
        Point(place, Span(row["period_start"], row["period_end"]), *(row[name] for name in ("value", "low", "high", "n", "state")))
        for place, row in enumerate(frame.iter_rows(named=True))
    ]


def from_first_seen(frame: pl.DataFrame) -> pl.DataFrame:
    """The frame without the periods before anything was observed: an empty third of a chart says nothing."""
    return frame.slice(first_seen(frame))


def first_seen(frame: pl.DataFrame) -> int:
    """The place of the first period in which anything was observed; 0 where nothing ever was."""
    return (frame["state"] != NO_DATA).arg_max() or 0


def runs(points: Sequence[Point]) -> Iterator[list[Point]]:
    """The stretches of known values: a line never bridges what is not known."""
    run: list[Point] = []
    for point in points:
        if point.state == KNOWN:
            run.append(point)
        elif run:
            yield run
            run = []
    if run:
        yield run


def band(run: Sequence[Point], palette: Palette) -> Iterator[Figure]:
    """The intervals of a stretch as an area; nothing where there are none."""
    sure = [point for point in run if point.low is not None and point.high is not None]
    if sure:
        places = [point.place for point in sure]
        yield {
            "type": "scatter",
            "mode": "lines",
            "x": places + places[::-1],
            "y": [point.high for point in sure] + [point.low for point in sure[::-1]],
            "fill": "toself",
            "fillcolor": palette.band,
            "line": {"width": 0 if len(sure) > 1 else 6, "color": palette.band},
            "opacity": 0.75,
            "hoverinfo": "skip",
        }


def time_axis(points: Sequence[Point], grain: Grain, language: Language) -> Figure:
    """The axis with as many names of periods as have room."""
    labelled = _labelled(points)
    years = [None, *(point.period.start.year for point in labelled)]
    return {
        "range": [-0.5, len(points) - 0.5],
        "tickvals": [point.place for point in labelled],
        "ticktext": [
            short_name(point.period, grain, language, with_year=point.period.start.year != year_before)
            for point, year_before in zip(labelled, years, strict=False)
        ],
    }


def _labelled(points: Sequence[Point]) -> list[Point]:
    """The periods named under the axis, counted from the last one back."""
    every = ceil(len(points) / MOST_LABELS)
    return [point for point in points if (points[-1].place - point.place) % every == 0]
