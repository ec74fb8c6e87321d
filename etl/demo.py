"""The demo company 단골상회, a shop for the home that sells online, in an app, in stores and by phone: its three exports.

`write` puts them into a folder as a Korean company would have them: orders as a CP949 CSV, tickets as an Excel sheet with a
title above its header, survey answers as a UTF-8 CSV with BOM. They cover 24 months to the end of October 2026, are the same
to the byte each time, and about 2 % of their rows are wrong (`etl/demo_dirt.py`).

The story (`etl/demo_story.py`, with dates and sizes):

- In March 2026 four of the five teams are told to reply within the hour. The median first reply halves; the satisfaction of
  the same tickets falls, because more and more replies are copied.
- For three weeks in May 2026 a parcel hub fails: complaints about delivery more than triple, and NPS dips.
- Over Seollal and Chuseok orders and contacts drop, and replies wait.
- The online team keeps its customers: more than half buy again, and its NPS is above 70.

Names and phone numbers are made up (no Korean mobile number starts with 010-0): real exports have them, and a load must drop them.
"""

from datetime import datetime, timedelta
from io import StringIO
from pathlib import Path

import numpy as np
import polars as pl
import xlsxwriter

from etl.demo_answers import answers
from etl.demo_clock import Random
from etl.demo_dirt import ORDER_FAULTS, SURVEY_FAULTS, TICKET_FAULTS, soiled
from etl.demo_sales import CATEGORIES, CHANNELS, GRADES, REGIONS, STATUSES, customers, orders
from etl.demo_story import DIRTY_SHARE, END, FIRST_DAY, STORY, TEAMS
from etl.demo_tickets import AGENTS_PER_TEAM, REASONS, TICKET_CHANNELS, tickets

__all__ = ["ORDERS_FILE", "SEED", "STORY", "SURVEY_FILE", "TICKETS_FILE", "files_in", "write"]

SEED = 20241101
ORDERS_FILE = "판매내역_2024-11_2026-10.csv"
TICKETS_FILE = "상담이력_2024-11_2026-10.xlsx"
SURVEY_FILE = "설문응답_2024-11_2026-10.csv"

_PEOPLE = 21_150  # of whom about 20,000 buy within the 24 months
_SURNAMES = tuple(
    "김이박최정강조윤장임한오서신권황안송전홍유고문양손배백허남심노하곽성차주우구민류나진지엄채원천방공현함변염여추도소석선설마길연위표명기반왕금옥육인맹제모"
)
_GIVEN = tuple(
    first + second
    for first in "서지민하예도시은수유현준윤채다소아주태승재건우정경성영혜미나보세연"
    for second in "연윤우준서현민아은진영희수호원빈인경훈석철주란정미나린율안결"
    if first != second
)


def write(folder: Path, seed: int = SEED) -> tuple[Path, Path, Path]:
    """The paths of the three exports, written into `folder`: orders, tickets, survey answers."""
    people, buying, writing, answering, dirt = (np.random.default_rng((seed, stage)) for stage in range(5))
    known = customers(people, _PEOPLE)
    sold = orders(buying, known)
    contacts = tickets(writing, sold)
    sent = answers(answering, sold, contacts)

    order_rows = soiled(_order_rows(known, sold, people), ORDER_FAULTS, DIRTY_SHARE, dirt)
    ticket_rows = soiled(_ticket_rows(contacts), TICKET_FAULTS, DIRTY_SHARE, dirt)
    survey_rows = soiled(_survey_rows(sent, sold), SURVEY_FAULTS, DIRTY_SHARE, dirt)

    folder.mkdir(parents=True, exist_ok=True)
    in_orders, in_tickets, in_survey = files_in(folder)
    in_orders.write_bytes(_csv(order_rows).encode("cp949"))
    _write_workbook(in_tickets, ticket_rows)
    in_survey.write_bytes(_csv(survey_rows).encode("utf-8-sig"))
    return in_orders, in_tickets, in_survey


def files_in(folder: Path) -> tuple[Path, Path, Path]:
    """Where `write` puts the three exports: orders, tickets, survey answers."""
    return folder / ORDERS_FILE, folder / TICKETS_FILE, folder / SURVEY_FILE


def _order_rows(known: pl.DataFrame, sold: pl.DataFrame, rng: Random) -> pl.DataFrame:
    names = _names(rng, len(known))
    phones = rng.permutation(len(known)) + 10_000  # 010-0001-0000 and on: no two customers share one
    buyer = pl.col("customer")
    return sold.select(
        _order_number().alias("주문번호"),
        _moment("minute").alias("주문일시"),
        _member().alias("회원번호"),
        buyer.replace_strict(known["customer"], names).alias("고객명"),
        buyer.replace_strict(known["customer"], pl.Series([f"010-{n // 10_000:04d}-{n % 10_000:04d}" for n in phones])).alias("휴대폰"),
        _named(pl.sum_horizontal(pl.col("nth") > orders_before for orders_before in (2, 5, 10)), GRADES).alias("회원등급"),
        _named(buyer.replace_strict(known["customer"], known["region"]), REGIONS).alias("지역"),
        _won("amount").alias("결제금액"),
        _named("status", STATUSES).alias("주문상태"),
        _named("channel", CHANNELS).alias("판매채널"),
        _named("team", TEAMS).alias("담당팀"),
        _named("category", CATEGORIES).alias("상품분류"),
    )


def _ticket_rows(contacts: pl.DataFrame) -> pl.DataFrame:
    agent = pl.col("agent")
    return contacts.select(
        _ticket_number().alias("상담번호"),
        _moment("opened").alias("접수일시"),
        _moment("replied").alias("첫응답일시"),
        _moment("done").alias("완료일시"),
        _member().alias("회원번호"),
        _named("reason", REASONS).alias("문의유형"),
        _named(pl.col("complaint").cast(pl.Int64), ("아니오", "예")).alias("불만여부"),
        _named("channel", TICKET_CHANNELS).alias("접수채널"),
        _named("team", TEAMS).alias("담당팀"),
        pl.format(
            "{}-{}",
            _named(agent // AGENTS_PER_TEAM, tuple("ABCDE")),
            (agent % AGENTS_PER_TEAM + 1).cast(pl.String).str.zfill(2),
        ).alias("상담원"),
        pl.col("again").alias("재문의횟수"),
    )


def _survey_rows(sent: pl.DataFrame, sold: pl.DataFrame) -> pl.DataFrame:
    rows = sent.join(sold.select("order", "minute"), on="order", how="left", maintain_order="left").with_row_index("response")
    return rows.select(
        pl.format("R{}", (pl.col("response") + 1).cast(pl.String).str.zfill(6)).alias("응답번호"),
        pl.col("survey").alias("설문"),
        _moment("sent").str.head(10).alias("발송일"),
        _moment("answered").alias("응답일시"),
        _member().alias("회원번호"),
        _ticket_number().alias("상담번호"),
        _order_number().alias("주문번호"),
        pl.col("score").cast(pl.String).alias("점수"),
        pl.col("comment").alias("의견"),
    )


def _csv(rows: pl.DataFrame) -> str:
    """The rows as Excel on Windows saves them."""
    text = StringIO()
    rows.write_csv(text, line_terminator="\r\n")
    return text.getvalue()


def _write_workbook(path: Path, rows: pl.DataFrame) -> None:
    """One sheet: a title, an empty row, the header, the rows."""
    with xlsxwriter.Workbook(path, {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        book.set_properties({"title": "상담 이력", "author": "단골상회", "created": datetime(END.year, END.month, END.day)})
        sheet = book.add_worksheet("상담이력")
        bold = book.add_format({"bold": True})
        sheet.write_string(0, 0, f"단골상회 상담 이력 ({FIRST_DAY:%Y-%m} ~ {END - timedelta(days=1):%Y-%m})", bold)
        sheet.set_column(0, rows.width - 1, 16)
        for column, name in enumerate(rows.columns):
            sheet.write_string(2, column, name, bold)
        for line, row in enumerate(rows.iter_rows(), start=3):
            for column, cell in enumerate(row):
                if isinstance(cell, int):
                    sheet.write_number(line, column, cell)
                elif cell:
                    sheet.write_string(line, column, cell)


def _moment(column: str) -> pl.Expr:
    """`2025-03-04 14:05`, of minutes since the midnight of FIRST_DAY; null stays null."""
    midnight = pl.lit(datetime(FIRST_DAY.year, FIRST_DAY.month, FIRST_DAY.day))
    return (midnight + pl.duration(minutes=pl.col(column))).dt.strftime("%Y-%m-%d %H:%M")


def _order_number() -> pl.Expr:
    """`O250304-000123`, of columns `order` and `minute`; null where there is no order."""
    return pl.format(
        "O{}-{}", _moment("minute").str.slice(2, 8).str.replace_all("-", ""), (pl.col("order") + 1).cast(pl.String).str.zfill(6)
    )


def _ticket_number() -> pl.Expr:
    return pl.format("CS{}", (pl.col("ticket") + 1).cast(pl.String).str.zfill(6))


def _member() -> pl.Expr:
    return pl.format("M{}", (pl.col("customer") + 100_001).cast(pl.String))


def _won(column: str) -> pl.Expr:
    """`32,900원`. The sign ₩ is not in CP949."""
    thousands = (pl.col(column) // 1000).cast(pl.String)
    return pl.format("{},{}원", thousands, (pl.col(column) % 1000).cast(pl.String).str.zfill(3))


def _named(code: str | pl.Expr, names: tuple[str, ...]) -> pl.Expr:
    """The name behind a number: the place in `names`."""
    number = pl.col(code) if isinstance(code, str) else code
    return number.replace_strict(list(range(len(names))), list(names), return_dtype=pl.String)


def _names(rng: Random, count: int) -> pl.Series:
    """Believable Korean names, the frequent surnames most often."""
    weights = 1 / np.arange(1, len(_SURNAMES) + 1) ** 1.1
    family = rng.choice(_SURNAMES, count, p=weights / weights.sum())
    return pl.Series(family) + pl.Series(rng.choice(_GIVEN, count))
