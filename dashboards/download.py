"""The view as a PDF: the same address as the page's, under `/report.pdf`. `kind` and `sheet` say which report, and on which paper."""

from collections.abc import Mapping
from io import BytesIO

from flask import Flask, Response, request, send_file

from access.audit import Event, record
from access.faults import address, fault
from dashboards import words
from dashboards.house import current_house
from dashboards.visit import Desk, Visit
from metrics.text import Text
from reports.document import document
from reports.edition import Edition
from reports.kind import CHOSEN, KINDS
from reports.sheet import SHEETS, Sheet
from reports.workshop import Workshop
from store.state import State

REPORT = "/report.pdf"


def register(server: Flask, state: State) -> None:
    """Adds the route. Its rows are those of the session's scope, whatever the address says."""

    def report() -> Response:
        visit = Desk.of(current_house().pages[0], {name: request.args.getlist(name) for name in request.args})
        if not isinstance(visit, Visit):
            return fault(404, words.FIRST_STEPS_ABOUT)
        made = _made(visit, request.args)
        with state.write() as session:
            record(
                session,
                Event.REPORT_DOWNLOADED,
                actor=visit.reader.login,
                address=address(request),
                about=visit.snapshot.name + visit.view.search,
            )
        return send_file(
            BytesIO(made), mimetype="application/pdf", as_attachment=True, download_name=file_name(visit, words.REPORT_FILE, "pdf")
        )

    server.add_url_rule(REPORT, "report", report, methods=["GET"])


def file_name(visit: Visit, what: Text, ending: str) -> str:
    """What a file is called where it is saved: "단골상회 고객 지표 2026-10.pdf"."""
    view = visit.view
    parts = (visit.house.company, what.of(view.language), view.grain.code_of(view.period))
    return " ".join(part for part in parts if part).replace("/", "-").replace("\\", "-") + f".{ending}"


def _made(visit: Visit, asked: Mapping[str, str]) -> bytes:
    house, view = visit.house, visit.view
    kind = KINDS.get(asked.get("kind", ""), CHOSEN)
    edition = Edition(
        kind=kind,
        metrics=kind.metrics_of(house.metrics, house.management),
        period=view.period,
        language=view.language,
        where=view.where,
        scope=visit.reader.scope,
        sheet=SHEETS.get(asked.get("sheet", ""), Sheet()),
        of_grain=view.grain,
    )
    answers = house.answers
    told = visit.occasions
    workshop = Workshop(house.letterhead, answers.feasts, told.goals, told.notes, told.taken_back)
    made = document(edition, answers.trends(visit.snapshot), workshop)
    return made.pdf
