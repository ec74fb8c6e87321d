"""What is planted in the demo company is found by reading its screens: their sentences and verdicts, and no file or frame behind them."""

import re
from datetime import date

import pytest

from etl.demo_story import (
    COMPLAINTS_IN_MAY,
    FASTER_REPLIES,
    LATE_PARCELS,
    LESS_SATISFIED,
    ONLINE_COMES_BACK,
    ONLINE_RECOMMENDS,
    ONLINE_TEAM,
    SHUT_DAYS,
    TEAMS,
    Effect,
)
from metrics.pair import Verdict
from metrics.period import Grain, Span
from metrics.text import LANGUAGES, Language
from tests.dashboards.site import Site

MONTHS = Grain.MONTH.periods(Span(date(2025, 12, 1), date(2026, 11, 1)))
MOST_MONTHS = 6  # of the eight since; in one of them chance may hide the fall
LATEST = Grain.MONTH.code_of(MONTHS[-1])
AHEAD = {
    "ko": "{team}은 다른 모든 팀보다 뚜렷하게 앞섭니다: (.*?)\\.(?= |$)",
    "en": "{team} is clearly ahead of every other team: (.*?)\\.(?= |$)",
}
Read = dict[Language, dict[str, str]]  # what the Overview says of each month

in_both = pytest.mark.parametrize("language", LANGUAGES)


@pytest.fixture(scope="module")
def read(site: Site) -> Read:
    """The Overview of each month of the last year, as somebody reads it who knows nothing of the company."""
    codes = [Grain.MONTH.code_of(month) for month in MONTHS]
    return {language: {code: site.page(period=code, lang=language).text for code in codes} for language in LANGUAGES}


def code(day: date) -> str:
    return Grain.MONTH.code_of(Grain.MONTH.period_of(day))


def told(pattern: str, months: dict[str, str]) -> dict[str, re.Match[str]]:
    """The months of whose Overview a pattern is true."""
    return {month: match for month, text in months.items() if (match := re.search(pattern, text))}


WARNED = {
    "ko": r"전월 대비 첫 응답 시간 \(중앙값\)이 좋아진 사이에 고객 만족도 \(CSAT\)는 나빠졌습니다",
    "en": r"Against the month before, first response time \(median\) got better while customer satisfaction \(CSAT\) got worse",
}
PARTED = {
    "ko": r"두 값은 (2026년 3월)에 함께 달라졌습니다\. .*만족도 ([\d.]+)% → ([\d.]+)%",
    "en": r"Both changed at once in (Mar 2026): .*satisfaction ([\d.]+)% → ([\d.]+)%",
}


@in_both
def test_the_speed_trap_is_warned_of_in_its_first_month_and_stays_marked_afterwards(language: Language, read: Read) -> None:
    begins = code(FASTER_REPLIES.starts_on)
    assert [*told(WARNED[language], read[language])] == [begins]
    trapped = told(re.escape(Verdict.SPEED_TRAP.label.of(language)), read[language])
    assert min(trapped) == begins and LATEST in trapped and len(trapped) >= MOST_MONTHS


@in_both
def test_the_pair_page_names_the_month_in_which_speed_and_satisfaction_parted(language: Language, site: Site) -> None:
    page = site.page(path="/pair", period=LATEST, lang=language)
    assert page.found("big-verdict") == [Verdict.SPEED_TRAP.label.of(language)]
    (since,) = page.found("since")
    parted = re.search(PARTED[language], since)
    assert parted is not None
    before, after = (float(parted[place]) / 100 for place in (2, 3))
    assert (before, after) == (pytest.approx(LESS_SATISFIED.usual, abs=0.05), pytest.approx(LESS_SATISFIED.planted, abs=0.05))


ROSE = {
    "ko": r"불만율은 [\d.]+%에서 ([\d.]+)%로 높아졌습니다\([^)]*\)\. 가장 큰 몫은 (\S+?)\(",
    "en": r"Complaint rate rose from [\d.]+% to ([\d.]+)% \([^)]*\)\. Largest share: (\S+) \(",
}
FELL = {"ko": r"순추천지수 \(NPS\)는 \+\d+에서 \+\d+으로 낮아졌습니다", "en": r"Net promoter score \(NPS\) fell from \+\d+ to \+\d+"}


@in_both
def test_the_failing_parcel_hub_shows_in_may_with_its_reason_and_in_its_three_weeks(language: Language, site: Site, read: Read) -> None:
    rises = told(ROSE[language], read[language])
    worst = max(rises, key=lambda month: float(rises[month][1]))
    assert worst == code(COMPLAINTS_IN_MAY.starts_on)
    assert float(rises[worst][1]) == pytest.approx(100 * COMPLAINTS_IN_MAY.planted, abs=1) and rises[worst][2] == "배송"
    assert worst in told(FELL[language], read[language])
    watched = site.page(path="/service", period=LATEST, lang=language).found("summary")[-1]
    named = [
        week for week in Grain.WEEK.periods(Span(date(2025, 11, 3), date(2026, 11, 1))) if Grain.WEEK.name_of(week, language) in watched
    ]
    assert named == Grain.WEEK.periods(Span(LATE_PARCELS.starts_on, LATE_PARCELS.ends_on))


SHORT = {
    "ko": r"연휴가 든 주입니다\([^)]*\)\. 주문 수는 앞뒤 4주 평균보다 ([\d.]+)% 적습니다",
    "en": r"falls in this week \([^)]*\)\. Orders: ([\d.]+)% below the mean of the 4 weeks",
}


@pytest.mark.parametrize("effect", SHUT_DAYS, ids=lambda effect: effect.name)
@in_both
def test_the_holiday_dip_is_told_in_its_week_and_in_no_week_beside_it(language: Language, effect: Effect, site: Site) -> None:
    asked = {"grain": "week", "lang": language}
    week = max(Grain.WEEK.periods(Span(effect.starts_on, effect.ends_on)), key=lambda week: _shared(week, effect))
    dips = {}
    for each in (Grain.WEEK.back(week, 1), week, Grain.WEEK.period_of(week.end)):
        (moved,) = site.page(period=Grain.WEEK.code_of(each), **asked).found("moved")
        if match := re.search(SHORT[language], moved):
            dips[each] = float(match[1])
    shut = _shared(week, effect) / 7
    assert [*dips] == [week] and dips[week] == pytest.approx(100 * shut * (1 - effect.planted), abs=12)
    remarks = site.page(path="/trends", metric="order_count", period=Grain.WEEK.code_of(week), **asked).found("remark")
    assert any(f"{dips[week]:.1f}%" in remark and Grain.WEEK.name_of(week, language) in remark for remark in remarks)


def _shared(week: Span, effect: Effect) -> int:
    """How many days of an effect lie in a week."""
    return (min(week.end, effect.ends_on) - max(week.start, effect.starts_on)).days


@in_both
def test_the_leading_team_is_named_with_what_it_leads_in(language: Language, site: Site, read: Read) -> None:
    leads = told(AHEAD[language].format(team=ONLINE_TEAM), read[language])
    assert [*leads] == [*read[language]]
    shares = {month: float(match[0]) for month, text in leads.items() if (match := re.search(r"[\d.]+(?=%)", text[1]))}
    assert 100 * ONLINE_COMES_BACK.planted == pytest.approx(shares[LATEST], abs=2)
    scores = [int(match[1]) for text in leads.values() if (match := re.search(r"\(NPS\) \+(\d+)", text[1]))]
    assert scores and min(scores) > 100 * ONLINE_RECOMMENDS.usual
    for other in TEAMS:
        assert other == ONLINE_TEAM or not told(AHEAD[language].format(team=other), read[language])
    leaders = site.page(path="/loyalty", period=LATEST, lang=language).found("leader")
    assert leaders and all(said.startswith(ONLINE_TEAM) for said in leaders)
