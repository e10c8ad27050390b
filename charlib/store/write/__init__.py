"""Writing: plain sqlite3, one module a subject, one transaction a command."""
