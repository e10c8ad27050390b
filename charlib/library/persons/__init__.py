"""Verbs about who is who: merged records, moves, and people who are erased."""
