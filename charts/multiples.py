"""Small multiples: the same metric of many segments, each in a panel of its own, on one scale and beside the whole."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import ceil

import polars as pl

from charts.axis import axis_ticks
from charts.house import Figure, house
from charts.palette import Palette
from charts.points import Point, band, points_of, runs, time_axis
from charts.screen import BOUNDS, INTERVAL
from metrics.metric import Metric
from metrics.period import Grain
from metrics.text import Language

GAP_X, ROW_GAP, ROW_HEIGHT = 0.05, 62, 150  # shares of the width, and pixels
NAMES = 3  # of periods under each panel


@dataclass(frozen=True)
class Panel:
    """One segment: its name and its answers, in order of time."""

    name: str
    frame: pl.DataFrame


@dataclass(frozen=True)
class Multiples:
    """The panels of one metric over the same periods as `whole`."""

    metric: Metric
    grain: Grain
    whole: pl.DataFrame
    panels: Sequence[Panel]
    columns: int = 3

    @property
    def rows(self) -> int:
        return max(ceil(len(self.panels) / self.columns), 1)

    @property
    def height(self) -> int:
        """Pixels."""
        return self.rows * (ROW_HEIGHT + ROW_GAP) + 10

    def drawn(self, *, language: Language, currency: str, palette: Palette) -> Figure:
        """The Plotly figure."""
        whole = points_of(self.whole)
        series = [points_of(panel.frame) for panel in self.panels]
        low, high = _extent([whole, *series], self.metric)
        ticks = axis_ticks(low, high, self.metric.unit, currency)
        layout = house(palette)
        del layout["yaxis2"]
        x_look, y_look = layout.pop("xaxis"), layout.pop("yaxis")
        layout |= {"annotations": [], "hovermode": "closest", "margin": {"l": 8, "r": 12, "t": 22, "b": 8}}
        traces = []
        for place, (panel, points) in enumerate(zip(self.panels, series, strict=True)):
            number = str(place + 1) if place else ""
            row, column = divmod(place, self.columns)
            (left, right), (bottom, top) = self._columns(column), self._rows(row)
            names = time_axis(whole, self.grain, language)
            every = max(len(names["tickvals"]) // NAMES, 1)
            names |= {"tickvals": names["tickvals"][::-1][::every][::-1], "ticktext": names["ticktext"][::-1][::every][::-1]}
            layout[f"xaxis{number}"] = x_look | names | {"domain": [left, right], "anchor": f"y{number}", "automargin": False}
            shown = {
                "range": [ticks[0], ticks[-1]],
                "tickvals": ticks,
                "ticktext": [self._short(tick, language, currency) for tick in ticks],
            }
            # The scale is one for all, so it is named once in each row.
            look = {"domain": [bottom, top], "anchor": f"x{number}", "showticklabels": column == 0}
            layout[f"yaxis{number}"] = y_look | shown | look
            for trace in self._traces(panel, points, whole, language, currency, palette):
                traces.append(trace | {"xaxis": f"x{number}", "yaxis": f"y{number}"})
            said = {"xref": "paper", "yref": "paper", "x": left, "y": top, "xanchor": "left", "yanchor": "bottom", "yshift": 2}
            layout["annotations"].append(said | {"text": f"<b>{_plain(panel.name)}</b>", "showarrow": False, "font": {"size": 13}})
        return {"data": traces, "layout": layout}

    def _columns(self, column: int) -> tuple[float, float]:
        width = (1 - GAP_X * (self.columns - 1)) / self.columns
        return column * (width + GAP_X), min(column * (width + GAP_X) + width, 1.0)

    def _rows(self, row: int) -> tuple[float, float]:
        gap = ROW_GAP / self.height
        height = (1 - gap * self.rows) / self.rows
        top = 1 - row * (height + gap)
        return max(top - height, 0.0), top

    def _traces(
        self, panel: Panel, points: Sequence[Point], whole: Sequence[Point], language: Language, currency: str, palette: Palette
    ) -> Iterator[Figure]:
        yield from (trace for run in runs(points) for trace in band(run, palette))
        lines = {"type": "scatter", "mode": "lines", "connectgaps": False, "hoverinfo": "skip"}
        yield lines | {
            "x": [point.place for point in whole],
            "y": [point.value for point in whole],
            "line": {"color": palette.muted, "width": 1, "dash": "2px,3px"},
        }
        known = [point for point in points if point.value is not None]
        yield {
            "type": "scatter",
            "mode": "lines+markers",
            "x": [point.place for point in points],
            "y": [point.value for point in points],
            "connectgaps": False,
            "line": {"color": palette.accent, "width": 2},
            "marker": {"size": [7 if known and point is known[-1] else 3 for point in points], "color": palette.accent},
            "text": [self._reading(panel, point, language, currency) for point in points],
            "hovertemplate": "%{text}<extra></extra>",
            "cliponaxis": False,
        }

    def _reading(self, panel: Panel, point: Point, language: Language, currency: str) -> str:
        unit = self.metric.unit
        lines = [f"<b>{_plain(panel.name)}</b> {self.grain.name_of(point.period, language)}", unit.show(point.value, language, currency)]
        if point.low is not None and point.high is not None:
            low, high = (unit.show(bound, language, currency) for bound in (point.low, point.high))
            lines.append(INTERVAL.of(language).format(low=low, high=high))
        return "<br>".join([*lines, f"n = {point.n:,}"])

    def _short(self, tick: float, language: Language, currency: str) -> str:
        return self.metric.unit.show_short(tick, language, currency)


def _extent(series: Sequence[Sequence[Point]], metric: Metric) -> tuple[float, float]:
    """The lowest and highest value, with a little room. Intervals may run out of the picture: those of small segments would flatten it."""
    levels = [point.value for points in series for point in points if point.value is not None]
    if not levels:
        return 0.0, 1.0
    low, high = min(levels), max(levels)
    room = 0.08 * (high - low) or max(abs(high) * 0.1, 1e-3)
    least, most = BOUNDS.get(metric.unit, (0.0, float("inf")))
    return max(low - room, least), min(high + room, most) if high <= most else high + room


def _plain(name: str) -> str:
    """A name as Plotly shows it letter by letter: it reads tags."""
    return name.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
