"""The database's own clock: leases and waits are measured by it, so that the clocks of two workers need not agree."""

from datetime import UTC, datetime

from sqlalchemy import text
from sqlalchemy.orm import Session

from store.schema import is_postgresql


def database_now(session: Session) -> datetime:
    """The moment at which the database answers."""
    if is_postgresql(session):
        # TRICKY: not now(), which is when the transaction began: it may have waited for the writer before it.
        moment: datetime = session.execute(text("SELECT clock_timestamp()")).scalar_one()
        return moment.astimezone(UTC)
    said: str = session.execute(text("SELECT strftime('%Y-%m-%d %H:%M:%f', 'now')")).scalar_one()
    return datetime.fromisoformat(said).replace(tzinfo=UTC)
