"""How long reports take to make and to deliver.

    python -m bench.reports --size M --json reports.json

A monthly report of eight metrics is made in one warm process. Then a thousand recipients in sixty scopes and two languages get theirs,
through the worker, its checks, and a mail server on loopback in a process of its own. Beside it, the same eight charts are drawn by
Kaleido, which needs a browser.
"""

import argparse
import json
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import polars as pl
from rich.console import Console

import settings as configuration
import store.deliveries
import store.runs
import store.schedules
from access import people, scheduling
from access.roles import Role
from access.scheduling import Actor
from bench.cost import Cost
from bench.side import Side
from charts.palette import LIGHT
from etl import demo
from etl.load import load
from installation import Installation
from metrics.catalog import METRICS
from metrics.facts import Facts
from metrics.period import Grain
from metrics.scorecard import scorecard
from reports.kind import MONTHLY
from reports.made import make
from reports.office import Office
from reports.preparation import Period, recipe_of
from reports.worker import Worker
from store.answers import KeptAnswers
from store.schedules import Plan, Recipient, Schedule, ScheduleState
from store.trends import Trends

EIGHT = (
    "repurchase_rate",
    "net_promoter_score",
    "customer_satisfaction",
    "first_response_time",
    "complaint_rate",
    "customer_lifetime_value",
    "reopen_rate",
    "resolution_time",
)
OCTOBER = Grain.MONTH.period_of(date(2026, 10, 1))
PEOPLE = {"S": 60, "M": 1000, "L": 1000}
SCOPES = 60
PARTS = 12  # of each of the demo company's five teams
ROUNDS = 5
PASSWORD = "paper lantern 7 river"

# A mail server that takes everything, and counts it.
SERVER = """
import sys, time
from aiosmtpd.controller import Controller

class Inbox:
    async def handle_DATA(self, server, session, envelope):
        return "250 kept"

Controller(Inbox(), hostname="127.0.0.1", port=int(sys.argv[1]), data_size_limit=None).start()
print("ready", flush=True)
while True:
    time.sleep(60)
"""


@dataclass(frozen=True)
class Company:
    """The demo company with sixty teams: its data folder, and the mail server that it sends by."""

    home: Path
    port: int

    @contextmanager
    def opened(self) -> Iterator[tuple[Installation, Office]]:
        """The installation, and its office with each team cut into PARTS."""
        given: dict[str, Any] = {"smtp_host": "127.0.0.1", "smtp_port": self.port, "smtp_security": "insecure"}
        here = Installation.opened(configuration.read(home=self.home, company="단골상회", smtp_sender="kpi@bench.example", **given))
        latest = here.trends()
        facts = Facts({name: _cut(frame) for name, frame in latest.scanned.frames.items()}, until=latest.scanned.until)
        trends = Trends(latest.snapshot, facts, KeptAnswers(self.home / "cut", 500_000_000))
        yield here, replace(here.office, trends=lambda: trends)
        here.state.close()


def made(company: Company, people_count: int, metrics: Sequence[str]) -> None:
    """The company is made and loaded, with a schedule that goes to everybody."""
    here = Installation.opened(configuration.read(home=company.home, company="단골상회"))
    for file in demo.write(company.home / "exports"):
        load(file, state=here.state, tables=here.tables, company=here.company)
    admin = people.add_user(here.state, "admin", "박관리", Role.ADMIN, None, PASSWORD, "단골상회")
    here.state.close()
    with company.opened() as (_, office):
        teams = office.trends().teams[:SCOPES]
        plan = Plan(
            name="월간",
            kind=MONTHLY.name,
            metrics=tuple(metrics),
            cadence="monthly",
            at="08:00",
            zone="Asia/Seoul",
            day=1,
            on_closed_day="send",
            recipients=tuple(
                Recipient(address=f"person{at}@bench.example", teams=(teams[at % len(teams)],), language=("ko", "en")[at // len(teams) % 2])
                for at in range(people_count)
            ),
        )
        actor = Actor(user_id=admin.id, login="admin", teams=None, is_admin=True)
        schedule = scheduling.add(office, plan, actor)
        scheduling.set_state(office, schedule.id, ScheduleState.ACTIVE, actor)


def rendered(company: Company) -> Cost:
    """The best of a few reports for the whole company, its answers measured before: one process and its typesetter."""
    with company.opened() as (here, office):
        trends, workshop = here.trends(), office.workshop()
        recipe = recipe_of(office, _schedule(here), Period("2026-10", OCTOBER.start, OCTOBER.end), trends)
        once = replace(recipe, has_workbook=False)
        make(once, trends, workshop)
        return min((Cost.of(lambda: make(once, trends, workshop)) for _ in range(ROUNDS)), key=lambda cost: cost.seconds)


def delivered(company: Company) -> tuple[Cost, int]:
    """Until everybody has their report: a worker with its processes, from a run that is due to the last mail accepted; how many reports."""
    with company.opened() as (here, office):
        schedule = _schedule(here)
        with here.state.write() as session:
            store.runs.plan(
                session,
                schedule.id,
                period="2026-10",
                start=OCTOBER.start,
                end=OCTOBER.end,
                needed_until=OCTOBER.end,
                due_at=datetime.now(UTC),
                is_missed=False,
            )
        cost = Cost.of(Worker(office).until_idle)
        with here.state.read() as session:
            (run,) = store.runs.of_schedule(session, schedule.id)
            states = store.deliveries.counts(session)
            documents = {each.document_id for each in store.deliveries.of_run(session, run.id)}
    wanted = {(recipient.teams, recipient.language) for recipient in schedule.recipients}
    if states != {"sent": len(schedule.recipients)} or len(documents) != len(wanted):
        raise RuntimeError(f"Not everybody has their report: {states}, {run.state}, {[reason.en for reason in run.reasons]}")
    return cost, len(documents)


def kaleido_seconds(company: Company) -> float | None:
    """How long Kaleido takes for the same charts, the start of its browser with it; None where there is no browser."""
    import kaleido  # not above: every process of the delivery would load both besides, and its memory is measured

    from charts import screen

    browser = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if browser is None:
        return None
    with company.opened() as (here, _):
        trends, metrics = here.trends(), [METRICS[name] for name in _schedule(here).metrics]
        scores = scorecard(metrics, trends.scanned, OCTOBER, Grain.MONTH, measured=trends.measured)
    look: dict[str, Any] = {"language": "ko", "currency": "KRW", "palette": LIGHT, "is_running": False}
    figures = [screen.trend(each.trend, each.metric, Grain.MONTH, **look) for each in scores]

    def drawn() -> None:
        kaleido.start_sync_server(path=browser, n=1)
        for figure in figures:
            kaleido.calc_fig_sync(figure, opts={"format": "svg", "width": 900, "height": 420})
        kaleido.stop_sync_server()

    return Cost.of(drawn).seconds


def _schedule(here: Installation) -> Schedule:
    with here.state.read() as session:
        (schedule,) = store.schedules.all_schedules(session)
    return schedule


def _cut(frame: pl.LazyFrame) -> pl.LazyFrame:
    """The rows of a fact with each team in PARTS, by customer."""
    if "team" not in frame.collect_schema().names():
        return frame
    part = (pl.col("customer_key") % PARTS + 1).cast(pl.String)
    return frame.with_columns(pl.concat_str(pl.col("team"), pl.lit(" "), part).alias("team"))


@contextmanager
def _server() -> Iterator[int]:
    """The port of a mail server in a process of its own."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
    with subprocess.Popen([sys.executable, "-c", SERVER, str(port)], stdout=subprocess.PIPE) as server:
        try:
            if server.stdout is None or server.stdout.readline().strip() != b"ready":
                raise RuntimeError("The mail server did not start.")
            yield port
        finally:
            server.kill()


def results(home: Path, size: str, metrics: Sequence[str] = EIGHT) -> dict[str, float | None]:
    """The figures of a run, as they are kept in JSON. Each is measured in a new process."""
    with _server() as port:
        company = Company(home, port)
        Side().does(made, company, PEOPLE[size], metrics)
        delivery, documents = Side().does(delivered, company)
        rendering = Side().does(rendered, company)
        browser = Side().does(kaleido_seconds, company)
    return {
        "recipients": PEOPLE[size],
        "documents": documents,
        "render_seconds": rendering.seconds,
        "render_cpu_seconds": rendering.cpu_seconds,
        "thousand_seconds": delivery.seconds,
        "thousand_cpu_seconds": delivery.cpu_seconds,
        "peak_rss_mb": delivery.peak_mb,
        "kaleido_seconds": browser,
    }


def main() -> None:
    asked = argparse.ArgumentParser(prog="python -m bench.reports", description="Times making and delivering reports.")
    asked.add_argument("--size", choices=PEOPLE, default="M", help="how many recipients: S 60, M and L a thousand")
    asked.add_argument("--json", type=Path, help="where to write the figures")
    given = asked.parse_args()
    with tempfile.TemporaryDirectory() as passing:
        found = results(Path(passing) / "home", given.size)
    if given.json:
        given.json.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")
    for name, figure in found.items():
        Console().print(f"{name:24}{'no browser' if figure is None else f'{figure:10.2f}'}")


if __name__ == "__main__":
    main()
