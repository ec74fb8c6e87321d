"""The form of a note on a trend: a new one about a period, or other words for one that is there."""

from collections.abc import Callable
from typing import Any

import dash_mantine_components as dmc
from dash import ALL, Dash, Input, Output, State, ctx, dcc, html, no_update
from dash.development.base_component import Component
from flask import request

import access.notes
import store.state
from access.faults import address
from access.notes import LONGEST, may_write
from dashboards.faults import guarded, on_record
from dashboards.filters import ADDRESS
from dashboards.menu import icon
from dashboards.note_list import ALL_METRICS, EDIT
from dashboards.visit import Desk, Visit
from errors import QueryError, UserError
from metrics.period import Span
from metrics.text import Text
from store.notes import Draft

PLACE = "noted-place"  # what is drawn anew when a note has changed
COMPANY, EVERY = "company", "every"  # values of the choices that are no team's and no metric's name
TEAM = "team:"
HIDDEN, SEEN = {"display": "none"}, dict[str, str]()

ADD = Text(ko="메모 추가", en="Add a note")
TITLE = Text(ko="이 기간에 있었던 일", en="What happened then")
ABOUT = Text(
    ko="나중에 숫자를 보는 사람이 알아야 할 일을 적어 주세요. 고객의 이름이나 연락처는 적지 마세요.",
    en="Say what whoever looks at this number later must know. No customers' names or contact details, please.",
)
PERIOD = Text(ko="어느 기간", en="Which period")
METRIC = Text(ko="어느 지표", en="Which metric")
WHOSE = Text(ko="누구에게 해당하나요", en="Whom it concerns")
WHOLE_COMPANY = Text(ko="회사 전체", en="Whole company")
WORDS = Text(ko="내용", en="The note")
SAVE, REMOVE, CANCEL = Text(ko="저장", en="Save"), Text(ko="메모 지우기", en="Remove the note"), Text(ko="취소", en="Cancel")
BROKEN = Text(ko="입력한 내용을 읽을 수 없습니다. 페이지를 새로 고쳐 주세요.", en="The form cannot be read. Reload the page.")
CHOOSE_PERIOD = Text(ko="어느 기간의 메모인지 골라 주세요.", en="Choose the period that the note is about.")

Redrawn = Callable[[Visit], Component]


def add_button(visit: Visit) -> Component:
    """What opens the form for a new note."""
    return dmc.Button(
        ADD.of(visit.language), id="note-add", leftSection=icon("note"), variant="default", size="xs", n_clicks=0, className="copy"
    )


def form(visit: Visit, periods: list[Span]) -> Component:
    """The form, closed; `periods` are those of the trend."""
    language, view = visit.language, visit.view
    codes = [{"value": view.grain.code_of(each), "label": view.grain.name_of(each, language)} for each in reversed(periods)]
    metrics = [(view.metric.name, view.metric.label.of(language)), (EVERY, ALL_METRICS.of(language))]
    whose = [(COMPANY, WHOLE_COMPANY.of(language))] if may_write(visit.reader, None) else []
    whose += [(f"{TEAM}{team}", team) for team in view.choices.teams if may_write(visit.reader, team)]
    chosen = f"{TEAM}{view.teams[0]}" if len(view.teams) == 1 else whose[0][0] if whose else None

    def select(name: str, label: Text, data: list[dict[str, str]], value: str | None) -> Component:
        return dmc.Select(
            id=f"note-{name}", label=label.of(language), data=data, value=value, allowDeselect=False, searchable=len(data) > 12
        )

    place = [
        select("period", PERIOD, codes, view.grain.code_of(view.period)),
        select("metric", METRIC, [{"value": value, "label": label} for value, label in metrics], view.metric.name),
        select("whose", WHOSE, [{"value": value, "label": label} for value, label in whose], chosen),
    ]
    inside = [
        html.P(ABOUT.of(language), className="muted"),
        html.Div(place, id="note-place", className="form"),
        dmc.Textarea(
            id="note-said", label=WORDS.of(language), value="", autosize=True, minRows=3, attributes={"input": {"maxLength": LONGEST}}
        ),
        html.Div(id="note-fault", role="alert"),
        dmc.Group(
            [
                dmc.Button(REMOVE.of(language), id="note-remove", variant="subtle", color="red", n_clicks=0, style=HIDDEN),
                dmc.Button(SAVE.of(language), id="note-save", n_clicks=0),
            ],
            justify="flex-end",
        ),
        dcc.Store(id="note-id"),
    ]
    return dmc.Modal(
        html.Div(inside, className="form"),
        id="note-modal",
        title=TITLE.of(language),
        opened=False,
        closeButtonProps={"aria-label": CANCEL.of(language)},
    )


def register(app: Dash, state: store.state.State, redrawn: Redrawn) -> None:
    """The callbacks of the form. What they are sent is read again as the page itself would read it."""
    place = [State(ADDRESS, "pathname"), State(ADDRESS, "search")]

    def opened(*given: Any) -> tuple[Any, ...]:
        """The form for a new note, or for the one whose button was clicked."""
        visit, clicked = _visit(given), ctx.triggered_id
        if not ctx.triggered or not ctx.triggered[0]["value"]:  # a button that has just been drawn
            return (no_update,) * 6
        if not isinstance(clicked, dict):
            return True, "", None, SEEN, HIDDEN, None
        number = clicked.get("note")
        note = next((each for each in visit.occasions.notes if each.id == number), None)
        if note is None or clicked.get("do") != EDIT:
            raise UserError(ko=BROKEN.ko, en=BROKEN.en)
        return True, note.said, note.id, HIDDEN, SEEN, None

    def saved(_: object, number: object, period: object, metric: object, whose: object, said: object, *given: Any) -> tuple[Any, Any]:
        visit, text = _visit(given), said if isinstance(said, str) else ""
        if number is None:
            access.notes.write(state, _draft(visit, period, metric, whose, text), reader=visit.reader, address=address(request))
        else:
            access.notes.change(state, _number(number), text, reader=visit.reader, address=address(request))
        return redrawn(visit), None

    def removed(_: object, number: object, *given: Any) -> tuple[Any, Any]:
        visit = _visit(given)
        access.notes.remove(state, _number(number), reader=visit.reader, address=address(request))
        return redrawn(visit), None

    app.callback(
        Output("note-modal", "opened"),
        Output("note-said", "value"),
        Output("note-id", "data"),
        Output("note-place", "style"),
        Output("note-remove", "style"),
        Output("note-fault", "children"),
        Input("note-add", "n_clicks"),
        Input({"note": ALL, "do": EDIT}, "n_clicks"),
        *place,
        prevent_initial_call=True,
    )(guarded(opened, otherwise=lambda said: (True, *(no_update,) * 4, said)))
    app.callback(
        Output(PLACE, "children"),
        Output("note-fault", "children", allow_duplicate=True),
        Input("note-save", "n_clicks"),
        State("note-id", "data"),
        *[State(f"note-{name}", "value") for name in ("period", "metric", "whose", "said")],
        *place,
        prevent_initial_call=True,
    )(guarded(on_record(saved), otherwise=lambda said: (no_update, said)))
    app.callback(
        Output(PLACE, "children", allow_duplicate=True),
        Output("note-fault", "children", allow_duplicate=True),
        Input("note-remove", "n_clicks"),
        State("note-id", "data"),
        *place,
        prevent_initial_call=True,
    )(guarded(on_record(removed), otherwise=lambda said: (no_update, said)))


def _visit(given: tuple[Any, ...]) -> Visit:
    """The visit at the address that a callback was sent with."""
    path, search = given[-2:]
    desk = Desk.at(path if isinstance(path, str) else "", search if isinstance(search, str) else "")
    if not isinstance(desk, Visit):
        raise UserError(ko=BROKEN.ko, en=BROKEN.en)
    return desk


def _draft(visit: Visit, period: object, metric: object, whose: object, said: str) -> Draft:
    """The note that the form's values make.

    Raises:
        QueryError: no period of the data was chosen.
        UserError: the rest is nothing that the form offers.
    """
    view = visit.view
    about = next((each for each in view.choices.periods(view.grain) if view.grain.code_of(each) == period), None)
    if about is None:
        raise QueryError(ko=CHOOSE_PERIOD.ko, en=CHOOSE_PERIOD.en)
    teams = {COMPANY: None, **{f"{TEAM}{team}": team for team in view.choices.teams}}
    metrics = {EVERY: None, view.metric.name: view.metric.name}
    if not isinstance(whose, str) or whose not in teams or not isinstance(metric, str) or metric not in metrics:
        raise UserError(ko=BROKEN.ko, en=BROKEN.en)
    return Draft(period=about, grain=view.grain, metric=metrics[metric], team=teams[whose], said=said)


def _number(given: object) -> int:
    if isinstance(given, bool) or not isinstance(given, int):
        raise UserError(ko=BROKEN.ko, en=BROKEN.en)
    return given
