"""Runs the migrations on the connection that `State.migrate` gives; one transaction, also on SQLite."""

from importlib import import_module
from pkgutil import iter_modules

from alembic import context

import store
from store.schema import Base

for module in iter_modules(store.__path__):
    if not module.ispkg:
        import_module(f"store.{module.name}")  # a table stands in the metadata once its module is imported

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    transactional_ddl=True,
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
