"""The answers of a Google form: when, and whatever a company asked. Questions are known by what they ask for."""

from collections.abc import Mapping

import dataframely as dy

from etl.parse import any_moment, comment, ref, satisfaction, score
from etl.source import Also, Constant, Fingerprint, From, Handle, Like, Scale, Source, Value
from etl.sources.words import RATES, RECOMMENDS, SATISFIED_WITH, SAYS_WHY
from metrics.facts import Responses
from metrics.text import Text

_TIME = ("Timestamp", "타임스탬프")
_answered = From(_TIME[0], any_moment, also=_TIME[1:])
_email = From("Email Address", ref, also=("이메일 주소", "Email", "이메일"), optional=True)
_why = From("Comment", comment, like=SAYS_WHY, optional=True)
_recommends = From("NPS", score(), like=RECOMMENDS)
_satisfied = From("Satisfaction", satisfaction, like=SATISFIED_WITH, optional=True)
_rated = From("Rating", score(), like=RATES)


def _asked(survey: str, question: From, ends: tuple[float, Value]) -> Mapping[dy.Column, Value]:
    """The columns of an answer to one question."""
    return {
        Responses.response_id: Fingerprint((_answered, _email, question, _why), kind=survey),
        Responses.survey: Constant(survey),
        Responses.answered_at: _answered,
        Responses.score: question,
        Responses.scale_min: Constant(ends[0]),
        Responses.scale_max: ends[1],
    }


GOOGLE_FORMS_NPS = Source(
    name="google_forms_nps",
    label=Text(ko="구글 설문지: 추천 의향", en="Google Forms: would you recommend us"),
    recognised_by=(_TIME, Like(RECOMMENDS)),
    into={Responses: {**_asked("nps", _recommends, (0.0, Constant(10.0))), Responses.comment: _why}},
    also=(Also(Responses, _asked("csat", _satisfied, (1.0, Constant(5.0))), where=_satisfied),),
    customer=_email,
    known_by={Handle.EMAIL: _email},
    note=Text(
        ko="추천을 묻는 질문은 NPS(0~10점)로, 만족을 묻는 첫 질문은 만족도(1~5점)로 읽습니다.",
        en="The question on recommending is read as NPS, 0 to 10; the first question on satisfaction as CSAT, 1 to 5.",
    ),
)

GOOGLE_FORMS_CSAT = Source(
    name="google_forms_csat",
    label=Text(ko="구글 설문지: 만족도", en="Google Forms: how satisfied are you"),
    recognised_by=(_TIME, Like(SATISFIED_WITH)),
    into={Responses: {**_asked("csat", _satisfied, (1.0, Constant(5.0))), Responses.comment: _why}},
    customer=_email,
    known_by={Handle.EMAIL: _email},
    note=Text(ko="만족을 묻는 첫 질문을 만족도(1~5점)로 읽습니다.", en="The first question on satisfaction is read as CSAT, 1 to 5."),
)

GOOGLE_FORMS_RATINGS = Source(
    name="google_forms_ratings",
    label=Text(ko="구글 설문지: 평점", en="Google Forms: how do you rate us"),
    recognised_by=(_TIME, Like(RATES)),
    into={Responses: {**_asked("review", _rated, (0.0, Scale(_rated, (5.0, 10.0)))), Responses.comment: _why}},
    customer=_email,
    known_by={Handle.EMAIL: _email},
    note=Text(
        ko="추천을 묻지 않는 평점 질문 가운데 첫 질문을 리뷰 점수로 읽습니다. 6점 이상이 하나라도 있으면 10점 만점으로 보며, "
        "그런 답은 5점 만점 리뷰 지표에 넣지 않습니다.",
        en="The first question for a rating that is not about recommending is read as a review; out of 10 where any is above 5, "
        "and then not part of the metrics of five-point reviews.",
    ),
)
