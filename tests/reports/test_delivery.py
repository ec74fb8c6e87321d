"""From a run that is due to mails: who gets what, from a real server's side; and what becomes of those it does not take."""

import ssl
import subprocess
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from email import message_from_bytes
from email.policy import default
from gc import collect
from io import BytesIO
from pathlib import Path
from weakref import ref

import pikepdf
import pytest
import time_machine
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, Envelope, LoginPassword
from pypdf import PdfReader

import store.deliveries
from access import people, scheduling
from access.roles import Role
from errors import UserError
from metrics.period import Grain
from reports import archive, outbox
from reports.preparation import Period, recipe_of
from reports.press import press
from reports.worker import Worker
from store.deliveries import DeliveryState
from store.schedules import Recipient, ScheduleState
from tests.reports.mailing import ONLINE, Mailing, addresses
from tests.reports.ports import free_port
from tests.reports.smtp_server import Fault, PostBox


def text_of(pdf: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages)


def test_each_gets_own_rows_in_own_language_and_a_report_is_made_once_for_each_scope_and_language(mailing: Mailing, box: PostBox) -> None:
    people.set_email(mailing.here.state, "lead", "lead@dangol.example", mailing.office.domains)
    schedule = mailing.schedule(
        recipients=(
            Recipient(user_id=mailing.user_id("executive")),
            Recipient(user_id=mailing.user_id("lead")),
            *addresses(["a", "b"], (ONLINE,)),
            *addresses(["smith"], None, "en"),
        ),
        attaches_workbook=True,
    )
    run = mailing.due(schedule)
    mailing.work()
    assert set(mailing.states(run).values()) == {DeliveryState.SENT} and mailing.run(run).state == "done"
    assert [(document.teams, document.language) for document in mailing.documents(run)] == [(None, "ko"), ((ONLINE,), "ko"), (None, "en")]
    assert set(box.accepted.values()) == {1} and len(box.accepted) == 5
    for to, scope in (("executive", "모든 팀"), ("lead", ONLINE), ("a", ONLINE), ("smith", "All teams")):
        (message,) = box.to(f"{to}@dangol.example")
        pdf, workbook = (part.get_content() for part in message.iter_attachments())
        assert scope in text_of(pdf) and scope in message.get_body(("plain",)).get_content()
        assert workbook[:2] == b"PK"
        assert ("수도권1팀" in text_of(pdf)) is (scope != ONLINE)
    assert "화면에서 보기" in box.to("lead@dangol.example")[0].get_body(("plain",)).get_content()
    assert "화면에서 보기" not in box.to("a@dangol.example")[0].get_body(("plain",)).get_content()  # no sign-in, no link


def test_the_monthly_report_arrives_at_a_real_server_as_a_tagged_korean_pdf(staffed_home: Path, tmp_path: Path) -> None:
    class Inbox:
        def __init__(self) -> None:
            self.envelopes: list[Envelope] = []

        async def handle_DATA(self, server: object, session: object, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's name
            self.envelopes.append(envelope)
            return "250 kept"

    inbox = Inbox()
    server = Controller(inbox, hostname="127.0.0.1", port=free_port())
    server.start()
    try:
        mailing = Mailing.of(staffed_home, tmp_path, server.port)
        schedule = mailing.schedule(metrics=tuple(metric.name for metric in mailing.here.overview))
        run = mailing.due(schedule)
        mailing.work()
        mailing.here.state.close()
    finally:
        server.stop()
    (envelope,) = inbox.envelopes
    assert mailing.states(run) == {"executive@dangol.example": DeliveryState.SENT}
    message = message_from_bytes(envelope.content, policy=default)
    (attached,) = message.iter_attachments()
    assert message["Subject"] == "단골상회 2026년 10월 고객 지표 보고서"
    assert attached.get_filename() == "단골상회 고객 지표 2026-10.pdf"
    with pikepdf.open(BytesIO(attached.get_content())) as pdf:
        assert pdf.Root.MarkInfo.Marked and pdf.Root.Lang == "ko" and "/StructTreeRoot" in pdf.Root
        assert len(pdf.pages) > 6
    assert "재구매율" in text_of(attached.get_content())
    assert attached.get_content() == mailing.office.archive.content(mailing.documents(run)[0].pdf_sha256)


def unkind(to: str, fault: Fault, box: PostBox) -> None:
    """The server does this to everything for one address."""
    box.fault = lambda address: fault if address == f"{to}@dangol.example" else Fault.NONE


@pytest.mark.parametrize(
    ("fault", "state", "copies"),
    [
        (Fault.REFUSE_RECIPIENT, "refused", 0),
        (Fault.REFUSE_CONTENT, "refused", 0),
        (Fault.DEFER_RECIPIENT, "waiting", 0),
        (Fault.BUSY, "waiting", 0),
        (Fault.DROP_BEFORE_DATA, "waiting", 0),
        (Fault.DROP_INSIDE_DATA, "uncertain", 0),  # all of it had left us, so we cannot know where it ended
        (Fault.STALL_AT_MAIL, "waiting", 0),
        (Fault.DROP_AFTER_DATA_KEPT, "uncertain", 1),
        (Fault.DROP_AFTER_DATA_LOST, "uncertain", 0),
        (Fault.STALL_AFTER_DATA, "uncertain", 1),
    ],
    ids=lambda value: value.name if isinstance(value, Fault) else None,
)
def test_what_befalls_one_mail_befalls_no_other(mailing: Mailing, box: PostBox, fault: Fault, state: str, copies: int) -> None:
    object.__setattr__(mailing.office.server, "timeout_seconds", 0.7)
    run = mailing.due(mailing.schedule(recipients=addresses(["a", "b", "c"])))
    unkind("b", fault, box)
    mailing.work()
    assert mailing.states(run) == {"a@dangol.example": "sent", "b@dangol.example": state, "c@dangol.example": "sent"}
    assert len(box.to("b@dangol.example")) == copies
    assert set(box.accepted.values()) == {1}
    unlucky = mailing.deliveries(run)[1]
    assert unlucky.said_ko and unlucky.said_en
    box.fault = lambda _: Fault.NONE
    with time_machine.travel(unlucky.next_at + timedelta(minutes=2)):
        mailing.work()  # the database's clock has not moved, so nothing is tried before its time
    assert len(box.to("b@dangol.example")) == copies


def two_users(mailing: Mailing) -> tuple[Recipient, ...]:
    return tuple(Recipient(user_id=mailing.user_id(login)) for login in ("lead", "executive"))


def later(mailing: Mailing, minutes: float) -> None:
    """Makes all that waits as old as if so much time had passed."""
    with mailing.here.state.engine.begin() as connection:
        for column in ("next_at", "created_at"):
            connection.exec_driver_sql(
                f"UPDATE deliveries SET {column} = strftime('%Y-%m-%d %H:%M:%f000', {column}, '-{minutes} minutes') WHERE state = 'waiting'"  # noqa: S608
            )


def test_a_mail_that_was_put_off_is_tried_again_after_growing_waits_with_the_same_message_id(mailing: Mailing, box: PostBox) -> None:
    run = mailing.due(mailing.schedule(recipients=addresses(["b"])))
    unkind("b", Fault.DEFER_RECIPIENT, box)
    waits = []
    for _ in range(4):
        mailing.work()
        (delivery,) = mailing.deliveries(run)
        assert delivery.state == "waiting"
        waits.append(delivery.next_at)
        later(mailing, 61)
    box.fault = lambda _: Fault.NONE
    mailing.work()
    (delivery,) = mailing.deliveries(run)
    assert delivery.state == "sent" and delivery.attempts == 5
    assert list(box.accepted) == [delivery.message_id]


def test_after_a_day_it_is_given_up_and_the_owner_is_told(mailing: Mailing, box: PostBox) -> None:
    run = mailing.due(mailing.schedule(recipients=addresses(["b"])))
    unkind("b", Fault.DEFER_RECIPIENT, box)
    mailing.work()
    later(mailing, 25 * 60)
    mailing.work()
    assert mailing.states(run) == {"b@dangol.example": "gave_up"} and mailing.run(run).state == "done"
    (notice,) = box.to("admin@dangol.example")
    assert "일부에게 보내지 못했습니다" in notice["Subject"]
    assert "451 greylisted" in notice.get_body(("plain",)).get_content()


def test_while_the_server_is_away_everything_waits_and_nothing_is_lost(mailing: Mailing, box: PostBox) -> None:
    run = mailing.due(mailing.schedule(recipients=addresses(["a", "b", "c"])))
    box.fault = lambda address: Fault.HANG_UP_AT_CONNECT if not address else Fault.NONE
    mailing.work()
    assert set(mailing.states(run).values()) == {"waiting"}
    assert "연결할 수 없습니다" in (mailing.deliveries(run)[0].said_ko or "")
    box.fault = lambda _: Fault.NONE
    later(mailing, 5)
    mailing.work()
    assert set(mailing.states(run).values()) == {"sent"} and sorted(box.accepted.values()) == [1, 1, 1]


def test_what_is_uncertain_waits_for_its_owner_who_sends_it_again_or_says_that_it_came(mailing: Mailing, box: PostBox) -> None:
    run = mailing.due(mailing.schedule(recipients=addresses(["a", "b"])))
    box.fault = lambda address: Fault.DROP_AFTER_DATA_LOST if address else Fault.NONE
    mailing.work()
    mailing.work()
    first, second = mailing.deliveries(run)
    assert (first.state, second.state) == ("uncertain", "uncertain")
    box.fault = lambda _: Fault.NONE
    scheduling.decide_delivery(mailing.office, first.id, DeliveryState.WAITING, mailing.actor())
    scheduling.decide_delivery(mailing.office, second.id, DeliveryState.SENT, mailing.actor())
    mailing.work()
    assert mailing.states(run) == {"a@dangol.example": "sent", "b@dangol.example": "sent"}
    assert box.accepted[first.message_id] == 1 and box.accepted[second.message_id] == 0


@pytest.mark.parametrize("loss", ["disabled", "moved"])
def test_whoever_lost_access_after_the_report_was_made_is_not_sent_it(mailing: Mailing, box: PostBox, loss: str) -> None:
    run = mailing.due(mailing.schedule(recipients=two_users(mailing)))
    unkind("lead", Fault.DEFER_RECIPIENT, box)
    mailing.work()
    if loss == "disabled":
        people.disable(mailing.here.state, "lead")
    else:
        people.change_role(mailing.here.state, "lead", Role.TEAM_LEAD, ["영남팀"])
    box.fault = lambda _: Fault.NONE
    later(mailing, 5)
    mailing.work()
    assert mailing.states(run) == {"lead@dangol.example": "held", "executive@dangol.example": "sent"}
    assert not box.to("lead@dangol.example")


def test_who_has_no_access_when_it_is_made_is_left_out_and_the_owner_is_told(mailing: Mailing, box: PostBox) -> None:
    schedule = mailing.schedule(recipients=two_users(mailing))
    people.disable(mailing.here.state, "lead")
    run = mailing.due(schedule)
    mailing.work()
    assert mailing.states(run) == {"lead@dangol.example": "held", "executive@dangol.example": "sent"}
    assert "이팀장 님의 계정이 중지" in box.to("admin@dangol.example")[0].get_body(("plain",)).get_content()


def test_an_owner_who_lost_access_has_nothing_sent_in_their_name(mailing: Mailing, box: PostBox) -> None:
    schedule = mailing.schedule(by="lead", teams=(ONLINE,), recipients=addresses(["partner"], (ONLINE,)))
    people.disable(mailing.here.state, "lead")
    run = mailing.due(schedule)
    mailing.work()
    assert mailing.run(run).state == "held" and not box.contents
    assert [reason.check for reason in mailing.run(run).reasons] == ["recipients"]


def test_a_team_leads_schedule_that_names_no_teams_gives_each_their_own(mailing: Mailing, box: PostBox) -> None:
    run = mailing.due(mailing.schedule(by="lead", recipients=(*two_users(mailing), *addresses(["partner"], (ONLINE,)))))
    mailing.work()
    assert set(mailing.states(run).values()) == {"sent"}
    assert {(document.teams) for document in mailing.documents(run)} == {(ONLINE,), None}
    assert "수도권1팀" not in text_of(next(box.to("partner@dangol.example")[0].iter_attachments()).get_content())


def test_two_schedules_with_one_period_are_two_reports_and_planning_twice_is_once(mailing: Mailing, box: PostBox) -> None:
    first, second = mailing.schedule(), mailing.schedule()
    runs = [mailing.due(first), mailing.due(second), mailing.due(first)]
    mailing.work()
    assert runs[0] == runs[2] and len(box.accepted) == 2


def test_a_trial_goes_to_its_maker_alone_with_their_own_rows(mailing: Mailing, box: PostBox) -> None:
    schedule = scheduling.add(mailing.office, mailing.plan(recipients=addresses(["a"], (ONLINE,))), mailing.actor("lead"))
    assert scheduling.send_trial(mailing.office, schedule.id, mailing.actor("lead")) == "lead@dangol.example"
    mailing.work()
    ((to, message),) = box.messages()
    assert to == "lead@dangol.example" and message["Subject"].startswith("[시험 발송]")
    assert f"범위: {ONLINE}" in message.get_body(("plain",)).get_content()


def test_a_paused_schedule_sends_nothing_and_catches_nothing_up_when_it_is_started(mailing: Mailing) -> None:
    schedule = mailing.schedule(cadence="daily", at="00:00", on_closed_day="send")
    scheduling.set_state(mailing.office, schedule.id, ScheduleState.PAUSED, mailing.actor())
    with mailing.here.state.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE schedules SET planned_until = '2026-01-01 00:00:00.000000'")
    mailing.work()
    assert mailing.runs(schedule) == []
    scheduling.set_state(mailing.office, schedule.id, ScheduleState.ACTIVE, mailing.actor())
    mailing.work()
    assert mailing.runs(schedule) == []


def test_missed_times_are_listed_and_only_the_last_is_caught_up(mailing: Mailing, box: PostBox) -> None:
    schedule = mailing.schedule(cadence="monthly")
    with mailing.here.state.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE schedules SET planned_until = '2026-07-15 00:00:00.000000'")
    mailing.work()
    mailing.work()
    assert [(run.period, run.state) for run in mailing.runs(schedule)] == [
        ("2026-07", "missed"),
        ("2026-08", "missed"),
        ("2026-09", "missed"),
        ("2026-10", "done"),
    ]
    assert len(box.accepted) == 1
    scheduling.send_missed(mailing.office, mailing.runs(schedule)[2].id, mailing.actor())
    mailing.work()
    assert sorted(message["Subject"] for _, message in box.messages()) == [
        "단골상회 2026년 10월 고객 지표 보고서",
        "단골상회 2026년 9월 고객 지표 보고서",
    ]


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """A certificate for localhost with its key, signed by nobody."""
    file = tmp_path / "server.pem"
    asked = "req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost -addext subjectAltName=DNS:localhost"
    files = ["-keyout", tmp_path / "key.pem", "-out", tmp_path / "cert.pem"]
    subprocess.run(["openssl", *asked.split(), *files], check=True, capture_output=True)
    file.write_bytes((tmp_path / "key.pem").read_bytes() + (tmp_path / "cert.pem").read_bytes())
    return file


@pytest.mark.parametrize(
    ("is_trusted", "password", "outcome"), [(True, "right", "sent"), (True, "wrong", "waiting"), (False, "right", "waiting")]
)
def test_starttls_and_sign_in_are_verified(
    staffed_home: Path, tmp_path: Path, certificate: Path, monkeypatch: pytest.MonkeyPatch, is_trusted: bool, password: str, outcome: str
) -> None:
    def authenticator(server: object, session: object, envelope: object, mechanism: str, given: LoginPassword) -> AuthResult:
        return AuthResult(success=given.password == b"right", handled=False)

    class Inbox:
        count = 0

        async def handle_DATA(self, *_: object) -> str:  # noqa: N802 - aiosmtpd's name
            self.count += 1
            return "250 kept"

    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)
    inbox = Inbox()
    guarded = {"tls_context": context, "require_starttls": True, "authenticator": authenticator, "auth_required": True}
    server = Controller(inbox, "localhost", free_port(), **guarded)
    server.start()
    try:
        if is_trusted:
            monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        port = server.port
        secure = {"smtp_host": "localhost", "smtp_security": "starttls", "smtp_user": "kpi", "smtp_password": password}
        mailing = Mailing.of(staffed_home, tmp_path, port, **secure)
        run = mailing.due(mailing.schedule())
        mailing.work()
        (delivery,) = mailing.deliveries(run)
        mailing.here.state.close()
    finally:
        server.stop()
    assert delivery.state == outcome and inbox.count == (outcome == "sent")
    said = {(True, "wrong"): "sign-in", (False, "right"): "certificate"}.get((is_trusted, password), "")
    assert said in (delivery.said_en or "")


def test_a_press_of_two_processes_that_counts_for_several_teams_at_once_makes_the_same_bytes_as_one(mailing: Mailing) -> None:
    schedule = mailing.schedule(attaches_workbook=True)
    trends = mailing.office.trends()
    base = recipe_of(mailing.office, schedule, Period("2026-10", date(2026, 10, 1), date(2026, 11, 1)), trends)
    recipes = [base, base.of((ONLINE,), "en"), base.of(("영남팀",), "ko")]
    made = []
    for processes, siblings in ((0, ()), (2, (ONLINE, "영남팀", "없는 팀"))):
        with press(replace(trends, siblings=frozenset(siblings)), mailing.office.workshop(), processes) as at:
            made.append([(each.pdf, each.workbook) for each in at.made(recipes)])  # type: ignore[union-attr]
    assert made[0] == made[1] and len(set(made[0])) == 3


def test_a_press_keeps_no_report_that_was_taken_from_it(mailing: Mailing) -> None:
    trends = mailing.office.trends()
    base = recipe_of(mailing.office, mailing.schedule(kind="scorecard"), Period("2026-10", date(2026, 10, 1), date(2026, 11, 1)), trends)
    with press(trends, mailing.office.workshop(), 0) as at:
        taken = at.made([base, base.of((ONLINE,), "en")])
        first = ref(next(taken))
        assert next(taken) is not None
        collect()
        assert first() is None


def test_the_archive_keeps_what_was_sent_makes_it_again_to_the_byte_and_forgets_it_in_time(mailing: Mailing, box: PostBox) -> None:
    run = mailing.due(mailing.schedule(attaches_workbook=True))
    mailing.work()
    (document,) = mailing.documents(run)
    again = archive.again(document, mailing.office.trends_of(document.snapshot_id), mailing.office.workshop())
    assert again.is_same and again.made.pdf == mailing.office.archive.content(document.pdf_sha256)
    kept = mailing.office.archive
    now = datetime.now(UTC)
    assert kept.sweep(mailing.here.state, now, timedelta(days=1)) == 0
    assert kept.sweep(mailing.here.state, now + timedelta(days=2), timedelta(days=1)) == 2
    assert mailing.documents(run) == [] and mailing.states(run) == {"executive@dangol.example": "sent"}


def test_a_file_of_the_archive_that_was_changed_is_not_taken_for_what_was_sent(mailing: Mailing) -> None:
    name = mailing.office.archive.keep(b"as it was sent")
    (mailing.office.archive.folder / name[:2] / name).write_bytes(b"as it was not")
    with pytest.raises(UserError, match="damaged"):
        mailing.office.archive.content(name)


def test_a_stopped_worker_gives_back_what_it_has_not_begun(mailing: Mailing, box: PostBox) -> None:
    run = mailing.due(mailing.schedule(recipients=addresses([f"r{number}" for number in range(10)])))
    worker = Worker(mailing.office)
    seen: list[str] = []

    def third_stops(address: str) -> Fault:
        if address and len(seen) < 3:
            seen.append(address)
        if len(seen) == 3:
            worker.stop()
        return Fault.NONE

    box.fault = third_stops
    worker.until_idle()
    states = list(mailing.states(run).values())
    assert states.count("sent") == 3 and states.count("waiting") == 7
    mailing.work()
    assert set(mailing.states(run).values()) == {"sent"} and set(box.accepted.values()) == {1}


def test_a_mail_whose_lease_was_lost_is_not_sent_by_its_first_worker(
    mailing: Mailing, box: PostBox, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = mailing.due(mailing.schedule())
    monkeypatch.setattr(outbox, "LEASE", timedelta(seconds=-1))  # over before it began
    stolen: list[int] = []

    def steal(address: str) -> Fault:
        if address and not stolen:
            stolen.append(1)
            with mailing.here.state.write() as session:
                store.deliveries.recover(session)
        return Fault.NONE

    box.fault = steal
    Worker(mailing.office).round()
    assert mailing.states(run) == {"executive@dangol.example": "waiting"} and not box.accepted
    monkeypatch.setattr(outbox, "LEASE", timedelta(minutes=5))
    mailing.work()
    assert mailing.states(run) == {"executive@dangol.example": "sent"} and list(box.accepted.values()) == [1]


def test_weekly_and_daily_reports_are_made_too(mailing: Mailing, box: PostBox) -> None:
    weekly, daily = mailing.schedule(cadence="weekly"), mailing.schedule(cadence="daily")
    runs = [
        mailing.due(weekly, Grain.WEEK.period_of(date(2026, 10, 21)), Grain.WEEK),
        mailing.due(daily, Grain.DAY.period_of(date(2026, 10, 21)), Grain.DAY),
    ]
    mailing.work()
    assert [mailing.run(run).state for run in runs] == ["done", "done"], [mailing.run(run).reasons for run in runs]
    assert {message["Subject"] for _, message in box.messages()} == {
        "단골상회 2026년 43주 고객 지표 보고서",
        "단골상회 2026년 10월 21일 고객 지표 보고서",
    }
