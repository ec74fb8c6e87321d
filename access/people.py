"""Who may sign in: adding users, changing what they may do, letting them go."""

import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

import store.sessions
import store.users
from access import passwords
from access.audit import Event, record
from access.roles import Role
from access.throttle import Throttle
from errors import AccessError, UserError
from metrics.text import Language
from reports.address import checked_address
from store.state import Session, State
from store.users import User

# Letters of any script, digits and . _ - : no "@", so that no e-mail address gets into the records.
LOGIN = re.compile(r"\w[\w.-]{1,63}")
LONGEST_NAME = 100


def add_user(
    state: State,
    login: str,
    name: str,
    role: Role,
    teams: Iterable[str] | None,
    password: str,
    company: str,
    *,
    language: Language = "ko",
    by: str = "cli",
    address: str = "",
) -> User:
    """A new user who may sign in at once. `teams` None means the rows of all teams.

    Raises:
        UserError: the login is taken or unfit, the name is missing, a team lead has no team, the password would be guessed.
    """
    login, name = store.users.folded(login), name.strip()
    if not LOGIN.fullmatch(login):
        raise UserError(
            ko="아이디는 2자에서 64자까지, 글자와 숫자, 점(.), 밑줄(_), 붙임표(-)만 쓸 수 있습니다. 이메일 주소는 쓸 수 없습니다.",
            en="A login has 2 to 64 letters, digits, dots, underscores or hyphens. It cannot be an e-mail address.",
        )
    if not name or len(name) > LONGEST_NAME or not name.isprintable():
        raise UserError(
            ko=f"이름을 한 줄로 {LONGEST_NAME}자 이내로 입력해 주세요.",
            en=f"Give a name of at most {LONGEST_NAME} characters, on one line.",
        )
    kept_teams = _teams(role, teams)
    passwords.require_strong(password, login, company)
    password_hash = passwords.hashed(password)
    with state.write() as session:
        user = store.users.add(
            session,
            login=login,
            name=name,
            role=role.value,
            teams=kept_teams,
            language=language,
            password_hash=password_hash,
            now=datetime.now(UTC),
        )
        record(session, Event.USER_ADDED, actor=by, address=address, about=login, reason=role.value)
    return user


def change_role(state: State, login: str, role: Role, teams: Iterable[str] | None, *, by: str = "cli", address: str = "") -> None:
    """Gives the user another role and other teams, from the next request on.

    Raises:
        UserError: nobody has that login, or a team lead would have no team.
    """
    kept_teams = _teams(role, teams)
    with state.write() as session:
        user = _known(session, login)
        store.users.set_role_and_teams(session, user.id, role.value, kept_teams)
        record(session, Event.USER_CHANGED, actor=by, address=address, about=user.login, reason=f"{user.role} -> {role.value}")


def set_email(state: State, login: str, email: str | None, domains: Iterable[str], *, by: str = "cli", address: str = "") -> None:
    """Where the user's reports are sent from now on; None for nowhere.

    Raises:
        UserError: nobody has that login, or mail may not be sent there.
    """
    checked = None if email is None else checked_address(email, tuple(domains))
    with state.write() as session:
        user = _known(session, login)
        store.users.set_email(session, user.id, checked)
        record(session, Event.USER_CHANGED, actor=by, address=address, about=user.login, reason="email")


def disable(state: State, login: str, *, by: str = "cli", address: str = "") -> None:
    """Ends the user's sessions and lets him sign in no more.

    Raises:
        UserError: nobody has that login.
    """
    with state.write() as session:
        user = _known(session, login)
        store.users.set_active(session, user.id, False)
        store.sessions.close_all(session, user.id)
        record(session, Event.USER_DISABLED, actor=by, address=address, about=user.login)


def change_password(
    state: State, login: str, old: str, new: str, company: str, throttle: Throttle, *, keep: bytes | None = None, address: str = ""
) -> None:
    """The user's own new password. His other sessions end; `keep` is the token hash of the one that stays.

    Raises:
        AccessError: the old password is wrong, or was wrong too often.
        UserError: the new one would be guessed.
    """
    passwords.require_strong(new, login, company)
    with state.read() as session:
        user = store.users.by_login(session, login)
    is_right = passwords.matches(old, user.password_hash if user is not None and user.is_active else None)
    new_hash = passwords.hashed(new)
    now = datetime.now(UTC)
    with state.write() as session:
        wait = throttle.wait(session, store.users.folded(login), address, now)
        is_right = is_right and user is not None and wait == timedelta(0)
        if is_right and user is not None:
            store.users.set_password_hash(session, user.id, new_hash, now)
            store.sessions.close_all(session, user.id, but=keep)
            record(session, Event.PASSWORD_CHANGED, actor=user.login, address=address, about=user.login)
        elif wait == timedelta(0):
            throttle.failed(session, store.users.folded(login), address, now)
    if not is_right:
        raise AccessError(
            ko="지금 쓰는 비밀번호가 맞지 않거나 시도가 너무 많았습니다. 잠시 뒤 다시 시도해 주세요.",
            en="The current password is not right, or was tried too often. Please try again later.",
        )


def reset_password(state: State, login: str, password: str, company: str, *, by: str = "cli", address: str = "") -> None:
    """A new password from somebody who administers users. All sessions of the user end.

    Raises:
        UserError: nobody has that login, or the password would be guessed.
    """
    passwords.require_strong(password, login, company)
    password_hash = passwords.hashed(password)
    with state.write() as session:
        user = _known(session, login)
        store.users.set_password_hash(session, user.id, password_hash, datetime.now(UTC))
        store.sessions.close_all(session, user.id)
        record(session, Event.PASSWORD_CHANGED, actor=by, address=address, about=user.login)


def _known(session: Session, login: str) -> User:
    user = store.users.by_login(session, login)
    if user is None:
        raise UserError(
            ko="그런 아이디의 사용자가 없습니다. 아이디를 확인해 주세요.", en="There is no user with that login. Check the login."
        )
    return user


def _teams(role: Role, teams: Iterable[str] | None) -> tuple[str, ...] | None:
    kept = None if teams is None else tuple(dict.fromkeys(team.strip() for team in teams if team.strip()))
    if role is Role.TEAM_LEAD and not kept:
        raise UserError(ko="팀장에게는 팀을 하나 이상 지정해 주세요.", en="A team lead needs at least one team. Name it.")
    return kept
