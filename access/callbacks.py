"""What a browser may ask of Dash: exactly the declared callbacks, with the declared ids and properties.

Dash itself looks up the output and then believes every id, property and value that the body names.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from dash import Dash
from dash.exceptions import DependencyException
from flask import Flask, Response, abort, request

from access.faults import fault

CALLBACKS = "/_dash-update-component"
PARTS = frozenset({"output", "outputs", "inputs", "state", "changedPropIds", "parsedChangedPropsIds"})
WILDCARDS = frozenset({"ALL", "ALLSMALLER", "MATCH"})
MANY = frozenset({"ALL", "ALLSMALLER"})
PAGES_LOCATION = "_pages_location"  # Dash's own
INSTALLED = "dangol_callbacks"


def check_callback(app: Dash) -> None:
    """Refuses callback bodies that match no declared callback. Called after `Dash(server=...)`, so that it is asked after the guard."""
    server: Flask = app.server
    if INSTALLED in server.extensions:
        return
    server.extensions[INSTALLED] = True

    @server.before_request
    def check() -> None:
        if request.path != CALLBACKS or request.method != "POST":
            return
        try:
            is_sound = is_declared(app.callback_map, request.get_json(), frozenset(request.args))
        except RecursionError:  # the parser gives up on "[[[[..."
            is_sound = False
        if not is_sound:
            abort(400)

    @server.errorhandler(DependencyException)
    def no_such_file(_: DependencyException) -> Response:
        return fault(404)


def is_declared(callback_map: Mapping[str, Mapping[str, Any]], body: Any, arguments: frozenset[str]) -> bool:
    """Whether a declared page could send the body: every output, id, property and argument is one that a callback declares."""
    if not isinstance(body, dict) or not PARTS.issuperset(body) or not isinstance(body.get("output"), str):
        return False
    declared = callback_map.get(body["output"])
    # There are no background callbacks, so nobody may name a job or a cache key.
    if declared is None or "callback" not in declared or declared.get("background") or arguments - {"endId"}:
        return False
    changed = body.get("changedPropIds", [])
    return (
        _are_sent(declared["inputs"], body.get("inputs", []))
        and _are_sent(declared["state"], body.get("state", []))
        and (declared.get("no_output") or _are_outputs(declared["output"], body.get("outputs")))
        and isinstance(changed, list)
        and all(_is_input(one, declared["inputs"]) for one in changed)
    )


def _are_outputs(declared: Any, sent: Any) -> bool:
    if isinstance(declared, (list, tuple)):
        return _are_sent([one.to_dict() for one in declared], sent)
    return _are_sent([declared.to_dict()], [sent])


def _are_sent(declared: Sequence[Mapping[str, Any]], sent: Any) -> bool:
    """Whether each declared dependency is sent once, in order; one with ALL in its id as a list of what is on the page."""
    if not isinstance(sent, list) or len(sent) != len(declared):
        return False
    return all(_is_one(wanted, one) for wanted, one in zip(declared, sent, strict=True))


def _is_one(wanted: Mapping[str, Any], sent: Any) -> bool:
    if not _is_many(wanted["id"]):
        return _is_part(wanted, sent)
    return isinstance(sent, list) and all(_is_part(wanted, part) for part in sent)


def _is_part(wanted: Mapping[str, Any], sent: Any) -> bool:
    if not isinstance(sent, dict) or not _fits(wanted, sent.get("id"), sent.get("property")):
        return False
    return wanted["id"] != PAGES_LOCATION or _is_address(sent.get("value"), wanted["property"])


def _fits(wanted: Mapping[str, Any], sent_id: Any, sent_property: Any) -> bool:
    if not isinstance(sent_property, str) or _plain(sent_property) != _plain(wanted["property"]):
        return False
    if not wanted["id"].startswith("{"):
        return bool(sent_id == wanted["id"])
    pattern = json.loads(wanted["id"])
    if not isinstance(sent_id, dict) or sent_id.keys() != pattern.keys():
        return False
    return all(
        isinstance(sent_id[key], (str, int, float)) if _is_wildcard(value) else sent_id[key] == value for key, value in pattern.items()
    )


def _is_input(changed: Any, declared: Sequence[Mapping[str, Any]]) -> bool:
    """Whether "period.value" or '{"card":"nps"}.n_clicks' names a declared input."""
    if not isinstance(changed, str):
        return False
    id_text, _, name = changed.rpartition(".")
    try:
        sent_id = json.loads(id_text) if id_text.startswith("{") else id_text
    except (ValueError, RecursionError):
        return False
    return any(_fits(wanted, sent_id, name) for wanted in declared)


def _is_many(declared_id: str) -> bool:
    return declared_id.startswith("{") and any(_is_wildcard(value) and value[0] in MANY for value in json.loads(declared_id).values())


def _is_wildcard(value: Any) -> bool:
    return isinstance(value, list) and len(value) == 1 and value[0] in WILDCARDS  # as Dash writes them: {"card": ["ALL"]}


def _is_address(value: Any, name: str) -> bool:
    """Dash's own page callback takes these for text without asking."""
    if name == "pathname":
        return isinstance(value, str) and value.startswith("/")
    return value is None or isinstance(value, str)


def _plain(name: str) -> str:
    """ "children@1f3a..." -> "children": what follows tells outputs with allow_duplicate apart."""
    return name.partition("@")[0]
