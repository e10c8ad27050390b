"""Packed answers and films: one layer, in pieces, so that 771 bytes cannot take all memory."""

from __future__ import annotations

import gzip
import tracemalloc
import zlib
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

from charlib.errors import NoAnswer, Refused
from charlib.providers.messages import Request
from charlib.providers.transport.ranged_file import RangedFile
from charlib.providers.transport.unpacking import unpacked
from tests.providers.conftest import Connect

from .loopback import Answer, Loopback

BODY = b'{"character_id":"c","note":"' + b"x" * 200_000 + b'"}'
FILM = b"\x00\x00\x00\\x18ftypmp42" + bytes(range(256)) * 700
MP4 = {"Content-Type": "video/mp4"}


def _raw(body: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return packer.compress(body) + packer.flush()


PACKERS: dict[str, tuple[str, Callable[[bytes], bytes]]] = {
    "gzip": ("gzip", gzip.compress),
    "x-gzip": ("x-gzip", gzip.compress),
    "in capitals": ("GZIP", gzip.compress),
    "deflate": ("deflate", zlib.compress),
    "deflate without a header": ("deflate", _raw),
    "two members": ("gzip", lambda b: gzip.compress(b[:9]) + gzip.compress(b[9:])),
    "padding": ("gzip", lambda b: gzip.compress(b) + bytes(20)),
    "identity": ("identity", bytes),
    "identity, gzip": ("identity, gzip", gzip.compress),
}
packers = pytest.mark.parametrize(("encoding", "pack"), PACKERS.values(), ids=PACKERS.keys())


def test_answers_are_asked_for_as_they_are(server: Loopback, connect: Connect) -> None:
    """Nothing that charlib reads needs to be packed."""
    connect().send(Request("POST", "/x", {}))

    assert server.received[0].headers["accept-encoding"] == "identity"


@packers
def test_one_layer_is_unpacked(
    encoding: str, pack: Callable[[bytes], bytes], server: Loopback, connect: Connect
) -> None:
    """A server that packs its answer all the same is understood."""
    server.answers["/x"] = Answer(pack(BODY), 200, {"Content-Encoding": encoding})

    assert connect().send(Request("POST", "/x", {})).text == BODY.decode()


@packers
def test_a_packed_film_is_unpacked(
    encoding: str,
    pack: Callable[[bytes], bytes],
    server: Loopback,
    connect: Connect,
    tmp_path: Path,
) -> None:
    """A film is whole on the disk, and in a source that is read in parts."""
    server.answers["/film"] = Answer(pack(FILM), 200, {**MP4, "Content-Encoding": encoding})
    target = tmp_path / "film.mp4"

    connect().download(f"{server.origin}/film", target)

    assert target.read_bytes() == FILM
    with RangedFile(f"{server.origin}/film") as opened:
        assert opened.read() == FILM
        opened.seek(100)
        assert opened.read(16) == FILM[100:116]


@pytest.mark.parametrize(
    "encoding", ["gzip, gzip, gzip", "gzip, deflate", "br", "zstd", "aes128gcm"]
)
def test_more_layers_and_others_are_refused(
    encoding: str, server: Loopback, connect: Connect
) -> None:
    """The answer may have been paid for, so it counts as one that did not arrive whole."""
    bomb = gzip.compress(gzip.compress(gzip.compress(bytes(1 << 20))))
    server.answers["/x"] = Answer(bomb, 200, {"Content-Encoding": encoding})

    with pytest.raises(NoAnswer, match="packed"):
        connect().send(Request("POST", "/x", {}))


@pytest.mark.parametrize("cut", [1, 12, 60, -1])
def test_what_is_cut_off_or_damaged_is_told(cut: int, server: Loopback, connect: Connect) -> None:
    """A package without its end is not a whole answer."""
    server.answers["/x"] = Answer(gzip.compress(BODY)[:cut], 200, {"Content-Encoding": "gzip"})

    with pytest.raises(NoAnswer, match="no complete answer"):
        connect().send(Request("POST", "/x", {}))


def test_a_bomb_takes_little_memory(server: Loopback, connect: Connect) -> None:
    """Bytes are counted while they are unpacked: 64 MB of zeros end at the limit of 4 MiB."""
    bomb = gzip.compress(bytes(64 << 20), 1)
    server.answers["/x"] = Answer(bomb, 200, {"Content-Encoding": "gzip"})
    tracemalloc.start()
    try:
        with pytest.raises(Refused, match="larger than") as caught:
            connect().send(Request("POST", "/x", {}))
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert caught.value.cause == "size"
    assert most < 24 << 20


def test_pieces_are_small() -> None:
    """However much a byte unpacks to, no piece is larger than 64 KiB."""
    packed = gzip.compress(bytes(8 << 20))
    response = httpx.Response(200, headers={"content-encoding": "gzip"}, stream=_Stream(packed))

    pieces = [len(piece) for piece in unpacked(response)]

    assert sum(pieces) == 8 << 20
    assert max(pieces) <= 1 << 16


class _Stream(httpx.SyncByteStream):
    def __init__(self, body: bytes) -> None:
        self._body = body

    def __iter__(self):  # type: ignore[no-untyped-def] # as httpx has it
        yield self._body


def test_other_encodings_of_text_are_read(server: Loopback, connect: Connect) -> None:
    """A byte order mark says in which encoding the answer is."""
    for encoding in ("utf-8-sig", "utf-16", "utf-32"):
        server.answers["/x"] = Answer('{"id":"角色"}'.encode(encoding))
        assert "角色" in connect().send(Request("POST", "/x", {})).text
