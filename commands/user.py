"""`dangol user`: the people who sign in, and where their reports go."""

import sys
from typing import Annotated

import typer

import settings as configuration
from access import people
from access.roles import Role
from commands.console import out
from installation import Installation
from reports.terminal import TELL

app = typer.Typer(help="The people who sign in.", no_args_is_help=True)


@app.command("add")
def add_user(
    login: Annotated[str, typer.Argument(help="What the user signs in with.")],
    name: Annotated[str, typer.Option(prompt=True, help="The user's name, shown on the pages.")],
    role: Annotated[Role, typer.Option(help="What the user may do.")] = Role.EXECUTIVE,
    team: Annotated[list[str] | None, typer.Option(help="A team whose rows the user sees; all teams if not given.")] = None,
) -> None:
    """Add a user. The password is asked for, or read from standard input when that is no terminal."""
    here = Installation.opened(configuration.read())
    password = (
        typer.prompt("Password", hide_input=True, confirmation_prompt=True) if sys.stdin.isatty() else sys.stdin.readline().rstrip("\n")
    )
    user = people.add_user(here.state, login, name, role, team or None, password, here.settings.company)
    out.print(TELL["user"].format(login=user.login, role=role.label.of(here.settings.language)).of(here.settings.language))


@app.command("email")
def set_email(
    login: Annotated[str, typer.Argument(help="Whose reports.")],
    address: Annotated[str, typer.Argument(help="Where they are sent; - for nowhere.")],
) -> None:
    """Say where a user's reports are sent."""
    here = Installation.opened(configuration.read())
    people.set_email(here.state, login, None if address == "-" else address, here.office.domains)
