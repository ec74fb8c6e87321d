"""`dangol merges`, `unmerge` and `forget`: customers who are one person, who are not, and who are to be forgotten."""

from pathlib import Path
from typing import Annotated

import typer

import settings as configuration
from access import stewardship
from commands.console import out
from commands.load import warm
from installation import Installation
from metrics.text import Text
from reports import terminal
from reports.certificate import certificate
from store import merges as kept

MOST_SHOWN = 50
Why = Annotated[str, typer.Option("--reason", prompt=True, help="Why; it is kept in the audit.")]

PARTED = Text(ko="통합을 되돌렸습니다. 이제 서로 다른 고객으로 셉니다.", en="Taken back: they count as two customers again.")
WRITTEN = Text(ko="삭제했습니다. 확인서: {file}", en="Forgotten. Certificate: {file}")


def merges() -> None:
    """Show which customers were found to be one person, and by what."""
    here = Installation.opened(configuration.read())
    with here.state.read() as session:
        found = kept.history(session, MOST_SHOWN)
    out.print(terminal.merges_table(found, here.settings.language))


def unmerge(
    number: Annotated[int, typer.Argument(metavar="NUMBER", help="The merge's number, as 'dangol merges' shows it.")],
    reason: Why,
) -> None:
    """Take a merge back: the two are two customers again, and later files do not merge them."""
    here = Installation.opened(configuration.read())
    stewardship.unmerge(here.state, here.tables, number, reason=reason)
    out.print(PARTED.of(here.settings.language))
    warm(here)


def forget(
    ref: Annotated[
        str, typer.Argument(metavar="REF", help="The customer's number, phone number or e-mail address, as the exports write it.")
    ],
    reason: Why,
    certificates: Annotated[Path | None, typer.Option("--certificate", help="The folder for the certificate; the data folder's.")] = None,
) -> None:
    """Forget one person: identities, rejects and comments go, and the numbers stay. Earlier loads cannot be taken back afterwards."""
    here = Installation.opened(configuration.read())
    done = stewardship.forget(ref, here.state, here.tables, here.company, reason=reason)
    folder = certificates or here.settings.home / "certificates"
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"forgotten-{done.at:%Y%m%d}-{done.number}.txt"
    file.write_text(certificate(done, here.settings.company), encoding="utf-8")
    out.print(WRITTEN.format(file=file).of(here.settings.language), soft_wrap=True, markup=False)
    warm(here)
