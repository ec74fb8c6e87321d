"""What a report says, as plain frozen values: no picture of a page yet, and no clock.

The same scores of the same snapshot give the same content, and so the same PDF, byte for byte.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from charts import paper
from metrics.change import Direction
from metrics.comparison import Comparison, with_last_period, with_last_year
from metrics.facts import DIMENSIONS
from metrics.formula import Rate, Share
from metrics.judgement import Judgement
from metrics.metric import Metric
from metrics.period import Grain, Span
from metrics.query import FEWEST, KNOWN, NO_DATA
from metrics.scorecard import GREY_BELOW, Answer, Score
from metrics.text import Language
from metrics.unit import UNKNOWN
from reports import words
from reports.sentences import Point, better_way, points, trend_in_words

TABLE_PERIODS = 13  # this period, and a year of months before it


@dataclass(frozen=True)
class Picture:
    """A chart with the text that stands for it."""

    svg: str
    alternative: str


@dataclass(frozen=True)
class Table:
    """Numbers in rows; the first column names the row."""

    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Change:
    """A change in words with its sign, and which days are compared or how many would tell it, where that must be known."""

    said: str
    tone: str
    note: str = ""


@dataclass(frozen=True)
class Figures:
    """What is shown of one metric in the period. Tones are good, bad, unsure or plain; the words say the same without colour."""

    name: str
    label: str
    value: str
    is_known: bool
    is_grey: bool
    interval: str
    n: str
    change: Change
    year_change: Change | None
    goal: str
    verdict: str
    verdict_tone: str
    remark: str


@dataclass(frozen=True)
class Section:
    """One metric: its figures, the way there, what stands beside it, and what it means."""

    figures: Figures
    about: str
    better: str
    spark: Picture | None
    trend: Picture | None
    trend_title: str
    table: Table | None
    beside: tuple[Figures, ...]
    beside_trends: tuple[Picture, ...]
    definition: str
    rise_may_mean: str
    check_first: str
    does_not_prove: str
    remark: str


@dataclass(frozen=True)
class Definition:
    """How a metric is counted, for the last page."""

    label: str
    about: str
    formula: str
    source: str


@dataclass(frozen=True)
class Content:
    """A whole report in one language."""

    language: Language
    title: str
    heading: str
    company: str
    period: str
    days: str
    scope: str
    snapshot: str
    until: str
    published: str
    published_at: int | None  # seconds since 1970: the document's date
    compared_with: str
    points: tuple[Point, ...]
    sections: tuple[Section, ...]
    glossary: tuple[Definition, ...]
    reading: tuple[str, ...]
    words: Mapping[str, str]


def content(
    scores: Sequence[Score],
    *,
    company: str,
    period: Span,
    grain: Grain,
    teams: Iterable[str] | None,
    language: Language,
    snapshot_name: str | None,
    published_at: datetime | None,
    until: date | None,
    currency: str,
    where: Mapping[str, tuple[str, ...]] | None = None,
) -> Content:
    """The report of several scores.

    `teams` are those that the reader may see, None for all; `where` is what the reader filtered by. `published_at` is the
    moment of the snapshot, in the zone it shall be printed in.
    """
    name = grain.name_of(period, language)
    title = words.TITLE_FOR if company else words.TITLE_OF
    return Content(
        language=language,
        title=title.of(language).format(company=company, period=name),
        heading=words.TITLE_OF.of(language).format(period=name),
        company=company or "Dangol",
        period=name,
        days=words.TO.of(language).format(low=period.start.isoformat(), high=period.last.isoformat()),
        scope=_scope(teams, where or {}, language),
        snapshot=snapshot_name or words.NO_SNAPSHOT.of(language),
        until=(until - timedelta(days=1)).isoformat() if until else UNKNOWN,
        published=f"{published_at:%Y-%m-%d %H:%M %Z}".strip() if published_at else UNKNOWN,
        published_at=int(published_at.timestamp()) if published_at else None,
        compared_with=words.COMPARED_WITH[grain].of(language),
        points=tuple(points(scores, period, grain, until, language, currency)),
        sections=tuple(_section(score, grain, language, currency, where or {}) for score in scores),
        glossary=tuple(_definition(metric, language) for metric in _metrics(scores)),
        reading=tuple(text.of(language).format(**_READING) for text in words.READING),
        words={key: text.of(language) for key, text in words.FIXED.items()},
    )


_READING = {
    **{direction.value: sign for direction, sign in words.DIRECTION_SIGNS.items()},
    **{verdict.value: sign for verdict, sign in words.VERDICT_SIGNS.items()},
    "grey": GREY_BELOW,
    "fewest": FEWEST,
}


def _section(score: Score, grain: Grain, language: Language, currency: str, where: Mapping[str, tuple[str, ...]]) -> Section:
    metric, answers = score.metric, paper.periods_seen(score)
    is_seen = any(answer.state != NO_DATA for answer in answers)
    is_drawn = any(answer.value is not None for answer in answers)
    ignored = [DIMENSIONS[dimension].of(language) for dimension in where if dimension not in metric.dimensions]
    drawn_beside = [other for other in score.beside if any(answer.value is not None for answer in paper.periods_seen(other))]
    in_words = trend_in_words(score, grain, language, currency)
    return Section(
        figures=_figures(score, grain, language, currency),
        about=metric.about.of(language),
        better=better_way(metric.better).of(language),
        spark=Picture(paper.spark(score), in_words) if is_drawn else None,
        trend=Picture(paper.trend(score, grain, language, currency, height=48 if score.beside else 78), in_words) if is_drawn else None,
        trend_title=_trend_title(score, grain, language),
        table=_table(score, answers[-TABLE_PERIODS:], grain, language, currency) if is_seen else None,
        beside=tuple(_figures(other, grain, language, currency) for other in score.beside),
        beside_trends=tuple(
            Picture(paper.trend(other, grain, language, currency, width=82, height=40), trend_in_words(other, grain, language, currency))
            for other in drawn_beside
        ),
        definition=metric.definition.of(language),
        rise_may_mean=metric.rise_may_mean.of(language),
        check_first=metric.check_first.of(language),
        does_not_prove=metric.does_not_prove.of(language),
        remark=words.NOT_FILTERED.of(language).format(dimensions=", ".join(ignored)) if ignored else "",
    )


def _trend_title(score: Score, grain: Grain, language: Language) -> str:
    """What the picture shows and how to read it: "월별 추세 (띠는 95% 신뢰구간)"."""
    legend = [words.BAND, *([words.DASHED] if score.is_running else [])]
    return f"{words.TREND_BY[grain].of(language)} ({', '.join(text.of(language) for text in legend)})"


def _figures(score: Score, grain: Grain, language: Language, currency: str) -> Figures:
    metric, now, judged = score.metric, score.now, score.judgement
    last_year = with_last_year(score)
    verdict_tones = {"met": "good", "not_met": "bad", "too_early": "unsure"}
    return Figures(
        name=metric.name,
        label=metric.label.of(language),
        value=metric.unit.show(now.value, language, currency),
        is_known=now.value is not None,
        is_grey=now.is_grey,
        interval=_interval(now, metric, language, currency),
        n=f"{now.n:,}",
        change=_change(with_last_period(score), metric, language),
        year_change=_change(last_year, metric, language) if last_year else None,
        goal=words.goal_in_words(score.goal, metric, language, currency) if score.goal else words.NO_GOAL.of(language),
        verdict=_verdict(score, judged, language) if judged else "",
        verdict_tone=verdict_tones[judged.shown_as] if judged and judged.shown_as else "plain",
        remark=_remark(now, score.is_running, language),
    )


def _change(compared: Comparison, metric: Metric, language: Language) -> Change:
    """The change with its sign and what it says: "▲ +2.1%p, 개선", "◇ -0.3 pp, cannot tell yet"."""
    change = compared.change
    if change.direction is Direction.UNKNOWN:
        return Change(words.NOTHING_TO_COMPARE.of(language), "unsure")
    judged = words.DIRECTION_WORDS.get(change.direction) or (words.GOOD if change.is_good else words.BAD)
    said = f"{words.DIRECTION_SIGNS[change.direction]} {metric.unit.show_change(change.amount, language)}, {judged.of(language)}"
    days = [compared.days.of(language)] if compared.days else []
    note = [*days, *words.decided_by(words.DECIDES_CHANGE, compared.decides, language)]
    return Change(said, {True: "good", False: "bad", None: "unsure"}[change.is_good], " · ".join(note))


def _verdict(score: Score, judged: Judgement, language: Language) -> str:
    """The goal's verdict with its sign and, where it is too early, how many would tell; empty where the answer is not known."""
    if judged.shown_as is None or judged.label is None:
        return ""
    said = [judged.label.of(language), *words.decided_by(words.DECIDES_GOAL, score.decides_goal, language)]
    return f"{words.VERDICT_SIGNS[judged.shown_as]} {', '.join(said)}"


def _interval(answer: Answer, metric: Metric, language: Language, currency: str) -> str:
    if answer.low is None or answer.high is None:
        return UNKNOWN
    low, high = (metric.unit.show(bound, language, currency) for bound in (answer.low, answer.high))
    return words.TO.of(language).format(low=low, high=high)


def _remark(answer: Answer, is_running: bool, language: Language) -> str:
    """What must be known of an answer beside its numbers; empty for most."""
    said = []
    if answer.state == NO_DATA:
        said.append(words.NO_DATA)
    elif answer.state != KNOWN:
        said.append(words.TOO_FEW.format(fewest=FEWEST))
    elif answer.is_grey:
        said.append(words.FEW)
    if is_running:
        said.append(words.RUNNING)
    return ", ".join(text.of(language) for text in said)


def _table(score: Score, answers: Sequence[Answer], grain: Grain, language: Language, currency: str) -> Table:
    metric, fixed = score.metric, {key: text.of(language) for key, text in words.FIXED.items()}
    has_parts = isinstance(metric.formula, Share | Rate)
    counts = (words.PARTS.of(language), words.WHOLES.of(language)) if has_parts else ("n",)
    rows = []
    for answer in answers:
        is_running = score.is_running and answer is answers[-1]
        parts = (UNKNOWN if answer.part is None else f"{answer.part:,.0f}",) if has_parts else ()
        rows.append(
            (
                grain.name_of(answer.period, language),
                metric.unit.show(answer.value, language, currency),
                _interval(answer, metric, language, currency),
                *parts,
                f"{answer.n:,}",
                _remark(answer, is_running, language),
            )
        )
    head = (fixed["period"], fixed["value"], fixed["interval"], *counts, "")
    if not any(row[-1] for row in rows):
        head, rows = head[:-1], [row[:-1] for row in rows]
    return Table(title=metric.label.of(language), head=head, rows=tuple(rows))


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
