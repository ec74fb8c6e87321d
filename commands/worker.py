"""`dangol worker`: makes, checks and sends the scheduled reports, and loads what appears in a watched folder."""

import logging
import signal
from concurrent.futures import ThreadPoolExecutor
from threading import Event
from typing import Annotated

import typer

import settings as configuration
from commands.watch import WATCHING, must_be_there, watching
from installation import Installation
from metrics.text import Text

_RUNNING = Text(ko="예약된 보고서를 보냅니다. 멈추려면 Ctrl+C를 누르세요.", en="Sending the scheduled reports. Press Ctrl+C to stop.")
_NO_SERVER = Text(
    ko="메일 서버가 설정되어 있지 않아 보고서를 만들기만 하고 보내지 않습니다. smtp_host와 smtp_sender를 설정해 주세요.",
    en="No mail server is set, so reports are made and not sent. Set smtp_host and smtp_sender.",
)


def worker(
    once: Annotated[bool, typer.Option("--once", help="Do what is due now, and end.")] = False,
) -> None:
    """Make, check and send the scheduled reports; load what appears in the folder `watched`. Several may run, each report is sent once."""
    from reports.worker import Worker  # matplotlib takes a second to import; the other commands do without

    here = Installation.opened(configuration.read())
    language, at_work, folder, stopped = here.settings.language, Worker(here.office), here.settings.watched, Event()
    if folder is not None:
        must_be_there(folder)

    def stop(*_: object) -> None:
        at_work.stop()
        stopped.set()

    for each in (signal.SIGTERM, signal.SIGINT):
        signal.signal(each, stop)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
    if here.office.server is None:
        typer.echo(_NO_SERVER.of(language), err=True)
    with ThreadPoolExecutor(1) as beside:
        # What a watched folder brings is loaded first: a report that is due may wait for it.
        watch = beside.submit(watching, here, folder, stopped, once=once) if folder is not None else None
        if once:
            if watch is not None:
                watch.result()
            at_work.until_idle()
        else:
            typer.echo(_RUNNING.of(language), err=True)
            if watch is not None:
                typer.echo(WATCHING.format(folder=folder).of(language), err=True)
                watch.add_done_callback(stop)  # whatever ended it: a worker that no longer watches would keep silent about it
            at_work.run()
        if watch is not None:
            watch.result()
    here.state.close()
