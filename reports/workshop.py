"""What all documents of one installation are made with."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from metrics.feasts import Feast
from metrics.goal_book import CATALOG_GOALS, GoalBook
from metrics.query import Scope
from reports.letterhead import Letterhead
from reports.remarks import Occasions, TakenBack
from store.notes import Note


@dataclass(frozen=True)
class Workshop:
    """A company's letterhead, the feasts that its years are aligned by, the goals that it has set, and what is to be remarked on trends."""

    letterhead: Letterhead
    feasts: Sequence[Feast] = ()
    goals: GoalBook = CATALOG_GOALS
    notes: Sequence[Note] = ()  # of all teams: who makes a report picks those that are for its readers
    taken_back: Sequence[TakenBack] = ()

    def as_it_was(self, letterhead: Letterhead, decided: int, notes: Sequence[Note], taken_back: Sequence[TakenBack]) -> "Workshop":
        """The same with another letterhead, other remarks, and only so many goals decided: they are never rewritten, only added."""
        return replace(self, letterhead=letterhead, goals=GoalBook(self.goals.versions[:decided]), notes=notes, taken_back=taken_back)

    def occasions(self, scope: Scope) -> Occasions:
        """What remarks on trends are made from, as far as those may see it who see the rows of a scope."""
        notes = [note for note in self.notes if note.is_for(scope)]
        return Occasions(notes=notes, goals=self.goals, taken_back=self.taken_back, feasts=self.feasts)
