"""The line of a goal beside a trend: level while it stays, in steps where it was raised or lowered."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from metrics.goal import Goal


@dataclass(frozen=True)
class Level:
    """One stretch of the line: the places of its first and last period, and its height."""

    first: int
    last: int
    value: float


def levels(goals: Sequence[Goal | None], count: int) -> list[Level]:
    """The line under the last `count` periods; nothing where no goal was in force."""
    shown = goals[len(goals) - count :] if len(goals) > count else goals
    found = []
    for value, run in groupby(enumerate(shown, start=count - len(shown)), key=lambda placed: placed[1].value if placed[1] else None):
        places = [place for place, _ in run]
        if value is not None:
            found.append(Level(places[0], places[-1], value))
    return found
