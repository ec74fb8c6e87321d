"""The first steps of a new installation: what is done, what comes next, and one link to do it. State ticks them, nobody else."""

from collections.abc import Sequence
from dataclasses import dataclass

from dash import dcc, html
from dash.development.base_component import Component

import store.audit
import store.goals
import store.loads
import store.schedules
from access.audit import Event
from access.roles import Right, Role
from dashboards import paths, words
from dashboards.visit import Desk, Visit
from metrics.facts import name_of
from metrics.text import Text

TITLE = Text(ko="시작하기", en="First steps")
TALLY = Text(ko="{all}단계 가운데 {done}단계를 마쳤습니다.", en="{done} of {all} steps are done.")
ALL_DONE = Text(
    ko="{all}단계를 모두 마쳤습니다. 이 화면은 메뉴에 그대로 남아 있습니다.", en="All {all} steps are done. This page stays in the menu."
)
DONE, NEXT, LATER = Text(ko="완료", en="Done"), Text(ko="다음 단계", en="Next"), Text(ko="아직", en="Not yet")
DATA_FIRST = Text(ko="먼저 파일을 불러와 주세요.", en="Load a file first.")
NEEDS_RIGHT = Text(ko="이 단계는 '{role}' 권한이 있는 분이 할 수 있습니다.", en="This step needs somebody with the role '{role}'.")
KNOWN = Text(ko="지표 {all}개 가운데 {known}개에 값이 있습니다.", en="{known} of {all} metrics have a value.")
MISSING = Text(ko="아직 값이 없는 지표: {metrics}. 필요한 데이터: {facts}.", en="Without a value so far: {metrics}. They need: {facts}.")
COMMAND = Text(
    ko="서버에서 'dangol load 파일...' 명령으로도 불러올 수 있습니다.", en="On the server, 'dangol load FILE...' loads them too."
)


@dataclass(frozen=True)
class Step:
    """One thing to do. `path` is where it is done by those who have the `right`; `needs_data` says that it comes after the first load."""

    title: Text
    about: Sequence[Text]
    way: Text
    path: str
    is_done: bool
    right: Right = Right.BROWSE
    needs_data: bool = True


def steps(desk: Desk) -> tuple[Step, ...]:
    """The steps as they stand."""
    with desk.house.office.state.read() as session:
        loads = store.loads.history(session, limit=200)
        was_sent = bool(loads) or store.audit.happened(session, Event.UPLOADED)
        has_goal = bool(store.goals.decisions(session))
        has_report = bool(store.schedules.all_schedules(session)) or store.audit.happened(
            session, Event.REPORT_DOWNLOADED, Event.REPORT_SENT
        )
    known, said = _known(desk)
    return (
        Step(
            Text(ko="내보내기 파일 올리기", en="Upload an export"),
            [
                Text(
                    ko="쇼핑몰, 상담, 설문 시스템에서 내려받은 파일을 그대로 올려 주세요. CSV(UTF-8, CP949)와 Excel을 모두 읽습니다.",
                    en="Upload the files of your shop, help desk and surveys as they are: CSV (UTF-8, CP949) or Excel.",
                ),
                COMMAND,
            ],
            Text(ko="파일 올리기", en="Upload a file"),
            paths.DATA,
            was_sent,
            Right.FEED,
            needs_data=False,
        ),
        Step(
            Text(ko="열을 확인하고 불러오기", en="Check the columns and load it"),
            [
                Text(
                    ko="어느 열이 무엇인지 확인하고 미리 돌려 본 뒤 불러옵니다. 받아들이지 않은 행은 까닭과 함께 남습니다.",
                    en="See which column is what, rehearse the load, then do it. Rows that are not accepted are kept with their reasons.",
                )
            ],
            Text(ko="확인하고 불러오기", en="Check and load"),
            paths.DATA,
            any(load.state == "done" for load in loads),
            Right.FEED,
            needs_data=False,
        ),
        Step(
            Text(ko="첫 지표 보기", en="See the first metrics"),
            said,
            Text(ko="한눈에 보기 열기", en="Open the Overview"),
            paths.OVERVIEW,
            known > 0,
        ),
        Step(
            Text(ko="첫 목표 정하기", en="Set the first goal"),
            [
                Text(
                    ko="회사나 팀이 언제까지 무엇을 이룰지 정합니다. 정하기 전에는 기본 목표로 판정합니다.",
                    en="Say what the company or a team is to reach, and by when. Until then the default goals judge.",
                )
            ],
            Text(ko="목표 정하러 가기", en="Go to the goals"),
            paths.GOALS,
            has_goal,
            Right.STEER,
        ),
        _report(desk, has_report),
    )


def first_steps(desk: Desk) -> Component:
    """The steps in order; the first one that is not done stands out."""
    language, listed = desk.language, steps(desk)
    done = sum(step.is_done for step in listed)
    tally = (ALL_DONE if done == len(listed) else TALLY).format(all=len(listed), done=done).of(language)
    following = next((step for step in listed if not step.is_done), None)
    items = [
        html.Li(_item(number, step, desk, is_next=step is following), className=_look(step, following))
        for number, step in enumerate(listed, start=1)
    ]
    return html.Section([html.P(tally, className="tally", role="status"), html.Ol(items, className="steps")], className="panel welcome")


def _look(step: Step, following: Step | None) -> str:
    return "is-done" if step.is_done else "is-next" if step is following else "is-later"


def _item(number: int, step: Step, desk: Desk, *, is_next: bool) -> list[Component]:
    language = desk.language
    state = DONE if step.is_done else NEXT if is_next else LATER
    title = html.H2([step.title.of(language), html.Span(state.of(language), className="step-state")])
    mark = html.Span("✓" if step.is_done else str(number), className="step-mark", **{"aria-hidden": "true"})
    said = [html.P(text.of(language), className="muted") for text in step.about]
    return [mark, html.Div([title, *said, _way(step, desk, is_next=is_next)], className="step-about")]


def _way(step: Step, desk: Desk, *, is_next: bool) -> Component:
    """The link to do it, or why there is none."""
    language = desk.language
    if not desk.reader.role.may(step.right):
        role = next(role for role in Role if role.may(step.right))
        return html.P(NEEDS_RIGHT.format(role=role.label.of(language)).of(language), className="muted small")
    if step.needs_data and not isinstance(desk, Visit):
        return html.P(DATA_FIRST.of(language), className="muted small")
    look = "button" if is_next else "way"
    if step.path.startswith(paths.REPORT_FILE):  # a file, which Dash would look for among its pages
        return html.A(step.way.of(language), href=step.path, className=look)
    return dcc.Link(step.way.of(language), href=desk.href(step.path), className=look)


def _known(desk: Desk) -> tuple[int, list[Text]]:
    """How many of the Overview's metrics have a value, and what the others need."""
    if not isinstance(desk, Visit):
        return 0, [words.FIRST_STEPS_ABOUT]
    scores = desk.scores
    missing = [score.metric for score in scores if score.now.value is None]
    said = [KNOWN.format(all=len(scores), known=len(scores) - len(missing))]
    if missing:
        facts = dict.fromkeys(words.FACTS[name_of(fact)] for metric in missing for fact in metric.formula.facts)
        names, needed = _joined([metric.label for metric in missing]), _joined(list(facts))
        said.append(Text(ko=MISSING.ko.format(metrics=names.ko, facts=needed.ko), en=MISSING.en.format(metrics=names.en, facts=needed.en)))
    return len(scores) - len(missing), said


def _joined(texts: Sequence[Text]) -> Text:
    return Text(ko=", ".join(text.ko for text in texts), en=", ".join(text.en for text in texts))


def _report(desk: Desk, is_done: bool) -> Step:
    """Whoever may schedule reports is led there; everybody else may take one along."""
    title = Text(ko="첫 보고서 만들기", en="Make the first report")
    if desk.reader.role.may(Right.SCHEDULE):
        about = Text(
            ko="정한 날마다 PDF 보고서를 메일로 보냅니다. 받는 분은 로그인하지 않아도 됩니다.",
            en="Have the PDF report mailed on set days. Those who get it need not sign in.",
        )
        return Step(title, [about], Text(ko="보고서 예약하기", en="Schedule a report"), paths.REPORTS, is_done, Right.SCHEDULE)
    about = Text(ko="지금 보는 지표를 PDF 보고서로 내려받습니다.", en="Take the metrics along as a PDF report.")
    return Step(title, [about], words.REPORT, f"{paths.REPORT_FILE}{desk.search}", is_done)
