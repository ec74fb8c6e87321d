"""`dangol rejects`: rows that were turned away and not mended yet, on the terminal or as an Excel workbook."""

from pathlib import Path
from typing import Annotated

import typer

import settings as configuration
from access import stewardship
from commands.console import out
from installation import Installation
from reports import terminal
from reports.rejected import rejects_workbook
from reports.terminal import TELL

MOST_ON_TERMINAL = 50


def rejects(
    source: Annotated[str | None, typer.Option(help="Only those of this source.")] = None,
    file: Annotated[Path | None, typer.Option("--xlsx", metavar="OUT.xlsx", help="Write them all as an Excel workbook.")] = None,
) -> None:
    """Show the rows that were turned away, with their reasons. Mend them in a file and load it: that clears them."""
    here = Installation.opened(configuration.read())
    language = here.settings.language
    if file is None:
        found = stewardship.rejects(here.state, source, limit=MOST_ON_TERMINAL + 1)
        out.print(terminal.rejects_table(found, MOST_ON_TERMINAL, language))
        return
    found = stewardship.rejects(here.state, source, is_export=True)
    file.write_bytes(rejects_workbook(found, language))
    out.print(TELL["written"].format(file=file).of(language), soft_wrap=True, markup=False)
