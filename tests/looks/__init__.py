"""Looks of characters, from prompts to providers."""
