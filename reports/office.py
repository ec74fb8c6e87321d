"""What the delivery of reports needs of one installation, as `installation` wires it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from metrics.calendar import BusinessCalendar
from metrics.text import Language
from reports.archive import Archive
from reports.post import MailServer
from reports.workshop import Workshop
from store.state import Session, State
from store.trends import Trends


@dataclass(frozen=True, kw_only=True)
class Office:
    """One installation as its reports are made and sent.

    `server` is None where no mail server is set; then reports wait. `domains` are those that mail may be sent to. `address` is where
    readers open the app, empty where nobody has said. `stale_after` is how many working days without an event a fact may end early.
    """

    state: State
    trends: Callable[[], Trends]  # of the latest snapshot
    trends_of: Callable[[int], Trends]  # of any, by its id
    workshop: Callable[[], Workshop]  # with the goals as they are now
    calendar: BusinessCalendar
    company: str
    currency: str
    zone: str
    language: Language
    archive: Archive
    server: MailServer | None
    sender: str
    sender_name: str
    domains: tuple[str, ...]
    address: str
    processes: int
    stale_after: int
    kept_for: timedelta
    record: Callable[[Session, str, str, int, str], None]  # into the audit: what was done, to what, how many, and why
    sweep: Callable[[], None]  # what else of the installation is tidied up now and then

    def link(self, document_id: int) -> str:
        """Where a signed-in reader opens the document; empty where the app's address is not known."""
        return f"{self.address.rstrip('/')}/reports/{document_id}.pdf" if self.address else ""
