"""The first line: no request gets past here without a live session, but the few on an exact list."""

import ipaddress
from collections.abc import Callable
from datetime import timedelta
from urllib.parse import urlencode

from flask import Flask, g, redirect, request
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.wrappers import Response

import store.snapshots
from access import headers
from access.cookies import Cookie
from access.faults import FOREIGN, UNENCRYPTED, address, answer_faults, fault
from access.headers import csp, set_csp
from access.paths import HEALTH, OPEN, READY, SAFE_METHODS, SIGN_IN, is_page, is_same_origin, own_path
from access.sessions import Sessions
from access.sign_in import SignIn
from access.throttle import Throttle
from metrics.text import language as language_named
from store.state import State

__all__ = ["csp", "protect", "set_csp"]

LARGEST_BODY = 2 * 1024 * 1024  # callbacks and forms; the upload route sets its own limit
LANGUAGE_KEPT = timedelta(days=365)


def protect(
    server: Flask,
    state: State,
    *,
    https: bool,
    proxies: int,
    idle_minutes: int,
    session_hours: int,
    secret: bytes,
    company: str,
    language: str,
) -> None:
    """Puts sign-in, sessions, the guard and the security headers on the server.

    Called on a bare server, before `Dash(server=server)`: what is registered first is asked first.
    """
    if proxies:
        server.wsgi_app = ProxyFix(server.wsgi_app, x_for=proxies, x_proto=proxies, x_host=proxies)  # type: ignore[method-assign]
    server.config["MAX_CONTENT_LENGTH"] = LARGEST_BODY
    session_cookie = Cookie("dangol", https)
    language_cookie = Cookie("dangol-language", https, LANGUAGE_KEPT)
    sessions = Sessions(state, timedelta(minutes=idle_minutes), timedelta(hours=session_hours))

    @server.before_request
    def guard() -> Response | None:
        chosen = language_cookie.value(request)
        g.company = company
        remembered = language_named(chosen, otherwise=language_named(language, otherwise="ko"))
        g.language = language_named(request.args.get("language"), otherwise=remembered)
        if request.method in ("TRACE", "TRACK", "CONNECT"):
            return fault(405)
        if not https and request.path != HEALTH and _is_remote(address(request)):
            return fault(403, UNENCRYPTED)
        is_open = (request.method, request.path) in OPEN
        token = session_cookie.value(request)
        if not is_open:
            reader = sessions.reader(token, chosen)
            if reader is None:
                return _to_sign_in(had_session=token is not None)
            g.language = reader.language
            g.reader = reader
        if request.method not in SAFE_METHODS and not is_same_origin(request, https=https):
            return fault(403, FOREIGN)
        g.is_let_in = True
        return None

    headers.secure(server, https=https)
    answer_faults(server, state)
    SignIn(state, sessions, Throttle(secret), session_cookie, language_cookie, company).install(server)
    server.add_url_rule(HEALTH, "health", lambda: _status(True), methods=["GET"])
    server.add_url_rule(READY, "ready", _readiness(state), methods=["GET"])


def is_let_in() -> bool:
    """Whether the guard let the running request pass."""
    return g.get("is_let_in", False) is True


def _to_sign_in(*, had_session: bool) -> Response:
    if not is_page(request):
        return fault(401)
    query = {"next": own_path(request.full_path.removesuffix("?"))}
    if had_session:
        query["notice"] = "ended"
    if query["next"] == "/":
        del query["next"]
    return redirect(SIGN_IN + (f"?{urlencode(query)}" if query else ""), 303)


def _readiness(state: State) -> Callable[[], Response]:
    """Ready means: the state answers and there is a snapshot to read."""

    def ready() -> Response:
        with state.read() as session:
            return _status(store.snapshots.latest(session) is not None)

    return ready


def _status(is_well: bool) -> Response:
    return Response("ok\n" if is_well else "not ready\n", 200 if is_well else 503, content_type="text/plain; charset=utf-8")


def _is_remote(source: str) -> bool:
    """Whether the request came over a network; without https, cookies and passwords would be readable there."""
    try:
        return not ipaddress.ip_address(source).is_loopback
    except ValueError:
        return False  # a unix socket has no address
