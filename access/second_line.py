"""The second line: dash-auth's check, behind our own guard.

It has no public routes and no public callbacks: both would weaken it.
"""

from dash import Dash
from dash_auth.auth import Auth  # type: ignore[import-untyped]
from flask import Response

from access.callbacks import check_callback
from access.faults import fault
from access.guard import is_let_in


class SessionAuth(Auth):  # type: ignore[misc]
    """Lets a request pass only where the guard has let it pass; so a request that never met the guard is refused."""

    def __init__(self, app: Dash) -> None:
        # First: dash-auth reads the callback's body without asking what it is.
        check_callback(app)
        super().__init__(app)

    def is_authorized(self) -> bool:
        return is_let_in()

    def login_request(self) -> Response:
        return fault(401)
