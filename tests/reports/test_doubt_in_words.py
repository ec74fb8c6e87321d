"""What cannot be told yet, what is compared with what, and what is missing, as paper and terminal say it."""

from dataclasses import replace
from datetime import date, timedelta
from io import StringIO
from typing import Any

import pytest
from rich.console import Console

from metrics.catalog import metric
from metrics.change import Direction
from metrics.facts import Facts
from metrics.feasts import FEASTS
from metrics.goal import Verdict
from metrics.pair import Guarded
from metrics.period import Grain, Span
from metrics.scorecard import Score, score
from metrics.text import Language
from reports.content import Content, content
from reports.edition import Edition
from reports.findings import Findings
from reports.kind import CHOSEN
from reports.letterhead import Letterhead
from reports.sentences import points
from reports.terminal import score_table
from tests.metrics.rows import facts_of

NOVEMBER = date(2026, 11, 1)


def answers(first: date, until: date, promoters: int, passives: int, detractors: int) -> list[dict[str, Any]]:
    """So many answers of each kind on every day."""
    days = [first + timedelta(days=n) for n in range((until - first).days)]
    scores = [10.0] * promoters + [7.0] * passives + [3.0] * detractors
    return [{"survey": "nps", "score": s, "answered_on": day} for day in days for s in scores]


def facts(until: date, **more: list[dict[str, Any]]) -> Facts:
    """A net promoter score of 30 in every month but October 2026, in which it is 36."""
    before = answers(date(2025, 1, 1), date(2026, 10, 1), 5, 3, 2)
    return facts_of(until, responses=[*before, *answers(date(2026, 10, 1), min(until, NOVEMBER), 27, 14, 9)], **more)


def scored(known: Facts, day: date, feasts: tuple[Any, ...] = ()) -> Score:
    return score(metric("net_promoter_score"), known, Grain.MONTH.period_of(day), Grain.MONTH, feasts=feasts)


def paper(told: Score, language: Language) -> Content:
    edition = Edition(kind=CHOSEN, metrics=(told.metric,), period=told.now.period, language=language)
    return content(Findings(scores=(told,)), edition, Letterhead(company=""), snapshot_name=None, published_at=None, until=told.until)


@pytest.mark.parametrize(
    ("language", "note", "verdict"),
    [
        ("ko", "기간마다 약 1,300건이면 판단 가능", "약 460건이면 판단 가능"),
        ("en", "about 1,300 in each period would tell", "about 460 would tell"),
    ],
)
def test_how_many_would_tell_stands_on_paper_and_in_the_terminal(language: Language, note: str, verdict: str) -> None:
    told = replace(scored(facts(NOVEMBER), date(2026, 10, 1)), decides_goal=457)
    assert told.judgement is not None
    told = replace(told, judgement=replace(told.judgement, guarded=Guarded(Verdict.TOO_EARLY, is_held=False)))
    assert told.decides_change == 1_281  # the change from 30 to 36
    figures = paper(told, language).sections[0].figures
    assert figures.change.note == note and figures.verdict.endswith(verdict)
    printed = StringIO()
    Console(width=300, file=printed).print(score_table([told], told.now.period, Grain.MONTH, language, "KRW"))
    assert note in printed.getvalue() and verdict in printed.getvalue()


@pytest.mark.parametrize(("language", "days"), [("ko", "9월 1~12일"), ("en", "1–12 Sep")])
def test_a_running_month_says_on_paper_which_days_it_is_compared_with(language: Language, days: str) -> None:
    figures = paper(scored(facts(date(2026, 10, 13)), date(2026, 10, 1)), language).sections[0].figures
    assert figures.change.note.startswith(days)


def test_a_month_that_is_over_and_told_needs_no_note() -> None:
    fallen = answers(date(2026, 8, 1), date(2026, 9, 1), 9, 1, 0) + answers(date(2026, 9, 1), date(2026, 10, 1), 2, 3, 5)
    told = scored(facts_of(date(2026, 10, 1), responses=fallen), date(2026, 9, 1))
    assert told.change.direction is Direction.DOWN and paper(told, "ko").sections[0].figures.change.note == ""


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("ko", "추석이 10월 6일에서 9월 25일로 옮겨져, 1년 전과는 9~10월을 합산해 비교했습니다."),
        ("en", "Chuseok moved from 6 Oct to 25 Sep, so September to October are compared together."),
    ],
)
def test_a_feast_that_moved_is_said_once_for_all_metrics(language: Language, sentence: str) -> None:
    told = scored(facts(NOVEMBER), date(2026, 10, 1), FEASTS)
    said = points([told, told], told.now.period, Grain.MONTH, told.until, language, "KRW")
    assert [point.sentence for point in said].count(sentence) == 1
    year = paper(told, language).sections[0].figures.year_change
    assert year is not None and year.note.startswith({"ko": "9~10월 합산", "en": "Sep to Oct together"}[language])


@pytest.mark.parametrize(
    ("language", "sentence"),
    [("ko", "순추천지수 (NPS)는 2026-10-12까지의 자료만 있습니다."), ("en", "Net promoter score (NPS): data up to 2026-10-12 only.")],
)
def test_an_export_that_lags_behind_the_others_is_named(language: Language, sentence: str) -> None:
    orders = [{"customer_key": 1, "ordered_on": date(2026, 10, 31), "net_revenue": 100, "status": "paid"}]
    known = replace(facts(date(2026, 10, 13), orders=orders), until=NOVEMBER)
    told = scored(known, date(2026, 10, 1))
    said = " ".join(point.sentence for point in points([told], Span(date(2026, 10, 1), NOVEMBER), Grain.MONTH, NOVEMBER, language, "KRW"))
    assert sentence in said
    assert "아직 끝나지 않았습니다" not in said and "is not over" not in said
