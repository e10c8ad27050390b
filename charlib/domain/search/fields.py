"""The fields of a query, and the words that some of them allow."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from charlib.domain.choices import BINDING_STATES, LIKENESSES

Kind = Literal["text", "name", "part", "choice", "saved", "count", "date"]
"""The values of a field: words, a name, a part of a name, a word of a list, a saved search, a
number, a date."""

FIELDS: Mapping[str, Kind] = {
    "tag": "name",
    "project": "name",
    "handle": "text",
    "name": "text",
    "look": "text",
    "notes": "text",
    "state": "choice",
    "account": "name",
    "profile": "name",
    "source": "part",
    "likeness": "choice",
    "used": "count",
    "episode": "count",
    "created": "date",
    "updated": "date",
    "has": "choice",
    "missing": "choice",
    "saved": "saved",
}

_PARTS = (
    "name", "look", "notes", "tags", "binding", "ready", "source", "window", "prompt", "likeness",
    "voice",
)  # fmt: skip
CHOICES: Mapping[str, tuple[str, ...]] = {
    "state": BINDING_STATES,
    "likeness": LIKENESSES[1:],
    "has": _PARTS,
    "missing": _PARTS,
}

EXAMPLES: Mapping[str, str] = {
    "tag": "tag:hero",
    "project": "project:noir",
    "handle": "handle:mia",
    "name": 'name:"Mia Chen"',
    "look": 'look:"blue coat"',
    "notes": "notes:episode",
    "state": "state:ready",
    "account": "account:main",
    "profile": "profile:sora-relay",
    "source": "source:clip",
    "likeness": "likeness:fictional",
    "used": "used:>3",
    "episode": "episode:4..6",
    "created": "created:2026-01",
    "updated": "updated:7d",
    "has": "has:look",
    "missing": "missing:look",
    "saved": "saved:heroes",
}
