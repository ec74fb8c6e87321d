"""Customers are known by hashes of one secret: with another one nothing is opened, since every customer would be a new one."""

from pathlib import Path

import pytest

import settings as configuration
from errors import SettingsError
from installation import Installation
from tests.postgres import postgresql, state_url

__all__ = ["postgresql", "state_url"]

ONE, ANOTHER = "first-secret-0123456789-abcdefghij", "second-secret-0123456789-abcdefghi"


def opened(home: Path, state_url: str, **given: str) -> None:
    Installation.opened(configuration.read(home=home, database_url=state_url, **given)).state.close()


def test_a_secret_that_was_changed_is_refused(tmp_path: Path, state_url: str) -> None:
    opened(tmp_path, state_url, secret=ONE)
    with pytest.raises(SettingsError, match="DANGOL_SECRET"):
        opened(tmp_path, state_url, secret=ANOTHER)
    opened(tmp_path, state_url, secret=ONE)


def test_a_second_data_folder_on_one_database_does_not_go_on_with_a_secret_of_its_own(tmp_path: Path, state_url: str) -> None:
    opened(tmp_path / "one", state_url)
    with pytest.raises(SettingsError, match="DANGOL_SECRET"):
        opened(tmp_path / "another", state_url)
    opened(tmp_path / "another", state_url, secret=(tmp_path / "one" / "secret").read_text())
