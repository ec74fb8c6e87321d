"""The kinds of reports: each is declared once, and then offered in schedules, made by the worker and kept in the archive."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from errors import UserError
from metrics.feasts import Feast
from metrics.metric import Metric
from metrics.period import Span
from metrics.query import NO_DATA, Query
from metrics.scorecard import scorecard
from metrics.text import Text
from reports.content import TABLE_PERIODS, content
from reports.export import Answered
from reports.pdf import overview_pdf
from reports.recipe import Recipe
from reports.summary import Summary
from reports.workbook import Origin, workbook
from store.trends import Trends

PAPERS: dict[str, Text] = {"a4": Text(ko="A4 세로", en="A4 portrait")}
LONGEST_SCOPE_IN_NAME = 30


@dataclass(frozen=True, kw_only=True)
class Made:
    """A report that was made, and what must be found in it again: its title, its sections and its pictures.

    `without_data` are the names of metrics that had nothing to count.
    """

    title: str
    file_name: str  # without its ending
    summary: Summary
    sections: int
    pictures: int
    without_data: tuple[str, ...]
    pdf: bytes
    workbook: bytes | None


@dataclass(frozen=True, kw_only=True)
class Kind:
    """A kind of report. `made` makes one; `papers` are what it can be set on."""

    name: str
    label: Text
    about: Text
    papers: tuple[str, ...]
    made: Callable[[Recipe, Trends, Sequence[Feast]], Made]


def _overview(recipe: Recipe, trends: Trends, feasts: Sequence[Feast]) -> Made:
    metrics, snapshot = recipe.measured, trends.snapshot
    scores = scorecard(metrics, trends.scanned, recipe.period, recipe.grain, scope=recipe.scope, feasts=feasts, measured=trends.measured)
    said = content(
        scores,
        company=recipe.company,
        period=recipe.period,
        grain=recipe.grain,
        teams=recipe.scope.teams,
        language=recipe.language,
        snapshot_name=snapshot.name,
        published_at=snapshot.published_at.astimezone(ZoneInfo(recipe.zone)),
        until=snapshot.until,
        currency=recipe.currency,
    )
    return Made(
        title=said.title,
        file_name=file_name(recipe),
        summary=Summary.of(said),
        sections=len(said.sections),
        pictures=sum((section.spark is not None) + (section.trend is not None) + len(section.beside_trends) for section in said.sections),
        without_data=tuple(score.metric.name for score in scores if score.now.state == NO_DATA),
        pdf=overview_pdf(said),
        workbook=workbook_of(recipe, trends, metrics) if recipe.has_workbook else None,
    )


OVERVIEW = Kind(
    name="overview",
    label=Text(ko="핵심 지표 보고서", en="Key figures"),
    about=Text(
        ko="선택한 지표의 요약 한 장과 지표별 추세, 정의를 담은 보고서입니다.",
        en="A summary page of the chosen metrics, then a page for each with its trend and what it means.",
    ),
    papers=("a4",),
    made=_overview,
)
KINDS: dict[str, Kind] = {kind.name: kind for kind in (OVERVIEW,)}

REPORT = Text(ko="고객 지표", en="customer report")


def kind(name: str) -> Kind:
    """The kind of that name.

    Raises:
        UserError: there is none.
    """
    if name not in KINDS:
        known = ", ".join(KINDS)
        raise UserError(
            ko=f"'{name}' 종류의 보고서는 없습니다. 선택할 수 있는 종류: {known}.",
            en=f"There is no report of the kind '{name}'. Known: {known}.",
        )
    return KINDS[name]


def make(recipe: Recipe, trends: Trends, feasts: Sequence[Feast]) -> Made:
    """The report of a recipe."""
    return kind(recipe.kind).made(recipe, trends, feasts)


def file_name(recipe: Recipe) -> str:
    """What the files are called, without their ending: "단골상회 고객 지표 2026-10 온라인팀"."""
    scope = "" if recipe.teams is None else ", ".join(recipe.teams)
    parts = (recipe.company, REPORT.of(recipe.language), recipe.grain.code_of(recipe.period), scope[:LONGEST_SCOPE_IN_NAME])
    return "".join("-" if letter in '/\\:*?"<>|' else letter for letter in " ".join(part for part in parts if part))


def workbook_of(recipe: Recipe, trends: Trends, metrics: Sequence[Metric]) -> bytes:
    """The numbers of the report's last periods as an Excel workbook. It is dated by its snapshot, so that it has the same bytes again."""
    snapshot = trends.snapshot
    span = Span(recipe.grain.back(recipe.period, TABLE_PERIODS - 1).start, recipe.end)
    origin = Origin(
        company=recipe.company,
        zone=recipe.zone,
        snapshot=snapshot.name,
        published_at=snapshot.published_at,
        until=snapshot.until or recipe.end,
        exported_at=snapshot.published_at,
        span=span,
        grain=recipe.grain,
        by=(),
        where={},
        teams=recipe.scope.teams,
    )
    answers = [Answered(each, recipe.grain, (), trends.measured(Query(each, span, recipe.grain, scope=recipe.scope))) for each in metrics]
    return workbook(answers, origin, recipe.language, recipe.currency)
