"""Comments are kept without anything by which a person could be reached or charged."""

import polars as pl
import pytest

from etl.mask import MASK, masked


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("010-1234-5678로 연락 주세요", f"{MASK}로 연락 주세요"),
        ("전화 01012345678입니다", f"전화 {MASK}입니다"),
        ("02)123-4567 또는 031 123 4567", f"{MASK} 또는 {MASK}"),
        ("+82 10 1234 5678", MASK),
        ("call 07912 345678 please", f"call {MASK} please"),
        ("메일은 gildong.hong+shop@mail.example.co.kr이에요", f"메일은 {MASK}이에요"),
        ("신한 110-123-456789 홍길동", f"신한 {MASK} 홍길동"),
        ("카드 1234-5678-1234-5678 환불", f"카드 {MASK} 환불"),
        ("card 1234 567890 12345", f"card {MASK}"),
        ("900101-1234567", MASK),
        ("계좌 11012345678901", f"계좌 {MASK}"),
        ("０１０－１２３４－５６７８로 연락", f"{MASK}로 연락"),
        ("０１０ 1234 5678", MASK),
        ("010.1234.5678 / 010 1234 5678", f"{MASK} / {MASK}"),
        ("주민번호 900101 1234567", f"주민번호 {MASK}"),
        ("외국인등록번호 850712-5234567입니다", f"외국인등록번호 {MASK}입니다"),
        ("9001011234567", MASK),
        ("카드 4111111111111111 취소", f"카드 {MASK} 취소"),
        ("주문 카드 4111-1111-1111-1111", f"주문 카드 {MASK}"),
        ("my card is 5500 0000 0000 0004.", f"my card is {MASK}."),
        ("국민 123456-78-901234 입금", f"국민 {MASK} 입금"),
        ("농협 302 1234 5678 91", f"농협 {MASK}"),
        ("연락처: 1588-1234 말고 070-1234-5678", f"연락처: 1588-1234 말고 {MASK}"),
        ("call +1 (415) 555-2671 now", f"call {MASK} now"),
        ("phone 주문번호 말고 01012345678", f"phone 주문번호 말고 {MASK}"),
        ("HONG＠example.com", MASK),
    ],
)
def test_what_is_personal_is_masked(text, kept):
    assert masked(pl.Series([text])).to_list() == [kept]


@pytest.mark.parametrize(
    "text",
    [
        "2025-03-04 14:05에 주문했어요",
        "12,300원에 3개 샀습니다",
        "2025.03.04부터 2025.03.10까지",
        "10점 만점에 9점",
        "@ 가게",
        "평점 4.5/5.0, 12345678",
        "주문번호 20250103-0000123 취소해 주세요",
        "주문번호: 2025010312345671 언제 오나요",
        "운송장번호 123456789012 조회가 안 돼요",
        "order #112-1234567-1234567 never came",
        "1234567890원을 입금했는데요",
        "120,000,000원",
        "2024. 5. 3. 오후 1:23:45",
        "상품코드 8801234567890",
        "1588-1234로 전화했어요",
    ],
)
def test_what_is_not_personal_stays(text):
    assert masked(pl.Series([text])).to_list() == [text]


def test_unanswered_stays_unanswered():
    assert masked(pl.Series([None, "a@b.co"], dtype=pl.String)).to_list() == [None, MASK]
