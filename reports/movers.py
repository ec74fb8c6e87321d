"""The few changes of a period that matter most, each with the segment behind it: what an executive reads first."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from metrics import interval
from metrics.change import Direction
from metrics.comparison import Comparison, with_last_period, with_last_year
from metrics.drivers import Drivers, contributors, dimensions, drivers
from metrics.facts import Facts
from metrics.period import Grain
from metrics.query import EVERYTHING, Scope, measure
from metrics.scorecard import Measured, Score
from metrics.sentence import drivers_in_words, moved_in_words
from metrics.text import Text
from reports.words import COMPARED_WITH, YEAR_AGO

MOST = 3
# Which segments may stand behind a change, most telling first: what went wrong, then where. Sources and states are no reasons.
TELLING = ("category", "product_category", "team", "channel")
MOST_DIMENSIONS = 2  # are looked at for each change; each costs a few measurements


@dataclass(frozen=True)
class Mover:
    """One metric that moved: compared with what, how, and which segment had the largest share in it, if any has."""

    score: Score
    base: Text
    compared: Comparison
    because: Drivers | None

    def sentence(self, currency: str) -> Text:
        """The change in words, with the segment behind it."""
        if self.because is not None:
            return drivers_in_words(self.because, currency)
        return moved_in_words(self.score.metric, self.compared.before, self.compared.now, self.compared.change, currency)


def movers(
    scores: Sequence[Score],
    grain: Grain,
    facts: Facts,
    *,
    where: Mapping[str, tuple[str, ...]] | None = None,
    scope: Scope = EVERYTHING,
    measured: Measured = measure,
    most: int = MOST,
) -> list[Mover]:
    """The changes that chance hardly explains, the clearest first; a metric once, since the period before rather than since a year ago."""
    recent = [(score, COMPARED_WITH[grain], with_last_period(score)) for score in scores]
    yearly = [(score, YEAR_AGO, compared) for score in scores if (compared := with_last_year(score))]
    found: dict[str, Mover] = {}
    for told in (recent, yearly):
        clear = [(score, base, to) for score, base, to in told if to.change.direction in (Direction.UP, Direction.DOWN)]
        for score, base, to in sorted(clear, key=lambda one: -_clearness(one[2])):
            if score.metric.name not in found and len(found) < most:
                # Only two whole periods of the grain can be divided among segments.
                is_divisible = to.days is None and not score.is_running
                because = _because(score, to, grain, facts, where or {}, scope, measured) if is_divisible else None
                found[score.metric.name] = Mover(score, base, to, because)
    return list(found.values())


def _clearness(compared: Comparison) -> float:
    """How many times the change is as large as its doubt."""
    before, now = compared.before, compared.now
    bounds = [bound for bound in (before.value, before.low, before.high, now.value, now.low, now.high) if bound is not None]
    if len(bounds) < 6:
        return 0.0
    low, high = interval.difference((bounds[0], bounds[1], bounds[2]), (bounds[3], bounds[4], bounds[5]))
    return abs(low + high) / (high - low) if high > low else float("inf")


def _because(
    score: Score, to: Comparison, grain: Grain, facts: Facts, where: Mapping[str, tuple[str, ...]], scope: Scope, measured: Measured
) -> Drivers | None:
    """The dimension one of whose segments stands out most; None where none can be told."""
    metric = score.metric
    possible = [name for name in TELLING if name in dimensions(metric) and len(where.get(name, ())) != 1][:MOST_DIMENSIONS]
    kept = {name: values for name, values in where.items() if name in metric.dimensions}
    divided = [
        drivers(metric, facts, to.now.period, to.before.period, grain, name, where=kept, scope=scope, measured=measured)
        for name in possible
    ]
    return max((each for each in divided if _standing_out(each) > 0), key=_standing_out, default=None)


def _standing_out(moved: Drivers) -> float:
    """The largest segment's part of the change, as many times as there are segments: 1 where all moved alike; 0 where it tells nothing."""
    amount, count = moved.amount, moved.segments.height
    first = next((each for each in contributors(moved, most=count) if amount and each.contribution * amount > 0), None)
    if first is None or not amount or moved.residual is None or count < 2 or abs(moved.residual) > abs(first.contribution):
        return 0.0
    return first.contribution / amount * count
