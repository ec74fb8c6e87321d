"""Named parsers: a column of text to a column of values.

A parser reads a whole column at once. What it cannot read is null, and is rejected with the parser's reason; blank cells
never come here. Names and options are plain values, so that a mapping can be kept as JSON.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import polars as pl

from errors import UndecidedError
from etl import dates, money
from etl.company import Company
from etl.dates import DateOrder
from etl.mask import masked

FAR_AHEAD = timedelta(days=366)
AGREED = 0.9  # so many of the dates that fit one way only must fit the same one, or the others are not read by it


@dataclass(frozen=True)
class Reading:
    """What a parser must know of the company and of today. `dates` is what the user said about 03/04/2025, if anything."""

    company: Company
    now: datetime
    dates: DateOrder | None = None


@dataclass(frozen=True)
class Parser:
    """How one column's text is read.

    `read` gives a value for each text, null where it cannot, which is then rejected for `reason`. `doubts`, where there is
    one, says True for values that were read but cannot be right, with its own reason.
    """

    name: str
    read: Callable[[pl.Series, Reading], pl.Series]
    reason: str
    doubts: tuple[str, Callable[[pl.Series, Reading], pl.Series]] | None = None
    options: tuple[object, ...] = ()

    def parse(self, texts: pl.Series, reading: Reading) -> tuple[pl.Series, dict[str, pl.Series]]:
        """The values, and for each reason the rows that it holds for (Boolean, no nulls)."""
        values = self.read(texts, reading)
        faults = {self.reason: texts.is_not_null() & values.is_null()}
        if self.doubts is not None:
            reason, doubtful = self.doubts
            faults[reason] = doubtful(values, reading).fill_null(False)
            values = values.to_frame("v").select(pl.when(~faults[reason]).then(pl.col("v"))).to_series()
        return values, faults


def _folded(word: str) -> str:
    return "".join(word.lower().split())


def _text(texts: pl.Series, _: Reading) -> pl.Series:
    return masked(texts.str.normalize("NFC").str.replace_all(r"\s+", " ").str.replace_all("\ufffd", "?", literal=True))


def _ref(texts: pl.Series, _: Reading) -> pl.Series:
    return texts.str.normalize("NFC").str.strip_prefix("'").str.replace(r"^(\d+)\.0+$", "${1}")


def _comment(texts: pl.Series, _: Reading) -> pl.Series:
    return masked(texts.str.normalize("NFC").str.replace_all("\ufffd", "?", literal=True))


def _number(texts: pl.Series, _: Reading) -> pl.Series:
    return money.plain(texts).cast(pl.Float64, strict=False)


def _integer(texts: pl.Series, _: Reading) -> pl.Series:
    exact = money.plain(texts)
    return exact.str.extract(r"^(-?\d{1,15})(?:\.0+)?$").cast(pl.Int64)


def _minutes(texts: pl.Series, _: Reading) -> pl.Series:
    return money.plain(texts).cast(pl.Float64, strict=False).floor().cast(pl.Int64, strict=False)


# An id that a spreadsheet may have touched: '00123 keeps its zeros, 13085.0 is 13085 again.
ref = Parser("ref", _ref, "missing")
text = Parser("text", _text, "missing")
comment = Parser("comment", _comment, "missing")
number = Parser("number", _number, "not_a_number")
integer = Parser("integer", _integer, "not_an_integer")
minutes = Parser("minutes", _minutes, "not_a_number")
# An amount of the installation's currency, and a price that may have more decimals until it is summed.
amount = Parser(
    "amount", lambda texts, reading: money.amounts(texts, reading.company.currency), "not_an_amount", ("too_many_decimals", money.is_finer)
)
price = Parser("price", lambda texts, reading: money.amounts(texts, reading.company.currency), "not_an_amount")


def choice(values: Mapping[str, str | float | bool], name: str = "choice", reason: str = "unknown_value") -> Parser:
    """One of a few words, whatever their case and blanks, each standing for a value."""
    known = {_folded(word): value for word, value in values.items()}

    def read(texts: pl.Series, _: Reading) -> pl.Series:
        folded = texts.str.normalize("NFC").str.to_lowercase().str.replace_all(r"\s+", "")
        kind = pl.Series(list(known.values())).dtype
        return folded.replace_strict(list(known), list(known.values()), default=None, return_dtype=kind)

    return Parser(name, read, reason, options=tuple(values.items()))


yes_no = choice(
    {
        **dict.fromkeys(("예", "네", "Y", "yes", "true", "1", "O", "있음"), True),
        **dict.fromkeys(("아니오", "아니요", "N", "no", "false", "0", "X", "없음"), False),
    },
    name="yes_no",
    reason="not_yes_or_no",
)


def starts_with(prefixes: Mapping[str, str], otherwise: str) -> Parser:
    """What the beginning of an id says: `C` for a cancelled invoice."""

    def read(texts: pl.Series, _: Reading) -> pl.Series:
        column = pl.col("text")
        said: pl.Expr = pl.when(column.is_not_null()).then(pl.lit(otherwise))
        for prefix, value in prefixes.items():
            said = pl.when(column.str.starts_with(prefix)).then(pl.lit(value)).otherwise(said)
        return texts.to_frame("text").select(said).to_series()

    return Parser("starts_with", read, "unknown_value", options=(*prefixes.items(), otherwise))


def score(words: Mapping[str, float] | None = None) -> Parser:
    """A survey's score: a number (8, 8.5, 8점), or one of the words that stand for one. Its scale is the fact's to check."""
    known = {_folded(word): value for word, value in (words or {}).items()}

    def read(texts: pl.Series, _: Reading) -> pl.Series:
        bare = texts.str.normalize("NFC").str.to_lowercase().str.strip_suffix("점").str.strip_chars()
        said = bare.replace_strict(list(known), list(known.values()), default=None, return_dtype=pl.Float64) if known else None
        numbers = money.plain(bare).cast(pl.Float64, strict=False)
        return numbers if said is None else said.to_frame("s").select(pl.coalesce("s", numbers.alias("n"))).to_series()

    return Parser("score", read, "not_a_score", options=tuple((words or {}).items()))


def moment(*formats: str) -> Parser:
    """A moment on the company's clock, in the first of these formats that fits."""
    return Parser(
        "moment",
        lambda texts, reading: dates.instants(dates.formatted(texts, formats), reading.company.zone),
        "not_a_date",
        ("improbable_date", _improbable),
        formats,
    )


def day(*formats: str) -> Parser:
    """A company-local date, in the first of these formats that fits."""
    return Parser(
        "day", lambda texts, _: dates.formatted(texts, formats).dt.date(), "not_a_date", ("improbable_date", _improbable), formats
    )


def _any_moment(texts: pl.Series, reading: Reading) -> pl.Series:
    local = dates.written(texts, _order(texts, reading))
    at = dates.instants(local, reading.company.zone)
    exact = dates.has_offset(texts)
    if not exact.any():
        return at
    frame = pl.DataFrame({"local": local, "at": at, "exact": exact})
    return frame.select(pl.when("exact").then(pl.col("local").dt.replace_time_zone("UTC")).otherwise("at")).to_series()


def _any_day(texts: pl.Series, reading: Reading) -> pl.Series:
    return dates.days(_any_moment(texts, reading), reading.company.zone)


# In whatever way the file writes them; which number is the day is found from the whole column.
any_moment = Parser("any_moment", _any_moment, "not_a_date", ("improbable_date", lambda values, reading: _improbable(values, reading)))
any_day = Parser("any_day", _any_day, "not_a_date", ("improbable_date", lambda values, reading: _improbable(values, reading)))


def _order(texts: pl.Series, reading: Reading) -> DateOrder:
    """Whether the column's dates are day-first or month-first: what the user said, else what those say that fit one way only."""
    if reading.dates is not None:
        return reading.dates
    by_day, by_month = dates.written(texts, DateOrder.DAY_FIRST), dates.written(texts, DateOrder.MONTH_FIRST)
    only_day = int((by_day.is_not_null() & by_month.is_null()).sum())
    only_month = int((by_month.is_not_null() & by_day.is_null()).sum())
    differs = (by_day != by_month).fill_null(False)
    if not differs.any() or max(only_day, only_month) > AGREED * (only_day + only_month):
        return DateOrder.DAY_FIRST if only_day >= only_month else DateOrder.MONTH_FIRST
    at = int(differs.arg_max() or 0)
    shown, one, other = texts[at], by_day[at], by_month[at]
    raise UndecidedError(
        ko=f"'{texts.name}' 열의 날짜는 두 가지로 읽힙니다. 예를 들어 {shown} 값은 "
        f"일-월 순서면 {one:%Y-%m-%d}, 월-일 순서면 {other:%Y-%m-%d}입니다. "
        "--dates day-first(일-월) 또는 --dates month-first(월-일)로 정해 주세요.",
        en=f"The dates in '{texts.name}' can be read in two ways: "
        f"{shown} is {one:%Y-%m-%d} day first, or {other:%Y-%m-%d} month first. "
        "Choose with --dates day-first or --dates month-first.",
        asks="dates",
        choices=tuple(order.value for order in DateOrder),
    )


def _improbable(values: pl.Series, reading: Reading) -> pl.Series:
    """True for dates before any export, and for those in the future that the rest of the column does not come near.

    A whole file from the future is a wrong clock of ours, not of the file; one date far behind all others is a typing error
    that would put the end of the data there.
    """
    early = values.dt.year() < dates.FIRST_YEAR
    usual = values.filter(~early.fill_null(True)).cast(pl.Datetime("us")).cast(pl.Int64).quantile(0.95, "nearest")
    if usual is None:
        return early
    local = values.dt.convert_time_zone("UTC").dt.replace_time_zone(None) if values.dtype == dates.INSTANT else values.cast(dates.LOCAL)
    tomorrow = reading.now.astimezone(ZoneInfo("UTC")).replace(tzinfo=None) + timedelta(days=1)
    bound = max(tomorrow, datetime(1970, 1, 1) + timedelta(microseconds=int(usual)) + FAR_AHEAD)
    return early | (local > bound)
