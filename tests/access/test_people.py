"""Adding and changing users."""

from datetime import UTC, datetime, timedelta

import pytest

import store.audit
from access.people import add_user, change_password, change_role, disable
from access.roles import Right, Role
from access.throttle import Throttle
from errors import AccessError, UserError

PASSWORD = "paper lantern 7 river"
COMPANY = "한빛상사"


def test_an_added_user_signs_in(site) -> None:
    user = add_user(site.state, " Park.Jihoon ", "박지훈", Role.DATA_ADMIN, None, "seven quiet herons wade", COMPANY)
    assert (user.login, user.role, user.teams) == ("park.jihoon", "data_admin", None)
    assert site.sign_in(site.client(), "park.jihoon", "seven quiet herons wade").status_code == 303


@pytest.mark.parametrize("login", ["", "k", "kim@hanbit.test", "kim lee", "../etc", "kim\n", "k" * 65, "<b>kim</b>", "kim\0"])
def test_a_login_is_a_plain_word(site, login: str) -> None:
    with pytest.raises(UserError, match=r"login"):
        add_user(site.state, login + ("" if login != "kim\n" else "x y"), "이름", Role.ADMIN, None, PASSWORD, COMPANY)


def test_a_login_is_taken_in_any_case(site) -> None:
    with pytest.raises(UserError, match="taken"):
        add_user(site.state, "KIM", "다른 사람", Role.EXECUTIVE, None, PASSWORD, COMPANY)


def test_a_weak_password_adds_nobody(site) -> None:
    with pytest.raises(UserError):
        add_user(site.state, "park", "박지훈", Role.EXECUTIVE, None, "password1234", COMPANY)
    assert site.sign_in(site.client(), "park", "password1234").status_code == 401


@pytest.mark.parametrize("teams", [None, [], ["  "]])
def test_a_team_lead_needs_a_team(site, teams: list[str] | None) -> None:
    with pytest.raises(UserError, match="at least one team"):
        add_user(site.state, "park", "박지훈", Role.TEAM_LEAD, teams, PASSWORD, COMPANY)


def test_changing_a_user_that_is_not_there_says_so(site) -> None:
    with pytest.raises(UserError, match="no user"):
        disable(site.state, "nobody")


def test_every_change_is_recorded(site) -> None:
    change_role(site.state, "lee", Role.EXECUTIVE, None, by="admin", address="10.0.0.7")
    disable(site.state, "lee", by="admin", address="10.0.0.7")
    with site.state.read() as session:
        kept = store.audit.history(session, 5)
    assert [(one.actor, one.address, one.action, one.object_, one.reason) for one in reversed(kept)] == [
        ("cli", "", "user-added", "kim", "executive"),
        ("cli", "", "user-added", "lee", "team_lead"),
        ("cli", "", "user-added", "admin", "admin"),
        ("admin", "10.0.0.7", "user-changed", "lee", "team_lead -> executive"),
        ("admin", "10.0.0.7", "user-disabled", "lee", ""),
    ]


def test_only_who_knows_the_old_password_sets_a_new_one(site) -> None:
    throttle = Throttle(b"key")
    for _ in range(5):
        with pytest.raises(AccessError):
            change_password(site.state, "kim", "not the right one", "seven quiet herons wade", COMPANY, throttle)
    with pytest.raises(AccessError):  # now the right one has to wait
        change_password(site.state, "kim", PASSWORD, "seven quiet herons wade", COMPANY, throttle)
    with site.state.read() as session:
        assert throttle.wait(session, "kim", "", datetime.now(UTC)) > timedelta(0)


def test_what_each_role_may_do() -> None:
    matrix = {role.value: {right.name for right in Right if role.may(right)} for role in Role}
    assert matrix == {
        "executive": {"BROWSE"},
        "team_lead": {"BROWSE", "STEER", "CONTACT", "SCHEDULE"},
        "data_admin": {"BROWSE", "FEED", "SCHEDULE"},
        "admin": {"BROWSE", "STEER", "CONTACT", "FEED", "SCHEDULE", "ADMINISTER"},
    }
