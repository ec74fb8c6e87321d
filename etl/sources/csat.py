"""A plain list of satisfaction scores: when, how satisfied from 1 to 5, and in the customer's words why."""

from etl.parse import any_moment, comment, ref, satisfaction
from etl.source import Constant, Fingerprint, From, Source
from metrics.facts import Responses
from metrics.text import Text

_WHEN = ("응답일시", "응답일", "응답 날짜", "설문일", "Answered at", "Responded at", "Response date", "Date")
_SCORE = ("만족도", "만족도 점수", "고객만족도", "CSAT", "CSAT score", "Satisfaction", "Satisfaction score")

_answered = From(_WHEN[0], any_moment, also=_WHEN[1:])
_score = From(_SCORE[0], satisfaction, also=_SCORE[1:])
_comment = From("의견", comment, also=("코멘트", "이유", "Comment", "Comments", "Reason"), optional=True)
_customer = From("회원번호", ref, also=("고객번호", "Customer ID", "Customer"), optional=True)

CSAT = Source(
    name="csat",
    label=Text(ko="만족도 응답 목록", en="Satisfaction answers"),
    recognised_by=(_WHEN, _SCORE),
    into={
        Responses: {
            Responses.response_id: Fingerprint((_answered, _score, _comment, _customer)),
            Responses.survey: Constant("csat"),
            Responses.answered_at: _answered,
            Responses.score: _score,
            Responses.scale_min: Constant(1.0),
            Responses.scale_max: Constant(5.0),
            Responses.comment: _comment,
        },
    },
    customer=_customer,
    note=Text(
        ko="1~5점 또는 '매우 만족' 같은 다섯 단계의 말로 읽습니다.", en="Read as 1 to 5, or as words of five steps such as Very satisfied."
    ),
)
