"""Hands films on: as files with readable names, or as a timeline for an editor."""

from __future__ import annotations

import os
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from charlib.domain.footage import take_names
from charlib.domain.records import Task
from charlib.domain.text import printable
from charlib.errors import InvalidInput, LibraryError, NotFound
from charlib.files import replacing, sha256
from charlib.hints import Hint, call, the_call
from charlib.library.footage import player
from charlib.library.session import Session

_TIMELINE = ".otio"


class Exported(NamedTuple):
    """What was handed on: the files in the order of the story, and how many of them are new.

    `missing` are takes whose film is not on this machine; `others` are files of other content in
    the place of a film, which stay.
    """

    path: Path
    files: tuple[Path, ...]
    written: int
    missing: tuple[Task, ...] = ()
    others: tuple[Path, ...] = ()


def export(session: Session, place: Path | str, takes: Sequence[Task]) -> Exported:
    """Export takes, which are in the order of the story, to a folder or a timeline."""
    target = Path(place)
    is_folder = str(place).endswith(("/", os.sep)) or target.is_dir()
    is_timeline = target.suffix.casefold() == _TIMELINE and not is_folder
    if target.suffix and not (is_timeline or is_folder):
        name = printable(target.name)
        raise InvalidInput(
            f"{name} is neither a folder nor a timeline",
            hint=Hint(
                "{}    # or the folder, with a slash at its end: {}",
                the_call("take export", "FILE.otio"), f"{name}/",
            ),
        )  # fmt: skip
    if not takes:
        raise NotFound(
            "no takes to export: none is picked, or none matches", hint=call("take list")
        )
    films = [(take, film) for take in takes if (film := player.film_of(session, take))]
    if not films:
        count = f"{len(takes):,} takes" if takes[1:] else f"take {takes[0].id}"
        raise NotFound(f"no film of {count} is on this machine", hint=call("sync"))
    here = {take.id for take, _ in films}
    missing = tuple(take for take in takes if take.id not in here)
    try:
        if is_timeline:
            from charlib.library.moving import timeline

            note(session, [(take, target) for take, _ in films])
            written = timeline.write(session, target, films)
            return Exported(target, (target,), int(written), missing)
        return _to_folder(session, target, films, missing)
    except OSError as error:
        raise LibraryError(
            f"{printable(str(_place(error, target)))} cannot be written: {error.strerror}",
            hint="Choose another folder",
        ) from error


def _place(error: OSError, target: Path) -> Path:
    """What could not be written, by a name that the user knows: not that of a temporary file."""
    place = Path(error.filename or target)
    return target if place.suffix == ".part" else place


def note(session: Session, places: Sequence[tuple[Task, Path]]) -> None:
    """Remember where films are handed on to: `purge` names these files."""
    with session.store.write() as writer:
        writer.takes.note_exports({take.id: [str(path.absolute())] for take, path in places})


def _to_folder(
    session: Session, target: Path, films: Sequence[tuple[Task, Path]], missing: tuple[Task, ...]
) -> Exported:
    names = take_names.names([take for take, _ in films], [film.suffix for _, film in films])
    note(session, [(take, target / name) for (take, _), name in zip(films, names, strict=True)])
    files: list[Path] = []
    others: list[Path] = []
    written = 0
    for (_, film), name in zip(films, names, strict=True):
        place = target / name
        if place.exists():
            (files if _is_same(film, place) else others).append(place)
            continue
        place.parent.mkdir(parents=True, exist_ok=True)
        _link(film, place)
        files.append(place)
        written += 1
    return Exported(target, tuple(files), written, missing, tuple(others))


def _is_same(film: Path, place: Path) -> bool:
    if place.samefile(film):
        return True
    is_as_long = place.is_file() and place.stat().st_size == film.stat().st_size
    return is_as_long and sha256(place) == sha256(film)


def _link(film: Path, place: Path) -> None:
    """Link a film to another place, or copy it where the system links nothing."""
    place.unlink(missing_ok=True)  # a link whose film is gone
    for link in (os.link, os.symlink):
        try:
            link(film.absolute(), place)
        except OSError:  # another disk, or a system without such links
            continue
        return
    with replacing(place, private=False) as part:
        shutil.copyfile(film, part)
