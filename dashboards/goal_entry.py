"""What was entered in the form of a goal, read as the page itself would read it.

The metric, whose goal it is and the grain stand in the address; the form holds the rest.
"""

from collections.abc import Mapping
from typing import Any

from access.goals import may_set
from dashboards.goal_board import answers_of
from dashboards.visit import Desk, Visit
from errors import AccessError, QueryError, UserError
from metrics.answer import Answer
from metrics.goal_version import GoalVersion
from metrics.metric import Metric
from metrics.period import Grain, Span
from metrics.proposal import Proposal, Way
from metrics.terms import Meant
from metrics.text import Text

FOR = "for"  # the team in the address; none for the whole company
SET, END = "set", "end"
FIELDS = (
    "kind",
    "begins",
    "amount",
    "strict",
    "meant",
    "baseline",
    "way",
    "due",
    "step1",
    "amount1",
    "step2",
    "amount2",
    "owner",
    "reason",
)
STEPS = (1, 2)  # that can be entered before the final amount
AHEAD = {Grain.WEEK: 53, Grain.MONTH: 24, Grain.QUARTER: 8, Grain.YEAR: 5}  # periods that a goal may reach ahead
BEGINS_WITHIN = {Grain.WEEK: 14, Grain.MONTH: 12, Grain.QUARTER: 5, Grain.YEAR: 3}
BASELINES = {Grain.WEEK: 53, Grain.MONTH: 24, Grain.QUARTER: 8, Grain.YEAR: 3}
LONGEST_REASON = 300
BROKEN = Text(ko="입력한 내용을 읽을 수 없습니다. 페이지를 새로 고쳐 주세요.", en="The form cannot be read. Reload the page.")


def whose(visit: Visit) -> str | None:
    """The team that the address names; without one the whole company, or a team lead's first own team.

    Raises:
        AccessError: the team is not the reader's, or there is none of that name.
    """
    named = visit.own.one(FOR)
    if not named:
        return None if visit.reader.scope.teams is None else next(iter(visit.view.choices.teams), "")
    if named not in visit.view.choices.teams:
        raise AccessError(
            ko="이 팀의 목표는 볼 수 없습니다. 팀 이름을 확인해 주세요.", en="You cannot see this team's goals. Check the team's name."
        )
    return named


def asked_by(given: tuple[Any, ...]) -> tuple[Visit, Metric, str | None]:
    """The visit, the metric and whose goal it is, from the address that a callback was sent with."""
    path, search = given[-2:]
    desk = Desk.at(path if isinstance(path, str) else "", search if isinstance(search, str) else "")
    if not isinstance(desk, Visit):
        raise UserError(ko=BROKEN.ko, en=BROKEN.en)
    team = whose(desk)
    if not may_set(desk.reader, team):
        raise AccessError(
            ko="이 목표는 정할 수 없습니다. 맡고 있는 팀의 목표만 정할 수 있습니다.",
            en="This goal is not yours to set. You can set those of your own teams.",
        )
    return desk, desk.view.metric, team


def begin_choices(visit: Visit) -> list[Span]:
    """The periods that a goal can begin with: from the one that runs in the data on."""
    return _from_now(visit, BEGINS_WITHIN[visit.view.grain])


def ahead_choices(visit: Visit) -> list[Span]:
    return _from_now(visit, AHEAD[visit.view.grain])


def baseline_choices(visit: Visit) -> list[Span]:
    """The periods that are over in the data, the latest first."""
    view = visit.view
    over = [each for each in view.choices.periods(view.grain) if each.end <= view.choices.until]
    return over[::-1][: BASELINES[view.grain]]


def version_of(visit: Visit, metric: Metric, team: str | None, given: Mapping[str, Any]) -> GoalVersion:
    """The version that the form's values make.

    Raises:
        QueryError: they make none; says what to change.
    """
    grain = visit.view.grain
    begins = _chosen(given["begins"], begin_choices(visit), grain)
    if begins is None:
        raise QueryError(ko="언제부터인지 골라 주세요.", en="Choose from when on.")
    texts = {name: given[name] if isinstance(given[name], str) else "" for name in ("owner", "reason", "meant", "way")}
    until = visit.view.choices.until
    if given["kind"] == END:
        return GoalVersion(
            metric=metric.name,
            team=team,
            grain=grain,
            begins_on=begins.start,
            decided_on=until,
            owner=texts["owner"].strip(),
            reason=texts["reason"].strip()[:LONGEST_REASON],
            terms=None,
        )
    ahead = ahead_choices(visit)
    steps = [(_chosen(given[f"step{n}"], ahead, grain), number(given[f"amount{n}"])) for n in (1, 2)]
    proposal = Proposal(
        metric=metric,
        team=team,
        grain=grain,
        begins=begins,
        amount=number(given["amount"]),
        meant=named(Meant, texts["meant"]),
        is_strict=given["strict"] == "yes",
        baseline=_chosen(given["baseline"], baseline_choices(visit), grain),
        way=(way := named(Way, texts["way"])),
        due=_chosen(given["due"], ahead, grain) if way is not Way.AT_ONCE else None,
        steps=tuple((period, amount) for period, amount in steps if period is not None and amount is not None),
        owner=texts["owner"],
        reason=texts["reason"][:LONGEST_REASON],
    )
    answers = answers_of(visit, metric, team)
    return proposal.version(until, visit.house.currency, lambda period: answers.get(period, unknown(period)))


def _from_now(visit: Visit, count: int) -> list[Span]:
    grain = visit.view.grain
    spans = [grain.period_of(visit.view.choices.until)]
    while len(spans) < count:
        spans.append(grain.period_of(spans[-1].end))
    return spans


def _chosen(code: object, spans: list[Span], grain: Grain) -> Span | None:
    return next((each for each in spans if grain.code_of(each) == code), None)


def number(given: object) -> float | None:
    """A number that was typed; the input gives texts while it is being written in."""
    if isinstance(given, bool) or not isinstance(given, int | float | str):
        return None
    try:
        return float(given)
    except (ValueError, OverflowError):
        return None


def named(kind: Any, value: str) -> Any:
    if value not in [each.value for each in kind]:
        raise QueryError(ko=BROKEN.ko, en=BROKEN.en)
    return kind(value)


def unknown(period: Span) -> Answer:
    return Answer.nothing(period)
