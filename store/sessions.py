"""A user session is a signed-in browser; only the hash of its token is kept."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ForeignKey, LargeBinary, String, delete, or_, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from store.schema import Base, Moment, value_of


class UserSessionRow(Base):
    __tablename__ = "user_sessions"

    token_hash: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    created_at: Mapped[datetime] = mapped_column(Moment)
    last_seen_at: Mapped[datetime] = mapped_column(Moment, index=True)
    address: Mapped[str] = mapped_column(String(100))


@dataclass(frozen=True)
class UserSession:
    """A signed-in browser, by the hash of its token."""

    token_hash: bytes
    user_id: int
    created_at: datetime
    last_seen_at: datetime
    address: str


def open_session(session: Session, token_hash: bytes, user_id: int, now: datetime, address: str) -> UserSession:
    """A new session of the user."""
    row = UserSessionRow(token_hash=token_hash, user_id=user_id, created_at=now, last_seen_at=now, address=address)
    session.add(row)
    session.flush()
    return value_of(UserSession, row)


def find(session: Session, token_hash: bytes) -> UserSession | None:
    """The session with that token, however old; None after it was closed."""
    row = session.get(UserSessionRow, token_hash)
    return value_of(UserSession, row) if row else None


def touch(session: Session, token_hash: bytes, now: datetime) -> None:
    """The session was used just now."""
    session.execute(update(UserSessionRow).where(UserSessionRow.token_hash == token_hash).values(last_seen_at=now))


def close(session: Session, token_hash: bytes) -> None:
    """End one session."""
    session.execute(delete(UserSessionRow).where(UserSessionRow.token_hash == token_hash))


def close_all(session: Session, user_id: int, but: bytes | None = None) -> None:
    """End the user's sessions; `but` is the token hash of one that stays."""
    ended = delete(UserSessionRow).where(UserSessionRow.user_id == user_id)
    session.execute(ended if but is None else ended.where(UserSessionRow.token_hash != but))


def sweep(session: Session, before: datetime, created_before: datetime | None = None) -> None:
    """Forget sessions not used since `before`, and those opened before `created_before`."""
    old = UserSessionRow.last_seen_at < before
    session.execute(delete(UserSessionRow).where(old if created_before is None else or_(old, UserSessionRow.created_at < created_before)))
