"""How long something took, in whole minutes: a number of a unit, HH:MM:SS, or words (1일 2시간 5분, 2h 5m)."""

import polars as pl

from etl import money

MINUTE, HOUR, DAY = 60, 3600, 86_400  # seconds
_CLOCK = r"^(?:(?<days>\d{1,5})\s*(?:d|days?|일)?\s+)?(?<hours>\d{1,6}):(?<minutes>\d{2})(?::(?<seconds>\d{2})(?:\.\d+)?)?$"
_WORDS = (
    r"(?i)^(?:(?<days>\d+)\s*(?:d|days?|일)\s*)?(?:(?<hours>\d+)\s*(?:h|hrs?|hours?|시간)\s*)?"
    r"(?:(?<minutes>\d+)\s*(?:m|mins?|minutes?|분)\s*)?(?:(?<seconds>\d+)\s*(?:s|secs?|seconds?|초)\s*)?$"
)
# What a spreadsheet makes of a duration when it is read as a date: the days since its beginning.
_AS_DATE = r"^(?:1899-12-31|1900-\d{2}-\d{2}) \d{2}:\d{2}:\d{2}"
_LEAP_DAY_THAT_NEVER_WAS = 60


def minutes(texts: pl.Series, unit: int) -> pl.Series:
    """The minutes that texts say, those below a minute cut off; a bare number is of `unit` seconds each."""
    bare = money.plain(texts).cast(pl.Decimal(38, 6), strict=False)
    seconds = [(bare * unit).alias("bare")]
    if not texts.is_not_null().eq(bare.is_not_null()).all():
        seconds += [_of_parts(texts, pattern).alias(str(at)) for at, pattern in enumerate((_CLOCK, _WORDS))]
        seconds.append(_of_date(texts).alias("date"))
    whole = pl.DataFrame([each.cast(pl.Float64) for each in seconds]).select(pl.coalesce("*")).to_series()
    return (whole / MINUTE).floor().cast(pl.Int64, strict=False).alias(texts.name)


def _of_parts(texts: pl.Series, pattern: str) -> pl.Series:
    parts = texts.str.strip_chars().str.extract_groups(pattern).struct.unnest().cast(pl.Int64, strict=False)
    size = {"days": DAY, "hours": HOUR, "minutes": MINUTE, "seconds": 1}
    total = pl.sum_horizontal(pl.col(part).fill_null(0) * seconds for part, seconds in size.items())
    return parts.select(pl.when(~pl.all_horizontal(pl.col(*size).is_null())).then(total)).to_series()


def _of_date(texts: pl.Series) -> pl.Series:
    text = pl.col("text")
    moment = (
        pl.when(text.str.contains(_AS_DATE)).then(text.str.head(23)).str.to_datetime("%Y-%m-%d %H:%M:%S%.f", time_unit="us", strict=False)
    )
    seconds = ((moment - pl.datetime(1899, 12, 31)).dt.total_milliseconds() / 1000).round(0)
    return texts.to_frame("text").select(seconds - pl.when(seconds >= _LEAP_DAY_THAT_NEVER_WAS * DAY).then(DAY).otherwise(0)).to_series()
