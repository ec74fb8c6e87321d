"""How long somebody who guessed wrong has to wait before the next try counts."""

import hashlib
import hmac
import ipaddress
from dataclasses import dataclass
from datetime import datetime, timedelta

import store.attempts
from store.state import Session

FREE_TRIES = 5  # per account
FREE_TRIES_PER_ADDRESS = 25  # a whole office may sit behind one address
FIRST_WAIT = timedelta(seconds=30)
LONGEST_WAIT = timedelta(minutes=15)
FORGOTTEN_AFTER = timedelta(hours=1)  # longer than the longest wait, or waiting it out would wipe the slate


@dataclass(frozen=True, slots=True)
class Throttle:
    """The waits of one installation, kept in state under keyed hashes: neither logins nor addresses can be read there."""

    secret: bytes

    def wait(self, session: Session, login: str, address: str, now: datetime) -> timedelta:
        """How long this account, from this address, still has to wait; zero when it need not."""
        return max(self._wait(session, key, free, now) for key, free in self._keys(login, address))

    def failed(self, session: Session, login: str, address: str, now: datetime) -> None:
        """Counts one wrong try against the account and against the address; what is an hour old is forgotten."""
        store.attempts.sweep(session, now - FORGOTTEN_AFTER)
        for key, _ in self._keys(login, address):
            store.attempts.record_failure(session, key, now)

    def succeeded(self, session: Session, login: str) -> None:
        """Clears the account. The address stays counted: else a guesser would clear it by signing in as himself."""
        store.attempts.clear(session, self._key("account", login))

    def _wait(self, session: Session, key: str, free: int, now: datetime) -> timedelta:
        count, last_at = store.attempts.failures(session, key)
        if count < free or last_at is None or now - last_at > FORGOTTEN_AFTER:
            return timedelta(0)
        doublings = min(count - free, 10)  # beyond LONGEST_WAIT anyway, and never an overflow
        return max(last_at + min(FIRST_WAIT * (1 << doublings), LONGEST_WAIT) - now, timedelta(0))

    def _keys(self, login: str, address: str) -> tuple[tuple[str, int], tuple[str, int]]:
        return (self._key("account", login), FREE_TRIES), (self._key("address", _neighbourhood(address)), FREE_TRIES_PER_ADDRESS)

    def _key(self, kind: str, value: str) -> str:
        return hmac.new(self.secret, f"{kind}:{value}".encode(), hashlib.sha256).hexdigest()


def _neighbourhood(address: str) -> str:
    """The address; of IPv6 the /64 network, since one line owns all of it."""
    try:
        known = ipaddress.ip_address(address)
    except ValueError:
        return address
    return str(ipaddress.ip_network((known, 64), strict=False)) if known.version == 6 else str(known)
