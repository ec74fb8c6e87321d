"""Runs the migrations on the connection that `State.migrate` gives; one transaction, also on SQLite."""

from alembic import context

from store import (
    attempts,
    audit,
    deliveries,
    documents,
    goals,
    identities,
    kept_sources,
    loads,
    merges,
    notes,
    rejects,
    runs,
    schedules,
    sessions,
    snapshots,
    users,
    workers,
)
from store.schema import Base

# Named so that every table is known: a table stands in the metadata once its module is imported.
TABLES = (
    attempts,
    audit,
    deliveries,
    documents,
    goals,
    identities,
    kept_sources,
    loads,
    merges,
    notes,
    rejects,
    runs,
    schedules,
    sessions,
    snapshots,
    users,
    workers,
)

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    transactional_ddl=True,
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
