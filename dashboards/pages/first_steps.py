"""First steps: what a new installation does one after the other. Home until the first load, in the menu from then on."""

from dashboards import paths, welcome
from dashboards.page import Group, Page

PAGE = Page(
    path=paths.FIRST_STEPS,
    title=welcome.TITLE,
    layout=welcome.first_steps,
    group=Group.HELP,
    icon="steps",
    filters=(),
    needs_data=False,
    lasts=False,
)
