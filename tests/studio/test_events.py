"""Events: changes by whomever, where a browser was, many tabs, and one that does not read."""

from __future__ import annotations

import asyncio
import socket
from contextlib import ExitStack
from pathlib import Path

import pytest

from charlib.library import Library, open_library
from charlib.studio import events
from charlib.studio.events import RELOAD, Event, Hub

from .client import Page, running

TABS = 50


def test_a_change_made_elsewhere_is_told(page: Page, lib: Library, home: Path) -> None:
    """By another process with its own connection; its number is the journal's."""
    lib.add("mia")
    with page.events() as told:
        hello = next(told)
        assert (hello["event"], hello["id"]) == ("hello", 1)
        with open_library(home, command="charlib add tom") as other:
            other.add("tom")
        change = next(told)
    assert (change["event"], change["id"]) == ("change", 2)
    assert [entry["command"] for entry in change["data"]["entries"]] == ["charlib add tom"]


def test_what_is_no_new_entry_is_told_too(page: Page, lib: Library) -> None:
    """An undo marks an old one; so the page loads again what it shows."""
    lib.add("mia")
    with page.events() as told:
        next(told)
        lib.undo()
        change = next(told)
    assert (change["event"], change["data"]) == ("change", {"entries": []})


def test_a_browser_that_comes_back_is_told_what_it_missed(page: Page, lib: Library) -> None:
    """From the entry that it saw last; a library that went back is loaded again."""
    for handle in ("mia", "tom", "zoe"):
        lib.add(handle)
    with page.events(last=1) as told:
        first = next(told)
    assert (first["event"], first["id"]) == ("change", 3)
    assert [entry["id"] for entry in first["data"]["entries"]] == [3, 2]
    with page.events(last=3) as told:
        assert next(told)["event"] == "hello"
    with page.events(last=99) as told:
        assert next(told)["event"] == "reload"


def test_of_very_many_changes_nothing_is_listed(
    page: Page, lib: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Everything is loaded again."""
    monkeypatch.setattr(events, "_MOST_ENTRIES", 2)
    for handle in ("mia", "tom", "zoe", "max"):
        lib.add(handle)
    with page.events(last=1) as told:
        assert next(told)["event"] == "reload"


@pytest.mark.parametrize("last", ["x", "-1", "1.5", "9" * 40, ""])
def test_a_place_that_means_nothing_is_the_newest(page: Page, last: str) -> None:
    """Whatever a client sends."""
    with page.http.stream("GET", "/api/events", headers={"last-event-id": last}) as response:
        lines = response.iter_lines()
        assert [next(lines) for _ in range(3)][2] == "event: hello"


def test_two_studios_of_one_library_agree(page: Page, home: Path, lib: Library) -> None:
    """Each tells what the other changed, and undoes nothing that is not the last change."""
    lib.add("mia")
    with running(home=home) as other, Page(other) as there, there.events() as told:
        next(told)
        page.post("/api/bulk/tag", tag="hero", handles=["default/mia"], count=1)
        assert next(told)["event"] == "change"
        assert there.get("/api/characters", q="tag:hero")["total"] == 1
        there.post("/api/characters/default/mia/edit", name="Mia")
        mine = next(e for e in page.get("/api/history")["entries"] if "tags.add" in e["command"])
        page.error("POST", "/api/undo", 409, json={"entry": mine["id"]})
        there.post("/api/undo")
        assert page.post("/api/undo", entry=mine["id"])["state"] == "undone"


def test_fifty_tabs_hold_up_nobody(page: Page, lib: Library) -> None:
    """All are told, and the API answers meanwhile."""
    page.http._transport._pool._max_connections = TABS + 10  # type: ignore[attr-defined]
    with ExitStack() as stack:
        tabs = [stack.enter_context(page.events()) for _ in range(TABS)]
        assert {next(tab)["event"] for tab in tabs} == {"hello"}
        lib.add("mia")
        assert page.get("/api/characters")["total"] == 1
        assert {next(tab)["event"] for tab in tabs} == {"change"}
    assert page.studio.desk.hub.clients <= TABS


def test_a_client_that_does_not_read_holds_up_nobody(page: Page) -> None:
    """Its events are dropped, and it is told to load again; others get theirs."""
    hub = page.studio.desk.hub
    port = page.studio.listener.getsockname()[1]
    cookie = "; ".join(f"{name}={value}" for name, value in page.http.cookies.items())
    with socket.create_connection(("127.0.0.1", port)) as slow, page.events() as told:
        slow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        asks = ["GET /api/events HTTP/1.1", f"Host: 127.0.0.1:{port}", f"Cookie: {cookie}"]
        slow.sendall("\r\n".join([*asks, "", ""]).encode())
        assert slow.recv(12) == b"HTTP/1.1 200"
        next(told)
        for number in range(20):
            hub.publish(Event("job", {"number": number, "text": "x" * 500_000}))
            assert next(told)["data"]["number"] == number
        assert page.get("/api/characters")["total"] == 0


def test_a_full_queue_becomes_one_reload() -> None:
    """However much more comes, and what comes after it is in order."""

    async def fill() -> list[str]:
        hub = Hub()
        stream = hub.stream(lambda: Event("hello", {}))
        await anext(stream)
        for number in range(events._ROOM + 3):
            hub._hand_out(Event("job", {"number": number}))
        told = [await anext(stream) for _ in range(4)]
        await stream.aclose()  # type: ignore[attr-defined] # it is a generator
        assert hub.clients == 0
        return told

    told = asyncio.run(fill())
    assert told == [str(RELOAD), *(str(Event("job", {"number": n})) for n in (64, 65, 66))]


def test_a_stream_that_is_left_is_forgotten(page: Page) -> None:
    """When the next event cannot be sent, or the next beat."""
    hub = page.studio.desk.hub
    with Page(page.studio) as other, other.events() as told:
        next(told)
        assert hub.clients == 1
    with page.events() as told:
        next(told)
        hub.publish(Event("job", {}))
        next(told)
        assert hub.clients == 1


def test_nothing_is_looked_for_while_nobody_listens(page: Page, lib: Library) -> None:
    """And who comes then begins with the newest."""
    lib.add("mia")
    assert page.studio.desk.hub.clients == 0
    with page.events() as told:
        assert next(told)["data"] == {"entry": 1}
