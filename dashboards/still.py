"""The parts of a page to which nothing happens, sent so that the browser draws them without more ado.

Dash wraps every component so that callbacks can reach it. Headings, tables and the menu are most of a page's components, and no callback
ever asks for one: each row of such goes to the browser in one component, which makes plain elements of them (assets/dangol.js).
"""

from itertools import groupby
from typing import Any, NamedTuple

from dash import dcc
from dash.development.base_component import Component

HTML = "dash_html_components"  # the namespace of plain elements
REACHED = {"id", "n_clicks"}  # what callbacks reach an element by
WITHIN = {"data-within": ""}  # marks an `html.A` to be followed as a `dcc.Link` is, which knows no `aria-current`


def stilled(component: Component) -> dict[str, Any]:
    """A component as Dash sends it, with `Still` in place of what nothing can happen to.

    Shape:
        out: {"type", "namespace", "props"}; the `parts` of a `Still` are of the same form, its children as they were.
    """
    part = _part(component)
    return _still([part.drawn]) if part.is_still else part.drawn


class _Part(NamedTuple):
    """A text or a component as it is sent, and whether nothing can happen to it or to anything in it."""

    drawn: Any
    is_still: bool


def _part(content: Any) -> _Part:
    if not isinstance(content, Component):
        return _Part(content, is_still=True)
    drawn = content.to_plotly_json()
    props, children = drawn["props"], drawn["props"].get("children")
    inner = [_part(child) for child in (children if isinstance(children, list | tuple) else [children]) if child is not None]
    is_plain = (drawn["namespace"] == HTML or isinstance(content, dcc.Link)) and not REACHED & props.keys()
    if is_plain and all(part.is_still for part in inner):
        return _Part(drawn | {"props": props | {"children": [part.drawn for part in inner]}}, is_still=True)
    return _Part(drawn | {"props": props | {"children": _gathered(inner)}} if inner else drawn, is_still=False)


def _gathered(parts: list[_Part]) -> list[Any]:
    """The parts, each row of still ones as one component; a text needs none."""
    gathered: list[Any] = []
    for is_still, row in groupby(parts, key=lambda part: part.is_still):
        drawn = [part.drawn for part in row]
        gathered += [_still(drawn)] if is_still and any(isinstance(part, dict) for part in drawn) else drawn
    return gathered


def _still(parts: list[Any]) -> dict[str, Any]:
    return {"props": {"parts": parts}, "type": "Still", "namespace": "dangol"}
