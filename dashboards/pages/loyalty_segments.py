"""Who the customers are: their segments, and the map of how lately and how often they buy."""

from datetime import timedelta
from typing import Any

import polars as pl
from dash import html
from dash.development.base_component import Component

from dashboards.customer_rows import of_scores, of_segment, segmented_on
from dashboards.pages import loyalty_words as words
from dashboards.panel import DEEPEST, bar, panel
from dashboards.tables import Cell, linked, table
from dashboards.visit import Visit
from metrics.period import Grain, Span, months_later
from metrics.query import KNOWN, NO_DATA
from metrics.segments import FIFTHS, Segment
from metrics.unit import Unit
from store.studies import SEGMENT_MAP, SEGMENTS


def customers_by_segment(visit: Visit) -> Component:
    """The segments at the period's end, frozen: what came later is not looked at."""
    language, as_of = visit.language, segmented_on(visit)
    end = as_of + timedelta(days=1)
    a_year_before = months_later(end, -12) - timedelta(days=1)
    now, then = (visit.studied(SEGMENTS, as_of=day) for day in (as_of, a_year_before))
    title = words.SEGMENTS.of(language)
    if (now["state"] == NO_DATA).all():
        return panel(title, html.P(words.NO_SEGMENTS.of(language), className="nothing"))
    day = Grain.DAY.name_of(Span(as_of, end), language)
    return panel(
        title,
        html.P(words.SEGMENTS_AS_OF.format(day=day).of(language), className="muted small"),
        html.P(_said(now, visit), className="summary"),
        html.Div(
            [
                _listed(now, then, visit),
                html.Div([html.H3(words.MAP.of(language)), _map(visit.studied(SEGMENT_MAP, as_of=as_of), visit)], className="map-place"),
            ],
            className="segment-halves",
        ),
    )


def _listed(now: pl.DataFrame, then: pl.DataFrame, visit: Visit) -> Component:
    language, currency = visit.language, visit.house.currency
    before = {row["segment"]: row["value"] for row in then.iter_rows(named=True)}
    revenue, most = now["revenue"].sum(), float(now["value"].max() or 1.0)  # type: ignore[arg-type]
    rows: list[list[Cell]] = []
    for row in now.iter_rows(named=True):
        segment = Segment(row["segment"])
        name = html.Div([html.Strong(segment.label.of(language)), html.Div(segment.about.of(language), className="muted small")])
        if row["state"] != KNOWN:
            rows.append([name, html.Span(words.HIDDEN.of(language), className="muted"), "", "", ""])
            continue
        rows.append(
            [
                name,
                html.Span([Unit.SHARE.show(row["value"], language), bar(row["value"] / most)]),
                linked(f"{row['n']:,}", of_segment(visit, segment, row["n"])),
                Unit.SHARE.show(before.get(row["segment"]), language),
                html.Span(Unit.SHARE.show(row["revenue"] / revenue, language), title=Unit.MONEY.show(row["revenue"], language, currency)),
            ]
        )
    heads = (words.SEGMENT, words.SHARE, words.SIZE, words.A_YEAR_BEFORE, words.OF_REVENUE)
    return table(heads, rows, language, left=(0,))


def _map(cells: pl.DataFrame, visit: Visit) -> Component:
    language = visit.language
    most = max(int(cells["n"].max() or 1), 1)  # type: ignore[call-overload]
    found = {(row["recency_score"], row["frequency_score"]): row for row in cells.iter_rows(named=True)}
    scores = range(1, FIFTHS + 1)
    ends = {1: words.MAP_LOW, FIFTHS: words.MAP_HIGH}

    def name(axis: str, score: int) -> str:
        return f"{score} ({ends[score].of(language)})" if score in ends else str(score)

    corner = f"{words.FREQUENCY.of(language)} ↑ / {words.RECENCY.of(language)} →"
    head = html.Tr([html.Th(corner, scope="col"), *(html.Th(name("r", score), scope="col") for score in scores)])
    body = [
        html.Tr([html.Th(name("f", frequency), scope="row"), *(_spot(found[recency, frequency], most, visit) for recency in scores)])
        for frequency in reversed(scores)
    ]
    table = html.Table([html.Thead(head), html.Tbody(body)], className="triangle rfm")
    return html.Div(table, className="table-place", tabIndex=0, role="region", **{"aria-label": corner})


def _spot(row: dict[str, Any], most: int, visit: Visit) -> Component:
    language = visit.language
    if row["state"] != KNOWN:
        return html.Td("×", className="is-withheld", title=words.HIDDEN.of(language))
    revenue = Unit.MONEY.show(row["revenue"], language, visit.house.currency)
    n = f"{row['n']:,}"
    title = words.MAP_CELL.format(recency=row["recency_score"], frequency=row["frequency_score"], n=n, revenue=revenue)
    level = row["n"] / most
    href = of_scores(visit, row["recency_score"], row["frequency_score"], row["n"])
    return html.Td(linked(n, href), title=title.of(language), style={"--level": f"{DEEPEST * level:.0f}%"})


def _said(now: pl.DataFrame, visit: Visit) -> str:
    known = now.filter(state=KNOWN)
    if known.is_empty():
        return words.NO_SEGMENTS.of(visit.language)
    top = known.sort("revenue").row(-1, named=True)
    shown = {
        "top": Segment(top["segment"]).label.of(visit.language),
        "share": Unit.SHARE.show(top["value"], visit.language),
        "revenue": Unit.SHARE.show(top["revenue"] / known["revenue"].sum(), visit.language),
    }
    return words.SEGMENTS_SAID.format(**shown).of(visit.language)
