"""What the columns of the facts are called, and rows of them as an Excel workbook."""

from datetime import date, datetime
from io import BytesIO

import polars as pl
from xlsxwriter import Workbook

from metrics.facts import DIMENSIONS
from metrics.text import Language, Text
from reports.export import harmless

COLUMNS: dict[str, Text] = DIMENSIONS | {
    "customer_ref": Text(ko="고객 참조 번호", en="Customer reference"),
    "customer_key": Text(ko="고객 번호", en="Customer number"),
    "joined_on": Text(ko="가입일", en="Joined"),
    "grade": Text(ko="등급", en="Grade"),
    "region": Text(ko="지역", en="Region"),
    "acquisition_channel": Text(ko="유입 경로", en="Acquired by"),
    "order_id": Text(ko="주문 번호", en="Order"),
    "ordered_at": Text(ko="주문 시각", en="Ordered at"),
    "ordered_on": Text(ko="주문일", en="Ordered"),
    "net_revenue": Text(ko="순매출", en="Net revenue"),
    "ticket_id": Text(ko="문의 번호", en="Ticket"),
    "opened_at": Text(ko="접수 시각", en="Opened at"),
    "opened_on": Text(ko="접수일", en="Opened"),
    "first_response_at": Text(ko="첫 응답 시각", en="First reply at"),
    "first_responded_on": Text(ko="첫 응답일", en="First reply"),
    "resolved_at": Text(ko="해결 시각", en="Resolved at"),
    "closed_on": Text(ko="종료일", en="Closed"),
    "first_response_minutes": Text(ko="첫 응답 시간", en="First reply after"),
    "first_response_business_minutes": Text(ko="첫 응답 시간 (업무)", en="First reply after (business)"),
    "first_resolution_minutes": Text(ko="첫 해결 시간", en="First resolved after"),
    "resolution_minutes": Text(ko="해결 시간", en="Resolved after"),
    "resolution_business_minutes": Text(ko="해결 시간 (업무)", en="Resolved after (business)"),
    "reopened_count": Text(ko="재문의 횟수", en="Times reopened"),
    "is_complaint": Text(ko="불만 여부", en="Complaint"),
    "response_id": Text(ko="응답 번호", en="Answer"),
    "asked_on": Text(ko="발송일", en="Asked"),
    "answered_at": Text(ko="응답 시각", en="Answered at"),
    "answered_on": Text(ko="응답일", en="Answered"),
    "score": Text(ko="점수", en="Score"),
    "comment": Text(ko="의견", en="Comment"),
    "load_id": Text(ko="적재 번호", en="Load"),
    "loaded_on": Text(ko="적재일", en="Loaded"),
    "accepted": Text(ko="받은 행", en="Rows accepted"),
    "rejected": Text(ko="거절한 행", en="Rows rejected"),
    "judged": Text(ko="판정한 행", en="Rows judged"),
}
WIDTH = 18


def rows_as_workbook(frame: pl.DataFrame, title: str, language: Language) -> bytes:
    """Rows as an xlsx file: text stays text, numbers and days are real ones."""
    made = BytesIO()
    safe = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True}
    with Workbook(made, safe) as book:
        sheet = book.add_worksheet(title[:31])
        head = book.add_format({"bold": True, "bottom": 1})
        day, moment = (book.add_format({"num_format": form}) for form in ("yyyy-mm-dd", "yyyy-mm-dd hh:mm"))
        for column, name in enumerate(frame.columns):
            sheet.write_string(0, column, COLUMNS[name].of(language), head)
            for row, value in enumerate(frame[name], start=1):
                match value:
                    case None:
                        continue
                    case bool():
                        sheet.write_boolean(row, column, value)
                    case str():
                        sheet.write_string(row, column, harmless(value))
                    case datetime():
                        sheet.write_datetime(row, column, value, moment)
                    case date():
                        sheet.write_datetime(row, column, value, day)
                    case _:
                        sheet.write_number(row, column, value)
        sheet.set_column(0, max(frame.width - 1, 0), WIDTH)
        sheet.freeze_panes(1, 0)
    return made.getvalue()
