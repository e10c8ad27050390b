"""One file that moves a whole library: the database, all media, and the profiles of its user.

A bundle is a zip file. Its manifest has the size and the hash of each file, and nothing of a bundle
is put in its place before all of it was read and found right. Keys are never part of a library, so
they are not part of a bundle.
"""

from __future__ import annotations

import re
import shutil
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from charlib.domain.moment import to_text
from charlib.domain.text import printable
from charlib.errors import InvalidInput, LibraryError
from charlib.files import private_folder, sha256
from charlib.hints import Hint, the_call
from charlib.library.moving import zips
from charlib.library.moving.zips import Packed

if TYPE_CHECKING:
    from charlib.config import Home
    from charlib.library.session import Session

_MANIFEST = "charlib.json"
_ABOUT = {"format": "charlib-library", "version": 1}
_DATABASE = "library.db"
_NAME = re.compile(r"library\.db|profiles/[^/\\]+\.toml|media/[^\\]+")


def is_bundle(file: Path) -> bool:
    """Whether a file is a zip file, not a database."""
    return zipfile.is_zipfile(file)


def pack(session: Session, file: Path) -> Path:
    """Write a library to a new file, whole or not at all.

    Raises Conflict if the file exists, LibraryError if it cannot be written.
    """
    from charlib.store import backups

    again = the_call("backup", "FILE", with_media=True)
    with backups.written(file, again) as part, TemporaryDirectory() as parts:
        database = session.store.back_up(Path(parts) / _DATABASE)
        _write(part, session, database)
    return file


def _write(part: Path, session: Session, database: Path) -> None:
    packed: dict[str, Packed] = {}
    # Films do not get smaller, and a zip file that is only a container is read fast.
    with zipfile.ZipFile(part, "w", zipfile.ZIP_STORED, allowZip64=True) as bundle:
        for name, path in _files(session.home, database):
            packed[name] = zips.add(bundle, name, path)
        made_at = to_text(session.clock.now())
        zips.write_manifest(bundle, _MANIFEST, {**_ABOUT, "made_at": made_at}, packed)


def _files(home: Home, database: Path) -> Iterator[tuple[str, Path]]:
    """What a bundle has: each file with its name there. Unfinished files begin with a dot.

    A file that somebody else put there under an odd name stays behind.
    """
    yield _DATABASE, database
    media = ((f"media/{p.relative_to(home.media).as_posix()}", p) for p in home.media.rglob("*"))
    profiles = ((f"profiles/{path.name}", path) for path in home.profiles.glob("*.toml"))
    for name, path in (*sorted(media), *sorted(profiles)):
        if _is_allowed(name) and path.is_file():
            yield name, path


def unpack(file: Path, home: Home, parts: Path) -> Path:
    """Put the media and the profiles of a bundle in their places; return its database, in `parts`.

    Files that are there already stay as they are. Raises InvalidInput, and changes nothing, if
    anything in the bundle is wrong, or if there is no room for it.
    """
    from charlib.store import backups

    with _reading(file), zipfile.ZipFile(file) as bundle:
        packed = _checked(bundle)
        fresh = {name: each for name, each in packed.items() if not _is_there(home, name, each)}
        _refuse_if_full(file, home, fresh)
        for name, each in fresh.items():
            zips.extract(bundle, name, each, parts / name)
    backups.refuse_no_library(parts / _DATABASE, file)
    for name in fresh:
        if name != _DATABASE:
            _put(parts / name, home, name)
    return parts / _DATABASE


@contextmanager
def _reading(file: Path) -> Iterator[None]:
    try:
        yield
    except (*zips.BROKEN, OSError) as error:
        raise InvalidInput(
            f"the backup {printable(str(file))} cannot be used: {printable(str(error), 200)}",
            hint=Hint("It is damaged, or not from {}", the_call("backup", "FILE", with_media=True)),
        ) from error


def _checked(bundle: zipfile.ZipFile) -> dict[str, Packed]:
    """The files of a bundle; ValueError if they are not those of a library."""
    _, packed = zips.checked(bundle, _MANIFEST, _ABOUT, _is_allowed)
    if _DATABASE not in packed:
        raise ValueError("it is not a backup with media")
    return packed


def _is_allowed(name: str) -> bool:
    """Whether a bundle may have such a file: others are neither written nor taken."""
    return zips.is_plain(name) and _NAME.fullmatch(name) is not None


def _place(home: Home, name: str) -> Path:
    folder, _, rest = name.partition("/")
    return (home.media if folder == "media" else home.profiles) / rest


def _is_there(home: Home, name: str, packed: Packed) -> bool:
    """Whether the library has a file already; its own profiles stay, and damaged media do not."""
    if name == _DATABASE:
        return False
    place = _place(home, name)
    if name.startswith("profiles/"):
        return place.exists()
    return place.is_file() and sha256(place) == (packed.sha256, packed.bytes)


def _refuse_if_full(file: Path, home: Home, fresh: dict[str, Packed]) -> None:
    needed, free = sum(each.bytes for each in fresh.values()), shutil.disk_usage(home.data).free
    if needed > free:
        raise LibraryError(
            f"the backup {printable(str(file))} needs {needed:,} bytes; {free:,} are free",
            hint="Free some disk space, or choose another folder for the library",
        )


def _put(part: Path, home: Home, name: str) -> None:
    place = _place(home, name)
    private_folder(place.parent)
    part.chmod(0o600)
    part.replace(place)
