"""Pictures in the media folder, named by their content and created once."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from charlib.domain.character.looks import parse_name
from charlib.domain.records import Character
from charlib.domain.text import printable
from charlib.domain.windows.window import Window, WindowLike
from charlib.errors import CharlibError, InvalidInput, MediaError, NotFound
from charlib.files import replacing
from charlib.hints import Hint, argument, call, the_call
from charlib.library import characters, finding
from charlib.library.footage import kept
from charlib.library.session import Session

if TYPE_CHECKING:
    from charlib.domain.footage.material import Material

_VERSION = "1"
"""Changes when pictures are drawn differently, so that old ones are not taken for new."""
STILL_WIDE = 640
THUMB_WIDE = 320


def picture_of(
    folder: Path, film: Path, window: Window | None, *, sheet: bool, sha256: str | None = None
) -> Path:
    """The picture of a film or of a window of it, created if it does not exist.

    Its name is a hash of the film's content and of the part shown, so that it is valid wherever the
    film is.
    """
    from charlib import media  # here and below: without a film, nothing loads it

    content = sha256 or media.sha256(film)[0]
    what = f"{_VERSION} {content} {window or 'whole'} {'sheet' if sheet else STILL_WIDE}"
    name = hashlib.sha256(what.encode()).hexdigest()
    target = folder / "pictures" / name[:2] / f"{name}.jpg"
    if not target.is_file():
        write(target, _drawn(film, window, sheet=sheet))
    return target


def thumbnail_of(picture: Path) -> bytes:
    """A small version of a picture of this folder, for a page of many; created once."""
    return _small(picture).read_bytes()


def _small(picture: Path) -> Path:
    from charlib import media

    target = picture.with_name(f"{picture.stem}-{THUMB_WIDE}.jpg")
    if not target.is_file():
        write(target, media.shrunk(picture, THUMB_WIDE))
    return target


def thumbnail(session: Session, picture: Path) -> Path:
    """A small version of a picture in the media folder, 320 pixels wide; created once.

    Raises InvalidInput for a picture of elsewhere, MediaError, MissingExtra.
    """
    if not picture.is_relative_to(session.home.media):
        raise InvalidInput(
            f"{printable(picture.name)} is not in the media folder", hint=call("picture", "HANDLE")
        )
    return _small(picture)


def _drawn(film: Path, window: Window | None, *, sheet: bool) -> bytes:
    from charlib import media

    if sheet:
        return media.sheet(film, window)
    return media.stills(film, window, count=1, width=STILL_WIDE)[0].data


def write(target: Path, data: bytes) -> None:
    """Write a picture whole or not at all: another process may be writing the same one."""
    try:
        with replacing(target) as part:
            part.write_bytes(data)
    except OSError as error:
        raise MediaError(
            f"the picture {target} cannot be written: {error.strerror}",
            hint=Hint("Make room, or choose another {}", argument("home", "DIR")),
        ) from error


def portrait_of(session: Session, person: Character, *, sheet: bool, look: str = "") -> Path | None:
    """The picture of a look: its kept portrait, which was chosen for the face.

    Without one, a frame of its newest window whose film is on this machine. A sheet is made of that
    film, and without a film of the kept clip.
    """
    material = kept.material(session, person, look=look)
    still = _kept(session, material, sheet=False) if material and not sheet else None
    if still:
        return still
    for film, window, sha256 in _films(session, person, look):
        try:
            return picture_of(session.home.media, film, window, sheet=sheet, sha256=sha256)
        except CharlibError:
            continue  # a picture is an extra: its error stops nothing
    return _kept(session, material, sheet=sheet) if material else None


Seen = tuple[Path, Window | None, str | None]
"""A film, the window to show, and the film's hash if it is known."""


def _films(session: Session, person: Character, look: str) -> Iterator[Seen]:
    """The films on this machine that show a look, the newest first."""
    for binding in reversed(person.bindings):
        if binding.source is None or binding.window is None or binding.look != look:
            continue
        source = next(iter(session.store.read.sources.find(binding.source)), None)
        film = kept.film_of(source) if source else None
        if source and film:
            yield film, binding.window, source.sha256


def _kept(session: Session, material: Material, *, sheet: bool) -> Path | None:
    medium = material.clip if sheet else material.frontal
    path = session.home.media / medium.path if medium else None
    if medium is None or path is None or not path.is_file():
        return None
    if not sheet:
        return path
    try:
        return picture_of(
            session.home.media, path, material.span, sheet=True, sha256=medium.sha256 or None
        )
    except CharlibError:
        return None


def picture(
    session: Session, ref: str, window: WindowLike | None = None, *, sheet: bool = False
) -> Path:
    """A still, or a contact `sheet`, of a source or of a window of it, in the media folder.

    It is created once. Raises NotFound if the film is not on this machine, MediaError,
    MissingExtra.
    """
    from charlib.library.footage import videos

    source = videos.known_source(session, ref)
    film = kept.film_of(source) if source else videos.local_file(ref)
    if film is None:
        is_task = source is not None and source.kind == "task"
        wait = call("task wait", source.ref.removeprefix("task:")) if source and is_task else None
        raise NotFound(
            f"the film of source {printable(ref)} is not on this machine",
            hint=wait or Hint("Download it, and give the file: {}", the_call("source add", "FILE")),
        )
    parsed = Window.of(window) if window else None
    known = source.sha256 if source else None
    return picture_of(session.home.media, film, parsed, sheet=sheet, sha256=known)


def portrait(session: Session, handle: str, *, sheet: bool = False, look: str = "") -> Path | None:
    """A picture of a look: its kept portrait, or a frame of the window it was cut from.

    None if neither is on this machine, or if PyAV is not installed and a film has to be read.
    """
    person = characters.show(session, handle)
    one = finding.look(session, person, parse_name(look) if look else "")
    return portrait_of(session, person, sheet=sheet, look=one.name)
