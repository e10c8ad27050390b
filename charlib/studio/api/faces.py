"""Faces: whether recognition is on, and who is in a picture."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from charlib.domain import identity as answers
from charlib.doors.shapes import TRUTH, obj, ref
from charlib.studio.declare import Table

if TYPE_CHECKING:
    from charlib.studio.desk import Desk

table = Table()
IS_ON = obj(on=TRUTH)


@table.get("/api/identity", "is_identity_on", IS_ON)
def identity(at: Desk) -> Any:
    """Whether the recognition of faces is on."""
    return {"on": at.lib.is_identity_on()}


@table.post("/api/identity/on", "identity_on", IS_ON, decodes=True)
def on(at: Desk) -> Any:
    """Switch the recognition of faces on; templates are computed and stored on this machine only.

    Templates of faces are biometric data: say so first.
    """
    at.lib.identity_on()
    return {"on": True}


@table.post("/api/identity/off", "identity_off", IS_ON)
def off(at: Desk) -> Any:
    """Switch it off, and delete all templates of faces."""
    at.lib.identity_off()
    return {"on": False}


@table.put("/api/who", "who", ref("Who"), decodes=True)
def who(at: Desk, *, file: Path) -> Any:
    """Who is in a picture or a film, the nearest first; the body is the file."""
    return answers.form(at.lib.who(file))
