"""Data: files are sent, looked at, rehearsed and loaded; every load is in the ledger. A data admin's day begins here."""

from dash import html
from dash.development.base_component import Component

from access.roles import Right, Role
from dashboards import data_words, feeding
from dashboards.feed_address import FILE, LOAD, OWN, PATH
from dashboards.kept_mappings import kept_list
from dashboards.ledger import ledger, notices
from dashboards.ledger_desk import LedgerDesk
from dashboards.load_record import load_record
from dashboards.page import Group, Page
from dashboards.visit import Desk


def layout(desk: Desk) -> Component:
    """One load in full, a file on its way in, or the way in and the ledger."""
    if desk.own.one(LOAD):
        return html.Div(load_record(desk), className="stack")
    if desk.own.one(FILE):
        return feeding.feeding(desk)
    return html.Div([*notices(desk), feeding.feeding(desk), *ledger(desk), *kept_list(LedgerDesk.of(desk))], className="stack")


PAGE = Page(
    path=PATH,
    title=data_words.TITLE,
    layout=layout,
    right=Right.FEED,
    group=Group.WORK,
    icon="data",
    filters=(),
    own=OWN,
    needs_data=False,
    home_of=frozenset({Role.DATA_ADMIN}),
    lasts=False,
)
