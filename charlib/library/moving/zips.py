"""Zip files that carry what a library has: written with a manifest, and read with suspicion.

The manifest has the size and the hash of each file. A zip file with another file, with a name that
leads elsewhere, or with more bytes than it says, is refused before anything of it is used.
"""

from __future__ import annotations

import hashlib
import json
import zipfile
import zlib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import IO, Any, NamedTuple

BROKEN = (
    zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, ValueError,
    KeyError, TypeError, AttributeError,
)  # fmt: skip
"""What reading a damaged or a made-up zip file may raise."""
_CHUNK = 1 << 20
_LARGEST_MANIFEST = 64 << 20


class Packed(NamedTuple):
    """A file of a zip file: its size and its hash."""

    bytes: int
    sha256: str


def add(bundle: zipfile.ZipFile, name: str, path: Path) -> Packed:
    """Add a file under a name."""
    with path.open("rb") as source:
        return add_stream(bundle, name, source)


def add_stream(bundle: zipfile.ZipFile, name: str, source: IO[bytes]) -> Packed:
    """Add what a stream has under a name."""
    digest, size = hashlib.sha256(), 0
    with bundle.open(name, "w", force_zip64=True) as target:
        while chunk := source.read(_CHUNK):
            digest.update(chunk)
            size += len(chunk)
            target.write(chunk)
    return Packed(size, digest.hexdigest())


def write_manifest(
    bundle: zipfile.ZipFile, name: str, about: Mapping[str, Any], packed: Mapping[str, Packed]
) -> None:
    """Write the manifest, after all files."""
    form = {**about, "files": {each: file._asdict() for each, file in packed.items()}}
    bundle.writestr(name, json.dumps(form, ensure_ascii=False, indent=1))


def checked(
    bundle: zipfile.ZipFile,
    manifest_name: str,
    about: Mapping[str, Any],
    is_allowed: Callable[[str], bool],
) -> tuple[dict[str, Any], dict[str, Packed]]:
    """The manifest, and the files that it promises, which are exactly those of the zip file.

    Raises ValueError for anything else: another file, a name that is not allowed, one that is
    there twice, or a manifest that says other things about itself than `about`.
    """
    listed = bundle.infolist()
    names = [info.filename for info in listed]
    if names.count(manifest_name) != 1 or len({*names}) != len(names):
        raise ValueError("it has no manifest, or files of one name")
    manifest = _manifest(bundle, manifest_name)
    if any(manifest.get(key) != value for key, value in about.items()):
        raise ValueError("it was made by another program, or by a newer charlib")
    packed = {str(name): _packed(each) for name, each in manifest["files"].items()}
    sizes = {info.filename: info.file_size for info in listed if info.filename != manifest_name}
    if sizes != {name: each.bytes for name, each in packed.items()}:
        raise ValueError("its files are not those of its manifest")
    for name in packed:
        if not (is_plain(name) and is_allowed(name)):
            raise ValueError(f"the file name {name!r} is not allowed")
    return manifest, packed


def is_plain(name: str) -> bool:
    """Whether a name is the same on every system, and leads nowhere else."""
    return all(
        part and part.strip(" .") == part and part.isprintable() and "\\" not in part
        for part in name.split("/")
    )


def _manifest(bundle: zipfile.ZipFile, name: str) -> dict[str, Any]:
    with bundle.open(name) as opened:
        text = opened.read(_LARGEST_MANIFEST + 1)
    if len(text) > _LARGEST_MANIFEST:
        raise ValueError("its manifest is too large")
    manifest = json.loads(text)
    if not isinstance(manifest, dict) or not isinstance(manifest.get("files"), dict):
        raise ValueError("its manifest is not valid")  # noqa: TRY004 - a fault of a file
    return manifest


def _packed(form: Any) -> Packed:
    size, digest = form["bytes"], form["sha256"]
    if type(size) is not int or size < 0 or type(digest) is not str:
        raise ValueError("its manifest is not valid")
    return Packed(size, digest)


def extract(bundle: zipfile.ZipFile, name: str, packed: Packed, target: Path) -> None:
    """Write a file of a zip file; ValueError if it is not what the manifest says."""
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
