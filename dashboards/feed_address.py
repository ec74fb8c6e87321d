"""What the address of the Data page says: which upload, and how it is to be read."""

import dash_mantine_components as dmc
from dash.development.base_component import Component

from dashboards import data_words as words
from dashboards import ledger_words
from dashboards.feed import Asked, current_feed
from dashboards.own import Parameter
from dashboards.uploads import Upload
from dashboards.visit import Desk
from errors import UserError
from metrics.text import Language

PATH = "/data"
FILE, SOURCE, DATES, SHEET = "file", "kind", "dates", "sheet"
LOAD, BEFORE, DONE = "load", "before", "done"
COLUMN = "col-"  # before the name of a column that is connected by hand
OWN = (
    Parameter(FILE, words.FILE),
    Parameter(SOURCE, words.SOURCE),
    Parameter(DATES, words.DATES, values=tuple(order for order in words.ORDERS_OF_DATES if order)),
    Parameter(SHEET, words.SHEET),
    Parameter(LOAD, ledger_words.LOAD, longest=12),
    Parameter(BEFORE, ledger_words.BEFORE, longest=12),
    Parameter(DONE, ledger_words.DONE_NAME, values=tuple(ledger_words.DONE)),
    *(Parameter(f"{COLUMN}{name}", text, longest=300) for name, text in words.COLUMNS.items()),
)


def upload_of(desk: Desk) -> Upload | None:
    """The upload that is looked at; None where there is none, or it is another's."""
    return current_feed().uploads.find(desk.own.one(FILE), desk.reader.login)


def asked_of(desk: Desk) -> Asked:
    """How it is to be read."""
    own = desk.own
    columns = ((name, own.one(f"{COLUMN}{name}")) for name in words.COLUMNS)
    return Asked(own.one(SOURCE), own.one(DATES), own.one(SHEET), tuple((name, header) for name, header in columns if header))


def told(wrong: UserError, language: Language) -> Component:
    """What went wrong, where it did."""
    return dmc.Alert(wrong.message(language), color="red", variant="light", attributes={"root": {"role": "alert"}})
