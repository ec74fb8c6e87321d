"""An installation of its own for each test, and the rows of the demo company's exports."""

from pathlib import Path

import pytest

from tests.installation import Installation


@pytest.fixture
def installation(tmp_path: Path):
    made = Installation(tmp_path)
    yield made
    made.state.close()


@pytest.fixture
def installation_of(tmp_path: Path):
    """Installations with another zone or currency, closed at the end."""
    made: list[Installation] = []

    def make(zone: str = "Asia/Seoul", currency: str = "KRW") -> Installation:
        folder = tmp_path / f"installation{len(made)}"
        folder.mkdir()
        made.append(Installation(folder, zone, currency))
        return made[-1]

    yield make
    for one in made:
        one.state.close()


ORDERS = "주문번호,주문일시,회원번호,고객명,휴대폰,회원등급,지역,결제금액,주문상태,판매채널,담당팀,상품분류\n"
TICKETS = "상담번호,접수일시,첫응답일시,완료일시,회원번호,문의유형,불만여부,접수채널,담당팀,상담원,재문의횟수\n"
SURVEY = "응답번호,설문,발송일,응답일시,회원번호,상담번호,주문번호,점수,의견\n"


def order(
    number: str,
    when: str = "2025-03-04 14:05",
    member: str = "M1",
    amount: str = '"32,900원"',
    status: str = "배송완료",
    team: str = "온라인팀",
) -> str:
    return f"{number},{when},{member},홍길동,010-0000-1234,골드,서울,{amount},{status},앱,{team},주방\n"


def ticket(
    number: str,
    opened: str = "2025-03-04 10:00",
    answered: str = "2025-03-04 10:30",
    resolved: str = "2025-03-20 11:00",
    member: str = "M1",
    team: str = "영남팀",
) -> str:
    return f"{number},{opened},{answered},{resolved},{member},배송,예,전화,{team},A-01,0\n"


def answer(number: str, score: str, survey: str = "NPS", member: str = "M1", ticket: str = "", order: str = "", comment: str = "") -> str:
    return f"{number},{survey},2025-03-06,2025-03-07 09:00,{member},{ticket},{order},{score},{comment}\n"


@pytest.fixture
def rows():
    """How a row of each of the demo company's exports is written, and their headers."""

    class Rows:
        ORDERS, TICKETS, SURVEY = ORDERS, TICKETS, SURVEY
        order, ticket, answer = staticmethod(order), staticmethod(ticket), staticmethod(answer)

    return Rows
