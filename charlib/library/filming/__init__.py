"""Prompts and films."""
