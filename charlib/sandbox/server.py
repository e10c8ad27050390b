"""Runs a sandbox on a real socket, in a thread or in the foreground."""

from __future__ import annotations

import asyncio
import copy
import os
import signal
import socket
import threading
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import uvicorn
from uvicorn.config import LOGGING_CONFIG

from charlib.sandbox.app import create_app
from charlib.sandbox.prefixes import PREFIXES
from charlib.sandbox.wire.connection import DroppableProtocol
from charlib.sandbox.wire.files import SERVING
from charlib.sandbox.wire.guard import ANY_HOST
from charlib.sandbox.world import film

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from starlette.types import ASGIApp

    from charlib.sandbox.settings import Settings
    from charlib.sandbox.wire.faults import Faults
    from charlib.sandbox.wire.ledger import Ledger

_START_S, _STOP_S = 10.0, 10.0
# How long a stop waits for files to be closed; nobody receives them any more.
_FILES_S = 5.0
# Longer than uvicorn's default: an idle connection must not close just before a request.
_KEEP_ALIVE_S = 75
_TICK_S = 1.0
_ACCEPT_ROUNDS = 2
"""Rounds of the loop from accepting a connection: its transport is made, then its protocol."""


@dataclass(frozen=True)
class Server:
    """A running sandbox: its URL, its ledger and its faults."""

    url: str
    ledger: Ledger
    faults: Faults

    @property
    def bases(self) -> dict[str, str]:
        """The base URL of each dialect by its name: `sync`, `async`, `relay`, `kling` and so on."""
        return {name: self.url + prefix for name, prefix in PREFIXES.items()}

    def file_url(self, name: str) -> str:
        """The URL of a file of the folder in the settings."""
        return f"{self.url}/files/{name}"


class _QuietServer(uvicorn.Server):
    """A uvicorn server that signals its start, and ends at once, whatever is open."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.ready = threading.Event()
        self._stopped = asyncio.Event()
        self._loop: asyncio.AbstractEventLoop | None = None

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._loop = asyncio.get_running_loop()
        self.ready.set()

    async def main_loop(self) -> None:
        """Keep the date of the answers until the server is stopped.

        uvicorn's own loop would look for the stop ten times a second.
        """
        while not await self.on_tick(0):
            with suppress(TimeoutError):
                await asyncio.wait_for(self._stopped.wait(), _TICK_S)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Stop listening, then abort every connection and wait until each is closed.

        asyncio makes the transport of an accepted connection one round of its loop later, and
        cannot for a server that closed in between: it would leave the socket open. So the rounds
        of the last connections are waited for before the close.
        """
        loop = asyncio.get_running_loop()
        for listener in sockets or ():
            loop.remove_reader(listener)
        for _ in range(_ACCEPT_ROUNDS):
            await asyncio.sleep(0)
        for server in self.servers:
            server.close()
        while connections := list(self.server_state.connections):
            # Not closed: a connection with unsent bytes would wait for a client that never reads.
            for connection in connections:
                connection.transport.abort()
            await asyncio.sleep(0)
        serving = [task for task in self.server_state.tasks if task.get_name() == SERVING]
        if serving:
            await asyncio.wait(serving, timeout=_FILES_S)

    def run(self, sockets: list[socket.socket] | None = None) -> None:
        """Serve until `stop`, on the same kind of loop on every system."""
        with asyncio.Runner(loop_factory=asyncio.SelectorEventLoop) as runner:
            runner.run(self.serve(sockets))

    def stop(self) -> None:
        """Ask the server to end from another thread, whatever connections are open."""
        self.should_exit = True
        self.force_exit = True
        if self._loop:
            # Its next tick may have ended the loop already.
            with suppress(RuntimeError):
                self._loop.call_soon_threadsafe(self._stopped.set)


@contextmanager
def running(settings: Settings) -> Iterator[Server]:
    """A sandbox in a thread: it runs while the context is open.

    Raises `OSError` if the address is taken.
    """
    app = create_app(settings)
    simulation = app.state.simulation
    try:
        listener = _listener(settings)
        server = _QuietServer(_configured(settings, app))
        thread = threading.Thread(
            target=server.run, args=([listener],), name="charlib-sandbox", daemon=True
        )
        thread.start()
        try:
            if not server.ready.wait(_START_S):
                raise RuntimeError(f"the sandbox did not start within {_START_S:g} s")
            yield Server(_url(settings.host, listener), simulation.ledger, simulation.faults)
        finally:
            server.stop()
            thread.join(_STOP_S)
            listener.close()
    finally:
        simulation.close()


def serve(settings: Settings, on_ready: Callable[[Server], None] | None = None) -> None:
    """Run a sandbox in the foreground until Ctrl-C or SIGTERM; raises `OSError` like `running`.

    Without a folder of files it serves a clip of its own, at `/files/clip.mp4`.
    """
    stopped = threading.Event()
    with (
        suppress(KeyboardInterrupt),
        _stopping_on_sigterm(stopped),
        _with_files(settings) as complete,
        running(complete) as server,
    ):
        if on_ready:
            on_ready(server)
        # In steps, because on Windows Ctrl-C cannot end a wait without one.
        while not stopped.wait(0.5):
            pass


@contextmanager
def _with_files(settings: Settings) -> Iterator[Settings]:
    """The settings with a folder of files: theirs, else one with a clip until the context ends."""
    if settings.files is not None:
        yield settings
        return
    with TemporaryDirectory(prefix="charlib-sandbox-", ignore_cleanup_errors=True) as folder:
        film.render(
            Path(folder) / "clip.mp4", seconds=10, prompt="Mia in a red coat", has_sound=True
        )
        yield replace(settings, files=Path(folder))


@contextmanager
def _stopping_on_sigterm(stopped: threading.Event) -> Iterator[None]:
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGTERM, lambda *_: stopped.set())
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _configured(settings: Settings, app: ASGIApp) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        http=DroppableProtocol,
        ws="none",
        lifespan="off",
        loop="asyncio",
        log_config=_log_config() if settings.access_log else None,
        log_level="info" if settings.access_log else "critical",
        access_log=settings.access_log,
        timeout_keep_alive=_KEEP_ALIVE_S,
        timeout_graceful_shutdown=0,
    )


def _log_config() -> dict[str, Any]:
    """The log settings of uvicorn, with the access log on stderr: stdout is for results."""
    config = copy.deepcopy(LOGGING_CONFIG)
    config["handlers"]["access"]["stream"] = "ext://sys.stderr"
    return config


def _listener(settings: Settings) -> socket.socket:
    """The bound socket, with its protocol: only then asyncio avoids Nagle's delay."""
    family, kind, protocol, _, address = socket.getaddrinfo(
        settings.host,
        settings.port,
        type=socket.SOCK_STREAM,
        proto=socket.IPPROTO_TCP,
        flags=socket.AI_PASSIVE,
    )[0]
    listener = socket.socket(family, kind, protocol)
    try:
        if os.name == "posix":
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
    except OSError:
        listener.close()
        raise
    return listener


def _url(host: str, listener: socket.socket) -> str:
    reached = "127.0.0.1" if host in ANY_HOST else host
    bracketed = f"[{reached}]" if ":" in reached else reached
    return f"http://{bracketed}:{listener.getsockname()[1]}"
