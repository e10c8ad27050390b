"""A process that has loaded charlib and forks victims: each tells a story and is killed in it.

A story has moments: before and after each commit, before each request is sent, when the head of its
answer is there, and when all of it is. At the one that is ordered the victim kills itself with
SIGKILL, so every moment can be met, and a kill costs a tenth of a second.

One order a line on stdin, as JSON; one answer a line on stdout.
"""

from __future__ import annotations

import ctypes
import json
import os
import signal
import sys
import threading
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx

# Loaded before forking, so that no victim has to.
import charlib.store.schema.upgrade
import charlib.store.write.transaction
import charlib.sync.run  # noqa: F401 - as above, with what it stands on
from charlib.domain.character.batch import Order, Row
from charlib.domain.jobs import Job
from charlib.errors import CharlibError
from charlib.library import Library, open_library
from charlib.providers.transport.client import Client
from charlib.store import backups
from charlib.store.connection import WriteConnection
from charlib.store.sent import Entries, SentLog

KEY_VARIABLE = "PROOF_KEY"
KEYS = {KEY_VARIABLE: "sandbox-key", "PROOF_KEYS": "sandbox:sandbox-key"}
ROWS = 6
TEXTS = tuple(f"street number {n}" for n in range(3))


class Moments:
    """Counts moments over all threads, and ends the process at one of them."""

    def __init__(self, last: int) -> None:
        self.passed = 0
        self.names: list[str] = []
        self._last = last
        self._lock = threading.Lock()

    def pass_by(self, name: str) -> None:
        """One moment: perhaps the last."""
        with self._lock:
            self.passed += 1
            self.names.append(name)
            if self.passed == self._last:
                os.kill(os.getpid(), signal.SIGKILL)


def aim(moments: Moments) -> None:
    """Let every commit and every request of this process be moments."""
    transaction, send, stream = WriteConnection.transaction, Client.send, httpx.Client.stream

    @contextmanager
    def watched_transaction(self: WriteConnection) -> Iterator[Any]:
        with transaction(self) as opened:
            yield opened
            moments.pass_by("before commit")
        moments.pass_by("after commit")

    def watched_send(self: Client, request: Any) -> Any:
        moments.pass_by("before send")
        reply = send(self, request)
        moments.pass_by("answer read")
        return reply

    @contextmanager
    def watched_stream(self: httpx.Client, *words: Any, **more: Any) -> Iterator[httpx.Response]:
        with stream(self, *words, **more) as response:
            moments.pass_by("answer begun")
            yield response

    turn, replace = SentLog.turn, backups.replace

    @contextmanager
    def watched_turn(self: SentLog, *, durable: bool = True) -> Iterator[Entries]:
        with turn(self, durable=durable) as opened:
            yield opened
            moments.pass_by("before log")
        moments.pass_by("after log")

    def watched_replace(database: Path, part: Path) -> None:
        moments.pass_by("before restore")
        replace(database, part)
        moments.pass_by("after restore")

    SentLog.turn = watched_turn  # type: ignore[assignment,method-assign] # a spy
    backups.replace = watched_replace  # a spy
    WriteConnection.transaction = watched_transaction  # type: ignore[assignment,method-assign] # a spy
    Client.send = watched_send  # type: ignore[method-assign] # a spy
    httpx.Client.stream = watched_stream  # type: ignore[method-assign] # a spy


def make(lib: Library, url: str) -> None:
    """Create a batch, each row from a window of its own, and generate some films."""
    orders = [Order(f"extra_{n}", f"{n / 10:g},{n / 10 + 2:g}", url=url) for n in range(ROWS)]
    lib.create_many([Row(n, order, handle=order.handle) for n, order in enumerate(orders, 1)])
    lib.generate_many(TEXTS, params={"duration": "2"})


def make_and_restore(lib: Library, url: str) -> None:
    """Create a batch, go back to a backup taken in the middle of it, and finish what is open."""
    copy = lib.home.data.with_name(f"{lib.home.data.name}-{os.getpid()}.db")
    steps: list[str] = []

    def watch(job: Job, state: str) -> None:  # noqa: ARG001
        steps.append(state)
        if len(steps) == ROWS // 2:
            lib.backup(copy)

    orders = [Order(f"extra_{n}", f"{n / 10:g},{n / 10 + 2:g}", url=url) for n in range(ROWS)]
    rows = [Row(n, order, handle=order.handle) for n, order in enumerate(orders, 1)]
    lib.create_many(rows, watch=watch, workers=2)
    lib.restore_backup(copy)
    lib.sync()


def make_and_retry(lib: Library, url: str) -> None:
    """Create a batch of which some fail, then try those again."""
    orders = [Order(f"extra_{n}", f"{n / 10:g},{n / 10 + 2:g}", url=url) for n in range(ROWS)]
    lib.create_many([Row(n, order, handle=order.handle) for n, order in enumerate(orders, 1)])
    lib.sync(retry=True)


def make_voices(lib: Library, url: str) -> None:  # noqa: ARG001 - the voices lie at addresses
    """Create the kept voices of a cast at an account that stores voices, in two calls each."""
    lib.rebind(lib.plan_rebind("voiced", fetch=False))


STORIES: dict[str, Callable[[Library, str], None]] = {
    "make": make,
    "restore": make_and_restore,
    "retry": make_and_retry,
    "voices": make_voices,
}


def look_and_add(lib: Library) -> dict[str, Any]:
    """Search, then add somebody where that may not be written down."""
    count = len(lib.list())
    try:
        lib.add("tom", "ch_tom", account="main")
    except CharlibError as error:
        return {"found": count, "error": str(error), "hint": error.hint}
    return {"found": count, "error": "", "hint": ""}


def look_after(lib: Library, copy: str) -> dict[str, Any]:
    """Ask the doctor, and take a copy to a place where that may be written."""
    count = [diagnosis.problem for diagnosis in lib.doctor()]
    return {"wrong": count, "copied": lib.backup(copy).stat().st_size}


def without_privilege() -> None:
    """Give up the right of root to write what is read-only; anybody else has none."""
    if os.geteuid() == 0:
        header = (ctypes.c_uint32 * 2)(0x20080522, 0)
        rights = (ctypes.c_uint32 * 6)(*[0] * 6)
        libc = ctypes.CDLL(None, use_errno=True)
        if libc.capset(header, rights):
            raise OSError(ctypes.get_errno(), "capset")


def tell(home: str, url: str, story: str) -> dict[str, Any]:
    """Tell a story in the library of `home`."""
    with open_library(Path(home), environ=KEYS) as lib:
        if story in STORIES:
            STORIES[story](lib, url)
            return {}
        if story == "look and add":
            return look_and_add(lib)
        if story == "look after":
            return look_after(lib, url)
        if story == "add and die":
            for number in range(40):
                lib.add(f"extra_{number}", f"ch_{number}", account="main")
            os.kill(os.getpid(), signal.SIGKILL)
        synced = lib.sync(retry=True)
        return {
            "unknown": [job[0] for job in synced.unknown],
            "left": [remainder.why for remainder in synced.left],
        }


def victim(order: dict[str, Any], answer: Callable[[dict[str, Any]], None]) -> None:
    """Tell the ordered story, and answer how it went if it came to its end."""
    moments = Moments(order["moment"])
    if order.get("unprivileged"):
        without_privilege()
    aim(moments)
    try:
        report = tell(order["home"], order["url"], order["story"])
    except CharlibError as error:
        report = {"error": str(error)}
    except BaseException:  # noqa: BLE001 - told to the test, which fails
        report = {"fault": traceback.format_exc()}
    answer({**report, "moments": moments.passed, "names": moments.names})


def run(order: dict[str, Any]) -> dict[str, Any]:
    """Fork a victim, and tell how it ended."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        victim(order, lambda report: (os.write(writing, json.dumps(report).encode()), None)[1])
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        text = pipe.read()
    _, status = os.waitpid(child, 0)
    killed = os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL
    return {"killed": killed, **json.loads(text or b"{}")}


def main() -> None:
    """Answer orders until stdin ends."""
    for line in sys.stdin:
        sys.stdout.write(json.dumps(run(json.loads(line))) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
