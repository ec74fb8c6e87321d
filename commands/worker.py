"""`dangol worker`: makes, checks and sends the scheduled reports."""

import logging
import signal
from typing import Annotated

import typer

import settings as configuration
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
    """Make, check and send the scheduled reports. Several workers may run; each report is still sent once."""
    from reports.worker import Worker  # matplotlib takes a second to import; the other commands do without

    here = Installation.opened(configuration.read())
    language, at_work = here.settings.language, Worker(here.office)
    for each in (signal.SIGTERM, signal.SIGINT):
        signal.signal(each, lambda *_: at_work.stop())
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
    if here.office.server is None:
        typer.echo(_NO_SERVER.of(language), err=True)
    if once:
        at_work.until_idle()
    else:
        typer.echo(_RUNNING.of(language), err=True)
        at_work.run()
    here.state.close()
