"""Opening films: PyAV's containers, with every failure turned into a MediaError.

A film is a path, or a file object with a `name` (a video on a server, read by ranges). Nothing
that a film refers to on other machines is followed; FFmpeg would follow it, for playlists.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, Literal, Protocol, TypeAlias, cast

from charlib.domain.text import printable
from charlib.errors import MediaError, MissingExtra
from charlib.hints import install
from charlib.media.boxes import lacks_index, names_in_index


class Readable(Protocol):
    """A file that is not on this machine and can be read at any place."""

    name: str

    def read(self, size: int = -1, /) -> bytes:
        """Return at most `size` bytes."""

    def seek(self, offset: int, whence: int = 0, /) -> int:
        """Go to a place."""

    def tell(self) -> int:
        """Return the current place."""


class UnknownPicture(MediaError):
    """A film whose picture no codec of this machine reads, or that is encrypted."""


Film: TypeAlias = Path | Readable
Threads: TypeAlias = Literal["AUTO", "SLICE"]

_HEAD = 1024
_ARCHIVES = {b"PK\x03\x04": "ZIP", b"7z\xbc\xaf\x27\x1c": "7z", b"Rar!": "RAR", b"\x1f\x8b": "gzip"}
_PAGES = (b"<!doctype html", b"<html", b"<head", b"<body", b"<script")
_PLAYLISTS = (b"#extm3u", b"<mpd")
"""How lists of streamed parts begin, HLS and DASH."""
_LISTS = (b"<?xml", b"ffconcat")
"""How text begins that names other files of this machine: only a path leads to those."""
_ENCRYPTED = {"encv", "enca", "drmi"}
"""Codec tags of encrypted tracks (ISO/IEC 23001-7, and Apple's own)."""
_HINT = "Give a video file: mp4, mov, mkv, webm"


def require(what: str = "looking into videos") -> Any:
    """Return PyAV. Raises MissingExtra where it is not installed."""
    try:
        import av
    except ImportError:
        raise MissingExtra(
            f"{what} needs PyAV, which is not installed", hint=install("media")
        ) from None
    return av


def name_of(film: Film) -> str:
    """Return the name of a film for messages."""
    return printable(film.name, 80)


@contextmanager
def open_film(film: Film, threads: Threads = "AUTO") -> Iterator[Any]:
    """Open a film as a container, and close it afterwards. The file is opened once.

    `SLICE` threads decode a few frames with less processor time, `AUTO` many frames sooner. Raises
    MediaError for everything that cannot be read as a video, also while it is read inside the
    `with`; MissingExtra without PyAV.
    """
    require()
    with film_file(film) as file, open_container(film, file, threads) as container:
        yield container


@contextmanager
def film_file(film: Film) -> Iterator[IO[bytes]]:
    """Open a film as a file. Raises MediaError for something that is clearly not a video."""
    if not isinstance(film, Path):
        yield cast("IO[bytes]", film)  # it is closed by whoever opened it
        return
    if not film.is_file():
        raise MediaError(f"{name_of(film)} is not a regular file", hint=_HINT)
    try:
        file = film.open("rb")
    except OSError as error:
        raise MediaError(
            f"{name_of(film)} cannot be read: {error.strerror or error}",
            hint="Check its permissions",
        ) from error
    with file:
        yield file


@contextmanager
def open_container(film: Film, file: IO[bytes], threads: Threads = "AUTO") -> Iterator[Any]:
    """Open the container in a film's file. Raises as `open_film` does."""
    av = require()
    try:
        source, allowed = _source(film, file)
        with av.open(
            source, options={"protocol_whitelist": allowed, "export_xmp": "1"}
        ) as container:
            _refuse_unreadable_picture(container, film, file)
            container.streams.video[0].thread_type = threads  # can only be set before decoding
            yield container
    except (av.FFmpegError, EOFError, OSError, ValueError) as error:
        raise _unreadable(film, file, error) from error


def _source(film: Film, file: IO[bytes]) -> tuple[Any, str]:
    """Return what FFmpeg is to open, and the protocols it may use for it."""
    file.seek(0)
    head = file.read(_HEAD)
    file.seek(0)
    _refuse_other_kinds(film, file, head)
    file.seek(0)
    if isinstance(film, Path) and head.lstrip()[:20].lower().startswith(_LISTS):
        return str(film), "file"
    return file, "data"


def _refuse_other_kinds(film: Film, file: IO[bytes], head: bytes) -> None:
    if not head:
        raise MediaError(f"{name_of(film)} is empty", hint="Download or copy it again")
    if head.lstrip(b"\xef\xbb\xbf \t\r\n")[:20].lower().startswith(_PAGES):
        raise MediaError(
            f"{name_of(film)} is a web page, not a video; it may ask you to log in",
            hint="Log in with a browser, download the video there, then give the file",
        )
    if head.lstrip(b"\xef\xbb\xbf \t\r\n")[:20].lower().startswith(_PLAYLISTS):
        raise MediaError(
            f"{name_of(film)} is a playlist, not a video: it names the parts of a stream",
            hint="Download the stream as one file (mp4), then give that file",
        )
    kind = next((name for mark, name in _ARCHIVES.items() if head.startswith(mark)), None)
    if kind:
        locked = "password-protected " if kind == "ZIP" and _is_locked(file) else ""
        raise MediaError(
            f"{name_of(film)} is a {locked}{kind} archive, not a video",
            hint="Unpack it, then give the video in it",
        )


def _is_locked(file: IO[bytes]) -> bool:
    try:
        with zipfile.ZipFile(file) as archive:
            return any(member.flag_bits & 1 for member in archive.infolist())
    except (OSError, zipfile.BadZipFile):
        return False


def _unreadable(film: Film, file: IO[bytes], error: Exception) -> MediaError:
    """Turn what FFmpeg reports about a film into a sentence."""
    if isinstance(film, Path) and lacks_index(file):
        return MediaError(
            f"{name_of(film)} is cut short: its index, which stands at the end, is missing",
            hint="Download or copy it again",
        )
    if isinstance(error, PermissionError):
        return MediaError(
            f"{name_of(film)} cannot be sought in: its format has no times or index",
            hint="Convert it to mp4, then give that file",
        )
    reason = getattr(error, "strerror", None) or str(error) or type(error).__name__
    return MediaError(f"{name_of(film)} is not a video: {reason}", hint=_HINT)


def _refuse_unreadable_picture(container: Any, film: Film, file: IO[bytes]) -> None:
    if not container.streams.video:
        raise MediaError(f"{name_of(film)} has no picture in it", hint=_HINT)
    context = container.streams.video[0].codec_context
    tag = getattr(context, "codec_tag", "")
    is_local = isinstance(film, Path)
    if tag in _ENCRYPTED or (context is None and is_local and names_in_index(file, _ENCRYPTED)):
        raise UnknownPicture(
            f"{name_of(film)} is password-protected: its picture is encrypted",
            hint="Export it without protection, then give that file",
        )
    if context is None:
        raise UnknownPicture(
            f"{name_of(film)} has a picture in a format that cannot be read here", hint=_HINT
        )
