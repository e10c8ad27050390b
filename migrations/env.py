"""Alembic's entry: runs on the connection that charlib hands over.

There is no alembic.ini and no offline mode: charlib migrates its own database, in process. Nothing
here imports charlib, so that a released migration never changes when the package does.
"""

from alembic import context

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    # SQLite can roll back DDL, so that a migration that fails half-way leaves nothing behind; the
    # transaction itself is opened (BEGIN IMMEDIATE) and closed by charlib.
    transactional_ddl=True,
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
