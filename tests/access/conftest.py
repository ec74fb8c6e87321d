"""A whole small site: real state in SQLite, the real guard, a real Dash app behind it."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from dash import ALL, MATCH, Dash, Input, Output, State, dcc, html
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from access.guard import protect
from access.people import add_user
from access.reader import current_reader
from access.roles import Right, Role
from access.second_line import SessionAuth
from store.state import State as StateDatabase

ROOT = Path(__file__).parents[2]
PASSWORD = "paper lantern 7 river"
COMPANY = "한빛상사"
OURS = {"Sec-Fetch-Site": "same-origin"}
SECRET = b"a key that only this test knows, 32+"


class Browser(FlaskClient):
    """A client that reads every answer to its end, so that files are closed."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        return super().open(*args, **{"buffered": True} | kwargs)


@dataclass
class Site:
    """The site, and what a test does with it."""

    state: StateDatabase
    server: Flask
    app: Dash
    cookie: str

    def client(self) -> FlaskClient:
        return self.server.test_client()

    def sign_in(self, client: FlaskClient, login: str = "kim", password: str = PASSWORD, **form: str) -> TestResponse:
        return client.post("/sign-in", data={"login": login, "password": password, **form}, headers=OURS, base_url=self.base)

    @property
    def base(self) -> str:
        return "https://kpi.test" if self.cookie.startswith("__Host-") else "http://localhost"

    def signed_in(self, login: str = "kim") -> FlaskClient:
        client = self.client()
        assert self.sign_in(client, login).status_code == 303
        return client

    def ask(self, client: FlaskClient, value: str | None = "week") -> TestResponse:
        """Calls the callback that answers with the reader."""
        return self.call(
            client,
            {
                "output": "who.children",
                "outputs": {"id": "who", "property": "children"},
                "inputs": [{"id": "period", "property": "value", "value": value}],
                "state": [{"id": "who", "property": "title"}],
                "changedPropIds": ["period.value"],
            },
        )

    def call(self, client: FlaskClient, body: Any, **headers: str) -> TestResponse:
        return client.post("/_dash-update-component", json=body, headers=OURS | headers, base_url=self.base)


def site_of(state_file: Path, **changed: Any) -> Site:
    """A site on that state."""
    state = StateDatabase(f"sqlite:///{state_file}")
    given = {"https": False, "proxies": 0, "idle_minutes": 30, "session_hours": 12, "secret": SECRET, "company": COMPANY, "language": "ko"}
    settings = given | changed
    server = Flask("site", static_folder=None)
    server.test_client_class = Browser
    protect(server, state, **settings)
    app = Dash("site", server=server, assets_folder=str(ROOT / "assets"))
    app.layout = html.Div([dcc.Input(id="period"), html.Div(id="who"), html.Div(id={"card": "nps"})])
    _callbacks(app)
    SessionAuth(app)
    server.add_url_rule("/broken", view_func=lambda: 1 // 0)
    return Site(state, server, app, "__Host-dangol" if settings["https"] else "dangol")


def _callbacks(app: Dash) -> None:
    @app.callback(Output("who", "children"), Input("period", "value"), State("who", "title"))
    def who(period: str | None, _: str | None) -> str:
        reader = current_reader()
        if period == "break":
            raise RuntimeError("the cell 010-1234-5678")
        if period == "goals":
            reader.must(Right.STEER)
        return f"{reader.login} {sorted(reader.scope.teams) if reader.scope.teams is not None else 'all'} {reader.language}"

    @app.callback(Output({"card": MATCH}, "children"), Input({"card": MATCH}, "n_clicks"), Input({"filter": ALL}, "value"))
    def card(clicks: int | None, filters: list[str]) -> str:
        return f"{clicks} {filters}"

    @app.callback(Output("period", "value"), Output("who", "title"), Input("who", "n_clicks"))
    def two(_: int | None) -> tuple[str, str]:
        return "week", "two"

    @app.callback(Output("who", "children", allow_duplicate=True), Input("who", "hidden"), prevent_initial_call=True)
    def again(_: bool | None) -> str:
        return "again"

    @app.callback(Input("period", "n_submit"))
    def nothing(_: int | None) -> None:
        return None

    app.clientside_callback("function(v) { return v; }", Output("who", "lang"), Input("period", "value"))


@pytest.fixture(scope="session")
def people(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A state with the users kim (executive), lee (team lead of 서울) and admin. Tests work on copies of it."""
    file = tmp_path_factory.mktemp("people") / "state.sqlite3"
    state = StateDatabase(f"sqlite:///{file}")
    state.migrate()
    add_user(state, "kim", "김서연", Role.EXECUTIVE, None, PASSWORD, COMPANY)
    add_user(state, "lee", "이준호", Role.TEAM_LEAD, ["서울"], PASSWORD, COMPANY)
    add_user(state, "admin", "관리자", Role.ADMIN, None, PASSWORD, COMPANY)
    state.close()
    return file


@pytest.fixture
def site_with(tmp_path: Path, people: Path) -> Iterator[Callable[..., Site]]:
    """A site with other settings."""
    made: list[Site] = []

    def make(**changed: Any) -> Site:
        made.append(site_of(shutil.copy(people, tmp_path / f"state{len(made)}.sqlite3"), **changed))
        return made[-1]

    yield make
    for site in made:
        site.state.close()


@pytest.fixture
def site(site_with: Callable[..., Site]) -> Site:
    """A site on loopback http."""
    return site_with()


@pytest.fixture(scope="session")
def kept_site(tmp_path_factory: pytest.TempPathFactory, people: Path) -> Iterator[Site]:
    """A site for tests that change nothing but their own session."""
    site = site_of(shutil.copy(people, tmp_path_factory.mktemp("kept") / "state.sqlite3"))
    yield site
    site.state.close()


@pytest.fixture(scope="session")
def reader(kept_site: Site) -> FlaskClient:
    """Somebody who is signed in to the kept site."""
    return kept_site.signed_in()
