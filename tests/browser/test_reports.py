"""A report scheduled from the page that was looked at, tried on a real mail server, held, released, and found in the archive."""

import re
import shutil
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from io import BytesIO
from pathlib import Path

import pytest
import waitress.server
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import Envelope
from playwright.sync_api import Page, expect
from pypdf import PdfReader

import store.runs
import store.schedules
from access import people
from etl.demo_story import ONLINE_TEAM, TEAMS
from metrics.period import Grain
from reports.worker import Worker
from tests.dashboards.site import Site, served
from tests.reports.ports import free_port

pytestmark = pytest.mark.browser

Reader = Callable[..., Page]
AFTER_THE_DATA = Grain.MONTH.period_of(date(2026, 11, 1))


class Inbox:
    """What the mail server has taken."""

    def __init__(self) -> None:
        self.messages: list[EmailMessage] = []

    async def handle_DATA(self, server: object, session: object, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's name
        self.messages.append(message_from_bytes(envelope.content or b"", policy=default))  # type: ignore[arg-type]
        return "250 kept"


@pytest.fixture(scope="module")
def inbox() -> Inbox:
    return Inbox()


@pytest.fixture(scope="module")
def site(peopled_home: Path, tmp_path_factory: pytest.TempPathFactory, inbox: Inbox) -> Iterator[Site]:
    """The demo company in a copy, with a mail server, and an address for its team lead."""
    mail = Controller(inbox, hostname="127.0.0.1", port=free_port())
    mail.start()
    home = tmp_path_factory.mktemp("reports") / "home"
    shutil.copytree(peopled_home, home)
    with pytest.MonkeyPatch.context() as environment:
        given = {"HOST": "127.0.0.1", "PORT": str(mail.port), "SECURITY": "insecure", "SENDER": "kpi@dangol.example"}
        for name, value in given.items():
            environment.setenv(f"DANGOL_SMTP_{name}", value)
        environment.setenv("DANGOL_REPORT_PROCESSES", "1")
        for site in served(home):
            people.set_email(site.here.state, "lead", "lead@dangol.example", site.here.office.domains)
            yield site
    mail.stop()


@pytest.fixture(scope="module")
def address(site: Site) -> Iterator[str]:
    server = waitress.server.create_server(site.app.server, host="127.0.0.1", port=0, threads=4, clear_untrusted_proxy_headers=True)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.effective_port}"
    server.close()
    thread.join(10)


def work(site: Site) -> None:
    Worker(site.here.office).until_idle()


def text_of(message: EmailMessage) -> str:
    """The text of the one PDF in a mail."""
    (pdf,) = [part.get_content() for part in message.iter_attachments() if part.get_content_type() == "application/pdf"]
    return "".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages)


def test_a_report_is_scheduled_tried_held_released_and_found_again(reader: Reader, site: Site, inbox: Inbox) -> None:
    page = reader("lead", "?lang=ko", anew=True)
    page.get_by_role("link", name="메일로 예약").click()

    page.locator("#schedule-name").fill("온라인팀 월간")
    expect(page.locator("#schedule-times .time")).to_have_count(3)
    monthly = page.locator("#schedule-times").inner_text()
    page.locator("#schedule-at").fill("07:30")
    expect(page.locator("#schedule-times .time").first).to_contain_text("07:30 KST")
    assert page.locator("#schedule-times").inner_text() != monthly
    page.locator("#schedule-save").click()
    expect(page.locator(".notice").first).to_contain_text("예약을 저장했습니다")

    page.get_by_role("button", name="시험 발송").click()
    expect(page.locator(".notice").first).to_contain_text("시험 메일을 본인에게 보냅니다")
    work(site)
    (trial,) = inbox.messages
    assert trial["To"] == "이팀장 <lead@dangol.example>" and trial["Subject"].startswith("[시험 발송] 단골상회")
    said = text_of(trial)
    assert ONLINE_TEAM in said and not any(team in said for team in TEAMS if team != ONLINE_TEAM)

    page.get_by_role("button", name="시작", exact=True).click()
    expect(page.locator(".notice").first).to_contain_text("예약을 시작했습니다")
    expect(page.locator("main")).to_contain_text("발송 예정")
    expect(page.locator(".desk-item").first).to_contain_text("발송 중")

    with site.here.state.write() as session:
        (schedule,) = store.schedules.all_schedules(session)
        november = {"period": "2026-11", "start": AFTER_THE_DATA.start, "end": AFTER_THE_DATA.end, "needed_until": AFTER_THE_DATA.end}
        store.runs.plan(session, schedule.id, due_at=datetime.now(UTC), is_missed=False, **november)  # type: ignore[arg-type]
    work(site)
    assert inbox.messages[1]["Subject"].startswith("[보류] 온라인팀 월간")
    page.reload()
    held = page.locator(".desk-item").filter(has=page.get_by_role("button", name="그대로 보내기"))
    expect(held).to_contain_text(re.compile("자료의 최신성.*2026-10-31까지만 있습니다"))
    held.get_by_role("button", name="그대로 보내기").click()
    expect(page.locator(".notice").first).to_contain_text("보고서를 그대로 보냅니다")
    work(site)
    assert [message["Subject"] for message in inbox.messages[2:]] == ["단골상회 2026년 11월 경영 보고서"]

    page.reload()
    link = page.get_by_role("link", name="단골상회 2026년 11월 경영 보고서")
    expect(link).to_be_visible()
    sent = page.request.get(str(link.get_attribute("href")))
    (attached,) = [part.get_content() for part in inbox.messages[2].iter_attachments() if part.get_content_type() == "application/pdf"]
    assert sent.status == 200 and sent.body() == attached  # as it was sent, to the byte
