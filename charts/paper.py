"""Trends on paper: a score in, an SVG out.

Text stays text, set in NanumGothic by whoever places the picture. The same score gives the same bytes.
What colour says is said by shape as well: the goal is dash-dotted, an unfinished period dashed and hollow, few answers hollow.
"""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from math import nan
from types import MappingProxyType

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import Collection, FillBetweenPolyCollection, LineCollection

from charts import typeface
from charts.goal_line import levels
from charts.palette import LIGHT, Palette
from charts.paper_axes import beside, drawn, moved_apart, numbered, time_axis, value_axis
from metrics.period import Grain, Span
from metrics.query import NO_DATA
from metrics.scorecard import Answer, Score
from metrics.text import Language, Text

_FEWEST_PERIODS = 6  # a trend keeps at least so many, known or not, so that one point does not fill the page
_GOAL = Text(ko="목표 {sign} {value}", en="Goal {sign} {value}")


def periods_seen(score: Score) -> list[Answer]:
    """The trend's answers from the first one with data on; at least the last six."""
    answers = [Answer.of(row) for row in score.trend.iter_rows(named=True)]
    first = next((place for place, answer in enumerate(answers) if answer.state != NO_DATA), len(answers))
    return answers[min(first, max(len(answers) - _FEWEST_PERIODS, 0)) :]


def trend(
    score: Score,
    grain: Grain,
    language: Language,
    currency: str = "KRW",
    *,
    width: float = 170,
    height: float = 56,
    palette: Palette = LIGHT,
    numbers: Mapping[Span, int] = MappingProxyType({}),
) -> str:
    """The trend of a score as SVG, `width` by `height` millimetres: its interval as a band, its goal as a line.

    `numbers` stand above the periods that something is remarked of.
    """

    def draw(panels: Sequence[Axes]) -> None:
        (axes,) = panels
        time_axis(axes, [answer.period for answer in periods_seen(score)], grain, language, palette)
        _draw(axes, score, language, currency, palette)
        marked = {place: numbers[each.period] for place, each in enumerate(periods_seen(score)) if each.period in numbers}
        numbered(axes, marked, palette)

    return drawn(width, height, draw)


def _draw(axes: Axes, score: Score, language: Language, currency: str, palette: Palette) -> None:
    answers, unit, goal = periods_seen(score), score.metric.unit, score.goal
    wanted, labels = levels(score.goals, len(answers)), []
    value_axis(axes, [*extent(answers), *(each.value for each in wanted)], unit, language, currency, palette)
    band(axes, answers, palette)
    line(axes, answers, score.is_running, palette)
    if goal:
        label = _GOAL.format(sign=goal.sign, value=unit.show(goal.value, language, currency)).of(language)
        labels.append(beside(axes, goal.value, label, palette.goal))
    for each in wanted:
        places, heights = (each.first - 0.5, each.last + 0.5), (each.value, each.value)
        axes.plot(places, heights, color=palette.goal, linewidth=1.0, dashes=(6, 2, 1, 2), zorder=2)
    last = answers[-1]
    if last.value is not None:
        labels.append(beside(axes, last.value, unit.show(last.value, language, currency), palette.accent, weight=typeface.BOLD))
    moved_apart(axes, labels)


def extent(answers: Sequence[Answer]) -> list[float]:
    """Every number that a line and its band reach."""
    return [bound for answer in answers for bound in (answer.low, answer.value, answer.high) if bound is not None]


def band(axes: Axes, answers: Sequence[Answer], palette: Palette) -> None:
    """The intervals: an area where periods follow on each other."""
    for run in _runs([answer.low is not None and answer.high is not None for answer in answers]):
        low, high = ([float(getattr(answers[place], side)) for place in run] for side in ("low", "high"))
        area: Collection
        if len(run) > 1:
            area = FillBetweenPolyCollection("x", np.array(run), np.array(low), np.array(high), color=palette.band, linewidth=0, zorder=1)
        else:
            area = LineCollection([[(run[0], low[0]), (run[0], high[0])]], colors=palette.band, linewidth=4, zorder=1)
        axes.add_collection(area, autolim=False)  # by `fill_between` and `vlines` it takes three times as long: the axes stay as they are


def line(axes: Axes, answers: Sequence[Answer], is_running: bool, palette: Palette) -> None:
    """The values: a line where periods follow on each other, a dot for each, hollow where the number is shaky."""
    values = [answer.value for answer in answers]
    end = len(answers) - 1
    firm = [None if is_running and place == end else value for place, value in enumerate(values)]
    axes.plot(*_points(firm, keep_gaps=True), color=palette.accent, linewidth=1.4, zorder=3)
    if is_running and len(answers) > 1 and None not in values[-2:]:
        last_two = [float(value or 0) for value in values[-2:]]
        axes.plot([end - 1, end], last_two, color=palette.accent, linewidth=1.4, linestyle=(0, (2, 1.5)))
    grey = [value if answer.is_grey else None for value, answer in zip(values, answers, strict=True)]
    solid = [None if grey[place] is not None else value for place, value in enumerate(firm)]
    for dots, fill, edge in ((solid, palette.accent, palette.accent), (grey, palette.ground, palette.muted)):
        axes.plot(*_points(dots), "o", markersize=2.6, markerfacecolor=fill, markeredgecolor=edge, markeredgewidth=0.9, zorder=4)
    last = answers[end]
    if last.value is not None:
        fill = palette.ground if is_running or last.is_grey else palette.accent
        edge = palette.muted if last.is_grey else palette.accent
        axes.plot(end, last.value, "o", markersize=4.4, markerfacecolor=fill, markeredgecolor=edge, markeredgewidth=1.1, zorder=5)


def _points(values: Sequence[float | None], keep_gaps: bool = False) -> tuple[list[int], list[float]]:
    """Positions and values; a gap is kept as not-a-number, which breaks a line, or left out."""
    pairs = [(place, nan if value is None else value) for place, value in enumerate(values) if keep_gaps or value is not None]
    return [place for place, _ in pairs], [value for _, value in pairs]


def _runs(known: Sequence[bool]) -> list[range]:
    """The unbroken stretches of positions that are known."""
    edges = [False, *known, False]
    starts = [place for place, (before, now) in enumerate(pairwise(edges)) if now and not before]
    ends = [place for place, (before, now) in enumerate(pairwise(edges)) if before and not now]
    return [range(start, end) for start, end in zip(starts, ends, strict=True)]
