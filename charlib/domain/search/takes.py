"""The fields that takes are searched by."""

from __future__ import annotations

from collections.abc import Mapping

from charlib.domain.choices import OPEN_TASKS, TASK_STATES, VERDICTS
from charlib.domain.search.fields import Fields, Kind

_UNSENT = {*OPEN_TASKS[:2]}
"""States that people see as `queued`."""
_KINDS: Mapping[str, Kind] = {
    "character": "name",
    "look": "name",
    "project": "name",
    "episode": "count",
    "scene": "name",
    "take": "count",
    "state": "choice",
    "rating": "count",
    "picked": "choice",
    "check": "choice",
    "note": "text",
    "prompt": "text",
    "account": "name",
    "model": "part",
    "cost": "amount",
    "created": "date",
    "completed": "date",
    "has": "choice",
    "missing": "choice",
    "saved": "saved",
}
_PARTS = ("character", "episode", "scene", "rating", "note", "film", "check", "cost")
TAKES = Fields(
    _KINDS,
    {
        "state": tuple(state for state in TASK_STATES if state not in _UNSENT),
        "picked": ("yes", "no"),
        "check": VERDICTS,
        "has": _PARTS,
        "missing": _PARTS,
    },
    {
        "character": "character:mia",
        "look": "look:uniform",
        "project": "project:noir",
        "episode": "episode:4..6",
        "scene": "scene:3a",
        "take": "take:2",
        "state": "state:done",
        "rating": "rating:>3",
        "picked": "picked:yes",
        "check": "check:same",
        "note": "note:reshoot",
        "prompt": 'prompt:"red coat"',
        "account": "account:main",
        "model": "model:kling",
        "cost": "cost:>0.5",
        "created": "created:2026-01",
        "completed": "completed:7d",
        "has": "has:film",
        "missing": "missing:rating",
        "saved": "saved:rushes",
    },
)
