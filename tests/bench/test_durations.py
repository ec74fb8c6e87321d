"""The benchmark of business time counts what the calendar says, and gives one flat object."""

from datetime import UTC, datetime

from bench import durations as bench


def test_the_figures_are_flat_and_of_right_durations(monkeypatch):
    monkeypatch.setitem(bench.TICKETS, "XS", 500)
    monkeypatch.setattr(bench, "CHECKED", 5)
    found = bench.results("XS")
    assert found["tickets"] == 500 and found["seconds"] > 0
    assert set(found) == {"size", "tickets", "seconds", "peak_rss_mb"}


def test_minutes_are_counted_over_lunch_night_and_holiday():
    # 16:30 on a Friday in Seoul until 09:30 on Wednesday; Monday 3 March 2025 was a holiday in place of Saturday's.
    begun, ended = datetime(2025, 2, 28, 7, 30, tzinfo=UTC), datetime(2025, 3, 5, 0, 30, tzinfo=UTC)
    assert bench.plainly(begun, ended) == 90 + 480 + 30
