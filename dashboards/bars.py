"""The last periods as small bars, each beside the goal that was in force in it: a picture that needs no script."""

from collections.abc import Sequence

from dash import html
from dash.development.base_component import Component

from metrics.answer import Answer
from metrics.goal import Goal
from metrics.metric import Metric
from metrics.period import Grain
from metrics.text import Language, Text

LOWEST = 8  # per cent of the height that the lowest bar still has, so that it is seen
NOT_KNOWN = Text(ko="{period}: 값 없음", en="{period}: not known")
TOLD = Text(ko="{period}: {value}", en="{period}: {value}")
AGAINST = Text(ko="{period}: {value}, 목표 {sign} {goal}", en="{period}: {value}, goal {sign} {goal}")

Bar = tuple[Answer, Goal | None]


def bars(shown: Sequence[Bar], metric: Metric, grain: Grain, language: Language, currency: str) -> Component:
    """A bar for each period: filled where the goal was kept, hollow where not, and a line where the goal was."""
    levels = [level for answer, goal in shown for level in (answer.value, goal.value if goal else None) if level is not None]
    low, high = min([0.0, *levels]), max([0.0, *levels])  # from zero, or a small difference would look like a large one

    def height(level: float) -> float:
        return LOWEST + (100 - LOWEST) * (level - low) / ((high - low) or 1.0)

    drawn, told = [], []
    for answer, goal in shown:
        inside: list[Component] = []
        if answer.value is not None:
            kind = "is-plain" if goal is None else "is-kept" if goal.is_kept_by(answer.value) else "is-missed"
            inside.append(html.Span(className=f"bar {kind}", style={"height": f"{height(answer.value):.0f}%"}))
        if goal is not None:
            inside.append(html.Span(className="bar-goal", style={"bottom": f"{height(goal.value):.0f}%"}))
        said = _told(answer, goal, metric, grain, language, currency)
        drawn.append(html.Span(inside, className="bar-place", title=said))
        told.append(said)
    return html.Div(drawn, className="bars", role="img", **{"aria-label": "; ".join(told)})


def _told(answer: Answer, goal: Goal | None, metric: Metric, grain: Grain, language: Language, currency: str) -> str:
    period = grain.name_of(answer.period, language)
    if answer.value is None:
        return NOT_KNOWN.format(period=period).of(language)
    value = metric.unit.show(answer.value, language, currency)
    if goal is None:
        return TOLD.format(period=period, value=value).of(language)
    wanted = metric.unit.show(goal.value, language, currency)
    return AGAINST.format(period=period, value=value, sign=goal.sign, goal=wanted).of(language)
