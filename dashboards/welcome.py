"""What a new installation shows before its first load."""

import dash_mantine_components as dmc
from dash import html
from dash.development.base_component import Component

from dashboards import words
from dashboards.visit import Desk


def first_steps(desk: Desk) -> Component:
    """What to do so that there is something to see."""
    language = desk.language
    return html.Section(
        [
            html.H2(words.FIRST_STEPS.of(language)),
            html.P(words.FIRST_STEPS_ABOUT.of(language)),
            html.P(words.FIRST_STEPS_RUN.of(language)),
            dmc.Code("dangol load orders.csv tickets.xlsx survey.csv", block=True),
            html.P(words.FIRST_STEPS_THEN.of(language), className="muted"),
        ],
        className="welcome panel",
    )
