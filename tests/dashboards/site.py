"""A served installation, the people who sign in to it, and what they get to see."""

import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from dash import Dash
from dash.development.base_component import Component
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

import app as web
import settings as configuration
import store.users
from access.people import add_user
from access.roles import Role
from dashboards.house import House, current_house
from etl.demo_story import ONLINE_TEAM
from installation import Installation

PASSWORD = "paper lantern 7 river"
OURS = {"Sec-Fetch-Site": "same-origin"}
PEOPLE = {
    "boss": ("김대표", Role.EXECUTIVE, None),
    "lead": ("이팀장", Role.TEAM_LEAD, (ONLINE_TEAM,)),
    "data": ("한데이터", Role.DATA_ADMIN, None),
}


@dataclass
class Site:
    """A served installation, and what a test does with it."""

    here: Installation
    app: Dash
    clients: dict[str, FlaskClient] = field(default_factory=dict)

    @property
    def house(self) -> House:
        """What the pages are made from."""
        with self.app.server.app_context():
            return current_house()

    def client(self, login: str) -> FlaskClient:
        if login not in self.clients:
            client = self.app.server.test_client()
            answer = client.post("/sign-in", data={"login": login, "password": PASSWORD}, headers=OURS)
            assert answer.status_code == 303, answer.text
            self.clients[login] = client
        return self.clients[login]

    def page(self, login: str = "boss", path: str = "/", **asked: Any) -> "Shown":
        """The page that somebody gets to see at an address."""
        search = f"?{urlencode(asked, doseq=True)}" if asked else ""
        body = {
            "output": ".._pages_content.children..._pages_store.data..",
            "outputs": [{"id": "_pages_content", "property": "children"}, {"id": "_pages_store", "property": "data"}],
            "inputs": [
                {"id": "_pages_location", "property": "pathname", "value": path},
                {"id": "_pages_location", "property": "search", "value": search},
            ],
            "changedPropIds": ["_pages_location.search"],
        }
        return Shown(self.post(login, body))

    def choose(self, login: str, *, path: str = "/", search: str = "", **chosen: Any) -> TestResponse:
        """Something else chosen on a page: a period, teams, or what the page itself asks for."""
        body = {
            "output": "..address.search...fault.children..",
            "outputs": [{"id": "address", "property": "search"}, {"id": "fault", "property": "children"}],
            "inputs": [[{"id": {"choose": name}, "property": "value", "value": value} for name, value in chosen.items()]],
            "state": [
                [{"id": {"choose": name}, "property": "id", "value": {"choose": name}} for name in chosen],
                {"id": "address", "property": "pathname", "value": path},
                {"id": "address", "property": "search", "value": search},
            ],
            "changedPropIds": ['{"choose":"period"}.value'],
        }
        return self.post(login, body)

    def post(self, login: str, body: Any) -> TestResponse:
        return self.client(login).post("/_dash-update-component", json=body, headers=OURS, buffered=True)


@dataclass
class Shown:
    """What a page shows."""

    answer: TestResponse
    part: str = "_pages_content"

    @property
    def tree(self) -> Any:
        assert self.answer.status_code == 200, self.answer.text
        return json.loads(self.answer.text)["response"][self.part]["children"]

    def table(self, class_name: str) -> list[list[str]]:
        """The texts of the cells of the first table with a class, row by row."""
        (table, *_) = [node for node in nodes_of(self.tree) if class_name in node["props"].get("className", "").split()]
        rows = [node["props"]["children"] for node in nodes_of(table) if node["type"] == "Tr"]
        return [[" ".join(texts_of(cell)).strip() for cell in row] for row in rows]

    @property
    def text(self) -> str:
        """All words and numbers, in order."""
        return " ".join(texts_of(self.tree))

    def found(self, class_name: str) -> list[str]:
        """The text of each element with a class, in order."""
        return [
            " ".join(texts_of(node)).strip() for node in nodes_of(self.tree) if class_name in node["props"].get("className", "").split()
        ]

    def props(self, **wanted: Any) -> dict[str, Any]:
        """The properties of the one element that has those given."""
        fitting = [node["props"] for node in nodes_of(self.tree) if wanted.items() <= node["props"].items()]
        assert len(fitting) == 1, fitting
        return fitting[0]


def nodes_of(tree: Any) -> Iterator[dict[str, Any]]:
    """Each component of a tree."""
    for part in tree if isinstance(tree, list) else [tree]:
        if isinstance(part, dict) and "props" in part:
            yield part
            yield from nodes_of(_inside(part))


def texts_of(tree: Any) -> Iterator[str]:
    """Each piece of text in a tree, in order; of components, or of what they are as JSON."""
    for part in tree if isinstance(tree, list) else [tree]:
        if isinstance(part, str):
            yield part
        elif isinstance(part, Component):
            yield from texts_of(part.to_plotly_json())
        elif isinstance(part, dict) and "props" in part:
            yield from texts_of(_inside(part))


def _inside(part: dict[str, Any]) -> Any:
    return part["props"].get("parts") or part["props"].get("children")


@pytest.fixture(scope="session")
def peopled_home(demo_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo company with people who can sign in, and measured ahead as after a load. Read only: whoever serves it takes a copy."""
    home = tmp_path_factory.mktemp("peopled") / "home"
    shutil.copytree(demo_home, home)
    here = Installation.opened(configuration.read(home=home, company="단골상회"))
    _let_in(here)
    here.warm(lambda share: None)
    here.state.close()
    return home


def served(home: Path, company: str = "단골상회") -> Iterator[Site]:
    """A data folder's app, with people who can sign in; closed after use."""
    here = Installation.opened(configuration.read(home=home, company=company))
    _let_in(here)
    yield Site(here, web.wired(here))
    here.state.close()


def _let_in(here: Installation) -> None:
    """Adds those of `PEOPLE` who are not known yet: hashing a password takes long on purpose."""
    with here.state.read() as session:
        known = {user.login for user in store.users.all_users(session)}
    for login, (name, role, teams) in PEOPLE.items():
        if login not in known:
            add_user(here.state, login, name, role, teams, PASSWORD, "단골상회")
