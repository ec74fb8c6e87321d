"""The few pages that we write ourselves, without Dash: sign-in and errors."""

import hashlib
from functools import cache
from pathlib import Path

from flask import Response
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from access.headers import PLAIN_CSP
from access.paths import STYLE
from access.typeface import stylesheet_address
from metrics.text import LANGUAGES, Language, Text

TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
LANGUAGE_NAMES = {"ko": "한국어", "en": "English"}  # each in its own language, so that its reader finds it


def page(template: str, status: int, language: Language, *, company: str, words: dict[str, Text], **values: object) -> Response:
    """A page from `templates/`, with its words in one language. Every value is escaped by Jinja."""
    html = TEMPLATES.get_template(template).render(
        language=language,
        languages=[(code, LANGUAGE_NAMES[code]) for code in LANGUAGES],
        company=company,
        style=f"{STYLE}?m={_style_mark()}",
        typeface=stylesheet_address(),
        words={name: text.of(language) for name, text in words.items()},
        **values,
    )
    response = Response(html, status, content_type="text/html; charset=utf-8")
    response.headers["Content-Security-Policy"] = PLAIN_CSP
    return response


@cache
def _style_mark() -> str:
    """Changes with the stylesheet, so that browsers may keep it and still never show an old one."""
    return hashlib.sha256((Path(__file__).parents[1] / "assets" / "sign-in.css").read_bytes()).hexdigest()[:12]
