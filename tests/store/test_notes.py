"""Notes in state: they come back as they were written, and their numbers are never given again."""

from datetime import UTC, date, datetime, timedelta

from metrics.period import Grain
from store import notes
from store.notes import Draft
from store.state import State

NOW = datetime(2026, 6, 2, 1, 2, 3, tzinfo=UTC)


def draft(day: date, *, grain: Grain = Grain.MONTH, metric: str | None = None, team: str | None = None, said: str = "장애") -> Draft:
    return Draft(period=grain.period_of(day), grain=grain, metric=metric, team=team, said=said)


def added(state: State, one: Draft) -> notes.Note:
    with state.write() as session:
        return notes.add(session, one, author="김하늘", by="kim", now=NOW)


def test_a_note_comes_back_as_it_was_written(state: State) -> None:
    late = added(state, draft(date(2026, 5, 14), metric="complaint_rate", team="호남·충청팀", said='물류 "장애" <b>x</b>'))
    early = added(state, draft(date(2025, 12, 31), grain=Grain.WEEK))
    assert (late.said, late.period, late.author, late.written_by, late.written_at, late.changed_at) == (
        '물류 "장애" <b>x</b>', Grain.MONTH.period_of(date(2026, 5, 1)), "김하늘", "kim", NOW, None,
    )  # fmt: skip
    assert early.period == Grain.WEEK.period_of(date(2025, 12, 29))
    with state.read() as session:
        assert notes.all_notes(session) == [early, late] and notes.find(session, late.id) == late


def test_other_words_change_nothing_but_the_words(state: State) -> None:
    before = added(state, draft(date(2026, 5, 14)))
    with state.write() as session:
        after = notes.change(session, before.id, "물류센터 장애", now=NOW + timedelta(days=1))
    assert (after.said, after.changed_at) == ("물류센터 장애", NOW + timedelta(days=1))
    assert (after.period, after.written_at, after.id) == (before.period, before.written_at, before.id)


def test_the_number_of_a_removed_note_is_not_given_to_another(state: State) -> None:
    first = added(state, draft(date(2026, 5, 14)))
    with state.write() as session:
        notes.remove(session, first.id)
    second = added(state, draft(date(2026, 5, 14)))
    with state.read() as session:
        assert second.id > first.id and notes.find(session, first.id) is None and notes.all_notes(session) == [second]
