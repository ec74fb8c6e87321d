"""What counts as an answer to a survey, said once for every theme."""

from dataclasses import dataclass
from datetime import UTC, date, datetime

import narwhals as nw

from metrics.engine import Expression
from metrics.facts import Responses
from metrics.formula import Share
from metrics.measure import Count
from metrics.metric import Better, Example, Metric
from metrics.text import Text
from metrics.unit import Unit

_score = nw.col(Responses.score.name)
_IS_ANSWERED = ~_score.is_null()


@dataclass(frozen=True)
class Scale:
    """The scores that a survey allows, and which end of them is the good one; some turn it round."""

    lowest: float
    highest: float
    best: float

    @property
    def better(self) -> Better:
        """Which way its mean should go."""
        return Better.HIGHER if self.best == self.highest else Better.LOWER

    def near_best(self, steps: float) -> Expression:
        """The scores that are at most so many steps from the best."""
        return _score >= self.best - steps if self.better is Better.HIGHER else _score <= self.best + steps


# Answers on another scale are another number.
SCALES = {
    "nps": Scale(0, 10, best=10),
    "csat": Scale(1, 5, best=5),
    "ces": Scale(1, 7, best=7),  # how far one agrees that it was easy
    "review": Scale(1, 5, best=5),
}
TOP_TWO = 1.0  # steps from the best: 4 and 5 of five
TOP_THREE = 2.0  # 5, 6 and 7 of seven


def answered(survey: str) -> Expression:
    """Which responses are answers to a survey, given on its scale."""
    scale = SCALES[survey]
    on_scale = (nw.col(Responses.scale_min.name) == scale.lowest) & (nw.col(Responses.scale_max.name) == scale.highest)
    return _is_of(survey) & on_scale & _IS_ANSWERED


def answers(survey: str, label: Text, steps: float | None = None) -> Count:
    """The answers to a survey by the day they were given; only those at most so many steps from the best where that is said."""
    where = answered(survey) if steps is None else answered(survey) & SCALES[survey].near_best(steps)
    return Count(on=Responses.answered_on, where=where, label=label)


def answered_of_sent(survey: str, *, label: Text, about: Text, example: Example) -> Metric:
    """Of a survey's questions sent, the share that was answered, by the day sent."""
    sent = _is_of(survey)
    return Metric(
        label=label,
        about=about,
        formula=Share(
            Count(on=Responses.asked_on, where=sent & _IS_ANSWERED, label=Text(ko="답을 받은 설문", en="surveys answered")),
            Count(on=Responses.asked_on, where=sent, label=Text(ko="보낸 설문", en="surveys sent")),
        ),
        unit=Unit.SHARE,
        better=Better.HIGHER,
        goal=None,
        rise_may_mean=Text(ko="설문이 짧아졌거나 보내는 대상이 줄었을 수 있습니다.", en="A shorter survey, or fewer people were asked."),
        check_first=Text(ko="보낸 설문의 수와 채널을 먼저 확인해 주세요.", en="How many were asked, and through which channel."),
        does_not_prove=Text(ko="응답이 고객 전체를 대표한다는 증거는 아닙니다.", en="That the answers stand for all customers."),
        source="Answers over surveys sent, as help desks and survey tools report it.",
        example=example,
    )


def example_answers(survey: str, *scores: float, customer: int | None = None, day: date = date(2026, 1, 15)) -> list[dict[str, object]]:
    """Answers of a worked example: the columns that matter."""
    scale = SCALES[survey]
    row = {"survey": survey, "scale_min": scale.lowest, "scale_max": scale.highest, "answered_on": day, "customer_key": customer}
    return [row | {"score": score, "answered_at": datetime(day.year, day.month, day.day, tzinfo=UTC)} for score in scores]


def example_surveys(survey: str, *scores: float | None) -> list[dict[str, object]]:
    """Surveys sent in a worked example, with None where nobody answered."""
    return [{"survey": survey, "score": score, "asked_on": date(2026, 1, 10)} for score in scores]


def _is_of(survey: str) -> Expression:
    return nw.col(Responses.survey.name) == survey
