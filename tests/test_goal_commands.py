"""`dangol goal`, as somebody at a terminal uses it."""

import shutil
from pathlib import Path

import pytest

from tests.test_cli import dangol


@pytest.fixture(scope="module")
def home(demo_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("goals") / "home"
    shutil.copytree(demo_home, home)
    return home


def test_goals_are_set_listed_and_ended_and_what_makes_none_is_one_line(home: Path) -> None:
    who = ("--owner", "김하늘", "--reason", "연간 계획")
    line = ("--team", "영남팀", "--baseline", "2026-10-20", "--deadline", "2026-12-31")
    done = dangol(home, "goal", "set", "customer_satisfaction", "80", *line, *who)
    assert done.returncode == 0 and "영남팀" in done.stdout and "80.0%" in done.stdout, done.stderr
    assert dangol(home, "goal", "end", "customer_satisfaction", "--team", "영남팀", *who).returncode == 0
    listed = dangol(home, "goal", "list").stdout.splitlines()
    assert sum("영남팀" in each for each in listed) == 2
    for wrong, said in (
        (("set", "customer_satisfaction", "180", *who), "can never be"),
        (("set", "customer_satisfaction", "80", "--from", "2026-09-01", *who), "cannot change periods that are over"),
        (("set", "customer_satisfaction", "80", "--team", "없는 팀", *who), "없는 팀"),
        (("set", "customer_satisfactoin", "80", *who), "Did you mean"),
    ):
        refused = dangol(home, "goal", *wrong)
        assert refused.returncode == 1 and said in refused.stderr and len(refused.stderr.splitlines()) == 1, refused.stderr
