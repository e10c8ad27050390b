"""Answers with a file, which is closed whatever ends the answer."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING

from starlette.responses import FileResponse

from charlib.sandbox.wire.connection import is_gone

if TYPE_CHECKING:
    from starlette.types import Message, Receive, Scope, Send

SERVING = "charlib-sandbox serves a file"
"""The name of a task that has a file open. A task that is cancelled cannot close its file, for that
would be done by a thread; a server that stops waits for these tasks instead."""


class ServedFile(FileResponse):
    """A file, with Range; it stops when the connection is gone."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the file."""

        async def send_while_connected(message: Message) -> None:
            if is_gone(scope):
                raise _Gone
            await send(message)

        task = asyncio.current_task()
        name = task.get_name() if task else ""
        try:
            if task:
                task.set_name(SERVING)
            await super().__call__(scope, receive, send_while_connected)
        except _Gone:
            pass
        finally:
            if task:
                task.set_name(name)


def served(folder: Path, name: str) -> Path | None:
    """The file of a folder with exactly this name, or None.

    A dot file, a folder, and a link to anything but a visible file inside the folder are not
    served. The name must be one that the folder lists, so no notation of a path leads elsewhere.
    """
    try:
        if name.startswith(".") or name not in {entry.name for entry in folder.iterdir()}:
            return None
        inside = folder.resolve(strict=True)
        path = (inside / name).resolve(strict=True)
        if not path.is_relative_to(inside) or not path.is_file():
            return None
        is_hidden = any(part.startswith(".") for part in path.relative_to(inside).parts)
    except (OSError, ValueError, RuntimeError):
        # Python 3.11 and 3.12 raise RuntimeError for links that lead round in a circle.
        return None
    return None if is_hidden else path


class _Gone(Exception):
    """Nobody receives the rest of the file."""
