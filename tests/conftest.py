"""What all tests share: where the real files lie."""

from pathlib import Path

import pytest
from xdist.remote import Producer
from xdist.scheduler import LoadFileScheduling

import settings as configuration
from etl import demo
from etl.load import load
from installation import Installation

CLUSTER = "tests/spark/"  # its tests share one cluster, so they run in one process

SHARED = Path(__file__).parents[2] / "shared" / "data"  # real files beside the checkout; never part of it


LONG = ("browser", "spark", "bench", "etl", "reports")  # folders whose files take a minute and more


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The long files come first, so that at the end no process waits for another one's."""
    items.sort(key=lambda item: item.path.relative_to(Path(__file__).parent).parts[0] not in LONG)


class _ByFile(LoadFileScheduling):
    """The tests of one file stay in one process, where what they share is made once."""

    def _split_scope(self, nodeid: str) -> str:
        file = super()._split_scope(nodeid)
        return CLUSTER if file.startswith(CLUSTER) else file


@pytest.hookimpl(optionalhook=True)  # without xdist there is nothing to spread
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> _ByFile:
    """How `-n` spreads the tests, whatever `--dist` says."""
    config.option.loadscopereorder = False  # it would put the files with the most tests first, which are the quickest
    return _ByFile(config, log)


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
