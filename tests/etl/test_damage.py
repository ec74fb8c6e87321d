"""Damaged files end in a clear sentence or in named rejects: never in a traceback, a long wait, much memory, or a row that is nowhere.

`DAMAGE_VARIANTS` says how many variants of each kind of file are tried (25 unless it is set; 200 is the whole suite).
"""

import gzip
import io
import json
import os
import random
import resource
import time
import zipfile
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from multiprocessing import get_context
from pathlib import Path

import polars as pl
import pytest
import xlsxwriter

from errors import SourceError
from etl.columns import columns
from etl.company import Company
from etl.contracts import check
from etl.limits import UPLOADED, Limits
from etl.parse import Reading
from etl.read import parsed
from etl.sources import recognise
from metrics.calendar import BusinessCalendar

VARIANTS = int(os.environ.get("DAMAGE_VARIANTS", "25"))
LONGEST_SECONDS = 10
MOST_BYTES = 1_000_000_000
HEADER = ["주문번호", "주문일시", "고객번호", "결제금액", "주문상태", "담당팀", "메모"]
COMPANY = Company("Asia/Seoul", "KRW", BusinessCalendar.of("Asia/Seoul", {"mon": "09:00-18:00"}, ""), b"x" * 32)
NOW = datetime(2026, 11, 22, tzinfo=UTC)


@cache
def rows() -> list[list[str]]:
    states = ("결제완료", "배송중", "배송완료", "취소완료")
    return [
        [
            f"A{at:04d}",
            f"2025-0{at % 9 + 1}-1{at % 10} 1{at % 10}:05",
            f"M{at % 40}",
            f"{at * 137 + 500:,}원",
            states[at % 4],
            "온라인팀",
            f"메모 {at}, '비고'",
        ]
        for at in range(120)
    ]


def as_csv(table: list[list[str]], encoding: str = "utf-8-sig") -> bytes:
    quoted = (
        '"' + str(cell).replace('"', '""') + '"' if any(c in str(cell) for c in ',"\n') else str(cell) for row in table for cell in row
    )
    cells = list(quoted)
    width = len(table[0])
    return "".join(",".join(cells[at : at + width]) + "\r\n" for at in range(0, len(cells), width)).encode(encoding)


def as_xlsx(table: list[list[str]]) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        sheet = book.add_worksheet("주문")
        for at, row in enumerate(table):
            sheet.write_row(at, 0, [cell[:32_000] for cell in row])
    return out.getvalue()


def as_json(table: list[list[str]]) -> bytes:
    return "".join(json.dumps(dict(zip(table[0], row, strict=False)), ensure_ascii=False) + "\n" for row in table[1:]).encode()


def as_parquet(table: list[list[str]]) -> bytes:
    out = io.BytesIO()
    pl.DataFrame({title: [row[at] for row in table[1:]] for at, title in enumerate(table[0])}).write_parquet(out)
    return out.getvalue()


def as_zip(table: list[list[str]]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("주문.csv", as_csv(table))
    return out.getvalue()


WRITERS: dict[str, Callable[[list[list[str]]], bytes]] = {
    "csv utf-8": as_csv,
    "csv cp949": lambda table: as_csv([[cell.encode("cp949", "replace").decode("cp949") for cell in row] for row in table], "cp949"),
    "tsv utf-16": lambda table: "".join(
        "\t".join(cell.replace("\t", " ").replace("\n", " ") for cell in row) + "\r\n" for row in table
    ).encode("utf-16"),
    "xlsx": as_xlsx,
    "json lines": as_json,
    "parquet": as_parquet,
    "zip": as_zip,
    "gzip": lambda table: gzip.compress(as_csv(table), mtime=0),
}


def cut(raw: bytes, by: random.Random) -> bytes:
    return raw[: by.randrange(len(raw))]


def shuffled(raw: bytes, by: random.Random) -> bytes:
    start = by.randrange(len(raw))
    part = list(raw[start : start + by.choice((4, 64, 2000))])
    by.shuffle(part)
    return raw[:start] + bytes(part) + raw[start + len(part) :]


def flipped(raw: bytes, by: random.Random) -> bytes:
    changed = bytearray(raw)
    for _ in range(by.choice((1, 8, 200))):
        changed[by.randrange(len(changed))] = by.randrange(256)
    return bytes(changed)


def doubled(raw: bytes, by: random.Random) -> bytes:
    at = by.randrange(len(raw))
    return raw[:at] + raw


def padded(raw: bytes, by: random.Random) -> bytes:
    return raw + bytes(by.randrange(256) for _ in range(by.choice((1, 500)))) + b"\0" * by.choice((0, 4096))


def blanked(raw: bytes, by: random.Random) -> bytes:
    start = by.randrange(len(raw))
    return raw[:start] + bytes(min(512, len(raw) - start)) + raw[start + 512 :]


def miscoded(raw: bytes, by: random.Random) -> bytes:
    return raw.decode("utf-8", "ignore").encode(by.choice(("utf-16", "utf-32", "cp949", "shift_jis", "latin-1")), "ignore") or b"?"


BYTES = (cut, shuffled, flipped, doubled, padded, blanked, miscoded)


def damaged_table(by: random.Random) -> list[list[str]]:
    """The table with what people, and those who mean harm, put into cells and headers."""
    table = [list(HEADER), *(list(row) for row in rows())]
    match by.randrange(9):
        case 0:  # columns in another order under the same header
            order = by.sample(range(len(HEADER)), len(HEADER))
            table = [table[0], *([row[at] for at in order] for row in table[1:])]
        case 1:
            table[by.randrange(1, len(table))][by.randrange(len(HEADER))] = "가" * by.choice((10_000, 300_000))
        case 2:
            for row in by.sample(table[1:], 40):
                row[by.randrange(len(HEADER))] = by.choice(('=HYPERLINK("http://x")', "+1+1", "@SUM(A1)", "=cmd|' /C calc'!A0", "-2+3"))
        case 3:
            for row in by.sample(table[1:], 40):
                row[by.randrange(len(HEADER))] = by.choice(('"', '""', '"a""b"', "'\"'", 'a"b', "a\nb", "a,b", '"\n",'))
        case 4:
            for row in table:
                row.pop(by.randrange(len(row))) if by.random() < 0.1 else row.append("") if by.random() < 0.1 else None
                row[:] = (row + [""] * len(HEADER))[: len(HEADER)]
        case 5:
            table[0][by.randrange(len(HEADER))] = by.choice(("", "주문번호", "결제 금액 ", "x" * 5000, "\ufeff주문번호"))
        case 6:
            table = [*table, *table[1:], ["합계", "", "", "1,234,567원", "", "", ""]]
        case 7:
            for row in by.sample(table[1:], 60):
                row[by.choice((1, 3))] = by.choice(
                    ("", "-", "미정", "9" * 40, "NaN", "inf", "1e308", "2025-02-30", "0000-00-00", "٣٤٥", "１２３원")
                )
        case _:
            table = [[cell * 3 for cell in table[0]] * 40, *(row * 40 for row in table[1:3])]
    return table


def variant(kind: str, number: int) -> bytes:
    by = random.Random(f"{kind} {number}")
    write = WRITERS[kind]
    if kind in ("zip", "gzip") and number % 10 == 0:
        bomb = bytes(by.choice((60, 200)) * 1_000_000)
        if kind == "gzip":
            return gzip.compress(bomb, mtime=0)
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
            packed.writestr("주문.csv", bomb)
        return out.getvalue()
    if number % 3 == 0:
        try:
            return write(damaged_table(by))
        except (ValueError, pl.exceptions.PolarsError):  # this kind cannot hold such a table at all
            return write([HEADER, *rows()])[: 500 + number]
    raw = write([HEADER, *rows()])
    return by.choice(BYTES)(raw, by)


def outcome(name: str, raw: bytes, limits: Limits) -> str:
    """What becomes of a file: "refused", or "read" where each of its rows is in one place."""
    try:
        export = parsed(name, raw, limits=limits)
        source = recognise(export.headers, name)
        checked = check(export, source, columns(export, source, Reading(COMPANY, NOW)), "KRW")
    except SourceError as refused:
        return "refused" if _is_clear(refused) else "garbled"
    assert checked.accepted + checked.rejected + checked.grouped == checked.rows == export.rows.height
    assert sum(checked.faults.counts().values()) == checked.rejected
    return "read"


def _is_clear(refused: SourceError) -> bool:
    """Whether an error is one line in each language and says what to do."""
    return all(said and "\n" not in said and "Traceback" not in said for said in (refused.ko, refused.en)) and "주세요" in refused.ko


def outcomes_of(kind: str) -> tuple[Counter[str], float, int]:
    """What became of the variants of one kind, the seconds of the slowest, and the most memory of this process or a child, bytes."""
    slowest, outcomes = 0.0, Counter[str]()
    for number in range(VARIANTS):
        start = time.monotonic()
        limits = replace(UPLOADED, is_confined=number % 5 == 0)  # text is read in this process else: a child takes half a second
        outcomes[outcome(f"orders {number}", variant(kind, number), limits)] += 1
        slowest = max(slowest, time.monotonic() - start)
    # Linux hands `ru_maxrss` of whoever started a process on to it, so the process itself asks for its own memory's high-water mark
    own = next(int(line.split()[1]) for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM"))
    return outcomes, slowest, max(own, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss) * 1024


@pytest.mark.timeout(3600)
@pytest.mark.parametrize("kind", WRITERS)
def test_a_damaged_file_is_refused_in_words_or_its_rows_are_accounted_for(kind, capsys):
    with ProcessPoolExecutor(max_workers=1, mp_context=get_context("spawn")) as fresh:  # what other tests used is not this one's memory
        outcomes, slowest, largest = fresh.submit(outcomes_of, kind).result()
    with capsys.disabled():
        if VARIANTS >= 200:
            print(f"\n{kind}: {dict(outcomes)}, slowest {slowest:.1f} s, most memory {largest / 1e6:.0f} MB")  # noqa: T201  the suite's figures
    assert slowest < LONGEST_SECONDS and largest < MOST_BYTES
    assert outcomes["refused"] and outcomes["refused"] + outcomes["read"] == VARIANTS


@pytest.mark.parametrize("kind", WRITERS)
def test_the_same_file_undamaged_is_read_whole(kind):
    export = parsed("orders", WRITERS[kind]([HEADER, *rows()]), limits=UPLOADED)
    source = recognise(export.headers, "orders")
    checked = check(export, source, columns(export, source, Reading(COMPANY, NOW)), "KRW")
    assert (source.name, checked.rows, checked.accepted) == ("orders", 120, 120)
