from datetime import date
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboards.own import asked
from dashboards.view import GRAINS, Choices, View
from metrics.catalog import METRICS
from metrics.period import Grain, Span
from metrics.text import LANGUAGES

CHOICES = Choices(
    first=date(2024, 11, 3),
    until=date(2026, 11, 1),
    teams=("매장팀", "온라인팀", "영업 1팀 & A/S"),
    metrics=(METRICS["repurchase_rate"], METRICS["complaint_rate"]),
    language="ko",
)


def view_of(search: str = "", choices: Choices = CHOICES) -> View:
    return View.of(asked(search), choices)[0]


@pytest.mark.parametrize(("grain", "teams", "language"), list(product(GRAINS, [(), ("온라인팀",), CHOICES.teams], LANGUAGES)))
def test_a_view_is_the_same_after_going_through_an_address(grain: Grain, teams: tuple[str, ...], language: str) -> None:
    given = {"grain": grain.value, "team": list(teams), "lang": language, "metric": "complaint_rate"}
    view, refused = View.of(given, CHOICES)
    assert View.of(asked(view.search), CHOICES) == (view, ())
    assert (view.grain, view.teams, view.language, view.metric.name, refused) == (grain, teams, language, "complaint_rate", ())


def test_an_address_shows_the_same_period_also_when_newer_data_have_come() -> None:
    link = view_of().search
    later = Choices(CHOICES.first, date(2027, 3, 1), CHOICES.teams, CHOICES.metrics, "en")
    assert view_of(link, later).period == Span(date(2026, 10, 1), date(2026, 11, 1))
    assert view_of(link, later).language == "ko"
    assert view_of("", later).period == Span(date(2027, 2, 1), date(2027, 3, 1))


@pytest.mark.parametrize(
    ("until", "start"),
    [(date(2026, 11, 1), date(2026, 10, 1)), (date(2026, 10, 31), date(2026, 9, 1)), (date(2026, 10, 2), date(2026, 9, 1))],
)
def test_the_first_view_is_the_last_full_month(until: date, start: date) -> None:
    view = view_of("", Choices(CHOICES.first, until, (), CHOICES.metrics, "ko"))
    assert view.period.start == start
    assert not view.is_running


def test_where_no_period_is_over_yet_the_running_one_is_shown() -> None:
    view = view_of("", Choices(date(2026, 10, 5), date(2026, 10, 20), (), CHOICES.metrics, "ko"))
    assert (view.period.start, view.is_running) == (date(2026, 10, 1), True)


@pytest.mark.parametrize(
    ("search", "refused"),
    [
        ("?grain=decade", ("grain",)),
        ("?grain=day", ("grain",)),
        ("?period=2026-13", ("period",)),
        ("?period=1999-01", ("period",)),
        ("?grain=week&period=2026-10", ("period",)),
        ("?grain=week&period=2025-W53", ("period",)),
        ("?metric=net_promoter_score", ("metric",)),
        ("?metric=__class__", ("metric",)),
        ("?lang=fr", ("lang",)),
        ("?team=%EC%97%86%EB%8A%94%ED%8C%80", ("team",)),
        ("?team=", ()),
        ("?grain=month&grain=week", ("grain",)),
        ("?nonsense=1&%00=2&=3", ()),
    ],
)
def test_what_cannot_be_had_is_the_default_and_is_named(search: str, refused: tuple[str, ...]) -> None:
    view, named = View.of(asked(search), CHOICES)
    assert named == refused
    assert view.period in CHOICES.periods(view.grain)


def test_a_team_outside_the_scope_is_refused_like_one_that_does_not_exist() -> None:
    own = Choices(CHOICES.first, CHOICES.until, ("온라인팀",), CHOICES.metrics, "ko")
    hidden, missing = (View.of({"team": [team]}, own) for team in ("매장팀", "없는팀"))
    assert hidden == missing
    assert hidden[0].teams == ()


def test_a_team_is_found_also_where_its_letters_come_decomposed() -> None:
    assert view_of("?team=%E1%84%8B%E1%85%A9%E1%86%AB%E1%84%85%E1%85%A1%E1%84%8B%E1%85%B5%E1%86%AB%E1%84%90%E1%85%B5%E1%86%B7").teams == (
        "온라인팀",
    )


@settings(deadline=None)
@given(
    st.dictionaries(
        st.sampled_from(["grain", "period", "team", "metric", "lang"]), st.recursive(st.none() | st.integers() | st.text(), st.lists)
    )
)
def test_whatever_a_browser_sends_is_a_view(sent: dict[str, object]) -> None:
    view, _ = View.of(sent, CHOICES)
    assert View.of(asked(view.search), CHOICES) == (view, ())


def test_one_step_back_and_one_on_is_where_one_was_and_the_ends_are_ends() -> None:
    view = view_of()
    assert view.earlier is not None and view.earlier.later == view
    first = view_of("?period=2024-11")
    assert first.earlier is None
    assert view.later is None


@pytest.mark.parametrize(
    ("search", "grain", "code"),
    [
        ("?grain=month&period=2026-03", Grain.WEEK, "2026-W14"),
        ("?grain=month&period=2026-10", Grain.WEEK, "2026-W43"),  # week 44 is still running
        ("?grain=month&period=2026-03", Grain.QUARTER, "2026-Q1"),
        ("?grain=month&period=2026-10", Grain.YEAR, "2025"),  # 2026 is still running
        ("?grain=year&period=2026", Grain.MONTH, "2026-10"),  # already looking at what is running
    ],
)
def test_another_period_length_stays_near_and_does_not_lead_into_a_running_period(search: str, grain: Grain, code: str) -> None:
    moved = view_of(search).by_grain(grain)
    assert grain.code_of(moved.period) == code


def test_one_row_with_a_wrong_date_does_not_make_a_thousand_years_to_choose_from() -> None:
    choices = Choices(date(1, 1, 1), CHOICES.until, (), CHOICES.metrics, "ko")
    assert len(choices.periods(Grain.MONTH)) <= 20 * 12 + 1
