"""What is being done, for the journal."""

from __future__ import annotations


class Command:
    """One command: all its transactions are one entry of the journal."""

    def __init__(self, text: str = "") -> None:
        self.text = text
        self.entry: int | None = None
        self.facts: set[str] = set()
