"""What a library shares with others: its rows as records, and records as rows."""
