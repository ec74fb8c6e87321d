"""What is said of a change: the same numbers in both languages, particles that fit, and no cause named for what chance explains."""

import re
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from etl.demo_story import COMPLAINTS_IN_MAY, FASTER_REPLIES
from metrics.catalog import METRICS
from metrics.change import Change, Direction
from metrics.drivers import drivers
from metrics.facts import Facts
from metrics.pair import pair
from metrics.particles import with_particle
from metrics.period import Grain, Span, months_later
from metrics.query import KNOWN, NO_DATA
from metrics.scorecard import Answer
from metrics.sentence import drivers_in_words, moved_in_words, pair_in_words
from metrics.text import Text
from tests.metrics.rows import facts_in, facts_of
from tests.metrics.test_drivers import APRIL, MARCH, answers, complaints, moved
from tests.metrics.test_pair import closed, rated


def answer(value: float | None) -> Answer:
    return Answer(APRIL, value, value, value, None, None, 100, KNOWN if value is not None else NO_DATA)


def said(name: str, before: float | None, after: float | None, direction: Direction, currency: str = "KRW") -> Text:
    metric = METRICS[name]
    return moved_in_words(
        metric, answer(before), answer(after), Change(metric.unit.change(before, after), direction, None), currency=currency
    )


@pytest.mark.parametrize(
    ("name", "before", "after", "direction", "ko", "en"),
    [
        (
            "complaint_rate",
            0.032,
            0.042,
            Direction.UP,
            "불만율은 3.2%에서 4.2%로 높아졌습니다(+1.0%p).",
            "Complaint rate rose from 3.2% to 4.2% (+1.0 pp).",
        ),
        (
            "net_promoter_score",
            36,
            31,
            Direction.DOWN,
            "순추천지수 (NPS)는 +36에서 +31로 낮아졌습니다(-5.0점).",
            "Net promoter score (NPS) fell from +36 to +31 (-5.0 pts).",
        ),
        (
            "net_promoter_score",
            31,
            36,
            Direction.CANNOT_TELL,
            "순추천지수 (NPS)는 +31에서 +36으로 달라졌지만(+5.0점), 우연으로도 설명할 수 있는 차이입니다.",
            "Net promoter score (NPS) went from +31 to +36 (+5.0 pts), which chance alone may explain.",
        ),
        (
            "first_response_time",
            180,
            85,
            Direction.DOWN,
            "첫 응답 시간 (중앙값)은 3시간에서 1시간 25분으로 짧아졌습니다(-52.8%).",
            "First response time (median) fell from 3 h to 1 h 25 min (-52.8%).",
        ),
        (
            "first_response_time",
            60,
            120,
            Direction.UP,
            "첫 응답 시간 (중앙값)은 1시간에서 2시간으로 길어졌습니다(+100.0%).",
            "First response time (median) rose from 1 h to 2 h (+100.0%).",
        ),
        (
            "repurchase_rate",
            0.47,
            0.48,
            Direction.OVERLAPS,
            "재구매율은 47.0%에서 48.0%로 달라졌습니다(+1.0%p). 두 기간이 겹쳐 우연인지는 검정하지 않았습니다.",
            "Repurchase rate went from 47.0% to 48.0% (+1.0 pp). The two windows share days, so chance was not tested.",
        ),
        (
            "complaint_rate",
            0.0421,
            0.0422,
            Direction.CANNOT_TELL,
            "불만율은 4.2%로 그대로입니다.",
            "Complaint rate stayed at 4.2%.",
        ),
        (
            "complaint_rate",
            None,
            0.042,
            Direction.UNKNOWN,
            "불만율은 비교할 값이 없습니다.",
            "Complaint rate has nothing to be compared with.",
        ),
    ],
)
def test_a_change_is_said_as_people_say_it(
    name: str, before: float | None, after: float | None, direction: Direction, ko: str, en: str
) -> None:
    assert said(name, before, after, direction) == Text(ko=ko, en=en)


def test_money_is_said_in_its_currency_with_the_particle_of_its_name() -> None:
    text = said("customer_lifetime_value", 120_400, 150_500, Direction.UP, currency="USD")
    assert "US$1,204.00에서 US$1,505.00로 높아졌습니다(+25.0%)" in text.ko


def numbers(sentence: str) -> list[str]:
    """The numbers of a sentence with their signs, whatever their units are called."""
    return re.findall(r"[+-]?\d[\d,.]*\d|[+-]?\d", sentence)


@given(
    name=st.sampled_from(["complaint_rate", "net_promoter_score", "review_score", "customer_lifetime_value"]),
    before=st.floats(0.001, 99),
    after=st.floats(0.001, 99),
    direction=st.sampled_from(list(Direction)),
)
@settings(deadline=None)
def test_both_languages_say_the_same_numbers(name: str, before: float, after: float, direction: Direction) -> None:
    text = said(name, before, after, direction)
    assert numbers(text.ko) == numbers(text.en) != []


def whole(by_team: dict[Span, dict[str | None, tuple[int, int]]]) -> Text:
    return drivers_in_words(moved("customer_satisfaction", answers(by_team)))


def test_the_largest_share_is_named() -> None:
    rate = moved(
        "complaint_rate", complaints({MARCH: {"온라인팀": (8, 500), "본점": (8, 500)}, APRIL: {"온라인팀": (58, 500), "본점": (28, 500)}})
    )
    assert drivers_in_words(rate) == Text(
        ko="불만율은 1.6%에서 8.6%로 높아졌습니다(+7.0%p). 가장 큰 몫은 온라인팀(+5.0%p)입니다.",
        en="Complaint rate rose from 1.6% to 8.6% (+7.0 pp). Largest share: 온라인팀 (+5.0 pp).",
    )


def test_a_segment_that_went_the_other_way_is_told_where_it_weighs() -> None:
    text = whole({MARCH: {"A": (100, 200), "영남팀": (150, 200)}, APRIL: {"A": (200, 200), "영남팀": (96, 200)}})
    assert text.ko.endswith("가장 큰 몫은 A(+25.0%p)이고, 영남팀(-13.5%p)은 반대로 움직였습니다.")
    assert text.en.endswith("Largest share: A (+25.0 pp); against it: 영남팀 (-13.5 pp).")
    light = whole({MARCH: {"A": (100, 200), "영남팀": (150, 200)}, APRIL: {"A": (200, 200), "영남팀": (130, 200)}})
    assert "영남팀" not in light.ko + light.en


def test_a_change_of_the_mix_is_said_to_be_one() -> None:
    text = whole({MARCH: {"A": (360, 400), "B": (40, 100)}, APRIL: {"A": (91, 100), "B": (164, 400)}})
    assert "B(" in text.ko
    assert text.ko.endswith("다만 값 자체보다 팀별 비중이 달라진 영향이 더 큽니다.")
    assert text.en.endswith("More of the change comes from the mix by team than from the values themselves.")


def test_a_segment_without_a_name_is_called_so() -> None:
    text = whole({MARCH: {None: (180, 200), "A": (90, 100)}, APRIL: {None: (60, 200), "A": (90, 100)}})
    assert text.ko.endswith("가장 큰 몫은 팀 없음(-40.0%p)입니다.")
    assert text.en.endswith("Largest share: no team (-40.0 pp).")


def test_shares_of_money_are_told_in_percent_of_what_it_was() -> None:
    orders = [
        {"customer_key": key, "ordered_on": day, "net_revenue": won, "status": "paid", "team": team}
        for key, team, day, won in (
            (1, "A", MARCH.start, 100),
            (2, "B", MARCH.start, 100),
            (1, "A", APRIL.start, 60),
            (2, "B", APRIL.start, 40),
        )
    ]
    text = drivers_in_words(moved("customer_lifetime_value", facts_of(orders=orders)))
    assert "₩100에서 ₩150으로 달라졌습니다(+50.0%)" in text.ko
    assert text.ko.endswith("가장 큰 몫은 A(+30.0%)입니다.")
    assert text.en.endswith("Largest share: A (+30.0%).")


def test_no_segment_is_named_for_a_change_that_chance_may_explain() -> None:
    text = whole({MARCH: {"A": (8, 10), "B": (7, 10)}, APRIL: {"A": (7, 10), "B": (7, 10)}})
    assert text.ko.endswith("우연으로도 설명할 수 있는 차이입니다.")
    assert "share" not in text.en


def test_no_segment_is_named_where_there_is_nothing_to_compare_with() -> None:
    assert whole({APRIL: {"A": (8, 10)}}).en.endswith("has nothing to be compared with.")


@pytest.fixture(scope="module")
def demo(demo_home: Path) -> Facts:
    return facts_in(demo_home)


def test_the_demo_companys_complaints_are_said_to_be_about_delivery(demo: Facts) -> None:
    may = Span(COMPLAINTS_IN_MAY.starts_on, COMPLAINTS_IN_MAY.ends_on)
    text = drivers_in_words(drivers(METRICS["complaint_rate"], demo, may, Grain.MONTH.back(may, 1), Grain.MONTH, "category"))
    assert re.fullmatch(r"불만율은 [\d.]+%에서 [\d.]+%로 높아졌습니다\(\+[\d.]+%p\)\. 가장 큰 몫은 배송\(\+[\d.]+%p\)입니다\.", text.ko)
    assert numbers(text.ko) == numbers(text.en)


def test_customers_of_several_segments_are_not_divided_among_them(demo: Facts) -> None:
    october = Span(date(2026, 10, 1), date(2026, 11, 1))
    value = drivers(METRICS["customer_lifetime_value"], demo, october, Grain.MONTH.back(october, 1), Grain.MONTH, "product_category")
    text = drivers_in_words(value)
    assert text.ko.endswith("여러 상품 분류에 걸친 고객이 많아 상품 분류별 몫으로 나눌 수 없습니다.")
    assert text.en.endswith("Too many customers belong to more than one product category to divide the change by product category.")


def test_the_demo_companys_speed_trap_is_said_of_the_same_tickets(demo: Facts) -> None:
    since = Span(FASTER_REPLIES.starts_on, FASTER_REPLIES.ends_on)
    text = pair_in_words(pair(demo, since, Span(months_later(since.start, -12), months_later(since.end, -12))))
    assert "짧아졌습니다" in text.ko and "같은 문의의 만족도 (CSAT)는" in text.ko and "낮아졌습니다" in text.ko
    assert "First response time (median) fell" in text.en and "Satisfaction of the same tickets (CSAT) fell" in text.en
    assert numbers(text.ko)[-3:] == numbers(text.en)[-3:]


def rated_and_not(unrated: tuple[int, int]) -> Text:
    tickets = [closed(n, (180, 90)[n % 2] + n % 20, on=(MARCH, APRIL)[n % 2].start) for n in range(400)]
    others = [closed(9_000 + n, unrated[n % 2], on=(MARCH, APRIL)[n % 2].start) for n in range(2_000)]
    return pair_in_words(pair(facts_of(tickets=tickets + others, responses=[rated(n, 5) for n in range(400)]), APRIL, MARCH))


def test_it_is_said_where_the_rated_tickets_do_not_stand_for_all() -> None:
    text = rated_and_not((300, 600))
    assert text.ko.endswith(
        "응답한 문의 전체의 첫 응답 시간 (중앙값)은 5시간에서 10시간으로 길어졌습니다(+100.0%). 평가받은 문의만 보고 판단하지 마세요."
    )
    assert text.en.endswith(
        "First response time of all answered tickets (median) rose from 5 h to 10 h (+100.0%). Do not judge by the rated tickets alone."
    )
    assert rated_and_not((600, 300)).ko.endswith("평가받은 문의(1시간 40분)는 응답한 문의 전체(5시간)보다 빨리 응답받은 문의입니다.")
    assert rated_and_not((60, 30)).en.endswith("The rated tickets (1 h 40 min) were answered later than all answered ones (30 min).")


def test_the_topic_of_every_metric_has_its_particle() -> None:
    for name, metric in METRICS.items():
        assert said(name, None, 1, Direction.UNKNOWN).ko == f"{with_particle(metric.label.ko, '은/는')} 비교할 값이 없습니다."
