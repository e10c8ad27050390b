"""Reading: plain sqlite3, one module per subject."""
