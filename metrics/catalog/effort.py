"""How easy it was for the customer: part of the theme Satisfaction."""

from metrics.facts import Responses
from metrics.formula import Share
from metrics.mean import Mean
from metrics.metric import Better, Example, Metric
from metrics.surveys import SCALES, TOP_THREE, answered_of_sent, answers, example_answers, example_surveys
from metrics.text import Text
from metrics.unit import Unit

customer_effort_score = Metric(
    label=Text(ko="고객노력지수 (CES, 1~7점 평균)", en="Customer effort score (CES, mean of 1–7)"),
    about=Text(
        ko="'문제를 쉽게 해결할 수 있었다'에 얼마나 동의하는지 물은 설문(1~7점)의 평균입니다. 7점이 가장 쉬웠다는 뜻이므로 높을수록 "
        "좋습니다. 답한 날을 기준으로 하며, 다른 척도로 물은 응답은 세지 않습니다.",
        en="The mean of the 1–7 answers on how far one agrees that the matter was easy to settle. 7 is the easiest, so higher is "
        "better. By the date of the answer; answers on another scale are not counted.",
    ),
    formula=Mean(of=Responses.score, rows=answers("ces", Text(ko="CES 점수", en="effort scores"))),
    unit=Unit.RATING,
    better=SCALES["ces"].better,
    goal=None,
    rise_may_mean=Text(
        ko="문의를 처리하는 과정이 쉬워졌거나, 쉽게 끝난 고객이 더 많이 답했을 수 있습니다.",
        en="An easier way to get help, or more answers from those who had it easy.",
    ),
    check_first=Text(
        ko="응답률과 응답 수, 그리고 질문의 방향(높은 점수가 쉬움인지 어려움인지)을 먼저 확인해 주세요.",
        en="The response rate, the number of answers, and the direction of the question: whether a high score means easy.",
    ),
    does_not_prove=Text(ko="고객이 다시 온다는 증거는 아닙니다.", en="That customers come back."),
    source="Dixon, Freeman & Toman (2010), Stop Trying to Delight Your Customers, HBR 88(7/8); CES 2.0: agreement from 1 to 7, mean.",
    example=Example(
        given={
            Responses: [
                *example_answers("ces", 7, 7, 6, 3),
                {**example_answers("ces", 5)[0], "scale_max": 5.0},  # on another scale
                *example_answers("csat", 1),
            ]
        },
        gives=23 / 4,
    ),
)

effort_agreement = Metric(
    label=Text(ko="쉬웠다고 답한 비율 (CES 5~7점)", en="Found it easy (CES 5–7)"),
    about=Text(
        ko="'문제를 쉽게 해결할 수 있었다'는 설문(1~7점)의 응답 가운데 5점, 6점, 7점의 비율입니다. 답한 날을 기준으로 합니다.",
        en="Of the 1–7 answers on whether the matter was easy to settle, the share of 5, 6 and 7, by the date of the answer.",
    ),
    formula=Share(
        answers("ces", Text(ko="5점 이상 응답", en="answers of 5 to 7"), TOP_THREE),
        answers("ces", Text(ko="점수가 있는 모든 응답", en="all answers with a score")),
    ),
    unit=Unit.SHARE,
    better=Better.HIGHER,
    goal=None,
    variant_of=customer_effort_score,
    rise_may_mean=customer_effort_score.rise_may_mean,
    check_first=customer_effort_score.check_first,
    does_not_prove=customer_effort_score.does_not_prove,
    source="CES 2.0 as a share: answers that agree (5 to 7) over all answers.",
    example=Example(given={Responses: example_answers("ces", 7, 5, 4, 1, 6)}, gives=3 / 5),
)

effort_response_rate = answered_of_sent(
    "ces",
    label=Text(ko="CES 설문 응답률", en="Effort survey response rate"),
    about=Text(
        ko="보낸 고객노력지수 설문 가운데 답을 받은 비율입니다. 보낸 날을 기준으로 하므로, 최근 설문의 응답률은 더 오를 수 있습니다.",
        en="Of the effort surveys sent, the share that was answered, by the date sent; that of the latest ones may still rise.",
    ),
    example=Example(given={Responses: [*example_surveys("ces", 7, 2, None), *example_surveys("csat", None)]}, gives=2 / 3),
)
