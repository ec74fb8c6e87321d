"""The records behind a number as an Excel file; who takes them along says why, and that is recorded."""

import unicodedata
from io import BytesIO

from flask import Flask, Response, request, send_file

from access.audit import Event, record
from access.faults import address, fault
from dashboards.pages import records
from dashboards.record_rows import MOST_TAKEN, asked_of, plain
from dashboards.visit import Desk, Visit
from metrics.query import TOO_FEW
from metrics.text import Text
from reports.record_columns import rows_as_workbook
from store.state import State

SHORTEST_REASON, LONGEST_REASON = 4, 200
NO_REASON = Text(
    ko="내려받는 이유를 4자 이상 적어 주세요. 이유는 감사 기록에 남습니다.",
    en="Say why you download this, in 4 letters or more. The reason is kept in the audit.",
)
NOTHING = Text(ko="내려받을 수 있는 기록이 없습니다. 조건을 확인해 주세요.", en="There are no records to download. Check the filters.")


def register(server: Flask, state: State) -> None:
    """Adds the route. Its rows are those of the session's scope, whatever the address says."""

    def download() -> Response:
        visit = Desk.of(records.PAGE, {name: request.args.getlist(name) for name in request.args})
        asked = asked_of(visit) if isinstance(visit, Visit) else None
        if not isinstance(visit, Visit) or asked is None or asked.answer.state == TOO_FEW:
            return fault(404, NOTHING)
        reason = unicodedata.normalize("NFC", " ".join(request.form.get("reason", "").split()))
        if not SHORTEST_REASON <= len(reason) <= LONGEST_REASON:
            return fault(400, NO_REASON)
        rows = asked.latest(MOST_TAKEN)
        made = rows_as_workbook(plain(rows, visit.house.zone, visit.house.currency), records.TITLE.of(visit.language), visit.language)
        with state.write() as session:
            about = f"{visit.snapshot.name}{visit.view.search}&rows={asked.number}"
            record(
                session,
                Event.RECORDS_DOWNLOADED,
                actor=visit.reader.login,
                address=address(request),
                about=about,
                count=rows.height,
                reason=reason,
            )
        name = f"{visit.view.metric.name} {visit.view.grain.code_of(visit.view.period)}.xlsx"
        kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
        return send_file(BytesIO(made), mimetype=kind, as_attachment=True, download_name=name)

    server.add_url_rule(records.DOWNLOAD, "records", download, methods=["POST"])
