"""The only SQL. Everything is read and written through `sqlite3`.

    store       Store: a reader for each thread, one write transaction at a time
    connection  opening the file, and SQLite's errors in charlib's words
    read/       what can be read, one module a subject
    search/     a query's tree as one SQL statement; the text index
    write/      what can be written, one module a subject; the journal and undo
    schema/     SQLModel tables for Alembic and for people; column lists for SQL; upgrades
    backups, checking   copies of the database, and what can be wrong with one

Rows never leave: frozen records do.
"""
