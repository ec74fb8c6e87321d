"""A plain list of product reviews: when, how many points, in whose words. Authors are not read."""

from etl.parse import any_moment, comment, ref, score
from etl.source import Constant, Fingerprint, From, Scale, Source
from metrics.facts import Responses
from metrics.text import Text

_WHEN = ("작성일", "작성일시", "리뷰작성일", "등록일", "Review date", "Reviewed at", "Date", "Created at")
_RATING = ("평점", "별점", "리뷰평점", "Rating", "Stars", "Star rating", "Review score")

_written = From(_WHEN[0], any_moment, also=_WHEN[1:])
_rating = From(_RATING[0], score(), also=_RATING[1:])
_text = From("리뷰", comment, also=("리뷰내용", "상품평", "후기", "내용", "Review", "Text", "Body", "Comment"), optional=True)
_number = From("리뷰번호", ref, also=("리뷰 ID", "Review ID", "review_id"), optional=True)

REVIEWS = Source(
    name="reviews",
    label=Text(ko="상품 리뷰 목록", en="Reviews"),
    recognised_by=(_WHEN, _RATING),
    into={
        Responses: {
            Responses.response_id: Fingerprint((_number, _written, _rating, _text)),
            Responses.survey: Constant("review"),
            Responses.answered_at: _written,
            Responses.score: _rating,
            Responses.scale_min: Constant(1.0),
            Responses.scale_max: Scale(_rating, (5.0, 10.0)),
            Responses.comment: _text,
        },
    },
    note=Text(
        ko="6점 이상이 하나라도 있으면 10점 만점으로, 아니면 5점 만점으로 봅니다. 10점 만점은 5점 만점 지표에 넣지 않습니다. "
        "작성자는 읽지 않습니다.",
        en="Out of 10 where any rating is above 5, else out of 5. What is out of 10 is not part of the metrics of five-point reviews. "
        "Authors are not read.",
    ),
)
