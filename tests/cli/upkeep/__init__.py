"""Commands that keep a library alive."""
