"""The pages of the app, in order."""

from dashboards.page import Page
from dashboards.pages import glossary, goal, goals, loyalty, overview, pair, trends

PAGES: tuple[Page, ...] = (
    overview.PAGE,
    trends.PAGE,
    pair.PAGE,
    loyalty.PAGE,
    goals.PAGE,
    goal.PAGE,
    glossary.PAGE,
)
