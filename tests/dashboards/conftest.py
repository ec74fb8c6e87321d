"""The app on the demo company, and on nothing."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.dashboards.site import Site, peopled_home, served

__all__ = ["peopled_home"]


@pytest.fixture(scope="session")
def site(peopled_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The demo company, served. Tests do not change its facts."""
    home = tmp_path_factory.mktemp("site") / "home"
    shutil.copytree(peopled_home, home)
    yield from served(home)


@pytest.fixture
def new_site(tmp_path: Path) -> Iterator[Site]:
    """An installation that nothing was loaded into."""
    yield from served(tmp_path / "home")


@pytest.fixture
def site_of_its_own(peopled_home: Path, tmp_path: Path) -> Iterator[Site]:
    """The demo company in a copy that the test may break."""
    shutil.copytree(peopled_home, tmp_path / "home")
    yield from served(tmp_path / "home")


@pytest.fixture
def hangul() -> Callable[[str], bool]:
    """Whether a text has Korean letters in it."""
    return lambda text: any("가" <= letter <= "힣" for letter in text)
