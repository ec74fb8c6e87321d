"""Goals: what is wanted this week of each team, how it stands, and what to look into first. A team lead's day begins here."""

from collections.abc import Sequence

from dash import dcc, html
from dash.development.base_component import Component

from access.goals import may_set
from access.roles import Role
from dashboards import paths
from dashboards.bars import bars
from dashboards.cards import verdict_mark
from dashboards.comments import voice_of
from dashboards.goal_board import Board, Row, Together, boards
from dashboards.goal_entry import FOR
from dashboards.page import PERIOD, Group, Page
from dashboards.pages import goal, records
from dashboards.visit import Visit
from metrics.bands import surveys_of
from metrics.goal import Verdict
from metrics.judgement import Judgement
from metrics.period import Grain
from metrics.query import TOO_FEW
from metrics.text import Text
from reports.goal_words import bound

TRENDS = "/trends"
TITLE = Text(ko="목표", en="Goals")
NONE = Text(ko="이 기간에 적용되는 목표가 없습니다.", en="No goal is in force in this period.")
NONE_YET = Text(ko="아래에서 첫 목표를 정해 주세요.", en="Set the first one below.")
SET = Text(ko="목표 정하기", en="Set a goal")
TALLY = Text(ko="목표 {count}개: {said}", en="{count} goals: {said}")
COUNTED = {
    "met": Text(ko="달성 {n}", en="{n} met"),
    "missed": Text(ko="미달 {n}", en="{n} missed"),
    "held": Text(ko="만족도 하락으로 보류 {n}", en="{n} held since satisfaction fell"),
    "early": Text(ko="아직 판단할 수 없음 {n}", en="{n} too early to say"),
}
ALL_WELL = Text(ko="지금 손볼 것은 없습니다.", en="Nothing needs looking into now.")
LOOK_FIRST = Text(ko="먼저 살펴볼 것", en="Look into these first")
BEHIND = Text(ko="{whose} {metric}: 지금 {value}, 목표 {goal}", en="{whose} {metric}: now {value}, goal {goal}")
COMMENTS = Text(ko="고객 의견", en="Comments")
RECORDS = Text(ko="원본 기록", en="Records")
TREND = Text(ko="추이", en="Trend")
COMPANY = Text(ko="회사 전체", en="Whole company")
COMPANYS = Text(ko="회사 목표", en="company's")
METRIC = Text(ko="지표", en="Metric")
WHOSE, VALUE, GOAL, VERDICT = (
    Text(ko="대상", en="Whose"),
    Text(ko="값", en="Value"),
    Text(ko="목표", en="Goal"),
    Text(ko="판정", en="Verdict"),
)
PACE, LAST = Text(ko="속도", en="Pace"), Text(ko="최근 {count}개 기간", en="Last {count} periods")
NO_DEADLINE = Text(ko="기한 없음", en="no deadline")
BY_DUE = Text(ko="{due}에 {value} 예상", en="{value} by {due}")
COMING = Text(ko="{period}부터 {goal}", en="{goal} from {period}")
ENDS = Text(ko="{period}부터 목표 없음", en="no goal from {period}")
CHANGE = Text(ko="목표 바꾸기와 이력", en="Change and history")
SEE = Text(ko="이력", en="History")
NO_DATA, WITHHELD = Text(ko="데이터 없음", en="No data"), Text(ko="비공개", en="Withheld")
TOGETHER = Text(ko="{count}개 팀 합계", en="{count} teams together")
TOGETHER_ABOUT = Text(ko="비율의 평균이 아니라 건수를 더해 계산합니다.", en="Added up from what was counted, not the mean of percentages.")
LEFT_OUT = Text(ko="값을 알 수 없어 뺀 팀: {teams}", en="Left out, not known: {teams}")
LEGEND = Text(
    ko="막대는 최근 {count}개 기간의 값입니다. 채운 막대는 그 기간의 목표를 지킨 값, 빈 막대는 지키지 못한 값, 가로선은 그때의 목표입니다.",
    en="The bars are the last {count} periods: filled where the goal of that period was kept, hollow where not; the line is the goal then.",
)
GUARD = Text(
    ko="속도 목표는 같은 문의의 만족도가 뚜렷하게 떨어진 동안 달성으로 보지 않고 보류합니다.",
    en="A goal of speed is held, not met, while the satisfaction of the same tickets is clearly down.",
)


def layout(visit: Visit) -> Component:
    """What to look into first, then every goal by metric."""
    language, found = visit.language, boards(visit)
    rows = [row for board in found for row in board.rows]
    parts: list[Component] = [_first(visit, rows)] if rows else [html.P([NONE.of(language)], className="nothing")]
    is_short = all(len(board.rows) == 1 for board in found)
    parts += [_panel(visit, rows)] if rows and is_short else [_panel(visit, board.rows, board) for board in found]
    if rows:
        about = f"{LEGEND.format(count=len(rows[0].bars)).of(language)} {GUARD.of(language)}"
        parts.append(html.P(about, className="summary"))
    return html.Div(parts, className="goals")


def _first(visit: Visit, rows: Sequence[Row]) -> Component:
    """Am I on track, and what do I do: the tally, and the goals that are behind with the ways to look into them."""
    language = visit.language
    judged = [row.judged for row in rows if row.judged]
    held = sum(each.guarded.is_held for each in judged)
    told = [each.verdict for each in judged if not each.guarded.is_held]
    counts = {"met": told.count(Verdict.MET), "missed": told.count(Verdict.NOT_MET), "held": held, "early": told.count(Verdict.TOO_EARLY)}
    parts = ", ".join(COUNTED[name].format(n=n).of(language) for name, n in counts.items() if n) or NO_DATA.of(language)
    said = TALLY.format(count=len(judged), said=parts)
    behind = [row for row in rows if row.is_behind]
    lines = [html.Li([html.Span(_behind(visit, row)), *_ways(visit, row)]) for row in behind]
    todo = [html.P(LOOK_FIRST.of(language), className="look-first"), html.Ul(lines)] if lines else [html.P(ALL_WELL.of(language))]
    set_one = [dcc.Link(SET.of(language), href=visit.href(goal.PATH), className="button")] if _may_set_any(visit) else []
    return html.Section(
        [html.Div([html.P(said.of(language), className="tally"), *set_one], className="tally-line"), *todo], className="panel first"
    )


def _behind(visit: Visit, row: Row) -> str:
    language, unit, currency = visit.language, row.metric.unit, visit.house.currency
    goal_said = bound(row.judged.goal, row.metric, language, currency) if row.judged else ""
    whose = row.team or COMPANY.of(language)
    value = unit.show(row.answer.value, language, currency)
    return BEHIND.format(whose=whose, metric=row.metric.label.of(language), value=value, goal=goal_said).of(language)


def _ways(visit: Visit, row: Row) -> list[Component]:
    """The pages that show what is behind a number, as far as the reader may open them."""
    view = visit.view.of_metric(row.metric)
    view = view.of_teams(row.team) if row.team else view
    ways = [(paths.VOICE, COMMENTS, voice_of(view, row.metric))] if surveys_of(row.metric) else []
    ways += [(records.PATH, RECORDS, visit.of_view(records.PATH, view)), (TRENDS, TREND, visit.of_view(TRENDS, view))]
    links = [dcc.Link(text.of(visit.language), href=href, className="way") for path, text, href in ways if visit.may_open(path)]
    return [html.Span(links, className="ways")] if links else []


def _panel(visit: Visit, rows: Sequence[Row], board: Board | None = None) -> Component:
    """The goals of one metric, or, where there is one of each, those of all of them."""
    language = visit.language
    heads = (WHOSE if board else METRIC, VALUE, GOAL, VERDICT, PACE, LAST.format(count=len(rows[0].bars)))
    head = [*(html.Th(text.of(language), scope="col") for text in heads), html.Th(html.Span(CHANGE.of(language), className="unseen"))]
    body = [_row(visit, row, has_metric=board is None) for row in rows]
    if board and board.together:
        body.append(_together(visit, board, board.together))
    table = html.Table([html.Thead(html.Tr(head)), html.Tbody(body)], className="goal-table is-board")
    title = board.metric.label if board else (Text(ko=rows[0].team, en=rows[0].team) if rows[0].team else COMPANY)
    return html.Section([html.H2(title.of(language)), html.Div(table, className="table-place", tabIndex=0)], className="panel")


def _row(visit: Visit, row: Row, *, has_metric: bool) -> Component:
    language, metric, currency = visit.language, row.metric, visit.house.currency
    whose = html.Th(metric.label.of(language) if has_metric else row.team or COMPANY.of(language), scope="row")
    to_goal = visit.of_view(goal.PATH, visit.view.of_metric(metric), **({FOR: row.team} if row.team else {}))
    link = dcc.Link((CHANGE if may_set(visit.reader, row.team) else SEE).of(language), href=to_goal, className="way")
    return html.Tr(
        [
            whose,
            html.Td(_value(visit, row)),
            html.Td(_goal(visit, row)),
            html.Td(verdict_mark(row.judged, language) if row.judged else "–"),
            html.Td(_pace(visit, row)),
            html.Td(bars(row.bars, metric, visit.view.grain, language, currency)),
            html.Td(link),
        ],
        className="is-behind" if row.is_behind else "",
    )


def _value(visit: Visit, row: Row) -> Component | str:
    language, unit, currency, answer = visit.language, row.metric.unit, visit.house.currency, row.answer
    if answer.value is None:
        return html.Span((WITHHELD if answer.state == TOO_FEW else NO_DATA).of(language), className="muted")
    sure = [html.Span(f"{unit.show(answer.low, language, currency)} – {unit.show(answer.high, language, currency)}", className="sure")]
    return html.Span([html.Strong(unit.show(answer.value, language, currency)), *(sure if answer.low is not None else [])])


def _goal(visit: Visit, row: Row) -> list[Component | str]:
    language, currency = visit.language, visit.house.currency
    said: list[Component | str] = []
    if row.judged:
        said.append(bound(row.judged.goal, row.metric, language, currency))
        if row.team and not row.is_own:
            said.append(html.Span(COMPANYS.of(language), className="whose"))
    for version in row.coming:
        period = version.grain.name_of(version.first_period, language)
        goal_then = version.goal_of(version.first_period)
        text = (
            COMING.format(period=period, goal=bound(goal_then, row.metric, language, currency)) if goal_then else ENDS.format(period=period)
        )
        said.append(html.Span(text.of(language), className="coming"))
    return said


def _pace(visit: Visit, row: Row) -> Component | str:
    language, unit, told = visit.language, row.metric.unit, row.pace
    if told is None:
        return html.Span(NO_DEADLINE.of(language) if row.judged else "–", className="muted")
    due = visit.view.grain.name_of(told.due, language)
    value = [] if told.value is None else [BY_DUE.format(due=due, value=unit.show(told.value, language, visit.house.currency)).of(language)]
    return html.Span([told.outlook.label.of(language), *(html.Span(each, className="sure") for each in value)])


def _together(visit: Visit, board: Board, together: Together) -> Component:
    language, unit, currency = visit.language, board.metric.unit, visit.house.currency
    if together.sum is None:
        said = together.refused.message(language) if together.refused else ""
        return html.Tr(html.Td(said, colSpan=7, className="muted"), className="together")
    told = together.sum
    left_out = [html.Span(LEFT_OUT.format(teams=", ".join(told.left_out)).of(language), className="sure")] if told.left_out else []
    name = html.Th([TOGETHER.format(count=len(told.teams)).of(language), *left_out], scope="row")
    verdict = verdict_mark(Judgement.of(told.goal, told.guarded), language) if told.goal else "–"
    return html.Tr(
        [
            name,
            html.Td(html.Strong(unit.show(told.answer.value, language, currency))),
            html.Td(bound(told.goal, board.metric, language, currency) if told.goal else "–"),
            html.Td(verdict),
            html.Td(TOGETHER_ABOUT.of(language), colSpan=3, className="muted"),
        ],
        className="together",
    )


def _may_set_any(visit: Visit) -> bool:
    return any(may_set(visit.reader, team) for team in (None, *visit.view.choices.teams))


PAGE = Page(
    path="/goals",
    title=TITLE,
    layout=layout,
    group=Group.WORK,
    icon="goals",
    filters=(PERIOD, "team"),
    grain=Grain.WEEK,
    home_of=frozenset({Role.TEAM_LEAD}),
)
