"""Pools of connections that stay fast with many threads, and one deadline for a whole request.

httpx's own time-outs apply to each read: a server that sends a byte a minute would hold a request
for ever, and while the head of an answer arrives, no loop of ours could end it. So the deadline is
kept at the socket. A pool of httpcore looks through all of its connections for each request, and 32
threads on one pool would wait for each other: so every few threads have a pool of their own.
"""

from __future__ import annotations

import ssl
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from itertools import count
from typing import Any
from weakref import WeakSet

import httpcore
import httpx

THREADS_A_POOL = 8
_POOLS = 8


_Left = Callable[[float | None], float]
"""How long to wait, given the time-out of one read."""


class Deadline(threading.local):
    """When the calling thread's request must be done, on the monotonic clock."""

    at = float("inf")


class _Streams:
    """All connections of a client: once it is closed, no other thread can open one.

    A pool of httpcore forgets, when it is closed, a connection that another thread is making.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._open = WeakSet[httpcore.NetworkStream]()
        self._is_closed = False

    def add(self, stream: httpcore.NetworkStream) -> None:
        """Keep a connection. Raises ConnectError, and closes it, after `close`."""
        with self._lock:
            self._open.add(stream)
            is_closed = self._is_closed
        if is_closed:
            stream.close()
            raise httpcore.ConnectError("the client was closed")

    def close(self) -> None:
        """Close all connections."""
        with self._lock:
            self._is_closed = True
            streams = list(self._open)
        for stream in streams:
            stream.close()


class _Stream(httpcore.NetworkStream):
    """A connection that never waits beyond the deadline."""

    def __init__(self, inner: httpcore.NetworkStream, left: _Left, streams: _Streams) -> None:
        self._inner = inner
        self._left = left
        self._streams = streams
        streams.add(self)

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Read, before the deadline."""
        return self._inner.read(max_bytes, self._left(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Write, before the deadline."""
        self._inner.write(buffer, self._left(timeout))

    def close(self) -> None:
        """Close it."""
        self._inner.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        """Start TLS, before the deadline."""
        inner = self._inner.start_tls(ssl_context, server_hostname, self._left(timeout))
        return _Stream(inner, self._left, self._streams)

    def get_extra_info(self, info: str) -> Any:
        """Facts about the socket, for httpcore."""
        return self._inner.get_extra_info(info)


class _Backend(httpcore.NetworkBackend):
    """Makes connections that keep the deadline."""

    def __init__(self, left: _Left, streams: _Streams) -> None:
        self._inner = httpcore.SyncBackend()
        self._left = left
        self._streams = streams

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """Connect, before the deadline."""
        inner = self._inner.connect_tcp(
            host, port, self._left(timeout), local_address, socket_options
        )
        return _Stream(inner, self._left, self._streams)

    def sleep(self, seconds: float) -> None:
        """Never called: charlib allows httpx no retries."""
        raise NotImplementedError


@cache
def tls() -> ssl.SSLContext:
    """One context for the process: reading the certificates takes longer than a request."""
    return httpx.create_ssl_context()


class ClientPools:
    """httpx clients, one for every few threads; `make` makes one with a given TLS context.

    `now` is the time in seconds on the clock of the deadlines.
    """

    def __init__(
        self, make: Callable[[ssl.SSLContext], httpx.Client], now: Callable[[], float]
    ) -> None:
        self._make = make
        self._now = now
        self._deadline = Deadline()
        self._threads = count()
        self._thread = threading.local()
        self._lock = threading.Lock()
        self._clients: dict[int, httpx.Client] = {}
        self._streams = _Streams()

    @property
    def client(self) -> httpx.Client:
        """The calling thread's client."""
        number: int | None = getattr(self._thread, "number", None)
        if number is None:
            number = self._thread.number = next(self._threads) // THREADS_A_POOL % _POOLS
        with self._lock:
            if number not in self._clients:
                self._clients[number] = self._with_deadline(self._make(tls()))
            return self._clients[number]

    def close(self) -> None:
        """Close all connections."""
        with self._lock:
            for client in self._clients.values():
                client.close()
            self._clients.clear()
            self._streams.close()

    @contextmanager
    def within(self, seconds: float) -> Iterator[httpx.Client]:
        """The calling thread's client, whose requests in the block must be done in that time.

        The time starts when the client is ready: reading certificates is not waiting for an answer.
        """
        client = self.client
        self._deadline.at = self._now() + seconds
        try:
            yield client
        finally:
            self._deadline.at = float("inf")

    @property
    def is_late(self) -> bool:
        """Whether the calling thread's request has missed its deadline."""
        return self._now() > self._deadline.at

    def _left(self, timeout: float | None) -> float:
        """How long to wait: the time-out of one read, but never beyond the deadline.

        After the deadline it is still a moment, so that httpcore reports the right kind of
        time-out: of connecting, of writing or of reading.
        """
        left = max(0.001, self._deadline.at - self._now())
        return left if timeout is None else min(timeout, left)

    def _with_deadline(self, client: httpx.Client) -> httpx.Client:
        """Put the deadline below a client: httpx has no parameter for it, but httpcore has."""
        backend = _Backend(self._left, self._streams)
        for transport in (client._transport, *client._mounts.values()):  # noqa: SLF001 - see above
            pool = getattr(transport, "_pool", None)
            if pool is not None:
                pool._network_backend = backend  # noqa: SLF001 - see above
        return client
