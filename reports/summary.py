"""A report in a few lines, to be read in the mail itself: the verdicts and sentences, without opening anything."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Self

from metrics.text import Language, Text
from reports.content import Content
from reports.figures import Figures


@dataclass(frozen=True)
class Line:
    """One metric: its value, how sure it is, the change and the goal, in words."""

    label: str
    value: str
    sample: str
    change: str
    change_tone: str
    goal: str
    verdict: str
    verdict_tone: str


@dataclass(frozen=True)
class Summary:
    """What a mail says of its report. It is kept with the document, so that a mail that is sent again says the same."""

    title: str
    scope: str
    data: str
    compared_with: str
    points: tuple[tuple[str, str], ...]
    lines: tuple[Line, ...]

    @classmethod
    def of(cls, content: Content) -> Self:
        """The summary of a report."""
        language = content.language
        return cls(
            title=content.title,
            scope=f"{content.words['scope']}: {content.scope}",
            data=f"{content.words['until']}: {content.until} · {content.words['snapshot']} {content.snapshot}",
            compared_with=content.compared_with,
            points=tuple((point.label, point.sentence) for point in content.points),
            lines=tuple(_line(section.figures, language) for section in content.sections),
        )

    @classmethod
    def kept(cls, values: Mapping[str, Any]) -> Self:
        """The summary as the archive has it."""
        points, lines = tuple((label, said) for label, said in values["points"]), tuple(Line(**line) for line in values["lines"])
        return cls(**{**values, "points": points, "lines": lines})

    @property
    def values(self) -> dict[str, Any]:
        """The summary as the archive keeps it."""
        return asdict(self)


_SAMPLE = Text(ko="n = {n}, 95% 신뢰구간 {interval}", en="n = {n}, 95% interval {interval}")
_COUNT = Text(ko="n = {n}", en="n = {n}")
_GOAL = Text(ko="목표 {goal}", en="goal: {goal}")


def _line(figures: Figures, language: Language) -> Line:
    if figures.is_known:
        sample = _SAMPLE.format(n=figures.n, interval=figures.interval).of(language)
    else:
        sample = _COUNT.format(n=figures.n).of(language)
    return Line(
        label=figures.label,
        value=figures.value if figures.is_known else figures.remark,
        sample=sample,
        change=figures.change.said if figures.is_known else "",
        change_tone=figures.change.tone,
        goal=_GOAL.format(goal=figures.goal).of(language) if figures.verdict else "",
        verdict=figures.verdict,
        verdict_tone=figures.verdict_tone,
    )
