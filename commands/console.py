"""What all commands say and show on the terminal: two consoles, a bar, an error in one line."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

import settings as configuration
from errors import DangolError, SettingsError, UserError
from metrics.text import Language
from reports.terminal import TELL

NARROWEST = 120  # a table is not squeezed further where no terminal sets the width
out, err = Console(highlight=False), Console(stderr=True, highlight=False)
if not out.is_terminal:
    out.width = max(out.width, NARROWEST)


@contextmanager
def progress(name: str) -> Iterator[Callable[[str, float], None]]:
    """A bar on standard error that goes when the work is done; what it yields moves it."""
    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=err, transient=True, disable=not err.is_terminal) as bar:
        task = bar.add_task(name, total=1.0)
        yield lambda stage, fraction: bar.update(task, description=f"{name} · {stage}", completed=fraction)


def sentence(error: BaseException) -> str:
    """What is said of an error."""
    match error:
        case UserError():
            return error.message(language())
        case OSError(filename=str(file)):
            return TELL["file"].format(file=file, reason=error.strerror).of(language())
        case DangolError() | OSError():
            return str(error)
        case _:
            return TELL["unexpected"].format(error=type(error).__name__).of(language())


def complain(said: str, style: str = "red") -> None:
    """A line on standard error, as it is: a file's name may look like one of the terminal's colours."""
    err.print(said, style=style, soft_wrap=True, markup=False)


def wants_traceback() -> bool:
    """Whether the command line asks for the traceback of an error."""
    return "--debug" in sys.argv


def language() -> Language:
    """The reader's language, also when the settings are what is wrong."""
    try:
        return configuration.read().language
    except SettingsError:
        return "en"
