"""The upload half of the Data page: a file is sent, looked at, rehearsed and loaded."""

from typing import Any

import dash_mantine_components as dmc
from dash import Dash, Input, Output, State, dcc, html, no_update
from dash.development.base_component import Component
from flask import Flask, Response, request

from access import stewardship
from access.audit import Event, record
from access.faults import address, fault, logged
from access.reader import current_reader
from access.roles import Right
from dashboards import data_words as words
from dashboards.faults import guarded
from dashboards.feed import CUSTOMER, Asked, Feed, Preview, current_feed
from dashboards.filters import ADDRESS
from dashboards.own import Parameter, chooser
from dashboards.panel import panel
from dashboards.tables import table
from dashboards.uploads import Upload
from dashboards.visit import Desk
from dashboards.words import FAILED
from dashboards.work import Piece, Step
from errors import HeldError, SourceError, UndecidedError, UserError
from etl.dry_run import DryRun, dry_run
from etl.limits import MEBIBYTE, UPLOADED
from etl.load import Loaded
from etl.mask import masked
from etl.source import Constant, Fingerprint, Source, Suffixed
from etl.source_file import written
from etl.sources import SOURCES
from metrics.metric import Metric
from metrics.period import Grain
from metrics.scorecard import Answer
from metrics.text import Language, Text

PATH = "/data"
SEND, MAPPING = "/data/upload", "/data/mapping.json"
FILE, SOURCE, DATES, SHEET = "file", "kind", "dates", "sheet"
COLUMN = "col-"  # before the name of a column that is connected by hand
OWN = (
    Parameter(FILE, words.FILE),
    Parameter(SOURCE, words.SOURCE, values=tuple(source.name for source in SOURCES)),
    Parameter(DATES, words.DATES, values=tuple(order for order in words.ORDERS_OF_DATES if order)),
    Parameter(SHEET, words.SHEET),
    *(Parameter(f"{COLUMN}{name}", text, longest=300) for name, text in words.COLUMNS.items()),
)
SHOWN_COLUMNS = 12
LONGEST_CELL = 60
TICK_MS = 400
FORM_FIELDS = 8 * 1024  # beside the file itself


def feeding(desk: Desk) -> Component:
    """The panels: what to send, what was sent, and what it comes to."""
    upload = _upload(desk)
    parts = [_sending(desk, is_first=upload is None)]
    if desk.own.one(FILE) and upload is None:
        parts.append(dmc.Alert(words.GONE.of(desk.language), color="yellow", variant="light"))
    if upload is not None:
        parts += _looking(desk, upload)
    return html.Div(parts, className="stack")


def register(app: Dash) -> None:
    """The routes and callbacks. The right is asked for in each of them."""
    server: Flask = app.server
    server.add_url_rule(SEND, "upload", _send, methods=["POST"])
    server.add_url_rule(MAPPING, "mapping", _mapping, methods=["GET"])
    place = [State(ADDRESS, "pathname"), State(ADDRESS, "search")]
    app.callback(
        Output("data-result", "children"),
        Output("data-tick", "disabled"),
        Input("data-try", "n_clicks"),
        *place,
        prevent_initial_call=True,
    )(guarded(_tried, otherwise=lambda said: (said, True)))
    app.callback(
        Output("data-result", "children", allow_duplicate=True),
        Output("data-tick", "disabled", allow_duplicate=True),
        Input("data-load", "n_clicks"),
        State("data-confirm", "checked"),
        *place,
        prevent_initial_call=True,
    )(guarded(_loaded, otherwise=lambda said: (said, True)))
    app.callback(
        Output("data-result", "children", allow_duplicate=True),
        Output("data-tick", "disabled", allow_duplicate=True),
        Input("data-tick", "n_intervals"),
        *place,
        prevent_initial_call=True,
    )(guarded(_looked, otherwise=lambda said: (said, True)))


# Sending


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
    search = f"?lang={language}&" if language in ("ko", "en") else "?"
    return Response(f'{{"address": "{PATH}{search}{FILE}={upload.digest}"}}', content_type="application/json")


def _upload(desk: Desk) -> Upload | None:
    return current_feed().uploads.find(desk.own.one(FILE), desk.reader.login)


# Looking


def _looking(desk: Desk, upload: Upload) -> list[Component]:
    language, feed, asked = desk.language, current_feed(), _asked(desk)
    try:
        preview = feed.preview(upload, asked.sheet)
    except UndecidedError as undecided:
        sheets = [{"value": sheet, "label": sheet} for sheet in undecided.choices]
        return [panel(words.STEP_2.of(language), _told(undecided, language), _select(SHEET, words.SHEET, sheets, "", language))]
    except SourceError as refused:
        return [panel(words.STEP_2.of(language), _told(refused, language))]
    source, wrong = None, None
    try:
        source = asked.source_of(preview.export)
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
        _told(wrong, language) if wrong is not None and (asked.source or isinstance(wrong, UndecidedError)) else None,
        _connections(desk, preview, source, asked) if source else None,
    ]
    parts: list[Component] = [panel(words.STEP_2.of(language), *(each for each in shown if each is not None))]
    if source is not None:
        parts.append(_rehearsing(desk, upload))
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
    by_label = sorted(SOURCES, key=lambda each: each.label.of(language))
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
    save = dcc.Link(words.SAVE_MAPPING.of(language), href=desk.address.replace(PATH, MAPPING, 1), target="_blank", className="link small")
    return html.Div([dmc.Accordion([item], value="connect" if is_lacking else None, variant="filled", className="fold"), save])


def _mapping() -> Response:
    """The source by which an upload is read, as a file."""
    current_reader().must(Right.FEED)
    desk = Desk.at(PATH, request.query_string.decode())
    upload, asked = _upload(desk), _asked(desk)
    if upload is None:
        return fault(404, words.GONE)
    source = asked.source_of(current_feed().preview(upload, asked.sheet).export)
    made = Response(written(source), content_type="application/json; charset=utf-8")
    made.headers["Content-Disposition"] = f"attachment; filename={source.name}.json"
    return made


# Rehearsing and loading


def _rehearsing(desk: Desk, upload: Upload) -> Component:
    language = desk.language
    piece = current_feed().work.of(desk.reader.login, desk.address)
    return panel(
        words.STEP_3.of(language),
        html.P(words.TRY_ABOUT.of(language), className="muted"),
        dmc.Button(words.TRY.of(language), id="data-try", n_clicks=0),
        dcc.Interval(id="data-tick", interval=TICK_MS, disabled=piece is None or piece.is_done),
        html.Div(_standing(piece, desk, upload) if piece else None, id="data-result", **{"aria-live": "polite"}),
    )


def _tried(clicks: int, path: str, search: str) -> tuple[Any, bool]:
    if not clicks:
        return no_update, no_update  # type: ignore[return-value]  # the button has just appeared
    desk, feed, upload, source = _at(path, search)
    manner = _asked(desk).manner(source, upload)

    def does(step: Step) -> DryRun:
        return dry_run(
            upload.file,
            state=feed.state,
            tables=feed.tables,
            company=feed.company,
            metrics=_metrics(desk, feed),
            manner=manner,
            progress=step,
        )

    return _standing(feed.work.start(desk.reader.login, desk.address, does), desk, upload), False


def _loaded(clicks: int, is_confirmed: bool | None, path: str, search: str) -> tuple[Any, bool]:
    if not clicks:
        return no_update, no_update  # type: ignore[return-value]
    desk, feed, upload, source = _at(path, search)
    reader, came_from, manner = desk.reader, address(request), _asked(desk).manner(source, upload)

    def does(step: Step) -> Loaded:
        loaded = stewardship.load(
            upload.file,
            feed.state,
            feed.tables,
            feed.company,
            manner,
            confirmed=bool(is_confirmed),
            progress=step,
            by=reader.login,
            address=came_from,
        )
        feed.uploads.drop(upload)
        return loaded

    return _standing(feed.work.start(reader.login, desk.address, does), desk, upload), False


def _looked(_: int, path: str, search: str) -> tuple[Any, bool]:
    current_reader().must(Right.FEED)
    desk = Desk.at(path, search)
    piece = current_feed().work.of(desk.reader.login, desk.address)
    if piece is None:
        return no_update, True
    return _standing(piece, desk, _upload(desk)), piece.is_done


def _at(path: str, search: str) -> tuple[Desk, Feed, Upload, Source]:
    """What a callback was sent from.

    Raises:
        AccessError: the reader may not load data.
        SourceError: the upload is gone, or is read by no source.
    """
    current_reader().must(Right.FEED)
    desk, feed = Desk.at(path, search), current_feed()
    upload, asked = _upload(desk), _asked(desk)
    if upload is None:
        raise SourceError(ko=words.GONE.ko, en=words.GONE.en)
    return desk, feed, upload, asked.source_of(feed.preview(upload, asked.sheet).export)


def _standing(piece: Piece, desk: Desk, upload: Upload | None) -> Component:
    """How far a piece of work is, or what came of it."""
    language = desk.language
    if not piece.is_done:
        said = words.STAGES[piece.stage].of(language)
        bar = dmc.Progress(value=max(4, round(100 * piece.share)), animated=True, **{"aria-label": said})
        return html.Div([html.P(said), bar], className="preview")
    error = piece.outcome.exception()
    if isinstance(error, HeldError):
        return html.Div([_told(error, language), *_load_button(desk, needs_confirming=True)])
    if isinstance(error, UserError):
        return _told(error, language)
    if isinstance(error, Exception):
        return dmc.Alert(FAILED.format(reference=logged(error)).of(language), color="red", variant="light")
    found = piece.outcome.result()
    return _after(found, desk) if isinstance(found, Loaded) else _rehearsed(found, desk, upload)


def _rehearsed(found: DryRun, desk: Desk, upload: Upload | None) -> Component:
    language = desk.language
    parts: list[Component | None] = [
        dmc.Alert(words.KNOWN.of(language), color="blue", variant="light") if found.before else None,
        _counts(found, language),
        html.P(_stored(found.intake, language), className="muted"),
        html.P(words.MERGES.format(count=f"{found.merges:,}").of(language)) if found.merges else None,
        _reasons(found, language),
        _effects(found, desk),
    ]
    if found.findings:
        items = [html.Li(each.text.of(language)) for each in found.findings]
        parts.append(dmc.Alert(html.Ul(items), title=words.FOUND.of(language), color="yellow", variant="light"))
    return html.Div(
        [*(part for part in parts if part is not None), *_load_button(desk, needs_confirming=bool(found.findings))], className="stack"
    )


def _after(loaded: Loaded, desk: Desk) -> Component:
    language = desk.language
    done = words.ALREADY if loaded.already else words.DONE.format(accepted=f"{loaded.accepted:,}", snapshot=loaded.snapshot)
    said = done.of(language)
    home = desk.house.pages[0].path
    return html.Div(
        [
            dmc.Alert(said, color="green", variant="light", attributes={"root": {"id": "data-done"}}),
            _counts(loaded, language),
            html.P(_stored(loaded, language), className="muted"),
            _reasons(loaded, language),
            dcc.Link(words.SEE.of(language), href=f"{home}?lang={language}", className="link"),
        ],
        className="stack",
    )


def _load_button(desk: Desk, *, needs_confirming: bool) -> list[Component]:
    language = desk.language
    box = dmc.Checkbox(id="data-confirm", label=words.CONFIRMED.of(language), checked=False)
    place = html.Div(box, style={} if needs_confirming else {"display": "none"})
    return [place, html.Div(dmc.Button(words.LOAD.of(language), id="data-load", n_clicks=0))]


def _counts(found: DryRun | Loaded, language: Language) -> Component:
    numbers = {"rows": found.rows_in_file, "accepted": found.accepted, "rejected": found.rejected, "grouped": found.grouped}
    items = [
        html.Div([html.Dt(words.COUNTS[name].of(language)), html.Dd(f"{count:,}", id=f"data-{name}")])
        for name, count in numbers.items()
        if count or name != "grouped"
    ]
    return html.Dl(items, className="read-as counts")


def _stored(intake: Any, language: Language) -> str:
    return words.STORED.format(inserted=f"{intake.inserted:,}", updated=f"{intake.updated:,}", unchanged=f"{intake.unchanged:,}").of(
        language
    )


def _reasons(found: DryRun | Loaded, language: Language) -> Component:
    if not found.reasons:
        return html.P(words.NONE_REJECTED.of(language), className="muted")
    rows = [[each.text.of(language), f"{each.count:,}", ", ".join(map(str, each.first_lines))] for each in found.reasons]
    return table((words.WHY, words.COUNT, words.LINES), rows, language, left=(0, 2))


def _effects(found: DryRun, desk: Desk) -> Component | None:
    """The KPIs before and after: of all teams, so only for those who see all of them."""
    if not found.effects or desk.reader.scope.teams is not None:
        return None
    language, currency = desk.language, desk.house.currency

    def shown(answer: Answer, metric: Metric) -> str:
        return metric.unit.show(answer.value, language, currency)

    rows = [
        [
            each.metric.label.of(language),
            shown(each.before, each.metric),
            shown(each.after, each.metric),
            words.SAME.of(language)
            if each.before.value == each.after.value
            else each.metric.unit.show_change(each.metric.unit.change(each.before.value, each.after.value), language),
        ]
        for each in found.effects
    ]
    title = words.EFFECT.format(period=Grain.MONTH.name_of(found.effects[0].period, language)).of(language)
    return html.Div([html.H3(title), table((words.METRIC, words.BEFORE, words.AFTER, words.CHANGE), rows, language, left=(0,))])


def _metrics(desk: Desk, feed: Feed) -> tuple[Metric, ...]:
    return feed.metrics if desk.reader.scope.teams is None else ()


def _asked(desk: Desk) -> Asked:
    own = desk.own
    columns = ((name, own.one(f"{COLUMN}{name}")) for name in words.COLUMNS)
    return Asked(own.one(SOURCE), own.one(DATES), own.one(SHEET), tuple((name, header) for name, header in columns if header))


def _told(wrong: UserError, language: Language) -> Component:
    return dmc.Alert(wrong.message(language), color="red", variant="light", attributes={"root": {"role": "alert"}})
