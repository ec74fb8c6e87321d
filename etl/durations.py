"""Business minutes counted again: the company's calendar was changed since they were loaded."""

import polars as pl

from etl.links import Scan
from etl.source import DURATIONS, OF, Source
from etl.sources import SOURCES
from metrics.calendar import BusinessCalendar
from metrics.facts import Tickets


def recounted(scan: Scan, calendar: BusinessCalendar) -> pl.DataFrame:
    """The tickets whose business minutes are others by this calendar. What an export brings itself is left as it is."""
    changed: list[pl.DataFrame] = [Tickets.create_empty()]
    for name in scan(Tickets).select(pl.col("source").unique()).collect()["source"]:
        derived = _derived(next((source for source in SOURCES if source.name == name.split(OF)[0]), None))
        if not derived:
            continue
        rows = scan(Tickets).filter(pl.col("source") == name).collect()
        counted = rows.with_columns(
            calendar.business_minutes(rows["opened_at"], rows[at]).alias(minutes) for minutes, at in derived.items()
        )
        differs = pl.any_horizontal(counted[minutes].ne_missing(rows[minutes]) for minutes in derived)
        changed.append(counted.filter(counted.select(differs).to_series()))
    return pl.concat(changed)


def _derived(source: Source | None) -> dict[str, str]:
    """The durations in business minutes that the loader counts for a source, each with the moment that it ends at."""
    if source is None or Tickets not in source.into:
        return {}
    mapped = source.columns(Tickets)
    return {minutes: at for minutes, at in DURATIONS.items() if "_business_" in minutes and minutes not in mapped and at in mapped}
