"""Signing in and out: what is the same for every reason, what dies, what is recorded."""

import json
import logging
import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from statistics import median
from time import perf_counter

import pytest
import time_machine
from argon2 import PasswordHasher

import store.audit
import store.users
from access import passwords
from access.people import disable
from access.throttle import Throttle

PASSWORD = "paper lantern 7 river"
SECRET = b"a key that only this test knows, 32+"
SAME = {"Sec-Fetch-Site": "same-origin"}
WRONG = "아이디 또는 비밀번호가 맞지 않습니다"


def _shape(page: str) -> str:
    return re.sub(r'value="[^"]*"', "", page)


def test_unknown_user_wrong_password_and_disabled_user_get_the_same_answer(site) -> None:
    disable(site.state, "lee")
    answers = [
        site.sign_in(site.client(), "nobody", PASSWORD),
        site.sign_in(site.client(), "kim", "not the right one"),
        site.sign_in(site.client(), "lee", PASSWORD),
        site.sign_in(site.client(), "bad\0login' OR 1=1 --", PASSWORD),
        site.sign_in(site.client(), "kim", PASSWORD.upper()),
        site.sign_in(site.client(), "kim", PASSWORD + " "),
    ]
    assert {one.status_code for one in answers} == {401}
    assert len({_shape(one.text) for one in answers}) == 1 and WRONG in answers[0].text
    assert all("Set-Cookie" not in one.headers for one in answers)


def test_an_unknown_user_takes_as_long_as_a_wrong_password(site) -> None:
    with site.state.read() as session:
        known = store.users.by_login(session, "kim").password_hash
    passwords.matches("warm up", None)
    took: dict[str | None, list[float]] = {known: [], None: []}
    for _ in range(8):
        for kept in (known, None):
            began = perf_counter()
            assert not passwords.matches("not the right one", kept)
            took[kept].append(perf_counter() - began)
    assert median(took[None]) == pytest.approx(median(took[known]), rel=0.6)  # shared cores; without the work it is a hundredth


def test_the_login_is_folded_and_the_password_is_not(site) -> None:
    assert site.sign_in(site.client(), "  KIM ").status_code == 303


def test_signing_in_gives_a_new_token_and_kills_the_one_sent_before(site) -> None:
    client = site.signed_in()
    before = client.get_cookie("dangol").value
    assert site.sign_in(client).status_code == 303
    assert client.get_cookie("dangol").value != before
    thief = site.client()
    thief.set_cookie("dangol", before)
    assert thief.get("/_dash-layout").status_code == 401


def test_a_token_that_was_planted_in_the_browser_is_never_adopted(site) -> None:
    planted = "A" * 43
    client = site.client()
    client.set_cookie("dangol", planted)
    site.sign_in(client)
    assert client.get_cookie("dangol").value != planted
    thief = site.client()
    thief.set_cookie("dangol", planted)
    assert thief.get("/_dash-layout").status_code == 401


def test_after_signing_out_the_old_cookie_is_dead_and_the_browser_forgets(site) -> None:
    client = site.signed_in()
    token = client.get_cookie("dangol").value
    answer = client.post("/sign-out", headers=SAME)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/sign-in?notice=signed-out")
    assert '"cache", "storage"' in answer.headers["Clear-Site-Data"]
    assert client.get_cookie("dangol") is None
    replay = site.client()
    replay.set_cookie("dangol", token)
    assert replay.get("/_dash-layout").status_code == 401
    assert "로그아웃했습니다" in client.get(answer.headers["Location"]).text


def test_signing_out_by_a_link_does_nothing(site) -> None:
    client = site.signed_in()
    assert client.get("/sign-out").status_code in (404, 405, 200)
    assert client.get("/_dash-layout").status_code == 200


@pytest.mark.parametrize(("https", "names"), [(True, {"__Host-dangol", "__Host-dangol-language"}), (False, {"dangol", "dangol-language"})])
def test_every_cookie_is_bound_to_the_host_and_closed_to_scripts(site_with: Callable, https: bool, names: set[str]) -> None:
    site = site_with(https=https)
    client = site.client()
    answers = [
        client.get("/sign-in?language=en", base_url=site.base),
        site.sign_in(client),
        client.post("/sign-out", headers=SAME, base_url=site.base),
    ]
    cookies = [cookie for one in answers for cookie in one.headers.getlist("Set-Cookie")]
    assert {cookie.partition("=")[0] for cookie in cookies} == names and len(cookies) == 3
    for cookie in cookies:
        assert "HttpOnly" in cookie and "SameSite=Lax" in cookie and "Path=/" in cookie and "Domain" not in cookie
        assert ("Secure" in cookie) is https


def test_five_wrong_passwords_lock_the_account_even_for_the_right_one_and_others_not(site) -> None:
    with time_machine.travel("2031-03-03T00:00:00Z", tick=False) as clock:
        for _ in range(5):
            assert site.sign_in(site.client(), "kim", "not the right one").status_code == 401
        locked = site.sign_in(site.client(), "kim")
        assert locked.status_code == 429 and "너무 많았습니다" in locked.text and int(locked.headers["Retry-After"]) <= 31
        assert site.sign_in(site.client(), "lee").status_code == 303
        clock.shift(timedelta(seconds=31))
        assert site.sign_in(site.client(), "kim").status_code == 303
        assert site.sign_in(site.client(), "kim", "not the right one").status_code == 401
        assert site.sign_in(site.client(), "kim").status_code == 303  # the count began anew


def test_an_unknown_login_is_locked_like_a_known_one(site) -> None:
    for _ in range(5):
        site.sign_in(site.client(), "nobody", "not the right one")
    assert site.sign_in(site.client(), "nobody", "not the right one").status_code == 429


def test_each_further_failure_doubles_the_wait_up_to_fifteen_minutes(site) -> None:
    waits = []
    with time_machine.travel("2031-03-03T00:00:00Z", tick=False) as clock:
        for _ in range(5):
            site.sign_in(site.client(), "kim", "not the right one")
        for _ in range(7):
            wait = int(site.sign_in(site.client(), "kim").headers["Retry-After"])
            waits.append(wait - 1)
            clock.shift(timedelta(seconds=wait))
            assert site.sign_in(site.client(), "kim", "not the right one").status_code == 401
    assert waits == [30, 60, 120, 240, 480, 900, 900]


def test_one_address_that_tries_many_accounts_has_to_wait(site) -> None:
    with site.state.write() as session:
        for number in range(24):
            Throttle(SECRET).failed(session, f"guess{number}", "127.0.0.1", datetime.now(UTC))
    assert site.sign_in(site.client(), "guess24", "not the right one").status_code == 401
    assert site.sign_in(site.client(), "kim").status_code == 429
    elsewhere = {"REMOTE_ADDR": "127.0.0.2"}
    assert (
        site.client().post("/sign-in", data={"login": "kim", "password": PASSWORD}, headers=SAME, environ_base=elsewhere).status_code == 303
    )


def test_many_guesses_at_the_same_moment_count_each(site) -> None:
    site.client().get("/sign-in")
    with ThreadPoolExecutor(12) as pool:
        answers = list(pool.map(lambda _: site.sign_in(site.client(), "kim", "not the right one").status_code, range(12)))
    assert sorted(answers) == [401] * 5 + [429] * 7


def test_a_hash_with_old_parameters_is_renewed_at_the_next_sign_in(site) -> None:
    old = PasswordHasher(time_cost=1, memory_cost=8192, parallelism=1).hash(PASSWORD)
    with site.state.write() as session:
        user = store.users.by_login(session, "kim")
        store.users.set_password_hash(session, user.id, old)
    assert site.sign_in(site.client()).status_code == 303
    with site.state.read() as session:
        renewed = store.users.by_login(session, "kim")
    assert renewed.password_hash != old and not passwords.is_outdated(renewed.password_hash)
    assert renewed.password_changed_at == user.password_changed_at
    assert site.sign_in(site.client()).status_code == 303


def test_the_page_is_in_the_language_that_was_chosen_and_remembers_it(site) -> None:
    client = site.client()
    assert 'lang="ko"' in client.get("/sign-in").text
    assert "Ask your company" in client.get("/sign-in?language=en").text
    assert '<html lang="en">' in client.get("/sign-in").text
    site.sign_in(client)
    assert site.ask(client).json["response"]["who"]["children"] == "kim all en"
    assert '<html lang="en">' in client.get("/sign-in?language=xx").text


def test_what_is_typed_comes_back_escaped_and_the_password_never(site) -> None:
    page = site.sign_in(site.client(), '"><script>alert(1)</script>', "secret that was typed").text
    assert "<script>" not in page and "&lt;script&gt;" in page and "secret that was typed" not in page


def test_an_ended_session_is_told_so(site) -> None:
    client = site.client()
    client.set_cookie("dangol", "B" * 43)
    answer = client.get("/overview", headers={"Accept": "text/html"})
    assert "로그인 시간이 만료되었습니다" in client.get(answer.headers["Location"]).text


def test_sign_ins_are_recorded_in_state_and_log_without_password_token_or_what_a_stranger_typed(
    site, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO, "dangol"):
        client = site.signed_in()
        token = client.get_cookie("dangol").value
        site.sign_in(site.client(), "kim", "wrong-password-typed")
        site.sign_in(site.client(), "typed-password-in-login\r\n{forged}", "x")
        client.post("/sign-out", headers=SAME)
    lines = [json.loads(record.message) for record in caplog.records]
    assert [(line["action"], line["user"], line["object"]) for line in lines] == [
        ("signed-in", "kim", ""),
        ("sign-in-failed", "", "kim"),
        ("sign-in-failed", "", ""),
        ("signed-out", "kim", ""),
    ]
    assert all(line["time"].endswith("+00:00") and line["address"] == "127.0.0.1" and line["count"] == 1 for line in lines)
    with site.state.read() as session:
        kept = store.audit.history(session, 4)
        assert store.audit.verify(session) is None
    assert [one.action for one in reversed(kept)] == [line["action"] for line in lines]
    said = caplog.text + repr(kept)
    assert not any(secret in said for secret in (PASSWORD, token, "wrong-password-typed", "typed-password-in-login", "forged"))
