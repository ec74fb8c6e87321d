"""`dangol watch`: a folder whose files are loaded as they appear."""

import signal
from pathlib import Path
from threading import Event
from typing import Annotated

import typer

import settings as configuration
from access import stewardship
from access.inbox import Inbox
from commands.console import complain, out
from commands.load import warm
from errors import QueryError, StateError
from installation import Installation
from metrics.text import Text

WATCHING = Text(ko="{folder} 폴더를 지켜봅니다. 멈추려면 Ctrl+C를 누르세요.", en="Watching {folder}. Press Ctrl+C to stop.")
NOT_A_FOLDER = Text(ko="{folder} 폴더가 없습니다. 먼저 만들어 주세요.", en="There is no folder {folder}. Make it first.")
TAKEN = Text(ko="불러옴: {file}", en="Loaded: {file}")
HELD = Text(ko="보류: {file} (옆의 보고서를 확인해 주세요)", en="Held: {file} (see the report beside it)")


def watch(
    folder: Annotated[Path, typer.Argument(help="The folder that exports are put into.")],
    every: Annotated[
        float, typer.Option(min=0.1, help="Seconds between two looks; a file that has not changed in between is loaded.")
    ] = 5.0,
    once: Annotated[bool, typer.Option("--once", help="Load what is there now, and end.")] = False,
) -> None:
    """Load what appears in a folder, and move it to done/ or held/ with a report beside it."""
    here = Installation.opened(configuration.read())
    language = here.settings.language
    must_be_there(folder)
    stopped = Event()
    for each in (signal.SIGTERM, signal.SIGINT):
        signal.signal(each, lambda *_: stopped.set())
    out.print(WATCHING.format(folder=folder).of(language), markup=False, soft_wrap=True)
    watching(here, folder, stopped, every, once=once)
    here.state.close()


def must_be_there(folder: Path) -> None:
    """
    Raises:
        QueryError: there is no such folder.
    """
    if not folder.is_dir():
        wrong = NOT_A_FOLDER.format(folder=folder)
        raise QueryError(ko=wrong.ko, en=wrong.en)


def watching(here: Installation, folder: Path, stopped: Event, every: float = 5.0, *, once: bool = False) -> None:
    """Loads what appears in a folder until it is stopped, or after two looks `every` seconds apart where it is to be done `once`."""
    language = here.settings.language
    inbox = Inbox(
        folder,
        lambda file: stewardship.load(file, here.state, here.tables, here.company, by="watch"),
        here.state,
        language,
        0 if once else every,
    )
    looks = 0
    while not stopped.is_set() and not (once and looks == 2):
        looks += 1
        try:
            found = inbox.round()
        except StateError as away:  # another watcher, or something that passes: the files wait where they are
            complain(away.message(language), "yellow")
        else:
            for outcome in found:
                out.print((TAKEN if outcome.loaded else HELD).format(file=outcome.file).of(language), markup=False, soft_wrap=True)
            if any(outcome.loaded and not outcome.loaded.already for outcome in found):
                warm(here)
                here.sweep()
        if not once:
            stopped.wait(every)
