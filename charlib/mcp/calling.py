"""A call read by its declaration, its verb called in a thread, its answer written."""

from __future__ import annotations

import json
import logging
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from functools import partial
from typing import TYPE_CHECKING, Any

import anyio
import anyio.from_thread
import anyio.lowlevel
import anyio.to_thread
from mcp_types import CallToolResult, TextContent

from charlib.domain.text import escaped_json, printable
from charlib.doors import values
from charlib.doors.faults import form_of, kind_of
from charlib.mcp.declare import Tool
from charlib.mcp.desk import Call, Desk, named_client
from charlib.mcp.phrasing import phrased
from charlib.mcp.shapes import NOTE

if TYPE_CHECKING:
    from mcp.server.mcpserver import Context

_THREADS = 8
_WAITING = 16
"""Steps of progress that wait to be sent; more are dropped."""
_log = logging.getLogger("charlib.mcp")
Progress = Callable[[float, float | None, str], None]


class Caller:
    """Calls tools for one desk, in threads."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._limiter = anyio.CapacityLimiter(_THREADS)

    async def __call__(
        self, tool: Tool, given: Mapping[str, Any], ctx: Context, says: str = ""
    ) -> CallToolResult:
        """The answer of a tool, or its error as an answer.

        The client may give up: what was begun goes on, and the library has what became of it.
        """
        async with _progress(ctx) as progress:
            try:
                read = values.read(tool.takes, _unquoted(tool, given))
                work = partial(self._call, tool, read, who(ctx), says, progress)
                return _answer(await anyio.to_thread.run_sync(work, limiter=self._limiter))
            except Exception as error:  # noqa: BLE001 - told to the client, whatever it is
                return failed(error)

    def _call(
        self, tool: Tool, read: dict[str, Any], who: str, says: str, progress: Progress
    ) -> Any:
        newest = self._desk.lib.history(limit=1) if tool.changes else ()
        before = newest[0].id if newest else 0
        call = Call(self._desk, who, _command(tool, who, read), says, before, progress)
        return tool.run(call, **read)


def who(ctx: Context) -> str:
    """What the journal calls the client of a call."""
    known = ctx.session.client_params
    return named_client(known.client_info.name if known else "")


def _command(tool: Tool, who: str, read: Mapping[str, Any]) -> str:
    """What the journal calls a call: who, the tool, and what was given."""
    words = [
        ", ".join(map(str, each)) if isinstance(each, list) else each
        for each in read.values() if isinstance(each, str | list) and each
    ]  # fmt: skip
    return printable(" ".join([f"{who}:", tool.name, *words]), 200)


def _unquoted(tool: Tool, given: Mapping[str, Any]) -> dict[str, Any]:
    """What was given; some clients write lists and objects as text."""
    read = dict(given)
    for name, field in tool.takes.items():
        if field.kind in {"array", "object"} and isinstance(read.get(name), str):
            with suppress(ValueError, RecursionError):
                read[name] = json.loads(read[name])
    return read


def _answer(document: Mapping[str, Any]) -> CallToolResult:
    """A document as an answer: for the program, and for the model as data that is marked."""
    text = escaped_json(json.dumps(document, ensure_ascii=False))
    shown = text.encode("utf-8", "replace").decode()
    return CallToolResult(
        content=[TextContent(type="text", text=f"{NOTE}\n{shown}")],
        structured_content=json.loads(shown),
    )


def failed(error: Exception) -> CallToolResult:
    """An error as an answer; one that is not charlib's own is told on stderr too."""
    if kind_of(error) == "fault":
        _log.error("a call failed", exc_info=error)
    form = form_of(error, phrased, "Look at what the server has written to stderr")
    text = escaped_json(json.dumps(form, ensure_ascii=False)).encode("utf-8", "replace").decode()
    return CallToolResult(content=[TextContent(type="text", text=text)], is_error=True)


@asynccontextmanager
async def _progress(ctx: Context) -> AsyncIterator[Progress]:
    """What tells the client how far a call is, from any thread; it never stops one."""
    token = anyio.lowlevel.current_token()
    send, receive = anyio.create_memory_object_stream[tuple[float, float | None, str]](_WAITING)

    def tell(done: float, total: float | None, text: str) -> None:
        with suppress(Exception):  # nobody listens any more, or too much waits
            anyio.from_thread.run_sync(send.send_nowait, (done, total, text), token=token)

    async def pass_on() -> None:
        async with receive:
            async for done, total, text in receive:
                with suppress(Exception):  # a client that is gone stops nothing
                    await ctx.report_progress(done, total, printable(text, 200))

    async with anyio.create_task_group() as group, send:
        group.start_soon(pass_on)
        yield tell
