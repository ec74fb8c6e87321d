"""A callback's body must be one that the declared page could send."""

import copy
from typing import Any

import dash
import pytest
from dash import Dash, Input, Output, dcc, html
from flask import Flask

from access.callbacks import check_callback

WHO: dict[str, Any] = {
    "output": "who.children",
    "outputs": {"id": "who", "property": "children"},
    "inputs": [{"id": "period", "property": "value", "value": "week"}],
    "state": [{"id": "who", "property": "title"}],
    "changedPropIds": ["period.value"],
    "parsedChangedPropsIds": ["period.value"],
}
CARD: dict[str, Any] = {
    "output": '{"card":["MATCH"]}.children',
    "outputs": {"id": {"card": "nps"}, "property": "children"},
    "inputs": [
        {"id": {"card": "nps"}, "property": "n_clicks", "value": 1},
        [{"id": {"filter": "team"}, "property": "value", "value": "A"}, {"id": {"filter": 2}, "property": "value", "value": "B"}],
    ],
    "changedPropIds": ['{"card":"nps"}.n_clicks', '{"filter":"gone"}.value'],
}
TWO: dict[str, Any] = {
    "output": "..period.value...who.title..",
    "outputs": [{"id": "period", "property": "value"}, {"id": "who", "property": "title"}],
    "inputs": [{"id": "who", "property": "n_clicks"}],
    "changedPropIds": [],
}


def _changed(body: dict[str, Any], **parts: Any) -> dict[str, Any]:
    return copy.deepcopy(body) | parts


@pytest.mark.parametrize(
    "body",
    [WHO, _changed(WHO, changedPropIds=[]), CARD, _changed(CARD, inputs=[CARD["inputs"][0], []]), TWO],
    ids=["plain", "first", "matching", "matching none", "two outputs"],
)
def test_what_the_page_sends_is_answered(kept_site, reader, body: Any) -> None:
    assert kept_site.call(reader, body).status_code == 200


def test_a_callback_with_a_shared_output_or_none_is_answered(kept_site, reader) -> None:
    declared = {one["inputs"][0]["property"]: one["output"] for one in reader.get("/_dash-dependencies").json}
    shared = {
        "output": declared["hidden"],
        "outputs": {"id": "who", "property": declared["hidden"].partition(".")[2]},
        "inputs": [{"id": "who", "property": "hidden", "value": True}],
        "changedPropIds": ["who.hidden"],
    }
    silent = {
        "output": declared["n_submit"],
        "outputs": None,
        "inputs": [{"id": "period", "property": "n_submit", "value": 1}],
        "changedPropIds": [],
    }
    assert kept_site.call(reader, shared).json["response"] == {"who": {"children": "again"}}
    assert kept_site.call(reader, silent).status_code in (200, 204)


@pytest.mark.parametrize(
    "body",
    [
        [],
        "who.children",
        1,
        {},
        {"output": "who.children"},
        _changed(WHO, output="secret.children"),
        _changed(WHO, output=None),
        _changed(WHO, output=["who.children"]),
        _changed(WHO, output="who.lang", outputs={"id": "who", "property": "lang"}, state=[]),  # it runs in the browser only
        _changed(WHO, outputs={"id": "other", "property": "children"}),
        _changed(WHO, outputs={"id": "who", "property": "style"}),
        _changed(WHO, outputs=[{"id": "who", "property": "children"}]),
        _changed(WHO, outputs=None),
        _changed(WHO, inputs=[]),
        _changed(WHO, inputs=None),
        _changed(WHO, inputs={"id": "period"}),
        _changed(WHO, inputs=WHO["inputs"] * 2),
        _changed(WHO, inputs=[{"id": "other", "property": "value"}]),
        _changed(WHO, inputs=[{"id": "period", "property": "n_blur"}]),
        _changed(WHO, inputs=[{"id": {"period": 1}, "property": "value"}]),
        _changed(WHO, inputs=[[{"id": "period", "property": "value"}]]),
        _changed(WHO, inputs=["period.value"]),
        _changed(WHO, inputs=[{"property": "value"}]),
        _changed(WHO, state=[]),
        _changed(WHO, state=[{"id": "who", "property": "children"}]),
        _changed(WHO, changedPropIds=["who.children"]),
        _changed(WHO, changedPropIds=["{[.value"]),
        _changed(WHO, changedPropIds=[1]),
        _changed(WHO, changedPropIds="period.value"),
        _changed(WHO, cacheKey="abc"),
        _changed(CARD, outputs={"id": {"card": "nps", "more": 1}, "property": "children"}),
        _changed(CARD, outputs={"id": {"other": "nps"}, "property": "children"}),
        _changed(CARD, outputs={"id": {"card": ["MATCH"]}, "property": "children"}),
        _changed(CARD, outputs={"id": {"card": None}, "property": "children"}),
        _changed(CARD, inputs=[CARD["inputs"][0], CARD["inputs"][1][0]]),
        _changed(CARD, inputs=[CARD["inputs"][0], [{"id": {"filter": "x"}, "property": "options"}]]),
        _changed(TWO, outputs=TWO["outputs"][:1]),
        _changed(TWO, outputs=TWO["outputs"][::-1]),
    ],
)
def test_what_no_page_declares_is_refused_with_400(kept_site, reader, body: Any) -> None:
    assert kept_site.call(reader, body).status_code == 400


@pytest.mark.parametrize("argument", ["cacheKey=a", "job=1", "oldJob=1", "cancelJob=1", "x"])
def test_nobody_may_name_a_background_job(kept_site, reader, argument: str) -> None:
    answer = reader.post(f"/_dash-update-component?{argument}", json=WHO, headers={"Sec-Fetch-Site": "same-origin"})
    assert answer.status_code == 400


@pytest.mark.parametrize(
    "body", [b"", b"{", b"\xff\xfe", b"null", b"[" * 200_000, b"nan", b'{"output":' + b"9" * 5000 + b"}", b'"\\ud800"']
)
def test_what_is_no_json_is_refused_with_400(reader, body: bytes) -> None:
    answer = reader.post("/_dash-update-component", data=body, content_type="application/json", headers={"Sec-Fetch-Site": "same-origin"})
    assert answer.status_code == 400


def test_files_that_no_package_registered_are_not_found(reader) -> None:
    assert reader.get("/_dash-component-suites/os/path.py").status_code == 404
    assert reader.get("/_dash-component-suites/dash/dash.py").status_code == 404


@pytest.fixture
def pages() -> Any:
    """An app with Dash's own pages and no guard; its registry is global, so it is emptied afterwards."""
    server = Flask("pages", static_folder=None)
    app = Dash("pages", server=server, use_pages=True, pages_folder="", suppress_callback_exceptions=True)
    dash.register_page("overview", path="/", layout=lambda **_: html.Div("the overview"))
    app.layout = html.Div([dcc.Store(id="x"), dash.page_container])
    app.callback(Output("x", "data"), Input("x", "id"))(lambda value: value)
    check_callback(app)
    yield server.test_client()
    dash.page_registry.clear()


def _visit(pathname: Any, search: Any) -> dict[str, Any]:
    return {
        "output": ".._pages_content.children..._pages_store.data..",
        "outputs": [{"id": "_pages_content", "property": "children"}, {"id": "_pages_store", "property": "data"}],
        "inputs": [
            {"id": "_pages_location", "property": "pathname", "value": pathname},
            {"id": "_pages_location", "property": "search", "value": search},
        ],
        "changedPropIds": ["_pages_location.pathname", "_pages_location.search"],
    }


@pytest.mark.parametrize(("pathname", "search"), [("/", ""), ("/", "?team=A"), ("/", None), ("/nowhere", "?"), ("/", "?%ff&&=")])
def test_dashs_own_page_callback_is_answered(pages: Any, pathname: str, search: str | None) -> None:
    pages.get("/")
    assert pages.post("/_dash-update-component", json=_visit(pathname, search)).status_code == 200


@pytest.mark.parametrize(("pathname", "search"), [(None, ""), (1, ""), ("nowhere", ""), ({"a": 1}, ""), ("/", 5), ("/", ["?"]), ("", "")])
def test_dashs_own_page_callback_gets_addresses_only(pages: Any, pathname: Any, search: Any) -> None:
    pages.get("/")
    assert pages.post("/_dash-update-component", json=_visit(pathname, search)).status_code == 400
