"""`dangol report`: a report of any kind as a PDF, and its numbers as an Excel workbook."""

from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer

import settings as configuration
from commands.console import out
from errors import QueryError
from installation import Installation, until_of
from metrics.catalog import official
from metrics.period import Grain
from metrics.scorecard import last_full_period
from reports.edition import Edition
from reports.filters import must_hold
from reports.kind import KINDS, MONTHLY, Chapter
from reports.kind import kind as kind_named
from reports.sheet import Paper, Sheet
from reports.terminal import TELL

ISO_DAY = ["%Y-%m-%d"]


def report(
    path: Annotated[Path, typer.Argument(metavar="OUT.pdf", help="Where to write the PDF.")],
    kind: Annotated[str, typer.Option(help=f"One of {', '.join(KINDS)}.")] = MONTHLY.name,
    day: Annotated[
        datetime | None, typer.Option("--period", formats=ISO_DAY, help="A day in the period; the last full period if not given.")
    ] = None,
    grain: Annotated[Grain | None, typer.Option(help="The size of the period, where it is not the kind's own.")] = None,
    team: Annotated[list[str] | None, typer.Option(help="Only this team; may be given several times.")] = None,
    metric: Annotated[list[str] | None, typer.Option(help="A metric's name; may be given several times.")] = None,
    chapter: Annotated[list[Chapter] | None, typer.Option(help="A part of the report; may be given several times.")] = None,
    language: Annotated[str | None, typer.Option(help="ko or en.")] = None,
    paper: Annotated[Paper, typer.Option(help="The size of the paper.")] = Paper.A4,
    landscape: Annotated[bool, typer.Option("--landscape", help="The long side down.")] = False,
) -> None:
    """Write a report as a PDF: the monthly management report unless another kind is asked for."""
    given: dict[str, Any] = {"language": language} if language else {}
    here = Installation.opened(configuration.read(**given))
    snapshot, facts = here.latest()
    must_hold("team", team or (), facts)
    asked = kind_named(kind)
    size = grain or asked.grain
    if size is Grain.WHOLE:
        raise QueryError(
            ko="보고서는 일, 주, 월, 분기, 연 단위로 만듭니다. --grain을 바꿔 주세요.",
            en="A report is about a day, week, month, quarter or year. Choose another --grain.",
        )
    named = tuple(official(name, here.settings.official) for name in metric or ())
    edition = Edition(
        kind=asked,
        metrics=named or asked.metrics_of(here.overview, here.management),
        period=size.period_of(day.date()) if day else last_full_period(size, until_of(snapshot)),
        language=here.settings.language,
        where={"team": tuple(dict.fromkeys(team))} if team else {},
        sheet=Sheet(paper, landscape),
        of_grain=size,
        of_chapters=tuple(each for each in Chapter if each in chapter) if chapter else (),
    )
    _write(here, path, edition)
    out.print(f"{TELL['report'].of(here.settings.language)}: {path}", soft_wrap=True, markup=False)


def write_monthly(here: Installation, path: Path) -> None:
    """Writes the management report of the last full month."""
    period = last_full_period(Grain.MONTH, until_of(here.latest()[0]))
    metrics = MONTHLY.metrics_of(here.overview, here.management)
    _write(here, path, Edition(kind=MONTHLY, metrics=metrics, period=period, language=here.settings.language))


def _write(here: Installation, path: Path, edition: Edition) -> None:
    from reports.document import document  # matplotlib takes a second to import; the other commands do without

    path.write_bytes(document(edition, here.trends(), here.workshop()).pdf)
