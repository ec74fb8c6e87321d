"""The pace of a goal: where the answers lead by its deadline, and whether that is enough."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

import polars as pl

from errors import DeclarationError
from metrics.answer import Answer
from metrics.extremes import Extremes, extremes
from metrics.formula import Rate, Share
from metrics.goal import Goal, Verdict
from metrics.goal_version import GoalVersion
from metrics.interval import Z
from metrics.mean import Mean, MeanPer
from metrics.metric import Metric
from metrics.net_score import NetScore
from metrics.period import Grain, Span
from metrics.quantile import Quantile
from metrics.straight_line import FEWEST_POINTS, StraightLine
from metrics.text import Text


class Outlook(StrEnum):
    """What can be said of a goal before its deadline."""

    ON_PACE = "on_pace"
    OFF_PACE = "off_pace"
    CANNOT_TELL = "cannot_tell"  # the interval at the deadline holds the goal
    TOO_FEW = "too_few"  # fewer than three answers are known with an interval
    OVERLAPS = "overlaps"  # enough answers, but fewer than three whose windows share no day
    DUE = "due"  # the last period is over: there is a verdict, and nothing to project

    @property
    def label(self) -> Text:
        return _LABELS[self]


_LABELS = {
    Outlook.ON_PACE: Text(ko="달성 가능한 속도", en="On pace"),
    Outlook.OFF_PACE: Text(ko="목표에 못 미치는 속도", en="Off pace"),
    Outlook.CANNOT_TELL: Text(ko="아직 알 수 없음", en="Cannot tell yet"),
    Outlook.TOO_FEW: Text(ko="값을 아는 기간이 3개 미만", en="Fewer than 3 known periods"),
    Outlook.OVERLAPS: Text(ko="서로 겹치지 않는 기간이 3개 미만", en="Fewer than 3 periods that do not overlap"),
    Outlook.DUE: Text(ko="기한이 지남", en="The deadline has passed"),
}
_OUTLOOKS = {Verdict.MET: Outlook.ON_PACE, Verdict.NOT_MET: Outlook.OFF_PACE, Verdict.TOO_EARLY: Outlook.CANNOT_TELL}


@dataclass(frozen=True, kw_only=True)
class Pace:
    """Where the answers lead by the deadline of a goal. Numbers are None where the outlook says that there is nothing to tell.

    [low, high] is the 95 % interval of the level that a straight trend leads to, as an answer's interval is that of the level
    beneath it: the answer of the period itself will lie around it by its own chance. A trend is all that is known here;
    whether it goes on is not.

    Units:
        value, low, high in the metric's unit; slope and needed in the metric's unit per period.
    """

    outlook: Outlook
    due: Span  # the last period that is over by the deadline
    goal: Goal  # what is wanted of that period
    points: int  # how many answers the trend rests on
    value: float | None = None
    low: float | None = None
    high: float | None = None
    slope: float | None = None
    needed: float | None = None  # the slope that leads from the trend's level in the latest period just to the goal


def pace(metric: Metric, version: GoalVersion, answers: pl.DataFrame, until: date) -> Pace | None:
    """The pace of a goal, from the answers of the periods that the trend should be drawn through; None where it has no deadline.

    Only answers of periods that are over are looked at, and only such whose windows share no day. Two trailing-12-month
    answers a month apart share eleven months: they move together, and a 95 % interval drawn through all of them holds the truth
    four times in ten. So the latest is taken, then the latest of those whose window is over before that one's begins, and so on.

    Args:
        answers: rows of `measure` for the goal's metric, team and grain, without `by`.
        until: the first day that the data do not reach.
    """
    due = version.due_period
    goal = version.goal_of(due) if due else None
    if due is None or goal is None:
        return None
    known = _known(version.grain, answers, until)
    apart = _apart(metric, known)
    if due.end <= until:
        return Pace(outlook=Outlook.DUE, due=due, goal=goal, points=len(apart))
    if len(apart) < FEWEST_POINTS:
        outlook = Outlook.OVERLAPS if len(known) >= FEWEST_POINTS else Outlook.TOO_FEW
        return Pace(outlook=outlook, due=due, goal=goal, points=len(apart))
    return _projected(metric, version.grain, apart, due, goal)


def _known(grain: Grain, answers: pl.DataFrame, until: date) -> list[Answer]:
    """The answers that are known with an interval, of periods that are over, in order of time."""
    rows = [Answer.of(row) for row in answers.sort("period_start").iter_rows(named=True)]
    if len({answer.period for answer in rows}) < len(rows) or any(grain.period_of(answer.period.start) != answer.period for answer in rows):
        raise DeclarationError(f"A pace is drawn through one answer for each {grain}: measure one team, by that grain.")
    return [a for a in rows if a.value is not None and a.low is not None and a.high is not None and a.period.end <= until]


def _apart(metric: Metric, known: Sequence[Answer]) -> list[Answer]:
    """The answers whose windows share no day, chosen from the latest backwards, in order of time."""
    chosen: list[Answer] = []
    for answer in reversed(known):
        if not chosen or metric.window.window(answer.period).end <= metric.window.window(chosen[-1].period).start:
            chosen.append(answer)
    return chosen[::-1]


def _projected(metric: Metric, grain: Grain, answers: Sequence[Answer], due: Span, goal: Goal) -> Pace:
    errors = _standard_errors(metric, answers)
    if not all(errors):
        return Pace(outlook=Outlook.CANNOT_TELL, due=due, goal=goal, points=len(answers))
    positions = [_position(grain, answers[0].period, answer.period) for answer in answers]
    line = StraightLine.through(positions, [answer.value for answer in answers if answer.value is not None], errors)
    end = _position(grain, answers[0].period, due)
    value, low, high = _within(extremes(metric), line, end)
    verdict = goal.verdict(value, low, high)
    return Pace(
        outlook=_OUTLOOKS[verdict] if verdict else Outlook.CANNOT_TELL,
        due=due,
        goal=goal,
        points=len(answers),
        value=value,
        low=low,
        high=high,
        slope=line.slope,
        needed=(goal.value - line.at(positions[-1])) / (end - positions[-1]),
    )


def _within(possible: Extremes, line: StraightLine, end: float) -> tuple[float, float, float]:
    """The line at its end and its interval, held within what is possible.

    Where the line leaves that on the way, it stays at the edge, and is no surer than it was when it came there.
    """
    lowest, highest = possible
    level, margin = line.at(end), line.margin(end)
    value, low, high = min(max(level, lowest), highest), level - margin, level + margin
    if value != level:
        there = line.margin(line.position_of(value))
        low, high = min(low, value - there), max(high, value + there)
    return value, max(low, lowest), min(high, highest)


def _position(grain: Grain, first: Span, period: Span) -> int:
    """How many periods after the first one a period is. Ramps count periods too, so answers on a ramp lead to its end."""
    return len(grain.periods(Span(first.start, period.end))) - 1


def _standard_errors(metric: Metric, answers: Sequence[Answer]) -> list[float]:
    """The standard error of each answer, from the variance that all the intervals show together.

    Not each from its own interval: a small week whose answers happen to agree has a short interval, and would pull the line
    its way. A mean's variance falls with its n; a total's does not.
    """
    variances = [((answer.high - answer.low) / (2 * Z)) ** 2 for answer in answers if answer.low is not None and answer.high is not None]
    if not isinstance(metric.formula, Share | Rate | NetScore | Mean | MeanPer | Quantile):
        return [(sum(variances) / len(variances)) ** 0.5] * len(answers)
    sizes = [answer.n for answer in answers]
    of_one = sum(size**2 * variance for size, variance in zip(sizes, variances, strict=True)) / sum(sizes)
    return [(of_one / size) ** 0.5 for size in sizes]
