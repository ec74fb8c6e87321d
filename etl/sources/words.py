"""What several systems call the same thing: the states of an order, and the questions that companies word for themselves."""

from collections.abc import Mapping

from etl.parse import Parser, choice

_STATES: Mapping[str, tuple[str, ...]] = {
    "placed": (
        "입금전",
        "입금대기",
        "결제대기",
        "미결제",
        "주문접수",
        "pending",
        "pending payment",
        "placed",
        "created",
        "unpaid",
        "on hold",
    ),
    "paid": (
        *(
            "결제완료",
            "입금완료",
            "신규주문",
            "주문완료",
            "주문확인",
            "발주확인",
            "상품준비중",
            "배송준비중",
            "배송대기",
            "발송대기",
            "배송지시",
        ),
        *(
            "취소요청",
            "paid",
            "processing",
            "confirmed",
            "authorized",
            "partially_paid",
            "partially paid",
            "partially_refunded",
            "invoiced",
        ),
    ),
    "shipped": ("배송중", "출고완료", "발송완료", "shipped", "in transit", "fulfilled", "sent"),
    "delivered": (
        *("배송완료", "구매확정", "구매결정", "거래완료", "수취확인", "수취완료", "교환", "교환요청", "교환완료", "반품요청"),
        *("delivered", "completed", "complete", "closed", "done"),
    ),
    "cancelled": (
        "취소",
        "주문취소",
        "취소완료",
        "결제취소",
        "미결제취소",
        "입금전취소",
        "cancelled",
        "canceled",
        "voided",
        "void",
        "expired",
    ),
    "refunded": ("환불", "환불완료", "반품", "반품완료", "refunded", "returned", "return completed", "chargeback"),
}

# The state of an order in the words of Korean and English shops. What is only asked for (취소요청) has not happened yet.
order_state: Parser = choice({word: state for state, words in _STATES.items() for word in words})

# Questions as people word them.
RECOMMENDS = r"recommend|추천\s*의향|추천하|추천할|추천해"
SATISFIED_WITH = r"satisf|만족"
RATES = r"\brate\b|평점|별점"
SAYS_WHY = r"\bwhy\b|better|improve|comment|reason|의견|이유|개선|적어|불편|바라는"
