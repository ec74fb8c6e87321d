"""Speed beside satisfaction: how soon the same tickets were answered and how content their customers were.

Both sides are counted over the *paired* tickets: closed in the period, answered, and rated by their customer. What this
shows is association. It never says that one side made the other move.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property

import polars as pl

from metrics import goal
from metrics.answer import Answer
from metrics.change import Change, Direction, change
from metrics.decisive import decides_change
from metrics.facts import Facts
from metrics.metric import Metric
from metrics.period import Grain, Span
from metrics.query import EVERYTHING, FEWEST, NUMBERS, Query, Scope, measure
from metrics.rated import rated_metrics, rated_tickets
from metrics.text import Text
from metrics.tickets import TARGET
from metrics.window import reach

DOES_NOT_PROVE = Text(
    ko="속도와 만족도가 함께 움직였는지만 보여 줍니다. 한쪽이 다른 쪽을 바꾸었다는 증거는 아닙니다.",
    en="This shows whether speed and satisfaction moved together. It does not prove that one made the other move.",
)


class Verdict(StrEnum):
    """What the two changes say together.

    Beside the four where both sides moved: where chance cannot be ruled out on one side, the other alone is told. A faster
    reply alone is not called good, since speed never stands alone; a fall of satisfaction alone is bad news already.
    """

    FASTER_AND_HAPPIER = "faster_and_happier"
    SPEED_TRAP = "speed_trap"
    SLOWER_BUT_HAPPIER = "slower_but_happier"
    WORSE_ON_BOTH = "worse_on_both"
    FASTER = "faster"
    SLOWER = "slower"
    HAPPIER = "happier"
    LESS_HAPPY = "less_happy"
    CANNOT_TELL = "cannot_tell"

    @property
    def label(self) -> Text:
        return _VERDICTS[self]

    @property
    def is_good(self) -> bool | None:
        """Whether it is good or bad news; None where it is neither, or not told."""
        return _IS_GOOD.get(self)

    @classmethod
    def of(cls, speed: Change, satisfaction: Change) -> "Verdict":
        """The verdict of how the waiting time and the satisfaction changed. What is unknown or overlaps is not told."""
        return _BY_DIRECTIONS[_told(speed), _told(satisfaction)]


_VERDICTS = {
    Verdict.FASTER_AND_HAPPIER: Text(ko="더 빠르고 만족도도 상승", en="Faster and happier"),
    Verdict.SPEED_TRAP: Text(ko="더 빠르지만 만족도는 하락 (속도의 함정)", en="Faster but less happy (speed trap)"),
    Verdict.SLOWER_BUT_HAPPIER: Text(ko="더 느리지만 만족도는 상승", en="Slower but happier"),
    Verdict.WORSE_ON_BOTH: Text(ko="더 느리고 만족도도 하락", en="Worse on both"),
    Verdict.FASTER: Text(ko="더 빠름, 만족도는 아직 알 수 없음", en="Faster; satisfaction cannot be told yet"),
    Verdict.SLOWER: Text(ko="더 느림, 만족도는 아직 알 수 없음", en="Slower; satisfaction cannot be told yet"),
    Verdict.HAPPIER: Text(ko="만족도 상승, 속도는 아직 알 수 없음", en="Happier; speed cannot be told yet"),
    Verdict.LESS_HAPPY: Text(ko="만족도 하락, 속도는 아직 알 수 없음", en="Less happy; speed cannot be told yet"),
    Verdict.CANNOT_TELL: Text(ko="아직 알 수 없음", en="Cannot tell yet"),
}
_IS_GOOD = {
    Verdict.FASTER_AND_HAPPIER: True,
    Verdict.HAPPIER: True,
    Verdict.SPEED_TRAP: False,
    Verdict.WORSE_ON_BOTH: False,
    Verdict.SLOWER: False,
    Verdict.LESS_HAPPY: False,
}
_UP, _DOWN = Direction.UP, Direction.DOWN
_BY_DIRECTIONS: dict[tuple[Direction | None, Direction | None], Verdict] = {  # of the waiting time, of satisfaction
    (_DOWN, _UP): Verdict.FASTER_AND_HAPPIER,
    (_DOWN, _DOWN): Verdict.SPEED_TRAP,
    (_DOWN, None): Verdict.FASTER,
    (_UP, _UP): Verdict.SLOWER_BUT_HAPPIER,
    (_UP, _DOWN): Verdict.WORSE_ON_BOTH,
    (_UP, None): Verdict.SLOWER,
    (None, _UP): Verdict.HAPPIER,
    (None, _DOWN): Verdict.LESS_HAPPY,
    (None, None): Verdict.CANNOT_TELL,
}


def _told(moved: Change) -> Direction | None:
    return moved.direction if moved.direction in (Direction.UP, Direction.DOWN) else None


@dataclass(frozen=True)
class Side:
    """One number of a pair, in both periods, and what its change says."""

    metric: Metric
    before: Answer
    after: Answer
    change: Change

    @cached_property
    def decides(self) -> int | None:
        """How many in each period would tell a change that cannot be told yet; None where that is no prospect."""
        return decides_change(self.metric, self.before.estimate, self.after.estimate, self.change)


@dataclass(frozen=True, kw_only=True)
class Pair:
    """Speed beside satisfaction in `period` against `before`, and the verdict.

    The first four sides are counted over the paired tickets. The `all_` sides are the same over every closed ticket that was
    answered, and `paired_share` is how many of the closed tickets are paired, so that a reader sees whom the answers stand for.
    """

    period: Span
    before: Span
    target: int  # business minutes of `within_target`
    group: Mapping[str, str | None]  # the group's dimensions; empty for all together
    speed: Side
    slowest: Side
    within_target: Side
    satisfaction: Side
    all_speed: Side
    all_slowest: Side
    all_within_target: Side
    paired_share: Side
    verdict: Verdict
    groups: tuple["Pair", ...] = ()  # with `by`, a pair for each group, in order

    @property
    def is_contradicted(self) -> bool:
        """Whether all answered tickets moved the other way than the paired ones, so that the verdict holds for these alone."""
        own, all_together = _told(self.speed.change), _told(self.all_speed.change)
        return own is not None and all_together is not None and own is not all_together

    @property
    def stands_apart(self) -> bool:
        """Whether the paired tickets waited clearly shorter or longer than all answered ones: another kind of ticket is rated."""
        own, all_together = self.speed.after, self.all_speed.after
        if own.low is None or own.high is None or all_together.low is None or all_together.high is None:
            return False
        return own.high < all_together.low or all_together.high < own.low

    @property
    def sides(self) -> dict[str, Side]:
        """The sides by name."""
        return {name: getattr(self, name) for name in SIDES}

    @property
    def frame(self) -> pl.DataFrame:
        """The numbers, tidy: period_start, period_end, *by, side, value, ..., state. Of the groups if there are any, else of the pair."""
        pairs = self.groups or (self,)
        rows = [
            {"period_start": answer.period.start, "period_end": answer.period.end, **pair.group, "side": name}
            | {number: getattr(answer, number) for number in NUMBERS}
            for pair in pairs
            for name, side in pair.sides.items()
            for answer in (side.before, side.after)
        ]
        texts = dict.fromkeys((*pairs[0].group, "side"), pl.String)
        return pl.DataFrame(rows, schema={"period_start": pl.Date, "period_end": pl.Date, **texts, **NUMBERS})


SIDES = ("speed", "slowest", "within_target", "satisfaction", "all_speed", "all_slowest", "all_within_target", "paired_share")


def pair(
    facts: Facts,
    period: Span,
    before: Span,
    *,
    where: Mapping[str, tuple[str, ...]] | None = None,
    scope: Scope = EVERYTHING,
    by: Sequence[str] = (),
    target: int = TARGET,
    fewest: int = FEWEST,
) -> Pair:
    """Speed beside satisfaction of the tickets closed in `period`, against those closed in `before`.

    Args:
        where, by: dimensions of tickets.
        target: business minutes within which a first reply should come.
    Raises:
        QueryError: tickets cannot be cut by a dimension of `where` or `by`.
    """
    tickets, spans = rated_tickets(facts, (before, period), scope), (before, period)
    asked = {"where": where or {}, "scope": scope, "target": target, "fewest": fewest}
    (whole,) = SideAnswers(side_answers(tickets, spans, Grain.WHOLE, by=(), **asked), (), target).pairs(period, before)  # type: ignore[arg-type]
    if not by:
        return whole
    broken_down = side_answers(tickets, spans, Grain.WHOLE, by=by, **asked)  # type: ignore[arg-type]
    return replace(whole, groups=tuple(SideAnswers(broken_down, by, target).pairs(period, before)))


def side_answers(
    tickets: Facts,
    spans: Sequence[Span],
    grain: Grain,
    *,
    by: Sequence[str],
    where: Mapping[str, tuple[str, ...]],
    scope: Scope,
    target: int = TARGET,
    fewest: int = FEWEST,
) -> pl.DataFrame:
    """Each side of a pair in each period of the spans, or of the whole of each.

    Shape:
        tickets: as `rated_tickets` gives them for these spans
        out: side, period_start, period_end, *by, value, low, high, part, whole, n, state
    """
    metrics = rated_metrics(target)
    asked: list[tuple[Span, tuple[Span, ...]]] = [(span, ()) for span in spans]
    if grain is Grain.WHOLE:
        asked = [(reach(spans), tuple(sorted({*spans})))]  # in one pass
    return pl.concat(
        measure(Query(metrics[side], span, grain, tuple(by), where, scope, fewest, stretches=stretches), tickets).select(
            pl.lit(side).alias("side"), pl.all()
        )
        for side in SIDES
        for span, stretches in asked
    )


_Group = tuple[str | None, ...]
_Sides = Mapping[str, Mapping[_Group, Answer]]  # by side and group


class SideAnswers:
    """What `side_answers` found, to make a pair of any two of its periods."""

    def __init__(self, answers: pl.DataFrame, by: Sequence[str] = (), target: int = TARGET) -> None:
        self._by = by
        self._target = target
        self._found: dict[Span, dict[str, dict[_Group, Answer]]] = {}
        for row in answers.iter_rows(named=True):
            answer = Answer.of(row)
            sides = self._found.setdefault(answer.period, {side: {} for side in SIDES})
            sides[row["side"]][tuple(row[dimension] for dimension in by)] = answer

    @property
    def periods(self) -> list[Span]:
        """The periods, in order."""
        return sorted(self._found)

    def pairs(self, period: Span, before: Span) -> list[Pair]:
        """The pair of each group that has closed tickets in either of two periods, in order; without groups always the one."""
        earlier, later = (self._found.get(span, {}) for span in (before, period))
        groups = {group for found in (earlier, later) for group in found.get("paired_share", {})} or ({()} if not self._by else set())
        return [
            self._pair(group, earlier, later, period, before)
            for group in sorted(groups, key=lambda group: [(name is None, name or "") for name in group])
        ]

    def _pair(self, group: _Group, earlier: _Sides, later: _Sides, period: Span, before: Span) -> Pair:
        metrics = rated_metrics(self._target)

        def side(name: str) -> Side:
            old, new = (sides.get(name, {}).get(group) or Answer.nothing(span) for sides, span in ((earlier, before), (later, period)))
            return Side(metrics[name], old, new, change(metrics[name], old.estimate, new.estimate, overlap=before.overlaps(period)))

        sides = {name: side(name) for name in SIDES}
        return Pair(
            period=period,
            before=before,
            target=self._target,
            group=dict(zip(self._by, group, strict=True)),
            verdict=Verdict.of(sides["speed"].change, sides["satisfaction"].change),
            **sides,  # type: ignore[arg-type]
        )


@dataclass(frozen=True)
class Guarded:
    """What can be said of a speed goal once the satisfaction of the same tickets is looked at.

    `is_held` says that the goal's bound is kept, but the goal is not met while satisfaction is significantly down.
    """

    verdict: goal.Verdict | None
    is_held: bool

    @property
    def is_met(self) -> bool:
        return self.verdict is goal.Verdict.MET and not self.is_held

    @property
    def label(self) -> Text | None:
        if self.is_held:
            return Text(ko="보류 (같은 문의의 만족도 하락)", en="Held: satisfaction of the same tickets fell")
        return self.verdict.label if self.verdict else None


def guarded(verdict: goal.Verdict | None, satisfaction: Change) -> Guarded:
    """The verdict on a speed goal, held where it would be met while the satisfaction of the same tickets got worse."""
    return Guarded(verdict, is_held=verdict is goal.Verdict.MET and satisfaction.is_good is False)
