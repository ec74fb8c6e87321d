"""The demo company's exports as a reader with plain Polars has them: raw rows, and the rows that nothing is wrong with."""

import io
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path

import polars as pl

from etl import demo, demo_story
from metrics.calendar import BusinessCalendar

OTHER_SEED = 7
CALENDAR = BusinessCalendar.of(demo_story.ZONE, demo_story.HOURS, demo_story.COUNTRY)
STATUSES = ("배송완료", "배송중", "결제완료", "주문취소", "환불완료")


def moment(column: str) -> pl.Expr:
    return pl.col(column).str.to_datetime("%Y-%m-%d %H:%M", strict=False)


def covered(column: str) -> pl.Expr:
    """The moment can be, and lies in the 24 months."""
    return moment(column).is_between(datetime(2024, 11, 1), datetime(2026, 11, 1), closed="left").fill_null(False)


@dataclass(frozen=True)
class Exports:
    """The three files as text, and their rows that nothing is wrong with, with `at`, `on` and numbers."""

    folder: Path

    @classmethod
    def of(cls, base: Path, seed: int) -> "Exports":
        """The company of a seed, written once below `base`."""
        folder = base / f"demo-{seed}"
        if not folder.exists():
            demo.write(folder, seed)
        return cls(folder)

    @cached_property
    def raw_orders(self) -> pl.DataFrame:
        text = (self.folder / demo.ORDERS_FILE).read_bytes().decode("cp949")
        return pl.read_csv(io.StringIO(text), infer_schema=False)

    @cached_property
    def raw_tickets(self) -> pl.DataFrame:
        return pl.read_excel(self.folder / demo.TICKETS_FILE, sheet_name="상담이력", read_options={"header_row": 2}, infer_schema_length=0)

    @cached_property
    def raw_survey(self) -> pl.DataFrame:
        return pl.read_csv(self.folder / demo.SURVEY_FILE, infer_schema=False)

    @cached_property
    def orders(self) -> pl.DataFrame:
        clean = (
            pl.col("주문번호").is_not_null()
            & covered("주문일시")
            & pl.col("결제금액").str.contains(r"^\d{1,3}(,\d{3})*원$")
            & pl.col("주문상태").is_in(STATUSES)
        )
        return self.raw_orders.unique(maintain_order=True).filter(clean).with_columns(at=moment("주문일시")).pipe(dated)

    @cached_property
    def tickets(self) -> pl.DataFrame:
        replied_after = pl.col("첫응답일시").is_null() | (moment("첫응답일시") >= moment("접수일시"))
        clean = pl.col("상담번호").is_not_null() & covered("접수일시") & replied_after & pl.col("불만여부").is_in(["예", "아니오"])
        kept = self.raw_tickets.unique(maintain_order=True).filter(clean).with_columns(at=moment("접수일시")).pipe(dated)
        opened, replied = (
            kept.select(moment(name).dt.replace_time_zone("Asia/Seoul").dt.convert_time_zone("UTC")).to_series()
            for name in ("접수일시", "첫응답일시")
        )
        return kept.with_columns(
            complaint=pl.col("불만여부") == "예",
            waited=CALENDAR.business_minutes(opened, replied),
        )

    @cached_property
    def survey(self) -> pl.DataFrame:
        """The answers: rows with a score."""
        score = pl.col("점수").cast(pl.Int64, strict=False)
        on_scale = pl.when(pl.col("설문") == "NPS").then(score.is_between(0, 10)).otherwise(score.is_between(1, 5))
        clean = pl.col("응답번호").is_not_null() & pl.col("점수").is_not_null() & covered("응답일시") & on_scale
        return self.raw_survey.unique(maintain_order=True).filter(clean).with_columns(at=moment("응답일시"), score=score).pipe(dated)

    @cached_property
    def satisfied(self) -> pl.DataFrame:
        """Answers about a ticket, with the day it came in."""
        about = self.tickets.select("상담번호", opened_on="on", team="담당팀")
        return self.survey.filter(설문="만족도").join(about, on="상담번호").with_columns(top_two=pl.col("score") >= 4)

    @cached_property
    def recommending(self) -> pl.DataFrame:
        return self.survey.filter(설문="NPS").join(self.orders.select("주문번호", team="담당팀"), on="주문번호")


def dated(rows: pl.DataFrame) -> pl.DataFrame:
    return rows.with_columns(on=pl.col("at").dt.date(), month=pl.col("at").dt.date().dt.truncate("1mo"))
