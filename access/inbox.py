"""A folder that is watched: what appears in it is loaded once it has stopped growing, and moved with a report beside it."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from time import time

from errors import StateError, UserError
from etl.load import Loaded
from etl.read import shown_name
from metrics.text import Language, Text
from reports.load_summary import load_report
from store.state import State

DONE, HELD = "done", "held"
REPORT = ".report.txt"
UNFINISHED = frozenset({".part", ".partial", ".tmp", ".crdownload", ".download", ".filepart"})

LOADED = Text(ko="불러왔습니다.", en="Loaded.")
KEPT_BACK = Text(
    ko="불러오지 않았습니다. 아래 내용을 확인한 뒤 파일을 고쳐 다시 넣거나 'dangol load'로 불러와 주세요.",
    en="Not loaded. See below; mend the file and put it back, or load it by 'dangol load'.",
)
UNEXPECTED = Text(
    ko="예상하지 못한 오류입니다({error}). 'dangol --debug load 파일'로 자세한 내용을 확인해 주세요.",
    en="Unexpected error ({error}). 'dangol --debug load FILE' shows where it came from.",
)


@dataclass(frozen=True)
class Outcome:
    """What became of one file: where it lies now, and what was loaded of it (None where it is held)."""

    file: Path
    loaded: Loaded | None


@dataclass
class Inbox:
    """A folder whose files are loaded.

    Several programs may watch one folder: a round is done by one of them at a time, and a file that a killed one had loaded already
    is known by its bytes and only moved.
    """

    folder: Path
    load: Callable[[Path], Loaded]
    state: State
    language: Language
    settles_after: float = 5.0  # seconds without growing
    seen: dict[Path, tuple[int, int]] = field(default_factory=dict)

    def round(self) -> list[Outcome]:
        """What became of the files that have settled since the last round.

        Raises:
            StateError: another watcher is at work, the database is away or the disk is full. The files stay where they are.
        """
        name = sha256(str(self.folder.resolve()).encode()).hexdigest()[:16]
        with self.state.lock(f"watch-{name}", 0):
            return [self._taken(file) for file in self._settled()]

    def _settled(self) -> list[Path]:
        """The files that are as they were in the last round, and have not been touched for a while."""
        now: dict[Path, tuple[int, int]] = {}
        for file in sorted(self.folder.iterdir()):
            if file.is_file() and not file.name.startswith((".", "~$")) and file.suffix.lower() not in UNFINISHED:
                status = file.stat()
                now[file] = (status.st_size, status.st_mtime_ns)
        before, self.seen = self.seen, now
        return [file for file, look in now.items() if before.get(file) == look and time() - look[1] / 1e9 >= self.settles_after]

    def _taken(self, file: Path) -> Outcome:
        with ThreadPoolExecutor(1) as beside:  # its future holds whatever goes wrong: one bad file must not end the watch
            loading = beside.submit(self.load, file)
            failed = loading.exception()
        if isinstance(failed, StateError):
            raise failed
        if failed is None:
            loaded = loading.result()
            return Outcome(self._moved(file, DONE, LOADED, load_report(shown_name(file), loaded, self.language)), loaded)
        told = (
            failed.message(self.language)
            if isinstance(failed, UserError)
            else UNEXPECTED.format(error=type(failed).__name__).of(self.language)
        )
        return Outcome(self._moved(file, HELD, KEPT_BACK, told), None)

    def _moved(self, file: Path, to: str, headline: Text, report: str) -> Path:
        folder = self.folder / to
        folder.mkdir(exist_ok=True)
        place = folder / file.name
        if place.exists():
            place = folder / f"{file.stem}.{datetime.now(UTC):%Y%m%dT%H%M%S%f}{file.suffix}"
        # The report first: a file in done/ or held/ always has one.
        place.with_name(place.name + REPORT).write_text(f"{shown_name(file)}\n{headline.of(self.language)}\n\n{report}\n", encoding="utf-8")
        self.seen.pop(file, None)
        return file.rename(place)
