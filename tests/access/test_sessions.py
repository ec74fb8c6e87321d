"""How long a session lives, and what ends it."""

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import time_machine

from access.passwords import hashed
from access.people import change_password, change_role, disable, reset_password
from access.roles import Role
from access.sessions import token_hash
from access.throttle import Throttle
from store.users import by_login, set_active, set_password_hash

PASSWORD = "paper lantern 7 river"
ANOTHER = "seven quiet herons wade"


def _is_live(client) -> bool:
    return client.get("/_dash-layout").status_code == 200


def test_a_session_ends_after_half_an_hour_without_a_request(site) -> None:
    with time_machine.travel("2031-03-03T00:00:00Z", tick=False) as clock:
        client = site.signed_in()
        for _ in range(3):
            clock.shift(timedelta(minutes=29))
            assert _is_live(client)
        clock.shift(timedelta(minutes=30))
        assert not _is_live(client)


def test_a_session_ends_after_twelve_hours_however_busy(site) -> None:
    with time_machine.travel("2031-03-03T00:00:00Z", tick=False) as clock:
        client = site.signed_in()
        for _ in range(35):
            clock.shift(timedelta(minutes=20))
            assert _is_live(client)
        clock.shift(timedelta(minutes=20))
        assert not _is_live(client)


def test_both_limits_can_be_set(site_with) -> None:
    site = site_with(idle_minutes=5, session_hours=1)
    with time_machine.travel("2031-03-03T00:00:00Z", tick=False) as clock:
        client = site.signed_in()
        clock.shift(timedelta(minutes=5))
        assert not _is_live(client)


def test_a_disabled_user_is_out_at_the_next_request_in_every_browser(site) -> None:
    first, second, other = site.signed_in("lee"), site.signed_in("lee"), site.signed_in("kim")
    disable(site.state, "lee")
    assert (_is_live(first), _is_live(second), _is_live(other)) == (False, False, True)


def test_an_inactive_user_is_out_even_while_his_session_is_kept(site) -> None:
    client = site.signed_in("lee")
    with site.state.write() as session:
        set_active(session, by_login(session, "lee").id, False)
    assert not _is_live(client)


def test_another_team_or_role_holds_from_the_next_request(site) -> None:
    client = site.signed_in("lee")
    assert site.ask(client).json["response"]["who"]["children"] == "lee ['서울'] ko"
    change_role(site.state, "lee", Role.TEAM_LEAD, ["부산", "대구"])
    assert site.ask(client).json["response"]["who"]["children"] == "lee ['대구', '부산'] ko"
    change_role(site.state, "lee", Role.EXECUTIVE, [])
    assert site.ask(client).json["response"]["who"]["children"] == "lee [] ko"
    assert site.ask(client, "goals").status_code == 403


def test_a_new_password_ends_the_sessions(site) -> None:
    client = site.signed_in()
    change_password(site.state, "kim", PASSWORD, ANOTHER, "한빛상사", Throttle(b"key"))
    assert not _is_live(client)
    assert site.sign_in(site.client()).status_code == 401
    assert site.sign_in(site.client(), "kim", ANOTHER).status_code == 303


def test_a_new_password_leaves_the_session_that_set_it(site) -> None:
    client, elsewhere = site.signed_in(), site.signed_in()
    keep = token_hash(client.get_cookie("dangol").value)
    change_password(site.state, "kim", PASSWORD, ANOTHER, "한빛상사", Throttle(b"key"), keep=keep)
    assert (_is_live(client), _is_live(elsewhere)) == (True, False)


def test_an_old_password_that_was_checked_before_it_was_changed_opens_nothing(site) -> None:
    with ThreadPoolExecutor(1) as pool:
        with site.state.write() as session:
            user = by_login(session, "kim")
            answer = pool.submit(lambda: site.sign_in(site.client()))
            time.sleep(1.5)  # the old password is checked by now, and the answer waits for this session
            set_password_hash(session, user.id, hashed(ANOTHER), datetime.now(UTC))
        assert answer.result().status_code == 401
    assert site.sign_in(site.client(), "kim", ANOTHER).status_code == 303


def test_a_password_reset_by_the_administrator_ends_the_sessions(site) -> None:
    client = site.signed_in()
    reset_password(site.state, "kim", ANOTHER, "한빛상사", by="admin")
    assert not _is_live(client)
    assert site.sign_in(site.client(), "kim", ANOTHER).status_code == 303


def test_the_database_holds_no_token_login_key_or_address_key_in_clear(site, tmp_path) -> None:
    client = site.signed_in()
    site.sign_in(site.client(), "somebody-unknown", "wrong-password-typed")
    token = client.get_cookie("dangol").value.encode()
    kept = b"".join(part.read_bytes() for part in tmp_path.rglob("state0.sqlite3*"))
    assert b"kim" in kept
    for secret in (token[:16], PASSWORD.encode(), b"somebody-unknown", b"wrong-password-typed"):
        assert secret not in kept


def test_tokens_are_256_random_bits(site) -> None:
    tokens = {site.signed_in().get_cookie("dangol").value for _ in range(3)}
    assert len(tokens) == 3 and all(len(token) == 43 for token in tokens)
