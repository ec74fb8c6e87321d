"""A plain list of contacts: number, when opened, answered and settled."""

from etl.parse import any_moment, integer, ref, yes_no
from etl.source import From, Handle, Source
from metrics.facts import Tickets
from metrics.text import Text

_ID = (
    "문의번호",
    "상담번호",
    "접수번호",
    "티켓번호",
    "티켓 ID",
    "Ticket ID",
    "Ticket number",
    "Case ID",
    "Case number",
    "Contact ID",
    "ticket_id",
)
_OPENED = (
    "접수일시",
    "문의일시",
    "상담일시",
    "접수일",
    "문의일",
    "생성일시",
    "Opened at",
    "Created at",
    "Created",
    "Open date",
    "opened_at",
)
_CUSTOMER = (
    "고객번호",
    "회원번호",
    "고객 ID",
    "회원 ID",
    "고객코드",
    "Customer ID",
    "Customer number",
    "Customer no",
    "Member ID",
    "customer_ref",
)

TICKETS = Source(
    name="tickets",
    label=Text(ko="문의 목록", en="Tickets"),
    recognised_by=(_ID, _OPENED),
    into={
        Tickets: {
            Tickets.ticket_id: From(_ID[0], ref, also=_ID[1:]),
            Tickets.opened_at: From(_OPENED[0], any_moment, also=_OPENED[1:]),
            Tickets.first_response_at: From(
                "첫응답일시",
                any_moment,
                also=("첫 답변일시", "최초응답일시", "답변일시", "First response at", "First replied at"),
                optional=True,
            ),
            Tickets.resolved_at: From(
                "완료일시", any_moment, also=("해결일시", "처리일시", "종료일시", "Resolved at", "Solved at", "Closed at"), optional=True
            ),
            Tickets.reopened_count: From("재문의횟수", integer, also=("재오픈", "Reopens", "Reopened", "Reopen count"), optional=True),
            Tickets.is_complaint: From("불만여부", yes_no, also=("불만", "Complaint", "Is complaint"), optional=True),
            Tickets.category: From("문의유형", also=("유형", "분류", "Category", "Reason", "Type", "Topic"), optional=True),
            Tickets.channel: From("접수채널", also=("채널", "Channel", "Source"), optional=True),
            Tickets.team: From("담당팀", also=("팀", "Team", "Group", "Department"), optional=True),
        },
    },
    customer=From(_CUSTOMER[0], ref, also=_CUSTOMER[1:], optional=True),
    customers_of="generic",
    known_by={
        Handle.PHONE: From(
            "휴대폰", ref, also=("휴대전화", "휴대폰번호", "연락처", "전화번호", "Phone", "Mobile", "Phone number"), optional=True
        ),
        Handle.EMAIL: From("이메일", ref, also=("이메일주소", "메일", "Email", "E-mail", "Email address"), optional=True),
    },
    note=Text(
        ko="시간은 접수부터 첫 응답·완료까지를 회사 업무 시간과 시계로 각각 계산합니다. 제목과 내용은 읽지 않습니다.",
        en="Durations run from opening to first response and to the end, by the clock and in business hours. Subjects are not read.",
    ),
)
