"""Alembic's entry: runs on the connection that `charlib.store.upgrade` hands over.

There is no alembic.ini and no offline mode: charlib migrates its own database, in process.
"""

from alembic import context

from charlib.store.models import Base

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=Base.metadata,
    # SQLite can roll back DDL, so that a migration that fails half-way leaves nothing behind; the
    # transaction itself is opened (BEGIN IMMEDIATE) and closed by charlib.store.upgrade.
    transactional_ddl=True,
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
