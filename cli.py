"""`dangol`: the product in a terminal."""

import errno
import json
import secrets
import sys
from collections.abc import Iterable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

import settings as configuration
import store.users
from access import people
from access.roles import Role
from commands import customers, demo_goals, goal, recalculate, rejects, report, schedule, undo, user, watch, worker
from commands import load as loading
from commands.console import complain, err, out, sentence, wants_traceback
from errors import QueryError, UserError
from etl import demo as demo_company
from etl.demo_story import COMPANY, ONLINE_TEAM
from installation import Installation, until_of
from metrics.catalog import METRICS
from metrics.metric import Metric
from metrics.period import Grain, Span
from metrics.scorecard import Score, last_full_period, scorecard
from reports import terminal
from reports.export import csv
from reports.inquiry import Inquiry
from reports.terminal import TELL, Where
from reports.workbook import Origin, workbook
from settings import Settings
from store.trends import Trends

app = typer.Typer(
    help="단골 Dangol: customer KPIs from your CRM, sales and survey exports.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.add_typer(user.app, name="user")
app.add_typer(goal.app, name="goal")
for command in (
    loading.load,
    undo.undo,
    rejects.rejects,
    report.report,
    worker.worker,
    customers.merges,
    customers.unmerge,
    customers.forget,
    watch.watch,
    recalculate.recalculate,
):
    app.command()(command)
app.add_typer(schedule.app, name="schedule")

ISO_DAY = ["%Y-%m-%d"]
DEMO_HOME = Path("demo")
STANDARD_OUTPUT = Path("-")


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
    if len(loading.loaded_files(here, list(files))) < len(files):
        raise typer.Exit(1)
    trends = here.trends()
    period = last_full_period(Grain.MONTH, until_of(trends.snapshot))
    scores = _scores(here, trends, here.overview, period, Grain.MONTH, {})
    out.print(terminal.score_table(scores, period, Grain.MONTH, language, settings.currency))
    demo_goals.set_goals(here, trends, by="admin")
    path = settings.home / "report.pdf"
    report.write_monthly(here, path)
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
def kpi(
    metrics: Annotated[list[str] | None, typer.Option("--metric", help="A metric's name; may be given several times.")] = None,
    start: Annotated[datetime | None, typer.Option("--from", formats=ISO_DAY, help="First day.")] = None,
    end: Annotated[datetime | None, typer.Option("--to", formats=ISO_DAY, help="The first day that is not asked for any more.")] = None,
    grain: Annotated[Grain, typer.Option(help="The size of a period.")] = Grain.MONTH,
    by: Annotated[list[str] | None, typer.Option(help="Break down by a dimension, e.g. team; may be given several times.")] = None,
    where: Annotated[
        list[str] | None,
        typer.Option(metavar="DIMENSION=VALUE", help="Only these rows, e.g. channel=phone; values of one dimension are alternatives."),
    ] = None,
    language: Annotated[str | None, typer.Option(help="ko or en.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print a list of answers as JSON.")] = False,
    as_csv: Annotated[Path | None, typer.Option("--csv", metavar="OUT.csv|-", help="Write the answers as CSV; - prints them.")] = None,
    as_xlsx: Annotated[Path | None, typer.Option("--xlsx", metavar="OUT.xlsx", help="Write the answers as an Excel workbook.")] = None,
) -> None:
    """The KPIs of the last full period, or of a span of time: as a table, JSON, CSV or a workbook."""
    here = _opened(language)
    leaves = [as_json, as_csv is not None, as_xlsx is not None]
    if sum(leaves) > 1:
        raise QueryError(ko="--json, --csv, --xlsx 가운데 하나만 선택해 주세요.", en="Choose one of --json, --csv and --xlsx.")
    inquiry = Inquiry.of(
        here.trends(),
        names=metrics or (),
        otherwise=METRICS if any(leaves) else [metric.name for metric in here.overview],
        start=start.date() if start else None,
        end=end.date() if end else None,
        grain=grain,
        by=by or (),
        where=where or (),
    )
    shown = here.settings.language, here.settings.currency
    if inquiry.left_out:
        err.print(terminal.left_out(inquiry, here.settings.language), style="yellow", soft_wrap=True, markup=False)
    if not any(leaves) and not by and not metrics and start is None and end is None and grain is not Grain.WHOLE:
        scores = _scores(here, inquiry.trends, inquiry.metrics, inquiry.span, grain, inquiry.where)
        out.print(terminal.score_table(scores, inquiry.span, grain, *shown, inquiry.where))
        return
    answers = inquiry.answers()
    if as_json:
        rows = [{"metric": each.metric.name} | row for each in answers for row in each.frame.iter_rows(named=True)]
        typer.echo(json.dumps(rows, default=date.isoformat, ensure_ascii=False, indent=2))
    elif as_csv is not None:
        _write(here, as_csv, csv(answers, *shown))
    elif as_xlsx is not None:
        origin = Origin.of(
            inquiry, company=here.settings.company, zone=here.settings.zone, exported_at=datetime.now(UTC), goals=here.goals()
        )
        _write(here, as_xlsx, workbook(answers, origin, *shown))
    else:
        for each in answers:
            out.print(terminal.answer_table(each, *shown, inquiry.where))


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


@app.callback()
def options(debug: Annotated[bool, typer.Option("--debug", help="Show the traceback of an error.")] = False) -> None:
    """What goes for all commands; `main` looks at --debug itself."""


def main() -> None:
    """Runs a command; any error is one clear line and exit status 1, with its traceback only after --debug."""
    try:
        app()
    finally:
        if not wants_traceback():
            sys.excepthook = _in_one_line  # after Typer has set its own


def _in_one_line(_: type[BaseException], error: BaseException, __: object) -> None:
    complain(sentence(error))


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


def _opened(language: str | None) -> Installation:
    """The installation, speaking the language that was asked for."""
    given: dict[str, Any] = {"language": language} if language else {}
    return Installation.opened(configuration.read(**given))


def _scores(here: Installation, trends: Trends, asked: Iterable[Metric], period: Span, grain: Grain, where: Where) -> list[Score]:
    return scorecard(asked, trends.scanned, period, grain, where=where, feasts=here.feasts, measured=trends.measured, goals=here.goals())


def _write(here: Installation, path: Path, made: bytes) -> None:
    """A file, or standard output where the path is a dash."""
    if path == STANDARD_OUTPUT:
        typer.echo(made, nl=False)
        return
    path.write_bytes(made)
    out.print(TELL["written"].format(file=path).of(here.settings.language), soft_wrap=True, markup=False)
