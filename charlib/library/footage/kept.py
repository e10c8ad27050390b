"""The files kept of characters, and the films on this machine. Opens nothing."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from charlib.domain.character.looks import parted, with_look
from charlib.errors import Conflict, InvalidInput, MediaError, MissingExtra, NotFound
from charlib.hints import Call, Hint, call, the_call
from charlib.library.session import Session

if TYPE_CHECKING:
    from charlib.domain.footage.kept import DiskUse, KeptFile, SeenWindow
    from charlib.domain.footage.material import Material
    from charlib.domain.footage.medium import Medium
    from charlib.domain.records import Account, Character, Look, Source

LIMIT = 20 * 10**9
"""The default limit of kept footage, in bytes."""
_SETTING = "keep_limit"


def material(
    session: Session, character: Character, account: Account | None = None, *, look: str = ""
) -> Material | None:
    """The files kept of a look, from the newest window that has any; None if none has.

    Files that are not on this machine are not material. With an account, they have the URLs that
    they were uploaded to for it. Those of the main look never stand for another one: it would be
    seen in the wrong clothes.
    """
    read, one = session.store.read.footage, character.look_called(look)
    for place in read.windows_of(character.id, one.id) if one else ():
        pieces = _here(session, read.pieces(place.id)) if place.keeping == "kept" else []
        if one and pieces:
            from charlib.domain.footage.kept import material_of

            urls = read.uploads(account.id) if account else {}
            return material_of(pieces, place.window, character, urls, one)
    return None


def sound(session: Session, character: Character, account: Account) -> Material | None:
    """The kept voice of a character with the URL that it was uploaded to for an account.

    None if there is none, or its file is not on this machine.
    """
    voice = character.voice
    if voice is None or not voice.path or not is_here(session, voice.path):
        return None
    from charlib.domain.footage.material import Material
    from charlib.domain.footage.medium import Medium

    medium = Medium(
        path=voice.path, sha256=voice.sha256, mime=voice.mime, bytes=voice.bytes,
        duration_ms=voice.duration_ms,
    )  # fmt: skip
    return Material(
        sound=medium, urls=session.store.read.footage.uploads(account.id), name=character.name,
        likeness=character.likeness, consent=character.consent,
    )  # fmt: skip


def _here(session: Session, pieces: Sequence[KeptFile]) -> list[KeptFile]:
    return [piece for piece in pieces if is_here(session, piece.medium.path)]


def is_here(session: Session, path: str) -> bool:
    """Whether a kept file is on this machine; one that a share has is fetched, if it may be."""
    if (session.home.media / path).is_file():
        return True
    from charlib.library.sharing import fetching

    return fetching.is_fetched(session, path)


def room(session: Session) -> tuple[DiskUse, int]:
    """The disk space that kept files use, and its limit in bytes."""
    return session.store.read.footage.room(), int(session.store.read.setting(_SETTING) or LIMIT)


def refuse_if_full(session: Session) -> None:
    """Raise Conflict if kept files use all the space that they may."""
    used, limit = room(session)
    if used.bytes >= limit:
        raise Conflict(
            f"{used.bytes:,} bytes are kept; the limit is {limit:,}",
            hint=call("keep", limit="40GB"),
        )


def limit_room(session: Session, most: int) -> None:
    """Set the limit of kept footage in bytes; files kept already stay."""
    if most < 0:
        raise InvalidInput("a negative limit is not allowed", hint=call("keep", limit="20GB"))
    with session.store.write() as writer:
        writer.settings.set(_SETTING, str(most))


def rate(session: Session, clip: Medium) -> float | None:
    """The frames of a kept clip in a second, read from its file; None if nothing can tell it."""
    path = session.home.media / clip.path
    if not clip.path or not path.is_file():
        return None
    from charlib.media.facts import read_rate

    try:
        return read_rate(path)
    except (MediaError, MissingExtra):
        return None


def keeping(called: str, **options: str) -> Call:
    """The call that keeps footage of a character, or of a look of it: `mia+uniform`."""
    handle, look = parted(called)
    own = ("keep", handle)
    return the_call(*own, look=look, **options) if look else the_call(*own, **options)


def show_where(called: str) -> Hint:
    """How to say where a character is seen, or a look of it: `mia+uniform`."""
    return Hint("{}", keeping(called, source="FILE", window="START,END"))


def looks(session: Session, character: Character) -> list[Look]:
    """The main look, and the others that any account has or that have footage."""
    bound = {binding.look for binding in character.bindings}
    footage = session.store.read.footage
    return [
        look
        for look in character.looks
        if look.id is None or look.name in bound or footage.windows_of(character.id, look.id)
    ]


def place(session: Session, character: Character, look: Look) -> SeenWindow:
    """The window to create a look from: the newest that is kept, else the newest."""
    places = session.store.read.footage.windows_of(character.id, look.id)
    if not places:
        name = with_look(session.qualified(character), look.name)
        raise NotFound(
            "no window is recorded for it, and no footage is kept", hint=show_where(name)
        )
    return next((place for place in places if place.keeping == "kept"), places[0])


def film_of(source: Source) -> Path | None:
    """The film of a source; None if it is not on this machine."""
    places = [source.media_path, source.ref if source.kind == "file" else None]
    return next((Path(path) for path in places if path and Path(path).is_file()), None)


def kept_file(session: Session, sha256: str) -> Path | None:
    """A kept file by the hash of its content; None if it is not on this machine."""
    path = session.store.read.footage.path_of(sha256)
    return session.home.media / path if path and is_here(session, path) else None
