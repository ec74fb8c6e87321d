"""Several metrics over the same periods, one panel above the other: what belongs together is seen together."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from math import ceil, isclose

import polars as pl

from charts.axis import axis_ticks
from charts.house import Figure, house
from charts.palette import Palette
from charts.points import Point, band, first_seen, points_of, runs, time_axis
from charts.screen import BOUNDS, INTERVAL, RUNNING
from metrics.period import Grain, Span
from metrics.query import TOO_FEW
from metrics.text import Language, Text
from metrics.unit import Unit

CROWDED = 3  # so many panels have room for four names along each value axis
GAP = 0.14  # between panels, as a share of the height
DASHES = ("solid", "5px,4px", "1.5px,3px")  # lines of one panel are told apart by more than their colour


@dataclass(frozen=True)
class Line:
    """One series: what it is called, in which unit, and its answers as `measure` gives them."""

    label: Text
    unit: Unit
    frame: pl.DataFrame


@dataclass(frozen=True)
class Mark:
    """A period that something is said of."""

    period: Span
    said: Text


@dataclass(frozen=True)
class Picture:
    """Panels over one time axis. The lines of a panel have one unit; marks stand across all panels."""

    panels: Sequence[Sequence[Line]]
    grain: Grain
    marks: Sequence[Mark] = ()
    is_running: bool = False
    leads: Mapping[Span, str] = field(default_factory=dict)  # the address that a click on a period's point opens

    def drawn(self, *, language: Language, currency: str, palette: Palette) -> Figure:
        """The Plotly figure."""
        layout = house(palette)
        del layout["yaxis2"]
        first = min(first_seen(line.frame) for panel in self.panels for line in panel)  # an empty third of a chart says nothing
        series = [[points_of(line.frame.slice(first)) for line in panel] for panel in self.panels]
        layout["xaxis"] |= time_axis(series[0][0], self.grain, language) | {
            "anchor": f"y{len(self.panels)}" if len(self.panels) > 1 else "y"
        }
        layout |= {"hovermode": "x unified", "annotations": [], "shapes": []}
        traces = []
        for place, (panel, drawn) in enumerate(zip(self.panels, series, strict=True)):
            axis = f"y{place + 1}" if place else "y"
            layout[f"yaxis{place + 1}" if place else "yaxis"] = house(palette)["yaxis"] | self._scale(
                panel, drawn, place, language, currency
            )
            for number, (line, points) in enumerate(zip(panel, drawn, strict=True)):
                for trace in self._line(line, points, number, palette, language, currency):
                    traces.append(trace | {"yaxis": axis})
            layout["annotations"] += self._names(panel, place, palette, language)
        for mark in self.marks:
            self._marked(mark, series[0][0], layout, palette, language)
        return {"data": traces, "layout": layout | {"margin": {"l": 8, "r": 20, "t": 26, "b": 8}}}

    def _domain(self, place: int) -> list[float]:
        height = (1 - GAP * (len(self.panels) - 1)) / len(self.panels)
        top = 1 - place * (height + GAP)
        return [max(top - height, 0.0), top]

    def _scale(self, panel: Sequence[Line], drawn: Sequence[Sequence[Point]], place: int, language: Language, currency: str) -> Figure:
        unit = panel[0].unit
        ticks = axis_ticks(*_extent([point for points in drawn for point in points], unit), unit, currency)
        bottom, top = ticks[0], ticks[-1]
        ticks = ticks[:: 1 if len(self.panels) < CROWDED else ceil(len(ticks) / 4)]
        text = [unit.show_short(tick, language, currency) for tick in ticks]
        return {"domain": self._domain(place), "range": [bottom, top], "tickvals": ticks, "ticktext": text}

    def _line(
        self, line: Line, points: Sequence[Point], number: int, palette: Palette, language: Language, currency: str
    ) -> Iterator[Figure]:
        colour = (palette.accent, palette.goal, palette.ink)[number % 3]
        if number == 0:
            yield from (trace for run in runs(points) for trace in band(run, palette))
        last = points[-1] if points else None
        yield {
            "type": "scatter",
            "mode": "lines+markers",
            "name": line.label.of(language),
            "x": [point.place for point in points],
            "y": [point.value for point in points],
            "connectgaps": False,
            "line": {"color": colour, "width": 2.5, "dash": DASHES[number % len(DASHES)]},
            "marker": {
                "size": [9 if point is last else 5 for point in points],
                "color": [palette.ground if point is last and self.is_running else colour for point in points],
                "line": {"color": colour, "width": [2 if point is last else 0 for point in points]},
            },
            "text": [self._reading(line, point, point is last, language, currency) for point in points],
            "customdata": [self.leads.get(point.period) for point in points],
            "hovertemplate": "%{text}<extra></extra>",
            "cliponaxis": False,
        }

    def _reading(self, line: Line, point: Point, is_last: bool, language: Language, currency: str) -> str:
        """What a point says: "2026년 3월 · 첫 응답 시간 1시간 25분 (95% 구간 ...) n = 341"."""
        said = [f"<b>{self.grain.name_of(point.period, language)}</b> {line.label.of(language)}"]
        if point.value is None:
            return said[0]
        said.append(f"<b>{line.unit.show(point.value, language, currency)}</b>")
        if point.low is not None and point.high is not None:
            low, high = (line.unit.show(bound, language, currency) for bound in (point.low, point.high))
            said.append(INTERVAL.of(language).format(low=low, high=high))
        running = f" · {RUNNING.of(language)}" if is_last and self.is_running else ""
        return " · ".join([*said, f"n = {point.n:,}"]) + running

    def _names(self, panel: Sequence[Line], place: int, palette: Palette, language: Language) -> list[Figure]:
        """What the lines of a panel are, said above them."""
        colours = (palette.ink, palette.goal, palette.muted)
        keys = ("━", "╍", "┈")
        names = [line.label.of(language) for line in panel]
        if len(panel) > 1:
            keyed = zip(names, keys, colours, strict=False)
            names = [f'<span style="color:{colour}">{key} {name}</span>' for name, key, colour in keyed]
        said = "   ".join(names)
        at = {"xref": "paper", "yref": "paper", "x": 0, "y": self._domain(place)[1], "xanchor": "left", "yanchor": "bottom"}
        return [at | {"text": f"<b>{said}</b>", "showarrow": False, "yshift": 3, "font": {"size": 13, "color": palette.ink}}]

    def _marked(self, mark: Mark, points: Sequence[Point], layout: Figure, palette: Palette, language: Language) -> None:
        place = next((point.place for point in points if point.period == mark.period), None)
        if place is None:
            return
        at = place - 0.5  # it happened between the period before and this one
        look = {"color": palette.bad, "width": 1.5, "dash": "4px,3px"}
        layout["shapes"].append({"type": "line", "xref": "x", "yref": "paper", "x0": at, "x1": at, "y0": 0, "y1": 1, "line": look})
        is_late = place > len(points) * 0.8
        layout["annotations"].append(
            {
                "xref": "x", "yref": "paper", "x": at, "y": 1, "yanchor": "top",
                "xanchor": "right" if is_late else "left", "xshift": -4 if is_late else 4,
                "text": f"<b>{mark.said.of(language)}</b>", "showarrow": False, "font": {"size": 12, "color": palette.bad},
            }
        )  # fmt: skip


def is_drawable(lines: Sequence[Line]) -> bool:
    """Whether any of the lines has a value."""
    return any(line.frame["value"].is_not_null().any() for line in lines)


def has_withheld(lines: Sequence[Line]) -> bool:
    """Whether any value is withheld because it rests on too few."""
    return any((line.frame["state"] == TOO_FEW).any() for line in lines)


def _extent(points: Sequence[Point], unit: Unit) -> tuple[float, float]:
    levels = [level for point in points for level in (point.value, point.low, point.high) if level is not None]
    if not levels:
        return 0.0, 1.0
    low, high = min(levels), max(levels)
    room = 0.06 * (high - low) if not isclose(low, high) else max(abs(high) * 0.1, 1e-3)
    least, most = BOUNDS.get(unit, (0.0, float("inf")))
    return max(low - room, least), min(high + room, most) if high <= most else high + room
