"""Sends what waits to be sent: each mail to one person, its state written before and after the server takes it."""

import logging
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import store.deliveries
import store.documents
import store.runs
import store.schedules
from errors import UserError
from metrics.text import Language, Text, language
from reports import notice, recipients
from reports.mail import Attachment, Letter, Wording
from reports.office import Office
from reports.post import Line, MailServer, Outcome, Result
from reports.preparation import tell_of_unsent
from reports.summary import Summary
from store.deliveries import Delivery, DeliveryState, Purpose
from store.schedules import Schedule
from store.state import Session
from store.users import User

LOG = logging.getLogger("dangol")
AT_ONCE = 20  # claimed together, and given back together when the worker is asked to stop
LEASE = timedelta(minutes=5)  # longer than all waits for one mail together
WAITS = tuple(timedelta(minutes=minutes) for minutes in (1, 2, 5, 10, 20, 30, 60))  # the last one from then on
GIVEN_UP_AFTER = timedelta(hours=24)
PDF = "application/pdf"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

_GAVE_UP = Text(ko="24시간 동안 보내지 못해 중단했습니다. 마지막 응답: {reply}", en="Given up after 24 hours. The last answer was: {reply}")
_REFUSED = Text(ko="메일 서버가 거부했습니다: {reply}", en="The mail server refused it: {reply}")
_DEFERRED = Text(ko="잠시 후 다시 보냅니다. 메일 서버 응답: {reply}", en="It is tried again. The mail server said: {reply}")
_UNCERTAIN = Text(
    ko="메일을 넘긴 뒤 응답을 받지 못했습니다({reply}). 도착했는지 확인해 주세요.",
    en="The mail was handed over, but no answer came ({reply}). Check whether it has arrived.",
)
_LOST_ACCESS = Text(
    ko="보고서를 만든 뒤에 {name} 님의 권한이 바뀌어 보내지 않았습니다.",
    en="The access of {name} changed after the report was made, so it was not sent.",
)


@dataclass
class Outbox:
    """The mails of one installation that wait to be sent, as one worker sends them."""

    office: Office
    worker: str
    is_stopping: Callable[[], bool] = lambda: False
    _files: dict[tuple[str, str], Attachment] = field(default_factory=dict)
    _schedules: dict[int, Schedule] = field(default_factory=dict)

    def send(self) -> int:
        """How many mails were looked at: those that are due, up to AT_ONCE of them."""
        server = self.office.server
        if server is None:
            return 0
        with self.office.state.write() as session:
            store.deliveries.recover(session)
            claimed = store.deliveries.claim(session, self.worker, AT_ONCE, LEASE)
        if claimed:
            self._hand_over(claimed, server)
        with self.office.state.read() as session:
            finished = store.deliveries.finished_runs(session)
        if finished:
            with self.office.state.write() as session:
                store.runs.finish(session, finished)
                for run_id in finished:
                    tell_of_unsent(self.office, session, run_id)
        return len(claimed)

    def _hand_over(self, claimed: list[Delivery], server: MailServer) -> None:
        """Each letter over one connection; a new one where the server has closed it."""
        self._files.clear()
        self._schedules.clear()
        with ExitStack() as open_lines:
            line: Line | None = None
            for at, delivery in enumerate(claimed):
                if self.is_stopping():
                    self._write(store.deliveries.give_back, [each.id for each in claimed[at:]], self.worker)
                    return
                letter = self._letter(delivery)
                if letter is None:
                    continue
                try:
                    line = line or open_lines.enter_context(server.connected())
                except UserError as away:
                    for each in claimed[at:]:
                        self._put_off(each, Text(ko=away.ko, en=away.en), counts=True)
                    return
                result = line.hand_over(letter.sender, letter.address, letter.content(), lambda id=delivery.id: self._begin(id))  # type: ignore[misc]
                self._note(delivery, result)
                if not result.is_open:
                    open_lines.close()
                    line = None

    def _begin(self, id: int) -> bool:
        return bool(self._write(store.deliveries.begin, id, self.worker, LEASE))

    def _note(self, delivery: Delivery, result: Result) -> None:
        """Writes down what became of a letter."""
        match result.outcome:
            case Outcome.ACCEPTED:
                self._settle(delivery, DeliveryState.SENT, None)
            case Outcome.REFUSED:
                self._settle(delivery, DeliveryState.REFUSED, _REFUSED.format(reply=result.reply))
            case Outcome.UNCERTAIN:
                self._settle(delivery, DeliveryState.UNCERTAIN, _UNCERTAIN.format(reply=result.reply))
            case Outcome.DEFERRED:
                begun = self._current(delivery).state == DeliveryState.SENDING
                self._put_off(delivery, _DEFERRED.format(reply=result.reply), counts=not begun)
            case Outcome.ABANDONED:
                LOG.warning("delivery %d is another worker's by now", delivery.id)

    def _settle(self, delivery: Delivery, state: DeliveryState, said: Text | None) -> None:
        self._write(store.deliveries.settle, delivery.id, self.worker, state, said and said.ko, said and said.en)
        LOG.info("delivery %d of schedule %d, %s: %s", delivery.id, delivery.schedule_id, delivery.period, state)

    def _put_off(self, delivery: Delivery, said: Text, *, counts: bool) -> None:
        """Another try later, after growing waits; none after a day."""
        if datetime.now(UTC) - delivery.created_at > GIVEN_UP_AFTER:
            self._settle(delivery, DeliveryState.GAVE_UP, _GAVE_UP.format(reply=said.en))
            return
        wait = WAITS[min(delivery.attempts, len(WAITS) - 1)]
        with self.office.state.write() as session:
            store.deliveries.put_off(session, delivery.id, self.worker, wait, counts=counts, said_ko=said.ko, said_en=said.en)

    def _current(self, delivery: Delivery) -> Delivery:
        with self.office.state.read() as session:
            return store.deliveries.find(session, delivery.id) or delivery

    def _write(self, change: Callable[..., Any], *given: Any) -> Any:
        with self.office.state.write() as session:
            return change(session, *given)

    def _letter(self, delivery: Delivery) -> Letter | None:
        """The letter of a delivery; None where it may not be sent any more, which is noted."""
        with self.office.state.read() as session:
            schedule = self._schedules.get(delivery.schedule_id) or store.schedules.find(session, delivery.schedule_id)
            document = store.documents.find(session, delivery.document_id) if delivery.document_id is not None else None
            if schedule is None:
                raise LookupError(f"Delivery {delivery.id} has no schedule.")
            self._schedules[schedule.id] = schedule  # with its thousand recipients it is read once for all mails of this round
            owner = recipients.owner_of(session, schedule)
            user = store.users.by_id(session, delivery.user_id) if delivery.user_id is not None else None
            run = store.runs.find(session, delivery.run_id) if delivery.run_id is not None else None
            unsent = _unsent(session, delivery)
        spoken = language(delivery.language, otherwise="ko")
        if delivery.purpose == Purpose.NOTICE and run is not None:
            link = f"{self.office.address.rstrip('/')}/reports" if self.office.address else ""
            said = notice.paragraphs(run, schedule.name, unsent, link, spoken)
            title = notice.subject(run, schedule.name, spoken)
            return self._to(delivery, title, "\n\n".join(said) + "\n", notice.html(said, title, spoken), spoken, ())
        if document is None:
            self._settle(delivery, DeliveryState.HELD, _LOST_ACCESS.format(name=delivery.name))
            return None
        if not _may_get(user, owner, delivery, document.teams):
            self._settle(delivery, DeliveryState.HELD, _LOST_ACCESS.format(name=delivery.name))
            return None
        files = [self._file(f"{document.file_name}.pdf", PDF, document.pdf_sha256)]
        if document.workbook_sha256 is not None:
            files.append(self._file(f"{document.file_name}.xlsx", XLSX, document.workbook_sha256))
        summary = Summary.kept(document.summary)
        wording = Wording(
            schedule=schedule.name,
            owner=owner.name,
            files=[file.name for file in files],
            link=self.office.link(document.id) if user is not None else "",
            is_trial=delivery.purpose == Purpose.TRIAL,
            language=spoken,
        )
        return self._to(delivery, wording.subject(summary), wording.text(summary), wording.html(summary), spoken, tuple(files))

    def _to(self, delivery: Delivery, subject: str, text: str, html: str, spoken: Language, files: tuple[Attachment, ...]) -> Letter:
        return Letter(
            sender=self.office.sender,
            sender_name=self.office.sender_name,
            address=delivery.address,
            name=delivery.name,
            subject=subject,
            text=text,
            html=html,
            language=spoken,
            message_id=delivery.message_id,
            written_at=delivery.created_at,
            attachments=files,
        )

    def _file(self, name: str, mime: str, fingerprint: str) -> Attachment:
        """An archived file, read and made ready once for all that get it in this round."""
        if (fingerprint, name) not in self._files:
            self._files[fingerprint, name] = Attachment(name, mime, self.office.archive.content(fingerprint))
        return self._files[fingerprint, name]


def _may_get(user: User | None, owner: User, delivery: Delivery, teams: tuple[str, ...] | None) -> bool:
    """Whether whoever gets it, or answers for an address that gets it, may still see these teams' rows."""
    answerable = user if delivery.user_id is not None else owner
    return answerable is not None and answerable.is_active and owner.is_active and recipients.within(teams, answerable.teams)


def _unsent(session: Session, delivery: Delivery) -> list[Delivery]:
    """Of the run that a notice is about, what was not sent."""
    if delivery.purpose != Purpose.NOTICE or delivery.run_id is None:
        return []
    bad = (DeliveryState.HELD, DeliveryState.REFUSED, DeliveryState.GAVE_UP, DeliveryState.UNCERTAIN)
    theirs = store.deliveries.of_run(session, delivery.run_id)
    return [each for each in theirs if each.state in bad and each.purpose == Purpose.REPORT]
