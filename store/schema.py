"""What all tables of the state share: their names, their moments, and how a row becomes a value.

Rows never leave `store`: a function gives a frozen dataclass made by `value_of`, so nothing above knows SQLAlchemy.
"""

from dataclasses import fields
from datetime import UTC, datetime
from typing import Any, TypeVar

from sqlalchemy import DateTime, Dialect, MetaData
from sqlalchemy.orm import DeclarativeBase, Session
from sqlalchemy.types import TypeDecorator

Value = TypeVar("Value")


class Base(DeclarativeBase):
    """The tables of the state. Constraints are named, so that a migration can name them on every database."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class Moment(TypeDecorator[datetime]):
    """A moment in UTC, with its zone in Python. SQLite has no zones, so a moment without one is refused on the way in."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("A moment needs a time zone: use datetime.now(UTC).")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def value_of(kind: type[Value], row: object, **derived: Any) -> Value:
    """The frozen dataclass `kind` with the row's values; `derived` are those that the row keeps in another form."""
    return kind(**{field.name: derived[field.name] if field.name in derived else getattr(row, field.name) for field in fields(kind)})  # type: ignore[arg-type]


def is_postgresql(session: Session) -> bool:
    """Whether the session speaks to PostgreSQL (and not to SQLite)."""
    return session.get_bind().dialect.name == "postgresql"
