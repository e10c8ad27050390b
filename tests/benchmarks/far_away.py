"""A provider that is always as far away: every answer comes after the same latency.

It speaks the first tutorial's dialect with as little work as asyncio allows, in a process of its
own, so that what is measured is the client. `GET /_stats` tells what it saw; `GET /_reset` forgets.
"""

from __future__ import annotations

import asyncio
import json
import random
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

_LENGTH = re.compile(rb"content-length: *(\d+)", re.IGNORECASE)
MEAN_S = 4.0
"""How long a task takes on average, in seconds."""


@dataclass
class Seen:
    """What came in since the last reset."""

    connections: int = 0
    characters_made: int = 0
    polls: int = 0
    ends: dict[str, float] = field(default_factory=dict)
    lags: list[float] = field(default_factory=list)
    dice: random.Random = field(default_factory=lambda: random.Random(7))

    def summary(self) -> dict[str, object]:
        """All of it, as JSON values."""
        return {
            "connections": self.connections,
            "made": self.made,
            "polls": self.polls,
            "lags": sorted(self.lags),
        }


class Provider(asyncio.Protocol):
    """One connection."""

    seen = Seen()
    latency_s = 0.05

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Count it."""
        Provider.seen.connections += 1
        self._transport = transport
        self._in = b""

    def data_received(self, data: bytes) -> None:
        """Answer each whole request after the latency."""
        self._in += data
        head, blank_line, rest = self._in.partition(b"\r\n\r\n")
        if not blank_line:
            return
        length = _LENGTH.search(head)
        size = int(length[1]) if length else 0
        if len(rest) < size:
            return
        self._in = rest[size:]
        method, path, _ = head.split(b" ", 2)
        loop = asyncio.get_running_loop()
        wait = 0.0 if path.startswith(b"/_") else self.latency_s
        loop.call_later(wait, self._answer, method.decode(), path.decode())

    def _answer(self, method: str, path: str) -> None:
        body = json.dumps(_document(method, path)).encode()
        head = f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {len(body)}"
        self._transport.write(f"{head}\r\n\r\n".encode() + body)  # type: ignore[attr-defined] # a TCP transport


def _document(method: str, path: str) -> object:
    seen, now = Provider.seen, asyncio.get_running_loop().time()
    if path == "/_stats":
        return seen.summary()
    if path == "/_reset":
        Provider.seen = Seen()
        return {}
    if method == "POST":
        seen.made += 1
        if path == "/characters":
            return {"character_id": f"ch_{seen.made:06}"}
        seen.ends[f"video_{seen.made}"] = now + seen.dice.uniform(0.5, 1.5) * MEAN_S
        return {"id": f"video_{seen.made}"}
    seen.polls += 1
    return _poll(seen, path.rpartition("/")[2], now)


def _poll(seen: Seen, task: str, now: float) -> dict[str, object]:
    end = seen.ends.get(task)
    if end is not None and now < end:
        return {"id": task, "status": "in_progress"}
    if end is not None:
        seen.lags.append(now - end)
        del seen.ends[task]
    return {"id": task, "status": "completed"}


async def _serve(latency_s: float) -> None:
    Provider.latency_s = latency_s
    server = await asyncio.get_running_loop().create_server(Provider, "127.0.0.1", 0, backlog=512)
    sys.stdout.write(f"{server.sockets[0].getsockname()[1]}\n")
    sys.stdout.flush()
    await server.serve_forever()


@contextmanager
def far_away(latency_s: float) -> Iterator[str]:
    """Its base URL, while it runs."""
    command = [sys.executable, "-m", "tests.benchmarks.far_away", str(latency_s)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield f"http://127.0.0.1:{process.stdout.readline().strip()}"
        finally:
            process.terminate()


if __name__ == "__main__":
    asyncio.run(_serve(float(sys.argv[1])))
