"""Moments and days in text, and the instant at which a company-local clock showed them."""

from enum import Enum

import polars as pl

LOCAL = pl.Datetime("us")
INSTANT = pl.Datetime("us", "UTC")
FIRST_YEAR = 1990  # older is a typing error: no export of customers' events reaches back further


class DateOrder(Enum):
    """Which number of 03/04/2025 is the day. The value is what `--dates` takes."""

    DAY_FIRST = "day-first"
    MONTH_FIRST = "month-first"


# "2025. 3. 4. 오후 2:05", "04/03/2025 14:05:00", "2025-03-04T14:05:00.000+09:00", "2025년 3월 4일", "March"-less
_WRITTEN = (
    r"^(?<a>\d{1,4})\s*[-./년]\s*(?<b>\d{1,2})\s*[-./월]\s*(?<c>\d{1,4})\s*[일.]?"
    r"(?:[T\s]+(?<before>(?i:오전|오후|AM|PM))?\s*(?<hour>\d{1,2}):(?<minute>\d{2})(?::(?<second>\d{2})(?:[.,]\d+)?)?"
    r"\s*(?<after>(?i:오전|오후|AM|PM))?)?\s*(?<offset>Z|[+-]\d{2}:?\d{2})?$"
)


def written(texts: pl.Series, order: DateOrder | None) -> pl.Series:
    """The moments that a column's texts write, in whatever usual way; `order` decides where the year comes last.

    Shape:
        in: String
        out: naive datetimes (midnight where there is no time), of the same length; null where a text writes none.
        A moment with an offset such as +09:00 comes out in UTC; see `has_offset`.
    """
    parts = texts.to_frame("text").select(pl.col("text").str.extract_groups(_WRITTEN).alias("_")).unnest("_")
    year_first = pl.col("a").str.len_chars() == 4
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
        pl.when(year_first).then(pl.col("a")).when(pl.col("c").str.len_chars() == 4).then(pl.col("c")),
        pl.lit("-"),
        pl.when(year_first).then(pl.col("b")).otherwise(pl.col(month) if order else None).str.zfill(2),
        pl.lit("-"),
        pl.when(year_first).then(pl.col("c")).otherwise(pl.col(day) if order else None).str.zfill(2),
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
    return parts.select((naive - pl.duration(minutes=ahead)).alias(texts.name)).to_series()


def has_offset(texts: pl.Series) -> pl.Series:
    """True where a text says its own offset from UTC."""
    return texts.str.contains(r":\d{2}.*(Z|[+-]\d{2}:?\d{2})$").fill_null(False)


def formatted(texts: pl.Series, formats: tuple[str, ...]) -> pl.Series:
    """The naive moments of texts in the first of these formats that fits each."""
    tried = [pl.col("text").str.to_datetime(form, time_unit="us", strict=False) for form in formats]
    return texts.to_frame("text").select(pl.coalesce(tried).alias(texts.name)).to_series()


def instants(local: pl.Series, zone: str) -> pl.Series:
    """The UTC instants at which the clocks of `zone` showed these moments.

    An hour that happens twice (clocks go back) is its first one; an hour that never happens (clocks go forward) is
    read as the same time on the clock before the change, which is one hour later on the clock after it.
    """
    column = pl.col(local.name)
    shown = column.dt.replace_time_zone(zone, ambiguous="earliest", non_existent="null")
    later = column.dt.offset_by("1h").dt.replace_time_zone(zone, ambiguous="earliest", non_existent="null")
    return local.to_frame().select(pl.coalesce(shown, later).dt.convert_time_zone("UTC")).to_series()


def days(instant: pl.Series, zone: str) -> pl.Series:
    """The company-local dates of UTC instants."""
    return instant.dt.convert_time_zone(zone).dt.date()
