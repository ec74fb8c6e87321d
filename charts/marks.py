"""Small marks on paper, drawn by hand and without text: a trend as a bare line, and a value with its interval beside its goal."""

from collections.abc import Sequence
from dataclasses import dataclass

from charts.palette import LIGHT, Palette
from charts.paper import periods_seen
from metrics.answer import Answer
from metrics.scorecard import Score


def spark(score: Score, *, width: float = 48, height: float = 9, palette: Palette = LIGHT) -> str:
    """The trend of a score as a bare line, `width` by `height` millimetres; the last point marked."""
    answers = periods_seen(score)
    known = [(place, answer.value) for place, answer in enumerate(answers) if answer.value is not None]
    values = [value for _, value in known]
    low, high = (min(values), max(values)) if values else (0.0, 0.0)
    middle, room = (low + high) / 2, (high - low) or 1.0

    def at(place: int, value: float) -> str:
        across = 1.5 + (width - 3) * place / max(len(answers) - 1, 1)
        return f"{across:.2f},{height / 2 - (height - 3) * (value - middle) / room:.2f}"

    runs: list[list[str]] = []
    for (place, value), before in zip(known, [None, *known], strict=False):
        if before is None or before[0] != place - 1:
            runs.append([])
        runs[-1].append(at(place, value))
    lines = "".join(
        f'<polyline points="{" ".join(run)}" fill="none" stroke="{palette.muted}" stroke-width="0.4" stroke-linejoin="round"/>'
        for run in runs
    )
    if known and known[-1][0] == len(answers) - 1:
        x, y = at(*known[-1]).split(",")
        fill = palette.ground if score.is_running or answers[-1].is_grey else palette.accent
        lines += f'<circle cx="{x}" cy="{y}" r="0.9" fill="{fill}" stroke="{palette.accent}" stroke-width="0.4"/>'
    return _picture(width, height, lines)


@dataclass(frozen=True)
class Scale:
    """The numbers from one end of a row of marks to the other, so that all rows can be compared."""

    low: float
    high: float

    @classmethod
    def of(cls, answers: Sequence[Answer], goal: float | None = None) -> "Scale":
        """The scale that has every answer, its interval and the goal in view."""
        seen = [bound for answer in answers for bound in (answer.low, answer.value, answer.high) if bound is not None]
        seen += [] if goal is None else [goal]
        low, high = min(seen, default=0.0), max(seen, default=1.0)
        room = (high - low) * 0.04 or abs(high) * 0.1 or 1.0
        return cls(low - room, high + room)

    def place(self, value: float, width: float) -> float:
        """How far from the left a value stands."""
        return width * (value - self.low) / (self.high - self.low)


def whisker(
    answer: Answer, scale: Scale, goal: float | None = None, *, width: float = 46, height: float = 4.4, palette: Palette = LIGHT
) -> str:
    """A value as a dot with its interval as a line; hollow where it rests on few. The goal is a dashed stroke across."""
    middle = height / 2
    parts = [_stroke(0, middle, width, middle, palette.rule, 0.25)]
    if answer.low is not None and answer.high is not None:
        low, high = scale.place(answer.low, width), scale.place(answer.high, width)
        parts.append(_stroke(low, middle, high, middle, palette.accent, 0.7))
        parts += [_stroke(end, middle - 0.8, end, middle + 0.8, palette.accent, 0.4) for end in (low, high)]
    if goal is not None:
        at = scale.place(goal, width)
        parts.append(_stroke(at, 0, at, height, palette.goal, 0.5, dashes="1.1 0.5"))
    if answer.value is not None:
        fill = palette.ground if answer.is_grey else palette.accent
        at = scale.place(answer.value, width)
        parts.append(f'<circle cx="{at:.2f}" cy="{middle:.2f}" r="1.05" fill="{fill}" stroke="{palette.accent}" stroke-width="0.4"/>')
    return _picture(width, height, "".join(parts))


def _stroke(x1: float, y1: float, x2: float, y2: float, colour: str, width: float, dashes: str = "") -> str:
    dashed = f' stroke-dasharray="{dashes}"' if dashes else ""
    return f'<line x1="{x1:.2f}" y1="{y1:.2f}" x2="{x2:.2f}" y2="{y2:.2f}" stroke="{colour}" stroke-width="{width}"{dashed}/>'


def _picture(width: float, height: float, inside: str) -> str:
    return f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}mm" height="{height}mm" viewBox="0 0 {width} {height}">{inside}</svg>'
