"""A trend as a file: the same address as the page's, ending in .xlsx or .csv."""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from io import BytesIO

import polars as pl
from flask import Flask, Response, request, send_file

from access.audit import Event, record
from access.faults import address, fault
from dashboards import paths, words
from dashboards.download import file_name
from dashboards.visit import Desk, Visit
from metrics.period import Span
from reports.export import Answered, csv
from reports.workbook import Origin, workbook
from store.state import State

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def register(server: Flask, state: State) -> None:
    """Adds the routes. The rows are those of the session's scope, whatever the address says."""

    def sent(ending: str, made: Callable[[Visit], bytes], mimetype: str) -> Response:
        visit = Desk.at(paths.TRENDS, request.query_string.decode("ascii", errors="replace"))
        if not isinstance(visit, Visit):
            return fault(404, words.FIRST_STEPS_ABOUT)
        body = made(visit)
        with state.write() as session:
            about = f"{visit.snapshot.name} {ending}{visit.view.search}"
            record(session, Event.NUMBERS_DOWNLOADED, actor=visit.reader.login, address=address(request), about=about)
        name = file_name(visit, visit.view.metric.label, ending)
        return send_file(BytesIO(body), mimetype=mimetype, as_attachment=True, download_name=name)

    for ending, made, mimetype in (("xlsx", _workbook, XLSX), ("csv", _csv, "text/csv")):
        server.add_url_rule(f"{paths.TRENDS}.{ending}", f"trends_{ending}", partial(sent, ending, made, mimetype), methods=["GET"])


def _answers(visit: Visit) -> list[Answered]:
    """The chosen metric up to the view's period, and by the chosen dimension."""
    metric, grain, by = visit.view.metric, visit.view.grain, visit.view.by
    (score,) = visit.scores_of(metric)
    shown = pl.col("period_start").is_in(score.trend["period_start"].to_list())
    whole = Answered(metric, grain, (), score.trend)
    return (
        [whole, Answered(metric, grain, (by,), visit.broken_down(metric, by).filter(shown))] if by in metric.dimensions and by else [whole]
    )


def _csv(visit: Visit) -> bytes:
    return csv(_answers(visit), visit.language, visit.house.currency)


def _workbook(visit: Visit) -> bytes:
    answers, house, view = _answers(visit), visit.house, visit.view
    trend = answers[0].frame
    origin = Origin(
        company=house.company,
        zone=house.zone,
        snapshot=visit.snapshot.name,
        published_at=visit.snapshot.published_at,
        until=view.choices.until,
        exported_at=datetime.now(UTC),
        span=Span(trend["period_start"][0], trend["period_end"][-1]),
        grain=view.grain,
        by=answers[-1].by,
        where=view.where,
        teams=visit.reader.scope.teams,
        goals=house.answers.goals(),
    )
    return workbook(answers, origin, visit.language, house.currency)
