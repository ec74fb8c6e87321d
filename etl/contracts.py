"""The door: which rows of an export become facts, and why the others do not.

Every row of the file is in exactly one place: accepted, rejected with a reason, or grouped into the row of an earlier line.
Of rows with one id, a line that repeats another word for word is rejected, and of lines that differ the last one counts.
"""

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import polars as pl

from errors import MappingError
from etl import money
from etl.columns import Columns, Faults
from etl.export import LINE, Export
from etl.numbered import Numbered
from etl.reasons import summary
from etl.source import DATES, DURATIONS, Source
from metrics.cores import on_all_cores
from metrics.facts import Customers, Exported, Fact, Orders, Responses
from store.contract import are_different, of_one_row

GATED = 250_000  # rows at a time: the rules of a fact take a copy or two
MOST_FAULTY = 0.5  # more of one column than this: a wrong file or a wrong mapping
MOST_OFF_SCALE = 0.2  # more of the scores than this: another survey's scale
ENOUGH_SCORES = 50  # so many answers of 0 to 10 without one above 5 are answers of 1 to 5
GIVEN_BACK = ("cancelled", "refunded")
REF = "\0ref"  # the customer beside a fact's columns, until there is a key: the number of the ref

# What a broken rule of a fact is called in a reject, and the column it speaks of.
_RULES: dict[str, tuple[str, str]] = {
    "score_is_on_its_scale": ("off_scale", Responses.score.name),
    "answer_has_a_date": ("answer_without_date", Responses.answered_on.name),
}


@dataclass(frozen=True)
class Checked:
    """What an export came to.

    `facts` are the accepted rows of each fact, by the fact's columns as far as the source fills them, with REF, a number in `refs`.
    `faults` tells what is wrong with the rest; rows are counted as the file has them. `people` is each different customer of the
    accepted rows: REF, here the ref itself, and the handles that the rows give for it.
    """

    facts: Mapping[type[Fact], pl.DataFrame]
    faults: Faults
    refs: pl.Series
    people: pl.DataFrame
    rows: int
    accepted: int
    rejected: int
    grouped: int


def check(export: Export, source: Source, columns: Columns, currency: str) -> Checked:
    """The accepted rows of an export; the others have a fault. Sums over an order's lines are rounded to the currency's minor unit.

    Raises:
        MappingError: so much of a column is wrong that the file as a whole must be.
    """
    faults = columns.faults
    _reject_open_line(export, source, faults)
    with ThreadPoolExecutor(1) as beside:
        numbered = beside.submit(Numbered.of, columns.customer)
        for fact in source.facts:
            _gate(fact, columns.frames[fact], columns.feeds[fact], source, columns)
        for also, frame, feeds in columns.also:
            _gate(also.fact, frame, feeds, source, columns)
        customers = numbered.result()
    _refuse_hopeless(export, source, columns)
    first = source.facts[0]
    key = columns.frames[first][source.lines.by.name] if source.lines else columns.frames[first][first.own_id()]
    if source.lines:
        _reject_whole_orders(export, key, faults)
    else:
        _reject_repeats(export, key, faults)
    facts = {fact: _accepted(fact, source, columns, customers, currency) for fact in source.facts}
    rows, good, accepted = export.rows.height, int(faults.good.sum()), facts[first].height
    for also, frame, feeds in columns.also:
        further = frame.with_columns(customers.numbers.alias(REF)).filter(feeds & faults.good)
        facts[also.fact] = pl.concat([facts[also.fact], further], how="diagonal") if also.fact in facts else further
    people = _people(customers, columns)
    checked = Checked(facts, faults, customers.values, people, rows, accepted, rows - good, good - accepted)
    if (checked.grouped and not source.lines) or min(checked.accepted, checked.rejected, checked.grouped) < 0:
        raise AssertionError(f"Of {rows} rows, {accepted} were accepted and {rows - good} rejected: {checked.grouped} are nowhere.")
    return checked


def _people(customers: Numbered, columns: Columns) -> pl.DataFrame:
    good = columns.faults.good
    if not columns.handles:
        return customers.of_rows(good).to_frame(REF)
    known_by = [columns.customer.alias(REF), *(values.alias(handle) for handle, values in columns.handles.items())]
    return pl.DataFrame(known_by).filter(good & columns.customer.is_not_null()).unique()


def _reject_open_line(export: Export, source: Source, faults: Faults) -> None:
    """A last line that nothing ends may have lost the rest of its last cell: 3000 would read as 30."""
    last = export.headers[-1]
    if export.open_line is not None and any(export.find(cell.spellings, cell.like) == last for cell in source.cells()):
        faults.add(export.lines == export.open_line, "may_be_cut", last)


def _gate(fact: type[Fact], frame: pl.DataFrame, feeds: pl.Series, source: Source, columns: Columns) -> None:
    """Marks the rows that break a rule of their fact."""
    faults = columns.faults
    absent = [pl.lit(None).alias(name) for name in fact.columns() if name not in frame.columns]
    unsummed = [pl.lit(None, pl.Int64).alias(total.name) for total in (source.lines.total if source.lines else ())]
    # TRICKY: the row's number stands for its key, so that a broken rule leads back to its row.
    number = pl.int_range(pl.len()).cast(pl.String).alias(fact.own_id())
    rows = frame.with_columns(absent).with_columns(number, source=pl.lit(source.name), load_id=pl.lit(0), customer_key=pl.lit(0))
    rows = rows.with_columns(unsummed)
    judged, rules = feeds & faults.good, of_one_row(fact)

    def broken(begin: int) -> dict[str, pl.Series]:
        _, failure = rules.filter(rows.slice(begin, GATED).filter(judged.slice(begin, GATED)), cast=True)
        if not failure.counts():
            return {}
        details = failure.details()
        at = details[fact.own_id()].cast(pl.Int64)
        return {rule: at.filter(details[rule].cast(pl.String) == "invalid") for rule in failure.counts()}

    parts = on_all_cores(broken, range(0, rows.height, GATED))
    for rule in dict.fromkeys(rule for part in parts for rule in part):
        reason, column = _reason(rule, fact, source)
        at = pl.concat(part[rule] for part in parts if rule in part)
        faults.add(pl.repeat(False, len(feeds), eager=True).scatter(at, True), reason, columns.headers.get((fact, column)))


def _reason(rule: str, fact: type[Fact], source: Source) -> tuple[str, str]:
    if rule in _RULES:
        return _RULES[rule]
    column, _, kind = rule.partition("|")
    if kind == "min":
        derived = column in DURATIONS and column not in source.columns(fact)
        return ("ends_before_it_starts" if derived else "negative"), column
    return {"nullability": "missing", "check": "unknown_value"}.get(kind, "does_not_fit"), column


def _refuse_hopeless(export: Export, source: Source, columns: Columns) -> None:
    for (reason, header), count in columns.faults.counts().items():
        if count > MOST_FAULTY * export.rows.height:
            said = summary(reason)
            raise MappingError(
                ko=f"{export.name}: '{header}' 열이 {export.rows.height:,}행 가운데 {count:,}행에서 맞지 않습니다({said.ko}). "
                f"'{source.name}' 소스의 파일이 맞는지, 통화와 날짜 형식이 설정과 같은지 확인해 주세요. 아무것도 불러오지 않았습니다.",
                en=f"{export.name}: column '{header}' does not fit on {count:,} of {export.rows.height:,} rows ({said.en}). "
                f"Check that the file is an export for the source '{source.name}', and that currency and date format are as configured. "
                "Nothing was loaded.",
            )
    if Responses not in source.facts:
        return
    frame = columns.frames[Responses]
    header = columns.headers.get((Responses, Responses.score.name))
    given = int((frame[Responses.score.name].is_not_null() & columns.feeds[Responses]).sum())
    off = columns.faults.counts().get(("off_scale", header), 0)
    if off > MOST_OFF_SCALE * given:
        raise MappingError(
            ko=f"{export.name}: '{header}' 점수 {given:,}개 가운데 {off:,}개가 설문 척도를 벗어납니다. 다른 척도의 설문일 수 있으니 "
            "파일과 소스를 확인해 주세요. 아무것도 불러오지 않았습니다.",
            en=f"{export.name}: {off:,} of {given:,} scores in '{header}' are off the survey's scale. "
            "It may be a survey with another scale; check the file and its source. Nothing was loaded.",
        )
    of_nps = frame.filter(pl.col(Responses.survey.name) == "nps", pl.col(Responses.score.name).is_not_null())[Responses.score.name]
    highest = of_nps.max()
    if len(of_nps) >= ENOUGH_SCORES and isinstance(highest, float) and highest <= 5:
        raise MappingError(
            ko=f"{export.name}: '{header}' 점수 {len(of_nps):,}개가 모두 5 이하입니다. 0~10점이 아니라 1~5점 설문으로 보입니다. "
            "NPS가 아닌 만족도 설문의 소스로 불러와 주세요. 아무것도 불러오지 않았습니다.",
            en=f"{export.name}: none of the {len(of_nps):,} scores in '{header}' is above 5. "
            "It looks like a survey of 1 to 5, not of 0 to 10. Load it as a satisfaction survey, not as NPS. Nothing was loaded.",
        )


def _reject_whole_orders(export: Export, key: pl.Series, faults: Faults) -> None:
    """An order with a rejected line would be worth too little, so it is rejected as a whole."""
    if faults.good.all():
        return
    lines = pl.DataFrame({"key": key, "line": export.lines, "good": faults.good})
    first_bad = lines.filter(~pl.col("good")).group_by("key").agg(pl.col("line").min().alias("other"))
    other = lines.join(first_bad, on="key", how="left", maintain_order="left")["other"]
    faults.add(other.is_not_null(), "another_line_rejected", None, other.fill_null(0))


def _reject_repeats(export: Export, key: pl.Series, faults: Faults) -> None:
    if are_different(key.filter(faults.good).to_frame()):
        return
    good = export.rows.with_columns(key.alias("\0key"), pl.int_range(pl.len()).alias("\0row")).filter(faults.good)
    good = good.filter(pl.col("\0key").is_duplicated())
    first = pl.col(LINE).first().over(["\0key", *export.headers]).alias("\0first")
    good = good.with_columns(first).with_columns(pl.col("\0first").max().over("\0key").alias("\0last"))
    for reason, wrong, other in (
        ("repeats_line", pl.col(LINE) != pl.col("\0first"), "\0first"),
        ("superseded_by_line", pl.col("\0first") != pl.col("\0last"), "\0last"),
    ):
        rows = good.filter(wrong)
        at = rows["\0row"]
        mask = pl.repeat(False, export.rows.height, eager=True).scatter(at, True)
        faults.add(mask, reason, None, pl.repeat(0, export.rows.height, dtype=pl.Int64, eager=True).scatter(at, rows[other]))


def _accepted(fact: type[Fact], source: Source, columns: Columns, customers: Numbered, currency: str) -> pl.DataFrame:
    """The fact's rows of the good lines: one per line, per group of lines, or per customer."""
    rows = columns.frames[fact].with_columns(customers.numbers.alias(REF)).filter(columns.feeds[fact] & columns.faults.good)
    if fact is Customers:
        first = columns.frames[source.facts[0]]
        moments = [at for at in DATES.values() if at in first.columns]
        if moments and fact is not source.facts[0]:
            when = first[moments[0]].filter(columns.feeds[fact] & columns.faults.good)
            rows = rows.with_columns(when.alias("\0when")).sort("\0when", maintain_order=True).drop("\0when")
        # What is known of a customer is what the latest row that knows it says.
        return rows.group_by(Customers.customer_ref.name, maintain_order=True).agg(pl.all().drop_nulls().last())
    if source.lines and fact is source.facts[0]:
        totals = [column.name for column in source.lines.total]
        status = Orders.status.name
        if status in rows.columns:  # what was cancelled of an order is not part of it, unless all of it was
            stands = ~pl.col(status).is_in(GIVEN_BACK)
            rows = rows.filter(stands | ~stands.any().over(source.lines.by.name))
        rest = [name for name in rows.columns if name not in (*totals, source.lines.by.name, Exported.updated_at.name)]
        changed = [pl.col(name).max() for name in rows.columns if name == Exported.updated_at.name]
        orders = rows.group_by(source.lines.by.name, maintain_order=True).agg(pl.col(totals).sum(), pl.col(rest).first(), *changed)
        return orders.with_columns(money.minor_units(orders[total], currency) for total in totals)
    return rows
