"""The answers of SurveyMonkey: two header rows, questions in a company's own words, the kind of answer below them."""

import dataframely as dy

from etl.parse import any_moment, comment, ref, satisfaction, score
from etl.source import Also, Constant, From, Handle, Like, Source, Suffixed, Value
from etl.sources.words import RECOMMENDS, SATISFIED_WITH, SAYS_WHY
from metrics.facts import Responses
from metrics.text import Text

_KNOWN_BY = ("Respondent ID", "Collector ID", "Start Date", "End Date")
_id = From("Respondent ID", ref)
_answered = From("End Date", any_moment)
_email = From("Email Address", ref, optional=True)
_why = From("Comment", comment, like=SAYS_WHY, optional=True)
_satisfied = From("Satisfaction", satisfaction, like=SATISFIED_WITH, optional=True)
_of_csat: dict[dy.Column, Value] = {
    Responses.survey: Constant("csat"),
    Responses.answered_at: _answered,
    Responses.score: _satisfied,
    Responses.scale_min: Constant(1.0),
    Responses.scale_max: Constant(5.0),
}

SURVEYMONKEY_NPS = Source(
    name="surveymonkey_nps",
    label=Text(ko="서베이몽키 추천 의향 설문", en="SurveyMonkey: would you recommend us"),
    recognised_by=(*_KNOWN_BY, Like(RECOMMENDS)),
    into={
        Responses: {
            Responses.response_id: _id,
            Responses.survey: Constant("nps"),
            Responses.answered_at: _answered,
            Responses.score: From("NPS", score(), like=RECOMMENDS),
            Responses.scale_min: Constant(0.0),
            Responses.scale_max: Constant(10.0),
            Responses.comment: _why,
        },
    },
    also=(Also(Responses, {Responses.response_id: Suffixed(_id, "/csat"), **_of_csat}, where=_satisfied),),
    customer=_email,
    known_by={Handle.EMAIL: _email},
    note=Text(
        ko="추천을 묻는 질문은 NPS(0~10점)로, 만족을 묻는 첫 질문은 만족도(1~5점)로 읽습니다.",
        en="The question on recommending is read as NPS, 0 to 10; the first question on satisfaction as CSAT, 1 to 5.",
    ),
)

SURVEYMONKEY_CSAT = Source(
    name="surveymonkey_csat",
    label=Text(ko="서베이몽키 만족도 설문", en="SurveyMonkey: how satisfied are you"),
    recognised_by=(*_KNOWN_BY, Like(SATISFIED_WITH)),
    into={Responses: {Responses.response_id: _id, **_of_csat, Responses.comment: _why}},
    customer=_email,
    known_by={Handle.EMAIL: _email},
    note=Text(ko="만족을 묻는 첫 질문을 만족도(1~5점)로 읽습니다.", en="The first question on satisfaction is read as CSAT, 1 to 5."),
)
