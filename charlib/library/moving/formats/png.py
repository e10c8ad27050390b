"""The texts in a PNG: read with suspicion, and written.

A file that is cut short, whose checksums are wrong, or that unpacks to more than it should is
refused as a whole.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterable, Iterator
from typing import NamedTuple

SIGNATURE = b"\x89PNG\r\n\x1a\n"
LARGEST = 64 << 20
"""The largest file, in bytes."""
LARGEST_TEXT = 16 << 20
"""The largest text in a file, in bytes: a card has some kilobytes, and a few have a megabyte."""
LARGEST_TEXTS = 2 * LARGEST_TEXT
"""What the texts of one file that are read may have together: a card of both versions."""
_LONGEST_KEYWORD = 80
"""Bytes of a keyword with its end, by the standard."""
_MOST_CHUNKS = 100_000
_TEXTS = {b"tEXt", b"zTXt", b"iTXt"}
_NOTES = {*_TEXTS, b"eXIf", b"tIME"}
_LABELS = (b"AIGC", b"trainedAlgorithmicMedia")
"""What a label of a generated picture has, in XMP, EXIF or a text of its own."""


class Chunk(NamedTuple):
    """A part of a file: its kind, and its content."""

    kind: bytes
    data: bytes


def chunks(data: bytes) -> Iterator[Chunk]:
    """The parts of a file, up to its end; ValueError if it is not a whole PNG."""
    if not data.startswith(SIGNATURE):
        raise ValueError("it is not a PNG")
    at = len(SIGNATURE)
    for _ in range(_MOST_CHUNKS):
        if len(data) < at + 12:
            raise ValueError("it is cut short")
        (length,) = struct.unpack_from(">I", data, at)
        kind, end = data[at + 4 : at + 8], at + 8 + length
        if len(data) < end + 4:
            raise ValueError("it is cut short")
        content = data[at + 8 : end]
        if struct.unpack_from(">I", data, end)[0] != zlib.crc32(content, zlib.crc32(kind)):
            raise ValueError(f"its part {kind.decode('latin-1')!r} is damaged")
        yield Chunk(kind, content)
        if kind == b"IEND":
            if content:
                raise ValueError("its end is not empty")
            return
        at = end + 4
    raise ValueError("it has too many parts")


def texts(data: bytes, keywords: Iterable[str]) -> dict[str, str]:
    """The texts of these keywords, in lower case; of equal ones the last counts.

    The others are not unpacked. Raises ValueError.
    """
    wanted = {keyword.casefold() for keyword in keywords}
    found: dict[str, str] = {}
    left = LARGEST_TEXTS
    for chunk in chunks(data):
        if chunk.kind in _TEXTS and (name := _keyword(chunk).casefold()) in wanted:
            found[name] = _text(chunk)
            left -= len(found[name])
            if left < 0:
                raise ValueError(f"it has texts of more than {LARGEST_TEXTS:,} bytes")
    return found


def _keyword(chunk: Chunk) -> str:
    keyword, zero, _ = chunk.data[:_LONGEST_KEYWORD].partition(b"\0")
    if not zero or not keyword:
        raise ValueError("it has a text without a keyword")
    return keyword.decode("latin-1")


def _text(chunk: Chunk) -> str:
    rest = chunk.data.partition(b"\0")[2]
    if chunk.kind == b"tEXt":
        return _limited(rest).decode("latin-1")
    if chunk.kind == b"zTXt":
        return _unpacked(rest[1:], rest[:1]).decode("latin-1")
    is_packed, method, rest = rest[:1], rest[1:2], rest[2:]
    value = rest.partition(b"\0")[2].partition(b"\0")[2]  # behind a language, and the keyword in it
    plain = _unpacked(value, method) if is_packed == b"\1" else _limited(value)
    return plain.decode("utf-8")


def _limited(data: bytes) -> bytes:
    if len(data) > LARGEST_TEXT:
        raise ValueError(f"it has a text of more than {LARGEST_TEXT:,} bytes")
    return data


def _unpacked(data: bytes, method: bytes) -> bytes:
    if method != b"\0":
        raise ValueError("it has a text that is packed in an unknown way")
    packed = zlib.decompressobj()
    try:
        value = packed.decompress(data, LARGEST_TEXT + 1)
    except zlib.error:
        raise ValueError("it has a text that cannot be unpacked") from None
    if len(value) <= LARGEST_TEXT and not packed.eof:
        raise ValueError("it has a text that is cut short")
    return _limited(value)


def with_texts(data: bytes, values: Iterable[tuple[str, str]]) -> bytes:
    """A file with these texts, in ASCII, in place of those of the same keywords; ValueError."""
    given = dict(values)
    bare = without_texts(data, given)
    parts = [
        written(Chunk(b"tEXt", keyword.encode("latin-1") + b"\0" + value.encode("ascii")))
        for keyword, value in given.items()
    ]
    return b"".join([bare[: -len(_END)], *parts, _END])


def without_texts(data: bytes, keywords: Iterable[str]) -> bytes:
    """A file without the texts of these keywords, and without what is behind its end.

    Raises ValueError.
    """
    unwanted = {keyword.casefold() for keyword in keywords}
    kept = (
        chunk for chunk in chunks(data)
        if chunk.kind not in _TEXTS or _keyword(chunk).casefold() not in unwanted
    )  # fmt: skip
    return SIGNATURE + b"".join(map(written, kept))


def without_traces(data: bytes) -> bytes:
    """A file without what programs and cameras note beside the picture: places, prompts, paths.

    What says that a picture was generated stays, as the law demands. Raises ValueError.
    """
    kept = (
        chunk for chunk in chunks(data)
        if chunk.kind not in _NOTES or any(mark in chunk.data for mark in _LABELS)
    )  # fmt: skip
    return SIGNATURE + b"".join(map(written, kept))


def written(chunk: Chunk) -> bytes:
    """A part as it is in a file."""
    checksum = zlib.crc32(chunk.data, zlib.crc32(chunk.kind))
    return (
        struct.pack(">I", len(chunk.data)) + chunk.kind + chunk.data + struct.pack(">I", checksum)
    )


def plain(width: int, height: int, grey: int) -> bytes:
    """A picture of one grey."""
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    rows = zlib.compress((b"\0" + bytes([grey]) * width) * height, 9)
    kinds = ((b"IHDR", head), (b"IDAT", rows), (b"IEND", b""))
    return SIGNATURE + b"".join(written(Chunk(*each)) for each in kinds)


_END = written(Chunk(b"IEND", b""))
