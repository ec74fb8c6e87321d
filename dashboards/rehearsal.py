"""A file of the Data page is rehearsed, with the KPIs before and after, and then loaded; how far that is, and what came of it."""

from decimal import Decimal
from typing import Any

import dash_mantine_components as dmc
from dash import Dash, Input, Output, State, dcc, html, no_update
from dash.development.base_component import Component
from flask import request

from access import stewardship
from access.faults import address, logged
from access.reader import current_reader
from access.roles import Right
from dashboards import data_words as words
from dashboards.faults import guarded
from dashboards.feed import Feed, current_feed
from dashboards.feed_address import LOAD, PATH, asked_of, told, upload_of
from dashboards.filters import ADDRESS
from dashboards.ledger_words import SEE_RECORD
from dashboards.load_record import effect_rows
from dashboards.panel import panel
from dashboards.tables import table
from dashboards.uploads import Upload
from dashboards.visit import Desk
from dashboards.words import FAILED
from dashboards.work import Piece, Step
from errors import HeldError, SourceError, UserError
from etl.dry_run import DryRun, dry_run
from etl.gates import Control
from etl.load import Loaded
from etl.money import digits
from etl.source import Source
from metrics.facts import Orders
from metrics.metric import Metric
from metrics.period import Grain
from metrics.text import Language

TICK_MS = 400
Typed = float | str | None  # of a field for a number: "" where it was cleared


def rehearsing(desk: Desk, upload: Upload, source: Source) -> Component:
    """The last panel: what is known of the file from elsewhere, the buttons, and what came of them."""
    language = desk.language
    piece = current_feed().work.of(desk.reader.login, desk.own.search)
    return panel(
        words.STEP_3.of(language),
        html.P(words.TRY_ABOUT.of(language), className="muted"),
        _controls(source, desk),
        dmc.Button(words.TRY.of(language), id="data-try", n_clicks=0),
        dcc.Interval(id="data-tick", interval=TICK_MS, disabled=piece is None or piece.is_done),
        html.Div(_standing(piece, desk, upload) if piece else None, id="data-result", **{"aria-live": "polite"}),
    )


def register(app: Dash) -> None:
    """The callbacks. The right is asked for in each of them."""
    place = [State(ADDRESS, "pathname"), State(ADDRESS, "search")]
    controls = [State("data-count", "value"), State("data-total", "value")]
    app.callback(
        Output("data-result", "children"),
        Output("data-tick", "disabled"),
        Input("data-try", "n_clicks"),
        *controls,
        *place,
        prevent_initial_call=True,
    )(guarded(_tried, otherwise=lambda said: (said, True)))
    app.callback(
        Output("data-result", "children", allow_duplicate=True),
        Output("data-tick", "disabled", allow_duplicate=True),
        Input("data-load", "n_clicks"),
        State("data-confirm", "checked"),
        *controls,
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


def _tried(clicks: int, count: Typed, total: Typed, path: str, search: str) -> tuple[Any, bool]:
    if not clicks:
        return no_update, no_update  # type: ignore[return-value]  # the button has just appeared
    desk, feed, upload, source = _at(path, search)
    manner, control = asked_of(desk).manner(source, upload), _control(count, total)

    def does(step: Step) -> DryRun:
        return dry_run(
            upload.file,
            state=feed.state,
            tables=feed.tables,
            company=feed.company,
            metrics=_metrics(desk, feed),
            manner=manner,
            control=control,
            progress=step,
        )

    return _standing(feed.work.start(desk.reader.login, desk.own.search, does), desk, upload), False


def _loaded(clicks: int, is_confirmed: bool | None, count: Typed, total: Typed, path: str, search: str) -> tuple[Any, bool]:
    if not clicks:
        return no_update, no_update  # type: ignore[return-value]
    desk, feed, upload, source = _at(path, search)
    reader, came_from, manner = desk.reader, address(request), asked_of(desk).manner(source, upload)
    control = _control(count, total)
    feed.uploads.remember(upload, desk.own.search)

    def does(step: Step) -> Loaded:
        loaded = stewardship.load(
            upload.file,
            feed.state,
            feed.tables,
            feed.company,
            manner,
            control,
            confirmed=bool(is_confirmed),
            progress=step,
            by=reader.login,
            address=came_from,
        )
        feed.uploads.drop(upload)
        return loaded

    return _standing(feed.work.start(reader.login, desk.own.search, does), desk, upload), False


def _looked(_: int, path: str, search: str) -> tuple[Any, bool]:
    current_reader().must(Right.FEED)
    desk = Desk.at(path, search)
    piece = current_feed().work.of(desk.reader.login, desk.own.search)
    if piece is None:
        return no_update, True
    return _standing(piece, desk, upload_of(desk)), piece.is_done


def _controls(source: Source, desk: Desk) -> Component:
    """Where the number of rows and the sum of the money are typed in, as the system that the file comes from gives them."""
    language, has_money = desk.language, Orders in source.facts
    count = dmc.NumberInput(
        id="data-count", label=words.EXPECTED_ROWS.of(language), min=0, allowDecimal=False, thousandSeparator=",", hideControls=True
    )
    total = dmc.NumberInput(
        id="data-total",
        label=words.EXPECTED_TOTAL.format(currency=desk.house.currency).of(language),
        decimalScale=digits(desk.house.currency),
        thousandSeparator=",",
        hideControls=True,
    )
    fields = html.Div([count, html.Div(total, style={} if has_money else {"display": "none"})], className="form-line wraps")
    inside = html.Div([html.P(words.EXPECTED_ABOUT.of(language), className="muted small"), fields])
    item = dmc.AccordionItem([dmc.AccordionControl(words.EXPECTED.of(language)), dmc.AccordionPanel(inside)], value="expected")
    return dmc.Accordion([item], variant="filled", className="fold")


def _control(count: Typed, total: Typed) -> Control:
    """What was typed in; a field that was cleared says nothing."""
    return Control(None if count in (None, "") else int(count or 0), None if total in (None, "") else Decimal(str(total)))


def _at(path: str, search: str) -> tuple[Desk, Feed, Upload, Source]:
    """What a callback was sent from.

    Raises:
        AccessError: the reader may not load data.
        SourceError: the upload is gone, or is read by no source.
    """
    current_reader().must(Right.FEED)
    desk, feed = Desk.at(path, search), current_feed()
    upload, asked = upload_of(desk), asked_of(desk)
    if upload is None:
        raise SourceError(ko=words.GONE.ko, en=words.GONE.en)
    return desk, feed, upload, asked.source_of(feed.preview(upload, asked.sheet).export, feed.kept_sources())


def _standing(piece: Piece, desk: Desk, upload: Upload | None) -> Component:
    """How far a piece of work is, or what came of it."""
    language = desk.language
    if not piece.is_done:
        said = words.STAGES[piece.stage].of(language)
        bar = dmc.Progress(value=max(4, round(100 * piece.share)), animated=True, **{"aria-label": said})
        return html.Div([html.P(said), bar], className="preview")
    error = piece.outcome.exception()
    if isinstance(error, HeldError):
        return html.Div([told(error, language), *_load_button(desk, needs_confirming=True)])
    if isinstance(error, UserError):
        return told(error, language)
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
            html.Div(
                [
                    dcc.Link(SEE_RECORD.of(language), href=f"{PATH}?lang={language}&{LOAD}={loaded.load_id}", className="link"),
                    dcc.Link(words.SEE.of(language), href=f"{home}?lang={language}", className="link"),
                ],
                className="ways",
            ),
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
    language = desk.language
    rows = effect_rows(found.effects, language, desk.house.currency)
    title = words.EFFECT.format(period=Grain.MONTH.name_of(found.effects[0].period, language)).of(language)
    return html.Div([html.H3(title), table((words.METRIC, words.BEFORE, words.AFTER, words.CHANGE), rows, language, left=(0,))])


def _metrics(desk: Desk, feed: Feed) -> tuple[Metric, ...]:
    return feed.metrics if desk.reader.scope.teams is None else ()
