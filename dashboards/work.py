"""Long work that somebody started and looks at while it goes on: one piece at a time for each person, one after the other for all."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

Step = Callable[[str, float], None]


@dataclass
class Piece:
    """One piece of work: what for, how far it is, and what came of it."""

    about: str
    stage: str = "wait"
    share: float = 0.0
    outcome: "Future[Any]" = field(default_factory=Future)

    @property
    def is_done(self) -> bool:
        return self.outcome.done()

    def step(self, stage: str, share: float) -> None:
        """Says how far it is."""
        self.stage, self.share = stage, share


@dataclass
class Work:
    """The work of one installation's people."""

    by_login: dict[str, Piece] = field(default_factory=dict)
    pool: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(1, thread_name_prefix="dangol-work"))

    def start(self, login: str, about: str, does: Callable[[Step], Any]) -> Piece:
        """Starts a piece of work in place of the last one; one that is still going on goes on, and is returned."""
        going = self.by_login.get(login)
        if going is not None and not going.is_done:
            return going
        piece = Piece(about)
        piece.outcome = self.pool.submit(does, piece.step)
        self.by_login[login] = piece
        return piece

    def of(self, login: str, about: str) -> Piece | None:
        """Somebody's last piece of work, if it was about this."""
        piece = self.by_login.get(login)
        return piece if piece is not None and piece.about == about else None
