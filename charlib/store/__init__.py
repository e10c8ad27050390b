"""The only SQL; all of it runs through `sqlite3`.

    store       Store: a reader for each thread, one write transaction at a time
    connection  opening the file, and SQLite's errors in charlib's words
    read/       the reading verbs, one module per subject
    search/     the tree of a query as one SQL statement; the text index
    write/      the writing verbs, one module per subject; the journal and undo
    schema/     SQLModel tables for Alembic and for users; column lists for SQL; upgrades
    backups, checking   copies of the database, and its checks and repairs

Callers get frozen records, never rows.
"""
