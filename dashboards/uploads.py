"""Files that were sent over the web and wait to be loaded: kept under what they hold, for a day at most, seen by their sender only."""

import json
import re
import shutil
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import IO

from errors import SourceError
from etl.limits import UPLOADED
from etl.read import shown_name

KEPT = timedelta(days=1)
_DIGEST = re.compile(r"[0-9a-f]{64}")
_PIECE = 1024 * 1024
_RAW, _ABOUT = "file", "about.json"


@dataclass(frozen=True)
class Upload:
    """One file as it was sent. `name` is what its sender called it, as text only; `asked` how it was last to be read, as its page asks."""

    digest: str
    name: str
    size: int
    sent_by: str
    file: Path
    asked: str = ""


@dataclass(frozen=True)
class Uploads:
    """The uploads of one installation, in a folder of its own."""

    folder: Path

    def keep(self, stream: IO[bytes], name: str, sent_by: str) -> Upload:
        """The upload that a stream holds; what was left lying for longer than a day is gone after this.

        Raises:
            SourceError: it is larger than an upload may be.
        """
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._sweep()
        digest, size = sha256(), 0
        with NamedTemporaryFile(dir=self.folder, delete=False) as part:
            try:
                for piece in _pieces(stream):
                    digest.update(piece)
                    size += len(piece)
                    part.write(piece)
            except SourceError:
                Path(part.name).unlink()
                raise
        place = self.folder / digest.hexdigest()
        place.mkdir(exist_ok=True, mode=0o700)
        Path(part.name).rename(place / _RAW)
        upload = Upload(digest.hexdigest(), shown_name(Path(name.replace("\\", "/"))) or "upload", size, sent_by, place / _RAW)
        self._describe(upload)
        return upload

    def remember(self, upload: Upload, asked: str) -> None:
        """Keeps with an upload how it was to be read, so that who comes back to it need not say so again."""
        self._describe(replace(upload, asked=asked))

    def find(self, digest: str, sent_by: str) -> Upload | None:
        """Somebody's upload; None where there is none such, or it is another's."""
        place = self.folder / digest
        if not _DIGEST.fullmatch(digest) or not (place / _ABOUT).exists():
            return None
        about = json.loads((place / _ABOUT).read_text(encoding="utf-8"))
        return Upload(**about | {"file": place / _RAW}) if about["sent_by"] == sent_by else None

    def drop(self, upload: Upload) -> None:
        """Forgets an upload."""
        shutil.rmtree(upload.file.parent, ignore_errors=True)

    def _describe(self, upload: Upload) -> None:
        about = asdict(upload) | {"file": ""}
        (upload.file.parent / _ABOUT).write_text(json.dumps(about, ensure_ascii=False), encoding="utf-8")

    def _sweep(self) -> None:
        old = (datetime.now(UTC) - KEPT).timestamp()
        for place in self.folder.iterdir():
            if place.stat().st_mtime < old:
                shutil.rmtree(place, ignore_errors=True) if place.is_dir() else place.unlink(missing_ok=True)


def _pieces(stream: IO[bytes]) -> Iterator[bytes]:
    size = 0
    while piece := stream.read(_PIECE):
        size += len(piece)
        if size > UPLOADED.file_bytes:
            most = UPLOADED.file_bytes // _PIECE
            raise SourceError(
                ko=f"파일이 {most} MiB보다 큽니다. zip으로 압축하거나 기간을 나누어 내려받아 주세요.",
                en=f"The file has more than {most} MiB. Zip it, or export it in shorter periods.",
            )
        yield piece
