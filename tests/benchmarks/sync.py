"""`python -m tests.benchmarks.sync`: how near a durable batch comes to the network's own limit.

The limit is named by the latency: 1,000 creations, 32 at a time, are 32 rounds of it. Bare asyncio
streams show what this machine can do of that; httpx in several arrangements shows what a client
costs; charlib does the same with every intent and answer committed to disk. `--write` puts the
table into `sync.md`.
"""

from __future__ import annotations

import asyncio
import json
import math
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from statistics import median
from typing import Any

import httpx

from charlib.domain.character.batch import Order, Row
from charlib.library import Library, open_library
from tests.benchmarks.far_away import MEAN_S, far_away
from tests.pages import fill

COUNT, AT_ONCE, LATENCY_S = 1_000, 32, 0.05
IDEAL_S = math.ceil(COUNT / AT_ONCE) * LATENCY_S
TASKS, FIXED_S = 200, 0.5
LEARNT = 20
FULL = 2
"""SQLite's number for it."""
BODY = {"model": "sora-2-character", "url": "https://clips.example.com/1.mp4", "timestamps": "5,8"}


def ask(url: str) -> Any:
    """A JSON answer of the provider's desk."""
    with urllib.request.urlopen(url) as answer:
        return json.load(answer)


def timed(act: Callable[[], object]) -> float:
    """Seconds that it takes."""
    start = time.perf_counter()
    act()
    return time.perf_counter() - start


# -- the limit and the clients


async def _streams(base: str) -> None:
    port = int(base.rpartition(":")[2])
    body = json.dumps(BODY)
    request = f"POST /characters HTTP/1.1\r\nHost: x\r\nContent-Length: {len(body)}\r\n\r\n{body}"
    left = iter(range(COUNT))

    async def work() -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        for _ in left:
            writer.write(request.encode())
            head = await reader.readuntil(b"\r\n\r\n")
            await reader.readexactly(int(head.rpartition(b":")[2]))
        writer.close()

    await asyncio.gather(*(work() for _ in range(AT_ONCE)))


def streams(base: str) -> float:
    """Bare asyncio streams: what the network and this machine allow."""
    return timed(lambda: asyncio.run(_streams(base)))


def one_client(base: str) -> float:
    """One synchronous httpx client that 32 threads share."""
    limits = httpx.Limits(max_connections=AT_ONCE, max_keepalive_connections=AT_ONCE)
    with httpx.Client(base_url=base, limits=limits) as client, ThreadPoolExecutor(AT_ONCE) as pool:
        return timed(lambda: list(pool.map(lambda _: _post(client), range(COUNT))))


def _post(client: httpx.Client) -> None:
    client.post("/characters", json=BODY).json()


async def _one_async(base: str) -> None:
    limits = httpx.Limits(max_connections=AT_ONCE, max_keepalive_connections=AT_ONCE)
    left = iter(range(COUNT))
    async with httpx.AsyncClient(base_url=base, limits=limits) as client:

        async def work() -> None:
            for _ in left:
                (await client.post("/characters", json=BODY)).json()

        await asyncio.gather(*(work() for _ in range(AT_ONCE)))


def one_async_client(base: str) -> float:
    """One httpx AsyncClient with as many connections."""
    return timed(lambda: asyncio.run(_one_async(base)))


# -- charlib


@dataclass
class Durable:
    """How charlib did it: seconds, commits, and what the library holds afterwards."""

    seconds: float
    commits: int
    ready: int
    synchronous: int
    locked: int = 0


def open_at(home: Path, base: str) -> Library:
    """A new library with an account there."""
    lib = open_library(home, environ={"KEY": "k"})
    lib.accounts.add("far", profile="sora-sync", base_url=base, key_env="KEY")
    return lib


def count_commits(lib: Library) -> list[int]:
    """A counter of the write transactions from here on."""
    count = [0]

    def look(statement: str) -> None:
        count[0] += statement == "COMMIT"

    with lib._session.store.write() as writer:
        writer._scope.connection.set_trace_callback(look)
    count[0] = 0
    return count


def charlib(base: str) -> Durable:
    """`create_many`: check, intents, claims, requests, answers, and the rows that are told."""
    orders = [
        Order(f"extra_{n}", "5,8", url=f"https://clips.example.com/{n}.mp4") for n in range(COUNT)
    ]
    rows = [Row(number, order, handle=order.handle) for number, order in enumerate(orders, 1)]
    with tempfile.TemporaryDirectory() as folder, open_at(Path(folder), base) as lib:
        commits = count_commits(lib)
        results: list[Any] = []
        seconds = timed(lambda: results.extend(lib.create_many(rows, workers=AT_ONCE)))
        with lib._session.store.write() as writer:
            level = writer._scope.connection.execute("PRAGMA synchronous").fetchone()[0]
        ready = sum(result.error is None for result in results)
        locked = sum(type(result.error).__name__ == "Busy" for result in results)
        return Durable(seconds, commits[0], ready, level, locked)


# -- polls


@dataclass
class Polled:
    """How often tasks were asked after, and how long after its end each was found finished."""

    per_task: float
    lags: list[float] = field(default_factory=list)

    @property
    def lag(self) -> float:
        """The median, in seconds."""
        return median(self.lags)


def _polled(base: str) -> Polled:
    seen = ask(f"{base}/_stats")
    return Polled(seen["polls"] / TASKS, seen["lags"])


async def _fixed(base: str) -> None:
    limits = httpx.Limits(max_connections=16, max_keepalive_connections=16)
    async with httpx.AsyncClient(base_url=base, limits=limits, timeout=60) as client:

        async def follow() -> None:
            task = (await client.post("/generations", json={"prompt": "x"})).json()["id"]
            for _ in count():
                answer = await client.get(f"/generations/{task}")
                if answer.json()["status"] == "completed":
                    return
                await asyncio.sleep(FIXED_S)

        await asyncio.gather(*(follow() for _ in range(TASKS)))


def fixed_poller(base: str) -> Polled:
    """A coroutine a task that asks every quarter of a second."""
    ask(f"{base}/_reset")
    asyncio.run(_fixed(base))
    return _polled(base)


PROFILE = """
extends = "sora-sync"
[http]
base_url = "https://host.example"
[generate.poll]
interval_s = 0.25
interval_max_s = 30
"""


def scheduler(base: str) -> Polled:
    """charlib: one queue for all, in a library that has seen some tasks of this account end."""
    with tempfile.TemporaryDirectory() as folder:
        profiles = Path(folder) / "profiles"
        profiles.mkdir()
        (profiles / "quick.toml").write_text(PROFILE, "utf-8")
        lib = open_library(folder, environ={"KEY": "k"})
        with lib:
            lib.accounts.add("far", profile="quick", base_url=base, key_env="KEY")
            lib.generate_many([f"avenue {n}" for n in range(LEARNT)])
            ask(f"{base}/_reset")
            lib.generate_many([f"street {n}" for n in range(TASKS)])
    return _polled(base)


# -- the table


def table(base: str, rounds: int) -> str:
    """Measure everything, and tell it as ratios."""
    limit = median(streams(base) for _ in range(rounds))
    shared = median(one_client(base) for _ in range(rounds))
    asynchronous = one_async_client(base)
    ours = sorted((charlib(base) for _ in range(rounds)), key=lambda result: result.seconds)
    middle = ours[len(ours) // 2]
    fixed, own = fixed_poller(base), scheduler(base)
    level = "FULL" if middle.synchronous == FULL else str(middle.synchronous)
    rounds_of = math.ceil(COUNT / AT_ONCE)
    head = f"{COUNT:,} creations, {AT_ONCE} at a time, {LATENCY_S * 1000:.0f} ms away"
    share = f"{middle.commits} commits ({middle.commits / COUNT:.2f} a creation)"
    counted = f"{middle.ready:,} were ready after {share} with `synchronous={level}` and"
    counted += f" {middle.locked} lock errors."
    lines = [
        f"{head}; the ideal is {rounds_of} rounds, {IDEAL_S:.1f} s:",
        "",
        "| client | times the ideal |",
        "|---|---|",
        f"| bare asyncio streams, nothing written down (the limit) | {limit / IDEAL_S:.2f} |",
        f"| httpx, one client, {AT_ONCE} threads, nothing written down | {shared / IDEAL_S:.2f} |",
        f"| httpx, one AsyncClient, nothing written down | {asynchronous / IDEAL_S:.2f} |",
        f"| **charlib, every intent and answer durable** | **{middle.seconds / IDEAL_S:.2f}** |",
        "",
        counted,
        "",
        f"| {TASKS} tasks of about {MEAN_S:g} s | polls a task | lag, median |",
        "|---|---|---|",
        f"| asked after every {FIXED_S:g} s | {fixed.per_task:.1f} | {fixed.lag:.2f} s |",
        f"| **charlib** | **{own.per_task:.1f}** | **{own.lag:.2f} s** |",
    ]
    return "\n".join(lines)


def main() -> None:
    """Measure, print, and with `--write` put the table into its page."""
    with far_away(LATENCY_S) as base:
        output = table(base, rounds=3)
    sys.stdout.write(output + "\n")
    if "--write" in sys.argv:
        fill(Path(__file__).parent / "sync.md", "sync", output)


if __name__ == "__main__":
    main()
