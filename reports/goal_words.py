"""Goals in words and short signs, as pages, reports and the terminal say them."""

from metrics.goal import Goal
from metrics.goal_version import GoalVersion
from metrics.metric import Metric
from metrics.ramp import Line, Steps
from metrics.terms import Meant
from metrics.text import Language, Text
from reports.words import goal_in_words

NOTHING_WANTED = Text(ko="목표 없음", en="no goal")
ON_THE_WAY = Text(ko="{start}에서 {due}까지 고르게 {final}", en="in a straight line from {start} to {final} by {due}")
IN_STEPS = Text(ko="{count}단계로 {due}까지 {final}", en="in {count} steps to {final} by {due}")
FROM_BASELINE = Text(ko="기준값 {value}({period}, n={n}) 대비 {change}", en="{change} against the baseline of {value} ({period}, n={n})")


def bound(goal: Goal, metric: Metric, language: Language, currency: str) -> str:
    """The bound as people say it: "50.0% 이상"."""
    return goal_in_words(goal, metric, language, currency)


def terms_in_words(version: GoalVersion, metric: Metric, language: Language, currency: str) -> str:
    """What a version wants in the end, and the way there."""
    terms = version.terms
    if terms is None:
        return NOTHING_WANTED.of(language)
    final = bound(Goal.of(terms.comparison, terms.final), metric, language, currency)
    said = final
    due = version.grain.name_of(version.due_period, language) if version.due_period else ""
    if isinstance(terms.ramp, Line):
        said = ON_THE_WAY.format(start=metric.unit.show(terms.start, language, currency), due=due, final=final).of(language)
    if isinstance(terms.ramp, Steps):
        said = IN_STEPS.format(count=len(terms.ramp.steps), due=due, final=final).of(language)
    if terms.baseline is not None and terms.meant is not Meant.ABSOLUTE:
        frozen = terms.baseline
        change = f"{100 * terms.amount:+.1f}%" if terms.meant is Meant.PERCENT else _points(terms.amount, metric, language, currency)
        against = FROM_BASELINE.format(
            value=metric.unit.show(frozen.value, language, currency),
            period=version.grain.name_of(frozen.period, language),
            n=f"{frozen.n:,}",
            change=change,
        )
        said = f"{said} ({against.of(language)})"
    return said


def _points(amount: float, metric: Metric, language: Language, currency: str) -> str:
    if metric.unit.is_relative:
        return ("+" if amount > 0 else "-") + metric.unit.show(abs(amount), language, currency)
    return metric.unit.show_change(amount, language)
