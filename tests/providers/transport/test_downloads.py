"""Downloads of results: what is kept, what is refused, and where the key does not go."""

from __future__ import annotations

from pathlib import Path

import pytest

from charlib.errors import NoAnswer, Refused
from tests.providers.conftest import KEY, Connect

from .loopback import Answer, Loopback

VIDEO = b"\x00\x00\x00\x18ftypmp42" + bytes(5000)
MP4 = {"Content-Type": "video/mp4"}


@pytest.fixture
def target(tmp_path: Path) -> Path:
    """Where a download goes."""
    return tmp_path / "film.mp4"


def test_a_download_from_the_provider_carries_the_key(
    server: Loopback, connect: Connect, target: Path
) -> None:
    """A result at the account's own host is fetched with the key and written whole."""
    server.answers["/content"] = Answer(VIDEO, 200, MP4)

    assert connect().download(f"{server.origin}/content", target) == len(VIDEO)

    assert target.read_bytes() == VIDEO
    assert server.received[0].headers["authorization"] == f"Bearer {KEY}"


@pytest.mark.parametrize("header", ["Authorization", "api-key"])
def test_a_download_from_elsewhere_does_not(
    header: str, server: Loopback, elsewhere: Loopback, connect: Connect, target: Path
) -> None:
    """A result at another host is fetched without the key."""
    elsewhere.answers["/film"] = Answer(VIDEO, 200, MP4)

    connect(header=header).download(f"{elsewhere.origin}/film", target)

    assert KEY not in str(elsewhere.received)
    assert server.received == []


@pytest.mark.parametrize("header", ["Authorization", "api-key"])
def test_a_redirect_takes_no_key_to_another_host(
    header: str, server: Loopback, elsewhere: Loopback, connect: Connect, target: Path
) -> None:
    """A redirect is followed to the storage behind a provider, and the key stays behind."""
    server.answers["/content"] = Answer(b"", 302, {"Location": f"{elsewhere.origin}/film"})
    elsewhere.answers["/film"] = Answer(VIDEO, 200, MP4)

    size = connect(header=header).download(f"{server.origin}/content", target)

    assert size == len(VIDEO)
    assert KEY in server.received[0].headers[header.lower()]
    assert KEY not in str(elsewhere.received)


def test_a_redirect_within_the_host_keeps_the_key(
    server: Loopback, connect: Connect, target: Path
) -> None:
    """A redirect that stays at the account's host is followed with the key."""
    server.answers["/content"] = Answer(b"", 307, {"Location": "/film"})
    server.answers["/film"] = Answer(VIDEO, 200, MP4)

    connect().download(f"{server.origin}/content", target)

    assert server.received[1].headers["authorization"] == f"Bearer {KEY}"


def test_a_redirect_in_a_circle_ends(server: Loopback, connect: Connect, target: Path) -> None:
    """A redirect that leads to itself is given up."""
    server.answers["/content"] = Answer(b"", 302, {"Location": "/content"})

    with pytest.raises(NoAnswer):
        connect().download(f"{server.origin}/content", target)


@pytest.mark.parametrize(
    ("status", "permanent"), [(403, True), (404, True), (410, True), (503, False)]
)
def test_a_result_that_is_gone_is_told(
    status: int,
    permanent: bool,  # noqa: FBT001 - a case of this test
    server: Loopback,
    connect: Connect,
    target: Path,
) -> None:
    """An expired result is told as such; one that cannot be had just now may be tried again."""
    server.answers["/film"] = Answer(b"", status)

    with pytest.raises(Refused, match=f"HTTP {status}") as caught:
        connect().download(f"{server.origin}/film", target)

    kind = "expired" if permanent else "download"
    assert (caught.value.cause, caught.value.is_permanent) == (kind, permanent)
    assert not target.exists()


@pytest.mark.parametrize("kind", ["text/html; charset=utf-8", "application/json"])
def test_a_page_is_no_result(kind: str, server: Loopback, connect: Connect, target: Path) -> None:
    """A page or a JSON document in the place of the film is not kept."""
    server.answers["/film"] = Answer(b"<html>", 200, {"Content-Type": kind})

    with pytest.raises(Refused, match="is not a video"):
        connect().download(f"{server.origin}/film", target)

    assert not target.exists()


def test_a_download_that_is_cut_off_is_told(
    server: Loopback, connect: Connect, target: Path
) -> None:
    """A film that ends before its announced length is not taken for a whole one."""
    server.answers["/film"] = Answer(VIDEO, 200, MP4, claims=len(VIDEO) + 1)

    with pytest.raises(NoAnswer):
        connect().download(f"{server.origin}/film", target)


def test_a_download_without_end_is_refused(
    server: Loopback, connect: Connect, target: Path
) -> None:
    """A film larger than the limit is not fetched further."""
    server.answers["/film"] = Answer(VIDEO, 200, MP4)

    with pytest.raises(Refused, match="larger than 4,999 bytes") as caught:
        connect().download(f"{server.origin}/film", target, limit=4_999)

    assert caught.value.cause == "size"
