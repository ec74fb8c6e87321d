"""`dangol`: the product in a terminal."""

import errno
import json
import secrets
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

import settings as configuration
import store.users
from access import people
from access.roles import Role
from errors import DangolError, QueryError, SettingsError, UserError, did_you_mean
from etl import demo as demo_company
from etl.dates import DateOrder
from etl.demo_story import COMPANY, ONLINE_TEAM
from etl.load import load as load_file
from etl.sources import named
from installation import Installation, until_of
from metrics.catalog import METRICS, metric
from metrics.facts import Facts, values_of
from metrics.period import Grain, Span
from metrics.query import EVERYTHING, Query, measure
from metrics.scorecard import Score, last_full_period, scorecard
from metrics.text import Language
from reports import terminal
from reports.overview import overview_report
from reports.terminal import TELL
from settings import Settings

app = typer.Typer(
    help="단골 Dangol: customer KPIs from your CRM, sales and survey exports.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
users = typer.Typer(help="The people who sign in.", no_args_is_help=True)
app.add_typer(users, name="user")
NARROWEST = 120  # a table is not squeezed further where no terminal sets the width
out, err = Console(highlight=False), Console(stderr=True, highlight=False)
if not out.is_terminal:
    out.width = max(out.width, NARROWEST)

ISO_DAY = ["%Y-%m-%d"]
DEMO_HOME = Path("demo")


def _load(here: Installation, files: list[Path], source: str | None, dates: DateOrder | None) -> bool:
    """Loads files one after the other and says what became of each; whether all were loaded."""
    language, declared, fine = here.settings.language, named(source) if source else None, True
    for file in files:
        try:
            with _progress(file.name) as step:
                loaded = load_file(
                    file, state=here.state, tables=here.tables, company=here.company, source=declared, dates=dates, progress=step
                )
        except UserError as wrong:
            err.print(wrong.message(language), style="red", soft_wrap=True, markup=False)
            fine = False
        else:
            out.print(terminal.load_summary(file.name, loaded, language))
    return fine


@app.command()
def demo(
    serve_it: Annotated[bool, typer.Option("--serve/--no-serve", help="Serve the dashboards at the end.")] = True,
) -> None:
    """Make the demo company's three exports, load them, print the KPIs, write the report and serve it."""
    settings = _demo_settings()
    language = settings.language
    here = Installation.opened(settings)
    files = demo_company.files_in(settings.home / "exports")
    if not all(file.exists() for file in files):
        with err.status(TELL["making"].of(language)):
            demo_company.write(settings.home / "exports")
    if not _load(here, list(files), None, None):
        raise typer.Exit(1)
    snapshot, facts = here.latest()
    period = last_full_period(Grain.MONTH, until_of(snapshot))
    out.print(terminal.score_table(_overview(here, facts, period, Grain.MONTH), period, Grain.MONTH, language, settings.currency))
    path = settings.home / "report.pdf"
    _write_report(here, path, period, Grain.MONTH, ())
    password = _demo_people(here)
    out.print(f"{TELL['report'].of(language)}: {path}", soft_wrap=True)
    out.print(f"{TELL['address'].of(language)}: {_address(settings)}")
    out.print(TELL["sign_in"].of(language))
    for login, (name, role, _) in DEMO_PEOPLE.items():
        out.print(f"  {role.label.of(language)} {name}: [bold]{login}[/bold] / [bold]{password}[/bold]")
    if serve_it:
        out.print(TELL["stop"].of(language))
        _serve(here)


@app.command()
def load(
    files: Annotated[list[Path], typer.Argument(help="Export files: csv, tsv, txt, xlsx, or one of these in a zip.")],
    source: Annotated[str | None, typer.Option(help="The source, where the headers do not tell.")] = None,
    dates: Annotated[DateOrder | None, typer.Option(help="How dates such as 04/05/2026 are meant.")] = None,
) -> None:
    """Load export files. Loading a file again changes nothing."""
    if not _load(Installation.opened(configuration.read()), files, source, dates):
        raise typer.Exit(1)


@app.command()
def kpi(
    metrics: Annotated[list[str] | None, typer.Option("--metric", help="A metric's name; may be given several times.")] = None,
    start: Annotated[datetime | None, typer.Option("--from", formats=ISO_DAY, help="First day.")] = None,
    end: Annotated[datetime | None, typer.Option("--to", formats=ISO_DAY, help="The first day that is not asked for any more.")] = None,
    grain: Annotated[Grain, typer.Option(help="The size of a period.")] = Grain.MONTH,
    by: Annotated[list[str] | None, typer.Option(help="Break down by a dimension, e.g. team.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print a list of answers as JSON.")] = False,
) -> None:
    """The KPIs as a table: of the last full period, or of a span of time."""
    here = Installation.opened(configuration.read())
    snapshot, facts = here.latest()
    asked = [metric(name) for name in metrics or (here.settings.overview if not as_json else METRICS)]
    span = _span(start, end, grain, until_of(snapshot))
    if not as_json and not by and not metrics and start is None and end is None:
        out.print(terminal.score_table(scorecard(asked, facts, span, grain), span, grain, here.settings.language, here.settings.currency))
        return
    frames = [(each, measure(Query(each, span, grain, by=tuple(by or ())), facts)) for each in asked]
    if as_json:
        answers = [{"metric": each.name} | row for each, frame in frames for row in frame.iter_rows(named=True)]
        typer.echo(json.dumps(answers, default=date.isoformat, ensure_ascii=False, indent=2))
    else:
        for each, frame in frames:
            out.print(terminal.answer_table(each, frame, tuple(by or ()), grain, here.settings.language, here.settings.currency))


@app.command()
def report(
    path: Annotated[Path, typer.Argument(metavar="OUT.pdf", help="Where to write the PDF.")],
    day: Annotated[
        datetime | None, typer.Option("--period", formats=ISO_DAY, help="A day in the period; the last full period if not given.")
    ] = None,
    grain: Annotated[Grain, typer.Option(help="The size of the period.")] = Grain.MONTH,
    team: Annotated[list[str] | None, typer.Option(help="Only this team; may be given several times.")] = None,
    language: Annotated[str | None, typer.Option(help="ko or en.")] = None,
) -> None:
    """Write the Overview page as a PDF."""
    here = Installation.opened(configuration.read(**({"language": language} if language else {})))
    snapshot, facts = here.latest()
    _must_be_teams(team or [], facts)
    period = grain.period_of(day.date()) if day else last_full_period(grain, until_of(snapshot))
    _write_report(here, path, period, grain, tuple(team or ()))
    out.print(f"{TELL['report'].of(here.settings.language)}: {path}")


@app.command()
def serve() -> None:
    """Serve the dashboards."""
    here = Installation.opened(configuration.read())
    language = here.settings.language
    with here.state.read() as session:
        is_new = not store.users.all_users(session)
    if is_new:
        out.print(TELL["nobody"].of(language), soft_wrap=True)
    out.print(f"{TELL['address'].of(language)}: {_address(here.settings)}")
    out.print(TELL["stop"].of(language))
    _serve(here)


@users.command("add")
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


@app.callback()
def options(debug: Annotated[bool, typer.Option("--debug", help="Show the traceback of an error.")] = False) -> None:
    """What goes for all commands; `main` looks at --debug itself."""


def main() -> None:
    """Runs a command; any error is one clear line and exit status 1, with its traceback only after --debug."""
    try:
        app()
    finally:
        if "--debug" not in sys.argv:
            sys.excepthook = _in_one_line  # after Typer has set its own


def _in_one_line(_: type[BaseException], error: BaseException, __: object) -> None:
    match error:
        case UserError():
            told = error.message(_language())
        case OSError(filename=str(file)):
            told = TELL["file"].format(file=file, reason=error.strerror).of(_language())
        case DangolError() | OSError():
            told = str(error)
        case _:
            told = TELL["unexpected"].format(error=type(error).__name__).of(_language())
    err.print(told, style="red", soft_wrap=True, markup=False)


DEMO_PEOPLE: dict[str, tuple[str, Role, tuple[str, ...] | None]] = {
    "executive": ("김대표", Role.EXECUTIVE, None),
    "lead": ("이팀장", Role.TEAM_LEAD, (ONLINE_TEAM,)),
    "admin": ("박관리", Role.ADMIN, None),
}


def _demo_settings() -> Settings:
    """The demo company's settings: in its own folder unless DANGOL_HOME names one, with its name in dangol.toml."""
    asked = configuration.read()
    home = asked.home if "home" in asked.model_fields_set else DEMO_HOME
    home.mkdir(parents=True, exist_ok=True)
    if not (file := home / "dangol.toml").exists():
        file.write_text(f"company = {json.dumps(COMPANY.of(asked.language), ensure_ascii=False)}\n", encoding="utf-8")
    return configuration.read(home=home)


def _demo_people(here: Installation) -> str:
    """The one new password of the demo's people, who are added where they are not there yet."""
    password = secrets.token_urlsafe(12)
    for login, (name, role, teams) in DEMO_PEOPLE.items():
        with here.state.read() as session:
            known = store.users.by_login(session, login)
        if known is None:
            people.add_user(here.state, login, name, role, teams, password, here.settings.company)
        else:
            people.reset_password(here.state, login, password, here.settings.company)
    return password


def _serve(here: Installation) -> None:
    from app import serve as serve_app  # dash takes seconds to import; the other commands do without

    try:
        serve_app(here)
    except OSError as refused:
        if refused.errno not in (errno.EADDRINUSE, errno.EADDRNOTAVAIL, errno.EACCES) or refused.filename is not None:
            raise
        told = TELL["port"].format(host=here.settings.host, port=here.settings.port, reason=refused.strerror)
        raise UserError(ko=told.ko, en=told.en) from refused


def _address(settings: Settings) -> str:
    return f"http://{settings.host}:{settings.port}/"


def _overview(here: Installation, facts: Facts, period: Span, grain: Grain) -> list[Score]:
    return scorecard([metric(name) for name in here.settings.overview], facts, period, grain)


def _write_report(here: Installation, path: Path, period: Span, grain: Grain, teams: tuple[str, ...]) -> None:
    snapshot, facts = here.latest()
    made = overview_report(
        facts,
        snapshot_name=snapshot.name,
        published_at=snapshot.published_at.astimezone(ZoneInfo(here.settings.zone)),
        metrics=[metric(name) for name in here.settings.overview],
        period=period,
        grain=grain,
        where={"team": teams} if teams else {},
        scope=EVERYTHING,
        language=here.settings.language,
        company=here.settings.company,
        currency=here.settings.currency,
    )
    path.write_bytes(made)


def _must_be_teams(asked: list[str], facts: Facts) -> None:
    """Nothing, where each team asked for has rows.

    Raises:
        QueryError: one has none; it may be misspelt, and an empty report would not say so.
    """
    known = values_of("team", facts)
    for name in asked:
        if name not in known:
            near, listed = did_you_mean(name, known), ", ".join(known) or "–"
            raise QueryError(
                ko=f"'{name}'이라는 팀이 없습니다. " + (f"혹시 '{near}'인가요? " if near else "") + f"데이터에 있는 팀: {listed}.",
                en=f"There is no team '{name}'. " + (f"Did you mean '{near}'? " if near else "") + f"Teams in the data: {listed}.",
            )


def _span(start: datetime | None, end: datetime | None, grain: Grain, until: date) -> Span:
    """The span asked for; open ends reach to the last full period, or to the end of the data."""
    if start is None and end is None:
        return last_full_period(Grain.MONTH if grain is Grain.WHOLE else grain, until)
    last = end.date() if end else until
    first = start.date() if start else (Grain.MONTH if grain is Grain.WHOLE else grain).period_of(last - timedelta(days=1)).start
    return Span(first, last)


@contextmanager
def _progress(name: str) -> Iterator[Callable[[str, float], None]]:
    """A bar on standard error that goes when the work is done; what it yields moves it."""
    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=err, transient=True, disable=not err.is_terminal) as bar:
        task = bar.add_task(name, total=1.0)
        yield lambda stage, fraction: bar.update(task, description=f"{name} · {stage}", completed=fraction)


def _language() -> Language:
    """The reader's language, also when the settings are what is wrong."""
    try:
        return configuration.read().language
    except SettingsError:
        return "en"
