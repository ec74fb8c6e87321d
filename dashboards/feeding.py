"""The upload half of the Data page: a file is sent, and looked at before it is rehearsed and loaded."""

import dash_mantine_components as dmc
from dash import Dash, html
from dash.development.base_component import Component
from flask import Flask, Response, request

from access.audit import Event, record
from access.faults import address, fault
from access.reader import current_reader
from access.roles import Right
from dashboards import data_words as words
from dashboards.feed import CUSTOMER, Asked, Preview, current_feed
from dashboards.feed_address import COLUMN, DATES, FILE, PATH, SHEET, SOURCE, asked_of, told, upload_of
from dashboards.kept_mappings import brought, keeping
from dashboards.own import chooser
from dashboards.panel import panel
from dashboards.rehearsal import rehearsing
from dashboards.uploads import Upload
from dashboards.visit import Desk
from errors import SourceError, UndecidedError, UserError
from etl.limits import MEBIBYTE, UPLOADED
from etl.mask import masked
from etl.source import Constant, Fingerprint, Source, Suffixed
from etl.sources import SOURCES
from metrics.text import Language, Text

SEND = "/data/upload"
SHOWN_COLUMNS = 12
LONGEST_CELL = 60
FORM_FIELDS = 8 * 1024  # beside the file itself


def feeding(desk: Desk) -> Component:
    """The panels: what to send, what was sent, and what it comes to."""
    upload = upload_of(desk)
    parts = [_sending(desk, is_first=upload is None)]
    if desk.own.one(FILE) and upload is None:
        parts.append(dmc.Alert(words.GONE.of(desk.language), color="yellow", variant="light"))
    if upload is not None:
        parts += _looking(desk, upload)
    return html.Div(parts, className="stack")


def register(app: Dash) -> None:
    """The route. The right is asked for in it."""
    server: Flask = app.server
    server.add_url_rule(SEND, "upload", _send, methods=["POST"])


def _sending(desk: Desk, *, is_first: bool) -> Component:
    language = desk.language
    limits = words.LIMITS.format(file=UPLOADED.file_bytes // MEBIBYTE, rows=f"{UPLOADED.rows:,}", columns=UPLOADED.columns).of(language)
    zone = html.Div(
        [
            html.P(words.DROP.of(language)),
            dmc.Button(
                (words.CHOOSE if is_first else words.ANOTHER).of(language), id="data-choose", variant="filled" if is_first else "default"
            ),
            html.Div(
                [html.Div(id="data-sent", className="sent-bar"), html.Span(id="data-sent-share")], id="data-sending", className="sending"
            ),
            html.P(id="data-refused", className="bad", role="alert"),
            html.P(limits, className="muted small"),
        ],
        id="data-zone",
        className="zone",
        **{"data-to": SEND, "data-sending": words.SENDING.of(language), "data-lost": words.LOST.of(language), "data-lang": language},
    )
    return panel(words.STEP_1.of(language), zone)


def _send() -> Response:
    """Takes a file; the answer says where it is looked at."""
    reader, language = current_reader(), request.args.get("lang", "")
    reader.must(Right.FEED)
    request.max_content_length = UPLOADED.file_bytes + FORM_FIELDS
    sent = request.files.get("file")
    if sent is None or not sent.filename:
        return fault(400, words.NO_FILE)
    feed = current_feed()
    try:
        upload = feed.uploads.keep(sent.stream, sent.filename, reader.login)
    except SourceError as refused:
        return fault(413, Text(ko=refused.ko, en=refused.en))
    with feed.state.write() as session:
        record(session, Event.UPLOADED, actor=reader.login, address=address(request), about=upload.digest, count=upload.size)
    mapping = brought(upload, language if language in ("ko", "en") else "")
    if mapping is not None:
        return mapping
    search = f"?lang={language}&" if language in ("ko", "en") else "?"
    return Response(f'{{"address": "{PATH}{search}{FILE}={upload.digest}"}}', content_type="application/json")


def _looking(desk: Desk, upload: Upload) -> list[Component]:
    language, feed, asked = desk.language, current_feed(), asked_of(desk)
    try:
        preview = feed.preview(upload, asked.sheet)
    except UndecidedError as undecided:
        sheets = [{"value": sheet, "label": sheet} for sheet in undecided.choices]
        return [panel(words.STEP_2.of(language), told(undecided, language), _select(SHEET, words.SHEET, sheets, "", language))]
    except SourceError as refused:
        return [panel(words.STEP_2.of(language), told(refused, language))]
    source, wrong = None, None
    try:
        source = asked.source_of(preview.export, feed.kept_sources())
    except UserError as unknown:
        wrong = unknown
    guess = source.label.of(language) if source and not asked.source else ""
    about = words.RECOGNISED.format(source=guess) if guess else words.NOT_RECOGNISED if source is None else None
    note = source.note.of(language) if source and source.note else None
    shown: list[Component | None] = [
        _facts(upload, preview, language),
        _rows(preview, language),
        html.Div(_choices(desk, preview, asked, source), className="form-line wraps"),
        html.P(about.of(language), className="muted") if about else None,
        html.P(note, className="muted small") if note else None,
        told(wrong, language) if wrong is not None and (asked.source or isinstance(wrong, UndecidedError)) else None,
        _connections(desk, preview, source, asked) if source else None,
    ]
    parts: list[Component] = [panel(words.STEP_2.of(language), *(each for each in shown if each is not None))]
    if source is not None:
        parts.append(rehearsing(desk, upload, source))
    return parts


def _facts(upload: Upload, preview: Preview, language: Language) -> Component:
    manner = preview.export.manner
    said: list[tuple[str, str | None]] = [
        ("rows", f"{preview.rows:,}"),
        ("kind", manner.kind.upper() if len(manner.kind) < 5 else manner.kind.capitalize()),
        ("encoding", manner.encoding),
        ("separator", words.SEPARATORS[manner.separator].of(language) if manner.separator else None),
        ("sheet", manner.sheet),
        ("header", f"{manner.header_line:,}" if manner.header_line else None),
        ("size", f"{upload.size / 1024:,.0f} KiB"),
    ]
    items = [html.Div([html.Dt(words.READ_AS[name].of(language)), html.Dd(value)]) for name, value in said if value]
    return html.Div([html.P(html.Strong(upload.name)), html.Dl(items, className="read-as")])


def _rows(preview: Preview, language: Language) -> Component:
    rows, headers = preview.export.rows, preview.export.headers
    shown = headers[:SHOWN_COLUMNS]
    safe = {header: masked(rows[header]) for header in shown}
    more = [html.Th(words.MORE_COLUMNS.format(count=len(headers) - len(shown)).of(language))] if len(headers) > len(shown) else []
    head = html.Tr([html.Th(words.LINE.of(language)), *(html.Th(header[:LONGEST_CELL]) for header in shown), *more])
    body = [
        html.Tr(
            [html.Td(f"{line:,}"), *(html.Td((safe[header][at] or "")[:LONGEST_CELL]) for header in shown), *(html.Td("…") for _ in more)]
        )
        for at, line in enumerate(preview.export.lines)
    ]
    title = words.REAL_ROWS.format(count=len(body)).of(language)
    grid = html.Table([html.Caption(title), html.Thead(head), html.Tbody(body)], className="numbers-table real-rows")
    return html.Div(
        [html.Div(grid, className="table-place", tabIndex=0), html.P(words.REAL_ROWS_ABOUT.of(language), className="muted small")]
    )


def _choices(desk: Desk, preview: Preview, asked: Asked, source: Source | None) -> list[Component]:
    language, sheets = desk.language, preview.export.manner.sheets
    by_label = sorted((*current_feed().kept_sources(), *SOURCES), key=lambda each: each.label.of(language))
    known = [{"value": each.name, "label": each.label.of(language)} for each in by_label]
    orders = [{"value": value, "label": text.of(language)} for value, text in words.ORDERS_OF_DATES.items() if value]
    parts = [
        _select(SOURCE, words.SOURCE, known, source.name if source else asked.source, language, searchable=True),
        _select(DATES, words.DATES, orders, asked.dates, language, clearable=True),
    ]
    if len(sheets) > 1:
        parts.append(
            _select(SHEET, words.SHEET, [{"value": each, "label": each} for each in sheets], preview.export.manner.sheet or "", language)
        )
    return parts


def _select(
    name: str,
    label: Text,
    data: list[dict[str, str]],
    value: str,
    language: Language,
    *,
    clearable: bool = False,
    searchable: bool = False,
) -> Component:
    return dmc.Select(
        id=chooser(name),
        label=label.of(language),
        placeholder=words.BY_ITSELF.of(language),
        data=data,
        value=value or None,
        clearable=clearable,
        searchable=searchable,
        allowDeselect=False,
        className="grows",
    )


def _connections(desk: Desk, preview: Preview, source: Source, asked: Asked) -> Component:
    """From which header each column is read: found, or chosen."""
    language, export, fact = desk.language, preview.export, source.facts[0]
    chosen, headers = dict(asked.columns), [{"value": header, "label": header[:LONGEST_CELL]} for header in export.headers]
    values = {name: value for name, value in source.columns(fact).items() if not isinstance(value, (Constant, Fingerprint, Suffixed))}
    if source.customer is not None:
        values[CUSTOMER] = source.customer
    inputs, is_lacking = [], False
    for name, value in values.items():
        if name not in words.COLUMNS:
            continue
        cells = [(cell, export.find(cell.spellings, cell.like)) for cell in value.cells]
        found = next((header for _, header in cells if header), None)
        is_needed = name != CUSTOMER and not fact.columns()[name].nullable and all(not cell.optional for cell, _ in cells)
        is_lacking |= found is None and any(not cell.optional for cell, _ in cells)
        inputs.append(
            dmc.Select(
                id=chooser(f"{COLUMN}{name}"),
                label=f"{words.COLUMNS[name].of(language)}{' *' if is_needed else ''}",
                data=headers,
                value=chosen.get(name, found),
                placeholder=words.NOT_THERE.of(language),
                searchable=True,
                clearable=name in chosen,
            )
        )
    inside = html.Div([html.P(words.CONNECT_ABOUT.of(language), className="muted small"), html.Div(inputs, className="connections")])
    item = dmc.AccordionItem([dmc.AccordionControl(words.CONNECT.of(language)), dmc.AccordionPanel(inside)], value="connect")
    return html.Div(
        [dmc.Accordion([item], value="connect" if is_lacking or chosen else None, variant="filled", className="fold"), keeping(desk)]
    )
