"""Pages as they were laid out before, for everybody who is to see the same.

A page is kept under all that it is made from: its address, what its reader may do and see, and the revision of the state, with which every
page of an earlier one goes. Who the reader is, is no part of it: a kept page is laid out for somebody without a name, and the place of
the account is left open.
"""

import secrets
import zlib
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock
from typing import Self

from dash import html
from dash.development.base_component import Component
from flask import Flask, Response, g
from plotly.io.json import to_json_plotly

from access.roles import Role
from dashboards.still import stilled
from metrics.query import Scope
from metrics.text import Language, Text

_KEY = "laid_out"
MOST = 512  # pages; one takes 5 to 25 kB
PLACE = html.Div(id="account-place")  # of what differs from reader to reader
QUICK = 1  # zlib's level, of 9: a page is packed while its first reader waits


@dataclass(frozen=True)
class Asked:
    """What tells one kept page from another."""

    address: str
    role: Role
    scope: Scope
    language: Language
    refused: tuple[Text, ...]  # what was asked for that could not be had, which the page says


@dataclass(frozen=True)
class LaidOut:
    """A page as JSON. Dash sends it as it does components, and is spared to take it apart and to put it together again."""

    text: str

    @classmethod
    def of(cls, page: Component) -> Self:
        """A laid-out page."""
        return cls(to_json_plotly(stilled(page)))

    def to_plotly_json(self) -> str:
        """What holds its place in the answer until that is complete: a word that stands nowhere else, since nobody can guess it."""
        word = secrets.token_hex()
        g.setdefault(_KEY, {})[word] = self.text
        return word


class KeptPages:
    """The pages of one revision of the state. Those that were looked at least recently go first."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._revision = ""
        self._packed: OrderedDict[Asked, bytes] = OrderedDict()
        self._lock = Lock()

    def page(self, revision: str, asked: Asked, laid_out: Callable[[], Component], account: Component) -> LaidOut:
        """The kept page, or what is laid out now, with the account of its reader in it.

        Args:
            revision: of before anything that the page is made from was read.
        """
        packed = self._found(revision, asked)
        if packed is None:
            packed = zlib.compress(LaidOut.of(laid_out()).text.encode(), QUICK)
            self._keep(revision, asked, packed)
        # No text inside the page can be mistaken for the place: JSON writes quotes within texts otherwise.
        return LaidOut(zlib.decompress(packed).decode().replace(to_json_plotly(PLACE), LaidOut.of(account).text))

    def _found(self, revision: str, asked: Asked) -> bytes | None:
        with self._lock:
            if revision != self._revision:
                self._packed.clear()
                self._revision = revision
            if asked in self._packed:
                self._packed.move_to_end(asked)
            return self._packed.get(asked)

    def _keep(self, revision: str, asked: Asked, packed: bytes) -> None:
        with self._lock:
            if revision != self._revision:  # it changed while the page was laid out
                return
            self._packed[asked] = packed
            if len(self._packed) > self._most:
                self._packed.popitem(last=False)


def register(server: Flask) -> None:
    """Has pages that are JSON already put into the answers that wait for them. To be registered after whatever packs answers."""

    @server.after_request
    def put_in(response: Response) -> Response:
        for word, text in g.pop(_KEY, {}).items():
            response.set_data(response.get_data().replace(f'"{word}"'.encode(), text.encode()))
        return response
