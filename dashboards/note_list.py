"""What is to be known of a trend's periods, as a list under it: the numbers are those in the picture."""

from collections.abc import Mapping, Sequence
from zoneinfo import ZoneInfo

import dash_mantine_components as dmc
from dash import html
from dash.development.base_component import Component

from access.notes import may_change
from dashboards.visit import Visit
from metrics.period import Grain, Span
from metrics.text import Text
from reports.remarks import Remark

EDIT = "edit"
NOTED = Text(ko="이 기간에 있었던 일", en="What happened when")
BY = Text(ko="{author}, {on}", en="{author}, {on}")
CHANGED = Text(ko="{author}, {on} (수정함)", en="{author}, {on} (changed)")
CHANGE = Text(ko="수정", en="Change")
CHANGE_NOTE = Text(ko="{period} 메모 수정", en="Change the note on {period}")
ALL_METRICS = Text(ko="모든 지표", en="All metrics")


def note_list(told: Sequence[Remark], numbers: Mapping[Span, int], visit: Visit) -> list[Component]:
    """The remarks under their numbers, the latest first; nothing where there are none."""
    if not told:
        return []
    latest = sorted(told, key=lambda each: each.period, reverse=True)
    items = [html.Li(_remark(each, numbers[each.period], visit), className="remark") for each in latest]
    return [html.Section([html.H3(NOTED.of(visit.language)), html.Ul(items, className="remarks")], className="noted")]


def edit_button(note_id: int) -> dict[str, int | str]:
    """The id of the button that opens a note."""
    return {"note": note_id, "do": EDIT}


def _remark(remark: Remark, number: int, visit: Visit) -> list[Component]:
    language, note = visit.language, remark.note
    whose = [note.team] if note and note.team else []
    whose += [ALL_METRICS.of(language)] if note and note.metric is None else []
    head = [html.Span(remark.kind.value.of(language), className="remark-kind"), html.Strong(remark.about.of(language))]
    badge = html.Span(str(number), className="remark-number")
    inside = [html.Div([*head, *(html.Span(each) for each in whose)], className="remark-head"), html.P(remark.told.of(language))]
    if note is not None:
        template = CHANGED if note.changed_at else BY
        day = (note.changed_at or note.written_at).astimezone(ZoneInfo(visit.house.zone)).date()
        on = Grain.DAY.name_of(Grain.DAY.period_of(day), language)
        by: list[Component] = [html.Span(template.format(author=note.author, on=on).of(language))]
        if may_change(visit.reader, note):
            name = CHANGE_NOTE.format(period=remark.about.of(language)).of(language)
            by.append(
                dmc.Button(
                    CHANGE.of(language),
                    id=edit_button(note.id),
                    variant="subtle",
                    size="compact-xs",
                    n_clicks=0,
                    **{"aria-label": name},
                )
            )
        inside.append(html.P(by, className="remark-by"))
    return [badge, html.Div(inside)]
