"""Searching: a query's tree as one SQL statement, and the text index behind it."""
