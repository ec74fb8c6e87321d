"""Pictures for the screen: an answer frame in, a Plotly figure or a tiny SVG out."""

from base64 import b64encode
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import inf, isclose

import polars as pl

from charts.axis import axis_ticks
from charts.goal_line import Level, levels
from charts.house import FONTS as FONTS
from charts.house import Figure, house
from charts.note_marks import marked
from charts.palette import Palette
from charts.points import Point, band, from_first_seen, points_of, runs, time_axis
from metrics.goal import Goal
from metrics.metric import Metric
from metrics.period import Grain, Span
from metrics.query import TOO_FEW
from metrics.text import Language, Text
from metrics.unit import Unit

BOUNDS = {Unit.SHARE: (0.0, 1.0), Unit.SCORE: (-100.0, 100.0)}  # a rate may still be over 1

INTERVAL = Text(ko="95% 구간 {low} – {high}", en="95% interval {low} – {high}")
RUNNING = Text(ko="집계 중", en="so far")
SUPPRESSED = Text(ko="{n}건뿐이라 표시하지 않습니다", en="Only {n}: too few to show")


@dataclass(frozen=True)
class _Reader:
    """What a point says to whoever reads it."""

    metric: Metric
    grain: Grain
    language: Language
    currency: str

    def shown(self, value: float | None) -> str:
        return self.metric.unit.show(value, self.language, self.currency)

    def reading(self, point: Point, *, is_running: bool) -> str:
        name = self.grain.name_of(point.period, self.language) + (f" · {RUNNING.of(self.language)}" if is_running else "")
        lines = [f"<b>{name}</b>", f"{self.metric.label.of(self.language)} <b>{self.shown(point.value)}</b>"]
        if point.low is not None and point.high is not None:
            lines.append(INTERVAL.of(self.language).format(low=self.shown(point.low), high=self.shown(point.high)))
        return "<br>".join([*lines, f"n = {point.n:,}"])

    def withheld(self, point: Point) -> str:
        name = self.grain.name_of(point.period, self.language)
        return f"<b>{name}</b><br>{SUPPRESSED.of(self.language).format(n=point.n)}"


def trend(
    frame: pl.DataFrame,
    metric: Metric,
    grain: Grain,
    *,
    language: Language,
    currency: str,
    palette: Palette,
    is_running: bool,
    goals: Sequence[Goal | None] = (),
    numbers: Mapping[Span, int] | None = None,
    leads: Mapping[Span, str] | None = None,
) -> Figure:
    """The way of one metric: its interval as a band, its goal as a line, the running period dashed.

    Shape:
        frame: the answers of one metric in order of time, as `measure` gives them; the last may be still running.
        goals: what is wanted of each period.
        numbers: those of the periods that something is remarked of.
        leads: the address that a click on a period's point opens.
        out: a Plotly figure as plain values. Plotly's own classes check each of them, which takes ten times as long as all the rest.
    """
    points = points_of(from_first_seen(frame))
    reader = _Reader(metric, grain, language, currency)
    wanted = levels(goals, len(points))
    low, high = _extent(points, metric, wanted)
    ticks = axis_ticks(low, high, metric.unit, currency)
    traces = [
        *(trace for run in runs(points) for trace in band(run, palette)),
        *_line(points, palette, is_running=is_running),
        _readings(points, reader, palette, is_running=is_running, leads=leads or {}),
        *_suppressed(points, reader, palette),
    ]
    layout = house(palette)
    layout["xaxis"] |= time_axis(points, grain, language)
    layout["yaxis"] |= {
        "range": [ticks[0], ticks[-1]],
        "tickvals": ticks,
        "ticktext": [metric.unit.show_short(tick, language, currency) for tick in ticks],
    }
    return marked({"data": traces, "layout": layout | _goal(wanted, palette)}, points, numbers or {}, palette)


def sparkline(frame: pl.DataFrame, width: int = 200, height: int = 36) -> str | None:
    """The way of one metric as a `data:` address of a small SVG in one colour; None where there is nothing to draw.

    It is used as a mask, so that the page's stylesheet gives the colour of the ground it stands on.
    """
    points = points_of(frame)
    known = [point.value for point in points if point.value is not None]
    if not known:
        return None
    low, high = min(known), max(known)
    reach = (high - low) or 1.0
    step = (width - 8) / max(len(points) - 1, 1)

    def spot(point: Point) -> str:
        level = 0.5 if high == low else ((point.value or 0.0) - low) / reach
        return f"{4 + point.place * step:.1f},{height - 4 - level * (height - 8):.1f}"

    lines = "".join(f'<polyline points="{" ".join(map(spot, run))}"/>' for run in runs(points) if len(run) > 1)
    alone = "".join(_dot(spot(run[0]), 1.5) for run in runs(points) if len(run) == 1)
    last = _dot(spot(points[-1]), 3.5) if points[-1].value is not None else ""
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}">'
        f'<g fill="none" stroke="#000" stroke-width="2" stroke-linejoin="round" stroke-linecap="round">{lines}</g>{alone}{last}</svg>'
    )
    return f"data:image/svg+xml;base64,{b64encode(svg.encode()).decode()}"


def _line(points: Sequence[Point], palette: Palette, *, is_running: bool) -> Iterator[Figure]:
    line = {"color": palette.accent, "width": 2.5}
    stretches = [(points[:-1], line), (points[-2:], line | {"dash": "3px,4px"})] if is_running else [(points, line)]
    for stretch, look in stretches:
        yield {
            "type": "scatter",
            "mode": "lines",
            "x": [point.place for point in stretch],
            "y": [point.value for point in stretch],
            "line": look,
            "connectgaps": False,
            "hoverinfo": "skip",
        }


def _readings(points: Sequence[Point], reader: _Reader, palette: Palette, *, is_running: bool, leads: Mapping[Span, str]) -> Figure:
    """A marker with its reading on each known value, and where it leads; the last one stands out, hollow while it is running."""
    known = [point for point in points if point.value is not None]
    last = points[-1]
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [point.place for point in known],
        "y": [point.value for point in known],
        "marker": {
            "size": [11 if point is last else 5 for point in known],
            "color": [palette.ground if point is last and is_running else palette.accent for point in known],
            "line": {"color": palette.accent, "width": [2.5 if point is last else 0 for point in known]},
            "opacity": 1,
        },
        "text": [reader.reading(point, is_running=is_running and point is last) for point in known],
        "customdata": [leads.get(point.period) for point in known],
        "hovertemplate": "%{text}<extra></extra>",
        "cliponaxis": False,
    }


def _suppressed(points: Sequence[Point], reader: _Reader, palette: Palette) -> Iterator[Figure]:
    few = [point for point in points if point.state == TOO_FEW]
    if few:
        yield {
            "type": "scatter",
            "mode": "markers",
            "x": [point.place for point in few],
            "y": [0.03] * len(few),
            "yaxis": "y2",
            "marker": {"symbol": "x-thin", "size": 8, "line": {"color": palette.unsure, "width": 2}},
            "text": [reader.withheld(point) for point in few],
            "hovertemplate": "%{text}<extra></extra>",
        }


def _goal(wanted: Sequence[Level], palette: Palette) -> Figure:
    look = {"type": "line", "layer": "above", "line": {"color": palette.goal, "width": 1.5, "dash": "6px,4px"}}
    across = [look | {"x0": each.first - 0.5, "x1": each.last + 0.5, "y0": each.value, "y1": each.value} for each in wanted]
    edges = [(one, other) for one, other in pairwise(wanted) if other.first == one.last + 1]
    steps = [look | {"x0": one.last + 0.5, "x1": one.last + 0.5, "y0": one.value, "y1": other.value} for one, other in edges]
    return {"shapes": [*across, *steps]} if wanted else {}


def _extent(points: Sequence[Point], metric: Metric, wanted: Sequence[Level]) -> tuple[float, float]:
    """What the value axis has to reach: every value and interval, and the goal."""
    reached = [level for point in points for level in (point.value, point.low, point.high) if level is not None]
    reached += [each.value for each in wanted]
    if not reached:
        return 0.0, 1.0
    low, high = min(reached), max(reached)
    room = 0.04 * (high - low) if not isclose(low, high) else max(abs(high) * 0.1, 1e-3)
    least, most = BOUNDS.get(metric.unit, (0.0, inf))
    # No room beyond what the unit can reach: an axis to +150 would promise a score that there is not.
    return (max(low - room, least) if low >= least else low - room), (min(high + room, most) if high <= most else high + room)


def _dot(spot: str, radius: float) -> str:
    x, y = spot.split(",")
    return f'<circle cx="{x}" cy="{y}" r="{radius}"/>'
