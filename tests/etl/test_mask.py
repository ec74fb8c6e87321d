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
    ],
)
def test_what_is_not_personal_stays(text):
    assert masked(pl.Series([text])).to_list() == [text]


def test_unanswered_stays_unanswered():
    assert masked(pl.Series([None, "a@b.co"], dtype=pl.String)).to_list() == [None, MASK]
