"""Footage: what is kept of a character, and what a provider can make of it."""
