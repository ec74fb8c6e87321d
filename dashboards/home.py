"""Where a reader's day begins: each role has a page of its own."""

from flask import Flask, redirect
from werkzeug.wrappers import Response

from access.paths import HOME
from access.reader import current_reader
from dashboards.house import current_house


def register(server: Flask) -> None:
    """Adds the address that leads to it."""

    def home() -> Response:
        return redirect(current_house().home_of(current_reader()).path, 303)

    server.add_url_rule(HOME, "home", home, methods=["GET"])
