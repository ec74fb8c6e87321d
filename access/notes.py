"""Who may note something about a period, who sees it, and how it is kept: checked and recorded in one transaction."""

import unicodedata
from dataclasses import replace
from datetime import UTC, datetime

import store.notes
from access.audit import Event, record
from access.reader import Reader
from access.roles import Right
from errors import AccessError, QueryError
from metrics.catalog import metric
from store.notes import Draft, Note
from store.state import Session, State

LONGEST = 300


def may_write(reader: Reader, team: str | None) -> bool:
    """Whether the reader may note something for a team, or with None for the company, which takes somebody who sees all of it."""
    teams = reader.scope.teams
    return reader.role.may(Right.BROWSE) and (teams is None or team in teams)


def may_change(reader: Reader, note: Note) -> bool:
    """Whether the reader may change or remove a note: whoever wrote it, and an administrator."""
    return may_write(reader, note.team) and (note.written_by == reader.login or reader.role.may(Right.ADMINISTER))


def write(state: State, draft: Draft, *, reader: Reader, address: str = "") -> Note:
    """Keeps a new note.

    Raises:
        AccessError: the team is not the reader's.
        QueryError: it says nothing, or too much.
        UnknownMetricError: there is no such metric.
    """
    if not may_write(reader, draft.team):
        raise _not_yours()
    if draft.metric is not None:
        metric(draft.metric)
    kept = replace(draft, said=_said(draft.said))
    with state.write() as session:
        note = store.notes.add(session, kept, author=reader.name, by=reader.login, now=datetime.now(UTC))
        _record(session, Event.NOTE_WRITTEN, note, reader, address)
    return note


def change(state: State, id: int, said: str, *, reader: Reader, address: str = "") -> Note:
    """Puts a note in other words.

    Raises:
        AccessError: it is not the reader's, or there is none of that number.
        QueryError: it says nothing, or too much.
    """
    kept = _said(said)
    with state.write() as session:
        _own(session, id, reader)
        note = store.notes.change(session, id, kept, now=datetime.now(UTC))
        _record(session, Event.NOTE_CHANGED, note, reader, address)
    return note


def remove(state: State, id: int, *, reader: Reader, address: str = "") -> None:
    """Takes a note away.

    Raises:
        AccessError: it is not the reader's, or there is none of that number.
    """
    with state.write() as session:
        note = _own(session, id, reader)
        store.notes.remove(session, id)
        _record(session, Event.NOTE_REMOVED, note, reader, address)


def _own(session: Session, id: int, reader: Reader) -> Note:
    note = store.notes.find(session, id)
    if note is None or not may_change(reader, note):  # refused alike, so that nobody learns which there are
        raise _not_yours()
    return note


def _said(given: str) -> str:
    """A note as it is kept: one line, and nothing in it that no reader could see."""
    said = " ".join(unicodedata.normalize("NFC", given).split())
    said = "".join(letter for letter in said if letter.isprintable())
    if not said:
        raise QueryError(ko="메모 내용을 적어 주세요.", en="Write what the note should say.")
    if len(said) > LONGEST:
        raise QueryError(
            ko=f"메모는 {LONGEST}자까지 적을 수 있습니다. 지금은 {len(said)}자입니다.",
            en=f"A note may have {LONGEST} characters. This one has {len(said)}.",
        )
    return said


def _record(session: Session, event: Event, note: Note, reader: Reader, address: str) -> None:
    about = f"note {note.id}: {note.metric or 'all metrics'}, {note.team or 'company'}, {note.grain} from {note.period.start}"
    record(session, event, actor=reader.login, address=address, about=about)


def _not_yours() -> AccessError:
    return AccessError(
        ko="이 메모는 쓰거나 고칠 수 없습니다. 맡고 있는 팀의 메모와 직접 쓴 메모만 다룰 수 있습니다.",
        en="This note is not yours to write or change. You can write those of your own teams, and change what you wrote.",
    )
