"""A source is how one system's export becomes facts, declared once: which header, read by which parser, is which column."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

import dataframely as dy

from errors import DeclarationError, did_you_mean
from etl import parse
from etl.parse import Parser
from metrics.facts import FACTS, Customers, Fact, Orders, Responses, Tickets, name_of
from metrics.text import Text

# Set by the loader for every row, so no source may map them.
LOADER_SETS = ("source", "load_id", "customer_key", "own_key", "updated_at")
OF = "@"  # between a source's name and that of one of several systems of its kind

# Columns that follow from others wherever a source does not map them: the company-local date of a moment, ...
DATES: dict[str, str] = {
    Orders.ordered_on.name: Orders.ordered_at.name,
    Tickets.opened_on.name: Tickets.opened_at.name,
    Tickets.first_responded_on.name: Tickets.first_response_at.name,
    Tickets.closed_on.name: Tickets.resolved_at.name,
    Responses.answered_on.name: Responses.answered_at.name,
}
# ... and the time from the opening of a ticket to another moment, by the clock and in business hours.
DURATIONS: dict[str, str] = {
    Tickets.first_response_minutes.name: Tickets.first_response_at.name,
    Tickets.first_response_business_minutes.name: Tickets.first_response_at.name,
    Tickets.resolution_minutes.name: Tickets.resolved_at.name,
    Tickets.resolution_business_minutes.name: Tickets.resolved_at.name,
}


@dataclass(frozen=True)
class From:
    """The cells under a header, read by a parser.

    `also` are other spellings of the header; `like` is a pattern of headers that every company words for itself (the questions of
    a survey), asked only where no spelling is there. `nulls` are texts that mean nothing in this export, beside blank and `-`.
    An `optional` header may be missing from the file; any other must be there.
    """

    header: str
    parser: Parser = parse.text
    also: tuple[str, ...] = ()
    nulls: tuple[str, ...] = ()
    optional: bool = False
    like: str = ""

    @property
    def spellings(self) -> tuple[str, ...]:
        """Every spelling of the header, the usual one first."""
        return (self.header, *self.also)

    @property
    def cells(self) -> tuple["From", ...]:
        """The columns of the file that the value is made of: here, itself."""
        return (self,)


@dataclass(frozen=True)
class Like:
    """A header that every company words for itself, known by a pattern."""

    pattern: str


@dataclass(frozen=True)
class Constant:
    """The same value on every row."""

    value: str | float | bool

    @property
    def cells(self) -> tuple[From, ...]:
        return ()


@dataclass(frozen=True)
class FirstOf:
    """The first of these that a row has, and `otherwise` where it has none."""

    cells: tuple[From, ...]
    otherwise: str | None = None


@dataclass(frozen=True)
class Less:
    """An amount less others, of which those that are not there take nothing away: what was paid less what was given back."""

    of: From
    less: tuple[From, ...]

    @property
    def cells(self) -> tuple[From, ...]:
        return (self.of, *self.less)


@dataclass(frozen=True)
class Scale:
    """The upper end of a scale that the file does not say: the first of these that no score of the column is above."""

    of: From
    ends: tuple[float, ...]

    @property
    def cells(self) -> tuple[From, ...]:
        return (self.of,)


@dataclass(frozen=True)
class Product:
    """A count times a price: what an order line is worth."""

    count: From
    price: From

    @property
    def cells(self) -> tuple[From, ...]:
        return (self.count, self.price)


@dataclass(frozen=True)
class Fingerprint:
    """An id for exports that have none: a keyed hash of the row's own cells, and which of its equals the row is.

    `kind` sets apart two rows of one fact that are made of one row of the file.
    """

    cells: tuple[From, ...]
    kind: str = ""


@dataclass(frozen=True)
class Suffixed:
    """An id with a word behind it, which sets apart two rows of one fact that are made of one row of the file."""

    of: From
    suffix: str

    @property
    def cells(self) -> tuple[From, ...]:
        return (self.of,)


Value = From | Constant | FirstOf | Less | Product | Scale | Fingerprint | Suffixed


@dataclass(frozen=True)
class Grouped:
    """Several lines of the file are one row of the fact: `total` is summed over them, of the rest the first line's counts.

    Cancelled and refunded lines take themselves away from what is left of their order; an order is cancelled when all of it is.
    `is_continued` where only an order's first line says what goes for all of it.
    """

    by: dy.Column
    total: tuple[dy.Column, ...] = ()
    is_continued: bool = False


@dataclass(frozen=True)
class Also:
    """A further row of a fact out of the same row of the file, where a column of it is filled: the second question of a survey."""

    fact: type[Fact]
    columns: Mapping[dy.Column, Value]
    where: From


class Handle(StrEnum):
    """By what one person is known in every system: rows with the same phone number are of one customer, whatever each system's own ref."""

    PHONE = "phone"
    EMAIL = "email"
    MEMBER = "member"  # a member number that all of the company's systems share; a system's own number is its `customer`


@dataclass(frozen=True)
class Source:
    """One system's export.

    Attributes:
        recognised_by: headers that together only this export has; a tuple gives several spellings of one header, `Like` a pattern.
        into: for each fact it feeds, the value of each column. The first fact is the one that every row of the file is.
        customer: the column that names the customer, if there is one.
        customers_of: the system whose customer refs these are; sources of one system know the same people.
        known_by: the columns with a customer's phone number, e-mail address or company-wide member number. They are only hashed.
        updated: the column that says when the system last changed the row; an older row never replaces a newer one.
        lines: set where several lines are one row of the first fact.
        also: further rows of a fact that it feeds, out of the same row of the file.
        only_where: for a further fact, the column that must be filled for a row to feed it.
        links: for `ticket_id` and `order_id` of responses, the source whose tickets and orders they name.
        note: what a reader of its columns must know: which amount is taken, and what it leaves out.
        sheets: what the sheet with the table is called, where a workbook has several.
    """

    name: str
    label: Text
    recognised_by: tuple[str | tuple[str, ...] | Like, ...]
    into: Mapping[type[Fact], Mapping[dy.Column, Value]]
    customer: From | None = None
    customers_of: str = ""
    known_by: Mapping[Handle, From] = field(default_factory=dict)
    updated: From | None = None
    lines: Grouped | None = None
    also: tuple[Also, ...] = ()
    only_where: Mapping[type[Fact], From] = field(default_factory=dict)
    links: Mapping[type[Fact], str] = field(default_factory=dict)
    sheets: tuple[str, ...] = ()
    note: Text | None = None

    def __post_init__(self) -> None:
        if not self.recognised_by or not self.into:
            raise DeclarationError(f"Source '{self.name}' needs `recognised_by` and `into`.")
        for fact, columns in (*self.into.items(), *((each.fact, each.columns) for each in self.also)):
            self._check_columns(fact, columns)
        if Customers in self.into and self.customer is None:
            raise DeclarationError(f"Source '{self.name}' feeds customers, so it must say which column names the customer.")
        if unhashed := [handle for handle, cell in self.known_by.items() if cell.parser is not parse.ref]:
            raise DeclarationError(f"Source '{self.name}': `known_by` reads {', '.join(unhashed)} as a ref, since it is compared as text.")
        if stray := [name_of(fact) for fact in self.only_where if fact not in self.facts[1:]]:
            raise DeclarationError(f"Source '{self.name}': `only_where` names {', '.join(stray)}, which is no further fact of it.")
        if self.lines is not None and not {self.lines.by.name, *(column.name for column in self.lines.total)} <= set(
            self.columns(self.facts[0])
        ):
            raise DeclarationError(f"Source '{self.name}': `lines` names a column that is not mapped.")
        if unlinkable := [name_of(fact) for fact in self.links if fact not in (Tickets, Orders)]:
            raise DeclarationError(f"Source '{self.name}': responses cannot be linked to {', '.join(unlinkable)}.")

    @property
    def facts(self) -> tuple[type[Fact], ...]:
        """The facts it feeds, the one of every row first."""
        return tuple(self.into)

    @property
    def family(self) -> str:
        """The system whose customers these are."""
        return self.customers_of or self.name

    def of(self, instance: str) -> "Source":
        """The same export of another system of its kind: a second shop, another help desk. Its ids and customer refs are its own."""
        if not instance:
            return self
        links = {fact: f"{name}{OF}{instance}" for fact, name in self.links.items()}
        return replace(self, name=f"{self.name}{OF}{instance}", customers_of=f"{self.family}{OF}{instance}", links=links)

    def columns(self, fact: type[Fact]) -> dict[str, Value]:
        """The values of a fact's columns by the columns' names."""
        return {column.name: value for column, value in self.into[fact].items()}

    def cells(self) -> Iterator[From]:
        """Every column of the file that it reads, in the order of declaration."""
        for columns in self.into.values():
            for value in columns.values():
                yield from value.cells
        for further in self.also:
            for value in further.columns.values():
                yield from value.cells
            yield further.where
        yield from self.only_where.values()
        yield from self.known_by.values()
        yield from (cell for cell in (self.customer, self.updated) if cell is not None)

    def _check_columns(self, fact: type[Fact], columns: Mapping[dy.Column, Value]) -> None:
        if fact not in FACTS:
            raise DeclarationError(f"Source '{self.name}' feeds '{fact.__name__}', which is no fact.")
        schema = fact.columns()
        for column in columns:
            if not isinstance(column, dy.Column) or getattr(fact, column.name, None) is not column:
                said = getattr(column, "name", str(column))
                near = did_you_mean(said, schema)
                hint = f" Did you mean '{near}'?" if near else ""
                raise DeclarationError(f"Source '{self.name}': '{said}' is no column of {name_of(fact)}.{hint}")
            if column.name in LOADER_SETS:
                raise DeclarationError(f"Source '{self.name}' maps '{column.name}', which the loader sets.")
        mapped = {column.name for column in columns}
        needed = [name for name, column in schema.items() if not column.nullable or column.primary_key]
        for name in needed:
            if name not in mapped and name not in LOADER_SETS and DATES.get(name) not in mapped and name != Customers.customer_ref.name:
                raise DeclarationError(f"Source '{self.name}' must map '{name}' of {name_of(fact)}.")
