"""Commands that make characters of footage."""
