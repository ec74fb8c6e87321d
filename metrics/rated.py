"""Closed tickets with what their customers answered: the rows that speed and satisfaction are both counted over."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cache
from typing import Any

import narwhals as nw

from metrics.catalog.satisfaction import Satisfaction
from metrics.catalog.service import Service
from metrics.engine import Expression, collect, instant
from metrics.facts import Facts, Responses, Tickets, dimensions_of, name_of
from metrics.formula import Formula, Share
from metrics.measure import Count
from metrics.metric import Better, Metric
from metrics.period import Span
from metrics.quantile import Quantile
from metrics.query import Scope
from metrics.surveys import SCALES, TOP_TWO, answered
from metrics.text import Text
from metrics.tickets import ANSWERED, TARGET, waited
from metrics.unit import Unit

IS_CONTENT = "is_content"  # 1 where a ticket's customer answered 4 or 5, 0 where less, null where nobody answered

ID, SOURCE, CUSTOMER = Tickets.ticket_id.name, Tickets.source.name, Tickets.customer_key.name
_RATING = nw.col(IS_CONTENT)
_PAIRED = ANSWERED & ~_RATING.is_null()
_ANSWER = ("source", Responses.response_id.name)
_DAY = "answered_day"


def rated_tickets(facts: Facts, spans: Iterable[Span], scope: Scope) -> Facts:
    """Facts whose only rows are the tickets closed in the spans, each with `IS_CONTENT`.

    Of several answers about a ticket the last one counts. An answer that names another team than its ticket's counts only for
    who may see both. The join is the engine's; what comes back are a few narrow columns of those spans, in Polars, so that
    all numbers of a page are counted from them without joining again.
    """
    closed_on = nw.col(Tickets.closed_on.name)
    closed = facts.frame(Tickets).filter(
        nw.any_horizontal(*((closed_on >= s.start) & (closed_on < s.end) for s in spans), ignore_nulls=True)
    )
    kept = [ID, Tickets.closed_on.name, Tickets.first_response_business_minutes.name, *sorted(dimensions_of(Tickets))]
    asked = closed.select(ID).unique()  # of millions of answers only those that can be about these tickets
    ratings = (
        _linked(_answers(facts, scope).join(asked, on=ID, how="semi"), facts.frame(Tickets)).group_by(SOURCE, ID).agg(nw.col("rank").max())
    )
    rated = closed.select(*kept).join(ratings, on=[SOURCE, ID], how="left").with_columns((nw.col("rank") % 2).alias(IS_CONTENT))
    rows = collect(rated.drop("rank"))
    return Facts({**Facts.empty().frames, name_of(Tickets): rows.lazy()}, until=facts.until)


def _linked(answers: nw.LazyFrame[Any], tickets: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
    """The answers with the ticket that each is about: source and ticket_id of the ticket, rank.

    A source that exports tickets means its own. A survey tool's answers name tickets of another source: the one that has a
    ticket of that id, or, where several have one, that whose ticket is of the same customer. Where that leaves more than one
    the answer is left out: a number is never made from a guess. Scope does not decide here, or a link would depend on the reader.
    """
    tickets = tickets.select(SOURCE, ID, CUSTOMER)
    exporting = tickets.select(SOURCE).unique()
    own = answers.join(exporting, on=SOURCE, how="semi").select(SOURCE, ID, "rank")
    candidates = answers.join(exporting, on=SOURCE, how="anti").join(
        tickets.rename({SOURCE: "ticket_source", CUSTOMER: "ticket_customer"}), on=ID, how="inner"
    )
    same = (nw.col(CUSTOMER) == nw.col("ticket_customer")).fill_null(False).cast(nw.Int64)
    candidates = candidates.with_columns(same.alias("same"), nw.lit(1).alias("one")).with_columns(
        nw.col("one").sum().over(*_ANSWER).alias("found"), nw.col("same").sum().over(*_ANSWER).alias("found_same")
    )
    is_sure = (nw.col("found") == 1) | ((nw.col("same") == 1) & (nw.col("found_same") == 1))
    theirs = candidates.filter(is_sure).select(nw.col("ticket_source").alias(SOURCE), ID, "rank")
    return nw.concat([own, theirs], how="vertical")


def _answers(facts: Facts, scope: Scope) -> nw.LazyFrame[Any]:
    """The satisfaction answers about tickets. The later the answer, the higher its `rank`, which is odd where it is content."""
    team = nw.col(Responses.team.name)
    rows = facts.frame(Responses).filter(answered("csat"), ~nw.col(ID).is_null())
    if scope.teams is not None:
        rows = rows.filter(team.is_null() | team.is_in(sorted(scope.teams)))
    at, on = Responses.answered_at.name, Responses.answered_on.name
    rows = rows.with_columns(nw.col(on).cast(nw.Datetime("ms")).alias(_DAY))
    moment = nw.coalesce(instant(rows, at), instant(rows, _DAY), nw.lit(0))  # the day, where no hour is known
    return rows.select(*_ANSWER, ID, CUSTOMER, (moment * 2 + SCALES["csat"].near_best(TOP_TWO).cast(nw.Int64)).alias("rank"))


@cache
def rated_metrics(target: int = TARGET) -> Mapping[str, Metric]:
    """The metrics over `rated_tickets`, by the name of the side of a pair that each is. All are dated by the closing.

    Their worked examples are those of the metrics of the catalog that they are made from.
    """
    paired = _tickets(Text(ko="응답하고 평가받은 종료 문의", en="closed tickets answered and rated"), _PAIRED)
    answered = _tickets(Text(ko="응답한 종료 문의", en="closed tickets answered"), ANSWERED)
    closed = _tickets(Text(ko="종료된 문의", en="closed tickets"))
    return {
        "speed": _wait(Service.first_response_time, 0.5, paired),
        "slowest": _wait(Service.first_response_time_p90, 0.9, paired),
        "within_target": _within(target, paired, _PAIRED),
        "satisfaction": satisfaction(),
        "all_speed": replace(
            _wait(Service.first_response_time, 0.5, answered),
            label=Text(ko="응답한 문의 전체의 첫 응답 시간 (중앙값)", en="First response time of all answered tickets (median)"),
        ),
        "all_slowest": _wait(Service.first_response_time_p90, 0.9, answered),
        "all_within_target": _within(target, answered, ANSWERED),
        "paired_share": _of(
            Satisfaction.response_rate,
            Share(paired, closed),
            Text(ko="평가받은 문의의 비율", en="Share of tickets rated"),
            Text(
                ko="종료된 문의 가운데 응답하고 평가받은 문의의 비율입니다.",
                en="Of the tickets closed, the share that was answered and rated.",
            ),
        ),
    }


@cache
def satisfaction() -> Metric:
    """The satisfaction of paired tickets."""
    return _of(
        Satisfaction.customer_satisfaction,
        Share(
            _tickets(Text(ko="4점 이상 받은 문의", en="tickets rated 4 or 5"), _PAIRED & (_RATING == 1)),
            _tickets(Text(ko="응답하고 평가받은 종료 문의", en="closed tickets answered and rated"), _PAIRED),
        ),
        Text(ko="같은 문의의 만족도 (CSAT)", en="Satisfaction of the same tickets (CSAT)"),
        Text(
            ko="응답하고 평가받은 문의 가운데 4점이나 5점을 받은 비율입니다. 문의가 종료된 날을 기준으로 합니다.",
            en="Of the tickets answered and rated, the share rated 4 or 5, by the day the ticket was closed.",
        ),
    )


def _tickets(label: Text, where: Expression | None = None) -> Count:
    return Count(on=Tickets.closed_on, label=label, where=where)


def _wait(metric: Metric, q: float, rows: Count) -> Metric:
    about = Text(
        ko=f"{rows.label.ko}가 첫 응답까지 기다린 영업시간입니다. 종료된 날을 기준으로 합니다.",
        en=f"How long {rows.label.en} waited for the first reply, in business minutes, by the day they were closed.",
    )
    return _of(metric, Quantile(of=Tickets.first_response_business_minutes, q=q, rows=rows), metric.label, about)


def _within(target: int, rows: Count, where: Expression) -> Metric:
    """The share of tickets whose first reply came within the target."""
    label = Text(ko=f"{target}분 안에 응답한 비율", en=f"Answered within {target} minutes")
    about = Text(
        ko=f"{rows.label.ko} 가운데 영업시간 {target}분 안에 첫 응답을 받은 비율입니다.",
        en=f"Of the {rows.label.en}, the share whose first reply came within {target} business minutes.",
    )
    share = _of(Service.first_response_time, Share(_tickets(label, where & (waited <= target)), rows), label, about)
    rise = Text(
        ko="인력이 늘었거나, 자동 응답이 늘었거나, 쉬운 문의부터 답하고 있을 수 있습니다.",
        en="More people on duty, more automatic replies, or easy tickets first.",
    )
    return replace(share, unit=Unit.SHARE, better=Better.HIGHER, rise_may_mean=rise)


def _of(metric: Metric, formula: Formula, label: Text, about: Text) -> Metric:
    """A metric of the catalog counted over other rows; its unit, its direction and what it does not prove stay."""
    return replace(metric, formula=formula, label=label, about=about, goal=None, beside=())
