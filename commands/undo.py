"""`dangol undo`: the last load taken back."""

from typing import Annotated

import typer

import settings as configuration
from access import stewardship
from commands.console import out
from commands.load import warm
from installation import Installation
from reports.terminal import TELL
from store import snapshots


def undo(reason: Annotated[str, typer.Option(prompt=True, help="Why; it is kept in the audit.")]) -> None:
    """Take the last load back: readers see the data as they were before it."""
    here = Installation.opened(configuration.read())
    undone = stewardship.undo(here.state, here.tables, reason=reason)
    said = TELL["undone"].format(file=undone.file_name, source=undone.source)
    out.print(said.of(here.settings.language), markup=False)
    with here.state.read() as session:
        now = snapshots.latest(session)
    if now is not None and now.until is not None:
        warm(here)
