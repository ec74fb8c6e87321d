"""What customers complain about, where, and in which weeks more than usual."""

from dataclasses import replace
from typing import Any

import dash_mantine_components as dmc
import polars as pl
from dash import html
from dash.development.base_component import Component

import charts.control
from dashboards.behind import behind
from dashboards.chart import chart, on_both_grounds
from dashboards.own import chooser
from dashboards.pages import service_words as words
from dashboards.panel import bar, folded, panel
from dashboards.tables import Cell, linked, table
from dashboards.visit import Visit
from errors import QueryError
from metrics.catalog.complaints import Complaints
from metrics.catalog.service import Service
from metrics.change import Direction, change
from metrics.control_chart import Baseline, Signal, control_chart
from metrics.facts import DIMENSIONS
from metrics.formula import Rate, Share
from metrics.metric import Metric
from metrics.particles import with_particle
from metrics.period import Grain, Span
from metrics.query import KNOWN, NO_DATA, TOO_FEW, Query
from metrics.scorecard import Answer
from metrics.tally import Tally
from metrics.text import Language
from metrics.unit import Unit
from metrics.window import InPeriod

CONTROL = "control"
BASELINE_WEEKS = 26  # the first half-year of the data, chosen once and not by what came later
SHOWN_WEEKS = 52
CUTS = ("category", "channel")


def _is_charted(metric: Metric) -> bool:
    """Whether a control chart of a share is honest: counted in the period itself, of a whole that it cannot exceed."""
    return metric.unit is Unit.SHARE and isinstance(metric.formula, Share | Rate) and isinstance(metric.window, InPeriod)


CHARTED = tuple(metric for theme in (Complaints, Service) for metric in theme.metrics if _is_charted(metric))
COUNTED = next(metric for metric in Complaints.metrics if isinstance(metric.formula, Tally) and metric.dimensions.issuperset(CUTS))


def complaints(visit: Visit) -> list[Component]:
    """The complaints of the period by what they are about and where they came in, the most frequent first."""
    return [_pareto(COUNTED, dimension, visit) for dimension in CUTS]


def _pareto(metric: Metric, dimension: str, visit: Visit) -> Component:
    language, view = visit.language, visit.view
    named = DIMENSIONS[dimension].of(language)
    title = words.PARETO.format(metric=metric.label.of(language), dimension=named if language == "ko" else named.lower()).of(language)
    answers = visit.broken_down(metric, dimension)
    now, before = (_answers(answers, dimension, span) for span in (view.period, view.grain.back(view.period, 1)))
    total = sum(answer.value or 0.0 for answer in now.values())
    if not total:
        return panel(title, html.P(words.NONE_OF_THEM.of(language), className="nothing"))
    ranked = sorted(now, key=lambda name: (-(now[name].value or 0.0), name or ""))
    is_withheld = any(answer.state == TOO_FEW for answer in now.values())
    rows: list[list[Cell]] = []
    reached = 0.0
    for name in ranked:
        answer, then = now[name], before.get(name)
        called = name or words.NO_VALUE.of(language)
        if answer.state == TOO_FEW:
            rows.append([called, html.Span(words.WITHHELD.of(language), className="muted"), "", "", ""])
            continue
        reached += answer.value or 0.0
        share = (answer.value or 0.0) / total
        rows.append(
            [
                linked(called, behind(replace(visit, view=view.only(dimension, name)), metric, view.period) if name else None),
                html.Span([f"{answer.value:,.0f}", bar((answer.value or 0.0) / (now[ranked[0]].value or 1.0))]),
                Unit.SHARE.show(share, language),
                "–" if is_withheld else Unit.SHARE.show(reached / total, language),
                "–" if then is None or then.value is None else f"{then.value:,.0f}",
            ]
        )
    top, period = now[ranked[0]], view.period_name
    said = words.PARETO_SAID.format(
        period=period,
        top=ranked[0] or words.NO_VALUE.of(language),
        metric=metric.label.en if language == "en" else with_particle(metric.label.ko, "이/가"),
        n=f"{top.value:,.0f}",
        all=f"{total:,.0f}",
        share=Unit.SHARE.show((top.value or 0.0) / total, language),
    ).of(language)
    heads = (DIMENSIONS[dimension], words.COUNT, words.SHARE, words.CUMULATIVE, words.BEFORE)
    moved = [] if view.is_running else _moved(metric, now, before, language)  # so few days are no whole period
    return panel(title, html.P([said, *(f" {line}" for line in moved)], className="summary"), table(heads, rows, language, left=(0,)))


def _answers(answers: pl.DataFrame, dimension: str, period: Span) -> dict[str | None, Answer]:
    rows = answers.filter(pl.col("period_start") == period.start, pl.col("period_end") == period.end, pl.col("state") != NO_DATA)
    return {row[dimension]: Answer.of(row) for row in rows.iter_rows(named=True)}


def _moved(metric: Metric, now: dict[str | None, Answer], before: dict[str | None, Answer], language: Language) -> list[str]:
    """What became more, and what fewer, by more than chance may explain: the largest changes first."""
    said = []

    def moved(name: str | None) -> float:
        return abs((now[name].value or 0.0) - (before[name].value or 0.0)) if name in before else 0.0

    for direction, text in ((Direction.UP, words.PARETO_ROSE), (Direction.DOWN, words.PARETO_FELL)):
        names = [
            words.MOVED_ONE.format(name=name or words.NO_VALUE.of(language), before=f"{then.value:,.0f}", now=f"{answer.value:,.0f}").of(
                language
            )
            for name, answer in sorted(now.items(), key=lambda one: -moved(one[0]))
            if (then := before.get(name)) is not None
            and change(metric, then.estimate, answer.estimate, overlap=False).direction is direction
        ]
        if names:
            said.append(text.format(names=", ".join(names)).of(language))
    return said


def control(visit: Visit) -> Component:
    """One share week by week, beside the range in which it used to vary."""
    language, currency = visit.language, visit.house.currency
    metric = next((each for each in CHARTED if each.name == visit.own.one(CONTROL)), CHARTED[0])
    choices = [{"value": each.name, "label": each.label.of(language)} for each in CHARTED]
    choice = dmc.Select(
        id=chooser(CONTROL),
        data=choices,
        value=metric.name,
        allowDeselect=False,
        size="xs",
        className="choice-of-metric",
        **{"aria-label": words.CONTROL_METRIC.of(language)},
    )
    title = words.CONTROL.of(language)
    weeks = _weeks(metric, visit)
    usual = weeks.filter(state=KNOWN).head(BASELINE_WEEKS)
    try:
        charted = control_chart(weeks, Baseline.of(usual))
    except QueryError as told:
        return panel(title, choice, html.P(told.message(language), className="nothing"))
    shown = charted.filter(pl.col("period_end") <= visit.view.period.end).tail(SHOWN_WEEKS)
    if shown.is_empty() or shown["value"].null_count() == shown.height:
        return panel(title, choice, html.P(words.NO_LINE.of(language), className="nothing"))
    figures = on_both_grounds(
        lambda palette: charts.control.control(shown, metric, Grain.WEEK, language=language, currency=currency, palette=palette)
    )
    return panel(
        title,
        choice,
        chart("control", figures, said=_said(shown, usual, metric, visit), language=language, height=320, title=title),
        folded(_weekly(shown, metric, visit), language),
    )


def _weeks(metric: Metric, visit: Visit) -> pl.DataFrame:
    """The metric by whole weeks, whatever the view's grain."""
    choices = visit.view.choices
    weeks = [week for week in choices.periods(Grain.WEEK) if week.start >= choices.first and week.end <= choices.until]
    if not weeks:
        weeks = choices.periods(Grain.WEEK)
    used = {dimension: values for dimension, values in visit.view.kept if dimension in visit.page.filters}
    where = {dimension: values for dimension, values in used.items() if dimension in metric.dimensions}
    query = Query(metric, Span(weeks[0].start, weeks[-1].end), Grain.WEEK, where=where, scope=visit.reader.scope)
    answers = visit.house.answers
    return answers.measured(visit.snapshot)(query, answers.facts(visit.snapshot))


def _said(shown: pl.DataFrame, usual: pl.DataFrame, metric: Metric, visit: Visit) -> str:
    language = visit.language
    first, last = (Grain.WEEK.name_of(Span(*usual.row(at, named=False)[:2]), language) for at in (0, -1))
    shared = {"first": first, "last": last, "count": usual.height}
    out = [_out(row, metric, visit) for row in shown.iter_rows(named=True) if row["signal"] in (Signal.UP, Signal.DOWN)]
    if not out:
        return words.CONTROL_IN.format(**shared).of(language)
    return words.CONTROL_OUT.format(**shared, weeks=", ".join(out)).of(language)


def _out(row: dict[str, Any], metric: Metric, visit: Visit) -> str:
    week = Grain.WEEK.name_of(Span(row["period_start"], row["period_end"]), visit.language)
    value = metric.unit.show(row["value"], visit.language, visit.house.currency)
    return words.OUT_ONE.format(week=week, value=value, signal=Signal(row["signal"]).label.of(visit.language)).of(visit.language)


def _weekly(shown: pl.DataFrame, metric: Metric, visit: Visit) -> Component:
    language, show = visit.language, metric.unit.show
    rows: list[list[Cell]] = [
        [
            Grain.WEEK.name_of(Span(row["period_start"], row["period_end"]), language),
            show(row["value"], language),
            f"{show(row['lower'], language)} – {show(row['upper'], language)}" if row["lower"] is not None else "–",
            f"{row['n']:,}",
            html.Span(Signal(row["signal"]).label.of(language), className="bad" if row["signal"] != Signal.IN_CONTROL else "muted")
            if row["signal"]
            else "–",
        ]
        for row in shown.reverse().iter_rows(named=True)
    ]
    return table((words.WEEK, words.VALUE, words.RANGE, words.SAMPLE, words.SIGNAL), rows, language, left=(0, 4))
