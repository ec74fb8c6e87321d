"""What a new installation shows before its first load."""

import dash_mantine_components as dmc
from dash import html
from dash.development.base_component import Component

from access.reader import current_reader
from dashboards import words
from dashboards.header import sign_out
from dashboards.house import current_house


def first_steps() -> Component:
    """What to do so that there is something to see."""
    language = current_reader().language
    return html.Main(
        [
            html.Div([words.BRAND.of(language), " ", html.Span(current_house().company, className="company")], className="brand"),
            html.H1(words.FIRST_STEPS.of(language)),
            html.P(words.FIRST_STEPS_ABOUT.of(language)),
            html.P(words.FIRST_STEPS_RUN.of(language)),
            dmc.Code("dangol load orders.csv tickets.xlsx survey.csv", block=True),
            html.P(words.FIRST_STEPS_THEN.of(language), className="muted"),
            sign_out(language),
        ],
        className="welcome",
        lang=language,
    )
