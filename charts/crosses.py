"""Groups as points on two metrics at once, each with its two intervals as a cross and an arrow from where it was before."""

from collections.abc import Sequence
from dataclasses import dataclass

from charts.axis import axis_ticks
from charts.house import Figure, house
from charts.palette import Palette
from charts.screen import INTERVAL
from metrics.metric import Metric
from metrics.scorecard import Answer
from metrics.text import Language

LETTER, LINE = 0.028, 0.055  # about what a wide letter and a line of a name take of the chart's width and height
Box = tuple[float, float, float, float]  # left, right, bottom, top
TONES = {True: "good", False: "bad", None: "unsure"}


@dataclass(frozen=True)
class Cross:
    """One group: its name, both its numbers before and now, and whether what happened is good."""

    name: str
    before: tuple[Answer, Answer]  # along, up
    now: tuple[Answer, Answer]
    is_good: bool | None


def crosses(groups: Sequence[Cross], along: Metric, up: Metric, *, language: Language, currency: str, palette: Palette) -> Figure:
    """The groups whose numbers are both known; the names stand beside the points."""
    shown = [group for group in groups if all(answer.value is not None for answer in group.now)]
    layout = house(palette) | {"hovermode": "closest", "annotations": []}
    del layout["yaxis2"]
    for axis, metric, side in (("xaxis", along, 0), ("yaxis", up, 1)):
        levels = [
            level
            for group in shown
            for answer in (group.now[side], group.before[side])
            for level in (answer.low, answer.value, answer.high)
            if level is not None
        ]
        ticks = axis_ticks(min(levels, default=0.0), max(levels, default=1.0), metric.unit, currency)
        layout[axis] |= {
            "range": [ticks[0], ticks[-1]],
            "tickvals": ticks,
            "ticktext": [metric.unit.show_short(tick, language, currency) for tick in ticks],
            "title": {"text": metric.label.of(language), "font": {"size": 12, "color": palette.muted}, "standoff": 8},
            "showgrid": True,
            "gridcolor": palette.rule,
        }
    sides = _sides(shown, layout["xaxis"]["range"], layout["yaxis"]["range"])
    traces = []
    for group in shown:
        x, y = group.now
        colour = getattr(palette, TONES[group.is_good])
        traces.append(
            {
                "type": "scatter",
                "mode": "markers+text",
                "x": [x.value],
                "y": [y.value],
                "error_x": _arms(x, colour),
                "error_y": _arms(y, colour),
                "marker": {
                    "size": 12,
                    "color": colour,
                    "symbol": {True: "triangle-up", False: "triangle-down", None: "circle"}[group.is_good],
                },
                "text": [group.name],
                "textposition": sides[group.name],
                "textfont": {"color": palette.ink, "size": 13},
                "hovertext": [_reading(group, along, up, language, currency)],
                "hovertemplate": "%{hovertext}<extra></extra>",
                "cliponaxis": False,
            }
        )
        was = group.before
        if was[0].value is not None and was[1].value is not None:
            layout["annotations"].append(
                {
                    "x": x.value, "y": y.value, "ax": was[0].value, "ay": was[1].value, "xref": "x", "yref": "y", "axref": "x",
                    "ayref": "y", "text": "", "showarrow": True, "arrowhead": 2, "arrowwidth": 1.4, "arrowcolor": palette.muted,
                    "standoff": 8, "opacity": 0.7,
                }
            )  # fmt: skip
    return {"data": traces, "layout": layout}


def _sides(groups: Sequence[Cross], along: Sequence[float], up: Sequence[float]) -> dict[str, str]:
    """On which side of its point each name stands: where it covers the fewest points and names."""
    spots = {group.name: (_share(group.now[0].value, along), _share(group.now[1].value, up)) for group in groups}
    taken = [(x - 0.012, x + 0.012, y - 0.02, y + 0.02) for x, y in spots.values()]
    sides = {}
    for name, (x, y) in sorted(spots.items(), key=lambda one: -one[1][1]):
        width = LETTER * (len(name) + sum(ord(letter) > 0x1100 for letter in name)) / 2
        boxes = {
            "top right": (x + 0.01, x + 0.01 + width, y + 0.01, y + 0.01 + LINE),
            "bottom right": (x + 0.01, x + 0.01 + width, y - 0.01 - LINE, y - 0.01),
            "top left": (x - 0.01 - width, x - 0.01, y + 0.01, y + 0.01 + LINE),
            "bottom left": (x - 0.01 - width, x - 0.01, y - 0.01 - LINE, y - 0.01),
            "middle right": (x + 0.03, x + 0.03 + width, y - LINE / 2, y + LINE / 2),
            "middle left": (x - 0.03 - width, x - 0.03, y - LINE / 2, y + LINE / 2),
        }
        side = min(boxes, key=lambda each: (sum(_covers(boxes[each], other) for other in taken), boxes[each][0] < 0 or boxes[each][1] > 1))
        sides[name] = side
        taken.append(boxes[side])
    return sides


def _share(value: float | None, reach: Sequence[float]) -> float:
    """How far along an axis a value is, from 0 to 1."""
    return ((value or 0.0) - reach[0]) / (reach[1] - reach[0])


def _covers(one: Box, other: Box) -> bool:
    return one[0] < other[1] and other[0] < one[1] and one[2] < other[3] and other[2] < one[3]


def _arms(answer: Answer, colour: str) -> Figure:
    """The interval of one number as the arms of its cross."""
    if answer.value is None or answer.low is None or answer.high is None:
        return {"visible": False}
    arms = {"type": "data", "symmetric": False, "array": [answer.high - answer.value], "arrayminus": [answer.value - answer.low]}
    return arms | {"color": colour, "thickness": 1.5, "width": 4}


def _reading(group: Cross, along: Metric, up: Metric, language: Language, currency: str) -> str:
    said = [f"<b>{group.name}</b>"]
    for metric, answer in ((along, group.now[0]), (up, group.now[1])):
        line = f"{metric.label.of(language)} <b>{metric.unit.show(answer.value, language, currency)}</b>"
        if answer.low is not None and answer.high is not None:
            low, high = (metric.unit.show(bound, language, currency) for bound in (answer.low, answer.high))
            line += f"<br>{INTERVAL.of(language).format(low=low, high=high)}"
        said.append(f"{line} · n = {answer.n:,}")
    return "<br>".join(said)
