"""`dangol goal`: what is wanted of the metrics, of whom and from when."""

from datetime import datetime
from typing import Annotated

import typer
from rich.table import Table

import settings as configuration
import store.goals
from access.goals import decide
from commands.console import out
from installation import Installation, until_of
from metrics.answer import Answer
from metrics.catalog import metric as metric_named
from metrics.goal_version import GoalVersion
from metrics.period import Grain, Span
from metrics.proposal import Proposal, Way
from metrics.query import Query
from metrics.terms import Meant
from metrics.text import Text
from reports.filters import must_hold
from reports.goal_words import terms_in_words
from store.trends import Trends

app = typer.Typer(help="The goals of the company and its teams.", no_args_is_help=True)

ISO_DAY = ["%Y-%m-%d"]
HEAD = {
    "id": Text(ko="번호", en="No."),
    "metric": Text(ko="지표", en="Metric"),
    "whose": Text(ko="대상", en="Whose"),
    "from": Text(ko="적용 시작", en="From"),
    "goal": Text(ko="목표", en="Goal"),
    "owner": Text(ko="책임자", en="Owner"),
    "reason": Text(ko="이유", en="Reason"),
    "by": Text(ko="정한 사람", en="By"),
}
COMPANY = Text(ko="회사 전체", en="Whole company")
DECIDED = Text(ko="{id}번 목표: {metric}, {whose}, {begins}부터 {terms}", en="Goal {id}: {metric}, {whose}, from {begins} {terms}")
NONE = Text(ko="아직 정한 목표가 없습니다.", en="No goal has been set yet.")
Named = Annotated[str, typer.Argument(help="The metric's name.")]
Team = Annotated[str | None, typer.Option(help="Whose goal it is; the whole company's if not given.")]
By = Annotated[Grain, typer.Option(help="The size of the periods that it is wanted of.")]
From = Annotated[
    datetime | None, typer.Option("--from", formats=ISO_DAY, help="A day in the first period; the one after the data if not given.")
]
Owner = Annotated[str, typer.Option(prompt=True, help="Who answers for it.")]
Reason = Annotated[str, typer.Option(prompt=True, help="Why.")]


@app.command("list")
def list_goals() -> None:
    """Every goal that was set or ended, in order."""
    here = Installation.opened(configuration.read())
    language, currency = here.settings.language, here.settings.currency
    with here.state.read() as session:
        decisions = store.goals.decisions(session)
    if not decisions:
        out.print(NONE.of(language))
        return
    table = Table(*(text.of(language) for text in HEAD.values()), box=None, title_justify="left")
    for each in decisions:
        version = each.version
        measured = metric_named(version.metric)
        table.add_row(
            str(each.id),
            measured.label.of(language),
            version.team or COMPANY.of(language),
            version.grain.name_of(version.first_period, language),
            terms_in_words(version, measured, language, currency),
            version.owner,
            version.reason,
            each.decided_by,
        )
    out.print(table, markup=False)


@app.command("set")
def set_goal(
    metric: Named,
    amount: Annotated[float, typer.Argument(help="As people write it: 72 for 72 %, 90 for 90 minutes.")],
    owner: Owner,
    reason: Reason,
    team: Team = None,
    grain: By = Grain.WEEK,
    begins: From = None,
    meant: Annotated[
        Meant, typer.Option(help="Whether the amount is the value itself, or per cent or points from the baseline.")
    ] = Meant.ABSOLUTE,
    strict: Annotated[bool, typer.Option(help="More than (or less than) the amount, so that the amount itself does not do.")] = False,
    baseline: Annotated[
        datetime | None, typer.Option(formats=ISO_DAY, help="A day in the period whose value is frozen as the baseline.")
    ] = None,
    deadline: Annotated[
        datetime | None,
        typer.Option(formats=ISO_DAY, help="A day in the last period of the way; with it the goal grows in a straight line."),
    ] = None,
) -> None:
    """Set a goal. Periods that are over keep the goals they had."""
    here = Installation.opened(configuration.read())
    trends, measured = here.trends(), metric_named(metric)
    must_hold("team", [team] if team else [], trends.scanned)
    until = until_of(trends.snapshot)
    proposal = Proposal(
        metric=measured,
        team=team,
        grain=grain,
        begins=grain.period_of(begins.date() if begins else grain.period_of(until).end),
        amount=amount,
        meant=meant,
        is_strict=strict,
        baseline=grain.period_of(baseline.date()) if baseline else None,
        way=Way.LINE if deadline else Way.AT_ONCE,
        due=grain.period_of(deadline.date()) if deadline else None,
        owner=owner,
        reason=reason,
    )
    _kept(here, proposal.version(until, here.settings.currency, lambda period: _answer(trends, proposal, period)))


@app.command("end")
def end_goal(metric: Named, owner: Owner, reason: Reason, team: Team = None, grain: By = Grain.WEEK, begins: From = None) -> None:
    """End a goal: from then on nothing is wanted, or of a team what is wanted of the company."""
    here = Installation.opened(configuration.read())
    until = until_of(here.trends().snapshot)
    first = grain.period_of(begins.date() if begins else grain.period_of(until).end)
    _kept(
        here,
        GoalVersion(
            metric=metric_named(metric).name,
            team=team,
            grain=grain,
            begins_on=first.start,
            decided_on=until,
            owner=owner.strip(),
            reason=reason.strip(),
            terms=None,
        ),
    )


def _answer(trends: Trends, proposal: Proposal, period: Span) -> Answer:
    where = {"team": (proposal.team,)} if proposal.team else {}
    return Answer.of(trends.measured(Query(proposal.metric, period, proposal.grain, where=where)).row(0, named=True))


def _kept(here: Installation, version: GoalVersion) -> None:
    language, measured = here.settings.language, metric_named(version.metric)
    decision = decide(here.state, version)
    said = DECIDED.format(
        id=decision.id,
        metric=measured.label.of(language),
        whose=version.team or COMPANY.of(language),
        begins=version.grain.name_of(version.first_period, language),
        terms=terms_in_words(version, measured, language, here.settings.currency),
    )
    out.print(said.of(language), soft_wrap=True, markup=False)
