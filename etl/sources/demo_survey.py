"""The demo company's survey answers: NPS after an order, satisfaction after a contact (which names only its contact)."""

from etl.parse import choice, comment, moment, ref, score
from etl.source import From, Source
from metrics.facts import Orders, Responses, Tickets
from metrics.text import Text

_WHEN = moment("%Y-%m-%d %H:%M", "%Y-%m-%d %H:%M:%S", "%Y-%m-%d")

DEMO_SURVEY = Source(
    name="demo_survey",
    label=Text(ko="단골상회 설문 응답", en="Demo company: survey"),
    recognised_by=("응답번호", "설문", "발송일", "응답일시", "상담번호", "점수"),
    into={
        Responses: {
            Responses.response_id: From("응답번호", ref),
            Responses.survey: From("설문", choice({"NPS": "nps", "만족도": "csat"})),
            Responses.asked_on: From("발송일", _WHEN),
            Responses.answered_at: From("응답일시", _WHEN),
            Responses.score: From("점수", score()),
            Responses.scale_min: From("설문", choice({"NPS": 0.0, "만족도": 1.0})),
            Responses.scale_max: From("설문", choice({"NPS": 10.0, "만족도": 5.0})),
            Responses.comment: From("의견", comment),
            Responses.ticket_id: From("상담번호", ref),
            Responses.order_id: From("주문번호", ref),
        },
    },
    customer=From("회원번호", ref),
    customers_of="demo",
    links={Tickets: "demo_tickets", Orders: "demo_orders"},
)
