"""The connections below the client: pools that stay quick, and a deadline for all of a request.

httpx's own time-outs are for one read each: a server that sends a byte a minute would hold a
request for ever, and in the head of an answer no loop of ours could end it. So the deadline is kept
at the socket. And a pool of httpcore looks through all of its connections at each request, so 32
threads on one pool wait for each other: every few threads have a pool of their own.
"""

from __future__ import annotations

import ssl
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from itertools import count
from typing import Any

import httpcore
import httpx

THREADS_A_POOL = 8
_POOLS = 8


class Deadline(threading.local):
    """Until when, on the monotonic clock, the calling thread's request must be done."""

    at = float("inf")


class _Stream(httpcore.NetworkStream):
    """A connection that never waits beyond the deadline."""

    def __init__(
        self, inner: httpcore.NetworkStream, left: Callable[[float | None], float]
    ) -> None:
        self._inner = inner
        self._left = left

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Read, while there is time."""
        return self._inner.read(max_bytes, self._left(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Write, while there is time."""
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
        """Encrypt it, while there is time."""
        inner = self._inner.start_tls(ssl_context, server_hostname, self._left(timeout))
        return _Stream(inner, self._left)

    def get_extra_info(self, info: str) -> Any:
        """What httpcore asks of the socket."""
        return self._inner.get_extra_info(info)


class _Backend(httpcore.NetworkBackend):
    """Connects, and hands out connections that keep the deadline."""

    def __init__(self, left: Callable[[float | None], float]) -> None:
        self._inner = httpcore.SyncBackend()
        self._left = left

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """Connect, while there is time."""
        inner = self._inner.connect_tcp(
            host, port, self._left(timeout), local_address, socket_options
        )
        return _Stream(inner, self._left)

    def sleep(self, seconds: float) -> None:
        """Not called: charlib lets httpx retry nothing."""
        raise NotImplementedError


class Wire:
    """httpx clients, one for every few threads; `make` makes one with the TLS context it is given.

    `now` tells the time in seconds of the clock that deadlines are on.
    """

    def __init__(
        self, make: Callable[[ssl.SSLContext], httpx.Client], now: Callable[[], float]
    ) -> None:
        self._make = make
        self._now = now
        self._deadline = Deadline()
        self._threads = count()
        self._mine = threading.local()
        self._lock = threading.Lock()
        self._clients: dict[int, httpx.Client] = {}
        self._tls: ssl.SSLContext | None = None

    @property
    def client(self) -> httpx.Client:
        """The calling thread's client."""
        number: int | None = getattr(self._mine, "number", None)
        if number is None:
            number = self._mine.number = next(self._threads) // THREADS_A_POOL % _POOLS
        with self._lock:
            if number not in self._clients:
                # Reading the certificates takes longer than a request: all share one context.
                self._tls = self._tls or httpx.create_ssl_context()
                self._clients[number] = self._keeping(self._make(self._tls))
            return self._clients[number]

    def close(self) -> None:
        """Close all connections."""
        with self._lock:
            for client in self._clients.values():
                client.close()
            self._clients.clear()

    @contextmanager
    def until(self, deadline: float) -> Iterator[httpx.Client]:
        """The calling thread's client, whose requests in the block must be done by then."""
        self._deadline.at = deadline
        try:
            yield self.client
        finally:
            self._deadline.at = float("inf")

    def _left(self, timeout: float | None) -> float:
        """How long to wait: the time-out of one read, and never beyond the deadline.

        What is too late waits a moment all the same, so that httpcore tells it as a time-out of the
        connecting, writing or reading that it is.
        """
        left = max(0.001, self._deadline.at - self._now())
        return left if timeout is None else min(timeout, left)

    def _keeping(self, client: httpx.Client) -> httpx.Client:
        """Put the deadline below a client: httpx has no parameter for it, httpcore has."""
        backend = _Backend(self._left)
        for transport in (client._transport, *client._mounts.values()):  # noqa: SLF001 - see above
            pool = getattr(transport, "_pool", None)
            if pool is not None:
                pool._network_backend = backend  # noqa: SLF001 - see above
        return client
