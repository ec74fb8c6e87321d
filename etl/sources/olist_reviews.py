"""Reviews of the Olist marketplace: each names its order and nobody, so its customer comes from there."""

from etl.parse import moment, ref, score
from etl.source import Constant, From, Source
from metrics.facts import Orders, Responses
from metrics.text import Text

_WHEN = moment("%m/%d/%Y %H:%M", "%Y-%m-%d %H:%M:%S")

OLIST_REVIEWS = Source(
    name="olist_reviews",
    label=Text(ko="올리스트 리뷰", en="Olist reviews"),
    recognised_by=("order_id", "review_score", "review_creation_date", "review_answer_timestamp"),
    into={
        Responses: {
            Responses.response_id: From("review_pk", ref, also=("review_id",)),
            Responses.survey: Constant("review"),
            Responses.asked_on: From("review_creation_date", _WHEN),
            Responses.answered_at: From("review_answer_timestamp", _WHEN),
            Responses.score: From("review_score", score()),
            Responses.scale_min: Constant(1.0),
            Responses.scale_max: Constant(5.0),
            Responses.order_id: From("order_id", ref),
        },
    },
    customers_of="olist",
    links={Orders: "olist_orders"},
)
