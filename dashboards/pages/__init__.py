"""The pages of the app, in order."""

from dashboards.page import Page
from dashboards.pages import goal, goals, loyalty, overview, pair

PAGES: tuple[Page, ...] = (overview.PAGE, pair.PAGE, loyalty.PAGE, goals.PAGE, goal.PAGE)
