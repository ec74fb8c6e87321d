"""Answers as tables: the numbers of a trend, and one metric by a dimension."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Self

import polars as pl
from dash import dcc, html
from dash.development.base_component import Component

from dashboards import words
from dashboards.cards import SIGNS, change_tone, verdict_mark
from dashboards.view import Against, View
from metrics.change import change
from metrics.drivers import segment_label
from metrics.facts import DIMENSIONS
from metrics.goal import Goal
from metrics.judgement import Judgement
from metrics.metric import Better, Metric
from metrics.period import Span
from metrics.query import KNOWN, TOO_FEW
from metrics.scorecard import Answer, Score, overlap
from metrics.text import Language, Text
from metrics.year_beside import Beside

Cell = str | Component


def trend_table(
    score: Score, view: View, currency: str, beside: Sequence[Beside] = (), leads: Mapping[Span, str] | None = None
) -> Component:
    """The numbers of the trend, newest first, each with what the view compares it with. Its period opens what `leads` says."""
    answers = [Answer.of(row) for row in score.trend.iter_rows(named=True)]
    before = [None, *answers[:-1]]
    years = {each.now.period: each for each in beside}
    goals = [*score.goals, *(None for _ in answers)]
    language, unit = view.language, score.metric.unit

    def compared(place: int) -> Cell:
        answer, goal = answers[place], goals[place]
        if score.is_running and answer.period == score.now.period:
            return ""
        match view.against:
            case Against.GOAL:
                return "" if goal is None or answer.value is None else unit.show_change(unit.change(goal.value, answer.value), language)
            case Against.YEAR:
                year = years.get(answer.period)
                if year and year.moved:
                    return html.Span(words.FEAST_MOVED.format(feast=year.moved.label.of(language)).of(language), className="muted")
                return _change(score.metric, year.before if year else None, answer, language)
            case _:
                return _change(score.metric, before[place], answer, language)

    rows = [
        [
            linked(view.grain.name_of(answer.period, language), (leads or {}).get(answer.period)),
            *numbers(answer, score.metric, language, currency),
            compared(place),
            _note(answer, score, language),
        ]
        for place, answer in reversed([*enumerate(answers)])
    ]
    heads = (words.PERIOD, words.VALUE, words.INTERVAL_COLUMN, words.SAMPLE, words.COMPARED[view.against], words.NOTE)
    width = len(heads) if any(row[-1] for row in rows) else len(heads) - 1
    return table(heads[:width], [row[:width] for row in rows], language, left=(0, 5))


def segment_table(
    frame: pl.DataFrame,
    by: str,
    metric: Metric,
    language: Language,
    currency: str,
    judge: Callable[[str | None, Answer], Judgement | None] = lambda segment, answer: None,
    leads: Callable[[str], str | None] = lambda segment: None,
) -> Component:
    """One metric in one period by a dimension, the best segment first; those without a number last.

    Shape:
        frame: an answer frame by the dimension, of one period.
    Args:
        judge: gives what is wanted of a segment, and what can be said of its answer.
        leads: gives the address that a segment's name opens.
    """
    found = [(row[by], Answer.of(row)) for row in frame.iter_rows(named=True)]
    if not found:
        return html.P(words.NO_SEGMENTS.of(language), className="muted")
    sign = 1 if metric.better is Better.LOWER else -1
    found.sort(key=lambda one: (one[0] is None, one[1].value is None, sign * (one[1].value or 0.0), one[0] or ""))
    judged = {segment: judge(segment, answer) for segment, answer in found}
    goals = {segment: each.goal if each else None for segment, each in judged.items()}
    has_goals = any(goals.values())
    reach = _Reach.of([answer for _, answer in found], goals.values())
    heads = [DIMENSIONS[by], words.VALUE, words.INTERVAL_COLUMN, words.SAMPLE] + ([words.GOAL_COLUMN] if has_goals else [])
    rows = [
        [
            linked(segment_label(segment, by).of(language), leads(segment) if segment is not None else None),
            *numbers(answer, metric, language, currency, reach, goals[segment]),
            *([_verdict(judged[segment], language)] if has_goals else []),
        ]
        for segment, answer in found
    ]
    return table(heads, rows, language, left=(0, 4))


def linked(cell: Cell, href: str | None) -> Cell:
    """A cell that leads somewhere, where there is somewhere to go."""
    return cell if href is None else dcc.Link(cell, href=href, className="link")


@dataclass(frozen=True)
class _Reach:
    """The common scale of several intervals, so that the eye can compare them."""

    low: float
    high: float

    @classmethod
    def of(cls, answers: Sequence[Answer], goals: Iterable[Goal | None]) -> Self:
        levels = [level for answer in answers for level in (answer.value, answer.low, answer.high) if level is not None]
        levels += [goal.value for goal in goals if goal is not None]
        return cls(min(levels, default=0.0), max(levels, default=1.0))

    def picture(self, answer: Answer, goal: Goal | None) -> Component:
        """The interval as a bar with a dot for the value and a tick for the goal."""
        parts = []
        if answer.low is not None and answer.high is not None:
            left = self._place(answer.low)
            parts.append(
                html.Span(className="reach-bar", style={"left": f"{left:.1f}%", "width": f"{self._place(answer.high) - left:.1f}%"})
            )
        if goal is not None:
            parts.append(html.Span(className="reach-goal", style={"left": f"{self._place(goal.value):.1f}%"}))
        if answer.value is not None:
            parts.append(html.Span(className="reach-value", style={"left": f"{self._place(answer.value):.1f}%"}))
        return html.Span(parts, className="reach", **{"aria-hidden": "true"})

    def _place(self, level: float) -> float:
        return 100 * (level - self.low) / ((self.high - self.low) or 1.0)


def numbers(
    answer: Answer, metric: Metric, language: Language, currency: str, reach: _Reach | None = None, goal: Goal | None = None
) -> list[Cell]:
    """Value, interval and n of an answer as three cells; in place of a value that is not told, why."""
    if answer.state != KNOWN:
        said = words.TOO_FEW if answer.state == TOO_FEW else words.NO_DATA
        return [html.Span(said.of(language), className="muted"), "", f"{answer.n:,}"]
    value = html.Span(metric.unit.show(answer.value, language, currency), className="muted" if answer.is_grey else "")
    bounds = " – ".join(metric.unit.show(bound, language, currency) for bound in (answer.low, answer.high))
    said = bounds if answer.low is not None else words.NO_INTERVAL.of(language)
    return [value, html.Span([said, reach.picture(answer, goal)]) if reach else said, f"{answer.n:,}"]


def _change(metric: Metric, before: Answer | None, now: Answer, language: Language) -> Cell:
    """A change with its sign, and with a colour where chance hardly explains it."""
    if before is None or before.value is None or now.value is None:
        return ""
    moved = change(metric, before.estimate, now.estimate, overlap=overlap(metric, before.period, now.period))
    sign = html.Span(f"{SIGNS[moved.direction]} ", title=moved.direction.label.of(language))
    return html.Span([sign, metric.unit.show_change(moved.amount, language)], className=f"{change_tone(moved)} told")


def _note(answer: Answer, score: Score, language: Language) -> str:
    said = []
    if score.is_running and answer.period == score.now.period:
        said.append(words.SO_FAR.of(language))
    if answer.state == KNOWN and answer.is_grey:
        said.append(words.SMALL_SAMPLE.of(language))
    return ", ".join(said)


def _verdict(judged: Judgement | None, language: Language) -> Cell:
    return verdict_mark(judged, language) if judged else ""


def table(heads: Sequence[Text], rows: Sequence[Sequence[Cell]], language: Language, *, left: Sequence[int]) -> Component:
    """Rows under their heads; the columns at the places of `left` stand to the left, numbers to the right."""

    # Plain elements: a component of Mantine for each cell makes a page with some tables slow to send and to draw.
    sides = [{"className": "left"} if place in left else {} for place in range(len(heads))]
    head = html.Tr([html.Th(text.of(language), scope="col", **side) for text, side in zip(heads, sides, strict=True)])
    body = [html.Tr([html.Td(cell, **side) for cell, side in zip(row, sides, strict=True)]) for row in rows]
    return html.Div(html.Table([html.Thead(head), html.Tbody(body)], className="numbers"), className="table-place", tabIndex=0)
