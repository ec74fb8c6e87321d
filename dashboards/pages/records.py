"""The records behind a number: which rows were counted, as they came from the export, without what names a person."""

from zoneinfo import ZoneInfo

import dash_mantine_components as dmc
from dash import dcc, html
from dash.development.base_component import Component

from dashboards.own import Parameter, chooser
from dashboards.page import EVERY_FILTER, Group, Page
from dashboards.record_rows import MOST_SHOWN, Asked, asked_of, cell
from dashboards.visit import Visit
from metrics.query import KNOWN, TOO_FEW
from metrics.text import Text
from reports.record_columns import COLUMNS

PATH, DOWNLOAD = "/records", "/records.xlsx"
ROWS, AT = "rows", "at"
TITLE = Text(ko="원본 기록", en="Records")
METRIC = Text(ko="지표", en="Metric")
KIND = Text(ko="어떤 행", en="Which rows")
PAGE_NUMBER = Text(ko="쪽", en="page")
BEHIND = Text(
    ko="{metric} {value}: 이 숫자는 아래 기록에서 계산되었습니다.", en="{metric} {value}: this is counted from the records below."
)
DAYS = Text(ko="{first} ~ {last}의 기록 {n}건", en="{n} records of {first} to {last}")
MOST = Text(
    ko="화면에서는 최근 {most}건까지 볼 수 있습니다. 나머지는 내려받아 확인해 주세요.",
    en="The screen shows the latest {most}. Download the rest.",
)
NO_ROWS = Text(ko="이 조건에 맞는 기록이 없습니다.", en="No record fits these filters.")
NO_RECORDS = Text(
    ko="이 지표는 특정 시점의 상태나 모형의 추정값이어서, 한 기간의 기록으로 나타낼 수 없습니다.",
    en="This metric is a state on a day or what a model says, so no rows of one period make it.",
)
WITHHELD = Text(
    ko="{n}건뿐이라 숫자와 마찬가지로 기록도 보여 드리지 않습니다. 기간을 넓히거나 조건을 줄여 주세요.",
    en="There are only {n}, so the records are withheld like the number. Take a longer period or fewer filters.",
)
MASKED = Text(
    ko="이름·연락처는 저장하지 않으며, 의견 속 번호와 주소는 가려져 있습니다. 고객 번호는 단골 안에서만 쓰는 번호입니다.",
    en="Names and contacts are not stored, and numbers in comments are masked. A customer's number means nothing outside Dangol.",
)
EARLIER, LATER = Text(ko="← 이전 쪽", en="← Previous page"), Text(ko="다음 쪽 →", en="Next page →")
OF_PAGES = Text(ko="{page} / {pages}쪽", en="Page {page} of {pages}")
REASON = Text(ko="내려받는 이유", en="Reason for the download")
REASON_ABOUT = Text(
    ko="개인정보 보호법에 따라 누가, 언제, 왜 내려받았는지 기록합니다.",
    en="Privacy law asks for it: who downloads what, when and why is recorded.",
)
SAVE_AS = Text(ko="Excel로 내려받기", en="Download as Excel")


def layout(visit: Visit) -> Component:
    """The number, whose rows these are, the rows, and the way to take them along."""
    language, metric = visit.language, visit.view.metric
    asked = asked_of(visit)
    inside: list[Component] = [_choosers(visit, asked)]
    if asked is None:
        inside.append(html.P(NO_RECORDS.of(language), className="nothing"))
        return html.Section(inside, className="panel")
    answer = asked.answer
    if answer.state == TOO_FEW:
        inside.append(html.P(WITHHELD.format(n=answer.n).of(language), className="nothing"))
        return html.Section(inside, className="panel")
    value = metric.unit.show(answer.value, language, visit.house.currency) if answer.state == KNOWN else "–"
    window = asked.window
    inside += [
        html.P(html.Strong(BEHIND.format(metric=metric.label.of(language), value=value).of(language))),
        html.P(DAYS.format(first=window.start, last=window.last, n=f"{asked.total:,}").of(language), className="muted"),
        *_table(visit, asked),
        html.P(MASKED.of(language), className="summary"),
    ]
    return html.Div([html.Section(inside, className="panel"), _download(visit, asked)], className="goals")


def _choosers(visit: Visit, asked: Asked | None) -> Component:
    language = visit.language
    metrics = [{"value": each.name, "label": each.label.of(language)} for each in visit.view.choices.metrics]
    choosers = [
        dmc.Select(
            id=chooser("metric"),
            label=METRIC.of(language),
            data=metrics,
            value=visit.view.metric.name,
            searchable=True,
            allowDeselect=False,
        )
    ]
    if asked is not None and len(asked.sets) > 1:
        sets = [{"value": str(number), "label": each.label.of(language)} for number, each in enumerate(asked.sets)]
        choosers.append(dmc.Select(id=chooser(ROWS), label=KIND.of(language), data=sets, value=str(asked.number), allowDeselect=False))
    return html.Div(choosers, className="form-pairs")


def _table(visit: Visit, asked: Asked) -> list[Component]:
    language = visit.language
    frame = asked.page_rows
    if frame.is_empty():
        return [html.P(NO_ROWS.of(language), className="nothing")]
    zone = ZoneInfo(visit.house.zone)
    head = html.Tr([html.Th(COLUMNS[name].of(language), scope="col") for name in frame.columns])
    body = [
        html.Tr([html.Td(cell(name, value, zone, language, visit.house.currency)) for name, value in row.items()])
        for row in frame.iter_rows(named=True)
    ]
    table = html.Table([html.Thead(head), html.Tbody(body)], className="goal-table records")
    more = [html.P(MOST.format(most=f"{MOST_SHOWN:,}").of(language), className="summary")] if asked.total > MOST_SHOWN else []
    return [html.Div(table, className="table-place", tabIndex=0), _pager(visit, asked), *more]


def _pager(visit: Visit, asked: Asked) -> Component:
    language, pages = visit.language, asked.pages
    said = html.Span(OF_PAGES.format(page=asked.page, pages=pages).of(language), className="muted")

    def to(page: int, text: Text) -> list[Component]:
        href = visit.href(PATH, **{ROWS: str(asked.number), AT: str(page)})
        return [dcc.Link(text.of(language), href=href, className="way")] if 1 <= page <= pages else []

    return html.Div([*to(asked.page - 1, EARLIER), said, *to(asked.page + 1, LATER)], className="pager")


def _download(visit: Visit, asked: Asked) -> Component:
    """A form, since taking rows along is recorded with its reason."""
    language = visit.language
    reason = dcc.Input(name="reason", id="records-reason", type="text", required=True, minLength=4, maxLength=200, className="plain-input")
    label = html.Label([REASON.of(language), reason], htmlFor="records-reason")
    form = html.Form(
        [label, html.Button(SAVE_AS.of(language), type="submit", className="button")],
        action=f"{DOWNLOAD}{visit.search}&{ROWS}={asked.number}",
        method="post",
        className="form-line",
    )
    return html.Section([form, html.P(REASON_ABOUT.of(language), className="summary")], className="panel")


PAGE = Page(
    path=PATH,
    title=TITLE,
    layout=layout,
    group=Group.WORK,
    icon="records",
    filters=EVERY_FILTER,
    own=(Parameter(ROWS, KIND, longest=2), Parameter(AT, PAGE_NUMBER, longest=4)),
)
