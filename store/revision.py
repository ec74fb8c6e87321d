"""The revision of the state: a mark that changes with everything that pages of numbers are made from.

What is kept under it is never out of date. A table says of itself that pages show it: `__table_args__ = SHOWN`. Sessions, attempts,
deliveries and the records of who did what change all the time and are on no such page.
"""

import secrets
from typing import Any

from sqlalchemy import Connection, Delete, Engine, Insert, String, Update, event, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from store.schema import Base

MARK_BYTES = 16
SHOWN: dict[str, Any] = {"info": {"is_shown": True}}


class RevisionRow(Base):
    """One row. Its mark is no number: a state that was restored would come to the same one again."""

    __tablename__ = "revision"

    id: Mapped[int] = mapped_column(primary_key=True)
    mark: Mapped[str] = mapped_column(String(2 * MARK_BYTES))


def revision(session: Session) -> str:
    """The mark of what the session sees."""
    return session.scalars(select(RevisionRow.mark)).one()


def keep_count(engine: Engine) -> None:
    """Has the mark changed in the transaction of every statement that changes a table which pages show."""
    event.listen(engine, "after_execute", _after)


def _after(connection: Connection, statement: Any, *_: Any) -> None:
    if isinstance(statement, Insert | Update | Delete) and getattr(statement.table, "info", {}).get("is_shown"):
        connection.execute(update(RevisionRow).values(mark=secrets.token_hex(MARK_BYTES)))
