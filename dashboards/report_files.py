"""The files of the page Reports: what was sent, as it was sent, and the preview of a schedule."""

from io import BytesIO

from flask import Flask, Response, request, send_file

from access.audit import Event, record
from access.faults import address
from access.reader import current_reader
from access.roles import Right
from access.scheduling import latest_period
from dashboards.house import current_house
from dashboards.report_desk import actor_of
from errors import AccessError
from metrics.text import Text
from reports.archive import may_see
from reports.made import make
from reports.office import Office
from reports.outbox import PDF, XLSX
from reports.preparation import recipe_of
from reports.recipients import common
from store import documents, schedules

FILES = "/reports/<int:id>.<any(pdf, xlsx):ending>"
PREVIEW = "/reports/preview/<int:id>.pdf"
NO_REPORT = Text(
    ko="그런 보고서가 없거나, 볼 수 없는 팀의 보고서입니다.", en="There is no such report, or it is of teams that you may not see."
)


def register(server: Flask) -> None:
    """Adds the routes. A reader is given only what holds no rows of teams outside the session's scope."""
    server.add_url_rule(FILES, "archived-report", _archived, methods=["GET"])
    server.add_url_rule(PREVIEW, "report-preview", _preview, methods=["GET"])


def _archived(id: int, ending: str) -> Response:
    reader, office = current_reader(), current_house().office
    reader.must(Right.BROWSE)
    with office.state.read() as session:
        document = documents.find(session, id)
    name = document and (document.pdf_sha256 if ending == "pdf" else document.workbook_sha256)
    if document is None or name is None or not may_see(document, reader.scope.teams):
        raise AccessError(ko=NO_REPORT.ko, en=NO_REPORT.en)
    content = office.archive.content(name)
    _note(office, f"document {id}.{ending}")
    return send_file(
        BytesIO(content),
        mimetype=PDF if ending == "pdf" else XLSX,
        as_attachment=ending != "pdf",
        download_name=f"{document.file_name}.{ending}",
    )


def _preview(id: int) -> Response:
    reader, office = current_reader(), current_house().office
    reader.must(Right.SCHEDULE)
    with office.state.read() as session:
        schedule = schedules.find(session, id)
    actor = actor_of(reader)
    if schedule is None or not actor.may_manage(schedule):
        raise AccessError(ko=NO_REPORT.ko, en=NO_REPORT.en)
    trends = office.trends()
    recipe = recipe_of(office, schedule, latest_period(office, schedule), trends).of(common(actor.teams, schedule.teams), reader.language)
    made = make(recipe, trends, office.workshop())
    _note(office, f"preview of schedule {id}")
    return send_file(BytesIO(made.pdf), mimetype=PDF, as_attachment=False, download_name=f"{made.file_name}.pdf")


def _note(office: Office, about: str) -> None:
    with office.state.write() as session:
        record(session, Event.REPORT_DOWNLOADED, actor=current_reader().login, address=address(request), about=about)
