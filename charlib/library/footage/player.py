"""Opens films in the system's player."""

from __future__ import annotations

import shlex
import subprocess
import sys
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from charlib.domain.choices import OPEN_TASKS
from charlib.domain.records import Task
from charlib.errors import NotFound
from charlib.hints import Hint, call, the_call
from charlib.library.session import Session

PLAYER = "CHARLIB_PLAYER"
"""The variable with the command of a player; it gets the file as its last argument."""
_DISPLAYS = ("DISPLAY", "WAYLAND_DISPLAY")


class Opened(NamedTuple):
    """A film, and whether a player was started for it."""

    path: Path
    is_open: bool


def film_of(session: Session, take: Task) -> Path | None:
    """The film of a take; None if it is not on this machine."""
    from charlib.library.footage import kept

    source = session.store.read.sources.of_task(take.id)
    return kept.film_of(source) if source else None


def not_here(take: Task) -> NotFound:
    """The error of a take whose film is not on this machine."""
    how = Hint("{}    # packs and shares have no films", the_call("take show", str(take.id)))
    wait = call("task wait", str(take.id))
    return NotFound(
        f"the film of take {take.id} ({take.state}) is not on this machine",
        hint=wait if take.state in OPEN_TASKS else how,
    )


def play(session: Session, take: Task) -> Opened:
    """Open the film of a take. Raises NotFound if it is not here, or no player can be started."""
    path = film_of(session, take)
    if path is None:
        raise not_here(take)
    command = _command(session.environ)
    if command is None:
        return Opened(path, is_open=False)
    try:
        # A player of its own: charlib does not wait for it.
        player = subprocess.Popen(  # noqa: S603 - the person's own player
            [*command, str(path)], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL, start_new_session=True,
        )  # fmt: skip
    except OSError as error:
        raise NotFound(
            f"{command[0]} cannot be started: {error.strerror}",
            hint=Hint("Open it by hand: {}, or set {}, then: {}", str(path), PLAYER,
                      the_call("take open", str(take.id))),
        ) from None  # fmt: skip
    threading.Thread(target=player.wait, daemon=True).start()  # or it would stay a zombie
    return Opened(path, is_open=True)


def _command(environ: Mapping[str, str]) -> list[str] | None:
    """The command of a player; None where nothing can be shown."""
    chosen = environ.get(PLAYER)
    if chosen:
        return shlex.split(chosen)
    if sys.platform == "darwin":
        return ["open"]
    if sys.platform == "win32":
        return ["explorer.exe"]
    return ["xdg-open"] if any(environ.get(name) for name in _DISPLAYS) else None
