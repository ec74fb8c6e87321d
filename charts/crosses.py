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
                "textposition": "top right",
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
