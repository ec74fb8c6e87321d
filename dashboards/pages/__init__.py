"""The pages of the app, in order."""

from dashboards.page import Page
from dashboards.pages import data, glossary, goal, goals, loyalty, overview, pair, trends

PAGES: tuple[Page, ...] = (
    overview.PAGE,
    trends.PAGE,
    pair.PAGE,
    loyalty.PAGE,
    goals.PAGE,
    goal.PAGE,
    data.PAGE,
    glossary.PAGE,
)
