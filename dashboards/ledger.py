"""The ledger half of the Data page: what waits for a decision, how each source stands, every load, and the merged customers."""

import math
from collections.abc import Sequence

import dash_mantine_components as dmc
from dash import dcc, html
from dash.development.base_component import Component

from dashboards import ledger_words as words
from dashboards.feed_address import BEFORE, DONE, FILE, LOAD
from dashboards.ledger_deeds import deed
from dashboards.ledger_desk import PAGE_LENGTH, LedgerDesk
from dashboards.merge_list import merge_list
from dashboards.panel import panel
from dashboards.visit import Desk
from metrics.holdings import Holding
from metrics.text import Language, Text
from metrics.unit import Unit
from store.loads import Load

COUNTS = (("rows_in_file", words.ROWS), ("accepted", words.ACCEPTED), ("rejected", words.REJECTED), ("grouped", words.GROUPED))


def ledger(desk: Desk) -> list[Component]:
    """The panels, from what is most urgent down."""
    here = LedgerDesk.of(desk)
    parts = [_held(here)] if here.waiting else []
    if here.holdings and here.sees_all:
        parts.append(_sources(here))
    parts.append(_loads(here))
    if here.sees_all and here.snapshot is not None:
        parts.append(panel(words.MERGES.of(desk.language), *merge_list(here, None)))
    return parts


def notices(desk: Desk) -> list[Component]:
    """What was just done, where the address says so."""
    done = desk.own.one(DONE)
    return [dmc.Alert(words.DONE[done].of(desk.language), color="green", variant="light", className="notice")] if done else []


def findings_of(load: Load, language: Language) -> Component:
    """Why a load is held, a line each."""
    return html.Ul([html.Li(each[language]) for each in load.findings or ()], className="findings")


def decisions(here: LedgerDesk, load: Load) -> list[Component]:
    """What can be done about a held load: looked at and loaded, where its file is still here, or dropped."""
    language = here.desk.language
    upload = here.feed.uploads.find(load.sha256, here.desk.reader.login)
    parts: list[Component] = []
    if upload is not None:
        address = f"{here.desk.href(here.desk.page.path)}{upload.asked}" if upload.asked else here.href(**{FILE: upload.digest})
        parts.append(dcc.Link(words.LOOK_AND_LOAD.of(language), href=address, className="button"))
    parts.append(deed("drop", load.id, words.DROP, here.desk))
    is_from_page = load.loaded_by not in words.ACTORS and load.loaded_by is not None
    lost = [] if upload else [html.P((words.SEND_AGAIN if is_from_page else words.HELD_IN_FOLDER).of(language), className="muted")]
    return [*lost, html.Div(parts, className="buttons")]


def state_mark(here: LedgerDesk, load: Load) -> Component:
    """A load's state in a word."""
    state = here.state_of(load)
    return html.Span(words.STATES[state].of(here.desk.language), className=f"state {words.TONES.get(state, 'muted')}")


def _held(here: LedgerDesk) -> Component:
    language = here.desk.language
    entries = [
        html.Article(
            [
                html.H3(dcc.Link(load.file_name, href=here.href(**{LOAD: str(load.id)}), className="link")),
                html.P(" · ".join((here.source(load.source), here.when(load.started_at), here.who(load))), className="muted"),
                findings_of(load, language),
                *decisions(here, load),
            ],
            className="desk-item",
        )
        for load in here.waiting
    ]
    return panel(words.HELD.of(language), html.P(words.HELD_ABOUT.of(language), className="muted"), *entries, class_name="attention")


def _sources(here: LedgerDesk) -> Component:
    items = [
        html.Div([html.Dt(here.source(each.source)), html.Dd(standing(each, here.to_mend.get(each.source, 0), here.desk.language))])
        for each in here.holdings
    ]
    return panel(words.SOURCES.of(here.desk.language), html.Dl(items, className="standings"))


def standing(held: Holding, to_mend: int, language: Language) -> str:
    """How a source stands: how much of it has its customer, what is to be mended, and how fresh it is."""
    said: list[Text] = [
        words.MATCHED.format(
            fact=words.FACTS[each.fact].of(language),
            count=f"{each.rows:,}",
            share=Unit.SHARE.show(math.floor(1000 * each.known / each.rows) / 1000, language),  # 99.97 % is not all of them
        )
        for each in held.matched
        if each.rows
    ]
    if held.customers and not said:
        said.append(words.CUSTOMERS.format(count=f"{held.customers:,}"))
    said.append(words.TO_MEND.format(count=f"{to_mend:,}") if to_mend else words.NOTHING_TO_MEND)
    loaded = f"{held.loaded_on:%Y-%m-%d}" if held.loaded_on else "–"
    said.append(
        words.UNTIL.format(day=f"{held.last_on:%Y-%m-%d}", loaded=loaded) if held.last_on else words.LAST_LOADED.format(loaded=loaded)
    )
    return " ".join(text.of(language) for text in said)


def _loads(here: LedgerDesk) -> Component:
    language, shown = here.desk.language, here.loads[:PAGE_LENGTH]
    if not shown:
        return panel(words.LEDGER.of(language), html.P(words.NOTHING_LOADED.of(language), className="muted"))
    ways = []
    if here.desk.own.one(BEFORE):
        ways.append(dcc.Link(words.NEWEST.of(language), href=here.href(), className="way"))
    if len(here.loads) > PAGE_LENGTH:
        ways.append(dcc.Link(words.OLDER.of(language), href=here.href(**{BEFORE: str(shown[-1].id)}), className="way"))
    counts = [each for each in COUNTS if each[0] != "grouped" or any(load.grouped for load in shown)]
    heads = (words.WHEN, words.WHAT, *(text for _, text in counts), words.WHO, words.STATE)
    rows = [_row(here, load, [getattr(load, name) for name, _ in counts]) for load in shown]
    return panel(
        words.LEDGER.of(language), listed(heads, rows, language, numbers=range(2, 2 + len(counts))), html.Div(ways, className="pager")
    )


def _row(here: LedgerDesk, load: Load, counts: Sequence[int | None]) -> list[Component | str]:
    language, address = here.desk.language, here.href(**{LOAD: str(load.id)})
    name = dcc.Link(load.file_name, href=address, className="link")
    undo = [" ", dcc.Link(words.UNDO.of(language), href=address, className="way")] if load.id == here.last else []
    return [
        here.when(load.started_at),
        html.Div([name, html.Div(here.source(load.source), className="muted small")]),
        *("–" if count is None else f"{count:,}" for count in counts),
        here.who(load),
        html.Div([state_mark(here, load), *undo]),
    ]


def listed(
    heads: Sequence[Text], rows: Sequence[Sequence[Component | str]], language: Language, *, numbers: Sequence[int] = ()
) -> Component:
    """Rows under their heads; on a phone each row is a small card in which every value stands beside its head."""
    names = [text.of(language) for text in heads]
    head = html.Tr([html.Th(name, scope="col", className="number" if at in numbers else "") for at, name in enumerate(names)])
    body = [
        html.Tr([html.Td(cell, className="number" if at in numbers else "", **{"data-head": names[at]}) for at, cell in enumerate(row)])
        for row in rows
    ]
    return html.Table([html.Thead(head), html.Tbody(body)], className="listed")
