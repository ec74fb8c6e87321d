"""One goal: how it stands, what was decided of it and when, and the form that decides anew."""

from zoneinfo import ZoneInfo

import dash_mantine_components as dmc
from dash import dcc, html
from dash.development.base_component import Component

from access.goals import may_set
from dashboards import goal_form
from dashboards.bars import bars
from dashboards.cards import verdict_mark
from dashboards.goal_board import row
from dashboards.goal_entry import FOR, whose
from dashboards.own import Parameter, chooser
from dashboards.page import PERIOD, Page
from dashboards.visit import Visit
from metrics.goal_version import GoalVersion
from metrics.metric import Better
from metrics.period import Grain
from metrics.text import Text
from reports.goal_words import bound, terms_in_words
from store.goals import Decision

PATH, AGAIN = "/goal", "again"
TITLE = Text(ko="목표 정하기", en="One goal")
METRIC, WHOSE = Text(ko="지표", en="Metric"), Text(ko="대상", en="Whose goal")
COMPANY = Text(ko="회사 전체", en="Whole company")
NOW = Text(ko="지금", en="Now")
NO_GOAL = Text(ko="이 기간에 정한 목표가 없습니다.", en="No goal is in force in this period.")
HISTORY = Text(ko="이력", en="History")
NO_HISTORY = Text(ko="아직 아무도 이 목표를 정하지 않았습니다.", en="Nobody has set this goal yet.")
CATALOGS = Text(ko="기본 목표는 {goal}이며, 다른 목표를 정할 때까지 쓰입니다.", en="The standing goal is {goal}, until another is set.")
FROM, WHAT, OWNER = Text(ko="적용 시작", en="From"), Text(ko="목표", en="Goal"), Text(ko="책임자", en="Owner")
REASON, DECIDED = Text(ko="이유", en="Reason"), Text(ko="정한 때와 사람", en="Decided")
RESTORE = Text(ko="이 조건으로 다시", en="Set this again")
BACK = Text(ko="← 목표로 돌아가기", en="← Back to the goals")
NEVER_REWRITTEN = Text(
    ko="지난 기간은 그때 적용되던 목표로 판정합니다. 이력은 지우거나 고칠 수 없습니다.",
    en="Past periods are judged by the goal that was in force in them. History cannot be deleted or changed.",
)
NOT_YOURS = Text(ko="이 목표는 관리자나 해당 팀의 팀장이 정합니다.", en="This goal is set by administrators and the lead of the team.")


def layout(visit: Visit) -> Component:
    """What is chosen, how it stands, the form for those who may set it, and the history."""
    language, metric = visit.language, visit.view.metric
    team = whose(visit)
    decisions = [
        each
        for each in visit.house.answers.decisions()
        if each.version.metric == metric.name and each.version.team == team and each.version.grain is visit.view.grain
    ]
    again = next((each.version for each in decisions if str(each.id) == visit.own.one(AGAIN)), None)
    back = dcc.Link(BACK.of(language), href=visit.href("/goals"), className="way")
    left = [html.Section([html.H2(TITLE.of(language)), _choosers(visit, team), _form(visit, team, again)], className="panel")]
    right = [_now(visit, team), _history(visit, team, decisions)]
    return html.Div([back, html.Div([html.Div(left), html.Div(right, className="form")], className="goal-page")])


def _choosers(visit: Visit, team: str | None) -> Component:
    language, view = visit.language, visit.view
    wanted = [each for each in view.choices.metrics if each.better is not Better.NEITHER or each is view.metric]
    metrics = [{"value": each.name, "label": each.label.of(language)} for each in wanted]
    teams = [{"value": each, "label": each} for each in view.choices.teams]
    everybody = [{"value": "", "label": COMPANY.of(language)}] if visit.reader.scope.teams is None else []
    by_team = "team" in view.metric.dimensions
    return html.Div(
        [
            dmc.Select(
                id=chooser("metric"), label=METRIC.of(language), data=metrics, value=view.metric.name, searchable=True, allowDeselect=False
            ),
            dmc.Select(
                id=chooser(FOR),
                label=WHOSE.of(language),
                data=[*everybody, *(teams if by_team else [])],
                value=team or "",
                allowDeselect=False,
            ),
        ],
        className="form-pairs",
    )


def _form(visit: Visit, team: str | None, again: GoalVersion | None) -> Component:
    if not may_set(visit.reader, team):
        return html.P(NOT_YOURS.of(visit.language), className="muted")
    return goal_form.form(visit, visit.view.metric, team, again)


def _now(visit: Visit, team: str | None) -> Component:
    language, metric, currency = visit.language, visit.view.metric, visit.house.currency
    standing = row(visit, metric, team)
    title = html.H2(f"{NOW.of(language)}: {visit.view.period_name}")
    if standing.judged is None:
        return html.Section([title, html.P(NO_GOAL.of(language), className="muted")], className="panel")
    said = [
        html.Strong(metric.unit.show(standing.answer.value, language, currency)),
        f" · {bound(standing.judged.goal, metric, language, currency)} · ",
        verdict_mark(standing.judged, language) or "–",
    ]
    return html.Section([title, html.P(said), bars(standing.bars, metric, visit.view.grain, language, currency)], className="panel")


def _history(visit: Visit, team: str | None, decisions: list[Decision]) -> Component:
    language, metric, currency = visit.language, visit.view.metric, visit.house.currency
    inside: list[Component] = [html.H2(HISTORY.of(language)), html.P(NEVER_REWRITTEN.of(language), className="summary")]
    if metric.goal and team is None:
        inside.append(html.P(CATALOGS.format(goal=bound(metric.goal, metric, language, currency)).of(language), className="summary"))
    if not decisions:
        return html.Section([*inside, html.P(NO_HISTORY.of(language), className="muted")], className="panel")
    head = html.Tr([html.Th(text.of(language), scope="col") for text in (FROM, WHAT, OWNER, REASON, DECIDED)])
    rows = [_decided(visit, team, each) for each in reversed(decisions)]
    table = html.Table([html.Thead(head), html.Tbody(rows)], className="goal-table")
    return html.Section([*inside, html.Div(table, className="table-place", tabIndex=0)], className="panel")


def _decided(visit: Visit, team: str | None, decision: Decision) -> Component:
    language, version = visit.language, decision.version
    at = decision.decided_at.astimezone(ZoneInfo(visit.house.zone))
    terms = [terms_in_words(version, visit.view.metric, language, visit.house.currency)]
    if version.terms is not None and may_set(visit.reader, team):
        again = visit.href(PATH, **({FOR: team} if team else {}), **{AGAIN: str(decision.id)})
        terms.append(dcc.Link(RESTORE.of(language), href=again, className="way"))
    return html.Tr(
        [
            html.Th(version.grain.name_of(version.first_period, language), scope="row"),
            html.Td([html.Div(each) for each in terms]),
            html.Td(version.owner),
            html.Td(version.reason),
            html.Td(f"{at:%Y-%m-%d %H:%M} · {decision.decided_by}"),
        ]
    )


PAGE = Page(
    path=PATH,
    title=TITLE,
    layout=layout,
    filters=(PERIOD,),
    grain=Grain.WEEK,
    own=(Parameter(FOR, WHOSE), Parameter(AGAIN, RESTORE)),
    lasts=False,
)
