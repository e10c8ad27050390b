"""The contact sheet of takes: each one a row, the same moments side by side."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from charlib import media
from charlib.domain.records import Task
from charlib.domain.text import printable
from charlib.errors import LibraryError, NotFound
from charlib.files import replacing
from charlib.hints import call
from charlib.library.filming import export
from charlib.library.footage import player
from charlib.library.session import Session


def write(session: Session, out: Path, takes: Sequence[Task], columns: int) -> list[Task]:
    """Write the sheet of takes whose film is here, and return them."""
    films = [(take, film) for take in takes if (film := player.film_of(session, take))]
    if not films:
        raise NotFound("no take with a film on this machine matches", hint=call("take list"))
    data = media.take_sheet(
        [(film, label(take), take.picked) for take, film in films], columns=columns
    )
    export.note(session, [(take, out) for take, _ in films])
    try:
        with replacing(out, private=False) as part:
            part.write_bytes(data)
    except OSError as error:
        raise LibraryError(
            f"{printable(str(out))} cannot be written: {error.strerror}", hint="Choose another file"
        ) from error
    return [take for take, _ in films]


def label(take: Task) -> str:
    """What a row says of its take: `#12 E5 S3 T2 ****`."""
    parts = [
        f"#{take.id}",
        f"E{take.episode}" if take.episode is not None else "",
        f"S{take.scene}" if take.scene else "",
        f"T{take.take}" if take.take is not None else "",
        "*" * (take.rating or 0),
    ]
    return " ".join(part for part in parts if part)
