"""The answers of Typeform: a token per answer, its times in UTC, questions in a company's own words."""

from etl.parse import comment, ref, score, utc_moment
from etl.source import Constant, From, Source
from etl.sources.words import RECOMMENDS, SAYS_WHY
from metrics.facts import Responses
from metrics.text import Text

TYPEFORM_NPS = Source(
    name="typeform_nps",
    label=Text(ko="타입폼 응답", en="Typeform answers"),
    recognised_by=("#", "Start Date (UTC)", "Submit Date (UTC)", "Network ID"),
    into={
        Responses: {
            Responses.response_id: From("#", ref),
            Responses.survey: Constant("nps"),
            Responses.asked_on: From("Start Date (UTC)", utc_moment("%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M")),
            Responses.answered_at: From("Submit Date (UTC)", utc_moment("%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M")),
            Responses.score: From("NPS", score(), like=RECOMMENDS),
            Responses.scale_min: Constant(0.0),
            Responses.scale_max: Constant(10.0),
            Responses.comment: From("Notes", comment, like=SAYS_WHY, optional=True),
        },
    },
    note=Text(
        ko="추천을 묻는 질문이 없으면 어느 열이 점수인지 정해 주어야 합니다.",
        en="Where no question is on recommending, say which column holds the score.",
    ),
)
