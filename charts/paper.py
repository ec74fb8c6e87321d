"""Charts on paper: a score in, an SVG out.

Text stays text, set in NanumGothic by whoever places the picture. The same score gives the same bytes.
What colour says is said by shape as well: the goal is dash-dotted, an unfinished period dashed and hollow, few answers hollow.
"""

import io
from collections.abc import Sequence
from itertools import pairwise
from math import nan
from threading import Lock
from typing import Any

import matplotlib
from matplotlib import font_manager
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FixedLocator, MaxNLocator

from charts import typeface
from charts.goal_line import levels
from charts.palette import LIGHT
from metrics.period import Grain, Span
from metrics.query import NO_DATA
from metrics.scorecard import Answer, Score
from metrics.text import Language, Text
from metrics.unit import Unit

_STYLE: dict[Any, Any] = {
    "svg.fonttype": "none",
    "svg.hashsalt": "dangol",
    "font.family": typeface.FAMILY,
    "font.size": 7.5,
}
_LOCK = Lock()  # matplotlib's settings belong to the process, and pages are drawn in threads
_INCH = 25.4  # millimetres
_FEWEST_PERIODS = 6  # a trend keeps at least so many, known or not, so that one point does not fill the page
_TICK_WIDTH = 17  # millimetres that a period's label needs
_LEFT, _RIGHT = 17, 20  # millimetres for the labels beside the axes
_MINUTE_STEPS = (1, 2, 5, 10, 15, 30, 60, 120, 180, 240, 360, 720, 1440, 2880, 7200, 14400, 28800)

_GOAL = Text(ko="목표 {sign} {value}", en="Goal {sign} {value}")


def periods_seen(score: Score) -> list[Answer]:
    """The trend's answers from the first one with data on; at least the last six."""
    answers = [Answer.of(row) for row in score.trend.iter_rows(named=True)]
    first = next((place for place, answer in enumerate(answers) if answer.state != NO_DATA), len(answers))
    return answers[min(first, max(len(answers) - _FEWEST_PERIODS, 0)) :]


def trend(score: Score, grain: Grain, language: Language, currency: str = "KRW", *, width: float = 170, height: float = 56) -> str:
    """The trend of a score as SVG, `width` by `height` millimetres: its interval as a band, its goal as a line."""
    with _LOCK, matplotlib.rc_context(_STYLE):
        for file in ("NanumGothic.ttf", "NanumGothicBold.ttf"):
            _known_font(file)
        figure = Figure(figsize=(width / _INCH, height / _INCH))
        axes = figure.add_axes((_LEFT / width, 9 / height, 1 - (_LEFT + _RIGHT) / width, 1 - 12 / height))
        _frame(axes, score, grain, language, most_ticks=max(int((width - _LEFT - _RIGHT) / _TICK_WIDTH), 2))
        _draw(axes, score, language, currency)
        picture = io.StringIO()
        figure.savefig(picture, format="svg", transparent=True, metadata={"Date": None, "Creator": None})
    return picture.getvalue()


def spark(score: Score, *, width: float = 48, height: float = 9) -> str:
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
        f'<polyline points="{" ".join(run)}" fill="none" stroke="{LIGHT.muted}" stroke-width="0.4" stroke-linejoin="round"/>'
        for run in runs
    )
    if known and known[-1][0] == len(answers) - 1:
        x, y = at(*known[-1]).split(",")
        fill = LIGHT.ground if score.is_running or answers[-1].is_grey else LIGHT.accent
        lines += f'<circle cx="{x}" cy="{y}" r="0.9" fill="{fill}" stroke="{LIGHT.accent}" stroke-width="0.4"/>'
    return f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}mm" height="{height}mm" viewBox="0 0 {width} {height}">{lines}</svg>'


def _known_font(file: str) -> None:
    path = str(typeface.folder() / file)
    if all(entry.fname != path for entry in font_manager.fontManager.ttflist):
        font_manager.fontManager.addfont(path)


def _draw(axes: Axes, score: Score, language: Language, currency: str) -> None:
    answers, unit, goal = periods_seen(score), score.metric.unit, score.goal
    _band(axes, answers)
    _line(axes, answers, score.is_running)
    if goal:
        label = _GOAL.format(sign=goal.sign, value=unit.show(goal.value, language, currency)).of(language)
        _beside_axes(axes, goal.value, label, LIGHT.goal)
    wanted = levels(score.goals, len(answers))
    for each in wanted:
        places, heights = (each.first - 0.5, each.last + 0.5), (each.value, each.value)
        axes.plot(places, heights, color=LIGHT.goal, linewidth=1.0, dashes=(6, 2, 1, 2), zorder=2)
    _scale(axes, [*_extent(answers), *(each.value for each in wanted)], unit, language, currency)
    last = answers[-1]
    if last.value is not None:
        _beside_axes(axes, last.value, unit.show(last.value, language, currency), LIGHT.accent, weight=typeface.BOLD)
    _apart(axes)


def _frame(axes: Axes, score: Score, grain: Grain, language: Language, *, most_ticks: int) -> None:
    answers = periods_seen(score)
    for side in ("left", "right", "top"):
        axes.spines[side].set_visible(False)
    axes.spines["bottom"].set(color=LIGHT.muted, linewidth=0.6)
    axes.grid(axis="y", color=LIGHT.rule, linewidth=0.6)
    axes.set_axisbelow(True)
    axes.tick_params(length=0, labelcolor=LIGHT.muted, pad=3)
    axes.set_xlim(-0.4, len(answers) - 0.6)
    places = _ticks(len(answers), most_ticks)
    axes.set_xticks(places, _period_labels([answers[place].period for place in places], grain, language))
    axes.tick_params(axis="x", length=2, color=LIGHT.muted, width=0.6)


def _band(axes: Axes, answers: Sequence[Answer]) -> None:
    for run in _runs([answer.low is not None and answer.high is not None for answer in answers]):
        low, high = ([float(getattr(answers[place], side)) for place in run] for side in ("low", "high"))
        if len(run) > 1:
            axes.fill_between(list(run), low, high, color=LIGHT.band, linewidth=0, zorder=1)
        else:
            axes.vlines(run[0], low, high, color=LIGHT.band, linewidth=4, zorder=1)


def _line(axes: Axes, answers: Sequence[Answer], is_running: bool) -> None:
    """The values: a line where periods follow on each other, a dot for each, hollow where the number is shaky."""
    values = [answer.value for answer in answers]
    end = len(answers) - 1
    firm = [None if is_running and place == end else value for place, value in enumerate(values)]
    axes.plot(*_points(firm, keep_gaps=True), color=LIGHT.accent, linewidth=1.4, zorder=3)
    if is_running and len(answers) > 1 and None not in values[-2:]:
        axes.plot([end - 1, end], [float(value or 0) for value in values[-2:]], color=LIGHT.accent, linewidth=1.4, linestyle=(0, (2, 1.5)))
    grey = [value if answer.is_grey else None for value, answer in zip(values, answers, strict=True)]
    solid = [None if grey[place] is not None else value for place, value in enumerate(firm)]
    for dots, fill, edge in ((solid, LIGHT.accent, LIGHT.accent), (grey, LIGHT.ground, LIGHT.muted)):
        axes.plot(*_points(dots), "o", markersize=2.6, markerfacecolor=fill, markeredgecolor=edge, markeredgewidth=0.9, zorder=4)
    last = answers[end]
    if last.value is not None:
        fill = LIGHT.ground if is_running or last.is_grey else LIGHT.accent
        edge = LIGHT.muted if last.is_grey else LIGHT.accent
        axes.plot(end, last.value, "o", markersize=4.4, markerfacecolor=fill, markeredgecolor=edge, markeredgewidth=1.1, zorder=5)


def _points(values: Sequence[float | None], keep_gaps: bool = False) -> tuple[list[int], list[float]]:
    """Positions and values; a gap is kept as not-a-number, which breaks a line, or left out."""
    pairs = [(place, nan if value is None else value) for place, value in enumerate(values) if keep_gaps or value is not None]
    return [place for place, _ in pairs], [value for _, value in pairs]


def _beside_axes(axes: Axes, value: float, label: str, colour: str, weight: int = 400) -> None:
    axes.annotate(
        label,
        xy=(1, value),
        xycoords=("axes fraction", "data"),
        xytext=(3, 0),
        textcoords="offset points",
        color=colour,
        fontweight=weight,
        verticalalignment="center",
        annotation_clip=False,
    )


def _apart(axes: Axes) -> None:
    """Moves the labels at the right edge apart where they would cover each other."""
    low, high = axes.get_ylim()
    height = axes.get_window_extent().height * 72 / axes.figure.dpi
    labels = sorted(axes.texts, key=lambda text: float(text.xy[1]))  # type: ignore[attr-defined]
    for below, above in pairwise(labels):
        gap = (float(above.xy[1]) - float(below.xy[1])) / (high - low) * height  # type: ignore[attr-defined]
        if gap < 10:
            below.set_position((3, -(10 - gap) / 2))
            above.set_position((3, (10 - gap) / 2))


def _extent(answers: Sequence[Answer]) -> list[float]:
    return [bound for answer in answers for bound in (answer.low, answer.value, answer.high) if bound is not None]


def _scale(axes: Axes, values: Sequence[float], unit: Unit, language: Language, currency: str) -> None:
    """The y axis: all values and the goal in view, with four or five round numbers."""
    low, high = min(values, default=0.0), max(values, default=1.0)
    room = (high - low) * 0.08 or abs(high) * 0.1 or 1.0
    bottom = low - room if unit is Unit.SCORE else max(low - room, 0.0)
    axes.set_ylim(bottom, high + room)
    if unit is Unit.MINUTES:
        step = next((step for step in _MINUTE_STEPS if (high + room - bottom) / step <= 5), _MINUTE_STEPS[-1])
        axes.yaxis.set_major_locator(FixedLocator([step * k for k in range(int(bottom // step), int((high + room) // step) + 1)]))
    else:
        axes.yaxis.set_major_locator(MaxNLocator(nbins=5, steps=[1, 2, 2.5, 5, 10]))
    axes.yaxis.set_major_formatter(lambda value, _: unit.show_short(value, language, currency))


def _ticks(count: int, most: int) -> list[int]:
    """The positions that get a label: evenly spaced, the last one among them."""
    step = -(-count // most)
    return list(range((count - 1) % step, count, step))


def _period_labels(periods: Sequence[Span], grain: Grain, language: Language) -> list[str]:
    """Short names of periods; the year stands beneath where it changes."""
    labels, year = [], None
    for period in periods:
        this, short = _short_name(period, grain, language)
        labels.append(f"{short}\n{this}" if this != year and short else short or this)
        year = this
    return labels


def _short_name(period: Span, grain: Grain, language: Language) -> tuple[str, str]:
    """The year that people count a period to, and its name within that year: ("2026", "10월")."""
    start = period.start
    year, week, _ = start.isocalendar()
    korean = language == "ko"
    match grain:
        case Grain.DAY:
            return str(start.year), f"{start.month}/{start.day}" if korean else f"{start:%-d %b}"
        case Grain.WEEK:
            return str(year), f"{week}주" if korean else f"W{week}"
        case Grain.MONTH:
            return str(start.year), f"{start.month}월" if korean else f"{start:%b}"
        case Grain.QUARTER:
            return str(start.year), f"{(start.month + 2) // 3}분기" if korean else f"Q{(start.month + 2) // 3}"
        case _:
            return str(start.year), ""


def _runs(known: Sequence[bool]) -> list[range]:
    """The unbroken stretches of positions that are known."""
    edges = [False, *known, False]
    starts = [place for place, (before, now) in enumerate(pairwise(edges)) if now and not before]
    ends = [place for place, (before, now) in enumerate(pairwise(edges)) if before and not now]
    return [range(start, end) for start, end in zip(starts, ends, strict=True)]
