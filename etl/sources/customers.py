"""A plain list of customers: who, since when, of what grade, from where."""

from etl.parse import any_day, ref
from etl.source import From, Handle, Source
from metrics.facts import Customers
from metrics.text import Text

_ID = (
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
_JOINED = (
    "가입일",
    "가입일자",
    "가입일시",
    "등록일",
    "Joined on",
    "Join date",
    "Joined at",
    "Signup date",
    "Signed up at",
    "Created at",
    "joined_on",
)

CUSTOMERS = Source(
    name="customers",
    label=Text(ko="고객 목록", en="Customers"),
    recognised_by=(_ID, _JOINED),
    into={
        Customers: {
            Customers.joined_on: From(_JOINED[0], any_day, also=_JOINED[1:]),
            Customers.grade: From("등급", also=("회원등급", "고객등급", "Grade", "Tier", "Segment", "Level"), optional=True),
            Customers.region: From("지역", also=("거주지역", "시도", "Region", "State", "City", "Country"), optional=True),
            Customers.acquisition_channel: From(
                "가입경로", also=("유입경로", "유입채널", "Acquisition channel", "Signup channel", "Source"), optional=True
            ),
        },
    },
    customer=From(_ID[0], ref, also=_ID[1:]),
    customers_of="generic",
    known_by={
        Handle.PHONE: From(
            "휴대폰", ref, also=("휴대전화", "휴대폰번호", "연락처", "전화번호", "Phone", "Mobile", "Phone number"), optional=True
        ),
        Handle.EMAIL: From("이메일", ref, also=("이메일주소", "메일", "Email", "E-mail", "Email address"), optional=True),
    },
    note=Text(
        ko="이름·주소는 읽지 않습니다. 휴대폰과 이메일은 같은 고객을 찾는 데만 쓰고 저장하지 않습니다.",
        en="Names and addresses are not read. Phone and e-mail serve to find the same person, and are not kept.",
    ),
)
