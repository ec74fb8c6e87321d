"""Where a reader's day begins: each role has a page of its own, and before the first load all have the first steps."""

from flask import Flask, redirect
from werkzeug.wrappers import Response

from access.paths import HOME
from access.reader import current_reader
from dashboards import paths
from dashboards.house import current_house


def register(server: Flask) -> None:
    """Adds the address that leads to it."""

    def home() -> Response:
        house = current_house()
        path = house.home_of(current_reader()).path if house.answers.snapshot() else paths.FIRST_STEPS
        return redirect(path, 303)

    server.add_url_rule(HOME, "home", home, methods=["GET"])
