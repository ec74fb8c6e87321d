"""The year before, drawn into a trend: what stands beside each period, as a thin line that is told apart by more than its colour."""

from collections.abc import Sequence

from charts.axis import axis_ticks
from charts.house import Figure
from charts.palette import Palette
from metrics.metric import Metric
from metrics.text import Language


def with_earlier(
    figure: Figure, values: Sequence[float | None], *, name: str, metric: Metric, language: Language, currency: str, palette: Palette
) -> Figure:
    """The figure of `charts.screen.trend` with a value of the year before for each of its periods, or None where there is none.

    `values` are those of all periods of the trend's frame; the figure may begin later, where something was first seen.
    """
    layout = figure["layout"]
    count = round(layout["xaxis"]["range"][1] + 0.5)
    shown = list(values)[-count:]
    known = [value for value in shown if value is not None]
    if not known:
        return figure
    axis = layout["yaxis"]
    ticks = axis_ticks(min(axis["range"][0], *known), max(axis["range"][1], *known), metric.unit, currency)
    scale = {
        "range": [ticks[0], ticks[-1]],
        "tickvals": ticks,
        "ticktext": [metric.unit.show_short(tick, language, currency) for tick in ticks],
    }
    line = {
        "type": "scatter",
        "mode": "lines",
        "x": list(range(count)),
        "y": shown,
        "line": {"color": palette.muted, "width": 1.5, "dash": "2px,3px"},
        "connectgaps": False,
        "text": [f"{name} <b>{metric.unit.show(value, language, currency)}</b>" for value in shown],
        "hovertemplate": "%{text}<extra></extra>",
    }
    return {"data": [line, *figure["data"]], "layout": layout | {"yaxis": axis | scale}}
