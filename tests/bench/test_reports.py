"""The benchmark of reports: everybody gets theirs, and its figures come as one flat object. How fast anything is, no test says."""

from pathlib import Path

import pytest

from bench import reports as bench


def test_everybody_gets_theirs_and_the_figures_have_their_names(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(bench.PEOPLE, "XS", 5)
    found = bench.results(tmp_path / "home", "XS", bench.EIGHT[1:3])
    assert (found["recipients"], found["documents"]) == (5, 5)
    assert {"render_seconds", "thousand_seconds", "peak_rss_mb", "kaleido_seconds"} <= set(found)
    assert all(figure is None or figure > 0 for figure in found.values())
