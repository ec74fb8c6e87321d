"""Customers who were found to be one person: by what, since which load, and how to take it back."""

from dash import dcc, html
from dash.development.base_component import Component

from dashboards import ledger_words as words
from dashboards.feed_address import LOAD
from dashboards.ledger_deeds import asking
from dashboards.ledger_desk import LedgerDesk
from store.loads import Load
from store.merges import Merge


def merge_list(here: LedgerDesk, load: Load | None) -> list[Component]:
    """The latest merges of a load, or a few of all."""
    language = here.desk.language
    found, count = here.merges(load)
    if not found:
        return [html.P(words.NO_MERGES.of(language), className="muted")]
    records = here.records_of(found)
    some = words.MERGES_OF.format(count=f"{count:,}", shown=len(found))
    said = (some if len(found) < count else words.ALL_MERGES.format(count=f"{count:,}")).of(language)
    return [html.P(said, className="muted"), html.Ul([_merge(here, each, records) for each in found], className="merges")]


def _merge(here: LedgerDesk, merge: Merge, records: dict[int, int]) -> Component:
    language = here.desk.language
    one, other = sorted((records.get(merge.own_key, 0), records.get(merge.known_key, 0)), reverse=True)
    sides = f"{words.SIDES.of(language)}: {words.PAIR.format(one=f'{one:,}', other=f'{other:,}').of(language)}"
    since = dcc.Link(here.when(merge.merged_at), href=here.href(**{LOAD: str(merge.load_id)}), className="link")
    about = html.Div([html.Strong(words.HANDLES[merge.handle].of(language)), html.Div([sides, " · ", since], className="muted small")])
    if merge.undone_at is not None:
        return html.Li([about, html.Span(words.PARTED.format(day=here.when(merge.undone_at)).of(language), className="muted")])
    return html.Li([about, asking("unmerge", merge.id, words.UNDO_ASK, words.UNMERGE_ABOUT.of(language), here.desk)])
