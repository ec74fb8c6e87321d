"""A report as it is sent: made from its recipe, with what must be found in it again."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from metrics.metric import Metric
from metrics.period import Span
from metrics.query import NO_DATA, Query
from metrics.text import Text
from reports.document import document
from reports.edition import TABLE_PERIODS, Edition
from reports.export import Answered
from reports.kind import kind
from reports.proof import Proof
from reports.recipe import Recipe
from reports.sheet import SHEETS
from reports.summary import Summary
from reports.workbook import Origin, workbook
from reports.workshop import Workshop
from store.trends import Trends

LONGEST_SCOPE_IN_NAME = 30
REPORT = Text(ko="고객 지표", en="customer report")


@dataclass(frozen=True, kw_only=True)
class Made:
    """A report that was made, and what must be found in it again: its title, its sections, its pages and its pictures.

    `proof` is what is found in the PDF; `without_data` are the names of metrics that had nothing to count.
    """

    teams: tuple[str, ...] | None  # None for all
    title: str
    file_name: str  # without its ending
    summary: Summary
    sections: int
    pages: int
    pictures: int
    without_data: tuple[str, ...]
    proof: Proof
    pdf: bytes
    workbook: bytes | None

    @property
    def without_files(self) -> "Made":
        """The same without its bytes, for whoever has archived them: a thousand reports do not fit into memory."""
        return replace(self, pdf=b"", workbook=None)


def make(recipe: Recipe, trends: Trends, workshop: Workshop) -> Made:
    """The report of a recipe."""
    letterhead = replace(workshop.letterhead, company=recipe.company, currency=recipe.currency, zone=recipe.zone)
    workshop = workshop.as_it_was(letterhead, recipe.goals, recipe.notes, recipe.taken_back)
    edition = Edition(
        kind=kind(recipe.kind),
        metrics=recipe.measured,
        period=recipe.period,
        language=recipe.language,
        scope=recipe.scope,
        sheet=SHEETS[recipe.paper],
        of_grain=recipe.grain,
    )
    done = document(edition, trends, workshop)
    said = done.content
    return Made(
        teams=recipe.teams,
        title=said.title,
        file_name=file_name(recipe),
        summary=Summary.of(said),
        sections=len(said.sections),
        pages=done.pages,
        pictures=said.pictures,
        without_data=tuple(score.metric.name for score in done.found.scores if score.now.state == NO_DATA),
        proof=Proof.of(done.pdf),
        pdf=done.pdf,
        workbook=workbook_of(recipe, trends, recipe.measured, workshop) if recipe.has_workbook else None,
    )


def file_name(recipe: Recipe) -> str:
    """What the files are called, without their ending: "단골상회 고객 지표 2026-10 온라인팀"."""
    scope = "" if recipe.teams is None else ", ".join(recipe.teams)
    parts = (recipe.company, REPORT.of(recipe.language), recipe.grain.code_of(recipe.period), scope[:LONGEST_SCOPE_IN_NAME])
    return "".join("-" if letter in '/\\:*?"<>|' else letter for letter in " ".join(part for part in parts if part))


def workbook_of(recipe: Recipe, trends: Trends, metrics: Sequence[Metric], workshop: Workshop) -> bytes:
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
        goals=workshop.goals,
    )
    answers = [Answered(each, recipe.grain, (), trends.measured(Query(each, span, recipe.grain, scope=recipe.scope))) for each in metrics]
    return workbook(answers, origin, recipe.language, recipe.currency)
