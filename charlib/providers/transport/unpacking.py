"""Unpacks packed answers: one layer, a piece at a time, so that no answer can fill the memory.

charlib asks for answers as they are (`identity`); some servers and proxies pack them all the same.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from typing import TYPE_CHECKING

import httpx

if TYPE_CHECKING:
    from zlib import _Decompress

IDENTITY = {"Accept-Encoding": "identity"}
_PIECE = 1 << 16
"""The most bytes that are unpacked at a time."""
_ANY_HEADER = 32 + zlib.MAX_WBITS
"""zlib's word for a gzip or a zlib header, whichever it finds."""
_GZIP = b"\x1f\x8b"
_WBITS = {"gzip": _ANY_HEADER, "x-gzip": _ANY_HEADER, "deflate": _ANY_HEADER}


def layers(response: httpx.Response) -> list[str]:
    """How a response is packed, the first layer first."""
    words = response.headers.get("content-encoding", "").casefold().split(",")
    return [word.strip() for word in words if word.strip() not in {"", "identity", "none"}]


def unpacked(response: httpx.Response) -> Iterator[bytes]:
    """The content of a response in pieces. Raises httpx.DecodingError if it cannot be unpacked."""
    packed = layers(response)
    if not packed:
        return response.iter_raw()
    if len(packed) > 1 or packed[0] not in _WBITS:
        raise httpx.DecodingError(f"it is packed as {', '.join(packed)[:100]}")
    return _unpacked(response.iter_raw(), _WBITS[packed[0]])


def _unpacked(chunks: Iterator[bytes], wbits: int) -> Iterator[bytes]:
    member = None
    for chunk in chunks:
        data = chunk
        member = member or zlib.decompressobj(wbits if _has_header(chunk) else -zlib.MAX_WBITS)
        while data:
            if member.eof and not data.startswith(_GZIP):
                return  # padding after the end
            if member.eof:  # gzip allows several members, one after the other
                member = zlib.decompressobj(wbits)
            yield _piece(member, data)
            data = member.unconsumed_tail or member.unused_data
    if member is None:
        return
    yield member.flush()
    if not member.eof:
        raise httpx.DecodingError("its end is missing")


def _has_header(chunk: bytes) -> bool:
    """Whether it begins like gzip or zlib; some servers send `deflate` without a header."""
    return chunk[:1] in {b"\x1f", b"\x78"}


def _piece(member: _Decompress, data: bytes) -> bytes:
    try:
        return member.decompress(data, _PIECE)
    except zlib.error as error:
        raise httpx.DecodingError(f"it is damaged: {error}") from error
