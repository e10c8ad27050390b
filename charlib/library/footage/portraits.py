"""Own portraits: pictures that a person keeps of a look, instead of a part of a video."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from charlib.domain.text import printable
from charlib.domain.windows.window import Window
from charlib.errors import CharlibError, InvalidInput, NotFound, prefixed
from charlib.hints import Hint, argument
from charlib.library.footage import kept
from charlib.library.session import Session

if TYPE_CHECKING:
    from charlib.domain.footage.medium import Medium
    from charlib.domain.records import Character, Look
    from charlib.store.write.transaction import Transaction

_MOST = 12
"""Pictures of one look; no provider takes more than nine."""
_PLACE = Window(0, 1000)
"""The window of pictures, which have no time."""
_HINT = Hint("Give pictures: {}", argument("still", "portrait.jpg"))


class Portraits(NamedTuple):
    """Pictures that were read and copied into the folder of kept media."""

    path: Path
    media: tuple[Medium, ...]


def keep(
    session: Session, character: Character, look: Look, files: str | Path | Sequence[str | Path]
) -> None:
    """Keep pictures of a look, the portrait first.

    Raises NotFound, InvalidInput, MediaError, MissingExtra; Conflict if the space for kept media is
    used up.
    """
    portraits = read(session, files)
    with session.store.write() as writer:
        writer.characters.refuse_gone([character.id])
        record(writer, portraits, character.id, look.id)


def read(session: Session, files: str | Path | Sequence[str | Path]) -> Portraits:
    """Decode pictures and copy them, before anything is recorded; raises what `keep` raises."""
    given = [files] if isinstance(files, str | Path) else [*files]
    paths = list(dict.fromkeys(Path(file).expanduser().absolute() for file in given))
    if len(paths) > _MOST:
        raise InvalidInput(f"{len(paths)} pictures are given; the maximum is {_MOST}", hint=_HINT)
    kept.refuse_if_full(session)
    media = {medium.sha256: medium for medium in [_kept(session, path) for path in paths]}
    return Portraits(paths[0], tuple(media.values()))


def record(
    writer: Transaction, portraits: Portraits, character_id: int, look_id: int | None
) -> None:
    """Record pictures of a look, by default the main one."""
    from charlib.domain.footage.kept import KeptFile

    first, *others = portraits.media
    source = writer.sources.record(
        "file", str(portraits.path), sha256=first.sha256, bytes=first.bytes, duration_ms=0,
        width=first.width, height=first.height,
    )  # fmt: skip
    window = writer.sources.add_window(source, character_id, _PLACE, look_id)
    stills = [KeptFile("still", number, medium) for number, medium in enumerate(others)]
    writer.footage.keep(window, [KeptFile("frontal", 0, first), *stills])


def _kept(session: Session, path: Path) -> Medium:
    from charlib import media

    if not path.is_file():
        raise NotFound(f"no file {printable(str(path))}", hint=_HINT)
    try:
        return media.keep_still(path, session.home.media)
    except CharlibError as error:
        raise prefixed(error, printable(path.name, 80)) from None
