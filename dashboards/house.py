"""What the screens of one installation are made from, found through the running request."""

from dataclasses import dataclass, field

from flask import Flask, current_app

from access.reader import Reader
from dashboards.answers import Answers
from dashboards.kept_pages import KeptPages
from dashboards.page import Page
from errors import DeclarationError
from metrics.metric import Metric
from metrics.text import Language
from reports.letterhead import Letterhead
from reports.office import Office

_KEY = "dangol_house"


@dataclass(frozen=True)
class House:
    """One installation as its screens see it."""

    answers: Answers
    metrics: tuple[Metric, ...]  # on the Overview, in order
    management: tuple[Metric, ...]  # in the management report
    letterhead: Letterhead
    company: str
    currency: str
    zone: str  # of the moments that are shown
    language: Language  # before a reader chooses one
    pages: tuple[Page, ...]
    office: Office
    kept: KeptPages = field(default_factory=KeptPages)

    def page_at(self, path: str) -> Page | None:
        """The page at a path; None where there is none."""
        return next((page for page in self.pages if page.path == (path.rstrip("/") or "/")), None)

    def home_of(self, reader: Reader) -> Page:
        """The page that a reader's day begins on: that of the role, or the first one."""
        own = (page for page in self.pages if reader.role in page.home_of and reader.role.may(page.right))
        return next(own, self.pages[0])


def settle(server: Flask, house: House) -> None:
    """Makes `house` what the server's pages are made from.

    It is kept with the server, since Dash keeps its pages in one registry for the whole process.
    """
    server.extensions[_KEY] = house


def current_house() -> House:
    """The installation whose server answers the running request."""
    house = current_app.extensions.get(_KEY)
    if not isinstance(house, House):
        raise DeclarationError("This server has no screens: call dashboards.house.settle first.")
    return house
