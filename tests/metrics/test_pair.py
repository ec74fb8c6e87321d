"""The pair against a slow, obvious computation of its own, on rows made up by Hypothesis, and on the demo company."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from errors import QueryError
from etl.demo_story import FASTER_REPLIES, LESS_SATISFIED, ONLINE_TEAM, TEAMS
from metrics import goal
from metrics.change import Change, Direction
from metrics.facts import Facts
from metrics.pair import DOES_NOT_PROVE, SIDES, Pair, Verdict, guarded, pair
from metrics.period import Grain, Span, months_later
from metrics.query import KNOWN, NO_DATA, TOO_FEW, Scope
from metrics.rated import rated_metrics
from tests.metrics.rows import Row, facts_in, facts_of

MARCH, APRIL = Span(date(2026, 3, 1), date(2026, 4, 1)), Span(date(2026, 4, 1), date(2026, 5, 1))
TARGET = 60

ids = st.sampled_from(["1", "2", "3", "4"])
people = st.one_of(st.none(), st.integers(1, 3))
ticket_rows = st.lists(
    st.fixed_dictionaries(
        {
            "source": st.sampled_from(["desk", "phone"]),
            "ticket_id": ids,
            "customer_key": people,
            "closed_on": st.one_of(st.none(), st.dates(MARCH.start - timedelta(days=3), APRIL.end + timedelta(days=3))),
            "first_response_business_minutes": st.one_of(st.none(), st.integers(0, 130)),
            "team": st.sampled_from(["A", "B", None]),
        }
    ),
    max_size=8,
    unique_by=lambda row: (row["source"], row["ticket_id"]),
)
answer_rows = st.lists(
    st.fixed_dictionaries(
        {
            "source": st.sampled_from(["desk", "phone", "tool"]),
            "ticket_id": st.one_of(st.none(), ids),
            "customer_key": people,
            "survey": st.sampled_from(["csat", "csat", "csat", "nps"]),
            "score": st.one_of(st.none(), st.sampled_from([1.0, 3.0, 4.0, 5.0])),
            "answered_at": st.one_of(
                st.none(), st.integers(9, 50).map(lambda hour: datetime(2026, 4, 1, tzinfo=UTC) + timedelta(hours=hour))
            ),
            "answered_on": st.sampled_from([date(2026, 4, 1), date(2026, 4, 2)]),
        }
    ),
    max_size=12,
).map(lambda rows: [row | {"response_id": str(number)} for number, row in enumerate(rows)])


def company(tickets: list[Row], answers: list[Row]) -> Facts:
    return facts_of(tickets=tickets, responses=answers)


def ticket_of(answer: Row, tickets: list[Row]) -> Row | None:
    """The one ticket that an answer is about, for sure."""
    if any(ticket["source"] == answer["source"] for ticket in tickets):
        tickets = [ticket for ticket in tickets if ticket["source"] == answer["source"]]
    found = [ticket for ticket in tickets if ticket["ticket_id"] == answer["ticket_id"]]
    if len(found) > 1:
        found = [ticket for ticket in found if answer["customer_key"] is not None and ticket["customer_key"] == answer["customer_key"]]
    return found[0] if len(found) == 1 else None


def with_ratings(tickets: list[Row], answers: list[Row]) -> list[Row]:
    """The tickets with `content`: whether the last answer about each was 4 or 5; None where there is none."""
    rated: dict[tuple[str, str], tuple[datetime, bool]] = {}
    for answer in answers:
        about = ticket_of(answer, tickets)
        if answer["survey"] == "csat" and answer["score"] is not None and about is not None:
            day = datetime.combine(answer["answered_on"], datetime.min.time(), UTC)
            said = (answer["answered_at"] or day, answer["score"] >= 4)
            key = about["source"], about["ticket_id"]
            rated[key] = max(said, rated.get(key, said))
    return [t | {"content": rated.get((t["source"], t["ticket_id"]), (None, None))[1]} for t in tickets]


def expected(tickets: list[Row], period: Span) -> dict[str, float | None]:
    closed = [t for t in tickets if t["closed_on"] is not None and period.start <= t["closed_on"] < period.end]
    answered = [t for t in closed if t["first_response_business_minutes"] is not None]
    both = [t for t in answered if t["content"] is not None]

    def of(rows: list[Row], prefix: str) -> dict[str, float | None]:
        waits = [row["first_response_business_minutes"] for row in rows]
        return {
            f"{prefix}speed": float(np.quantile(waits, 0.5)) if waits else None,
            f"{prefix}slowest": float(np.quantile(waits, 0.9)) if waits else None,
            f"{prefix}within_target": float(np.mean([wait <= TARGET for wait in waits])) if waits else None,
        }

    content = float(np.mean([row["content"] for row in both])) if both else None
    return of(both, "") | of(answered, "all_") | {"satisfaction": content, "paired_share": len(both) / len(closed) if closed else None}


def values(of: Pair, which: str) -> dict[str, float | None]:
    return {name: getattr(side, which).value for name, side in of.sides.items()}


@given(tickets=ticket_rows, answers=answer_rows)
@settings(max_examples=25, deadline=None)
def test_both_sides_are_counted_over_the_same_tickets(tickets: list[Row], answers: list[Row]) -> None:
    got = pair(company(tickets, answers), APRIL, MARCH, target=TARGET, fewest=1)
    rated = with_ratings(tickets, answers)
    assert values(got, "before") == pytest.approx(expected(rated, MARCH))
    assert values(got, "after") == pytest.approx(expected(rated, APRIL))
    assert got.satisfaction.after.n == got.speed.after.n == got.within_target.after.n


@given(tickets=ticket_rows, answers=answer_rows)
@settings(max_examples=5, deadline=None)
def test_a_group_is_what_its_team_sees(tickets: list[Row], answers: list[Row]) -> None:
    facts = company(tickets, answers)
    for group in pair(facts, APRIL, MARCH, by=("team",), fewest=1).groups:
        if (team := group.group["team"]) is not None:
            seen = pair(facts, APRIL, MARCH, scope=Scope(frozenset({team})), fewest=1)
            chosen = pair(facts, APRIL, MARCH, where={"team": (team,)}, fewest=1)
            assert_frame_equal(seen.frame, chosen.frame)
            assert_frame_equal(seen.frame, group.frame.drop("team"))
            assert seen.verdict is chosen.verdict is group.verdict


@given(tickets=ticket_rows, answers=answer_rows, random=st.randoms())
@settings(max_examples=5, deadline=None)
def test_the_order_of_rows_changes_nothing(tickets: list[Row], answers: list[Row], random) -> None:
    before = pair(company(tickets, answers), APRIL, MARCH, by=("team",), fewest=1).frame
    random.shuffle(tickets)
    random.shuffle(answers)
    assert_frame_equal(pair(company(tickets, answers), APRIL, MARCH, by=("team",), fewest=1).frame, before)


def closed(number: int, minutes: int | None = 30, *, on: date = APRIL.start, source: str = "desk", **more: object) -> Row:
    return {"source": source, "ticket_id": str(number), "closed_on": on, "first_response_business_minutes": minutes} | more


def rated(number: int, score: float, *, source: str = "tool", **more: object) -> Row:
    return {"source": source, "response_id": f"{source}-{number}", "ticket_id": str(number), "survey": "csat", "score": score} | more


def test_a_ticket_id_that_two_sources_have_is_never_guessed_whoever_asks() -> None:
    tickets = [closed(1, team="A", customer_key=7), closed(1, team="B", customer_key=8, source="phone")]
    for scope in (Scope(), Scope(frozenset({"A"})), Scope(frozenset({"B"}))):
        assert pair(company(tickets, [rated(1, 5)]), APRIL, MARCH, scope=scope, fewest=1).satisfaction.after.n == 0
    known = company(tickets, [rated(1, 5, customer_key=8)])
    counted = {team: pair(known, APRIL, MARCH, scope=Scope(frozenset({team})), fewest=1).satisfaction.after.n for team in "AB"}
    assert counted == {"A": 0, "B": 1}


def test_a_source_with_tickets_of_its_own_never_means_those_of_another() -> None:
    tickets = [closed(1), closed(2, source="phone")]
    assert pair(company(tickets, [rated(2, 5, source="desk")]), APRIL, MARCH, fewest=1).satisfaction.after.n == 0


def test_the_last_answer_about_a_ticket_counts() -> None:
    said = [
        rated(1, score, source="desk") | {"response_id": str(hour), "answered_at": datetime(2026, 4, 2, hour, tzinfo=UTC)}
        for hour, score in ((9, 1.0), (11, 5.0), (10, 2.0))
    ]
    assert pair(company([closed(1)], said), APRIL, MARCH, fewest=1).satisfaction.after.value == 1


def test_the_later_day_counts_whether_its_hour_is_known_or_not() -> None:
    early = rated(1, 1.0, source="desk") | {"answered_at": datetime(2026, 4, 2, 9, tzinfo=UTC), "answered_on": date(2026, 4, 2)}
    late = rated(1, 5.0, source="desk") | {"response_id": "late", "answered_on": date(2026, 4, 5)}
    assert pair(company([closed(1)], [late, early]), APRIL, MARCH, fewest=1).satisfaction.after.value == 1


def test_an_answer_of_another_team_is_not_shown_to_a_team_lead() -> None:
    facts = company([closed(1, team="A"), closed(2, team="A")], [rated(1, 5, team="B"), rated(2, 1, team="A")])
    assert pair(facts, APRIL, MARCH, scope=Scope(frozenset({"A"})), fewest=1).satisfaction.after.value == 0
    assert pair(facts, APRIL, MARCH, fewest=1).satisfaction.after.value == 0.5


def test_a_ticket_never_answered_is_on_neither_side() -> None:
    got = pair(company([closed(1), closed(2, None)], [rated(1, 5), rated(2, 1)]), APRIL, MARCH, fewest=1)
    assert (got.satisfaction.after.value, got.satisfaction.after.n, got.speed.after.n) == (1, 1, 1)
    assert (got.paired_share.after.part, got.paired_share.after.whole) == (1, 2)


def test_a_reply_at_the_very_target_is_within_it() -> None:
    got = pair(company([closed(1, TARGET), closed(2, TARGET + 1)], [rated(1, 5), rated(2, 5)]), APRIL, MARCH, target=TARGET, fewest=1)
    assert (got.within_target.after.part, got.all_within_target.after.part, got.target) == (1, 1, TARGET)


def test_only_satisfaction_answers_rate_a_ticket() -> None:
    facts = company([closed(1), closed(2)], [rated(1, 5) | {"survey": "nps"}, rated(2, 1)])
    assert pair(facts, APRIL, MARCH, fewest=1).satisfaction.after.part == 0
    assert pair(facts, APRIL, MARCH, fewest=1).satisfaction.after.n == 1


def test_too_few_and_no_data_are_told_apart_and_neither_has_a_verdict() -> None:
    got = pair(company([closed(n) for n in range(4)], [rated(n, 5) for n in range(4)]), APRIL, MARCH)
    assert (got.satisfaction.after.state, got.satisfaction.before.state) == (TOO_FEW, NO_DATA)
    assert (got.satisfaction.after.value, got.satisfaction.after.n, got.speed.after.value) == (None, 4, None)
    assert got.verdict is Verdict.CANNOT_TELL


def two_months(*, minutes: tuple[int, int], content: tuple[int, int], each: int = 200) -> Facts:
    """A company whose tickets wait about so long and of which so many in `each` are content, in March and in April."""
    tickets, answers = [], []
    for month, (period, wait, happy) in enumerate(zip((MARCH, APRIL), minutes, content, strict=True)):
        for number in range(each):
            key = month * each + number
            tickets.append(closed(key, wait + number % 20, on=period.start))
            answers.append(rated(key, 5 if number < happy else 2))
    return company(tickets, answers)


@pytest.mark.parametrize(
    ("minutes", "content", "verdict"),
    [
        ((180, 90), (140, 180), Verdict.FASTER_AND_HAPPIER),
        ((180, 90), (180, 140), Verdict.SPEED_TRAP),
        ((180, 90), (180, 180), Verdict.FASTER),
        ((90, 180), (140, 180), Verdict.SLOWER_BUT_HAPPIER),
        ((90, 180), (180, 140), Verdict.WORSE_ON_BOTH),
        ((90, 180), (180, 178), Verdict.SLOWER),
        ((90, 91), (140, 180), Verdict.HAPPIER),
        ((90, 90), (180, 140), Verdict.LESS_HAPPY),
        ((90, 90), (180, 179), Verdict.CANNOT_TELL),
    ],
)
def test_the_verdict_is_told_from_both_changes(minutes: tuple[int, int], content: tuple[int, int], verdict: Verdict) -> None:
    facts = two_months(minutes=minutes, content=content)
    assert pair(facts, APRIL, MARCH).verdict is verdict
    longer = Span(MARCH.start, APRIL.end)
    assert pair(facts, longer, MARCH).verdict is Verdict.CANNOT_TELL  # they share days


def test_every_verdict_has_its_words_and_speed_alone_is_not_good_news() -> None:
    assert len({verdict.label for verdict in Verdict}) == len(Verdict) == 9
    assert {verdict for verdict in Verdict if verdict.is_good} == {Verdict.FASTER_AND_HAPPIER, Verdict.HAPPIER}
    assert {verdict for verdict in Verdict if verdict.is_good is False} == {
        Verdict.SPEED_TRAP,
        Verdict.WORSE_ON_BOTH,
        Verdict.SLOWER,
        Verdict.LESS_HAPPY,
    }


def test_no_text_says_that_one_side_caused_the_other() -> None:
    texts = [DOES_NOT_PROVE, *(verdict.label for verdict in Verdict)]
    texts += [text for metric in rated_metrics().values() for text in (metric.label, metric.about, metric.rise_may_mean)]
    for text in texts:
        assert not any(word in text.en.lower() for word in ("caus", "because", "due to", "thanks to"))
        assert not any(word in text.ko for word in ("때문", "덕분", "원인", "탓"))


@pytest.mark.parametrize("verdict", [*goal.Verdict, None])
@pytest.mark.parametrize("direction", list(Direction))
def test_a_speed_goal_is_held_only_while_it_would_be_met_and_satisfaction_is_down(
    verdict: goal.Verdict | None, direction: Direction
) -> None:
    is_good = {Direction.UP: True, Direction.DOWN: False}.get(direction)
    got = guarded(verdict, Change(-0.1, direction, is_good))
    assert got.is_held == (verdict is goal.Verdict.MET and direction is Direction.DOWN)
    assert got.is_met == (verdict is goal.Verdict.MET and direction is not Direction.DOWN)
    assert got.verdict is verdict
    assert (got.label is None) == (verdict is None)
    assert got.is_held == (got.label is not None and got.label.en.startswith("Held"))


def test_a_speed_goal_is_held_in_the_speed_trap() -> None:
    trap = pair(two_months(minutes=(180, 30), content=(180, 140)), APRIL, MARCH)
    speed, wanted = trap.speed.after, goal.Goal(at_most=60)
    assert wanted.verdict(speed.value, speed.low, speed.high) is goal.Verdict.MET
    assert guarded(goal.Verdict.MET, trap.satisfaction.change).is_held


def test_tickets_are_cut_by_what_tickets_know_only() -> None:
    with pytest.raises(QueryError, match="product_category"):
        pair(Facts.empty(), APRIL, MARCH, by=("product_category",))


def test_an_empty_company_has_a_pair_without_numbers() -> None:
    got = pair(Facts.empty(), APRIL, MARCH, by=("team",))
    assert {side.after.state for side in got.sides.values()} == {NO_DATA}
    assert (got.verdict, got.groups) == (Verdict.CANNOT_TELL, ())
    assert got.frame.height == 2 * len(SIDES)


@pytest.mark.parametrize(
    ("unrated", "contradicted", "apart"),
    [((180, 90), False, False), ((400, 600), True, True), ((600, 400), False, True), ((10, 5), False, True)],
)
def test_it_is_seen_where_the_rated_tickets_do_not_stand_for_all(unrated: tuple[int, int], contradicted: bool, apart: bool) -> None:
    rated_ones = two_months(minutes=(180, 90), content=(180, 140))
    others = [closed(9_000 + n, unrated[n % 2] + n % 20, on=(MARCH, APRIL)[n % 2].start) for n in range(2_000)]
    got = pair(
        Facts({**rated_ones.frames, "tickets": pl.concat([rated_ones.frames["tickets"], facts_of(tickets=others).frames["tickets"]])}),
        APRIL,
        MARCH,
    )
    assert got.verdict is Verdict.SPEED_TRAP
    assert (got.is_contradicted, got.stands_apart) == (contradicted, apart)


@pytest.fixture(scope="module")
def demo(demo_home: Path) -> Facts:
    return facts_in(demo_home)


SINCE = Span(FASTER_REPLIES.starts_on, FASTER_REPLIES.ends_on)
YEAR_BEFORE = Span(months_later(SINCE.start, -12), months_later(SINCE.end, -12))


def test_the_demo_companys_speed_trap_is_found_against_a_year_before(demo: Facts) -> None:
    got = pair(demo, SINCE, YEAR_BEFORE, by=("team",))
    assert got.verdict is Verdict.SPEED_TRAP
    assert (got.speed.before.value, got.speed.after.value) == pytest.approx((FASTER_REPLIES.usual, FASTER_REPLIES.planted), rel=0.1)
    shares = got.satisfaction.before.value, got.satisfaction.after.value
    assert shares == pytest.approx((LESS_SATISFIED.usual, LESS_SATISFIED.planted), abs=0.03)
    by_team = {group.group["team"]: group.verdict for group in got.groups}
    assert by_team.pop(ONLINE_TEAM) is Verdict.CANNOT_TELL
    assert by_team == dict.fromkeys(TEAMS[:4], Verdict.SPEED_TRAP)


def test_month_by_month_the_trap_is_found_from_march_on_and_never_before(demo: Facts) -> None:
    def verdict(year: int, month: int) -> Verdict:
        this = Grain.MONTH.period_of(date(year, month, 1))
        return pair(demo, this, Grain.MONTH.back(this, 12)).verdict

    before = {verdict(2025, 11), verdict(2025, 12), verdict(2026, 1), verdict(2026, 2)}
    assert before.isdisjoint({Verdict.SPEED_TRAP, Verdict.FASTER_AND_HAPPIER})
    since = [verdict(2026, month) for month in range(3, 11)]
    assert set(since) <= {Verdict.SPEED_TRAP, Verdict.FASTER}  # some 340 answers a month: now and then too few to tell
    assert since.count(Verdict.SPEED_TRAP) >= 6


def test_the_demo_companys_pair_equals_a_plain_join_of_its_two_exports(demo: Facts) -> None:
    tickets = demo.frames["tickets"].collect().filter(pl.col("closed_on").is_between(SINCE.start, SINCE.end, closed="left"))
    answers = demo.frames["responses"].collect().filter(survey="csat").drop_nulls("score").select("ticket_id", "score")
    waits = pl.col("first_response_business_minutes")
    both = tickets.join(answers, on="ticket_id").drop_nulls(waits.meta.output_name())
    got = pair(demo, SINCE, YEAR_BEFORE)
    assert both["ticket_id"].is_unique().all()
    assert got.satisfaction.after.n == both.height
    assert got.satisfaction.after.value == pytest.approx((both["score"] >= 4).mean(), abs=1e-12)
    assert (got.speed.after.value, got.slowest.after.value) == both.select(waits.median(), waits.quantile(0.9, "linear").alias("p90")).row(
        0
    )
    assert (got.within_target.after.part, got.all_speed.after.value) == (
        (both[waits.meta.output_name()] <= 60).sum(),
        tickets.select(waits.median()).item(),
    )
    assert {side.after.state for side in got.sides.values()} == {KNOWN}
