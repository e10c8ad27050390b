"""Server-sent events: what changed in the library, by whomever, and how jobs go on.

The `id` of an event is the number of the newest journal entry, so a browser that comes back says
where it was. A client that does not read is told to load everything again, and holds up nobody.
"""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from typing import TYPE_CHECKING, Any, NamedTuple

from charlib.errors import CharlibError
from charlib.studio import showing

if TYPE_CHECKING:
    from charlib.library import Library

_ROOM = 64
"""Events that wait for a client; with more it has to load everything again."""
_MOST_ENTRIES = 100
"""Journal entries that one event tells; of more, everything has to be loaded again."""
_LOOK_S = 0.25
_BEAT_S = 15.0


class Event(NamedTuple):
    """A name, its data, and the number of the newest journal entry, if the event is about that."""

    name: str
    data: dict[str, Any]
    entry: int | None = None

    def __str__(self) -> str:
        """The event as it is sent."""
        number = "" if self.entry is None else f"id: {self.entry}\n"
        return f"{number}event: {self.name}\ndata: {json.dumps(self.data)}\n\n"


RELOAD = Event("reload", {})


class Hub:
    """Hands events to the clients of a loop, from any thread."""

    def __init__(self) -> None:
        self._loop: asyncio.AbstractEventLoop | None = None
        self._clients: set[asyncio.Queue[Event | None]] = set()
        self.entry = 0
        self.is_closed = False

    @property
    def clients(self) -> int:
        """The number of clients."""
        return len(self._clients)

    def publish(self, event: Event) -> None:
        """Hand an event to all clients."""
        if self._loop is not None:
            with suppress(RuntimeError):  # the loop has ended
                self._loop.call_soon_threadsafe(self._hand_out, event)

    def close(self) -> None:
        """End all streams; called in the loop."""
        self.is_closed = True
        for client in self._clients:
            _put(client, None)

    def _hand_out(self, event: Event) -> None:
        for client in self._clients:
            _put(client, event)

    async def stream(self, first: Callable[[], Event]) -> AsyncIterator[str]:
        """The events of a new client from now on; what `first` finds then goes before them."""
        self._loop = asyncio.get_running_loop()
        client: asyncio.Queue[Event | None] = asyncio.Queue(_ROOM)
        self._clients.add(client)
        try:
            yield f"retry: 1000\n{await asyncio.to_thread(first)}"
            while not self.is_closed:
                try:
                    event = await asyncio.wait_for(client.get(), _BEAT_S)
                except TimeoutError:
                    yield ": still here\n\n"
                    continue
                if event is None:
                    return
                yield str(event)
        finally:
            self._clients.discard(client)


def _put(client: asyncio.Queue[Event | None], event: Event | None) -> None:
    """Put an event into a queue; a full one is emptied, and says to load everything again."""
    if client.full():
        while not client.empty():
            client.get_nowait()
        client.put_nowait(RELOAD)
    client.put_nowait(event)


def newest(lib: Library) -> int:
    """The number of the newest entry of the journal; 0 if it is empty."""
    return next((entry.id for entry in lib.history(limit=1)), 0)


def missed(lib: Library, since: int | None) -> Event:
    """What a client that saw an entry has missed; one that saw none begins with the newest."""
    now = newest(lib)
    if since is None or since == now:
        return Event("hello", {"entry": now}, now)
    entries = lib.history(after=since, limit=_MOST_ENTRIES + 1) if since < now else ()
    if not entries or len(entries) > _MOST_ENTRIES:
        return RELOAD._replace(entry=now)
    return _change(entries, now)


def _change(entries: Any, now: int) -> Event:
    return Event("change", {"entries": [showing.entry(each) for each in entries]}, now)


class Watcher:
    """Looks for changes by whomever, in a thread, while somebody listens."""

    def __init__(self, lib: Library, hub: Hub) -> None:
        self._lib, self._hub = lib, hub
        self._stopped = threading.Event()
        self._lock = threading.Lock()
        self._seen: tuple[int, int] | None = None
        self._thread = threading.Thread(target=self._run, name="charlib-studio-watch", daemon=True)

    def start(self) -> None:
        """Begin to look."""
        self._thread.start()

    def stop(self) -> None:
        """Stop looking."""
        self._stopped.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._stopped.wait(_LOOK_S):
            if self._hub.clients:
                with suppress(CharlibError):  # told by the call that needs it
                    self.look()

    def look(self) -> None:
        """Publish what has changed since the last look.

        A new client looks first: it then misses nothing, and is told nothing old.
        """
        with self._lock:
            version = self._lib.version()
            if self._seen is None or version != self._seen[0]:
                now = newest(self._lib)
                if self._seen is not None:
                    self._hub.publish(self._told(self._seen[1], now))
                self._seen = version, now

    def _told(self, since: int, now: int) -> Event:
        """The new entries; none of them where something else changed, such as a task's state."""
        if now == since:
            return _change((), now)
        return missed(self._lib, since)
