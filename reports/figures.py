"""One metric's numbers in words: its value, its doubt, its changes and its goal, as plain frozen values."""

from collections.abc import Sequence
from dataclasses import dataclass

from metrics.answer import Answer
from metrics.change import Direction
from metrics.comparison import Comparison, with_last_period, with_last_year
from metrics.formula import Rate, Share
from metrics.judgement import Judgement
from metrics.metric import Metric
from metrics.period import Grain
from metrics.query import FEWEST, KNOWN, NO_DATA
from metrics.scorecard import Score
from metrics.text import Language
from metrics.unit import UNKNOWN
from reports import words

VERDICT_TONES = {"met": "good", "not_met": "bad", "too_early": "unsure"}


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


def figures(score: Score, grain: Grain, language: Language, currency: str) -> Figures:
    """What is shown of a score."""
    metric, now, judged = score.metric, score.now, score.judgement
    last_year = with_last_year(score)
    return Figures(
        name=metric.name,
        label=metric.label.of(language),
        value=metric.unit.show(now.value, language, currency),
        is_known=now.value is not None,
        is_grey=now.is_grey,
        interval=interval(now, metric, language, currency),
        n=f"{now.n:,}",
        change=_change(with_last_period(score), metric, language),
        year_change=_change(last_year, metric, language) if last_year else None,
        goal=words.goal_in_words(score.goal, metric, language, currency) if score.goal else words.NO_GOAL.of(language),
        verdict=_verdict(score, judged, language) if judged else "",
        verdict_tone=VERDICT_TONES[judged.shown_as] if judged and judged.shown_as else "plain",
        remark=remark_on(now, score.is_running, language),
    )


def _change(compared: Comparison, metric: Metric, language: Language) -> Change:
    """The change with its sign and what it says: "▲ +2.1%p, 개선", "◇ -0.3 pp, cannot tell yet"."""
    change = compared.change
    if change.direction is Direction.UNKNOWN:
        return Change(words.NOTHING_TO_COMPARE.of(language), "unsure")
    told = {True: words.GOOD, False: words.BAD, None: change.direction.label}[change.is_good]
    judged = words.DIRECTION_WORDS.get(change.direction, told)
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


def interval(answer: Answer, metric: Metric, language: Language, currency: str) -> str:
    """Between which numbers the true value may well lie."""
    if answer.low is None or answer.high is None:
        return UNKNOWN
    low, high = (metric.unit.show(bound, language, currency) for bound in (answer.low, answer.high))
    return words.TO.of(language).format(low=low, high=high)


def remark_on(answer: Answer, is_running: bool, language: Language) -> str:
    """What must be known of an answer beside its numbers; empty for most."""
    said = []
    if answer.state == NO_DATA:
        said.append(words.NO_DATA)
    elif answer.state != KNOWN:
        said.append(words.TOO_FEW.format(fewest=FEWEST) if answer.n < FEWEST else words.WITHHELD)
    elif answer.is_grey:
        said.append(words.FEW)
    if is_running:
        said.append(words.RUNNING)
    return ", ".join(text.of(language) for text in said)


def periods_table(score: Score, answers: Sequence[Answer], grain: Grain, language: Language, currency: str) -> Table:
    """A row for each period; the last column says what must be known of it, and is left out where there is nothing."""
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
                interval(answer, metric, language, currency),
                *parts,
                f"{answer.n:,}",
                remark_on(answer, is_running, language),
            )
        )
    head = (fixed["period"], fixed["value"], fixed["interval"], *counts, "")
    if not any(row[-1] for row in rows):
        head, rows = head[:-1], [row[:-1] for row in rows]
    return Table(title=metric.label.of(language), head=head, rows=tuple(rows))
