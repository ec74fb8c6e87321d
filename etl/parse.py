"""Named parsers: a column of text to a column of values.

A parser reads a whole column at once. What it cannot read is null, and is rejected with the parser's reason; blank cells
never come here. Names and options are plain values, so that a mapping can be kept as JSON.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import polars as pl

from errors import DeclarationError, UndecidedError, did_you_mean
from etl import dates, elapsed, money
from etl.company import Company
from etl.dates import DateOrder
from etl.mask import masked

FAR_AHEAD = timedelta(days=366)
YEARS_COME_FIRST_IN = "Asia/Seoul"
WORTH_A_LOOK, SAMPLE = 20_000, 5_000  # rows of a column, before it is looked through for texts that are the same
AGREED = 0.9  # so many of the dates that fit one way only must fit the same one, or the others are not read by it


@dataclass(frozen=True)
class Reading:
    """What a parser must know of the company and of today.

    `dates` is what the user said about 03/04/2025, if anything; `answered` what was said about an earlier file of the source, which
    decides only where the column itself does not.
    """

    company: Company
    now: datetime
    dates: DateOrder | None = None
    answered: DateOrder | None = None


@dataclass(frozen=True)
class Parser:
    """How one column's text is read.

    `read` gives a value for each text, null where it cannot, which is then rejected for `reason`. `doubts`, where there is
    one, says True for values that were read but cannot be right, with its own reason. Some `looks_around`: what a text means
    depends on the others of its column.
    """

    name: str
    read: Callable[[pl.Series, Reading], pl.Series]
    reason: str
    doubts: tuple[str, Callable[[pl.Series, Reading], pl.Series]] | None = None
    options: tuple[object, ...] = ()
    looks_around: bool = False

    def parse(self, texts: pl.Series, reading: Reading) -> tuple[pl.Series, dict[str, pl.Series]]:
        """The values, and for each reason the rows that it holds for (Boolean, no nulls)."""
        values = self.read(texts, reading) if self.looks_around else _each_once(texts, lambda different: self.read(different, reading))
        faults = {self.reason: texts.is_not_null() & values.is_null()}
        if self.doubts is not None:
            reason, doubtful = self.doubts
            faults[reason] = doubtful(values, reading).fill_null(False)
            values = values.to_frame("v").select(pl.when(~faults[reason]).then(pl.col("v"))).to_series()
        return values, faults


def _each_once(texts: pl.Series, read: Callable[[pl.Series], pl.Series]) -> pl.Series:
    """The values of texts, where many are the same each read once: a column of team names is read in no time."""
    if len(texts) < WORTH_A_LOOK or texts.head(SAMPLE).n_unique() > SAMPLE / 2:
        return read(texts)
    different = texts.unique()
    if len(different) > len(texts) / 2:
        return read(texts)
    values = read(different.alias(texts.name))
    if values.dtype == texts.dtype and values.equals(different, null_equal=True):
        return texts  # in order as they are
    table = pl.DataFrame({"text": different, "value": values})
    return texts.to_frame("text").join(table, on="text", how="left", nulls_equal=True, maintain_order="left")["value"].alias(texts.name)


def _folded(word: str) -> str:
    return "".join(word.lower().split())


def _text(texts: pl.Series, _: Reading) -> pl.Series:
    return masked(texts.str.normalize("NFC").str.replace_all(r"\s+", " ").str.replace_all("\ufffd", "?", literal=True))


def composed(texts: pl.Series) -> pl.Series:
    """The texts in composed form; a column of ids in plain ASCII is in it already, which is seen faster than it is made."""
    return texts if texts.str.len_bytes().sum() == texts.str.len_chars().sum() else texts.str.normalize("NFC")


def _ref(texts: pl.Series, _: Reading) -> pl.Series:
    bare = composed(texts)
    if bare.str.starts_with("'").any():
        bare = bare.str.strip_prefix("'")
    return bare.str.replace(r"^(\d+)\.0+$", "${1}") if bare.str.contains(".0", literal=True).any() else bare


def _comment(texts: pl.Series, _: Reading) -> pl.Series:
    return masked(texts.str.normalize("NFC").str.replace_all("\ufffd", "?", literal=True))


def _number(texts: pl.Series, _: Reading) -> pl.Series:
    return money.plain(texts).cast(pl.Float64, strict=False)


def _integer(texts: pl.Series, _: Reading) -> pl.Series:
    exact = money.plain(texts)
    return exact.str.extract(r"^(-?\d{1,15})(?:\.0+)?$").cast(pl.Int64)


def _minutes(texts: pl.Series, _: Reading) -> pl.Series:
    return elapsed.minutes(texts, elapsed.MINUTE)


def _hours(texts: pl.Series, _: Reading) -> pl.Series:
    return elapsed.minutes(texts, elapsed.HOUR)


# An id that a spreadsheet may have touched: '00123 keeps its zeros, 13085.0 is 13085 again.
ref = Parser("ref", _ref, "missing")
text = Parser("text", _text, "missing")
comment = Parser("comment", _comment, "missing")
number = Parser("number", _number, "not_a_number")
integer = Parser("integer", _integer, "not_an_integer")
# Whole minutes, out of a number of minutes or of hours, or a time such as 01:30:00 that says itself what it is.
minutes = Parser("minutes", _minutes, "not_a_number")
hours = Parser("hours", _hours, "not_a_number")
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
        **dict.fromkeys(("예", "네", "Y", "yes", "true", "T", "1", "O", "있음", "참"), True),
        **dict.fromkeys(("아니오", "아니요", "N", "no", "false", "F", "0", "X", "없음", "거짓"), False),
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


def filled(value: str) -> Parser:
    """A value that stands wherever a cell holds anything: `cancelled` where there is a date of cancelling."""

    def read(texts: pl.Series, _: Reading) -> pl.Series:
        return texts.to_frame("text").select(pl.when(pl.col("text").is_not_null()).then(pl.lit(value))).to_series()

    return Parser("filled", read, "unknown_value", options=(value,))


def score(words: Mapping[str, float] | None = None) -> Parser:
    """A survey's score: a number (8, 8.5, 8점, "10 - Extremely likely", ★★★★), or one of the words that stand for one.

    Its scale is the fact's to check.
    """
    known = {_folded(word): value for word, value in (words or {}).items()}

    def read(texts: pl.Series, _: Reading) -> pl.Series:
        bare = texts.str.normalize("NFC").str.to_lowercase().str.strip_chars()
        said = bare.str.replace_all(r"\s+", "").replace_strict(list(known), list(known.values()), default=None, return_dtype=pl.Float64)
        number = bare.str.replace(_LABELLED, "${1}").str.strip_suffix("점").str.strip_chars()
        stars = bare.str.extract(r"^(★{1,10})☆{0,9}$").str.len_chars().cast(pl.Float64)
        made = pl.DataFrame({"said": said, "number": money.plain(number).cast(pl.Float64, strict=False), "stars": stars})
        return made.select(pl.coalesce("said", "number", "stars")).to_series()

    return Parser("score", read, "not_a_score", options=tuple((words or {}).items()))


# A number with its label: "10 - Extremely likely", "5점 (매우 만족)", "4. 만족".
_LABELLED = r"^(\d{1,2}(?:점)?)\s*(?:[-–:.=]\s*|\()\p{L}.*$"

# How satisfied, in the words of five steps.
SATISFIED: dict[str, float] = {
    **dict.fromkeys(
        ("매우 만족", "매우 만족함", "매우 만족합니다", "아주 만족", "Very satisfied", "Extremely satisfied", "Extremely happy", "Good"),
        5.0,
    ),
    **dict.fromkeys(("만족", "만족함", "만족합니다", "Satisfied", "Somewhat satisfied", "Happy"), 4.0),
    **dict.fromkeys(("보통", "보통임", "보통입니다", "그저 그렇다", "Neutral", "Neither satisfied nor dissatisfied"), 3.0),
    **dict.fromkeys(("불만족", "불만", "불만족함", "불만족합니다", "Dissatisfied", "Somewhat dissatisfied", "Unhappy"), 2.0),
    **dict.fromkeys(
        (
            "매우 불만족",
            "매우 불만",
            "매우 불만족함",
            "매우 불만족합니다",
            "Very dissatisfied",
            "Extremely dissatisfied",
            "Extremely unhappy",
            "Bad",
        ),
        1.0,
    ),
}
satisfaction = score(SATISFIED)


def moment(*formats: str) -> Parser:
    """A moment on the company's clock, in the first of these formats that fits."""
    return Parser(
        "moment",
        lambda texts, reading: dates.instants(dates.formatted(texts, formats), reading.company.zone),
        "not_a_date",
        ("improbable_date", _improbable),
        formats,
    )


def utc_moment(*formats: str) -> Parser:
    """A moment in UTC, in the first of these formats that fits."""
    return Parser(
        "utc_moment",
        lambda texts, _: dates.formatted(texts, formats).dt.replace_time_zone("UTC"),
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
_IMPROBABLE = ("improbable_date", lambda values, reading: _improbable(values, reading))
any_moment = Parser("any_moment", _any_moment, "not_a_date", _IMPROBABLE, looks_around=True)
any_day = Parser("any_day", _any_day, "not_a_date", _IMPROBABLE, looks_around=True)


def _order(texts: pl.Series, reading: Reading) -> DateOrder:
    """How the column's dates are ordered: what the user said, else what those say that fit one way only.

    In Korea three short numbers begin with the year (25.01.20) where all of the column can be read so.
    """
    if reading.dates is not None:
        return reading.dates
    texts = texts.filter(dates.needs_order(texts).fill_null(False))
    if texts.is_empty():
        return DateOrder.DAY_FIRST
    tomorrow = reading.now.astimezone(ZoneInfo("UTC")).replace(tzinfo=None) + FAR_AHEAD
    read = {}
    for order in DateOrder:
        values = dates.written(texts, order)
        read[order] = values.to_frame("v").select(pl.when(pl.col("v") < tomorrow).then("v")).to_series()
    fitting = pl.DataFrame({order.value: values.is_not_null() for order, values in read.items()})
    by_count = fitting.sum().row(0, named=True)
    either = fitting.select(pl.any_horizontal(pl.all())).to_series()
    only = {
        order: int((fitting[order.value] & (fitting.select(pl.sum_horizontal(pl.all())).to_series() == 1)).sum()) for order in DateOrder
    }
    best = max(DateOrder, key=lambda order: (only[order], by_count[order.value]))
    likely = [order for order in DateOrder if by_count[order.value]] or [best]
    if dates.is_short(texts).any():
        likely = [order for order in likely if by_count[order.value] >= AGREED * int(either.sum())] or likely
    if all(read[order].equals(read[best]) for order in likely) or only[best] > AGREED * sum(only.values()) > 0:
        return best
    if reading.answered is not None and reading.answered in likely:
        return reading.answered
    if DateOrder.YEAR_FIRST in likely and reading.company.zone == YEARS_COME_FIRST_IN:
        return DateOrder.YEAR_FIRST
    raise _either_way(texts, {order: read[order] for order in likely})


def _either_way(texts: pl.Series, read: Mapping[DateOrder, pl.Series]) -> UndecidedError:
    """What is asked where a column can be read in several ways, with the first value that differs."""
    pairs = [
        (one, other) for one in read for other in read if one.value < other.value and _first_difference(read[one], read[other]) is not None
    ]
    one, other = pairs[0]
    at = _first_difference(read[one], read[other]) or 0
    ko, en = {}, {}
    for order in (one, other):
        ko[order], en[order] = f"{_SAID_KO[order]} 순서면 {read[order][at]:%Y-%m-%d}", f"{read[order][at]:%Y-%m-%d} {_SAID_EN[order]}"
    options = [f"--dates {order.value}" for order in (one, other)]
    return UndecidedError(
        ko=f"'{texts.name}' 열의 날짜는 두 가지로 읽힙니다. 예를 들어 {texts[at]} 값은 {ko[one]}, {ko[other]}입니다. "
        f"어느 쪽인지 정해 주세요(명령줄에서는 {options[0]} 또는 {options[1]}).",
        en=f"The dates in '{texts.name}' can be read in two ways: {texts[at]} is {en[one]}, or {en[other]}. "
        f"Choose one (on the command line, {options[0]} or {options[1]}).",
        asks="dates",
        choices=tuple(order.value for order in read),
    )


def _first_difference(one: pl.Series, other: pl.Series) -> int | None:
    differs = (one != other).fill_null(False)
    return differs.arg_max() if differs.any() else None


_SAID_KO = {DateOrder.DAY_FIRST: "일-월", DateOrder.MONTH_FIRST: "월-일", DateOrder.YEAR_FIRST: "연-월-일"}
_SAID_EN = {DateOrder.DAY_FIRST: "day first", DateOrder.MONTH_FIRST: "month first", DateOrder.YEAR_FIRST: "year first"}


def _improbable(values: pl.Series, reading: Reading) -> pl.Series:
    """True for dates before any export, and for those in the future that the rest of the column does not come near.

    A whole file from the future is a wrong clock of ours, not of the file; one date far behind all others is a typing error
    that would put the end of the data there.
    """
    tomorrow = reading.now.astimezone(ZoneInfo("UTC")).replace(tzinfo=None) + timedelta(days=1)
    local = values.dt.replace_time_zone(None) if values.dtype == dates.INSTANT else values.cast(dates.LOCAL)
    early = local < datetime(dates.FIRST_YEAR, 1, 1)
    if not (local > tomorrow).any():
        return early
    usual = values.filter(~early.fill_null(True)).cast(pl.Datetime("us")).cast(pl.Int64).quantile(0.95, "nearest")
    if usual is None:
        return early
    bound = max(tomorrow, datetime(1970, 1, 1) + timedelta(microseconds=int(usual)) + FAR_AHEAD)
    return early | (local > bound)


def named(name: str, options: Sequence[Any] = ()) -> Parser:
    """The parser called `name`, with its options, as it is written in a source's file.

    Raises:
        DeclarationError: there is none of that name, or its options do not fit it.
    """
    options = tuple(tuple(each) if isinstance(each, list) else each for each in options)
    known = next((parser for parser in _PLAIN if parser.name == name and parser.options == options), None)
    if known is None and name in _MADE:
        known = _MADE[name](*options)
    if known is None or known.options != options:
        near = did_you_mean(name, [*_MADE, *(parser.name for parser in _PLAIN)])
        raise DeclarationError(f"There is no parser '{name}' with such options." + (f" Did you mean '{near}'?" if near else ""))
    return known


_PLAIN = (ref, text, comment, number, integer, minutes, hours, amount, price, yes_no, any_moment, any_day)
_MADE: dict[str, Callable[..., Parser]] = {
    "choice": lambda *words: choice(dict(words)),
    "starts_with": lambda *words: starts_with(dict(words[:-1]), otherwise=words[-1]),
    "score": lambda *words: score(dict(words)),
    "filled": filled,
    "moment": moment,
    "utc_moment": utc_moment,
    "day": day,
}
