from datetime import date, timedelta

import pytest

from metrics.catalog import metric
from metrics.comments import DRAWN, has_comments, sample
from metrics.facts import Facts
from metrics.period import Grain
from metrics.query import Scope
from tests.metrics.rows import facts_of

OCTOBER = Grain.MONTH.period_of(date(2026, 10, 1))
NPS = metric("net_promoter_score")


def said(*texts: str | None, survey: str = "nps", team: str = "A", day: date = date(2026, 10, 5)) -> list[dict[str, object]]:
    return [
        {
            "response_id": f"{survey}{team}{day}{n}",
            "source": "s",
            "survey": survey,
            "score": 5.0,
            "answered_on": day,
            "team": team,
            "comment": text,
        }
        for n, text in enumerate(texts)
    ]


def facts(*rows: list[dict[str, object]]) -> Facts:
    return facts_of(date(2026, 11, 1), responses=[row for some in rows for row in some])


def texts(known: Facts, seed: str = "S000001", **asked: object) -> list[str]:
    found = sample(NPS, known, OCTOBER, seed, **asked)  # type: ignore[arg-type]
    assert found is not None
    return [comment.text for comment in found.comments]


MANY = [f"comment {n}" for n in range(40)]


def test_the_same_seed_draws_the_same_comments_whatever_their_order() -> None:
    rows = said(*MANY)
    assert texts(facts(rows)) == texts(facts(rows[::-1])) and len(texts(facts(rows))) == DRAWN
    assert texts(facts(rows), "S000001") != texts(facts(rows), "S000002")


def test_every_comment_is_drawn_about_as_often() -> None:
    known, drawn = facts(said(*MANY)), dict.fromkeys(MANY, 0)
    for seed in range(400):
        for text in texts(known, str(seed)):
            drawn[text] += 1
    assert min(drawn.values()) >= 25 and max(drawn.values()) <= 80  # 50 each; five standard deviations are 33


def test_only_answers_that_the_metric_counts_are_drawn_from() -> None:
    others = [said(*MANY, survey="csat"), said(*MANY, day=date(2026, 9, 30)), said(*MANY, day=date(2026, 11, 1))]
    own = said("one", "two", "three", "four", "five")
    assert sorted(texts(facts(own, *others))) == ["five", "four", "one", "three", "two"]


def test_a_reader_never_sees_what_was_written_to_another_team() -> None:
    known = facts(said(*MANY), said(*(f"theirs {n}" for n in range(40)), team="B"))
    assert all(text.startswith("theirs") for text in texts(known, scope=Scope(frozenset({"B"}))))
    assert all(text.startswith("theirs") for text in texts(known, where={"team": ("B",)}))


@pytest.mark.parametrize(("count", "shown"), [(0, 0), (4, 0), (5, 5)])
def test_of_fewer_than_five_comments_none_is_shown(count: int, shown: int) -> None:
    found = sample(NPS, facts(said(*(f"c{n}" for n in range(count)), None, "  ")), OCTOBER, "S000001")
    assert found is not None and (len(found.comments), found.written) == (shown, count)


def test_what_several_wrote_in_the_same_words_is_drawn_once() -> None:
    assert sorted(texts(facts(said("good", "good", "good", "good", "bad", "slow")))) == ["bad", "good", "slow"]


@pytest.mark.parametrize("name", ["repurchase_rate", "complaint_rate", "response_rate"])
def test_a_metric_that_counts_no_answers_has_no_comments(name: str) -> None:
    assert not has_comments(metric(name)) and sample(metric(name), facts(), OCTOBER, "S000001") is None


def test_a_trailing_metric_draws_from_its_whole_window() -> None:
    days = [date(2026, 10, 31) - timedelta(days=n) for n in range(6)]
    known = facts(*(said(f"day {day}", day=day) for day in days))
    assert len(texts(known)) == 5
