"""Screens take what another process measured, and only what is theirs."""

import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

import settings as configuration
from dashboards.answers import Answers, Question
from etl.demo_story import ONLINE_TEAM
from installation import Installation, until_of
from metrics.catalog import METRICS, metric
from metrics.period import Grain
from metrics.query import EVERYTHING, Scope, measure
from metrics.scorecard import last_full_period, scorecard

OWN = Scope(frozenset({ONLINE_TEAM}))


@pytest.fixture(scope="module")
def here(demo_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """The demo company, with nothing measured yet."""
    home = tmp_path_factory.mktemp("answers") / "home"
    shutil.copytree(demo_home, home, ignore=shutil.ignore_patterns("answers"))
    opened = Installation.opened(configuration.read(home=home))
    yield opened
    opened.state.close()


def answers(here: Installation) -> Answers:
    """As a process of its own has them."""
    return Answers(here.state, here.tables, here.answers, feasts=here.feasts)


def question(here: Installation, day: date = date(2026, 9, 1), teams: tuple[str, ...] = ()) -> Question:
    return Question(here.settings.overview, Grain.MONTH, Grain.MONTH.period_of(day), (("team", teams),) if teams else ())


def test_a_second_process_shows_the_same_and_measures_nothing(here: Installation) -> None:
    first, second = answers(here), answers(here)
    snapshot = first.snapshot()
    assert snapshot is not None
    for scope in (EVERYTHING, OWN):
        for asked in (question(here), question(here, date(2025, 5, 1)), question(here, teams=(ONLINE_TEAM,))):
            shown, again = (each.scores(snapshot, scope, asked) for each in (first, second))
            assert [score.now for score in again] == [score.now for score in shown]
            by_team = [each.by_team(snapshot, scope, METRICS["complaint_rate"], asked) for each in (first, second)]
            assert by_team[0].equals(by_team[1]) and by_team[0].height > 0
    assert "facts" in vars(first._opened(snapshot.id)) and "facts" not in vars(second._opened(snapshot.id))


def test_what_was_kept_for_all_is_not_given_to_a_team_lead(here: Installation) -> None:
    process = answers(here)
    snapshot = process.snapshot()
    assert snapshot is not None
    process.scores(snapshot, EVERYTHING, question(here))
    shown = answers(here).scores(snapshot, OWN, question(here))
    asked = [metric(name) for name in here.settings.overview]
    anew = scorecard(asked, process.facts(snapshot), question(here).period, Grain.MONTH, scope=OWN, measured=measure)
    everything = process.scores(snapshot, EVERYTHING, question(here))
    for own, right, whole in zip(shown, anew, everything, strict=True):
        assert own.now == right.now and own.now != whole.now
    by_team = answers(here).by_team(snapshot, OWN, METRICS["complaint_rate"], question(here))
    assert by_team["team"].to_list() == [ONLINE_TEAM]


def test_what_a_load_measured_ahead_is_there_for_the_screens(here: Installation) -> None:
    assert here.warm(lambda share: None)
    process = answers(here)
    snapshot = process.snapshot()
    assert snapshot is not None
    for scope in (EVERYTHING, OWN):
        for grain in (Grain.WEEK, Grain.MONTH, Grain.QUARTER, Grain.YEAR):
            period = last_full_period(grain, until_of(snapshot))
            process.scores(snapshot, scope, Question(here.settings.overview, grain, period))
    assert "facts" not in vars(process._opened(snapshot.id))
