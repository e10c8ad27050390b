"""Opening films: PyAV's containers, whose every failure becomes a MediaError.

A film is a path, or a file object with a `name` (a video on a server, read by ranges). What it
refers to is not followed off this machine: FFmpeg would, for playlists.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol, TypeAlias

from charlib.domain.text import short, shown
from charlib.errors import MediaError, MissingExtra


class Readable(Protocol):
    """A file that is not on this machine, and can be read at any place."""

    name: str

    def read(self, size: int = -1, /) -> bytes:
        """At most so many bytes."""

    def seek(self, offset: int, whence: int = 0, /) -> int:
        """Go to a place."""

    def tell(self) -> int:
        """Where it is."""


Film: TypeAlias = Path | Readable

_HEAD = 1024
_INDEX = 1 << 24
_ARCHIVES = {b"PK\x03\x04": "ZIP", b"7z\xbc\xaf\x27\x1c": "7z", b"Rar!": "RAR", b"\x1f\x8b": "gzip"}
_PAGES = (b"<!doctype html", b"<html", b"<head", b"<body", b"<script")
_SEALED = {"encv", "enca", "drmi"}
"""Codec tags of tracks that are encrypted (ISO/IEC 23001-7, and Apple's own)."""
_HINT = "Give a video file: mp4, mov, mkv, webm"


def require(what: str = "looking into videos") -> Any:
    """PyAV; MissingExtra where it is not installed."""
    try:
        import av
    except ImportError:
        raise MissingExtra(
            f"{what} needs PyAV, which is not installed", hint="pip install 'charlib[media]'"
        ) from None
    return av


def name_of(film: Film) -> str:
    """What a film is called in messages."""
    return short(shown(film.name), 80)


@contextmanager
def opened(film: Film) -> Iterator[Any]:
    """A film's container, closed afterwards.

    Raises MediaError for everything that cannot be read as a video, also while it is read inside
    the `with`; MissingExtra without PyAV.
    """
    av = require()
    refuse_other_kinds(film)
    source, allowed = (str(film), "file") if isinstance(film, Path) else (film, "data")
    try:
        with av.open(source, options={"protocol_whitelist": allowed}) as container:
            _refuse_without_picture(container, film)
            container.streams.video[0].thread_type = "AUTO"  # may only be said before decoding
            yield container
    except (av.FFmpegError, EOFError, OSError, ValueError) as error:
        raise unreadable(film, error) from error


def unreadable(film: Film, error: Exception) -> MediaError:
    """What FFmpeg said of a film, in a sentence."""
    reason = getattr(error, "strerror", None) or str(error) or type(error).__name__
    if _lacks_index(film):
        return MediaError(
            f"{name_of(film)} is cut short: its index, which stands at the end, is missing",
            hint="Fetch or copy it again, whole",
        )
    return MediaError(f"{name_of(film)} is no video: {reason}", hint=_HINT)


def refuse_other_kinds(film: Film) -> None:
    """Raise MediaError for what its first bytes show to be something else than a video."""
    head = _head(film)
    if not head:
        raise MediaError(f"{name_of(film)} is empty", hint="Fetch or copy it again")
    if head.lstrip(b"\xef\xbb\xbf \t\r\n")[:20].lower().startswith(_PAGES):
        raise MediaError(
            f"{name_of(film)} is a web page, not a video: perhaps one that asks to log in",
            hint="Fetch the video itself where you are logged in, then give the file",
        )
    kind = next((name for mark, name in _ARCHIVES.items() if head.startswith(mark)), None)
    if kind:
        sealed = "password-protected " if _is_sealed(film, kind) else ""
        raise MediaError(
            f"{name_of(film)} is a {sealed}{kind} archive, not a video",
            hint="Unpack it first, and give the video in it",
        )


def _head(film: Film) -> bytes:
    try:
        if not isinstance(film, Path):
            film.seek(0)
            head = film.read(_HEAD)
            film.seek(0)
            return head
        if not film.is_file():
            raise MediaError(
                f"{name_of(film)} is no file that can be read at any place", hint=_HINT
            )
        with film.open("rb") as file:
            return file.read(_HEAD)
    except OSError as error:
        raise MediaError(
            f"{name_of(film)} cannot be read: {error.strerror or error}", hint="Is it yours?"
        ) from error


def _is_sealed(film: Film, kind: str) -> bool:
    if kind != "ZIP" or not isinstance(film, Path):
        return False
    try:
        with zipfile.ZipFile(film) as archive:
            return any(one.flag_bits & 1 for one in archive.infolist())
    except (OSError, zipfile.BadZipFile):
        return False


def _lacks_index(film: Film) -> bool:
    """Whether it is an MP4 or MOV whose boxes end before its `moov`: the rest never arrived."""
    kinds = [kind for kind, _, _ in _boxes(film)]
    return bool(kinds) and kinds[0] == b"ftyp" and b"moov" not in kinds


def is_cut(film: Path) -> bool:
    """Whether a file is an MP4 or MOV that ends before it should: needs no PyAV.

    Its boxes tell how long they are: the rest of one that goes beyond the end never arrived, nor
    did an index (`moov`) that is nowhere. What has boxes of no known kind is not judged.
    """
    try:
        size, boxes = film.stat().st_size, list(_boxes(film))
    except OSError:
        return False
    kinds = {kind for kind, _, _ in boxes}
    if not boxes or boxes[0][0] != b"ftyp" or not kinds <= _NEEDED | _SPARE:
        return False
    reach = max((at + length for kind, at, length in boxes if kind in _NEEDED), default=0)
    return reach > size or b"moov" not in kinds


_NEEDED = {b"ftyp", b"moov", b"mdat", b"moof"}
_SPARE = {b"free", b"skip", b"wide", b"uuid", b"meta", b"sidx", b"styp", b"mfra", b"pdin", b"emsg"}
"""Kinds of outermost boxes (ISO/IEC 14496-12): those that no film plays without, and others."""


def _boxes(film: Film) -> Iterator[tuple[bytes, int, int]]:
    """The outermost boxes of an MP4 or MOV: kind, place and length; of other files, anything."""
    if not isinstance(film, Path):
        return
    size, at = film.stat().st_size, 0
    with film.open("rb") as file:
        for _ in range(_HEAD):
            if at + 8 > size:
                return
            file.seek(at)
            head = file.read(16)
            length = int.from_bytes(head[:4])
            if length == 1:  # the length did not fit into four bytes, and stands after the kind
                length = int.from_bytes(head[8:16])
            length = max(8, length) if length else size - at
            yield head[4:8], at, length
            at += length


def _is_encrypted(film: Film, context: Any) -> bool:
    if getattr(context, "codec_tag", "") in _SEALED:
        return True
    index = next(((at, n) for kind, at, n in _boxes(film) if kind == b"moov"), None)
    if context is not None or index is None or not isinstance(film, Path):
        return False
    with film.open("rb") as file:
        file.seek(index[0])
        told = file.read(min(index[1], _INDEX))
    return any(tag.encode() in told for tag in _SEALED)


def _refuse_without_picture(container: Any, film: Film) -> None:
    if not container.streams.video:
        raise MediaError(f"{name_of(film)} has no picture in it", hint=_HINT)
    context = container.streams.video[0].codec_context
    if _is_encrypted(film, context):
        raise MediaError(
            f"{name_of(film)} is password-protected: its picture is encrypted",
            hint="Export it without protection, then give that file",
        )
    if context is None:
        raise MediaError(
            f"{name_of(film)} has a picture in a form that cannot be read here", hint=_HINT
        )
