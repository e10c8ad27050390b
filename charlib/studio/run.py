"""The server of the studio: on this machine only, until Ctrl-C or SIGTERM."""

from __future__ import annotations

import signal
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import uvicorn

from charlib.errors import Conflict
from charlib.hints import Hint, argument
from charlib.library import open_library
from charlib.studio.app import create_app
from charlib.studio.desk import Desk
from charlib.studio.events import Watcher
from charlib.studio.guard import HOST, Gate

PORT = 8788
_TRIED = 20
"""Ports that are tried, where none is asked for."""
_STOP_S = 1


class Studio(NamedTuple):
    """A studio that is ready to run."""

    server: Server
    listener: socket.socket
    desk: Desk
    gate: Gate

    def run(self) -> None:
        """Serve until the server is told to stop."""
        self.server.run(sockets=[self.listener])


@contextmanager
def opened(
    *,
    home: Path | str | None = None,
    project: str | None = None,
    folders: tuple[Path, ...] = (),
    port: int | None = None,
    read_only: bool = False,
    no_spend: bool = False,
    on_ready: Callable[[str], None] | None = None,
) -> Iterator[Studio]:
    """A studio with its port, which nobody else has from here on; Conflict if one is taken.

    `on_ready` is called with the address that works once.
    """
    with ExitStack() as stack:
        listener = stack.enter_context(_listener(port))
        lib = open_library(home, project=project)
        desk = Desk(lib, folders=folders, read_only=read_only, no_spend=no_spend)
        stack.callback(desk.close)
        at = listener.getsockname()[1]
        lib.projects.show()  # the library is opened, or created, before anybody is let in
        gate = Gate(lib.home.data / f"studio-{at}.json", at)
        stack.callback(gate.close)
        watcher = Watcher(lib, desk.hub)
        watcher.start()
        stack.callback(watcher.stop)
        app = create_app(desk, gate, watcher, at)
        yield Studio(
            Server(app, desk, lambda: on_ready and on_ready(gate.url)), listener, desk, gate
        )


def serve(**choices: Any) -> None:
    """Run a studio in the foreground, with the choices of `opened`.

    Raises Conflict if its port is taken, KeyboardInterrupt if it was stopped with work unfinished.
    """
    with opened(**choices) as studio:
        studio.run()
        if studio.desk.is_busy:
            raise KeyboardInterrupt


class Server(uvicorn.Server):
    """A server that says when it is ready, and ends its streams first."""

    def __init__(self, app: Any, desk: Desk, ready: Callable[[], object]) -> None:
        super().__init__(
            uvicorn.Config(
                app,
                http="h11",
                ws="none",
                lifespan="off",
                loop="asyncio",
                log_config=None,
                access_log=False,
                server_header=False,
                proxy_headers=False,
                timeout_graceful_shutdown=_STOP_S,
            )
        )
        self._desk, self._ready = desk, ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to listen, and say so."""
        await super().startup(sockets)
        self._ready()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """End the streams, then the rest."""
        self._desk.hub.close()
        await super().shutdown(sockets)

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Stop at Ctrl-C and SIGTERM; to stop is no error, so neither is raised again."""
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        stopping = (signal.SIGINT, signal.SIGTERM)
        before = {each: signal.signal(each, self.handle_exit) for each in stopping}
        try:
            yield
        finally:
            for each, handler in before.items():
                signal.signal(each, handler)


@contextmanager
def _listener(port: int | None) -> Iterator[socket.socket]:
    """A bound socket; without a port, one of the next that are free."""
    tried = [port] if port is not None else [*range(PORT, PORT + _TRIED), 0]
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP) as listener:
        for each in tried:
            try:
                listener.bind((HOST, each))
                listener.listen(128)
            except OSError as error:
                if each == tried[-1]:
                    raise Conflict(
                        f"the studio cannot listen on port {each}: {error.strerror}",
                        hint=Hint("Take any free port: {}", argument("port", "0")),
                    ) from error
            else:
                break
        yield listener
