"""Writing: plain sqlite3, one module per subject, one transaction per command."""
