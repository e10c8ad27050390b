"""Whether a downloaded file is a film, from its first frame to its last.

Providers answer with empty files, web pages and playlists, and call them videos. Every machine
looks at the signature and the boxes; where PyAV is installed, the first and the last frame are
decoded.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from charlib.errors import MediaError
from charlib.media.boxes import boxes_of, is_cut
from charlib.media.facts import is_installed
from charlib.media.films import UnknownPicture, open_film
from charlib.media.timeline import Damage, frames_of, packets_from, picture_of, start_of, unit_of

_HEAD = 1024
_TS_PACKET = 188
_BOXES = {b"ftyp", b"moov", b"mdat", b"moof", b"styp", b"free", b"skip", b"wide", b"pnot"}
_SIGNATURES = (
    b"\x1a\x45\xdf\xa3", b"RIFF", b"FLV", b"OggS", b"\x00\x00\x01\xba", b"\x00\x00\x01\xb3",
    b"GIF8", b"\x30\x26\xb2\x75",
)  # fmt: skip
"""Matroska and WebM, AVI, FLV, Ogg, MPEG program and video streams, GIF, ASF."""
_TEXTS = (
    ((b"<!doctype", b"<html", b"<head", b"<body", b"<script"), "it is a web page"),
    ((b"#extm3u", b"<mpd", b"ffconcat"), "it is a playlist"),
    ((b"<?xml", b"{", b"["), "it is a text, such as an error message"),
)
_TAIL_S = 1.0


def film_fault(path: Path, *, deep: bool = True) -> str:
    """What is wrong with a file that should be a film, as a clause; empty if nothing is.

    Without `deep` no frame is decoded. Raises OSError if the file cannot be read.
    """
    fault = _container_fault(path)
    return fault or (_frame_fault(path) if deep and is_installed() else "")


def _container_fault(path: Path) -> str:
    with path.open("rb") as file:
        head = file.read(_HEAD)
        kinds = {box.kind for box in boxes_of(file)} if head[4:8] in _BOXES else set()
    if not head:
        return "it is empty"
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    for signs, fault in _TEXTS:
        if start.startswith(signs):
            return fault
    if kinds:
        is_whole = kinds & {b"moov", b"moof"} and kinds & {b"mdat", b"moof"} and not is_cut(path)
        return "" if is_whole else "it is incomplete"
    return "" if head.startswith(_SIGNATURES) or _is_transport(head) else "it is not a video"


def _is_transport(head: bytes) -> bool:
    """Whether a file begins with packets of an MPEG transport stream, with or without times."""
    return any(head[at : at + 1] == head[at + step : at + step + 1] == b"\x47"
               for at, step in ((0, _TS_PACKET), (4, _TS_PACKET + 4)))  # fmt: skip


def _frame_fault(path: Path) -> str:
    try:
        with open_film(path) as container:
            if next(container.decode(video=0), None) is None:
                return "it has no picture"
            return "" if _has_end(container) else "its last pictures cannot be decoded"
    except UnknownPicture:  # a codec of the future is no fault of the film
        return ""
    except MediaError as error:
        return str(error).removeprefix(f"{path.name} is ").removeprefix(f"{path.name} ")


def _has_end(container: Any) -> bool:
    """Whether a frame near the end can be decoded; where the end is not known, it is not judged."""
    stream = picture_of(container)
    if not stream.duration or not stream.time_base:
        return True
    zero = start_of(container)
    end = ((stream.start_time or 0) + stream.duration) * unit_of(stream) - zero
    packets = packets_from(container, stream, end - _TAIL_S, zero)
    return any(True for _ in frames_of(stream, packets, zero, Damage()))
