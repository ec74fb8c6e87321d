"""The kinds of reports, each declared once: what it is for, which periods it is about, and of which chapters it is made."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from errors import UserError, did_you_mean
from metrics.metric import Metric
from metrics.period import Grain
from metrics.text import Text
from metrics.window import InPeriod
from reports.sheet import SHEETS


class Chapter(StrEnum):
    """A part of a report that one kind has and another has not, in the order in which they are printed."""

    COVER = "cover"
    SUMMARY = "summary"
    SCORECARD = "scorecard"
    GOALS = "goals"
    METRICS = "metrics"
    QUALITY = "quality"
    DEFINITIONS = "definitions"

    @property
    def label(self) -> Text:
        return _CHAPTERS[self]


_CHAPTERS = {
    Chapter.COVER: Text(ko="표지와 차례", en="Cover and contents"),
    Chapter.SUMMARY: Text(ko="요약", en="Summary"),
    Chapter.SCORECARD: Text(ko="한 장 성적표", en="One-page scorecard"),
    Chapter.GOALS: Text(ko="팀별 주간 목표", en="Weekly goals of the teams"),
    Chapter.METRICS: Text(ko="지표별 상세", en="Each metric"),
    Chapter.QUALITY: Text(ko="데이터 품질", en="Data quality"),
    Chapter.DEFINITIONS: Text(ko="지표의 정의", en="Definitions"),
}


class Choice(StrEnum):
    """Which metrics a kind is about where nobody names any."""

    OVERVIEW = "overview"  # those of the Overview
    MANAGEMENT = "management"  # those of the setting `management`
    IN_PERIOD = "in_period"  # of these, those of which a single week says something


@dataclass(frozen=True, kw_only=True)
class Kind:
    """One kind of report. `pages` is how many it has at the most; None where it may have as many as it takes."""

    name: str
    label: Text
    title: Text  # what stands on it, after or before the period
    about: Text
    grain: Grain
    chapters: tuple[Chapter, ...]
    metrics: Choice
    pages: int | None = None
    papers: tuple[str, ...] = tuple(SHEETS)  # the names of the sheets that it can be printed on

    def metrics_of(self, overview: Sequence[Metric], management: Sequence[Metric]) -> tuple[Metric, ...]:
        """The metrics that it is about where nobody names any, out of those that the settings name."""
        match self.metrics:
            case Choice.OVERVIEW:
                return tuple(overview)
            case Choice.MANAGEMENT:
                return tuple(management)
            case Choice.IN_PERIOD:
                return tuple(metric for metric in management if isinstance(metric.window, InPeriod) and "team" in metric.dimensions)


WEEKLY = Kind(
    name="weekly",
    label=Text(ko="주간 팀 보고서", en="Weekly team report"),
    title=Text(ko="팀 보고서", en="Team report"),
    about=Text(
        ko="팀장을 위한 보고서입니다. 지난주의 목표 달성, 움직인 지표와 그 이유, 고객의 목소리를 담습니다.",
        en="For team leads: last week's goals, what moved and why, and what customers wrote.",
    ),
    grain=Grain.WEEK,
    chapters=(Chapter.SUMMARY, Chapter.GOALS, Chapter.METRICS, Chapter.QUALITY),
    metrics=Choice.IN_PERIOD,
)
MONTHLY = Kind(
    name="monthly",
    label=Text(ko="월간 경영 보고서", en="Monthly management report"),
    title=Text(ko="경영 보고서", en="Management report"),
    about=Text(
        ko="경영진을 위한 보고서입니다. 표지와 요약, 지표별 추세와 팀별 비교, 팀별 주간 목표, 데이터 품질, 지표의 정의를 담습니다.",
        en="For management: cover, summary, each metric's trend and teams, weekly goals, data quality, definitions.",
    ),
    grain=Grain.MONTH,
    chapters=(Chapter.COVER, Chapter.SUMMARY, Chapter.METRICS, Chapter.GOALS, Chapter.QUALITY, Chapter.DEFINITIONS),
    metrics=Choice.MANAGEMENT,
)
SCORECARD = Kind(
    name="scorecard",
    label=Text(ko="한 장 성적표", en="One-page scorecard"),
    title=Text(ko="고객 지표 성적표", en="Customer scorecard"),
    about=Text(
        ko="모든 지표의 값, 변화, 목표를 한 장에 담습니다.",
        en="Every metric's value, change and goal on a single page.",
    ),
    grain=Grain.MONTH,
    chapters=(Chapter.SCORECARD,),
    metrics=Choice.MANAGEMENT,
    pages=1,
)
CHOSEN = Kind(
    name="chosen",
    label=Text(ko="선택 보고서", en="Report of your choice"),
    title=Text(ko="고객 지표 보고서", en="Customer report"),
    about=Text(
        ko="지표와 구성을 직접 고릅니다. 고르지 않으면 개요 화면의 지표로 요약과 상세, 정의를 담습니다.",
        en="You choose the metrics and the chapters. Without a choice: summary, details and definitions of the Overview's metrics.",
    ),
    grain=Grain.MONTH,
    chapters=(Chapter.SUMMARY, Chapter.METRICS, Chapter.DEFINITIONS),
    metrics=Choice.OVERVIEW,
)
PAPERS: dict[str, Text] = {name: sheet.label for name, sheet in SHEETS.items()}
KINDS: dict[str, Kind] = {kind.name: kind for kind in (MONTHLY, WEEKLY, SCORECARD, CHOSEN)}


def kind(name: str) -> Kind:
    """The kind of that name.

    Raises:
        UserError: there is none; says which is near.
    """
    if name not in KINDS:
        near, known = did_you_mean(name, KINDS), ", ".join(KINDS)
        raise UserError(
            ko=f"'{name}' 종류의 보고서는 없습니다. " + (f"혹시 '{near}'인가요? " if near else "") + f"선택할 수 있는 종류: {known}.",
            en=f"There is no report of the kind '{name}'. " + (f"Did you mean '{near}'? " if near else "") + f"Known: {known}.",
        )
    return KINDS[name]
