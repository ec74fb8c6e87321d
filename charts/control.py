"""A control chart: a share week by week beside the range in which it used to vary, and the weeks that left it."""

import polars as pl

from charts.axis import axis_ticks
from charts.house import Figure, house
from charts.palette import Palette
from charts.points import points_of, time_axis
from metrics.control_chart import Signal
from metrics.metric import Metric
from metrics.period import Grain
from metrics.text import Language, Text

RANGE = Text(ko="평소 범위 {low} – {high}", en="usual range {low} – {high}")


def control(charted: pl.DataFrame, metric: Metric, grain: Grain, *, language: Language, currency: str, palette: Palette) -> Figure:
    """The values as a line, the range as an area around its centre, and what left it as large marks.

    Shape:
        charted: as `control_chart` gives it, of one series in order of time
    """
    points, rows = points_of(charted), [*charted.iter_rows(named=True)]
    layout = house(palette)
    del layout["yaxis2"]
    levels = [row[name] for row in rows for name in ("value", "lower", "upper") if row[name] is not None]
    ticks = axis_ticks(min(levels, default=0.0), max(levels, default=1.0), metric.unit, currency)
    layout["xaxis"] |= time_axis(points, grain, language)
    layout["yaxis"] |= {
        "range": [ticks[0], ticks[-1]],
        "tickvals": ticks,
        "ticktext": [metric.unit.show_short(tick, language, currency) for tick in ticks],
    }
    ranged = [(point.place, row) for point, row in zip(points, rows, strict=True) if row["lower"] is not None]
    places = [place for place, _ in ranged]
    out = [
        (point, row)
        for point, row in zip(points, rows, strict=True)
        if row["signal"] in (Signal.UP, Signal.DOWN) and row["value"] is not None
    ]

    def reading(row: dict[str, float], name: str, signal: str | None) -> str:
        show = metric.unit.show
        usual = RANGE.of(language).format(low=show(row["lower"], language, currency), high=show(row["upper"], language, currency))
        said = (
            f"<b>{name}</b><br>{metric.label.of(language)} <b>{show(row['value'], language, currency)}</b><br>{usual}<br>n = {row['n']:,}"
        )
        return f"{said}<br>{Signal(signal).label.of(language)}" if signal else said

    names = [grain.name_of(point.period, language) for point in points]
    read = ["" if row["value"] is None else reading(row, name, row["signal"]) for name, row in zip(names, rows, strict=True)]
    traces = [
        {
            "type": "scatter", "mode": "lines", "x": places + places[::-1], "fill": "toself", "fillcolor": palette.band, "opacity": 0.7,
            "y": [row["upper"] for _, row in ranged] + [row["lower"] for _, row in ranged[::-1]], "line": {"width": 0}, "hoverinfo": "skip",
        },
        {
            "type": "scatter", "mode": "lines", "x": places, "y": [row["centre"] for _, row in ranged], "hoverinfo": "skip",
            "line": {"color": palette.muted, "width": 1, "dash": "5px,4px"},
        },
        {
            "type": "scatter", "mode": "lines+markers", "x": [point.place for point in points], "y": [point.value for point in points],
            "connectgaps": False, "line": {"color": palette.accent, "width": 2}, "marker": {"size": 4, "color": palette.accent},
            "text": read,
            "hovertemplate": "%{text}<extra></extra>", "cliponaxis": False,
        },
        {
            "type": "scatter", "mode": "markers", "x": [point.place for point, _ in out], "y": [point.value for point, _ in out],
            "marker": {"size": 13, "symbol": "diamond", "color": palette.bad, "line": {"color": palette.ground, "width": 1.5}},
            "hoverinfo": "skip", "cliponaxis": False,
        },
    ]  # fmt: skip
    return {"data": traces, "layout": layout}
