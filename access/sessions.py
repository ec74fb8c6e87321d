"""Sessions: a random token in the browser, its hash in state, and the reader behind it."""

import hashlib
import re
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import store.sessions
import store.users
from access.reader import Reader
from access.roles import Role
from metrics.query import Scope
from metrics.text import language
from store.state import Session, State

TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")  # 256 bits in base64
# Only this often is "last seen" written: a page asks a dozen times a second, and a write waits for the loader.
SEEN_EVERY = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Sessions:
    """The live sessions of one installation. Whether one lives is decided on every request, from state."""

    state: State
    idle: timedelta
    longest: timedelta

    def start(self, session: Session, user_id: int, address: str, *, instead_of: str | None) -> str:
        """A new token for the user, in the caller's transaction. The token that was sent before is dead."""
        token = secrets.token_urlsafe(32)
        if instead_of is not None:
            self.end(session, instead_of)
        now = datetime.now(UTC)
        store.sessions.sweep(session, now - self.idle, created_before=now - self.longest)
        store.sessions.open_session(session, token_hash(token), user_id, now, address)
        return token

    def end(self, session: Session, token: str) -> None:
        """Ends the token's session, if it has one."""
        if TOKEN.fullmatch(token):
            store.sessions.close(session, token_hash(token))

    def reader(self, token: str | None, chosen: str | None) -> Reader | None:
        """The user behind the token, in the chosen language or his own; None unless the session lives and the user is active."""
        if token is None or not TOKEN.fullmatch(token):
            return None
        now = datetime.now(UTC)
        with self.state.read() as session:
            kept = store.sessions.find(session, token_hash(token))
            if kept is None or now - kept.created_at >= self.longest or now - kept.last_seen_at >= self.idle:
                return None
            user = store.users.by_id(session, kept.user_id)
        if user is None or not user.is_active:
            return None
        if now - kept.last_seen_at >= min(SEEN_EVERY, self.idle / 10):
            with self.state.write() as session:
                store.sessions.touch(session, kept.token_hash, now)
        return Reader(
            user_id=user.id,
            login=user.login,
            name=user.name,
            role=Role(user.role),  # type: ignore[call-arg]  # looked up by value; its __new__ is for the declaration
            scope=Scope(teams=None if user.teams is None else frozenset(user.teams)),
            language=language(chosen, otherwise=language(user.language, otherwise="ko")),
        )


def token_hash(token: str) -> bytes:
    """What state keeps instead of the token. SHA-256 is enough: nobody guesses 256 random bits."""
    return hashlib.sha256(token.encode()).digest()
