"""A user is a person who signs in to Dangol; a customer never is one."""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import JSON, String, Text, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, Session, mapped_column

from errors import UserError
from store.schema import Base, Moment, value_of


class UserRow(Base):
    __tablename__ = "users"

    id: Mapped[int] = mapped_column(primary_key=True)
    login: Mapped[str] = mapped_column(String(200), unique=True)
    name: Mapped[str] = mapped_column(Text)
    role: Mapped[str] = mapped_column(String(30))
    teams: Mapped[list[str] | None] = mapped_column(JSON(none_as_null=True))
    language: Mapped[str] = mapped_column(String(2))
    is_active: Mapped[bool]
    password_hash: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(Moment)
    password_changed_at: Mapped[datetime] = mapped_column(Moment)
    email: Mapped[str | None] = mapped_column(String(254))


@dataclass(frozen=True)
class User:
    """A person who may sign in. `teams` are those whose rows they see; None means all teams, an empty tuple none.

    `email` is where reports are sent; None where nobody has given it.
    """

    id: int
    login: str
    name: str
    role: str
    teams: tuple[str, ...] | None
    language: str
    is_active: bool
    password_hash: str
    created_at: datetime
    password_changed_at: datetime
    email: str | None = None


def add(
    session: Session, *, login: str, name: str, role: str, teams: Iterable[str] | None, language: str, password_hash: str, now: datetime
) -> User:
    """A new, active user.

    Raises:
        UserError: somebody has that login already (whatever its case).
    """
    row = UserRow(
        login=folded(login),
        name=name,
        role=role,
        teams=_listed(teams),
        language=language,
        is_active=True,
        password_hash=password_hash,
        created_at=now,
        password_changed_at=now,
    )
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError as taken:
        raise UserError(
            ko=f"아이디 '{login}'은(는) 이미 사용 중입니다. 다른 아이디를 입력해 주세요.",
            en=f"The login '{login}' is taken. Choose another one.",
        ) from taken
    return _value(row)


def by_login(session: Session, login: str) -> User | None:
    """The user who signs in as `login`, in whatever case it was typed."""
    row = session.scalars(select(UserRow).where(UserRow.login == folded(login))).first()
    return _value(row) if row else None


def by_id(session: Session, id: int) -> User | None:
    """The user with that id."""
    row = session.get(UserRow, id)
    return _value(row) if row else None


def all_users(session: Session) -> list[User]:
    """Every user, active or not, by login."""
    return [_value(row) for row in session.scalars(select(UserRow).order_by(UserRow.login))]


def set_password_hash(session: Session, user_id: int, password_hash: str, now: datetime | None = None) -> None:
    """Keep a new hash. Without `now` it is the same password, hashed anew, and its age stays."""
    changed = {"password_hash": password_hash} | ({"password_changed_at": now} if now else {})
    session.execute(update(UserRow).where(UserRow.id == user_id).values(**changed))


def set_active(session: Session, user_id: int, is_active: bool) -> None:
    """Let the user sign in, or no more."""
    session.execute(update(UserRow).where(UserRow.id == user_id).values(is_active=is_active))


def set_role_and_teams(session: Session, user_id: int, role: str, teams: Iterable[str] | None) -> None:
    """What the user may do and whose rows they see, from the next request on."""
    session.execute(update(UserRow).where(UserRow.id == user_id).values(role=role, teams=_listed(teams)))


def set_language(session: Session, user_id: int, language: str) -> None:
    """The language that the user reads in."""
    session.execute(update(UserRow).where(UserRow.id == user_id).values(language=language))


def set_email(session: Session, user_id: int, email: str | None) -> None:
    """Where the user's reports are sent, or no more."""
    session.execute(update(UserRow).where(UserRow.id == user_id).values(email=email))


def folded(login: str) -> str:
    """A login as it is kept and compared: " Kim.Minji " and "kim.minji" are one person."""
    return unicodedata.normalize("NFC", login.strip()).casefold()


def _listed(teams: Iterable[str] | None) -> list[str] | None:
    return None if teams is None else [unicodedata.normalize("NFC", team) for team in teams]


def _value(row: UserRow) -> User:
    return value_of(User, row, teams=None if row.teams is None else tuple(row.teams))
