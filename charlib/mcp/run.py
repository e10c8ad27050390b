"""The server on standard input and output; nothing but the protocol is written there."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from importlib import resources
from pathlib import Path

from charlib.library import open_library
from charlib.mcp.desk import Allowance, Desk
from charlib.mcp.server import create_server


@contextmanager
def opened(
    *,
    home: Path | str | None = None,
    project: str | None = None,
    read_only: bool = False,
    allow_spend: str | None = None,
) -> Iterator[Desk]:
    """A desk over a library, closed at the end. Raises InvalidInput for an invalid amount."""
    allowance = Allowance.parse(allow_spend) if allow_spend else None
    desk = Desk(open_library(home, project=project), read_only=read_only, allowance=allowance)
    try:
        yield desk
    finally:
        desk.close()


def skill() -> str:
    """Instructions for agents that know skills: how to cast a series."""
    return (resources.files("charlib.mcp") / "skill.md").read_text("utf-8")


def serve(desk: Desk) -> None:
    """Serve one client until it closes the connection."""
    create_server(desk).run("stdio")
