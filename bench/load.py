"""How long a load takes beside DuckDB's bare copy of the same CSV to Parquet.

    python -m bench.load --size M --json bench.json

The load does all that a load does: every cell typed and checked, customers keyed, orders upserted, the snapshot published. DuckDB infers
the types and writes a file. A second file of 200,000 lines, half of them known, is then loaded over the first.
"""

import argparse
import json
import secrets
import tempfile
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from time import perf_counter
from typing import Any

import duckdb
import numpy as np
import polars as pl
from rich.console import Console

from bench.side import THREADS, Side
from bench.sides import peak_rss_mb
from etl.company import Company
from etl.load import Loaded, load
from etl.parse import amount, choice, moment, ref
from etl.source import From, Source
from metrics.calendar import BusinessCalendar
from metrics.facts import Orders
from metrics.text import Text
from store.facts import FactTables
from store.state import State

SEED = 7
SECOND_LINES = 200_000
KNOWN = 0.5  # of the second file's lines; of these a tenth are other than before
CHANGED = 0.1
FIRST_DAY, DAYS = date(2023, 1, 1), 1_000
BATCH = 1_000_000
TEAMS = tuple(f"{number}팀" for number in range(1, 13))
CHANNELS = ("온라인몰", "앱", "매장", "전화", "제휴몰")
PRODUCTS = ("주방용품", "침구", "수납·정리", "욕실용품", "조명", "가구", "식품", "문구")
STATUSES = ("배송완료", "배송완료", "배송완료", "배송완료", "배송중", "결제완료", "주문취소", "환불완료")


@dataclass(frozen=True)
class Size:
    """How many lines the first file has, of how many customers."""

    lines: int
    customers: int


SIZES = {"S": Size(100_000, 20_000), "M": Size(1_000_000, 200_000), "L": Size(10_000_000, 2_000_000)}

SOURCE = Source(
    name="bench_orders",
    label=Text(ko="성능 측정용 주문", en="Orders of the benchmark"),
    recognised_by=("주문번호", "주문일시", "회원번호", "결제금액"),
    into={
        Orders: {
            Orders.order_id: From("주문번호", ref),
            Orders.ordered_at: From("주문일시", moment("%Y-%m-%d %H:%M:%S")),
            Orders.net_revenue: From("결제금액", amount),
            Orders.status: From(
                "주문상태",
                choice({"결제완료": "paid", "배송중": "shipped", "배송완료": "delivered", "주문취소": "cancelled", "환불완료": "refunded"}),
            ),
            Orders.channel: From("판매채널"),
            Orders.team: From("담당팀"),
            Orders.product_category: From("상품분류"),
        },
    },
    customer=From("회원번호", ref),
)


@dataclass(frozen=True)
class Timed:
    """How long a task took, and what came of it."""

    seconds: float
    loaded: Loaded | None = None


def write_first(file: Path, size: Size) -> None:
    """The first file: a line per order, in the order of time as systems export it."""
    with file.open("wb") as out:
        for at in range(0, size.lines, BATCH):
            count = min(BATCH, size.lines - at)
            _lines(np.random.default_rng([SEED, at]), np.arange(at, at + count), size).write_csv(out, include_header=at == 0)


def write_second(file: Path, size: Size) -> int:
    """The second file, which overlaps the first; how many lines of it differ from what the first had."""
    known = int(SECOND_LINES * KNOWN)
    begin = max(size.lines - known, 0) // BATCH * BATCH  # of the batch that the first file made
    last = _lines(np.random.default_rng([SEED, begin]), np.arange(begin, min(begin + BATCH, size.lines)), size).tail(known)
    new = _lines(np.random.default_rng([SEED, size.lines]), np.arange(size.lines, size.lines + SECOND_LINES - last.height), size)
    changed = int(last.height * CHANGED)
    other = pl.Series(["1"] * changed + [""] * (last.height - changed))
    pl.concat([last.with_columns(결제금액=other + pl.col("결제금액")), new]).write_csv(file)
    return changed


def _lines(chance: np.random.Generator, numbers: "np.ndarray[Any, np.dtype[np.int64]]", size: Size) -> pl.DataFrame:
    count = len(numbers)
    seconds = numbers * (DAYS * 86_400) // (size.lines + SECOND_LINES) + chance.integers(0, 3_600, count)
    moments = pl.Series(seconds * 1_000_000).cast(pl.Duration("us")) + pl.lit(datetime(FIRST_DAY.year, 1, 1))
    customers = (size.customers * chance.random(count) ** 1.5).astype(np.int64)
    return pl.DataFrame(
        {
            "주문번호": pl.Series(numbers).cast(pl.String).str.zfill(10),
            "주문일시": pl.select(moments).to_series().dt.to_string("%Y-%m-%d %H:%M:%S"),
            "회원번호": "M" + pl.Series(customers).cast(pl.String).str.zfill(8),
            "결제금액": pl.Series(chance.integers(10, 3_000, count) * 100).cast(pl.String),
            "주문상태": _of(STATUSES, chance, count),
            "판매채널": _of(CHANNELS, chance, count),
            "담당팀": _of(TEAMS, chance, count),
            "상품분류": _of(PRODUCTS, chance, count),
        }
    )


def _of(words: tuple[str, ...], chance: np.random.Generator, count: int) -> pl.Series:
    return pl.Series(words).gather(chance.integers(0, len(words), count))


def ours(home: Path, file: Path, secret: bytes) -> Timed:
    """The file, loaded into an installation that is made where it is missing."""
    state, tables = State(f"sqlite:///{home / 'state.sqlite3'}"), FactTables(str(home / "facts"))
    state.migrate()
    tables.create()
    company = Company("Asia/Seoul", "KRW", BusinessCalendar.of("Asia/Seoul", {"mon": "09:00-18:00"}, "KR"), secret)
    begun = perf_counter()
    loaded = load(file, state=state, tables=tables, company=company, source=SOURCE, confirmed=True)
    seconds = perf_counter() - begun
    state.close()
    return Timed(seconds, loaded)


def theirs(file: Path, into: Path) -> Timed:
    """The file, copied to Parquet as DuckDB reads it."""
    with duckdb.connect(config={"threads": THREADS}) as database:
        begun = perf_counter()
        database.execute("COPY (SELECT * FROM read_csv(?)) TO ? (FORMAT parquet)", [str(file), str(into)])
        return Timed(perf_counter() - begun)


def results(home: Path, size: str) -> dict[str, Any]:
    """The figures of a run, as they are kept in JSON."""
    first, second = home / "first.csv", home / "second.csv"
    write_first(first, SIZES[size])
    changed = write_second(second, SIZES[size])
    secret = secrets.token_bytes(32)
    copied = Side().does(theirs, first, home / "copied.parquet")
    side = Side()
    loaded, again = side.does(ours, home, first, secret), side.does(ours, home, second, secret)
    peak = side.does(peak_rss_mb)
    assert loaded.loaded is not None and again.loaded is not None
    counts = (again.loaded.inserted, again.loaded.updated, again.loaded.unchanged)
    known = min(int(SECOND_LINES * KNOWN), SIZES[size].lines)
    if loaded.loaded.inserted != SIZES[size].lines or counts != (SECOND_LINES - known, changed, known - changed):
        raise AssertionError(f"Loaded {loaded.loaded}, then {again.loaded}: not what the files hold.")
    return {
        "size": size,
        "lines": SIZES[size].lines,
        "file_mb": first.stat().st_size / 1_000_000,
        "seconds": loaded.seconds,
        "rows_per_second": SIZES[size].lines / loaded.seconds,
        "duckdb_seconds": copied.seconds,
        "ratio": loaded.seconds / copied.seconds,
        "peak_rss_mb": peak,
        "upsert_seconds": again.seconds,
    }


def main() -> None:
    asked = argparse.ArgumentParser(prog="python -m bench.load", description="Times a load beside DuckDB's copy of the same file.")
    asked.add_argument("--size", choices=SIZES, default="M", help="how many lines the file has (L: ten million)")
    asked.add_argument("--home", type=Path, help="a folder to work in; otherwise one that is removed afterwards")
    asked.add_argument("--json", type=Path, help="where to write the figures")
    given = asked.parse_args()
    with tempfile.TemporaryDirectory(dir=given.home, ignore_cleanup_errors=True) as passing:
        found = results(Path(passing), given.size)
    if given.json:
        given.json.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")
    for name, figure in found.items():
        Console().print(f"{name:16} {figure:,.2f}" if isinstance(figure, float) else f"{name:16} {figure}")


if __name__ == "__main__":
    main()
