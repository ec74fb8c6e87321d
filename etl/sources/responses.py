"""A plain list of survey answers that names the survey of each: NPS, CSAT, CES or a review."""

from etl.parse import any_moment, choice, comment, ref, satisfaction
from etl.source import Fingerprint, From, Source
from metrics.facts import Responses
from metrics.text import Text

_KIND = ("설문", "설문종류", "설문 유형", "Survey", "Survey type", "survey")
_WHEN = ("응답일시", "응답일", "응답 날짜", "설문일", "Answered at", "Answer date", "Responded at", "Response date", "Date", "answered_at")
_SCORE = ("점수", "응답점수", "평점", "Score", "Rating", "Answer")
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
_NAMES = {
    "nps": ("NPS", "추천의향", "추천 의향"),
    "csat": ("CSAT", "만족도", "고객만족도", "satisfaction"),
    "ces": ("CES", "고객노력", "노력도", "effort"),
    "review": ("리뷰", "후기", "상품평", "review"),
}
_ENDS = {"nps": (0.0, 10.0), "csat": (1.0, 5.0), "ces": (1.0, 7.0), "review": (1.0, 5.0)}


def _by_kind(values: dict[str, str] | dict[str, float]) -> From:
    words = {word: values[kind] for kind, names in _NAMES.items() for word in names}
    return From(_KIND[0], choice(words), also=_KIND[1:])


_answered = From(_WHEN[0], any_moment, also=_WHEN[1:])
_score = From(_SCORE[0], satisfaction, also=_SCORE[1:])
_comment = From("의견", comment, also=("코멘트", "이유", "Comment", "Comments", "Text", "Verbatim"), optional=True)
_customer = From(_CUSTOMER[0], ref, also=_CUSTOMER[1:], optional=True)
_number = From("응답번호", ref, also=("Response ID", "response_id"), optional=True)

RESPONSES = Source(
    name="responses",
    label=Text(ko="설문 응답 목록", en="Survey answers"),
    recognised_by=(_KIND, _WHEN, _SCORE),
    into={
        Responses: {
            Responses.response_id: Fingerprint((_number, _answered, _score, _comment, _customer)),
            Responses.survey: _by_kind({kind: kind for kind in _NAMES}),
            Responses.answered_at: _answered,
            Responses.score: _score,
            Responses.scale_min: _by_kind({kind: low for kind, (low, _) in _ENDS.items()}),
            Responses.scale_max: _by_kind({kind: high for kind, (_, high) in _ENDS.items()}),
            Responses.comment: _comment,
            Responses.channel: From("채널", also=("Channel",), optional=True),
            Responses.team: From("담당팀", also=("팀", "Team"), optional=True),
        },
    },
    customer=_customer,
    customers_of="generic",
    note=Text(
        ko="척도는 설문 종류로 정해집니다: NPS 0~10, 만족도 1~5, 고객노력 1~7, 리뷰 1~5. 만족도는 '매우 만족' 같은 말로도 읽습니다.",
        en="The survey decides the scale: NPS 0 to 10, CSAT 1 to 5, CES 1 to 7, reviews 1 to 5. Satisfaction may be in words.",
    ),
)
