"""Reading: plain sqlite3, one module a subject."""
