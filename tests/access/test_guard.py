"""Nothing without a session but the exact list; and what every answer carries."""

import json
import logging
import re
from collections.abc import Callable
from pathlib import Path

import pytest

import store.audit
import store.snapshots
from access.guard import csp, set_csp
from access.paths import own_path

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
ANSWERED_WITHOUT_SESSION = {
    ("GET", "/sign-in"),
    ("POST", "/sign-in"),
    ("GET", "/health"),
    ("GET", "/ready"),
    ("GET", "/assets/sign-in.css"),
}
SAME = {"Sec-Fetch-Site": "same-origin"}


def test_without_a_session_every_address_and_method_is_refused_but_the_exact_list(site) -> None:
    client = site.client()
    rules = {rule.rule for rule in site.server.url_map.iter_rules()}
    paths = {re.sub(r"<[^>]+>", "x", rule) for rule in rules} | {"/", "/overview", "/assets/sign-in.css", "/assets/other.css", "/static/a"}
    let_in = set()
    for path in sorted(paths):
        for method in METHODS:
            answer = client.open(path, method=method, headers=SAME)
            if answer.status_code not in (401, 303):
                let_in.add((method, path))
            elif answer.status_code == 303:
                assert answer.headers["Location"].startswith("/sign-in")
    assert let_in == ANSWERED_WITHOUT_SESSION


@pytest.mark.parametrize(
    "path", ["/sign-in/", "/SIGN-IN", "/sign-in/../", "//sign-in", "/health/x", "/assets/sign-in.css/", "/assets/../sign-in"]
)
def test_an_address_that_only_looks_like_an_open_one_is_refused(kept_site, path: str) -> None:
    assert kept_site.client().get(path).status_code in (401, 303, 308)


def test_the_callback_endpoint_and_json_are_answered_401_and_pages_with_the_sign_in(site) -> None:
    client = site.client()
    assert client.post("/_dash-update-component", data=b"{", headers=SAME).status_code == 401
    assert client.get("/_dash-layout").status_code == 401
    assert client.get("/anything", headers={"Accept": "application/json"}).status_code == 401
    page = client.get("/overview?team=%EC%84%9C%EC%9A%B8", headers={"Accept": "text/html"})
    assert (page.status_code, page.headers["Location"]) == (303, "/sign-in?next=%2Foverview%3Fteam%3D%25EC%2584%259C%25EC%259A%25B8")


def test_trace_is_not_allowed(site) -> None:
    assert site.signed_in().open("/", method="TRACE").status_code == 405


def test_a_signed_in_reader_gets_the_pages_and_his_callbacks(site) -> None:
    client = site.signed_in("lee")
    assert client.get("/").status_code == 200
    assert site.ask(client).json["response"]["who"]["children"] == "lee ['서울'] ko"


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "none"},
        {"Origin": "https://evil.test"},
        {"Origin": "null"},
        {"Origin": "http://localhost:1234"},
        {"Origin": "http://localhost.evil.test"},
        {"Sec-Fetch-Site": "same-origin", "Origin": "https://evil.test"},
    ],
)
@pytest.mark.parametrize("path", ["/sign-out", "/_dash-update-component", "/sign-in"])
def test_a_request_that_changes_something_is_refused_from_other_origins(reader, path: str, headers: dict[str, str]) -> None:
    assert reader.post(path, headers=headers, data={"login": "kim"}).status_code == 403
    assert reader.get("/").status_code == 200


def test_our_own_origin_is_accepted_by_browsers_without_fetch_metadata(site) -> None:
    assert site.signed_in().post("/sign-out", headers={"Origin": "http://localhost"}).status_code == 303


def test_every_answer_carries_the_security_headers(site) -> None:
    client = site.signed_in()
    for path in ("/", "/sign-in", "/health", "/nothing/here", "/broken", "/_dash-dependencies", "/assets/missing.css"):
        headers = client.get(path).headers
        assert "frame-ancestors 'none'" in headers["Content-Security-Policy"], path
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "same-origin"
        assert headers["Cache-Control"] == "no-store", path
        assert "Strict-Transport-Security" not in headers


def test_https_adds_hsts(site_with: Callable) -> None:
    answer = site_with(https=True).client().get("/sign-in", base_url="https://kpi.test")
    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"


def test_only_files_named_by_their_content_are_kept_by_browsers(site) -> None:
    client = site.signed_in()
    script = re.search(r'src="(/_dash-component-suites/[^"]+)"', client.get("/").text)
    assert script
    assert client.get(script[1]).headers["Cache-Control"] == "private, max-age=31536000, immutable"
    assert client.get("/assets/sign-in.css?m=1").headers["Cache-Control"] == "private, max-age=31536000, immutable"
    assert client.get("/assets/sign-in.css").headers["Cache-Control"] == "no-store"


def test_dash_pages_carry_the_policy_that_was_set_and_sign_in_allows_no_script(site) -> None:
    set_csp(site.server, csp(site.app.csp_hashes()))
    client = site.signed_in()
    policy = client.get("/").headers["Content-Security-Policy"]
    assert re.search(r"script-src 'self' 'sha256-[^;]+;", policy) and "object-src 'none'" in policy and "form-action 'self'" in policy
    assert client.get("/sign-in").headers["Content-Security-Policy"].startswith("default-src 'none'; style-src 'self'")
    assert "<script" not in client.get("/sign-in").text


def test_the_site_is_healthy_at_once_and_ready_with_a_snapshot(site) -> None:
    client = site.client()
    assert (client.get("/health").status_code, client.get("/ready").status_code) == (200, 503)
    with site.state.write() as session:
        store.snapshots.publish(session, {}, None, None)
    assert client.get("/ready").status_code == 200


def test_when_the_state_is_away_nobody_is_let_in_and_it_says_so(site) -> None:
    client = site.signed_in()
    file = Path(site.state.file)
    site.state.close()
    for part in file.parent.glob("state0.sqlite3*"):
        part.unlink()
    file.mkdir()
    for path in ("/", "/_dash-layout", "/ready"):
        assert client.get(path).status_code == 503
    assert site.sign_in(site.client()).status_code == 503
    assert client.get("/health").status_code == 200
    file.rmdir()


def test_a_fault_of_ours_shows_a_number_that_is_in_the_log_and_no_value(site, caplog: pytest.LogCaptureFixture) -> None:
    client = site.signed_in()
    with caplog.at_level(logging.ERROR, "dangol"):
        answer = site.ask(client, "break")
    line = json.loads(caplog.records[-1].message)
    assert answer.status_code == 500
    assert answer.json["reference"] == line["reference"]
    assert line["causes"][0]["error"] == "RuntimeError"
    assert any("in who" in frame for frame in line["causes"][0]["traceback"])
    assert "RuntimeError" not in answer.text and "Traceback" not in answer.text and "010-1234-5678" not in answer.text
    assert line["causes"][0]["message"] == ""


def test_a_fault_page_is_in_the_readers_language(site) -> None:
    client = site.signed_in()
    client.get("/sign-in?language=en")
    answer = client.get("/broken")
    assert answer.status_code == 500 and "Something went wrong on our side" in answer.text and "ZeroDivision" not in answer.text


def test_what_a_role_may_not_do_is_refused_and_recorded(site) -> None:
    answer = site.ask(site.signed_in("kim"), "goals")
    assert answer.status_code == 403 and "목표를 정할 권한이 없습니다" in answer.json["error"]
    assert site.ask(site.signed_in("lee"), "goals").status_code == 200
    with site.state.read() as session:
        refused = [one for one in store.audit.history(session, 50) if one.action == "refused"]
    assert [(one.actor, one.object_) for one in refused] == [("kim", "/_dash-update-component")]


def test_a_body_that_is_too_large_is_refused(site) -> None:
    client = site.signed_in()
    assert (
        client.post("/_dash-update-component", data=b"[" + b"1," * 2_000_000, headers=SAME, content_type="application/json").status_code
        == 413
    )
    assert site.client().post("/sign-in", data={"login": "kim", "password": "x" * 20_000}, headers=SAME).status_code == 413


def test_plain_http_from_another_machine_is_refused(site) -> None:
    answer = site.client().get("/sign-in", environ_base={"REMOTE_ADDR": "203.0.113.9"})
    assert answer.status_code == 403 and "https" in answer.text
    assert site.client().get("/health", environ_base={"REMOTE_ADDR": "203.0.113.9"}).status_code == 200


def test_forwarded_headers_are_believed_only_from_as_many_proxies_as_there_are(site_with: Callable) -> None:
    forwarded = {"X-Forwarded-For": "198.51.100.1, 203.0.113.9", "X-Forwarded-Proto": "https", "X-Forwarded-Host": "evil.test"} | SAME
    for proxies, seen in ((0, "127.0.0.1"), (1, "203.0.113.9")):
        site = site_with(proxies=proxies, https=True)
        site.client().post("/sign-in", data={"login": "kim", "password": "not the right one"}, headers=forwarded)
        with site.state.read() as session:
            assert store.audit.history(session, 1)[0].address == seen


def test_the_second_line_refuses_what_never_met_the_guard(site) -> None:
    site.server.before_request_funcs[None].pop(0)  # the guard is gone
    assert site.client().get("/").status_code == 401
    assert site.client().get("/_dash-layout").status_code == 401


@pytest.mark.parametrize(
    ("wanted", "follows"),
    [
        ("/overview?team=A&from=2025-01-01", "/overview?team=A&from=2025-01-01"),
        ("/", "/"),
        ("//evil.test", "/"),
        ("/\\evil.test", "/"),
        ("\\\\evil.test", "/"),
        ("/\t/evil.test", "/"),
        ("/\n/evil.test", "/"),
        (" /evil", "/"),
        ("https://evil.test/", "/"),
        ("https:evil.test", "/"),
        ("javascript:alert(1)", "/"),
        ("/a//evil.test", "/"),
        ("/x\r\nSet-Cookie: a=b", "/"),
        ("/a\tb", "/"),
        ("/sign-out", "/"),
        ("/_dash-layout", "/"),
        ("overview", "/"),
        ("/" + "a" * 3000, "/"),
        ("", "/"),
    ],
)
def test_next_leads_only_to_our_own_pages(wanted: str, follows: str) -> None:
    assert own_path(wanted) == follows


def test_after_signing_in_the_page_that_was_asked_for_opens(site) -> None:
    assert site.sign_in(site.client(), next="/goals?team=A").headers["Location"] == "/goals?team=A"
    assert site.sign_in(site.client(), next="//evil.test").headers["Location"] == "/home"
    assert 'name="next" value="/"' in site.client().get("/sign-in?next=//evil.test").text
