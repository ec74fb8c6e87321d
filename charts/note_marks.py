"""Numbers above a trend that say to which period a remark belongs; the remarks stand in a list beside the picture."""

from collections.abc import Mapping, Sequence

from charts.house import Figure
from charts.palette import Palette
from charts.points import Point
from metrics.period import Span

ROOM = 30  # px above the plot, where the numbers stand


def marked(figure: Figure, points: Sequence[Point], numbers: Mapping[Span, int], palette: Palette) -> Figure:
    """The figure with the number of each numbered period above it, and a thin line down to its point.

    Nobody's words are put into the picture: Plotly would read them as markup.
    """
    placed = [(point.place, numbers[point.period]) for point in points if point.period in numbers]
    if not placed:
        return figure
    layout = figure["layout"]
    line = {"color": palette.muted, "width": 1, "dash": "1.5px,3px"}
    lines = [
        {"type": "line", "layer": "below", "xref": "x", "yref": "paper", "x0": at, "x1": at, "y0": 0, "y1": 1, "line": line}
        for at, _ in placed
    ]
    badges = {
        "type": "scatter",
        "mode": "markers+text",
        "x": [at for at, _ in placed],
        "y": [1] * len(placed),
        "yaxis": "y2",
        "marker": {"size": 18, "color": palette.ground, "line": {"color": palette.muted, "width": 1.5}},
        "text": [str(number) for _, number in placed],
        "textfont": {"size": 11, "color": palette.ink},
        "hoverinfo": "skip",
        "cliponaxis": False,
    }
    shapes = [*lines, *layout.get("shapes", [])]
    return {"data": [*figure["data"], badges], "layout": layout | {"shapes": shapes, "margin": layout["margin"] | {"t": ROOM}}}
