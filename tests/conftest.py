"""What all tests share: where the real files lie."""

from pathlib import Path

import pytest

import settings as configuration
from etl import demo
from etl.load import load
from installation import Installation

CLUSTER = "spark"  # its tests share one cluster, so they run in one process

SHARED = Path(__file__).parents[2] / "shared" / "data"  # real files beside the checkout; never part of it


@pytest.hookimpl(tryfirst=True)  # xdist reads the marks in its own
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The tests of one file stay in one process, where what they share is made once."""
    tests = Path(__file__).parent
    for item in items:
        place = item.path.relative_to(tests)
        item.add_marker(pytest.mark.xdist_group(CLUSTER if place.parts[0] == CLUSTER else str(place)))


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real files."""
    if not SHARED.exists():
        pytest.skip(f"real files are not here: {SHARED} does not exist")
    return SHARED


@pytest.fixture(scope="session")
def demo_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the demo company loaded. Read only: tests that change it take a copy."""
    home = tmp_path_factory.mktemp("demo")
    here = Installation.opened(configuration.read(home=home, company="단골상회"))
    for file in demo.write(home / "exports"):
        load(file, state=here.state, tables=here.tables, company=here.company)
    here.state.close()
    return home
