"""Are they content?"""

from datetime import date

from metrics.catalog import effort
from metrics.facts import Responses
from metrics.formula import Share
from metrics.goal import Goal
from metrics.mean import Mean
from metrics.metric import Better, Example, Metric, Theme
from metrics.net_score import NetScore
from metrics.surveys import TOP_TWO, answered_of_sent, answers, example_answers, example_surveys
from metrics.text import Text
from metrics.unit import Unit

_ALL_ANSWERS = Text(ko="점수가 있는 모든 응답", en="all answers with a score")


class Satisfaction(Theme):
    label = Text(ko="만족", en="Satisfaction")
    question = Text(ko="고객이 만족하고 있는가?", en="Are they content?")

    net_promoter_score = Metric(
        label=Text(ko="순추천지수 (NPS)", en="Net promoter score (NPS)"),
        about=Text(
            ko="추천 의향(0~10점)에 9~10점을 준 응답의 비율에서 0~6점을 준 응답의 비율을 뺀 점수입니다. "
            "한 고객이 기간 안에 여러 번 답하면 마지막 응답만 셉니다.",
            en="The share of answers of 9 or 10 to the 0–10 question on recommending, less the share of 0 to 6. "
            "Of a customer's several answers in a period only the last one counts.",
        ),
        formula=NetScore(
            answers=answers("nps", _ALL_ANSWERS),
            score=Responses.score,
            customer=Responses.customer_key,
            promoter_from=9,
            detractor_to=6,
        ),
        unit=Unit.SCORE,
        better=Better.HIGHER,
        goal=Goal(at_least=70),
        rise_may_mean=Text(
            ko="경험이 좋아졌거나, 답한 사람이 달라졌을 수 있습니다.", en="A better experience, or different people answered."
        ),
        check_first=Text(
            ko="응답률과 응답자 구성, 응답 수를 먼저 확인해 주세요.", en="The response rate, the mix of respondents and their number."
        ),
        does_not_prove=Text(ko="매출이 늘어난다는 증거는 아닙니다.", en="Growth."),
        source="Reichheld (2003), The One Number You Need to Grow, HBR 81(12).",
        example=Example(
            given={
                Responses: [
                    *example_answers("nps", 10, 10, 9, 8, 7, 3),
                    *example_answers("nps", 0, customer=1, day=date(2026, 1, 5)),  # not the customer's last
                    *example_answers("nps", 8, customer=1, day=date(2026, 1, 25)),
                ]
            },
            gives=100 * (3 - 1) / 7,
        ),
    )

    net_promoter_score_all_answers = Metric(
        label=Text(ko="순추천지수 (NPS, 모든 응답)", en="Net promoter score (NPS, every answer)"),
        about=Text(
            ko="추천 의향(0~10점)에 9~10점을 준 응답의 비율에서 0~6점을 준 응답의 비율을 뺀 점수입니다. "
            "한 고객이 여러 번 답하면 모두 셉니다.",
            en="The share of answers of 9 or 10 to the 0–10 question on recommending, less the share of 0 to 6. "
            "Every answer counts, also of a customer who gave several.",
        ),
        formula=NetScore(answers=answers("nps", _ALL_ANSWERS), score=Responses.score, customer=None, promoter_from=9, detractor_to=6),
        unit=Unit.SCORE,
        better=Better.HIGHER,
        goal=None,
        variant_of=net_promoter_score,
        rise_may_mean=net_promoter_score.rise_may_mean,
        check_first=Text(
            ko="자주 답하는 고객이 점수를 끌고 가지 않는지, 마지막 응답만 센 값과 먼저 비교해 주세요.",
            en="Whether those who answer often carry the score: compare with the last answers only.",
        ),
        does_not_prove=net_promoter_score.does_not_prove,
        source="Reichheld (2003), The One Number You Need to Grow, HBR 81(12); every answer counted.",
        example=Example(
            given={
                Responses: [
                    *example_answers("nps", 10, 9, 3),
                    *example_answers("nps", 10, 10, customer=1, day=date(2026, 1, 5)),
                    *example_answers("nps", 6, customer=1, day=date(2026, 1, 25)),
                ]
            },
            gives=100 * (4 - 2) / 6,
        ),
    )

    net_promoter_response_rate = answered_of_sent(
        "nps",
        label=Text(ko="NPS 설문 응답률", en="NPS survey response rate"),
        about=Text(
            ko="보낸 추천 의향 설문 가운데 답을 받은 비율입니다. 보낸 날을 기준으로 하므로, 최근 설문의 응답률은 더 오를 수 있습니다.",
            en="Of the surveys on recommending that were sent, the share that was answered, by the date sent; that of the latest ones may "
            "still rise.",
        ),
        example=Example(given={Responses: [*example_surveys("nps", 10, None, None, None), *example_surveys("csat", 5)]}, gives=1 / 4),
    )

    customer_satisfaction = Metric(
        label=Text(ko="고객 만족도 (CSAT)", en="Customer satisfaction (CSAT)"),
        about=Text(
            ko="상담 만족도(1~5점) 응답 가운데 4점과 5점의 비율입니다. 답한 날을 기준으로 합니다.",
            en="Of the answers to the 1–5 satisfaction survey, the share of 4 and 5, by the date of the answer.",
        ),
        formula=Share(
            answers("csat", Text(ko="4점 이상 응답", en="answers of 4 or 5"), TOP_TWO),
            answers("csat", _ALL_ANSWERS),
        ),
        unit=Unit.SHARE,
        better=Better.HIGHER,
        goal=None,
        rise_may_mean=Text(
            ko="응대가 좋아졌거나, 설문을 보내는 시점이 바뀌었을 수 있습니다.",
            en="Better handling, or the survey is sent at another moment.",
        ),
        check_first=Text(ko="응답률과 설문 발송 시점을 먼저 확인해 주세요.", en="The response rate and when the survey is sent."),
        does_not_prove=Text(ko="고객이 다시 온다는 증거는 아닙니다.", en="Loyalty."),
        source="Top-2-box of a five-point scale: ratings of 4 and 5 over all ratings.",
        example=Example(given={Responses: example_answers("csat", 5, 4, 4, 3, 1)}, gives=3 / 5),
    )

    customer_satisfaction_mean = Metric(
        label=Text(ko="고객 만족도 평균 (1~5점)", en="Customer satisfaction, mean (1–5)"),
        about=Text(
            ko="상담 만족도(1~5점) 응답의 평균입니다. 만족 비율(%)과 섞어 비교할 수 없습니다. 답한 날을 기준으로 합니다.",
            en="The mean of the answers to the 1–5 satisfaction survey, by the date of the answer. Not to be compared with a share.",
        ),
        formula=Mean(of=Responses.score, rows=answers("csat", Text(ko="만족도 점수", en="satisfaction scores"))),
        unit=Unit.RATING,
        better=Better.HIGHER,
        goal=None,
        variant_of=customer_satisfaction,
        rise_may_mean=customer_satisfaction.rise_may_mean,
        check_first=customer_satisfaction.check_first,
        does_not_prove=customer_satisfaction.does_not_prove,
        source="Arithmetic mean of the scale.",
        example=Example(given={Responses: example_answers("csat", 5, 4, 4, 3, 1)}, gives=17 / 5),
    )

    customer_effort_score = effort.customer_effort_score
    effort_agreement = effort.effort_agreement

    response_rate = answered_of_sent(
        "csat",
        label=Text(ko="만족도 설문 응답률", en="Satisfaction survey response rate"),
        about=Text(
            ko="보낸 상담 만족도 설문 가운데 답을 받은 비율입니다. 보낸 날을 기준으로 합니다.",
            en="Of the satisfaction surveys sent, the share that was answered, by the date sent.",
        ),
        example=Example(given={Responses: example_surveys("csat", 5, 2, None, None, None)}, gives=2 / 5),
    )

    effort_response_rate = effort.effort_response_rate

    review_score = Metric(
        label=Text(ko="평균 리뷰 점수", en="Average review score"),
        about=Text(ko="상품 리뷰(1~5점) 점수의 평균입니다.", en="The mean of the product reviews' scores from 1 to 5."),
        formula=Mean(of=Responses.score, rows=answers("review", Text(ko="리뷰 점수", en="review scores"))),
        unit=Unit.RATING,
        better=Better.HIGHER,
        goal=None,
        rise_may_mean=Text(
            ko="상품이나 배송이 좋아졌거나, 리뷰를 쓰는 고객이 달라졌을 수 있습니다.",
            en="Better products or delivery, or other customers write reviews.",
        ),
        check_first=Text(ko="리뷰 수와 점수 분포를 먼저 확인해 주세요.", en="The number of reviews and the spread of their scores."),
        does_not_prove=Text(ko="리뷰를 쓰지 않은 고객의 만족은 알 수 없습니다.", en="That those who wrote none are content."),
        source="Arithmetic mean of the scale.",
        example=Example(given={Responses: example_answers("review", 5, 5, 4, 1)}, gives=3.75),
    )

    review_satisfaction = Metric(
        label=Text(ko="리뷰 만족 비율", en="Satisfied reviews"),
        about=Text(ko="상품 리뷰 가운데 4점과 5점의 비율입니다.", en="Of the product reviews, the share of 4 and 5."),
        formula=Share(
            answers("review", Text(ko="4점 이상 리뷰", en="reviews of 4 or 5"), TOP_TWO),
            answers("review", Text(ko="모든 리뷰", en="all reviews")),
        ),
        unit=Unit.SHARE,
        better=Better.HIGHER,
        goal=None,
        rise_may_mean=review_score.rise_may_mean,
        check_first=review_score.check_first,
        does_not_prove=review_score.does_not_prove,
        source="Top-2-box of a five-point scale: ratings of 4 and 5 over all ratings.",
        example=Example(given={Responses: example_answers("review", 5, 4, 2, 1)}, gives=2 / 4),
    )
