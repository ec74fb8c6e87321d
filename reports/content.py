"""What a report says, as plain frozen values: no picture of a page yet, and no clock.

The same findings of the same snapshot give the same content, and so the same PDF, byte for byte.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from etl.sources import SOURCES
from metrics.facts import DIMENSIONS
from metrics.metric import Metric
from metrics.period import Span
from metrics.query import EVERYTHING, FEWEST
from metrics.scorecard import GREY_BELOW, Score
from metrics.text import Language
from metrics.unit import UNKNOWN
from reports import words
from reports.edition import Edition
from reports.figures import VERDICT_TONES, Figures, Picture, figures
from reports.findings import Findings
from reports.kind import Chapter
from reports.letterhead import Letterhead
from reports.sections import Section, Setting, section
from reports.sentences import Point, headlines, points
from reports.sheet import Sheet
from reports.weeks import GoalWeeks, WeekRow


@dataclass(frozen=True)
class Source:
    """How fresh one source is. `tone` is bad where it ends before the period does."""

    label: str
    last_on: str
    loaded_on: str
    accepted: str
    rejected: str
    state: str
    tone: str


@dataclass(frozen=True)
class Weeks:
    """One metric's weekly goals: the weeks, and for each team the goal and a mark with the value for each week."""

    label: str
    weeks: tuple[str, ...]
    rows: tuple[tuple[str, str, tuple[tuple[str, str], ...]], ...]  # team, goal, then (said, tone) for each week


@dataclass(frozen=True)
class Definition:
    """How a metric is counted, for the last page."""

    label: str
    about: str
    formula: str
    source: str


@dataclass(frozen=True)
class Quality:
    """One measure of how far the data can be trusted."""

    figures: Figures
    about: str


@dataclass(frozen=True)
class Content:
    """A whole report in one language.

    `points` are the sentences of a summary in a few lines; `headlines` those of them that say what moved, `remarks` the others.
    """

    language: Language
    kind: str
    chapters: tuple[Chapter, ...]
    sheet: Sheet
    title: str
    heading: str
    company: str
    logo: Picture | None
    period: str
    days: str
    scope: str
    snapshot: str
    until: str
    published: str
    published_at: int | None  # seconds since 1970: the document's date
    compared_with: str
    headlines: tuple[Point, ...]
    remarks: tuple[Point, ...]
    points: tuple[Point, ...]
    sections: tuple[Section, ...]
    sources: tuple[Source, ...]
    weeks: tuple[Weeks, ...]
    quality: tuple[Quality, ...]
    glossary: tuple[Definition, ...]
    reading: tuple[str, ...]
    link: str
    words: Mapping[str, str]

    @property
    def pictures(self) -> int:
        """How many pictures must be found in the document."""
        sparks = sum(section.spark is not None for section in self.sections)
        bullets = sum(section.bullet is not None for section in self.sections)
        by_chapter = {
            Chapter.SUMMARY: sparks,
            Chapter.SCORECARD: sparks + bullets,
            Chapter.METRICS: sum(section.pictures for section in self.sections),
        }
        return sum(by_chapter.get(chapter, 0) for chapter in self.chapters) + (self.logo is not None)


def content(
    found: Findings,
    edition: Edition,
    letterhead: Letterhead,
    *,
    snapshot_name: str | None,
    published_at: datetime | None,
    until: date | None,
) -> Content:
    """The report of an edition's findings. `published_at` is the moment of the snapshot, in the zone it shall be printed in."""
    language, grain, period = edition.language, edition.grain, edition.period
    company, currency = letterhead.company, letterhead.currency
    name, kind = grain.name_of(period, language), edition.kind.title.of(language)
    title = words.TITLE_FOR if company else words.TITLE_OF
    said = (found.scores, period, grain, until, language, currency)
    moves = headlines(found.scores, grain, language, currency, found.why)
    setting = Setting(grain=grain, language=language, currency=currency, palette=letterhead.palette, **_picture_size(edition.sheet))
    return Content(
        language=language,
        kind=edition.kind.name,
        chapters=tuple(edition.chapters),
        sheet=edition.sheet,
        title=title.of(language).format(company=company, period=name, kind=kind),
        heading=words.TITLE_OF.of(language).format(period=name, kind=kind),
        company=company or "Dangol",
        logo=Picture(letterhead.logo, company or "Dangol") if letterhead.logo else None,
        period=name,
        days=words.TO.of(language).format(low=period.start.isoformat(), high=period.last.isoformat()),
        scope=_scope(edition.scope.teams, edition.where, language),
        snapshot=snapshot_name or words.NO_SNAPSHOT.of(language),
        until=(until - timedelta(days=1)).isoformat() if until else UNKNOWN,
        published=f"{published_at:%Y-%m-%d %H:%M %Z}".strip() if published_at else UNKNOWN,
        published_at=int(published_at.timestamp()) if published_at else None,
        compared_with=words.COMPARED_WITH[grain].of(language),
        headlines=tuple(moves),
        remarks=tuple(points(*said, moves=())),
        points=tuple(points(*said, moves=moves)),
        sections=tuple(
            section(score, found, setting, edition.where, edition.address(letterhead.address, score.metric)) for score in found.scores
        ),
        sources=tuple(
            _source(row, period, language, has_counts=edition.scope == EVERYTHING) for row in found.sources.iter_rows(named=True)
        ),
        weeks=tuple(_weeks(each, language, currency) for each in found.weeks),
        quality=tuple(Quality(figures(score, grain, language, currency), score.metric.about.of(language)) for score in found.quality),
        glossary=tuple(_definition(metric, language) for metric in _metrics(found.scores)),
        reading=tuple(text.of(language).format(**_READING) for text in words.READING),
        link=edition.address(letterhead.address),
        words={key: text.of(language) for key, text in words.FIXED.items()},
    )


_READING = {
    **{direction.value: sign for direction, sign in words.DIRECTION_SIGNS.items()},
    **{verdict.value: sign for verdict, sign in words.VERDICT_SIGNS.items()},
    "grey": GREY_BELOW,
    "fewest": FEWEST,
}


def _picture_size(sheet: Sheet) -> dict[str, float]:
    """How large the picture of a trend is: over the whole width, or over the left column of a sheet that lies."""
    if sheet.is_landscape:
        return {"width": sheet.width * LEFT_COLUMN, "height": 52, "pair_height": 50}
    return {"width": sheet.width, "height": 56, "pair_height": 62}


LEFT_COLUMN = 0.56  # of a sheet that lies; the template has the same


def _source(row: Mapping[str, Any], period: Span, language: Language, *, has_counts: bool) -> Source:
    """The row of `freshness` in words. Whoever sees some teams only is not told how many rows there are of all."""
    label = next((source.label.of(language) for source in SOURCES if source.name == row["source"]), row["source"])
    last_on: date | None = row["last_on"]
    missing = (period.last - last_on).days if last_on else None
    state, tone = words.FRESH, "good"
    if missing is None:
        state, tone = words.NO_DATA, "bad"
    elif missing > 0:
        state, tone = words.ENDS_EARLY.format(days=missing), "bad"

    def counted(name: str) -> str:
        return f"{row[name]:,}" if has_counts and row[name] is not None else UNKNOWN

    return Source(
        label=label,
        last_on=last_on.isoformat() if last_on else UNKNOWN,
        loaded_on=row["loaded_on"].isoformat() if row["loaded_on"] else UNKNOWN,
        accepted=counted("accepted"),
        rejected=counted("rejected"),
        state=state.of(language),
        tone=tone,
    )


def _weeks(found: GoalWeeks, language: Language, currency: str) -> Weeks:
    metric = found.metric
    names = tuple(words.WEEK.format(first=f"{week.start:%-m/%-d}", last=f"{week.last:%-m/%-d}").of(language) for week in found.weeks)

    def cells(row: WeekRow) -> Iterable[tuple[str, str]]:
        for answer, judged in zip(row.answers, row.judged, strict=True):
            value = metric.unit.show(answer.value, language, currency)
            shown = judged.shown_as if judged else None
            yield (f"{words.VERDICT_SIGNS[shown]} {value}", VERDICT_TONES[shown]) if shown else (value, "plain")

    def goal(row: WeekRow) -> str:
        last = row.judged[-1]
        return words.goal_in_words(last.goal, metric, language, currency) if last else words.NO_GOAL.of(language)

    def name(row: WeekRow) -> str:
        return row.team or (words.OWN_GOALS_TOGETHER if row.is_rolled_up else words.TOGETHER).of(language)

    rows = tuple((name(row), goal(row), tuple(cells(row))) for row in found.rows)
    return Weeks(metric.label.of(language), names, rows)


def _scope(teams: Iterable[str] | None, where: Mapping[str, tuple[str, ...]], language: Language) -> str:
    """Whose rows these are, and by what they were filtered."""
    seen = words.ALL_TEAMS.of(language) if teams is None else ", ".join(sorted(teams)) or words.NO_TEAMS.of(language)
    filters = [f"{DIMENSIONS[dimension].of(language)}: {', '.join(values)}" for dimension, values in where.items() if values]
    return " · ".join(filters if where.get("team") else [seen, *filters])


def _metrics(scores: Iterable[Score]) -> list[Metric]:
    """Every metric of the report once: the scores' own and those beside them."""
    return list(dict.fromkeys(metric for score in scores for metric in (score.metric, *(other.metric for other in score.beside))))


def _definition(metric: Metric, language: Language) -> Definition:
    return Definition(metric.label.of(language), metric.about.of(language), metric.definition.of(language), metric.source)
