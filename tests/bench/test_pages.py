"""The benchmark of the pages gives its figures their names. How fast anything is, no test says."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.browser
ROOT = Path(__file__).parents[2]


def test_the_pages_are_timed_in_a_browser_and_on_the_server(tmp_path: Path) -> None:
    quick = "from bench import pages; pages.LOOKED_AT = 0.2; pages.CLICKS = {1: 12, 20: 1, 50: 1}; pages.main()"
    command = [sys.executable, "-c", quick, "--json", str(tmp_path / "figures.json")]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    figures = json.loads((tmp_path / "figures.json").read_text())
    names = [
        "first_seconds",
        "transferred_mb",
        "next_page_seconds",
        "callback_p95_ms_1",
        "callback_p95_ms_20",
        "callback_p95_ms_50",
        "first_look_p95_ms",
    ]
    assert list(figures) == names
    assert all(figure > 0 for figure in figures.values())
    assert figures["transferred_mb"] <= 2.0
