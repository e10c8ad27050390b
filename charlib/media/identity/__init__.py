"""Whether a face is a character's: needs the extra `identity`.

    models     the networks: where their files are, and that they are intact; weights in human.npz
    faces      the faces of a picture, how well they can be seen, and their vectors
    templates  what the stills of a character have in common
    compare    the faces of a film beside templates

Everything is computed on this machine. numpy and OpenCV are loaded by `eye`, which the rest needs.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from charlib.errors import MissingExtra
from charlib.hints import install
from charlib.media.films import require

if TYPE_CHECKING:
    from charlib.media.identity.faces import Eye


def eye(model: Path | None = None) -> Eye:
    """Return what finds and recognises faces; `model` is a recogniser of the user's own.

    Raises MissingExtra; NotFound and MediaError for a model that cannot be used.
    """
    require("recognising faces")
    try:
        from charlib.media.identity.faces import Eye, Recogniser
    except ImportError as error:
        raise MissingExtra(
            f"recognising faces needs {error.name or 'OpenCV'}, which is not installed",
            hint=install("identity"),
        ) from None
    return Eye(Recogniser(model))


def can_recognise() -> bool:
    """Return whether faces can be recognised here."""
    try:
        eye()
    except MissingExtra:
        return False
    return True
