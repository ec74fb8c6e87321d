"""Moments and days in text, and the instant at which a company-local clock showed them."""

from datetime import datetime, timedelta
from enum import Enum

import polars as pl

LOCAL = pl.Datetime("us")
INSTANT = pl.Datetime("us", "UTC")
_HOUR = 3_600 * 10**6  # in microseconds, as Polars counts a moment
_DAY = 24 * _HOUR
FIRST_YEAR = 1990  # older is a typing error: no export of customers' events reaches back further


class DateOrder(Enum):
    """Which number of 03/04/2025 or 03.04.05 is the day. The value is what `--dates` takes."""

    DAY_FIRST = "day-first"
    MONTH_FIRST = "month-first"
    YEAR_FIRST = "year-first"  # 25.01.20, as it is written in Korea


# "2025. 3. 4. 오후 2:05", "04/03/2025 14:05:00", "2025-03-04T14:05:00.000+09:00", "2025년 3월 4일", "March"-less
_WRITTEN = (
    r"^(?<a>\d{1,4})\s*[-./년]\s*(?<b>\d{1,2})\s*[-./월]\s*(?<c>\d{1,4})\s*[일.]?"
    r"(?:[T\s]+(?<before>(?i:오전|오후|AM|PM))?\s*(?<hour>\d{1,2}):(?<minute>\d{2})(?::(?<second>\d{2})(?:[.,]\d+)?)?"
    r"\s*(?<after>(?i:오전|오후|AM|PM))?)?\s*(?<offset>Z|[+-]\d{2}:?\d{2})?$"
)


# What numbers alone write: days since 1899-12-30 (a spreadsheet's serial), YYYYMMDD with or without a time, seconds or milliseconds
# since 1970. The serials are those of 1990 to 2099.
_SERIAL = r"^(3[3-9]\d{3}|[4-6]\d{4}|7[0-2]\d{3})(\.\d+)?$"
_COMPACT = r"^(?:19|20)\d{6}(?:\d{4}(?:\d{2})?)?$"
_SECONDS = r"^\d{10}(?:\.\d+)?$"
_MILLISECONDS = r"^\d{13}$"
_MONTHS = {
    name: f"-{number:02d}-"
    for number, name in enumerate(("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"), start=1)
}
_NAMED = r"(?i)[a-z]{3,9}"
_TWO_DIGIT_YEAR = r"^\d{1,2}\s*[-./]\s*\d{1,2}\s*[-./]\s*\d{2}(?:\D|$)"


def written(texts: pl.Series, order: DateOrder | None) -> pl.Series:
    """The moments that a column's texts write, in whatever usual way; `order` decides where the year does not come first in full.

    Shape:
        in: String
        out: naive datetimes (midnight where there is no time), of the same length; null where a text writes none.
        A moment with an offset such as +09:00, and seconds since 1970, come out in UTC; see `has_offset`.
    """
    parts = _with_months(texts).to_frame("text").select(pl.col("text").str.extract_groups(_WRITTEN).alias("_")).unnest("_")
    full_first = pl.col("a").str.len_chars() == 4
    is_short = (pl.col("a").str.len_chars() <= 2) & (pl.col("c").str.len_chars() == 2)
    year_first = full_first | (is_short if order is DateOrder.YEAR_FIRST else pl.lit(False))
    year_last = (pl.col("c").str.len_chars() == 4) | is_short if order in (DateOrder.DAY_FIRST, DateOrder.MONTH_FIRST) else pl.lit(False)
    day, month = ("a", "b") if order is DateOrder.DAY_FIRST else ("b", "a")
    noon = pl.coalesce("before", "after").str.to_uppercase()
    hour = pl.col("hour").cast(pl.Int32).fill_null(0)
    hour = (
        pl.when(noon.is_in(["오후", "PM"]) & (hour < 12))
        .then(hour + 12)
        .when(noon.is_in(["오전", "AM"]) & (hour == 12))
        .then(0)
        .otherwise(hour)
    )
    iso = pl.concat_str(
        _full_year(pl.when(year_first).then(pl.col("a")).when(year_last).then(pl.col("c"))),
        pl.lit("-"),
        pl.when(year_first).then(pl.col("b")).otherwise(pl.col(month)).str.zfill(2),
        pl.lit("-"),
        pl.when(year_first).then(pl.col("c")).otherwise(pl.col(day)).str.zfill(2),
        pl.lit(" "),
        hour.cast(pl.String).str.zfill(2),
        pl.lit(":"),
        pl.col("minute").fill_null("00"),
        pl.lit(":"),
        pl.col("second").fill_null("00"),
    )
    naive = iso.str.to_datetime("%Y-%m-%d %H:%M:%S", time_unit="us", strict=False)
    ahead = (
        pl.when(pl.col("hour").is_null() | pl.col("offset").is_null() | (pl.col("offset") == "Z"))  # a day is the same everywhere
        .then(0)
        .otherwise(
            pl.col("offset").str.slice(0, 3).cast(pl.Int64, strict=False) * 60
            + (pl.col("offset").str.slice(0, 1) + pl.col("offset").str.slice(-2)).cast(pl.Int64, strict=False)
        )
    )
    spelled = parts.select((naive - pl.duration(minutes=ahead)).alias("spelled")).to_series()
    if not spelled.has_nulls():
        return spelled.alias(texts.name)
    return (
        pl.DataFrame({"spelled": spelled, "counted": _counted(texts)})
        .select(pl.coalesce("spelled", "counted").alias(texts.name))
        .to_series()
    )


def needs_order(texts: pl.Series) -> pl.Series:
    """True where it must be known which number is the day."""
    return ~_with_months(texts).str.contains(r"^\s*\d{4}|^\d+(\.\d+)?$")


def is_short(texts: pl.Series) -> pl.Series:
    """True where a text writes three numbers of one or two digits, so that the year may be first or last."""
    return texts.str.contains(_TWO_DIGIT_YEAR).fill_null(False)


def has_offset(texts: pl.Series) -> pl.Series:
    """True where a text says its own offset from UTC, or counts from 1970."""
    return texts.str.contains(rf":\d{{2}}.*(Z|[+-]\d{{2}}:?\d{{2}})$|{_SECONDS}|{_MILLISECONDS}").fill_null(False)


def _full_year(year: pl.Expr) -> pl.Expr:
    """A year in four digits: 90 to 99 are of the last century."""
    return pl.when(year.str.len_chars() == 2).then(pl.when(year >= "90").then(pl.lit("19")).otherwise(pl.lit("20")) + year).otherwise(year)


def _with_months(texts: pl.Series) -> pl.Series:
    """The texts with months in numbers, the year first: "5 Mar 2025", "Mar 5, 2025" and "05-MAR-2025" are 2025-03-5."""
    if not texts.str.contains(r"(?i)(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)").any():
        return texts
    named = rf"^(\d{{1,2}})[\s-]+({_NAMED})\.?,?[\s-]+(\d{{4}})", rf"^({_NAMED})\.?\s+(\d{{1,2}}),?\s+(\d{{4}})"
    first = texts.str.replace(named[0], "${3} ${2} ${1}").str.replace(named[1], "${3} ${1} ${2}")
    month = rf"^(\d{{4}}) ({_NAMED}) "
    name = first.str.extract(month, 2).str.slice(0, 3).str.to_titlecase().replace_strict(_MONTHS, default=None, return_dtype=pl.String)
    frame = pl.DataFrame({"text": texts, "year": first.str.slice(0, 4), "month": name, "rest": first.str.replace(month, "")})
    return frame.select(pl.coalesce(pl.concat_str("year", "month", "rest"), "text")).to_series().alias(texts.name)


def _counted(texts: pl.Series) -> pl.Series:
    text = pl.col("text")
    epoch, excel = pl.lit(datetime(1970, 1, 1)), pl.lit(datetime(1899, 12, 30))
    seconds = pl.when(text.str.contains(_SECONDS)).then(text).when(text.str.contains(_MILLISECONDS)).then(text.str.head(10))
    serial = pl.when(text.str.contains(_SERIAL)).then(text).cast(pl.Float64, strict=False)
    compact = pl.when(text.str.contains(_COMPACT)).then(text.str.pad_end(14, "0"))
    return (
        texts.to_frame("text")
        .select(
            pl.coalesce(
                excel + pl.duration(seconds=(serial * 86_400).round(0).cast(pl.Int64)),
                epoch + pl.duration(seconds=seconds.cast(pl.Float64, strict=False).floor().cast(pl.Int64)),
                compact.str.to_datetime("%Y%m%d%H%M%S", time_unit="us", strict=False),
            ).cast(LOCAL)
        )
        .to_series()
    )


def formatted(texts: pl.Series, formats: tuple[str, ...]) -> pl.Series:
    """The naive moments of texts in the first of these formats that fits each."""
    tried: list[pl.Series] = []
    for form in formats:
        tried.append(texts.str.to_datetime(form, time_unit="us", strict=False).alias(str(len(tried))))
        if tried[-1].null_count() == texts.null_count():
            break  # nothing is left for the other formats
    return pl.DataFrame(tried).select(pl.coalesce(pl.all()).alias(texts.name)).to_series()


def instants(local: pl.Series, zone: str) -> pl.Series:
    """The UTC instants at which the clocks of `zone` showed these moments.

    An hour that happens twice (clocks go back) is its first one; an hour that never happens (clocks go forward) is
    read as the same time on the clock before the change, which is one hour later on the clock after it.
    """
    ahead = _steady_offset(local, zone)
    if ahead is not None:
        return (local - ahead).dt.replace_time_zone("UTC")
    column = pl.col(local.name)
    shown = column.dt.replace_time_zone(zone, ambiguous="earliest", non_existent="null")
    later = column.dt.offset_by("1h").dt.replace_time_zone(zone, ambiguous="earliest", non_existent="null")
    return local.to_frame().select(pl.coalesce(shown, later).dt.convert_time_zone("UTC")).to_series()


def days(instant: pl.Series, zone: str) -> pl.Series:
    """The company-local dates of UTC instants."""
    ahead = _steady_offset(instant, zone)
    local = instant.dt.convert_time_zone(zone) if ahead is None else instant.dt.replace_time_zone(None) + ahead
    return local.dt.date()


def _steady_offset(moments: pl.Series, zone: str) -> timedelta | None:
    """How far the clocks of `zone` were ahead of UTC all the while that a column's moments span; None where they were changed.

    Polars looks the offset up for each moment. Here it is for each hour of the span, so only where there are more moments than hours.
    """
    ends = moments.to_physical().min(), moments.to_physical().max()
    first, last = (end if isinstance(end, int) else 0 for end in ends)
    if len(moments) < (last - first) // _HOUR:
        return None
    hours = pl.int_range(first - _DAY, last + _DAY + _HOUR, _HOUR, eager=True).cast(INSTANT).dt.convert_time_zone(zone)
    offsets = (hours.dt.base_utc_offset() + hours.dt.dst_offset()).unique()
    only = offsets[0] if len(offsets) == 1 else None
    return only if isinstance(only, timedelta) else None
