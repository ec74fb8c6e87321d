"""The rows of a Parquet file, as the text that a person would have written."""

from io import BytesIO

import polars as pl
from polars import selectors

from errors import SourceError
from etl.export import Export, Manner, refuse_too_long, refuse_too_wide
from etl.limits import OWN, Limits

MAGIC = b"PAR1"


def table(name: str, raw: bytes, limits: Limits = OWN) -> Export:
    """The rows of a Parquet file; a row's line is its number.

    Raises:
        SourceError: it is damaged, or holds values that are no text, number or moment.
    """
    try:
        scanned = pl.scan_parquet(BytesIO(raw))
        headers = scanned.collect_schema().names()
        refuse_too_wide(name, len(headers), limits)
        refuse_too_long(name, int(scanned.select(pl.len()).collect().item()), limits)
        cells = scanned.select(
            selectors.datetime(time_zone="*").dt.strftime("%Y-%m-%dT%H:%M:%S%z"),
            selectors.datetime(time_zone=None).dt.strftime("%Y-%m-%d %H:%M:%S"),
            selectors.duration().dt.total_minutes().cast(pl.String),
            selectors.exclude(selectors.datetime(), selectors.duration()).cast(pl.String),
        ).collect()
    except pl.exceptions.PolarsError as broken:
        raise SourceError(
            ko=f"{name}: Parquet 파일이 손상되었거나 표로 읽을 수 없는 값이 있습니다. 다시 내려받거나 CSV로 내보내 주세요.",
            en=f"{name} is a damaged Parquet file, or holds values that are no table. Download it again, or export it as CSV.",
        ) from broken
    lines = pl.int_range(1, cells.height + 1, eager=True)
    return Export.of(name, headers, cells.select(headers), lines, manner=Manner("parquet"), limits=limits)
