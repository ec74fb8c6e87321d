"""The cookies of the program, by one rule."""

from dataclasses import dataclass
from datetime import timedelta

from flask import Request
from werkzeug.wrappers import Response


@dataclass(frozen=True, slots=True)
class Cookie:
    """One cookie: never for scripts, never for other sites, and with https bound to this very host."""

    name: str
    https: bool
    lifetime: timedelta | None = None  # None: until the browser is closed

    @property
    def full_name(self) -> str:
        """The name on the wire. Browsers take `__Host-` only with Secure, Path=/ and no Domain; plain http has no Secure."""
        return f"__Host-{self.name}" if self.https else self.name

    def value(self, request: Request) -> str | None:
        """What the browser sent, or None."""
        return request.cookies.get(self.full_name)

    def give(self, response: Response, value: str) -> None:
        """Sets the cookie."""
        response.set_cookie(self.full_name, value, max_age=self.lifetime, path="/", secure=self.https, httponly=True, samesite="Lax")

    def take_back(self, response: Response) -> None:
        """Removes the cookie."""
        response.delete_cookie(self.full_name, path="/", secure=self.https, httponly=True, samesite="Lax")
