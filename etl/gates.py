"""What is unusual about a file, so that a person should look before it counts: each gate is declared once.

A gate never judges a row. It holds the load until somebody confirms it, and says what, where and what it was before.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property
from statistics import median

import polars as pl
from babel.numbers import get_currency_precision

from etl.arrival import Arrival
from etl.links import Scan
from etl.profile import Profile
from etl.source import Fingerprint
from metrics.facts import Customers, Orders
from metrics.text import Text
from store.facts import SORTED_BY

FEWEST_EARLIER = 3  # files of a source, before it has a habit
TIMES_THE_HABIT = 3
ENOUGH_SCORES = 20
NARROWER = 0.6  # of the highest score before: 10 became 5
LONGEST_GAP = timedelta(days=7)
SHOWN = 6  # headers in a sentence


@dataclass(frozen=True)
class Control:
    """What the admin knows of the file from elsewhere: its number of rows, or the sum of its money in the currency's major unit."""

    count: int | None = None
    total: Decimal | None = None


UNCONTROLLED = Control()


@dataclass(frozen=True)
class Finding:
    """What one gate found in one file."""

    gate: str
    text: Text


@dataclass(frozen=True)
class Evidence:
    """What a gate looks at: the file, the profiles of the source's earlier files (newest first), and the rows there are now."""

    arrival: Arrival
    earlier: Sequence[Profile]
    control: Control
    currency: str
    scan: Scan

    @property
    def now(self) -> Profile:
        return self.arrival.profile

    @property
    def span(self) -> tuple[date, date] | None:
        """The first and the last day of the earlier files."""
        days = [day for profile in self.earlier for day in (profile.first, profile.last) if day is not None]
        return (min(days), max(days)) if days else None

    @cached_property
    def known(self) -> pl.DataFrame:
        """The file's rows that are loaded already: `day`, and whether the file would change them (`differs`)."""
        source, fact = self.arrival.source, self.arrival.source.facts[0]
        rows = self.arrival.checked.facts[fact]
        key = fact.own_id()
        if fact is Customers:
            return pl.DataFrame(schema={"day": pl.Date, "differs": pl.Boolean})
        content = [name for name in rows.columns if name in fact.columns() and name not in (key, "updated_at")]
        there = self.scan(fact).filter(pl.col("source") == source.name).select(key, *content)
        typed = rows.lazy().select(pl.col(key), *(pl.col(name).cast(fact.columns()[name].dtype).alias(f"{name}_now") for name in content))
        same = [pl.col(name).eq_missing(pl.col(f"{name}_now")) for name in content]
        day = SORTED_BY[fact]
        return there.join(typed, on=key).select(pl.col(day).alias("day"), (~pl.all_horizontal(same)).alias("differs")).collect()


@dataclass(frozen=True)
class Gate:
    """One unusual thing, by its name, its label, and what says of a file that it is so (None: it is not)."""

    name: str
    label: Text
    finds: Callable[[Evidence], Text | None]


def findings(evidence: Evidence) -> tuple[Finding, ...]:
    """What the gates find, in their order."""
    found = ((gate.name, gate.finds(evidence)) for gate in GATES)
    return tuple(Finding(name, text) for name, text in found if text is not None)


def _headers(evidence: Evidence) -> Text | None:
    if not evidence.earlier:
        return None
    before, now = evidence.earlier[0].headers, evidence.now.headers
    gone, new = [name for name in before if name not in now], [name for name in now if name not in before]
    if not gone and not new:
        return None
    parts_ko = [f"없어진 열: {_some(gone)}"] * bool(gone) + [f"새로 생긴 열: {_some(new)}"] * bool(new)
    parts_en = [f"gone: {_some(gone)}"] * bool(gone) + [f"new: {_some(new)}"] * bool(new)
    return Text(
        ko=f"열 구성이 지난번 파일과 다릅니다. {', '.join(parts_ko)}. 원래 시스템의 내보내기 설정이 바뀌었는지 확인해 주세요.",
        en=f"The columns differ from the last file's ({'; '.join(parts_en)}). Check whether the export's settings were changed.",
    )


def _row_count(evidence: Evidence) -> Text | None:
    counts = [profile.rows for profile in evidence.earlier]
    if len(counts) < FEWEST_EARLIER:
        return None
    usual, now = median(counts), evidence.now.rows
    if usual / TIMES_THE_HABIT <= now <= usual * TIMES_THE_HABIT:
        return None
    return Text(
        ko=f"행 수가 평소와 크게 다릅니다. 이번 파일은 {now:,}행, 이 소스의 평소 파일은 {usual:,.0f}행 정도입니다. "
        "기간이나 조건이 바뀌지 않았는지 확인해 주세요.",
        en=f"The number of rows is far from usual: {now:,}, where this source's files have about {usual:,.0f}. "
        "Check the period and the filters of the export.",
    )


def _scale(evidence: Evidence) -> Text | None:
    for survey, (_, high, count) in evidence.now.scores.items():
        highest = max((profile.scores[survey][1] for profile in evidence.earlier if survey in profile.scores), default=None)
        if highest is not None and count >= ENOUGH_SCORES and high <= NARROWER * highest:
            return Text(
                ko=f"점수의 척도가 달라 보입니다. 이번 파일의 {survey} 점수 {count:,}개는 모두 {high:g} 이하인데 "
                f"전에는 {highest:g}점까지 있었습니다. 설문의 척도가 바뀌지 않았는지 확인해 주세요.",
                en=f"The scores look like another scale's: all {count:,} of survey {survey} are at most {high:g}, "
                f"where earlier files reach {highest:g}. Check whether the survey's scale was changed.",
            )
    return None


def _gap(evidence: Evidence) -> Text | None:
    first = evidence.now.first
    if evidence.span is None or first is None or first - evidence.span[1] <= LONGEST_GAP:
        return None
    since, until = evidence.span[1] + timedelta(days=1), first - timedelta(days=1)
    return Text(
        ko=f"{since:%Y-%m-%d}부터 {until:%Y-%m-%d}까지 {(until - since).days + 1:,}일 동안의 데이터가 비어 있습니다. "
        "빠뜨린 파일이 있으면 그 파일부터 불러와 주세요.",
        en=f"Nothing is known of the {(until - since).days + 1:,} days from {since:%Y-%m-%d} to {until:%Y-%m-%d}. "
        "If a file was left out, load that one first.",
    )


def _older(evidence: Evidence) -> Text | None:
    now = evidence.now.last
    if evidence.arrival.source.updated is not None or evidence.span is None or now is None or now >= evidence.span[1]:
        return None
    last, changed = evidence.span[1], int(evidence.known["differs"].sum())
    if not changed:
        return None
    return Text(
        ko=f"먼저 불러온 파일보다 오래된 파일로 보입니다. 이 파일은 {now:%Y-%m-%d}까지, 먼저 불러온 파일은 {last:%Y-%m-%d}까지입니다. "
        f"이대로 불러오면 이미 있는 {changed:,}행이 이 파일의 값으로 바뀝니다. 정정 파일일 때만 확인해 주세요.",
        en=f"The file looks older than what is loaded: it ends on {now:%Y-%m-%d}, an earlier one on {last:%Y-%m-%d}. "
        f"It would change {changed:,} rows that are there. Confirm only if it is a correction.",
    )


def _overlap(evidence: Evidence) -> Text | None:
    """Rows without an id of their own count twice where the same answer is written differently."""
    source = evidence.arrival.source
    fact = source.facts[0]
    key = fact.own_id()
    if not isinstance(source.columns(fact).get(key), Fingerprint) or evidence.span is None:
        return None
    overlapping = evidence.arrival.checked.facts[fact].filter(pl.col(SORTED_BY[fact]).is_between(*evidence.span)).height
    new = overlapping - evidence.known.height
    if overlapping == 0 or new <= overlapping / 2:
        return None
    return Text(
        ko=f"이미 불러온 기간과 겹치는 {overlapping:,}행 가운데 {new:,}행이 처음 보는 행입니다. 응답 번호가 없는 파일이어서 "
        "날짜나 값의 표기만 달라도 두 번 집계됩니다. 같은 응답의 다른 내보내기가 아닌지 확인해 주세요.",
        en=f"Of {overlapping:,} rows in a period that is loaded already, {new:,} are new. The file has no ids, so answers written in "
        "another way would count twice. Check that it is not another export of the same answers.",
    )


def _split_orders(evidence: Evidence) -> Text | None:
    source = evidence.arrival.source
    if source.lines is None or source.facts[0] is not Orders or not evidence.earlier:
        return None
    changed = int(evidence.known["differs"].sum())
    if not changed:
        return None
    return Text(
        ko=f"주문 {changed:,}건이 먼저 불러온 파일에는 다른 금액으로 있습니다. 정정이면 확인해 주세요. "
        "한 주문의 품목이 두 파일에 나뉜 것이면 뒤의 파일 금액만 남으므로, 품목이 한 파일에 모두 들어가도록 다시 내려받아 주세요.",
        en=f"{changed:,} orders were loaded before with other values. Confirm if this is a correction. If the lines of an order are split "
        "over two files, only the later file's would count: export them again so that one file has all lines of an order.",
    )


def _control(evidence: Evidence) -> Text | None:
    wanted, now = evidence.control, evidence.now
    if wanted.count is not None and wanted.count != now.rows:
        return Text(
            ko=f"입력한 행 수는 {wanted.count:,}행인데 파일에는 {now.rows:,}행이 있습니다. 내려받기가 끝까지 되었는지 확인해 주세요.",
            en=f"You expected {wanted.count:,} rows; the file has {now.rows:,}. Check that the download is complete.",
        )
    if wanted.total is None:
        return None
    if now.total is None:
        return Text(
            ko="금액 열이 없는 파일이어서 입력한 합계와 비교할 수 없습니다. 행 수로 확인해 주세요.",
            en="The file has no money in it to compare with the sum that you typed in. Check the number of rows instead.",
        )
    total = Decimal(now.total).scaleb(-get_currency_precision(evidence.currency))
    if total == wanted.total:
        return None
    rejected = evidence.arrival.checked.rejected
    return Text(
        ko=f"입력한 합계는 {wanted.total:,}인데 받아들인 행의 합계는 {total:,}입니다"
        f"(차이 {total - wanted.total:+,}). 제외된 행은 {rejected:,}행입니다.",
        en=f"You expected a sum of {wanted.total:,}; the accepted rows come to {total:,} ({total - wanted.total:+,}). "
        f"{rejected:,} rows are rejected.",
    )


def _some(names: Sequence[str]) -> str:
    return ", ".join(f"'{name}'" for name in names[:SHOWN]) + (", …" if len(names) > SHOWN else "")


GATES: tuple[Gate, ...] = (
    Gate("headers", Text(ko="열 구성", en="Columns"), _headers),
    Gate("row_count", Text(ko="행 수", en="Number of rows"), _row_count),
    Gate("scale", Text(ko="점수 척도", en="Scale of scores"), _scale),
    Gate("gap", Text(ko="빈 기간", en="Gap in time"), _gap),
    Gate("older", Text(ko="오래된 파일", en="Older file"), _older),
    Gate("overlap", Text(ko="겹치는 기간", en="Overlap in time"), _overlap),
    Gate("split_orders", Text(ko="나뉜 주문", en="Split orders"), _split_orders),
    Gate("control", Text(ko="확인용 합계", en="Control total"), _control),
)
