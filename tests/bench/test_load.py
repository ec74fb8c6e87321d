"""The benchmark of loading: its files are what it says, and its figures come as one flat object."""

from bench import load as bench


def test_the_second_file_overlaps_the_first_and_the_figures_are_flat(tmp_path, monkeypatch):
    monkeypatch.setitem(bench.SIZES, "XS", bench.Size(2_000, 300))
    monkeypatch.setattr(bench, "SECOND_LINES", 1_000)
    found = bench.results(tmp_path, "XS")
    assert {"seconds", "duckdb_seconds", "ratio", "peak_rss_mb", "upsert_seconds"} <= set(found)
    assert found["lines"] == 2_000 and found["ratio"] == found["seconds"] / found["duckdb_seconds"]
    assert all(isinstance(figure, int | float | str) for figure in found.values())
