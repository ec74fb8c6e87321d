"""A plain NPS file: when, how many points, and in the customer's words why."""

from etl.parse import any_moment, comment, ref, score
from etl.source import Constant, Fingerprint, From, Source
from metrics.facts import Responses
from metrics.text import Text

_WHEN = ("CUSTOMER_RESPONSE_DATE", "Response date", "Responded at", "Answered at", "Date", "응답일", "응답일시", "응답 날짜", "설문일")
_SCORE = ("NPS_SCORE", "NPS score", "NPS", "Score", "점수", "NPS 점수", "추천 점수", "추천의향")
_COMMENT = ("text", "Comment", "Comments", "Reason", "Verbatim", "의견", "코멘트", "이유")
_CUSTOMER = ("Customer ID", "Customer", "회원번호", "고객번호")

_answered = From(_WHEN[0], any_moment, also=_WHEN[1:])
_score = From(_SCORE[0], score(), also=_SCORE[1:])
_comment = From(_COMMENT[0], comment, also=_COMMENT[1:], optional=True)
_customer = From(_CUSTOMER[0], ref, also=_CUSTOMER[1:], optional=True)

NPS = Source(
    name="nps",
    label=Text(ko="NPS 응답 목록", en="NPS answers"),
    recognised_by=(_WHEN, _SCORE),
    into={
        Responses: {
            Responses.response_id: Fingerprint((_answered, _score, _comment, _customer)),
            Responses.survey: Constant("nps"),
            Responses.answered_at: _answered,
            Responses.score: _score,
            Responses.scale_min: Constant(0.0),
            Responses.scale_max: Constant(10.0),
            Responses.comment: _comment,
        },
    },
    customer=_customer,
)
