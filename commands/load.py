"""`dangol load`: export files into the facts, or with --dry-run, what that would come to."""

import traceback
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal, InvalidOperation
from pathlib import Path
from threading import Event as Signal
from typing import Annotated

import typer

import settings as configuration
from access import stewardship
from commands.console import complain, out, progress, sentence, wants_traceback
from errors import QueryError, UserError
from etl.arrival import AS_IT_SAYS, Manner
from etl.dates import DateOrder
from etl.dry_run import dry_run
from etl.gates import UNCONTROLLED, Control
from etl.kept_sources import of_installation
from etl.load import Loaded
from etl.read import files_in
from etl.source_file import named_or_kept
from installation import Installation
from reports.load_summary import dry_run_summary, load_summary
from reports.terminal import TELL


def load(
    files: Annotated[
        list[Path],
        typer.Argument(
            help="Export files or folders of them: csv, tsv, txt, xlsx, xls, JSON lines, Parquet, or one of these in a zip or gz."
        ),
    ],
    source: Annotated[
        str | None,
        typer.Option(help="The source, where the headers do not tell; or a mapping kept on the Data page, or saved from there as a file."),
    ] = None,
    instance: Annotated[
        str, typer.Option(metavar="NAME", help="Which of several systems of that kind: a second shop, another help desk.")
    ] = "",
    dates: Annotated[DateOrder | None, typer.Option(help="How dates such as 04/05/2026 are meant.")] = None,
    sheet: Annotated[str | None, typer.Option(help="The sheet of a workbook, where several hold a table.")] = None,
    rehearses: Annotated[
        bool, typer.Option("--dry-run", help="Say what would come of it, with the KPIs before and after, and do nothing.")
    ] = False,
    confirmed: Annotated[bool, typer.Option("--confirm", help="What was found to be unusual was looked at and is right.")] = False,
    again: Annotated[bool, typer.Option("--again", help="Load it also if the same file was loaded before.")] = False,
    count: Annotated[int | None, typer.Option(help="How many rows the file must have.")] = None,
    total: Annotated[str | None, typer.Option("--sum", metavar="AMOUNT", help="What its orders' revenue must come to.")] = None,
) -> None:
    """Load export files. Loading a file again changes nothing."""
    here = Installation.opened(configuration.read())
    found = [file for given in files for file in files_in(given)]
    with here.state.read() as session:
        kept = of_installation(session)
    manner = Manner(named_or_kept(source, kept) if source else None, instance, dates, sheet)
    control = Control(count, _amount(total)) if count is not None or total is not None else UNCONTROLLED
    if rehearses:
        done = _rehearsed(here, found, manner, control)
    else:
        loaded = loaded_files(here, found, manner, control, confirmed=confirmed, again=again)
        if loaded:
            warm(here)
        here.sweep()
        done = len(loaded)
    if done < len(found):
        raise typer.Exit(1)


def loaded_files(
    here: Installation,
    files: list[Path],
    manner: Manner = AS_IT_SAYS,
    control: Control = UNCONTROLLED,
    *,
    confirmed: bool = False,
    again: bool = False,
) -> list[Loaded]:
    """Loads files one after the other and says what became of each; what was loaded."""
    language, done = here.settings.language, []
    for file in files:
        try:
            with progress(file.name) as step:
                loaded = stewardship.load(
                    file, here.state, here.tables, here.company, manner, control, confirmed=confirmed, again=again, progress=step
                )
        except UserError as wrong:
            complain(wrong.message(language))
        else:
            done.append(loaded)
            out.print(load_summary(file.name, loaded, language))
    return done


def _rehearsed(here: Installation, files: list[Path], manner: Manner, control: Control) -> int:
    """Says of each file what loading it would come to; of how many that can be said."""
    language, done = here.settings.language, 0
    for file in files:
        try:
            with progress(file.name) as step:
                found = dry_run(
                    file,
                    state=here.state,
                    tables=here.tables,
                    company=here.company,
                    metrics=here.overview,
                    manner=manner,
                    control=control,
                    progress=step,
                )
        except UserError as wrong:
            complain(wrong.message(language))
        else:
            done += 1
            out.print(dry_run_summary(found, language, here.settings.currency))
    return done


def warm(here: Installation) -> None:
    """Measures ahead what readers ask first. The load is done, whatever becomes of this: what goes wrong here is said and fails nothing."""
    language, stopped = here.settings.language, Signal()
    with progress(TELL["warming"].of(language)) as step, ThreadPoolExecutor(1) as beside:

        def told(share: float) -> None:
            if stopped.is_set():
                raise InterruptedError
            step("", share)

        try:
            failed = beside.submit(here.warm, told).exception()
        finally:
            stopped.set()
    if failed is not None:
        complain(TELL["not_warm"].format(error=sentence(failed)).of(language), "yellow")
        if wants_traceback():
            traceback.print_exception(failed)


def _amount(written: str | None) -> Decimal | None:
    if written is None:
        return None
    try:
        return Decimal(written.replace(",", ""))
    except InvalidOperation as unreadable:
        raise QueryError(
            ko=f"--sum {written}: 금액을 숫자로 써 주세요. 예: --sum 12345000",
            en=f"--sum {written}: write the amount as a number, as --sum 12345000.",
        ) from unreadable
