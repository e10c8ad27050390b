"""Closed lists of words that people type: light enough for a command line to start with."""

from __future__ import annotations

from typing import Final

ORDERS: Final = ("newest", "oldest", "handle", "name", "updated", "used", "rank")
"""What the results of a search are sorted by."""

LIKENESSES: Final = ("", "real", "fictional", "none")
"""The kind of face: a real person's, an invented one's, none; empty where it is not known."""

SUBJECTS: Final = ("auto", "face", "object")
"""What a window is to show."""

TASK_STATES: Final = ("planned", "sending", "queued", "running", "done", "failed", "unknown")
"""Where a generation task is."""
