"""The security headers of every response."""

import re
from collections.abc import Iterable

from flask import Flask, Response, request

# Only our own pages (sign-in, errors): no script at all.
PLAIN_CSP = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
FINGERPRINT = re.compile(r"^/_dash-component-suites/.+\.v[\w-]+m[0-9a-fA-F]+\.")


def csp(script_hashes: Iterable[str]) -> str:
    """The Content-Security-Policy that Dash, Mantine, AG Grid and Plotly work under.

    `script_hashes` is `app.csp_hashes()`, taken after the last clientside callback is registered.
    """
    scripts = " ".join(("'self'", *script_hashes))
    return (
        f"default-src 'self'; script-src {scripts}; style-src 'self' 'unsafe-inline'; "
        "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; object-src 'none'; base-uri 'none'; "
        "frame-ancestors 'none'; form-action 'self'; worker-src 'self' blob:"
    )


def set_csp(server: Flask, policy: str) -> None:
    """Makes `policy` the Content-Security-Policy of every page but our own plain ones."""
    server.extensions["dangol_csp"] = policy


def secure(server: Flask, *, https: bool) -> None:
    """Puts the headers on every response of the server, also on errors."""
    set_csp(server, PLAIN_CSP)

    @server.after_request
    def add(response: Response) -> Response:
        headers = response.headers
        headers.setdefault("Content-Security-Policy", server.extensions["dangol_csp"])
        headers["X-Content-Type-Options"] = "nosniff"
        headers["X-Frame-Options"] = "DENY"
        # Not "no-referrer": browsers would then send "Origin: null" with our own forms.
        headers["Referrer-Policy"] = "same-origin"
        headers["Cross-Origin-Opener-Policy"] = "same-origin"
        headers["Cross-Origin-Resource-Policy"] = "same-origin"
        headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=(), payment=()"
        headers["Cache-Control"] = _caching(response)
        if https:
            headers["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"
        return response


def _caching(response: Response) -> str:
    """A year for files whose address changes with their content, asking each time for other code; nothing else is ever kept."""
    named_by_content = FINGERPRINT.match(request.path) or (request.path.startswith("/assets/") and "m" in request.args)
    if named_by_content and response.status_code in (200, 304):
        return "private, max-age=31536000, immutable"
    if request.path.startswith("/_dash-component-suites/") and response.status_code in (200, 304):
        return "private, no-cache"  # it has an ETag: 4.8 MB of Plotly come once and not with every page
    return "no-store"
