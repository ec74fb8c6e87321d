"""What all tests share: where the real files lie."""

from pathlib import Path

import pytest

SHARED = Path(__file__).parents[2] / "shared" / "data"  # real files beside the checkout; never part of it


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real files."""
    if not SHARED.exists():
        pytest.skip(f"real files are not here: {SHARED} does not exist")
    return SHARED
