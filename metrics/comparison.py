"""A score against the period before it, and against the year before."""

from dataclasses import dataclass

from errors import DeclarationError
from metrics.change import Change, change
from metrics.decisive import decides_change, worth_telling
from metrics.feasts import Feast
from metrics.particles import with_particle
from metrics.period import Span
from metrics.scorecard import Answer, Score, overlap
from metrics.text import Text


@dataclass(frozen=True)
class Comparison:
    """An earlier answer, the one it is compared with, and the change from the one to the other.

    `days` says which days are compared where it is not the one period with the other. `decides` is how many in each of the two would
    tell a change that cannot be told yet; None where that is no prospect.
    """

    before: Answer
    now: Answer
    change: Change
    days: Text | None = None
    decides: int | None = None


def with_last_period(score: Score) -> Comparison:
    """The score against the period before it; a running one against the same days of it."""
    days = _days(score.before.period) if score.is_running else None
    return Comparison(score.before, score.now, score.change, days, score.decides_change)


def with_last_year(score: Score) -> Comparison | None:
    """The score against the same period a year before; None where one of both has no value, or where a feast must be waited for."""
    year = score.year
    if year is None or year.before is None or year.before.value is None or year.now.value is None:
        return None
    old, new = year.before.estimate, year.now.estimate
    moved = change(score.metric, old, new, overlap=overlap(score.metric, year.before.period, year.days.now))
    days = _together(year.days.now) if year.days.moved else _days(year.before.period) if score.is_running else None
    return Comparison(year.before, year.now, moved, days, worth_telling(decides_change(score.metric, old, new, moved), old, new))


def feast_moved(score: Score) -> Text | None:
    """Why the year's comparison is of more than the period, or has to wait; None where no feast moved."""
    if score.year is None or score.year.days.moved is None:
        return None
    days, feast = score.year.days, score.year.days.moved
    label, when = feast.label, _both_places(feast, days.now.start.year)
    if days.then is None:
        day = days.now.last.isoformat()
        return Text(
            ko=f"{with_particle(label.ko, '이/가')} {when.ko} 옮겨져, {day}까지의 자료가 모이면 1년 전과 비교합니다.",
            en=f"{label.en} moved {when.en}: the year is compared once the data reach {day}.",
        )
    first, last = days.now.start, days.now.last
    return Text(
        ko=f"{with_particle(label.ko, '이/가')} {when.ko} 옮겨져, 1년 전과는 {first.month}~{last.month}월을 합산해 비교했습니다.",
        en=f"{label.en} moved {when.en}, so {first:%B} to {last:%B} are compared together.",
    )


def _both_places(feast: Feast, year: int) -> Text:
    """Where a feast was the year before, and where it is: "10월 6일에서 9월 25일로", "from 6 Oct to 25 Sep"."""
    now, before = feast.day(year), feast.day(year - 1)
    if now is None or before is None:
        raise DeclarationError(f"{feast.label.en} has no day in {year} or the year before, so it cannot have moved.")
    return Text(
        ko=f"{before.month}월 {before.day}일에서 {now.month}월 {now.day}일로",
        en=f"from {before:%-d %b} to {now:%-d %b}",
    )


def _days(span: Span) -> Text:
    """The days of a part of a period: "9월 1~12일", "1-12 Sep"."""
    first, last = span.start, span.last
    if first == last:
        return Text(ko=f"{first.month}월 {first.day}일", en=f"{first:%-d %b}")
    if first.month == last.month:
        return Text(ko=f"{first.month}월 {first.day}~{last.day}일", en=f"{first.day}–{last:%-d %b}")
    return Text(ko=f"{first.month}월 {first.day}일~{last.month}월 {last.day}일", en=f"{first:%-d %b} – {last:%-d %b}")


def _together(span: Span) -> Text:
    """Months that are counted as one: "1~2월 합산", "Jan to Feb together"."""
    return Text(ko=f"{span.start.month}~{span.last.month}월 합산", en=f"{span.start:%b} to {span.last:%b} together")
