"""The person behind the running request."""

from dataclasses import dataclass

from flask import g

from access.roles import Right, Role
from errors import AccessError
from metrics.query import Scope
from metrics.text import Language


@dataclass(frozen=True, slots=True)
class Reader:
    """A signed-in user as this request sees him: read from state again on every request."""

    user_id: int
    login: str
    name: str
    role: Role
    scope: Scope
    language: Language

    def must(self, right: Right) -> None:
        """Nothing, where the reader has the right.

        Raises:
            AccessError: he has not.
        """
        if not self.role.may(right):
            raise AccessError(
                ko=f"{right.value.ko} 권한이 없습니다. 필요하시면 관리자에게 요청해 주세요.",
                en=f"You are not allowed to {right.value.en}. Ask your administrator if you need to.",
            )


def current_reader() -> Reader:
    """The reader of the running request.

    Raises:
        AccessError: nobody is signed in.
    """
    reader = g.get("reader")
    if not isinstance(reader, Reader):
        raise AccessError(ko="로그인이 필요합니다. 다시 로그인해 주세요.", en="You are not signed in. Please sign in again.")
    return reader
