"""Complaints in the form of the U.S. consumer finance bureau's public file (CFPB), as CSV or JSON."""

from etl.parse import any_moment, ref
from etl.source import Constant, From, Source
from metrics.facts import Tickets
from metrics.text import Text

CFPB_COMPLAINTS = Source(
    name="cfpb_complaints",
    label=Text(ko="소비자 불만 목록 (CFPB 형식)", en="Consumer complaints (as CFPB)"),
    recognised_by=(
        ("Complaint ID", "complaint_id"),
        ("Date received", "date_received"),
        ("Issue",),
        ("Submitted via", "submitted_via"),
    ),
    into={
        Tickets: {
            Tickets.ticket_id: From("Complaint ID", ref, also=("complaint_id",)),
            Tickets.opened_at: From("Date received", any_moment, also=("date_received",)),
            Tickets.is_complaint: Constant(True),
            Tickets.category: From("Issue"),
            Tickets.channel: From("Submitted via", also=("submitted_via",)),
            Tickets.team: From("Product", optional=True),
        },
    },
    note=Text(
        ko="모든 행이 불만입니다. 처리가 끝난 때는 이 파일에 없어 처리 시간을 계산하지 않습니다. 팀 대신 상품으로 나눕니다.",
        en="Every row is a complaint. The file does not say when it was settled, so there are no durations. Products stand for teams.",
    ),
)
