"""A metric: a named number with unit, direction and meaning. A theme: the metrics that answer one question."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import Any, ClassVar

from errors import DeclarationError
from metrics.facts import Fact
from metrics.formula import Formula
from metrics.goal import Goal
from metrics.period import Span
from metrics.text import Text
from metrics.unit import Unit
from metrics.window import InPeriod, Windowing


class Better(StrEnum):
    """Which way is good."""

    HIGHER = "higher"
    LOWER = "lower"
    NEITHER = "neither"  # what it says depends on what moved it: it is judged by no colour and has no goal


@dataclass(frozen=True)
class Example:
    """A worked example: rows (only the columns that matter), the period asked, and the value it gives."""

    given: Mapping[type[Fact], Sequence[Mapping[str, Any]]]
    gives: float
    span: Span = Span(date(2026, 1, 1), date(2026, 2, 1))


@dataclass(frozen=True)
class Change:
    """A changed definition: from which day on, and what is counted differently."""

    on: date
    what: Text


@dataclass(frozen=True, kw_only=True, eq=False)
class Metric:
    """A named number with unit, direction and meaning. Its name is the attribute it is declared as."""

    label: Text
    about: Text
    formula: Formula
    unit: Unit
    better: Better
    goal: Goal | None
    source: str
    example: Example
    rise_may_mean: Text
    check_first: Text
    does_not_prove: Text
    window: Windowing = InPeriod()
    beside: tuple["Metric", ...] = ()  # metrics that are always shown next to it
    variant_of: "Metric | None" = None  # the metric that asks the same and counts it in another way
    changed: tuple[Change, ...] = ()
    name: str = field(default="", init=False)
    theme: "type[Theme]" = field(default=None, init=False)  # type: ignore[assignment]

    def __set_name__(self, owner: "type[Theme]", name: str) -> None:
        object.__setattr__(self, "name", name)
        object.__setattr__(self, "theme", owner)

    def __repr__(self) -> str:
        return f"<Metric {self.name}>"

    @cached_property
    def dimensions(self) -> frozenset[str]:
        """The dimensions by which it can be broken down and filtered."""
        return self.formula.dimensions

    @property
    def family(self) -> "Metric":
        """The metric whose variant it is, or it itself."""
        return self.variant_of or self

    @property
    def definition(self) -> Text:
        """The formula and its window in words."""
        words, window = self.formula.words, self.window.label
        return Text(ko=f"{words.ko} ({window.ko})", en=f"{words.en} ({window.en})")


class Theme:
    """The metrics that answer one question, as attributes of a subclass."""

    label: ClassVar[Text]
    question: ClassVar[Text]
    metrics: ClassVar[tuple[Metric, ...]]

    def __init_subclass__(cls) -> None:
        missing = [name for name in ("label", "question") if not isinstance(getattr(cls, name, None), Text)]
        if missing:
            raise DeclarationError(f"Theme {cls.__name__} has no {' and no '.join(missing)}.")
        cls.metrics = tuple(value for value in vars(cls).values() if isinstance(value, Metric))
