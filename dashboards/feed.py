"""What the Data page works with: the installation's doors for data, found through the running request."""

from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

from flask import Flask, current_app

from dashboards.uploads import Upload, Uploads
from dashboards.work import Work
from errors import DeclarationError, MappingError
from etl.arrival import Manner
from etl.company import Company
from etl.dates import DateOrder
from etl.effect import Effect, effects
from etl.export import Export
from etl.kept_sources import of_installation
from etl.limits import UPLOADED
from etl.read import contents, parsed
from etl.source import From, Source
from etl.source_file import with_header
from etl.sources import fits, named, recognise, sheets_of
from metrics.facts import Facts
from metrics.holdings import Holding, holdings
from metrics.metric import Metric
from store.facts import FactTables
from store.snapshots import Snapshot, open_facts
from store.state import State

_KEY = "dangol_feed"
REAL_ROWS = 6
CUSTOMER = "customer"  # mapped like a column of the fact, though the loader makes a key of it
_KEPT = 48
T = TypeVar("T")


@dataclass
class Feed:
    """Where uploads lie, where they are loaded into, and who is at work on them."""

    state: State
    tables: FactTables
    company: Company
    metrics: tuple[Metric, ...]
    uploads: Uploads
    work: Work = field(default_factory=Work)
    kept: "OrderedDict[tuple[str, ...], Any]" = field(default_factory=OrderedDict)

    def preview(self, upload: Upload, sheet: str) -> "Preview":
        """What a person should see of an upload before it is loaded. It is read once for each sheet.

        Raises:
            SourceError: it cannot be read.
        """

        kept = self.kept_sources()

        def read() -> Preview:
            raw = contents(upload.file, UPLOADED)
            export = parsed(upload.name, raw, limits=UPLOADED, sheets=sheets_of(sheet or None, None), fits=fits(None, kept))
            return Preview(export.rows.height, replace(export, rows=export.rows.head(REAL_ROWS)))

        return self._once(("preview", upload.digest, sheet, *(source.name for source in kept)), read)

    def kept_sources(self) -> tuple[Source, ...]:
        """The sources that the installation keeps for itself."""
        with self.state.read() as session:
            return of_installation(session)

    def holdings(self, snapshot: Snapshot, facts: Facts) -> tuple[Holding, ...]:
        """What is held of each source in a snapshot, counted once."""
        return self._once(("holdings", snapshot.name), lambda: holdings(facts))

    def effect(self, made: Snapshot, base: Snapshot | None) -> tuple[Effect, ...]:
        """What a load did to the KPIs: of the snapshot that it made, and of the one that it was built on. Measured once."""

        def measured() -> tuple[Effect, ...]:
            before = open_facts(base, self.tables) if base is not None else Facts.empty()
            return effects(self.metrics, before, open_facts(made, self.tables))

        return self._once(("effect", made.name), measured)

    def _once(self, key: tuple[str, ...], make: Callable[[], T]) -> T:
        """What `make` gives, kept for as long as few others were asked for since. Two threads may make the same; neither waits."""
        made: T | None = self.kept.get(key)
        if made is None:
            made = self.kept[key] = make()
            while len(self.kept) > _KEPT:
                self.kept.popitem(last=False)
        return made


@dataclass(frozen=True)
class Preview:
    """An export as far as it is shown: how many rows it has, and the first of them."""

    rows: int
    export: Export


@dataclass(frozen=True)
class Asked:
    """How somebody said that an upload is to be read: the source, the order of dates, the sheet, and columns by their headers."""

    source: str = ""
    dates: str = ""
    sheet: str = ""
    columns: tuple[tuple[str, str], ...] = ()

    def source_of(self, export: Export, kept: Sequence[Source]) -> Source:
        """The source that the upload is read by.

        Raises:
            MappingError: none is named and none is recognised, or a header is not in the file.
        """
        source = named(self.source, kept) if self.source else recognise(export.headers, export.name, kept)
        return mapped(source, self.columns, export.headers)

    def manner(self, source: Source, upload: Upload) -> Manner:
        """The same for the loader."""
        dates = DateOrder(self.dates) if self.dates else None
        return Manner(source=source, dates=dates, sheet=self.sheet or None, limits=UPLOADED, name=upload.name)


def mapped(source: Source, columns: Iterable[tuple[str, str]], headers: Iterable[str]) -> Source:
    """A source some of whose columns are read from other headers of the file than it declares.

    Raises:
        MappingError: the file has no such header.
    """
    known = set(headers)
    for name, header in columns:
        if header not in known:
            raise MappingError.missing(source.name, header, known, header)
        if name == CUSTOMER:
            cell = source.customer or From(header)
            source = replace(source, customer=replace(cell, header=header, also=(), like="", optional=False))
        else:
            source = with_header(source, getattr(source.facts[0], name), header)
    return source


def settle(server: Flask, feed: Feed) -> None:
    """Makes `feed` what the server's Data page works with."""
    server.extensions[_KEY] = feed


def current_feed() -> Feed:
    """The feed of the server that answers the running request."""
    feed = current_app.extensions.get(_KEY)
    if not isinstance(feed, Feed):
        raise DeclarationError("This server takes no data: call dashboards.feed.settle first.")
    return feed
