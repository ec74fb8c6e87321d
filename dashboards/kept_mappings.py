"""Mappings that were made on screen: kept under a name, listed, saved as a file and brought back from one, and kept no longer."""

from dataclasses import replace
from urllib.parse import urlencode

from dash import dcc, html
from dash.development.base_component import Component
from flask import Flask, Response, g, redirect, request

from access import stewardship
from access.faults import address, fault
from access.reader import current_reader
from access.roles import Right
from dashboards import data_words as words
from dashboards import ledger_words
from dashboards.feed import current_feed
from dashboards.feed_address import COLUMN, DONE, PATH, SOURCE, asked_of, upload_of
from dashboards.ledger_deeds import deed
from dashboards.ledger_desk import LedgerDesk
from dashboards.own import query
from dashboards.panel import panel
from dashboards.uploads import Upload
from dashboards.visit import Desk
from errors import MappingError, QueryError, SourceError
from etl.kept_sources import LONGEST_TITLE, name_for, titled
from etl.source_file import is_written, read, written
from metrics.text import Text
from store import kept_sources

FILE, KEEP, KEPT = "/data/mapping.json", "/data/mapping/keep", "/data/mapping/<int(max=2147483647):of>.json"
LARGEST = 64 * 1024  # bytes of a mapping as a file; the longest of ours has 6


def keeping(desk: Desk) -> Component:
    """Where the mapping of the upload that is looked at is given a name, or saved as a file."""
    language = desk.language
    title = dcc.Input(name="title", id="data-mapping-title", type="text", required=True, maxLength=LONGEST_TITLE, className="plain-input")
    form = html.Form(
        [
            html.Label([words.KEEP_MAPPING.of(language), title], htmlFor="data-mapping-title"),
            html.Button(words.KEEP.of(language), type="submit", className="plain-button"),
        ],
        action=f"{KEEP}{desk.search}{desk.own.search}",
        method="post",
        className="form-line wraps",
    )
    save = dcc.Link(words.SAVE_MAPPING.of(language), href=f"{FILE}{desk.search}{desk.own.search}", target="_blank", className="link small")
    return html.Div([form, save] if asked_of(desk).columns else save)


def kept_list(here: LedgerDesk) -> list[Component]:
    """The mappings that are kept, in a panel of their own; none where there are none."""
    language = here.desk.language
    with here.feed.state.read() as session:
        kept = kept_sources.all_kept(session)
    if not kept:
        return []
    items = [
        html.Li(
            [
                html.Div(
                    [html.Strong(each.label), html.Div(f"{here.when(each.kept_at)} · {here.named(each.kept_by)}", className="muted small")]
                ),
                html.Div(
                    [
                        html.A(words.SAVE_MAPPING.of(language), href=f"/data/mapping/{each.id}.json", className="way"),
                        deed("forget-mapping", each.id, words.DROP_MAPPING, here.desk),
                    ],
                    className="buttons",
                ),
            ]
        )
        for each in kept
    ]
    about = html.P(words.KEPT_ABOUT.of(language), className="muted")
    return [panel(words.KEPT.of(language), about, html.Ul(items, className="merges"))]


def brought(upload: Upload, language: str) -> Response | None:
    """The answer to a file that is a mapping and no export: it is kept, and the file is not. None where it is none."""
    if upload.size > LARGEST or not is_written(text := upload.file.read_bytes().decode("utf-8-sig", errors="replace")):
        return None
    feed, reader = current_feed(), current_reader()
    feed.uploads.drop(upload)
    try:
        source = read(text, upload.name)
        source = replace(source, name=name_for(source.label.ko), customers_of=source.family)  # never that of a source of ours
    except MappingError as wrong:
        return fault(400, Text(ko=wrong.ko, en=wrong.en))
    stewardship.keep_source(feed.state, source, by=reader.login, address=address(request))
    search = urlencode({"lang": language, DONE: "keep"} if language else {DONE: "keep"})
    return Response(f'{{"address": "{PATH}?{search}"}}', content_type="application/json")


def register(server: Flask) -> None:
    """Adds the routes. The right is asked for in each of them."""
    server.add_url_rule(FILE, "mapping", _file, methods=["GET"])
    server.add_url_rule(KEEP, "keep-mapping", _keep, methods=["POST"])
    server.add_url_rule(KEPT, "kept-mapping", _kept, methods=["GET"])


def _file() -> Response:
    """The source by which an upload is read, as a file."""
    current_reader().must(Right.FEED)
    desk, feed = Desk.at(PATH, request.query_string.decode()), current_feed()
    upload, asked = upload_of(desk), asked_of(desk)
    if upload is None:
        return fault(404, words.GONE)
    try:
        source = asked.source_of(feed.preview(upload, asked.sheet).export, feed.kept_sources())
    except SourceError as wrong:
        return fault(409, Text(ko=wrong.ko, en=wrong.en))
    return _saved(source.name, written(source))


def _keep() -> Response:
    """Keeps the mapping of an upload, which is read by it from now on."""
    reader = current_reader()
    reader.must(Right.FEED)
    desk, feed = Desk.at(PATH, request.query_string.decode()), current_feed()
    g.language = desk.language
    upload, asked = upload_of(desk), asked_of(desk)
    if upload is None:
        return fault(404, words.GONE)
    try:
        export = feed.preview(upload, asked.sheet).export
        source = titled(asked.source_of(export, feed.kept_sources()), request.form.get("title", ""), export)
    except (SourceError, QueryError) as wrong:
        return fault(409, Text(ko=wrong.ko, en=wrong.en))
    stewardship.keep_source(feed.state, source, by=reader.login, address=address(request))
    own = [(name, value) for name, values in desk.own.given for value in values if name != SOURCE and not name.startswith(COLUMN)]
    return redirect(f"{PATH}{desk.search}{query([*own, (SOURCE, source.name)])}", 303)


def _kept(of: int) -> Response:
    """A kept mapping as a file."""
    current_reader().must(Right.FEED)
    with current_feed().state.read() as session:
        kept = kept_sources.find(session, of)
    return fault(404, ledger_words.NO_MAPPING) if kept is None else _saved(kept.name, kept.definition)


def _saved(name: str, definition: str) -> Response:
    made = Response(definition, content_type="application/json; charset=utf-8")
    made.headers.set("Content-Disposition", "attachment", filename=f"{name}.json")
    return made
