"""The cohort triangle: a table that is its own picture."""

from collections.abc import Sequence
from typing import Any

import dash_mantine_components as dmc
import polars as pl
from dash import html
from dash.development.base_component import Component

from dashboards.customer_rows import VALUE, of_cohort
from dashboards.own import chooser
from dashboards.pages import loyalty_words as words
from dashboards.panel import DEEPEST, folded, panel
from dashboards.tables import Cell, linked, table
from dashboards.visit import Visit
from metrics.cohort import AGE, COHORT, IMMATURE, CohortValue
from metrics.period import Grain, Span, months_later
from metrics.query import KNOWN, NO_DATA, TOO_FEW
from metrics.text import Language
from metrics.unit import Unit
from store.studies import COHORTS

MONTHS = 18  # cohorts, the latest
LOOKED_AT = 3  # the age of which the sentence tells
FIRST_SHADED = 1  # age 0 is 100 % of everybody where it is a share of who came back


def cohorts(visit: Visit) -> Component:
    """The cohorts of the months up to the view's period, by age."""
    language, value = visit.language, CohortValue(visit.own.one(VALUE, CohortValue.RETURNED))
    end = min(visit.view.period.end, visit.view.choices.until)
    span = Span(months_later(end.replace(day=1), -MONTHS), end)
    cells = visit.studied(COHORTS, span=span, value=str(value))
    told = cells.group_by(COHORT, maintain_order=True).agg((pl.col("state") != NO_DATA).any().alias("is_told")).filter("is_told")[COHORT]
    cells = cells.filter(pl.col(COHORT).is_in(told.implode()))
    choices = [{"value": str(each), "label": words.SHOW[each].of(language)} for each in CohortValue]
    chooser_ = dmc.SegmentedControl(
        id=chooser(VALUE), data=choices, value=str(value), size="xs", attributes={"root": {"aria-label": words.COHORT_VALUE.of(language)}}
    )
    title = words.COHORTS.of(language)
    if cells.is_empty():
        return panel(title, chooser_, html.P(words.NO_COHORTS.of(language), className="nothing"))
    return panel(
        title,
        chooser_,
        html.P(_said(cells, value, visit), className="summary"),
        html.Div(_triangle(cells, value, visit), className="table-place", tabIndex=0),
        folded(_counts(cells, value, visit), language),
        class_name="cohorts",
    )


def _triangle(cells: pl.DataFrame, value: CohortValue, visit: Visit) -> Component:
    language = visit.language
    ages = sorted(cells[AGE].unique())
    shaded = cells.filter(pl.col(AGE) >= (FIRST_SHADED if value is not CohortValue.REVENUE else 0))["value"].drop_nulls()
    low, high = (float(shaded.min() or 0), float(shaded.max() or 1)) if len(shaded) else (0.0, 1.0)  # type: ignore[arg-type]
    heads = [words.COHORT.of(language), words.SIZE.of(language), *(words.AGE.format(age=age).of(language) for age in ages)]
    head = html.Tr([html.Th(text, scope="col") for text in heads])
    body = []
    for (start,), rows in cells.group_by([COHORT], maintain_order=True):
        name = Grain.MONTH.name_of(Grain.MONTH.period_of(start), language)
        drawn = [_cell(row, name, value, (low, high), visit) for row in rows.iter_rows(named=True)]
        size = rows["size"][0]
        everybody = linked(f"{size:,}", of_cohort(visit, start, 0, CohortValue.RETURNED, size))
        body.append(html.Tr([html.Th(name, scope="row"), html.Td(everybody), *drawn]))
    means = [html.Td(_shown(mean, value, visit), className="mean") for mean in _means(cells, ages)]
    foot = html.Tr([html.Th(words.ALL_COHORTS.of(language), scope="row"), html.Td(f"{_size(cells):,}"), *means])
    return html.Table([html.Thead(head), html.Tbody(body), html.Tfoot(foot)], className="triangle")


def _cell(row: dict[str, Any], cohort: str, value: CohortValue, reach: tuple[float, float], visit: Visit) -> Component:
    if row["state"] != KNOWN:
        said = words.CELL_STATES[row["state"]].of(visit.language)
        look = {IMMATURE: "is-immature", TOO_FEW: "is-withheld"}.get(row["state"], "is-unknown")
        mark = {TOO_FEW: "×"}.get(row["state"], "")
        return html.Td(
            [html.Span(mark, **{"aria-hidden": "true"}), html.Span(said, className="unseen")], className=look, title=f"{cohort}: {said}"
        )
    level = min(max((row["value"] - reach[0]) / ((reach[1] - reach[0]) or 1.0), 0.0), 1.0)
    unit, language, currency = value.unit, visit.language, visit.house.currency
    shown, low, high = (unit.show(row[name], language, currency) for name in ("value", "low", "high"))
    text = words.CELL if value is CohortValue.REVENUE else words.CELL_COUNT
    title = text.format(cohort=cohort, size=f"{row['size']:,}", part=f"{row['part']:,.0f}", age=row[AGE], value=shown, low=low, high=high)
    count = row["size"] if value is CohortValue.REVENUE else row["part"]
    return html.Td(
        linked(_shown(row["value"], value, visit), of_cohort(visit, row[COHORT], row[AGE], value, count)),
        title=title.of(language),
        style={"--level": f"{DEEPEST * level:.0f}%"},
    )


def _counts(cells: pl.DataFrame, value: CohortValue, visit: Visit) -> Component:
    """The same with counts: how many of how many, or the value with its interval."""
    language, ages = visit.language, sorted(cells[AGE].unique())
    rows: list[list[Cell]] = []
    for (start,), own in cells.group_by([COHORT], maintain_order=True):
        said: list[Cell] = [Grain.MONTH.name_of(Grain.MONTH.period_of(start), language), f"{own['size'][0]:,}"]
        for row in own.iter_rows(named=True):
            known = row["state"] == KNOWN
            said.append((_shown(row["value"], value, visit) if value is CohortValue.REVENUE else f"{row['part']:,.0f}") if known else "–")
        rows.append(said)
    heads = (words.COHORT, words.SIZE, *(words.AGE.format(age=age) for age in ages))
    return table(heads, rows, language, left=(0,))


def _means(cells: pl.DataFrame, ages: Sequence[int]) -> list[float | None]:
    """Of each age the mean over all customers of the cohorts that have reached it: parts over wholes, never a mean of means."""
    known = cells.filter(state=KNOWN).group_by(AGE).agg((pl.col("part").sum() / pl.col("size").sum()).alias("mean"))
    found = dict(known.iter_rows())
    return [found.get(age) for age in ages]


def _size(cells: pl.DataFrame) -> int:
    return int(cells.filter(pl.col(AGE) == 0)["size"].sum())


def _shown(value: float | None, of: CohortValue, visit: Visit) -> str:
    if value is None:
        return "–"
    return of.unit.show_short(value, visit.language, visit.house.currency) if of.unit is Unit.MONEY else _percent(value, visit.language)


def _percent(value: float, language: Language) -> str:
    return "100%" if value == 1 else Unit.SHARE.show(value, language)


def _said(cells: pl.DataFrame, value: CohortValue, visit: Visit) -> str:
    reached = cells.filter(pl.col(AGE) == LOOKED_AT, state=KNOWN).sort(COHORT)
    if reached.height < 2:
        return words.CELL_STATES[IMMATURE].of(visit.language)
    last, earlier = reached.row(-1, named=True), reached.head(-1)
    shown = {
        "age": LOOKED_AT,
        "cohort": Grain.MONTH.name_of(Grain.MONTH.period_of(last[COHORT]), visit.language),
        "value": value.unit.show(last["value"], visit.language, visit.house.currency),
        "mean": value.unit.show(earlier["part"].sum() / earlier["size"].sum(), visit.language, visit.house.currency),
    }
    return words.COHORTS_SAID.format(**shown).of(visit.language)
