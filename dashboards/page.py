"""A page: a value that says where it is, what it is called, who may open it, what of the view it looks at and how it is laid out.

A new page is a file in `dashboards/pages` with its `PAGE`, and a line in `PAGES`. Its words stand in its own file.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import Any

from dash.development.base_component import Component

from access.roles import Right, Role
from dashboards.own import Parameter
from metrics.facts import DIMENSIONS
from metrics.period import Grain
from metrics.text import Text

PERIOD = "period"
EVERY_FILTER = (PERIOD, *DIMENSIONS)


class Group(Enum):
    """The parts of the menu, in order; a page without one is in none."""

    NUMBERS = Text(ko="지표", en="Numbers")
    WORK = Text(ko="업무", en="Work")
    HELP = Text(ko="도움말", en="Help")


@dataclass(frozen=True, kw_only=True)
class Page:
    """One page of the app, at its own path.

    `filters` are what of the view it looks at: `PERIOD` and dimensions. The header offers those and no others. `own` are the
    parameters that only this page knows. `layout` is given the `Visit`; where the page needs no data, a `Desk` while there are none.
    A page that `lasts` shows the same to all who may see the same, until the state changes: it knows no clock and not who looks at it.
    """

    path: str
    title: Text
    layout: Callable[[Any], Component]
    right: Right = Right.BROWSE
    group: Group | None = None
    icon: str = ""  # assets/dangol.css has .icon-<this>
    filters: tuple[str, ...] = (PERIOD, "team")
    own: tuple[Parameter, ...] = ()
    needs_data: bool = True
    lasts: bool = True
    grain: Grain = Grain.MONTH  # of its periods, where the address names none
    has_report: bool = False  # what it shows can be downloaded as the report of the same view
    home_of: frozenset[Role] = frozenset()

    @property
    def name(self) -> str:
        """The page's name in Dash's registry."""
        return f"dashboards.pages{self.path.replace('/', '.').rstrip('.')}"
