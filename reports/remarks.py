"""What is to be known of the periods of a trend: what people noted, and what follows from what was decided, loaded and celebrated.

Only what people wrote is kept. The rest is read off the goals, the catalog, the loads and the calendar whenever it is asked for.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import Enum
from typing import Self
from zoneinfo import ZoneInfo

import polars as pl

from etl.sources import SOURCES
from metrics.answer import Answer
from metrics.feasts import Feast
from metrics.goal_book import GoalBook
from metrics.metric import Metric
from metrics.particles import with_particle
from metrics.period import Grain, Span
from metrics.query import KNOWN
from metrics.standing import only_grows
from metrics.text import LANGUAGES, Text
from metrics.window import InPeriod
from reports.goal_words import terms_in_words
from store.loads import Load
from store.notes import Note

NEIGHBOURS = 2  # weeks before and after a feast's that it is held against
FEWEST_NEIGHBOURS = 3
FEAST_IN = {
    Grain.WEEK: Text(ko="{feast} 연휴가 든 주입니다({days}).", en="{feast} falls in this week ({days})."),
    Grain.MONTH: Text(ko="{feast} 연휴가 든 달입니다({days}).", en="{feast} falls in this month ({days})."),
}
FEAST_DAYS = Text(ko="당일 {now}, 한 해 전은 {before}", en="on {now}; the year before on {before}")
LESS = Text(ko="{topic} 앞뒤 {count}주 평균보다 {amount} 적습니다.", en="{label}: {amount} below the mean of the {count} weeks around it.")
MORE = Text(ko="{topic} 앞뒤 {count}주 평균보다 {amount} 많습니다.", en="{label}: {amount} above the mean of the {count} weeks around it.")
GOAL_SET = Text(ko="목표: {terms}. 이유: {reason} (책임자 {owner})", en="Goal: {terms}. Reason: {reason} (owner {owner})")
DEFINED = Text(ko="{day}부터 계산 방법이 바뀌었습니다: {what}", en="From {day} on it is counted differently: {what}")
TAKEN_BACK = Text(ko="{day}에 데이터 불러오기를 되돌렸습니다: {source}.", en="A load was undone on {day}: {source}.")


class Kind(Enum):
    """Where a remark comes from; the value is what people call it."""

    NOTE = Text(ko="메모", en="Note")
    GOAL = Text(ko="목표", en="Goal")
    DEFINITION = Text(ko="정의 변경", en="Definition")
    LOAD = Text(ko="데이터", en="Data")
    FEAST = Text(ko="명절", en="Holiday")


@dataclass(frozen=True)
class Remark:
    """One thing to be known of a period. `about` are the days that it is meant of, `period` is the one of the trend that they begin in."""

    period: Span
    kind: Kind
    said: Text
    about: Text
    note: Note | None = None  # None where it follows from something else
    short: Text | None = None  # of a feast, by how much less was counted than around it

    @property
    def told(self) -> Text:
        """All that is said."""
        return self.said if self.short is None else Text(ko=f"{self.said.ko} {self.short.ko}", en=f"{self.said.en} {self.short.en}")


@dataclass(frozen=True)
class TakenBack:
    """A load that was undone: whose export it was, and on which day of the company's."""

    source: str
    on: date

    @classmethod
    def of(cls, load: Load, at: datetime, zone: ZoneInfo) -> Self:
        """A load and the moment at which it was undone, as the company's calendar has it."""
        return cls(load.source, at.astimezone(zone).date())


@dataclass(frozen=True, kw_only=True)
class Occasions:
    """All that remarks are made from, as far as one reader may see it."""

    notes: Sequence[Note] = ()
    goals: GoalBook = field(default_factory=GoalBook)
    taken_back: Sequence[TakenBack] = ()
    feasts: Sequence[Feast] = ()


def remarks(
    metric: Metric,
    grain: Grain,
    series: pl.DataFrame,
    occasions: Occasions,
    *,
    periods: Sequence[Span],
    until: date,
    teams: Sequence[str] = (),
    currency: str = "KRW",
) -> list[Remark]:
    """What is to be known of some periods of a metric's trend, in order of time.

    Args:
        series: answers of all periods of `grain` that there are.
        until: the first day that the data do not reach.
        teams: those that are looked at; none are all.
    """
    known = {answer.period: answer for answer in (Answer.of(row) for row in series.iter_rows(named=True)) if answer.period.end <= until}
    told = [
        *_notes(metric, grain, occasions.notes, teams),
        *_goals(metric, grain, occasions.goals, teams, currency),
        *_definitions(metric, grain),
        *_loads(metric, grain, occasions.taken_back, until),
        *_feasts(metric, grain, periods, known, occasions.feasts),
    ]
    return sorted((each for each in told if each.period in periods), key=lambda each: each.period)


def numbered(told: Sequence[Remark]) -> Mapping[Span, int]:
    """The number of each period that something is said of, in order of time."""
    return {period: number for number, period in enumerate(sorted({each.period for each in told}), start=1)}


def _notes(metric: Metric, grain: Grain, notes: Sequence[Note], teams: Sequence[str]) -> Iterator[Remark]:
    for note in notes:
        if note.metric in (None, metric.name) and (note.team is None or not teams or note.team in teams):
            said = Text(ko=note.said, en=note.said)
            yield Remark(grain.period_of(note.period.start), Kind.NOTE, said, _name(note.grain, note.period), note)


def _goals(metric: Metric, grain: Grain, goals: GoalBook, teams: Sequence[str], currency: str) -> Iterator[Remark]:
    for version in goals.of(metric, teams[0] if len(teams) == 1 else None, grain):
        ko, en = (
            GOAL_SET.of(language).format(
                terms=terms_in_words(version, metric, language, currency), reason=version.reason, owner=version.owner
            )
            for language in LANGUAGES
        )
        yield Remark(version.first_period, Kind.GOAL, Text(ko=ko, en=en), _name(grain, version.first_period))


def _definitions(metric: Metric, grain: Grain) -> Iterator[Remark]:
    for change in metric.changed:
        day, what = _day(change.on), change.what
        said = Text(ko=DEFINED.ko.format(day=day.ko, what=what.ko), en=DEFINED.en.format(day=day.en, what=what.en))
        period = grain.period_of(change.on)
        yield Remark(period, Kind.DEFINITION, said, _name(grain, period))


def _loads(metric: Metric, grain: Grain, taken_back: Sequence[TakenBack], until: date) -> Iterator[Remark]:
    """The loads that were undone, of exports that the metric counts. What came after the data end stands in their last period."""
    sources = {source.name: source for source in SOURCES}
    for each in taken_back:
        source = sources.get(each.source.partition("@")[0])
        if source is not None and not set(source.into) & set(metric.formula.facts):
            continue
        label, day = source.label if source else Text(ko=each.source, en=each.source), _day(each.on)
        said = Text(ko=TAKEN_BACK.ko.format(day=day.ko, source=label.ko), en=TAKEN_BACK.en.format(day=day.en, source=label.en))
        period = grain.period_of(min(each.on, until - timedelta(days=1)))
        yield Remark(period, Kind.LOAD, said, _name(grain, period))


def feasts_in(grain: Grain, period: Span, feasts: Sequence[Feast]) -> list[tuple[Feast, int]]:
    """The feasts that fall in a period, each with its year; of weeks the one that loses most working days to it."""
    found = []
    for feast in feasts:
        for year in sorted({period.start.year, period.last.year}):
            day = feast.day(year)
            if day is not None and (feast.week(year) if grain is Grain.WEEK else grain.period_of(day)) == period:
                found.append((feast, year))
    return found


def _feasts(
    metric: Metric, grain: Grain, periods: Sequence[Span], known: Mapping[Span, Answer], feasts: Sequence[Feast]
) -> Iterator[Remark]:
    """The feasts of the periods, where a window is short enough to feel them; of what is added up, by how much it fell short."""
    if grain not in FEAST_IN or not isinstance(metric.window, InPeriod):
        return
    for period in periods:
        for feast, year in feasts_in(grain, period, feasts):
            now, before = feast.day(year), feast.day(year - 1)
            if now is None or before is None:
                continue
            ko, en = (
                FEAST_IN[grain]
                .of(language)
                .format(
                    feast=feast.label.of(language),
                    days=FEAST_DAYS.of(language).format(now=_day(now).of(language), before=_day(before).of(language)),
                )
                for language in LANGUAGES
            )
            yield Remark(period, Kind.FEAST, Text(ko=ko, en=en), _name(grain, period), short=_held_against(metric, grain, period, known))


def _held_against(metric: Metric, grain: Grain, period: Span, known: Mapping[Span, Answer]) -> Text | None:
    """By how much a feast's week fell short of those around it; None of months, of levels, and where too little is known."""
    if grain is not Grain.WEEK or not only_grows(metric):
        return None
    later = [period]
    for _ in range(NEIGHBOURS):
        later.append(grain.period_of(later[-1].end))
    around = [*(grain.back(period, count) for count in range(1, NEIGHBOURS + 1)), *later[1:]]
    values = [known[each].value for each in around if each in known and known[each].state == KNOWN]
    told, own = [value for value in values if value is not None], known[period].value if period in known else None
    if own is None or len(told) < FEWEST_NEIGHBOURS or not sum(told):
        return None
    amount = own / (sum(told) / len(told)) - 1
    label = metric.label
    shown = {"count": len(told), "amount": f"{100 * abs(amount):.1f}%"}
    template = LESS if amount < 0 else MORE
    return Text(ko=template.ko.format(topic=with_particle(label.ko, "은/는"), **shown), en=template.en.format(label=label.en, **shown))


def _name(grain: Grain, period: Span) -> Text:
    return Text(ko=grain.name_of(period, "ko"), en=grain.name_of(period, "en"))


def _day(day: date) -> Text:
    return Text(ko=f"{day.year}년 {day.month}월 {day.day}일", en=f"{day:%-d %b %Y}")
