"""Reports: what is sent to whom and when, what is held and why, and what was sent."""

from datetime import UTC, datetime, timedelta

import dash_mantine_components as dmc
from dash import html
from dash.development.base_component import Component

from access.roles import Right
from dashboards import report_words as words
from dashboards.page import Group, Page
from dashboards.report_deeds import deed
from dashboards.report_desk import DOCUMENT, DONE, NEW, SCHEDULE, ReportDesk
from dashboards.schedule_form import form
from dashboards.tables import table
from dashboards.visit import Visit
from metrics.text import Language, Text
from reports.agenda import upcoming
from reports.gate import NEVER_SENT, check_label
from reports.timetable import Cadence, Slot
from store.deliveries import Delivery, DeliveryState
from store.documents import Document
from store.runs import Run
from store.schedules import Schedule, ScheduleState

COMING_DAYS = timedelta(days=42)
MOST_COMING = 12
SHOWN_DOCUMENTS = 40
TONES = {ScheduleState.ACTIVE: "green", ScheduleState.PAUSED: "yellow", ScheduleState.DRAFT: "gray", ScheduleState.ENDED: "gray"}


def layout(visit: Visit) -> Component:
    """The form, a report's details, or everything at a glance."""
    desk = ReportDesk.of(visit)
    notices = _notices(desk)
    if visit.own.one(SCHEDULE.name):
        visit.reader.must(Right.SCHEDULE)
        return html.Div([*notices, form(desk), *([_next_steps(desk, desk.chosen)] if desk.chosen else [])], className="stack")
    if visit.own.one(DOCUMENT.name):
        return html.Div([*notices, _details(desk, desk.document(visit.own.one(DOCUMENT.name)))], className="stack")
    parts = [*([_held(desk)] if desk.held or desk.unsolved else []), _schedules(desk), _coming(desk), _archive(desk)]
    return html.Div([*notices, *parts], className="stack")


def _notices(desk: ReportDesk) -> list[Component]:
    language, done = desk.visit.language, desk.visit.own.one(DONE.name).partition("-")[0]
    said = [(words.DONE[done], "red" if done == "other" else "green")] if done in words.DONE else []
    if desk.may_schedule and desk.office.server is None:
        said.append((words.NO_SERVER, "yellow"))
    elif desk.may_schedule and desk.schedules and not desk.has_worker:
        said.append((words.NO_WORKER, "yellow"))
    return [dmc.Alert(text.of(language), color=tone, variant="light", className="notice") for text, tone in said]


def _held(desk: ReportDesk) -> Component:
    language = desk.visit.language
    parts: list[Component] = [html.H2(words.HELD.of(language))]
    if desk.held:
        parts += [html.P(words.HELD_ABOUT.of(language), className="muted"), *(_held_run(desk, run) for run in desk.held)]
    if desk.unsolved:
        parts += [html.H3(words.MAILS.of(language)), *(_mail(desk, mail) for mail in desk.unsolved)]
    return html.Section(parts, className="panel attention")


def _held_run(desk: ReportDesk, run: Run) -> Component:
    language = desk.visit.language
    reasons = [
        html.Li([html.Strong(check_label(each.check).of(language)), " – ", each.ko if language == "ko" else each.en])
        for each in run.reasons
    ]
    can_go = not NEVER_SENT.intersection(each.check for each in run.reasons)
    buttons = [
        *([_button("release", run.id, words.RELEASE, language, "outline")] if can_go else []),
        _button("recheck", run.id, words.RECHECK, language),
        _button("skip", run.id, words.SKIP, language),
    ]
    head = html.H3([desk.name_of(run.schedule_id), " ", html.Span(run.period, className="when")])
    return html.Article([head, html.Ul(reasons), html.Div(buttons, className="buttons")], className="desk-item")


def _mail(desk: ReportDesk, mail: Delivery) -> Component:
    language, state = desk.visit.language, DeliveryState(mail.state)
    said = mail.said_ko if language == "ko" else mail.said_en
    buttons = [_button("again", mail.id, words.SEND_AGAIN, language)] if mail.document_id is not None else []
    buttons += [_button("arrived", mail.id, words.HAS_ARRIVED, language)] if state is DeliveryState.UNCERTAIN else []
    buttons.append(_button("leave", mail.id, words.SKIP, language))
    who = [html.Strong(mail.name), f" {mail.address} · {desk.name_of(mail.schedule_id)} {mail.period}"]
    state_badge = dmc.Badge(words.DELIVERIES[state].of(language), color="red", variant="light")
    return html.Article(
        [html.P([*who, " ", state_badge]), html.P(said or "", className="muted"), html.Div(buttons, className="buttons")],
        className="desk-item",
    )


def _schedules(desk: ReportDesk) -> Component:
    visit, language = desk.visit, desk.visit.language
    new = dmc.Anchor(dmc.Button(words.NEW.of(language)), href=visit.href(visit.page.path, **{SCHEDULE.name: NEW}), underline="never")
    head = html.Div([html.H2(words.SCHEDULES.of(language)), *([new] if desk.may_schedule else [])], className="panel-head")
    entries = [_schedule(desk, each) for each in desk.schedules] or [html.P(words.NO_SCHEDULES.of(language), className="muted")]
    return html.Section([head, *entries], className="panel")


def _schedule(desk: ReportDesk, schedule: Schedule) -> Component:
    visit, language, state = desk.visit, desk.visit.language, ScheduleState(schedule.state)
    said = [
        _how_often(schedule, language),
        words.PEOPLE.format(count=len(schedule.recipients)).of(language),
        ", ".join(schedule.teams) if schedule.teams else words.ALL_TEAMS.of(language),
        words.BY.format(name=desk.users[schedule.owner_id].name).of(language),
    ]
    if state is ScheduleState.ACTIVE:
        (slot,) = upcoming(desk.office, schedule, 1, datetime.now(UTC))
        said.append(f"{words.NEXT.of(language)}: {_when(slot, schedule.zone, desk)}")
    head = html.H3([schedule.name, " ", dmc.Badge(words.STATES[state].of(language), color=TONES[state], variant="light")])
    return html.Article(
        [head, html.P(" · ".join(said), className="muted"), *_schedule_buttons(desk, schedule, visit, language)], className="desk-item"
    )


def _how_often(schedule: Schedule, language: Language) -> str:
    """ "매주 월 08:00", "Monthly, 1. 08:00"."""
    cadence = Cadence(schedule.cadence)
    match cadence:
        case Cadence.WEEKLY:
            day = words.ON_WEEKDAY.format(day=words.WEEKDAYS[schedule.day - 1].of(language)).of(language)
        case Cadence.MONTHLY | Cadence.QUARTERLY:
            day = words.LAST_DAY.of(language) if schedule.day == cadence.days else words.DAY_OF.format(day=schedule.day).of(language)
        case _:
            day = ""
    return " ".join(part for part in (cadence.label.of(language), day, schedule.at) if part)


def _schedule_buttons(desk: ReportDesk, schedule: Schedule, visit: Visit, language: Language) -> list[Component]:
    if not (desk.may_schedule and desk.actor.may_manage(schedule)):
        return []
    edit = dmc.Anchor(words.EDIT.of(language), href=visit.href(visit.page.path, **{SCHEDULE.name: str(schedule.id)}), size="sm")
    toggle = ("pause", words.PAUSE) if schedule.state == ScheduleState.ACTIVE else ("start", words.START)
    return [
        html.Div(
            [_button(toggle[0], schedule.id, toggle[1], language), edit, _button("end", schedule.id, words.END, language)],
            className="buttons",
        )
    ]


def _next_steps(desk: ReportDesk, schedule: Schedule) -> Component:
    language = desk.visit.language
    preview = _link(words.PREVIEW, f"/reports/preview/{schedule.id}.pdf", language)
    buttons = [preview, _button("trial", schedule.id, words.TRIAL, language)]
    if schedule.state != ScheduleState.ACTIVE:
        buttons.append(_button("start", schedule.id, words.START, language, "filled"))
    return html.Section(html.Div(buttons, className="buttons"), className="panel")


def _coming(desk: ReportDesk) -> Component:
    language, now = desk.visit.language, datetime.now(UTC)
    found: list[tuple[Slot, Schedule]] = []
    for schedule in desk.schedules:
        if schedule.state == ScheduleState.ACTIVE:
            slots = upcoming(desk.office, schedule, MOST_COMING, now)
            found += [(slot, schedule) for slot in slots if slot.at <= now + COMING_DAYS]
    found.sort(key=lambda each: (each[0].at, each[1].id))
    rows = [
        (_when(slot, schedule.zone, desk), schedule.name, Cadence(schedule.cadence).grain.name_of(slot.period, language))
        for slot, schedule in found[:MOST_COMING]
    ]
    body = (
        [table((words.WHEN, words.SCHEDULE, words.REPORT), rows, language, left=range(3))]
        if rows
        else [html.P(words.NOTHING_COMING.of(language), className="muted")]
    )
    return html.Section([html.H2(words.COMING.of(language)), *body, *_missed(desk)], className="panel")


def _missed(desk: ReportDesk) -> list[Component]:
    if not desk.missed:
        return []
    language = desk.visit.language
    entries = [
        html.Li(
            [
                f"{desk.local(run.due_at)} · {desk.name_of(run.schedule_id)} {run.period} ",
                _button("missed", run.id, words.SEND_MISSED, language),
            ]
        )
        for run in desk.missed
    ]
    return [
        html.H3(words.MISSED.of(language)),
        html.P(words.MISSED_ABOUT.of(language), className="muted"),
        html.Ul(entries, className="plain"),
    ]


def _archive(desk: ReportDesk) -> Component:
    visit, language = desk.visit, desk.visit.language
    rows = []
    for document in desk.documents[:SHOWN_DOCUMENTS]:
        theirs = desk.deliveries(document)
        sent = words.SENT_OF.format(sent=sum(each.state == DeliveryState.SENT for each in theirs), all=len(theirs)).of(language)
        link = dmc.Anchor(sent, href=visit.href(visit.page.path, **{DOCUMENT.name: str(document.id)}), size="sm")
        opened = dmc.Anchor(document.title, href=f"/reports/{document.id}.pdf", target="_blank", size="sm")
        rows.append(
            (opened, _scope(document, language), words.LANGUAGES[document.language].of(language), desk.local(document.made_at), link)
        )
    heads = (words.REPORT, words.SCOPE, words.LANGUAGE, words.MADE, words.SENT_TO)
    body = table(heads, rows, language, left=range(4)) if rows else html.P(words.NOTHING_SENT.of(language), className="muted")
    return html.Section([html.H2(words.ARCHIVE.of(language)), body], className="panel")


def _details(desk: ReportDesk, document: Document) -> Component:
    language = desk.visit.language
    links = [_link(words.OPEN, f"/reports/{document.id}.pdf", language)]
    if document.workbook_sha256 is not None:
        links.append(_link(words.WORKBOOK, f"/reports/{document.id}.xlsx", language))
    links.append(_button("compare", document.id, words.MAKE_AGAIN, language))
    made_from = (
        _scope(document, language),
        words.LANGUAGES[document.language].of(language),
        desk.local(document.made_at),
        f"S{document.snapshot_id:06d}",
    )
    rows = [_delivered(desk, delivery, language) for delivery in desk.deliveries(document)]
    people = table((words.NAME, words.ADDRESS, words.STATE, words.WHEN, words.NOTE), rows, language, left=range(5))
    head = [html.H2(document.title), html.P(" · ".join(made_from), className="muted"), html.Div(links, className="buttons")]
    return html.Section([*head, people], className="panel")


def _delivered(desk: ReportDesk, delivery: Delivery, language: Language) -> tuple[str, ...]:
    at = desk.local(delivery.finished_at) if delivery.finished_at else "–"
    said = delivery.said_ko if language == "ko" else delivery.said_en
    return delivery.name, delivery.address, words.DELIVERIES[DeliveryState(delivery.state)].of(language), at, said or ""


def _scope(document: Document, language: Language) -> str:
    return words.ALL_TEAMS.of(language) if document.teams is None else ", ".join(document.teams)


def _when(slot: Slot, zone: str, desk: ReportDesk) -> str:
    """A time of sending in its schedule's zone, which is named where it is not the company's."""
    named = "" if zone == desk.visit.house.zone else f" ({zone})"
    return f"{desk.local(slot.at, zone)}{named}"


def _link(text: Text, href: str, language: Language) -> Component:
    """A link to a file, which opens beside the page."""
    return dmc.Anchor(dmc.Button(text.of(language), variant="default", size="xs"), href=href, target="_blank", underline="never")


def _button(name: str, of: int, text: Text, language: Language, variant: str = "light") -> Component:
    return dmc.Button(text.of(language), id=deed(name, of), n_clicks=0, variant=variant, size="xs")


PAGE = Page(
    path="/reports",
    title=words.TITLE,
    layout=layout,
    group=Group.WORK,
    icon="reports",
    filters=(),
    own=(SCHEDULE, DOCUMENT, DONE),
    lasts=False,
)
