"""A page: a value that says where it is, what it is called, who may open it and how it is laid out."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from dash.development.base_component import Component

from access.reader import current_reader
from access.roles import Right
from dashboards import header, welcome
from dashboards.faults import guarded
from dashboards.visit import Visit
from metrics.text import Text


@dataclass(frozen=True, kw_only=True)
class Page:
    """One page of the app, at its own path."""

    path: str
    title: Text
    layout: Callable[[Visit], Component]
    right: Right = Right.BROWSE

    @property
    def name(self) -> str:
        """The page's name in Dash's registry."""
        return f"dashboards.pages{self.path.replace('/', '.').rstrip('.')}"

    def open(self, **given: Any) -> Component:
        """The page as the running request's reader may see it; `given` is the query string."""
        return guarded(self._opened)(given)

    def _opened(self, given: dict[str, Any]) -> Component:
        current_reader().must(self.right)
        visit = Visit.of(given)
        return welcome.first_steps() if visit is None else header.framed(self.layout(visit), visit, self.title)
