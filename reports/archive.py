"""What was sent, kept as it was sent: each file once, under the SHA-256 of its bytes."""

import os
import tempfile
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path

import store.documents
from errors import UserError
from reports.made import Made, make
from reports.recipe import Recipe
from reports.workshop import Workshop
from store.documents import Document
from store.state import Session, State
from store.trends import Trends

HALF_WRITTEN = ".part"
ABANDONED = timedelta(hours=1)  # after so long, a file that no document names belongs to nobody


@dataclass(frozen=True)
class Archive:
    """The files of one installation's reports."""

    folder: Path

    def keep(self, content: bytes) -> str:
        """The fingerprint under which the bytes are found again. They are on the disk when this returns."""
        name = sha256(content).hexdigest()
        file = self._file(name)
        if file.exists():
            os.utime(file)  # young again, so that no sweep takes it before its new document names it
            return name
        file.parent.mkdir(parents=True, exist_ok=True)
        handle, part = tempfile.mkstemp(suffix=HALF_WRITTEN, dir=file.parent)
        with open(handle, "wb") as half:
            half.write(content)
            half.flush()
            os.fsync(half.fileno())
        Path(part).replace(file)
        return name

    def content(self, name: str) -> bytes:
        """The bytes of that fingerprint.

        Raises:
            UserError: they are gone, or are not what they were.
        """
        file = self._file(name)
        content = file.read_bytes() if file.exists() else b""
        if sha256(content).hexdigest() != name:
            raise UserError(
                ko="보관된 보고서 파일이 없거나 손상되었습니다. 같은 자료로 다시 만들 수 있습니다.",
                en="The archived file is gone or damaged. It can be made again from the same data.",
            )
        return content

    def sweep(self, state: State, now: datetime, kept_for: timedelta) -> int:
        """Forgets documents older than `kept_for` and removes the files that no document names; how many files went."""
        with state.write() as session:
            store.documents.forget(session, [document.id for document in store.documents.older_than(session, now - kept_for)])
        with state.read() as session:
            named = store.documents.fingerprints(session)
        strays = [file for file in self.folder.glob("*/*") if file.name not in named and _is_older(file, now - ABANDONED)]
        for file in strays:
            file.unlink(missing_ok=True)
        return len(strays)

    def _file(self, name: str) -> Path:
        return self.folder / name[:2] / name


@dataclass(frozen=True)
class Again:
    """A document that was made again: whether its files have the same bytes."""

    made: Made
    is_same: bool


def again(document: Document, trends: Trends, workshop: Workshop) -> Again:
    """The document made once more from its own snapshot, which `trends` are of."""
    made = make(Recipe.kept(document.recipe), trends, workshop)
    prints = [None if content is None else sha256(content).hexdigest() for content in (made.pdf, made.workbook)]
    return Again(made, prints == [document.pdf_sha256, document.workbook_sha256])


def add_document(
    session: Session, made: Made, recipe: Recipe, *, pdf: str, workbook: str | None, schedule_id: int, run_id: int | None, now: datetime
) -> Document:
    """A document of a report whose files are kept already under these fingerprints."""
    return store.documents.add(
        session,
        schedule_id=schedule_id,
        run_id=run_id,
        snapshot_id=recipe.snapshot_id,
        recipe=recipe.values,
        teams=recipe.teams,
        language=recipe.language,
        title=made.title,
        file_name=made.file_name,
        summary=made.summary.values,
        pdf_sha256=pdf,
        workbook_sha256=workbook,
        made_at=now,
    )


def may_see(document: Document, teams: frozenset[str] | None) -> bool:
    """Whether somebody who may see the rows of `teams` (None for all) may see the document: only if it holds no others."""
    return teams is None or (document.teams is not None and teams.issuperset(document.teams))


def _is_older(file: Path, moment: datetime) -> bool:
    try:
        return file.stat().st_mtime < moment.timestamp()
    except FileNotFoundError:  # another worker swept it
        return False
