"""What is wrong in the demo company's exports: for each file a list of faults, planted in equal parts."""

from dataclasses import dataclass

import numpy as np
import polars as pl


@dataclass(frozen=True)
class Fault:
    """One way in which a row is wrong: `column` says `instead`, in turn. Without a column the row is repeated as it is."""

    name: str
    column: str = ""
    instead: tuple[str | pl.Expr, ...] = ()
    among: pl.Expr | None = None  # the rows in which this can go wrong; None for all


def _swapped(column: str) -> tuple[pl.Expr, ...]:
    """Years with two digits swapped by hand: 2025 -> 0225, 2052."""
    text = pl.col(column)
    first = pl.concat_str(text.str.slice(1, 1), text.str.slice(0, 1), text.str.slice(2))
    last = pl.concat_str(text.str.slice(0, 2), text.str.slice(3, 1), text.str.slice(2, 1), text.str.slice(4))
    return first, last


_IMPOSSIBLE = ("2025-02-30 10:00", "2026-13-05 09:30", "미정", "2025-06-31 24:10")
_REPEATED = Fault("repeated")

ORDER_FAULTS = (
    _REPEATED,
    Fault("no number", "주문번호", ("",)),
    Fault("impossible moment", "주문일시", _IMPOSSIBLE),
    Fault("other century", "주문일시", _swapped("주문일시")),
    Fault("amount is no number", "결제금액", ("확인필요", "별도문의")),
    Fault("unknown status", "주문상태", ("확인중", "보류")),
)
TICKET_FAULTS = (
    _REPEATED,
    Fault("no number", "상담번호", ("",)),
    Fault("impossible moment", "접수일시", _IMPOSSIBLE),
    Fault("other century", "접수일시", _swapped("접수일시")),
    # The day before it came in, at the hour of the receipt.
    Fault(
        "first reply before receipt",
        "첫응답일시",
        (pl.col("접수일시").str.to_datetime("%Y-%m-%d %H:%M").dt.offset_by("-1d").dt.strftime("%Y-%m-%d %H:%M"),),
        among=pl.col("첫응답일시").is_not_null(),
    ),
    Fault("neither yes nor no", "불만여부", ("확인필요",)),
)
_ANSWERED = pl.col("점수").is_not_null()
SURVEY_FAULTS = (
    _REPEATED,
    Fault("no number", "응답번호", ("",)),
    Fault("impossible moment", "응답일시", _IMPOSSIBLE, among=_ANSWERED),
    Fault("other century", "응답일시", _swapped("응답일시"), among=_ANSWERED),
    Fault("answer without a date", "응답일시", ("",), among=_ANSWERED),
    Fault("NPS off its scale", "점수", ("11", "매우추천"), among=_ANSWERED & (pl.col("설문") == "NPS")),
    Fault("satisfaction off its scale", "점수", ("0", "만족함"), among=_ANSWERED & (pl.col("설문") == "만족도")),
)


def soiled(rows: pl.DataFrame, faults: tuple[Fault, ...], share: float, rng: np.random.Generator) -> pl.DataFrame:
    """The rows with about `share` of them wrong, each in one way; a repeated row follows its first by a few lines."""
    each = round(len(rows) * share / len(faults))
    line, clean = np.arange(len(rows), dtype=float), np.ones(len(rows), dtype=bool)
    repeats = pl.DataFrame()
    for fault in faults:
        can_fail = clean if fault.among is None else clean & rows.select(fault.among).to_series().to_numpy()
        hit = np.sort(rng.choice(np.flatnonzero(can_fail), each, replace=False))
        clean[hit] = False
        if fault.column:
            turn = np.full(len(rows), -1)
            turn[hit] = np.arange(each) % len(fault.instead)
            wrong = pl.col(fault.column)
            for place, value in enumerate(fault.instead):
                wrong = (
                    pl.when(pl.Series(turn == place)).then(value if isinstance(value, pl.Expr) else pl.lit(value or None)).otherwise(wrong)
                )
            rows = rows.with_columns(wrong.alias(fault.column))
        else:
            repeats = rows[hit]
            line = np.concatenate([line, hit + rng.integers(0, 4, each) + 0.5])
    return pl.concat([rows, repeats])[np.argsort(line, kind="stable")]
