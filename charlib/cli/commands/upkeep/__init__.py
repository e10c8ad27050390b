"""Commands that keep the library and its IDs alive."""
