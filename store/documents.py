"""A document is a report as it was made: its recipe, and the fingerprints of the files that the archive keeps."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, Text, delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from store.schema import Base, Moment, value_of


class DocumentRow(Base):
    __tablename__ = "documents"

    id: Mapped[int] = mapped_column(primary_key=True)
    schedule_id: Mapped[int] = mapped_column(ForeignKey("schedules.id"), index=True)
    run_id: Mapped[int | None] = mapped_column(ForeignKey("runs.id"), index=True)
    snapshot_id: Mapped[int] = mapped_column(ForeignKey("snapshots.id"))
    recipe: Mapped[dict[str, Any]] = mapped_column(JSON)
    teams: Mapped[list[str] | None] = mapped_column(JSON(none_as_null=True))
    language: Mapped[str] = mapped_column(String(2))
    title: Mapped[str] = mapped_column(Text)
    file_name: Mapped[str] = mapped_column(Text)
    summary: Mapped[dict[str, Any]] = mapped_column(JSON)
    pdf_sha256: Mapped[str] = mapped_column(String(64))
    workbook_sha256: Mapped[str | None] = mapped_column(String(64))
    made_at: Mapped[datetime] = mapped_column(Moment, index=True)


@dataclass(frozen=True, kw_only=True)
class Document:
    """One report for one scope and language. `teams` None means all teams; `run_id` is None of one that was made as a trial."""

    id: int
    schedule_id: int
    run_id: int | None
    snapshot_id: int
    recipe: dict[str, Any]
    teams: tuple[str, ...] | None
    language: str
    title: str
    file_name: str
    summary: dict[str, Any]
    pdf_sha256: str
    workbook_sha256: str | None
    made_at: datetime


def add(
    session: Session,
    *,
    schedule_id: int,
    run_id: int | None,
    snapshot_id: int,
    recipe: dict[str, Any],
    teams: Sequence[str] | None,
    language: str,
    title: str,
    file_name: str,
    summary: dict[str, Any],
    pdf_sha256: str,
    workbook_sha256: str | None,
    made_at: datetime,
) -> Document:
    """A new document."""
    row = DocumentRow(
        schedule_id=schedule_id,
        run_id=run_id,
        snapshot_id=snapshot_id,
        recipe=recipe,
        teams=None if teams is None else list(teams),
        language=language,
        title=title,
        file_name=file_name,
        summary=summary,
        pdf_sha256=pdf_sha256,
        workbook_sha256=workbook_sha256,
        made_at=made_at,
    )
    session.add(row)
    session.flush()
    return _value(row)


def find(session: Session, id: int) -> Document | None:
    """The document with that id."""
    row = session.get(DocumentRow, id)
    return _value(row) if row else None


def of_run(session: Session, run_id: int) -> list[Document]:
    """The documents of a run, in order."""
    return [_value(row) for row in session.scalars(select(DocumentRow).where(DocumentRow.run_id == run_id).order_by(DocumentRow.id))]


def history(session: Session, limit: int) -> list[Document]:
    """The last documents of runs, newest first."""
    rows = select(DocumentRow).where(DocumentRow.run_id.is_not(None)).order_by(DocumentRow.id.desc()).limit(limit)
    return [_value(row) for row in session.scalars(rows)]


def older_than(session: Session, before: datetime) -> list[Document]:
    """The documents made before that."""
    return [_value(row) for row in session.scalars(select(DocumentRow).where(DocumentRow.made_at < before).order_by(DocumentRow.id))]


def fingerprints(session: Session) -> frozenset[str]:
    """The fingerprints of all files that a document names."""
    found = session.execute(select(DocumentRow.pdf_sha256, DocumentRow.workbook_sha256))
    return frozenset(each for row in found for each in row if each is not None)


def forget(session: Session, ids: Sequence[int]) -> None:
    """Forget these documents."""
    session.execute(delete(DocumentRow).where(DocumentRow.id.in_(ids)))


def _value(row: DocumentRow) -> Document:
    return value_of(Document, row, teams=None if row.teams is None else tuple(row.teams))
