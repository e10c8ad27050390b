"""One file that moves a whole library: the database, all media, and the profiles of its user.

A bundle is a zip file. Its manifest has the size and the hash of each file, and nothing of a bundle
is put in its place before all of it was read and found right. Keys are never part of a library, so
they are not part of a bundle.
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, TYPE_CHECKING, Any, NamedTuple

from charlib.domain.moment import to_text
from charlib.domain.text import printable
from charlib.errors import InvalidInput, LibraryError
from charlib.files import private_folder, sha256
from charlib.hints import Hint, the_call

if TYPE_CHECKING:
    from charlib.config import Home
    from charlib.library.session import Session

_MANIFEST = "charlib.json"
_FORMAT = "charlib-library"
_DATABASE = "library.db"
_NAME = re.compile(r"library\.db|profiles/[^/\\]+\.toml|media/[^\\]+")
_BROKEN = (
    zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, ValueError,
    KeyError, TypeError, AttributeError,
)  # fmt: skip
"""What reading a damaged or a made-up zip file may raise."""
_CHUNK = 1 << 20
_LARGEST_MANIFEST = 64 << 20


class Packed(NamedTuple):
    """A file of a bundle: its size and its hash."""

    bytes: int
    sha256: str


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
            packed[name] = _add(bundle, name, path)
        manifest = {
            "format": _FORMAT, "version": 1, "made_at": to_text(session.clock.now()),
            "files": {name: file._asdict() for name, file in packed.items()},
        }  # fmt: skip
        bundle.writestr(_MANIFEST, json.dumps(manifest, ensure_ascii=False, indent=1))


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


def _add(bundle: zipfile.ZipFile, name: str, path: Path) -> Packed:
    digest, size = hashlib.sha256(), 0
    with path.open("rb") as source, bundle.open(name, "w", force_zip64=True) as target:
        while chunk := source.read(_CHUNK):
            digest.update(chunk)
            size += len(chunk)
            target.write(chunk)
    return Packed(size, digest.hexdigest())


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
            _extract(bundle, name, each, parts / name)
    backups.refuse_no_library(parts / _DATABASE, file)
    for name in fresh:
        if name != _DATABASE:
            _put(parts / name, home, name)
    return parts / _DATABASE


@contextmanager
def _reading(file: Path) -> Iterator[None]:
    try:
        yield
    except (*_BROKEN, OSError) as error:
        raise InvalidInput(
            f"the backup {printable(str(file))} cannot be used: {printable(str(error), 200)}",
            hint=Hint("It is damaged, or not from {}", the_call("backup", "FILE", with_media=True)),
        ) from error


def _checked(bundle: zipfile.ZipFile) -> dict[str, Packed]:
    """The files that the manifest promises, which are exactly those of the bundle.

    Raises ValueError for anything else: another file, a name that leads out of the library, or one
    that is there twice.
    """
    listed = bundle.infolist()
    names = [info.filename for info in listed]
    if names.count(_MANIFEST) != 1 or len({*names}) != len(names):
        raise ValueError("it is not a backup with media")
    manifest = _manifest(bundle)
    packed = {str(name): _packed(each) for name, each in manifest["files"].items()}
    sizes = {info.filename: info.file_size for info in listed if info.filename != _MANIFEST}
    if sizes != {name: each.bytes for name, each in packed.items()} or _DATABASE not in packed:
        raise ValueError("its files are not those of its manifest")
    for name in packed:
        if not _is_allowed(name):
            raise ValueError(f"the file name {name!r} is not allowed")
    return packed


def _manifest(bundle: zipfile.ZipFile) -> dict[str, Any]:
    with bundle.open(_MANIFEST) as opened:
        text = opened.read(_LARGEST_MANIFEST + 1)
    if len(text) > _LARGEST_MANIFEST:
        raise ValueError("its manifest is too large")
    manifest: dict[str, Any] = json.loads(text)
    if manifest["format"] != _FORMAT or manifest["version"] != 1:
        raise ValueError("it was made by another program, or by a newer charlib")
    return manifest


def _packed(form: dict[str, Any]) -> Packed:
    size, digest = form["bytes"], form["sha256"]
    if type(size) is not int or size < 0 or type(digest) is not str:
        raise ValueError("its manifest is not valid")
    return Packed(size, digest)


def _is_allowed(name: str) -> bool:
    """Whether a bundle may have such a file: others are neither written nor taken."""
    parts = name.split("/")
    is_plain = all(part and part.strip(" .") == part and part.isprintable() for part in parts)
    return is_plain and _NAME.fullmatch(name) is not None


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


def _extract(bundle: zipfile.ZipFile, name: str, packed: Packed, target: Path) -> None:
    """Write a file of a bundle; ValueError if it is not what the manifest says."""
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with bundle.open(name) as source, target.open("wb") as file:
        digest = _copied(source, file, packed.bytes)
    if digest != packed.sha256:
        raise ValueError(f"its file {name} is damaged")


def _copied(source: IO[bytes], target: IO[bytes], size: int) -> str:
    """Copy a stream, but never more than its promised size; return the hash."""
    digest = hashlib.sha256()
    while chunk := source.read(min(_CHUNK, size + 1)):
        size -= len(chunk)
        if size < 0:
            raise ValueError("a file is larger than its manifest says")
        digest.update(chunk)
        target.write(chunk)
    return digest.hexdigest()


def _put(part: Path, home: Home, name: str) -> None:
    place = _place(home, name)
    private_folder(place.parent)
    part.chmod(0o600)
    part.replace(place)
