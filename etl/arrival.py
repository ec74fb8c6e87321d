"""A file that has arrived: read, recognised, checked and profiled, with nothing of it in the facts yet."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Self

from etl.columns import columns
from etl.company import Company
from etl.contracts import Checked, check
from etl.dates import DateOrder
from etl.export import Export
from etl.limits import OWN, Limits
from etl.parse import Reading
from etl.profile import Profile
from etl.read import contents, parsed, shown_name
from etl.reasons import Reason, reasons
from etl.rejects import rejects
from etl.source import Source
from etl.sources import fits, recognise, sheets_of
from store import loads
from store.rejects import Reject
from store.state import Session

Progress = Callable[[str, float], None]  # what is being done, and how much of it is behind


@dataclass(frozen=True)
class Manner:
    """How a person said that a file is to be read, where it does not tell itself.

    `source` is what it is an export of, `instance` names one of several systems of that kind, `dates` tells 03/04/2025, `sheet` is the
    workbook's. `limits` are of how it came: what comes over the web is read in a child process, and is called `name`. `kept` are the
    sources that the installation keeps for itself.
    """

    source: Source | None = None
    instance: str = ""
    dates: DateOrder | None = None
    sheet: str | None = None
    limits: Limits = OWN
    name: str = ""
    kept: tuple[Source, ...] = ()


AS_IT_SAYS = Manner()


@dataclass(frozen=True)
class Received:
    """The bytes of a file as rows of text, and what they are an export of.

    `dates` is what was said about 03/04/2025 in this file, `answered` what was said about it in an earlier one of the source.
    """

    name: str
    digest: str
    size: int
    export: Export
    source: Source
    dates: DateOrder | None
    answered: DateOrder | None = None
    kept: tuple[Source, ...] = ()

    @classmethod
    def of(cls, file: Path, manner: Manner) -> Self:
        """The file, read.

        Raises:
            SourceError: it cannot be read whole and for certain, or is nobody's export.
        """
        name, raw = manner.name or shown_name(file), contents(file, manner.limits)
        sheets = sheets_of(manner.sheet, manner.source)
        with ThreadPoolExecutor(1) as beside:  # the hash of a large file takes as long as finding its lines
            hashed = beside.submit(lambda: sha256(raw).hexdigest())
            export = parsed(name, raw, limits=manner.limits, sheets=sheets, fits=fits(manner.source, manner.kept))
        source = (manner.source or recognise(export.headers, name, manner.kept)).of(manner.instance)
        return cls(name, hashed.result(), len(raw), export, source, manner.dates, kept=manner.kept)

    def with_answer(self, session: Session) -> Self:
        """The same file, with what somebody said about the dates of an earlier file of its source."""
        answer = loads.dates_of(session, self.source.name)
        return self if answer is None else replace(self, answered=DateOrder(answer))


@dataclass(frozen=True)
class Arrival:
    """A received file whose rows are checked: what of it could become facts, what could not and why, and what it is like."""

    name: str
    source: Source
    checked: Checked
    profile: Profile
    reasons: tuple[Reason, ...]
    rejects: tuple[Reject, ...]
    kept: tuple[Source, ...] = ()

    @classmethod
    def of(cls, received: Received, company: Company) -> Self:
        """The file, checked. Its text is not kept: from here on there are typed rows, and rejects without anything of a person.

        Raises:
            MappingError: it does not fit its source.
        """
        export, source = received.export, received.source
        read = columns(export, source, Reading(company, datetime.now(UTC), received.dates, received.answered))
        checked = check(export, source, read, company.currency)
        turned_away = rejects(export, source, read, company.secret)
        profile = Profile.of(export, source, checked)
        return cls(received.name, source, checked, profile, reasons(checked.faults, export.lines), tuple(turned_away), received.kept)
