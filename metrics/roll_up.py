"""Team goals rolled up to the company: by what was counted, never by the mean of percentages."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import isfinite

from scipy.special import stdtrit

from errors import DeclarationError, QueryError
from metrics import interval
from metrics.answer import Answer
from metrics.change import Change
from metrics.formula import Rate, Share
from metrics.goal import Goal
from metrics.mean import Mean
from metrics.metric import Metric
from metrics.net_score import NetScore
from metrics.pair import Guarded
from metrics.query import KNOWN
from metrics.standing import Standing, guarded_verdict, is_amount
from metrics.tally import Stock, Tally, Total


@dataclass(frozen=True)
class RollUp:
    """What the teams' goals and answers of one period come to together.

    The answer is the teams' parts over their wholes, or the sum of their amounts, and the goal is what keeping every team's own
    bound comes to, so the goal is kept where the teams that are above theirs make good for those below. It stands for `teams`
    alone. Where a customer counts once in each of several teams, it is not the company's own answer, which counts them once:
    that one is measured without teams.
    """

    goal: Goal | None  # None where no team's answer is known
    answer: Answer
    is_over: bool
    guarded: Guarded
    teams: tuple[str, ...]
    left_out: tuple[str, ...]  # teams whose answer is not known, or not shown


def rolled_up(metric: Metric, standings: Sequence[Standing], satisfaction: Change | None = None) -> RollUp:
    """The standings of a metric's teams in one period, rolled up.

    Args:
        satisfaction: as for `standing`, of the company.
    Raises:
        QueryError: the metric cannot be rolled up, or the teams' goals compare differently.
    """
    _check(metric, standings)
    known = [each for each in standings if each.answer.state == KNOWN]
    left_out = tuple(_team(each) for each in standings if each not in known)
    is_over = all(each.is_over for each in standings)
    if not known:
        nothing = Answer.nothing(standings[0].answer.period)
        return RollUp(None, nothing, is_over, Guarded(None, is_held=False), (), left_out)
    answer, goal = _summed(metric, [each.answer for each in known]), _goal(metric, known)
    judged = guarded_verdict(metric, goal, answer, satisfaction, is_over=is_over)
    return RollUp(goal, answer, is_over, judged, tuple(_team(each) for each in known), left_out)


def _goal(metric: Metric, known: Sequence[Standing]) -> Goal:
    """The bound that all together keep if each keeps its own: the sum of amounts, or the mean of levels by their wholes."""
    bounds = [each.goal.value for each in known]
    if is_amount(metric):
        return Goal.of(known[0].goal.comparison, sum(bounds))
    wholes = [each.answer.whole or 0.0 for each in known]
    wanted = sum(bound * whole for bound, whole in zip(bounds, wholes, strict=True)) / sum(wholes)
    return Goal.of(known[0].goal.comparison, wanted)


def _summed(metric: Metric, answers: Sequence[Answer]) -> Answer:
    """The answer of all teams together, with the interval of its kind."""
    part, whole = (_sum(getattr(answer, name) for answer in answers) for name in ("part", "whole"))
    value = part if is_amount(metric) else _scale(metric) * part / whole
    low, high = _bounds(metric, answers, value, part, whole)
    n = sum(answer.n for answer in answers)
    return Answer(answers[0].period, value, low, high, part, whole or None, n, KNOWN)


def _sum(numbers: Iterable[float | None]) -> float:
    return sum(number for number in numbers if number is not None)


def _bounds(metric: Metric, answers: Sequence[Answer], value: float, part: float, whole: float) -> tuple[float | None, float | None]:
    match metric.formula:
        case Share() | Rate():
            is_share = part <= whole and _scale(metric) == 1
            bounds = interval.wilson(part, whole) if is_share else interval.poisson(part, whole)
        case Tally() | Stock():
            bounds = interval.poisson(part, 1)
        case Mean():
            bounds = interval.mean(part, sum(map(_squares, answers)), whole)
        case Total():
            return _side_by_side(answers, [1.0] * len(answers), value)
        case _:
            return _side_by_side(answers, [(answer.whole or 0.0) / whole for answer in answers], value)
    low, high = (_scale(metric) * float(bound) for bound in bounds)
    return (low, high) if isfinite(low) and isfinite(high) else (None, None)


def _scale(metric: Metric) -> int:
    """What a part over its whole is multiplied by to be the metric's value."""
    if isinstance(metric.formula, Rate):
        return metric.formula.per
    return 100 if isinstance(metric.formula, NetScore) else 1


def _squares(answer: Answer) -> float:
    """The sum of squares that a mean's interval was made from; not a number where it had none."""
    part, n = answer.part or 0.0, answer.n
    if n == 1:
        return part**2
    if answer.low is None or answer.high is None:
        return float("nan")
    error = (answer.high - answer.low) / 2 / float(stdtrit(n - 1, 0.975))
    return n * (n - 1) * error**2 + part**2 / n


def _side_by_side(answers: Sequence[Answer], weights: Sequence[float], value: float) -> tuple[float | None, float | None]:
    """The interval of a weighted sum of independent values, each side from theirs; None where one has none.

    Source:
        Zou & Donner (2008), "Construction of confidence limits about effect measures: A general approach", Statistics in
        Medicine 27, eq. (5): square-and-add, as for the difference of two.
    """
    below = above = 0.0
    for answer, weight in zip(answers, weights, strict=True):
        if answer.value is None or answer.low is None or answer.high is None:
            return None, None
        below += (weight * (answer.value - answer.low)) ** 2
        above += (weight * (answer.high - answer.value)) ** 2
    return value - below**0.5, value + above**0.5


def _check(metric: Metric, standings: Sequence[Standing]) -> None:
    if not isinstance(metric.formula, Share | Rate | Mean | NetScore | Tally | Total | Stock):
        raise QueryError(
            ko=f"'{metric.label.ko}' 지표는 팀의 값을 더해 회사의 값을 낼 수 없습니다. 회사 전체의 목표를 따로 정해 주세요.",
            en=f"'{metric.label.en}' of the teams does not add up to that of the company. Set a goal of the whole company instead.",
        )
    teams = [standing.version.team for standing in standings]
    periods = {standing.answer.period for standing in standings}
    names = {standing.version.metric for standing in standings}
    if len(periods) != 1 or len(set(teams)) < len(teams) or None in teams or names != {metric.name}:
        raise DeclarationError(f"A roll-up takes one standing for each team, of one period and of '{metric.name}': {teams}, {periods}.")
    signs = sorted({standing.goal.sign for standing in standings})
    if len(signs) > 1:
        raise QueryError(
            ko=f"팀마다 목표의 비교 방식이 달라({', '.join(signs)}) 합칠 수 없습니다. 한 가지로 맞춰 주세요.",
            en=f"The teams' goals compare differently ({', '.join(signs)}), so they cannot be rolled up. Choose one way for all.",
        )


def _team(standing: Standing) -> str:
    return standing.version.team or ""
