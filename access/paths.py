"""The addresses of sign-in, and which requests are our own."""

from urllib.parse import urlsplit

from flask import Request

SIGN_IN = "/sign-in"
SIGN_OUT = "/sign-out"
HOME = "/home"  # leads to the page that the role begins on
HEALTH = "/health"
READY = "/ready"
STYLE = "/assets/sign-in.css"
# For readers without a Korean typeface, who sign in too.
FONT_FACES = "/assets/fonts/faces.css"
FONT_SLICE = "/assets/fonts/{name}-{part}"
FONT_WEIGHTS = {"NanumGothic": "400", "NanumGothicBold": "600 900"}  # by the names of their files
FONT_SLICES = ("rare", "everyday", "words")
TYPEFACES = (FONT_FACES, *(FONT_SLICE.format(name=name, part=part) for name in FONT_WEIGHTS for part in FONT_SLICES))

# The whole list of what is answered without a session.
OPEN = frozenset({("POST", SIGN_IN), *(("GET", path) for path in (SIGN_IN, HEALTH, READY, STYLE, *TYPEFACES))})

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
LONGEST_PATH = 2000


def own_path(wanted: str | None) -> str:
    """`wanted` where it is a path of this very server, else the start page.

    Browsers read "/\\evil" and "/<tab>/evil" as "//evil", which is another host.
    """
    if not wanted or len(wanted) > LONGEST_PATH or not wanted.isprintable() or "\\" in wanted or " " in wanted:
        return "/"
    if not wanted.startswith("/") or "//" in wanted.partition("?")[0]:
        return "/"
    try:
        parts = urlsplit(wanted)
    except ValueError:
        return "/"
    if parts.scheme or parts.netloc or parts.path in (SIGN_IN, SIGN_OUT) or parts.path.startswith(("/_", "/assets/")):
        return "/"
    return wanted


def is_same_origin(request: Request, *, https: bool) -> bool:
    """Whether one of our own pages sent the request. One that does not say where it comes from is not ours."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None and site != "same-origin":
        return False
    origin = request.headers.get("Origin")
    if origin is not None:
        return origin == f"{'https' if https else request.scheme}://{request.host}"
    return site is not None


def is_page(request: Request) -> bool:
    """Whether a person is opening a page, so that the answer can be another page."""
    if request.method not in ("GET", "HEAD") or request.path.startswith(("/_", "/assets/")):
        return False
    accepted = request.headers.get("Accept", "")
    return "text/html" in accepted or "json" not in accepted
