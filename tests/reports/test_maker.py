"""A maker is another process: what goes wrong there is told here, and it never outlives whoever started it."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from errors import DangolError, UserError
from metrics.catalog import METRICS
from reports.maker import Maker
from reports.preparation import Period, recipe_of
from reports.recipe import Recipe
from tests.reports.mailing import Mailing

# What anybody's own program may look like: it starts a maker, and is not guarded by `if __name__ == "__main__"`.
STARTER = """
import sys, time
from pathlib import Path
print("starter", flush=True)
import settings
from installation import Installation
from reports.maker import Maker
here = Installation.opened(settings.read(home=Path(sys.argv[1])))
maker = Maker(here.trends(), here.workshop())
print(maker._process.pid, flush=True)
time.sleep(600)
"""


@pytest.fixture
def maker(mailing: Mailing) -> Iterator[Maker]:
    made = Maker(mailing.office.trends(), mailing.office.workshop())
    yield made
    made.close()


@pytest.fixture
def recipe(mailing: Mailing) -> Recipe:
    october = Period("2026-10", date(2026, 10, 1), date(2026, 11, 1))
    return recipe_of(mailing.office, mailing.schedule(), october, mailing.office.trends())


def test_what_a_report_is_refused_for_arrives_in_both_languages_and_the_next_one_is_made(maker: Maker, mailing: Mailing) -> None:
    october = Period("2026-10", date(2026, 10, 1), date(2026, 11, 1))
    crowded = mailing.schedule(kind="scorecard", metrics=tuple(METRICS)[:20])
    with pytest.raises(UserError, match="do not fit on") as refused:
        maker.made(recipe_of(mailing.office, crowded, october, mailing.office.trends()))
    assert "담을 수 없습니다" in refused.value.ko
    assert maker.made(recipe_of(mailing.office, mailing.schedule(), october, mailing.office.trends())).pdf.startswith(b"%PDF")


def test_what_goes_wrong_in_a_maker_is_an_error_here_and_its_cause_in_the_log(
    mailing: Mailing, recipe: Recipe, capfd: pytest.CaptureFixture[str]
) -> None:
    with closing(Maker(mailing.office.trends(), mailing.office.workshop())) as maker, pytest.raises(DangolError, match="exit status 1"):
        maker.made(replace(recipe, paper="no such paper"))
    assert "KeyError: 'no such paper'" in capfd.readouterr().err


def test_a_maker_that_was_killed_is_an_error_and_no_endless_wait(maker: Maker, recipe: Recipe) -> None:
    maker.made(recipe)
    os.kill(maker._process.pid, signal.SIGKILL)
    with pytest.raises(DangolError, match="exit status -9"):
        maker.made(recipe)


def test_a_maker_loads_nothing_of_its_starter_and_ends_when_that_is_killed(staffed_home: Path, tmp_path: Path) -> None:
    program = tmp_path / "starter.py"
    program.write_text(STARTER)
    said = {"stdout": subprocess.PIPE, "text": True, "env": {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}}
    with subprocess.Popen([sys.executable, str(program), str(staffed_home)], **said) as starter:  # type: ignore[call-overload]
        assert starter.stdout.readline() == "starter\n"
        maker = int(starter.stdout.readline())
        time.sleep(4)  # it is busy loading, or waits for what to make
        starter.kill()
        assert starter.stdout.read() == ""  # which ends when the maker has closed it too
    assert not Path(f"/proc/{maker}/exe").exists()
