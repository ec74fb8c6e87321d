"""What is done on the ledger: a load or a merge taken back, a held load dropped, rows to mend taken along as a file.

All are plain forms that the browser posts: a link could be followed by accident, and the reason is asked for before anything is sent.
"""

from io import BytesIO
from urllib.parse import urlencode

from dash import dcc, html
from dash.development.base_component import Component
from flask import Flask, Response, g, redirect, request, send_file

from access import stewardship
from access.faults import address, fault
from access.reader import Reader, current_reader
from access.roles import Right
from dashboards import ledger_words as words
from dashboards.feed import current_feed
from dashboards.feed_address import DONE, LOAD, PATH
from dashboards.visit import Desk
from errors import AccessError, QueryError, StateError
from metrics.text import Text
from metrics.text import language as language_named
from reports.rejected import rejects_workbook

DEEDS, REJECTS = (
    "/data/<any(undo, drop, unmerge, 'forget-mapping'):name>/<int(max=2147483647):of>",
    "/data/rejects/<int(max=2147483647):of>.xlsx",
)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def deed(name: str, of: int, text: Text, desk: Desk) -> Component:
    """A button that does something at once."""
    button = html.Button(text.of(desk.language), type="submit", className="plain-button")
    return html.Form(button, action=_address(name, of, desk), method="post")


def asking(name: str, of: int, text: Text, about: str, desk: Desk) -> Component:
    """The same, which first says what will happen and asks why."""
    language = desk.language
    reason = dcc.Input(
        name="reason",
        id=f"data-reason-{name}-{of}",
        type="text",
        required=True,
        minLength=stewardship.SHORTEST_REASON,
        maxLength=200,
        className="plain-input",
    )
    inside = [
        html.P(about),
        html.Label([words.REASON.of(language), reason], htmlFor=f"data-reason-{name}-{of}"),
        html.Button(words.YES_UNDO.of(language), type="submit", className="plain-button is-grave"),
    ]
    form = html.Form(inside, action=_address(name, of, desk), method="post", className="asking-form")
    return html.Details([html.Summary(text.of(language), className="plain-button"), form], className="asking")


def _address(name: str, of: int, desk: Desk) -> str:
    return f"{PATH}/{name}/{of}?{urlencode({'lang': desk.language})}"


def register(server: Flask) -> None:
    """Adds the routes. The right is asked for in each of them."""
    server.add_url_rule(DEEDS, "ledger-deed", _do, methods=["POST"])
    server.add_url_rule(REJECTS, "rejects", _rejects, methods=["GET"])


def _do(name: str, of: int) -> Response:
    reader, feed = _feeder(), current_feed()
    language = g.language = language_named(request.args.get("lang"), otherwise=reader.language)
    reason, by, came_from = request.form.get("reason", ""), reader.login, address(request)
    try:
        match name:
            case "undo":
                stewardship.undo(feed.state, feed.tables, reason=reason, only=of, by=by, address=came_from)
            case "unmerge":
                stewardship.unmerge(feed.state, feed.tables, of, reason=reason, by=by, address=came_from)
            case "forget-mapping":
                stewardship.drop_source(feed.state, of, by=by, address=came_from)
            case _:
                dropped = stewardship.drop(feed.state, of, by=by, address=came_from)
                upload = feed.uploads.find(dropped.sha256, by)
                if upload is not None:
                    feed.uploads.drop(upload)
    except (QueryError, StateError) as refused:
        return fault(409, Text(ko=refused.ko, en=refused.en))
    return redirect(f"{PATH}?{urlencode({'lang': language, DONE: name})}", 303)


def _rejects(of: int) -> Response:
    reader, feed = _feeder(), current_feed()
    language = language_named(request.args.get("lang"), otherwise=reader.language)
    found = stewardship.rejects(feed.state, None, load_id=of, is_export=True, by=reader.login, address=address(request))
    name = f"{words.REJECTS_FILE.of(language)} {LOAD}-{of}.xlsx"
    return send_file(BytesIO(rejects_workbook(found, language)), mimetype=XLSX, as_attachment=True, download_name=name)


def _feeder() -> Reader:
    """The reader, who may load data and sees all teams: what is loaded, rejected or merged is of all of them.

    Raises:
        AccessError: he may not.
    """
    reader = current_reader()
    reader.must(Right.FEED)
    if reader.scope.teams is not None:
        raise AccessError(ko=words.ONLY_ALL_TEAMS.ko, en=words.ONLY_ALL_TEAMS.en)
    return reader
