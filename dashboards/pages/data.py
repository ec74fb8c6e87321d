"""Data: files are sent, looked at, rehearsed and loaded. A data admin's day begins here."""

from dash.development.base_component import Component

from access.roles import Right, Role
from dashboards import data_words, feeding
from dashboards.feed_address import OWN, PATH
from dashboards.page import Group, Page
from dashboards.visit import Desk


def layout(desk: Desk) -> Component:
    """The upload half of the page."""
    return feeding.feeding(desk)


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
)
