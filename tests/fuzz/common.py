"""What the targets share."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from charlib.library.moving import importing
from charlib.providers.profiles import Profiles

Target = Callable[[bytes], None]


def text_of(data: bytes) -> str:
    """Bytes as a text, with lone surrogates where they are no UTF-8."""
    return data.decode("utf-8", "surrogateescape")


def is_whole(text: object) -> bool:
    """Whether a text can be stored and sent: no NUL, no half of a character."""
    if not isinstance(text, str):
        return text is None
    text.encode()
    return "\0" not in text


def importer() -> Any:
    """An importer over a library that takes everything."""
    session: Any = SimpleNamespace(
        store=SimpleNamespace(read=SimpleNamespace(accounts=SimpleNamespace(all=list))),
        project="default",
        profiles=Profiles(Path("nowhere")),
    )
    writer: Any = SimpleNamespace(
        projects=SimpleNamespace(id=lambda _: 1),
        accounts=SimpleNamespace(add=lambda *_, **__: 1),
    )
    return importing.Importer(session, writer, update=True, mapped={})


MIA = {
    "handle": "mia",
    "name": "Mia",
    "look": "x",
    "tags": ["hero"],
    "project": "p",
    "bindings": [
        {
            "account": "main",
            "profile": "sandbox",
            "remote_id": "ch_1",
            "state": "ready",
            "window": "5,8",
            "source": "task:x",
            "method": "url",
            "created_at": "2026-11-22T10:00:00Z",
        }
    ],
}
"""A line of an import file."""
