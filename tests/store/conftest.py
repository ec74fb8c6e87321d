"""The databases that the tests of `store` run on."""

from pathlib import Path

import pytest

from store.facts import FactTables
from tests.postgres import postgresql, state, state_url

__all__ = ["postgresql", "state", "state_url"]


@pytest.fixture
def tables(tmp_path: Path) -> FactTables:
    """Empty fact tables in a folder."""
    tables = FactTables(str(tmp_path / "facts"))
    tables.create()
    return tables
