"""A source applied to an export: typed columns, and which cells could not be read or must not be empty."""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import blake2b

import numpy as np
import numpy.typing as npt
import polars as pl

from errors import MappingError
from etl import dates, money
from etl.export import Export
from etl.identity import same_handles, same_refs, with_stand_ins
from etl.mask import MASK
from etl.parse import Reading
from etl.source import DATES, DURATIONS, Also, Constant, Fingerprint, FirstOf, From, Handle, Less, Product, Scale, Source, Suffixed, Value
from metrics.cores import on_all_cores
from metrics.facts import Customers, Exported, Fact, Tickets

NOTHING = ("-",)  # what exports write for "nothing", beside a blank cell


class Faults:
    """For each row of the file the first thing found wrong with it.

    `kinds` are the (reason, header) pairs met so far; `kind` is a row's index there, -1 for a row without fault; `other` is the
    line that its reason speaks of, 0 for none.
    """

    def __init__(self, rows: int) -> None:
        self.kinds: list[tuple[str, str | None]] = []
        self.kind: npt.NDArray[np.int32] = np.full(rows, -1, dtype=np.int32)
        self.other: npt.NDArray[np.int64] = np.zeros(rows, dtype=np.int64)

    def add(self, rows: pl.Series, reason: str, header: str | None, other: pl.Series | None = None) -> None:
        """These rows (Boolean) are at fault, unless they were before."""
        if not rows.any():
            return
        new = rows.fill_null(False).to_numpy() & (self.kind < 0)
        if not new.any():
            return
        if (reason, header) not in self.kinds:
            self.kinds.append((reason, header))
        self.kind[new] = self.kinds.index((reason, header))
        if other is not None:
            self.other[new] = other.to_numpy()[new]

    @property
    def good(self) -> pl.Series:
        """True for rows without a fault."""
        return pl.Series(self.kind < 0)

    def counts(self) -> dict[tuple[str, str | None], int]:
        """How many rows have each kind of fault."""
        return {kind: int((self.kind == at).sum()) for at, kind in enumerate(self.kinds)}


@dataclass(frozen=True)
class Columns:
    """An export in the columns of the facts that it feeds.

    Each frame has one row per row of the file, whether it feeds that fact (`feeds`) or not; `also` are the frames of further rows,
    with what feeds them. `headers` names the file's header behind a fact's column, `customer` the customers' refs, `handles` what
    else each customer is known by.
    """

    frames: Mapping[type[Fact], pl.DataFrame]
    feeds: Mapping[type[Fact], pl.Series]
    also: tuple[tuple[Also, pl.DataFrame, pl.Series], ...]
    headers: Mapping[tuple[type[Fact], str], str]
    customer: pl.Series
    handles: Mapping[Handle, pl.Series]
    faults: Faults


def columns(export: Export, source: Source, reading: Reading) -> Columns:
    """The typed columns of an export.

    Raises:
        MappingError: a header that the source needs is missing, or dates can be read in two ways.
    """
    return _Application(export, source, reading).columns()


class _Application:
    def __init__(self, export: Export, source: Source, reading: Reading) -> None:
        self.export, self.source, self.reading = export, source, reading
        self.rows = export.rows.height
        self.faults = Faults(self.rows)
        self.found = {cell: self._find(cell) for cell in source.cells()}
        self.read = dict(zip(self.found, on_all_cores(self._parsed, self.found), strict=True))
        self.keys: pl.Series | None = None  # of the orders, where several lines are one

    def columns(self) -> Columns:
        self._refuse_masked()
        self.keys = self._of(self.source.columns(self.source.facts[0])[self.source.lines.by.name]) if self.source.lines else None
        country = self.reading.company.calendar.country
        handles = {
            handle: same_handles(handle, self._whole(self._values(cell)), country)
            for handle, cell in self.source.known_by.items()
            if self.found[cell]
        }
        refs = (
            self._whole(same_refs(self._values(self.source.customer)))
            if self.source.customer
            else pl.Series([None], dtype=pl.String).new_from_index(0, self.rows)
        )
        customer = with_stand_ins(refs, handles) if handles else refs
        feeds = {fact: self._feeds(fact, customer) for fact in self.source.facts}
        frames = {fact: self._frame(fact, self.source.columns(fact), feeds[fact], customer) for fact in self.source.facts}
        also = tuple(self._also(each, customer) for each in self.source.also)
        return Columns(frames, feeds, also, self._headers(), customer, handles, self.faults)

    def _find(self, cell: From) -> str | None:
        header = self.export.find(cell.spellings, cell.like)
        if header is None and not cell.optional:
            raise MappingError.missing(self.source.name, cell.header, self.export.headers, self.export.name)
        return header

    def _refuse_masked(self) -> None:
        """Rejected rows come back from their workbook with masked cells: a mask is nobody's number, and would be one for all of them."""
        headers = list(dict.fromkeys(filter(None, self.found.values())))
        for header, masked in zip(headers, on_all_cores(lambda each: self.export.rows[each] == MASK, headers), strict=True):
            self.faults.add(masked, "masked", header)

    def _feeds(self, fact: type[Fact], customer: pl.Series) -> pl.Series:
        if fact is Customers and fact is not self.source.facts[0]:
            return customer.is_not_null()
        if fact in self.source.only_where:
            return self._values(self.source.only_where[fact]).is_not_null()
        return pl.repeat(True, self.rows, eager=True)

    def _also(self, also: Also, customer: pl.Series) -> tuple[Also, pl.DataFrame, pl.Series]:
        feeds = self._values(also.where).is_not_null()
        return also, self._frame(also.fact, {column.name: value for column, value in also.columns.items()}, feeds, customer), feeds

    def _frame(self, fact: type[Fact], mapped: Mapping[str, Value], feeds: pl.Series, customer: pl.Series) -> pl.DataFrame:
        schema = fact.columns()
        summed = {column.name for column in self.source.lines.total} if self.source.lines else set()
        made: dict[str, pl.Series] = {}
        for name, value in mapped.items():
            values = self._of(value)
            if name not in summed:
                values = self._whole(values)
            for cell in value.cells:
                for reason, rows in self.read[cell][1].items():
                    self.faults.add(rows & feeds, reason, self.found[cell])
            if values.dtype == money.EXACT:
                absurd = money.is_too_large(values)
                self.faults.add(absurd & feeds, "not_an_amount", self._header(value))
                values = values.to_frame("v").select(pl.when(~absurd).then(pl.col("v"))).to_series()
            if not schema[name].nullable or schema[name].primary_key:
                self.faults.add(values.is_null() & feeds, "missing", self._header(value))
            if name in summed:  # a sum passes over what is missing, and would be too small
                for cell in value.cells:
                    self.faults.add(self._values(cell).is_null() & feeds, "missing", self.found[cell])
            made[name] = values if name in summed else self._as(values, schema[name].dtype)
        for on, at in DATES.items():
            if on in schema and on not in made and at in made:
                made[on] = dates.days(made[at], self.reading.company.zone)
        if fact is Tickets:
            self._add_durations(made)
        if fact is Customers:
            made[Customers.customer_ref.name] = customer
            self.faults.add(customer.is_null() & feeds, "missing", self.found[self.source.customer] if self.source.customer else None)
        if self.source.updated is not None:
            made[Exported.updated_at.name] = self._values(self.source.updated)
        return pl.DataFrame(made)

    def _add_durations(self, made: dict[str, pl.Series]) -> None:
        opened = made[Tickets.opened_at.name]
        for name, at in DURATIONS.items():
            if name in made or at not in made:
                continue
            if "_business_" in name:
                made[name] = self.reading.company.calendar.business_minutes(opened, made[at])
            else:
                made[name] = (made[at] - opened).dt.total_minutes()

    def _of(self, value: Value) -> pl.Series:
        match value:
            case From():
                return self._values(value)
            case Constant(constant):
                return pl.Series([constant]).new_from_index(0, self.rows)
            case FirstOf(cells, otherwise):
                found = (
                    pl.DataFrame([self._values(each).alias(str(at)) for at, each in enumerate(cells)]).select(pl.coalesce("*")).to_series()
                )
                return found if otherwise is None else found.fill_null(otherwise)
            case Less(amount, others):
                return self._less(amount, others)
            case Scale(cell, ends):
                highest = self._values(cell).max()
                end = next((end for end in ends if not isinstance(highest, float) or highest <= end), ends[-1])
                return pl.Series([end]).new_from_index(0, self.rows)
            case Suffixed(cell, suffix):
                return self._values(cell) + suffix
            case Product(count, price):
                return self._values(count).cast(pl.Decimal(38, 0)) * self._values(price)
            case Fingerprint(cells, kind):
                return self._fingerprints(cells, kind)

    def _whole(self, values: pl.Series) -> pl.Series:
        """The values, with those of an order's first line on its further lines, where these leave them out."""
        if self.source.lines is None or not self.source.lines.is_continued or self.keys is None:
            return values
        frame = pl.DataFrame({"value": values, "key": self.keys})
        return frame.select(pl.coalesce("value", pl.col("value").first().over("key"))).to_series()

    def _less(self, amount: From, others: tuple[From, ...]) -> pl.Series:
        frame = pl.DataFrame([self._values(each).alias(str(at)) for at, each in enumerate((amount, *others))])
        return frame.select(pl.col("0") - pl.sum_horizontal(pl.exclude("0").fill_null(0))).to_series().cast(money.EXACT)

    def _values(self, cell: From) -> pl.Series:
        return self.read[cell][0]

    def _parsed(self, cell: From) -> tuple[pl.Series, dict[str, pl.Series]]:
        """The values under a header, and what could not be read there."""
        header = self.found[cell]
        texts = self.export.rows[header] if header else pl.Series([None], dtype=pl.String).new_from_index(0, self.rows)
        said = texts.is_in([*NOTHING, *cell.nulls])
        if said.any():
            texts = pl.DataFrame({"text": texts, "said": said}).select(pl.when(~pl.col("said")).then("text")).to_series()
        return cell.parser.parse(texts.alias(header or cell.header), self.reading)

    def _fingerprints(self, cells: tuple[From, ...], kind: str) -> pl.Series:
        raw = [self.export.rows[header].alias(str(at)) for at, cell in enumerate(cells) if (header := self.found[cell])]
        rows = pl.DataFrame(raw).select(pl.concat_str(pl.all().fill_null(""), separator="\0").alias("row"))
        rows = rows.with_columns(pl.int_range(pl.len()).over("row").alias("turn"))
        key = blake2b(self.reading.company.secret, digest_size=32).digest()
        return pl.Series([blake2b(f"{row}\0{turn}{kind}".encode(), key=key, digest_size=12).hexdigest() for row, turn in rows.iter_rows()])

    def _as(self, values: pl.Series, dtype: pl.DataType) -> pl.Series:
        if values.dtype == money.EXACT:
            return money.minor_units(values, self.reading.company.currency)
        if dtype == pl.Date and values.dtype == dates.INSTANT:
            return dates.days(values, self.reading.company.zone)
        return values.cast(dtype)

    def _header(self, value: Value) -> str | None:
        return self.found[value.cells[0]] if value.cells else None

    def _headers(self) -> dict[tuple[type[Fact], str], str]:
        headers = {}
        for fact in self.source.facts:
            mapped = self.source.columns(fact)
            for name in fact.columns():
                follows = DATES.get(name) or DURATIONS.get(name)
                value = mapped.get(name) or (mapped.get(follows) if follows else None)
                header = self._header(value) if value else None
                if header:
                    headers[fact, name] = header
        return headers
