"""Footage: the files kept of a character, and what a provider needs of them."""
