"""What is typed is what is asked: filters equal the same rows picked by hand, and what is not there is said in one sentence."""

from datetime import date
from typing import Any

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from errors import QueryError, UnknownMetricError, UserError
from metrics.catalog import METRICS
from metrics.facts import DIMENSIONS, Facts
from metrics.period import Grain, Span
from metrics.query import Query, measure
from reports.filters import dimension, filters, in_words
from reports.inquiry import Inquiry
from store.answers import KeptAnswers
from store.snapshots import Snapshot
from store.trends import Trends
from tests.made_company import UNTIL
from tests.store.few_facts import PUBLISHED

SPAN = Span(date(2026, 1, 1), date(2026, 10, 1))


@pytest.fixture(scope="module")
def trends(facts: Facts) -> Trends:
    """The made company's, with channels."""
    channels = pl.when(pl.int_range(pl.len()) % 3 == 0).then(pl.lit("전화")).when(pl.int_range(pl.len()) % 3 == 1).then(pl.lit("=1+1"))
    frames = {name: frame.with_columns(channels.alias("channel")) if name != "customers" else frame for name, frame in facts.frames.items()}
    made = Snapshot(id=12, published_at=PUBLISHED, versions={"orders": 1}, load_id=1, until=UNTIL)
    return Trends(made, Facts(frames, until=UNTIL), KeptAnswers.none())


def inquiry(trends: Trends, **asked: Any) -> Inquiry:
    usual: dict[str, Any] = {"names": ["complaint_rate"], "otherwise": METRICS, "start": SPAN.start, "end": SPAN.end}
    return Inquiry.of(trends, **(usual | {"grain": Grain.MONTH, "by": (), "where": ()} | asked))


@pytest.mark.parametrize(
    ("name", "where", "by_hand"),
    [
        ("complaint_rate", ["team=서울"], pl.col("team") == "서울"),
        ("complaint_rate", ["team=서울", "팀=부산"], pl.col("team").is_in(["서울", "부산"])),
        ("first_response_time", ["channel=전화"], pl.col("channel") == "전화"),
        ("first_response_time", ["team=서울", "channel=전화"], (pl.col("team") == "서울") & (pl.col("channel") == "전화")),
        ("first_response_time", ["channel==1+1", "Team=부산", "team=서울"], (pl.col("team") != "x") & (pl.col("channel") == "=1+1")),
        ("customer_satisfaction", ["team=소규모 팀"], pl.col("team") == "소규모 팀"),
    ],
)
@pytest.mark.parametrize("by", [(), ("team",)])
def test_filters_equal_the_rows_picked_by_hand(name: str, where: list[str], by_hand: pl.Expr, by: tuple[str, ...], trends: Trends) -> None:
    [answered] = inquiry(trends, names=[name], where=where, by=by).answers()
    picked = {fact: rows.filter(by_hand) if fact != "customers" else rows for fact, rows in trends.scanned.frames.items()}
    right = measure(Query(METRICS[name], SPAN, Grain.MONTH, by=by), Facts(picked, until=UNTIL))
    assert right["n"].sum() > 0
    assert_frame_equal(answered.frame, right, rel_tol=1e-12)


@pytest.mark.parametrize("asked", [*DIMENSIONS, *(text.ko for text in DIMENSIONS.values()), "TEAM", "product category", "팀"])
def test_a_dimension_is_known_by_its_name_and_by_its_labels(asked: str) -> None:
    assert dimension(asked) in DIMENSIONS


REFUSED = [
    ({"names": ["repurchase_ratio"]}, "Did you mean 'repurchase_rate'?"),
    ({"by": ["tema"]}, "There is no dimension 'tema'. Did you mean 'team'?"),
    ({"where": ["channle=전화"]}, "Did you mean 'channel'?"),
    ({"where": ["team=서웅"]}, "There is no team '서웅'."),
    ({"where": ["team=소규모팀"]}, "Did you mean '소규모 팀'? The data have: 부산, 서울, 소규모 팀."),
    ({"where": ["team"]}, "'team' has no ="),
    ({"where": ["channel=전화"]}, "cannot be broken down by 'channel'. It can by team."),
    ({"by": ["channel"]}, "cannot be broken down by 'channel'. It can by team."),
    ({"start": date(2026, 5, 1), "end": date(2026, 5, 1)}, "must end after it starts"),
    ({"start": date(1900, 1, 1), "grain": Grain.DAY}, "At most 2,000"),
]


@pytest.mark.parametrize(("asked", "said"), REFUSED, ids=[said for _, said in REFUSED])
def test_what_is_not_there_is_said_in_one_sentence_of_both_languages(asked: dict[str, Any], said: str, trends: Trends) -> None:
    with pytest.raises(UserError) as refused:
        inquiry(trends, **asked)
    assert isinstance(refused.value, QueryError | UnknownMetricError)
    assert said in refused.value.en
    assert "\n" not in refused.value.en + refused.value.ko and any("가" <= letter <= "힣" for letter in refused.value.ko)


def test_hangul_typed_letter_by_letter_finds_its_team(trends: Trends) -> None:
    assert filters(["team=서울"], trends.scanned) == {"team": ("서울",)}


def test_metrics_that_nobody_named_are_left_out_where_they_cannot_be_cut(trends: Trends) -> None:
    asked = inquiry(trends, names=(), by=["channel"])
    assert METRICS["complaint_rate"] in asked.left_out and METRICS["first_response_time"] in asked.metrics
    assert set(asked.left_out) | set(asked.metrics) == set(METRICS.values())
    with pytest.raises(QueryError):
        inquiry(trends, names=(), otherwise=["complaint_rate"], by=["channel"])


def test_a_filter_of_values_says_which() -> None:
    assert in_words({"team": ("서울", "부산"), "channel": ("전화",)}, "ko") == "팀: 서울, 부산 · 채널: 전화"
    assert in_words({}, "en") == ""
