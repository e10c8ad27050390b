"""The only SQL: SQLModel writes, plain sqlite3 reads, Alembic migrates.

`models` is the schema and the way in; `reader` is the way out, quick because it imports none of
SQLModel; `upgrade` brings a database to the newest schema. Rows never leave: frozen records do.
"""
