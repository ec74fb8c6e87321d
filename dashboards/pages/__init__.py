"""The pages of the app, in order."""

from dashboards.page import Page
from dashboards.pages import (
    customers,
    data,
    first_steps,
    glossary,
    goal,
    goals,
    loyalty,
    overview,
    pair,
    records,
    reports,
    service,
    trends,
    voice,
)

PAGES: tuple[Page, ...] = (
    overview.PAGE,
    trends.PAGE,
    pair.PAGE,
    loyalty.PAGE,
    customers.PAGE,
    service.PAGE,
    voice.PAGE,
    goals.PAGE,
    records.PAGE,
    goal.PAGE,
    reports.PAGE,
    data.PAGE,
    first_steps.PAGE,
    glossary.PAGE,
)
