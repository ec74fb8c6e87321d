"""What opens a popover: a real button, which says by itself whether it is open.

Mantine writes `aria-expanded` on the box that Dash puts around a target. So that box is the button, and no button stands in it.
"""

import dash_mantine_components as dmc
from dash import html
from dash.development.base_component import Component

Inside = str | Component | list[Component]


def opener(inside: Inside, *, look: str, name: str = "") -> Component:
    """The button of a popover: `look` is its class, `name` what it is called where its inside has no words."""
    button = {"component": "button", "type": "button", "className": f"opener {look}", **({"aria-label": name} if name else {})}
    return dmc.PopoverTarget(html.Span(inside), boxWrapperProps=button)
