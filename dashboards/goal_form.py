"""The form of one goal: what is entered, what it makes, and how it is kept.

The metric, whose goal it is and the grain stand in the address; the form holds the rest.
"""

from typing import Any

import dash_mantine_components as dmc
from dash import Dash, Input, Output, State, html, no_update
from dash.development.base_component import Component
from flask import request

import store.state
from access.faults import address
from access.goals import decide
from dashboards.faults import guarded, on_record
from dashboards.filters import ADDRESS
from dashboards.goal_entry import (
    END,
    FIELDS,
    FOR,
    LONGEST_REASON,
    SET,
    STEPS,
    ahead_choices,
    asked_by,
    baseline_choices,
    begin_choices,
    named,
    number,
    version_of,
)
from dashboards.goal_preview import preview
from dashboards.visit import Visit
from errors import QueryError
from metrics.goal_version import GoalVersion
from metrics.metric import Metric
from metrics.period import Span
from metrics.proposal import Way, comparison_of, scale_of, written_in
from metrics.ramp import Line
from metrics.ramp import Steps as InSteps
from metrics.terms import Meant, Terms
from metrics.text import Text

HIDDEN, SEEN = {"display": "none"}, dict[str, str]()  # seen is as the stylesheet has it

KIND = Text(ko="할 일", en="What to do")
KINDS = {SET: Text(ko="목표 정하기", en="Set the goal"), END: Text(ko="목표 끝내기", en="End the goal")}
BEGINS = Text(ko="언제부터", en="From when")
BEGINS_ABOUT = Text(ko="이미 끝난 기간의 목표는 바꿀 수 없습니다.", en="Goals of periods that are over cannot be changed.")
AMOUNT = Text(ko="목표값 ({unit})", en="Goal ({unit})")
MEANT = Text(ko="숫자의 뜻", en="What the number means")
MEANT_ABOUT = Text(
    ko="'5% 올리기'는 두 가지입니다. 40%의 5퍼센트 증가는 42%, 5퍼센트포인트 증가는 45%입니다.",
    en="'Raise it by 5 %' is two goals: 5 per cent of 40 % makes 42 %, 5 percentage points make 45 %.",
)
STRICT = Text(ko="비교", en="Comparison")
BASELINE = Text(ko="기준 기간 (값은 지금 고정됩니다)", en="Baseline period (its value is frozen now)")
WAY = Text(ko="어떻게", en="The way there")
DUE = Text(ko="기한 (마지막 기간)", en="Deadline (the last period)")
STEP = Text(ko="{number}단계: 언제부터", en="Step {number}: from")
STEP_AMOUNT = Text(ko="{number}단계 값", en="Step {number}: value")
OWNER, REASON = Text(ko="책임자", en="Owner"), Text(ko="이유", en="Reason")
REASON_ABOUT = Text(ko="나중에 보는 사람이 알 수 있게 적어 주세요.", en="So that whoever looks later knows why.")
SAVE, CONFIRM, CANCEL = Text(ko="저장", en="Save"), Text(ko="이대로 정하기", en="Yes, set it"), Text(ko="취소", en="Cancel")
SURE = Text(ko="이 목표를 정할까요?", en="Set this goal?")
NO_NUMBER = Text(ko="숫자를 입력하면 목표선이 여기에 나타납니다.", en="Enter a number and the line of the goal appears here.")


def form(visit: Visit, metric: Metric, team: str | None, prefilled: GoalVersion | None) -> Component:
    """The form, filled in with an earlier version where one should hold again."""
    language, grain, currency = visit.language, visit.view.grain, visit.house.currency
    given, terms = prefilled, prefilled.terms if prefilled else None
    entered = _entered(metric, terms, currency)

    def periods(kind: str, spans: list[Span]) -> list[dict[str, str]]:
        return [{"value": grain.code_of(each), "label": grain.name_of(each, language)} for each in spans]

    def select(name: str, label: Text, spans: list[Span], value: Span | None, **more: Any) -> Component:
        code = grain.code_of(value) if value is not None and value in spans else None
        return dmc.Select(
            id=f"goal-{name}",
            label=label.of(language),
            data=periods(name, spans),
            value=code,
            clearable=name != "begins",
            searchable=True,
            **more,
        )

    begins, ahead, past = begin_choices(visit), ahead_choices(visit), baseline_choices(visit)
    signs = [
        {"value": value, "label": comparison_of(metric, is_strict=is_strict).sign} for value, is_strict in (("no", False), ("yes", True))
    ]
    steps = terms.ramp.steps[:-1] if terms and isinstance(terms.ramp, InSteps) else ()
    step_fields = []
    for position in STEPS:
        step = steps[position - 1] if len(steps) >= position else None
        scale = scale_of(metric.unit, terms.meant, currency) if terms else 1.0
        step_fields += [
            select(f"step{position}", STEP.format(number=position), ahead, grain.period_of(step.on) if step else None),
            dmc.NumberInput(
                id=f"goal-amount{position}",
                label=STEP_AMOUNT.format(number=position).of(language),
                value=round(step.amount / scale, 6) if step else "",
            ),
        ]
    way = Way.LINE if terms and isinstance(terms.ramp, Line) else Way.STEPS if steps else Way.AT_ONCE
    meant = terms.meant if terms else Meant.ABSOLUTE
    due = grain.period_of(terms.deadline) if terms and terms.deadline else None
    inside = [
        dmc.SegmentedControl(
            id="goal-kind",
            data=[{"value": key, "label": text.of(language)} for key, text in KINDS.items()],
            value=SET,
            **{"aria-label": KIND.of(language)},
        ),
        select("begins", BEGINS, begins, begins[min(1, len(begins) - 1)], description=BEGINS_ABOUT.of(language), allowDeselect=False),
        html.Div(
            [
                dmc.RadioGroup(
                    dmc.Stack([dmc.Radio(label=each.label.of(language), value=each.value) for each in Meant], gap=6),
                    id="goal-meant",
                    label=MEANT.of(language),
                    description=MEANT_ABOUT.of(language),
                    value=meant.value,
                ),
                html.Div(
                    [
                        dmc.Select(
                            id="goal-strict",
                            label=STRICT.of(language),
                            data=signs,
                            value="yes" if terms and terms.comparison.is_strict else "no",
                            allowDeselect=False,
                            w=90,
                        ),
                        dmc.NumberInput(
                            id="goal-amount",
                            label=AMOUNT.format(unit=written_in(metric.unit, meant, currency).of(language)).of(language),
                            value=entered,
                            className="grows",
                        ),
                    ],
                    className="form-line",
                ),
                dmc.Select(
                    id="goal-way",
                    label=WAY.of(language),
                    data=[{"value": each.value, "label": each.label.of(language)} for each in Way],
                    value=way.value,
                    allowDeselect=False,
                ),
                html.Div(select("baseline", BASELINE, past, past[0] if past else None), id="goal-baseline-place", style=HIDDEN),
                html.Div(select("due", DUE, ahead, due), id="goal-due-place", style=HIDDEN),
                html.Div(step_fields, id="goal-steps-place", className="form-pairs", style=HIDDEN),
            ],
            id="goal-terms-place",
            className="form",
        ),
        dmc.TextInput(
            id="goal-owner",
            label=OWNER.of(language),
            value=given.owner if given else visit.reader.name,
            attributes={"input": {"maxLength": 100}},
            required=True,
        ),
        dmc.Textarea(
            id="goal-reason",
            label=REASON.of(language),
            description=REASON_ABOUT.of(language),
            value="",
            attributes={"input": {"maxLength": LONGEST_REASON}},
            autosize=True,
            minRows=2,
            required=True,
        ),
        dmc.Button(SAVE.of(language), id="goal-save", n_clicks=0),
        html.Div(id="goal-fault", role="alert"),
        # Below the button: it grows as the fields are filled, and a button that moves away is missed.
        html.Div(id="goal-preview", className="preview", role="status"),
        dmc.Modal(
            [
                html.Div(id="goal-summary", className="preview"),
                dmc.Group(
                    [
                        dmc.Button(CANCEL.of(language), id="goal-cancel", variant="default"),
                        dmc.Button(CONFIRM.of(language), id="goal-confirm"),
                    ],
                    justify="flex-end",
                    mt="md",
                ),
            ],
            id="goal-modal",
            title=SURE.of(language),
            opened=False,
            closeButtonProps={"aria-label": CANCEL.of(language)},
        ),
    ]
    return html.Div(inside, className="form")


def register(app: Dash, state: store.state.State) -> None:
    """The callbacks of the form. What they are sent is read again as the page itself would read it."""
    fields = [State(f"goal-{name}", "value") for name in FIELDS]
    place = [State(ADDRESS, "pathname"), State(ADDRESS, "search")]

    def seen(*given: Any) -> tuple[Any, ...]:
        """What the entered values make, as they are entered; and which fields they need."""
        values, (visit, metric, team) = dict(zip(FIELDS, given, strict=False)), asked_by(given)
        way, meant = values["way"], values["meant"]
        needs_baseline = meant != Meant.ABSOLUTE or way == Way.LINE
        unit = written_in(metric.unit, named(Meant, meant if isinstance(meant, str) else ""), visit.house.currency).of(visit.language)
        places = (
            HIDDEN if values["kind"] == END else SEEN,
            SEEN if needs_baseline else HIDDEN,
            SEEN if way != Way.AT_ONCE else HIDDEN,
            SEEN if way == Way.STEPS else HIDDEN,
            AMOUNT.format(unit=unit).of(visit.language),
        )
        if values["kind"] == SET and number(values["amount"]) is None:
            return html.P(NO_NUMBER.of(visit.language), className="muted"), *places
        try:
            # The reason is written last, and no preview waits for it.
            made = version_of(visit, metric, team, values | {"reason": values["reason"] or "…", "owner": values["owner"] or "…"})
        except QueryError as wrong:
            return html.P(wrong.message(visit.language), className="bad"), *places
        return preview(visit, metric, made), *places

    def checked(_: object, *given: Any) -> tuple[Any, ...]:
        visit, metric, team = asked_by(given)
        made = version_of(visit, metric, team, dict(zip(FIELDS, given, strict=False)))
        return True, preview(visit, metric, made), None

    def kept(_: object, *given: Any) -> tuple[Any, ...]:
        visit, metric, team = asked_by(given)
        made = version_of(visit, metric, team, dict(zip(FIELDS, given, strict=False)))
        decide(state, made, reader=visit.reader, address=address(request))
        return False, visit.href(visit.page.path, **({FOR: team} if team else {})), None

    app.callback(
        Output("goal-preview", "children"),
        Output("goal-terms-place", "style"),
        Output("goal-baseline-place", "style"),
        Output("goal-due-place", "style"),
        Output("goal-steps-place", "style"),
        Output("goal-amount", "label"),
        *[Input(f"goal-{name}", "value") for name in FIELDS],
        *place,
    )(guarded(seen, otherwise=lambda said: (said, *[no_update] * 5)))
    app.callback(
        Output("goal-modal", "opened"),
        Output("goal-summary", "children"),
        Output("goal-fault", "children"),
        Input("goal-save", "n_clicks"),
        *fields,
        *place,
        prevent_initial_call=True,
    )(guarded(checked, otherwise=lambda said: (False, None, said)))
    app.callback(
        Output("goal-modal", "opened", allow_duplicate=True),
        Output(ADDRESS, "href", allow_duplicate=True),
        Output("goal-fault", "children", allow_duplicate=True),
        Input("goal-confirm", "n_clicks"),
        *fields,
        *place,
        prevent_initial_call=True,
    )(guarded(on_record(kept), otherwise=lambda said: (False, no_update, said)))
    app.callback(Output("goal-modal", "opened", allow_duplicate=True), Input("goal-cancel", "n_clicks"), prevent_initial_call=True)(
        lambda _: False
    )


def _entered(metric: Metric, terms: Terms | None, currency: str) -> float | str:
    return "" if terms is None else round(terms.amount / scale_of(metric.unit, terms.meant, currency), 6)
