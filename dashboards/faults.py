"""What a reader sees in place of a page or an answer that failed."""

from collections.abc import Callable
from functools import wraps
from typing import Any

import dash_mantine_components as dmc
from dash.development.base_component import Component
from dash.exceptions import PreventUpdate
from flask import g

from access.faults import logged, record_refusal
from access.reader import current_reader
from dashboards import words
from errors import AccessError, UserError
from metrics.text import Language


def guarded(answer: Callable[..., Any], *, otherwise: Callable[[Component], Any] = lambda said: said) -> Callable[..., Any]:
    """`answer`, which shows a failure instead of leaving the screen as it was; `otherwise` puts that where it belongs."""

    @wraps(answer)
    def answered(*args: Any, **given: Any) -> Any:
        try:
            return answer(*args, **given)
        except PreventUpdate:  # Dash's way to say "nothing new"
            raise
        except UserError as told:
            return otherwise(_alert(told.message(_language()), _language()))
        except Exception as error:  # noqa: BLE001 - the one place that stands between a fault and the reader
            return otherwise(_alert(words.FAILED.format(reference=logged(error)).of(_language()), _language()))

    return answered


def on_record(answer: Callable[..., Any]) -> Callable[..., Any]:
    """`answer`, whose refusals are kept in the records: no form offers what it refuses."""

    @wraps(answer)
    def answered(*given: Any) -> Any:
        try:
            return answer(*given)
        except AccessError:
            record_refusal(current_reader())
            raise

    return answered


def not_found(**_: Any) -> Component:
    """What stands at an address that is no page's."""
    return _alert(words.NOT_FOUND.of(_language()), _language())


def _alert(said: str, language: Language) -> Component:
    alert = dmc.Alert(
        said, title=words.NOT_POSSIBLE.of(language), color="red", variant="light", className="fault", attributes={"root": {"role": "alert"}}
    )
    return dmc.Container([alert, dmc.Anchor(words.BACK.of(language), href="/")], size="sm", py="xl")


def _language() -> Language:
    language: Language = g.get("language", "ko")
    return language
