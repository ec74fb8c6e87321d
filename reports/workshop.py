"""What all documents of one installation are made with."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from metrics.feasts import Feast
from metrics.goal_book import CATALOG_GOALS, GoalBook
from reports.letterhead import Letterhead


@dataclass(frozen=True)
class Workshop:
    """A company's letterhead, the feasts that its years are aligned by, and the goals that it has set."""

    letterhead: Letterhead
    feasts: Sequence[Feast] = ()
    goals: GoalBook = CATALOG_GOALS

    def as_it_was(self, letterhead: Letterhead, decided: int) -> "Workshop":
        """The same with another letterhead, when only so many goals had been decided: they are never rewritten, only added."""
        return replace(self, letterhead=letterhead, goals=GoalBook(self.goals.versions[:decided]))
