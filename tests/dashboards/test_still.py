"""What nothing can happen to goes to the browser in few components, and nothing is lost on the way."""

from dash import dcc, html

from dashboards.still import stilled

STILL = {"type": "Still", "namespace": "dangol"}


def plain(name: str, *children: object, **props: object) -> dict[str, object]:
    return {"props": {"children": list(children), **props}, "type": name, "namespace": "dash_html_components"}


def test_a_row_of_still_parts_is_one_component() -> None:
    page = html.Div([html.H1("가"), html.P(["나", html.B("다")]), dcc.Store(id="kept"), "라", html.I("마")], id="page")
    assert stilled(page)["props"]["children"] == [
        STILL | {"props": {"parts": [plain("H1", "가"), plain("P", "나", plain("B", "다"))]}},
        dcc.Store(id="kept").to_plotly_json(),
        STILL | {"props": {"parts": ["라", plain("I", "마")]}},
    ]


def test_what_a_callback_can_reach_stays_a_component_of_its_own_and_so_does_all_around_it() -> None:
    tree = stilled(html.Div(html.Ul([html.Li("one"), html.Li(html.Button("two", id="two"))])))
    (ul,) = tree["props"]["children"]
    still, li = ul["props"]["children"]
    assert (ul["type"], still["type"], li["type"]) == ("Ul", "Still", "Li")
    assert li["props"]["children"] == [html.Button("two", id="two").to_plotly_json() | {"props": {"children": ["two"], "id": "two"}}]


def test_a_text_needs_no_component() -> None:
    assert stilled(html.P("words", id="said"))["props"]["children"] == ["words"]


def test_a_component_without_content_is_sent_as_it_is() -> None:
    assert stilled(dcc.Store(id="kept", data=[1, 2])) == dcc.Store(id="kept", data=[1, 2]).to_plotly_json()
