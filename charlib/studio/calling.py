"""A request read by its declaration, its verb called in a thread, its answer written."""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import anyio
import anyio.to_thread
from starlette.responses import FileResponse, Response

from charlib.domain.text import printable
from charlib.doors import values
from charlib.errors import InvalidInput
from charlib.files import create_private, private_folder
from charlib.studio.declare import Data, File, Route
from charlib.studio.faults import Refused, form_of, status_of

if TYPE_CHECKING:
    from starlette.requests import Request

    from charlib.studio.desk import Desk

BODY = 1 << 20
"""The largest JSON body, in bytes."""
FILM = 8 << 30
"""The largest file that is dropped on the page."""
ENTRY = "journal-entry"
"""The header with the number of the entry that a change has made."""
_NEWEST = 5
"""Entries among which a call looks for its own: others may have changed something meanwhile."""
_YEAR = "private, max-age=31536000, immutable"
_SMALL = 1 << 18
"""The largest picture in bytes that is read at once: a file that is streamed takes four threads."""
_log = logging.getLogger("charlib.studio")


class Caller:
    """Calls routes for one desk, quick ones and those that decode in threads apart."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._quick = anyio.CapacityLimiter(16)
        self._decoding = anyio.CapacityLimiter(max(2, (os.cpu_count() or 2) - 1))

    async def __call__(self, route: Route, request: Request) -> Response:
        """The answer to a request, or the error as an answer."""
        try:
            self._desk.refuse_forbidden(route)
            if route.takes_file:
                return await self._with_file(route, request)
            given = read_values(route, request.path_params, request.query_params)
            given |= await _read_body(route, request)
            return await self._called(route, given)
        except Exception as error:  # noqa: BLE001 - told to the page, whatever it is
            return failed(error)

    async def _called(self, route: Route, given: Mapping[str, Any]) -> Response:
        limiter = self._decoding if route.decodes else self._quick
        work = partial(self._call, route, given)
        return await anyio.to_thread.run_sync(work, limiter=limiter)

    def _call(self, route: Route, given: Mapping[str, Any]) -> Response:
        command = _command(route, given)
        with self._desk.call(), self._desk.acting(command):
            answer = answered(route.run(self._desk, **given))
            if route.changes:
                answer.headers.update(self._entry(command))
            return answer

    def _entry(self, command: str) -> dict[str, str]:
        """The entry of the journal that a call has made, for the page to undo that one alone."""
        newest = self._desk.lib.history(limit=_NEWEST)
        made = next((entry.id for entry in newest if entry.command == command), None)
        return {} if made is None else {ENTRY: str(made)}

    async def _with_file(self, route: Route, request: Request) -> Response:
        """Take a file from the body, then call the route with where it is."""
        given = read_values(route, request.path_params, request.query_params)
        folder = self._desk.lib.home.media
        private_folder(folder)
        part = folder / f".{os.urandom(8).hex()}.part"
        try:
            create_private(part)
            await _take(request, part)
            return await self._called(route, {**given, "file": part})
        finally:
            part.unlink(missing_ok=True)


def _command(route: Route, given: Mapping[str, Any]) -> str:
    """What the journal calls a call: its verb, and what was given."""
    words = [str(given[name]) for name in route.takes if isinstance(given[name], str)]
    return printable(" ".join(["studio:", route.verb, *words]), 200)


async def _take(request: Request, part: Path) -> None:
    """Write the body of a request into a file, as it comes. Raises Refused if it is too large."""
    size = 0
    async with await anyio.open_file(part, "wb") as file:
        async for chunk in request.stream():
            size += len(chunk)
            if size > FILM:
                raise _too_large(FILM)
            await file.write(chunk)


def _too_large(most: int) -> Refused:
    return Refused(
        f"the body is too large: at most {most:,} bytes",
        hint="Send less", kind="invalid", status=413,
    )  # fmt: skip


def read_values(
    route: Route, in_path: Mapping[str, str], in_query: Mapping[str, str]
) -> dict[str, Any]:
    """The values of the path and of the query, read by their declarations. Raises InvalidInput."""
    known = {name: field for name, field in route.takes.items() if field.place == "query"}
    values.refuse_unknown(in_query, known)
    read = {
        name: values.parsed(name, field, in_path[name])
        for name, field in route.takes.items()
        if field.place == "path"
    }
    for name, field in known.items():
        given = in_query.get(name)
        read[name] = (
            values.default(name, field) if given is None else values.parsed(name, field, given)
        )
    return read


async def _read_body(route: Route, request: Request) -> dict[str, Any]:
    """The values of a JSON body. Raises InvalidInput, and Refused for what is no JSON or too large.

    A form of another page could send any other kind of body.
    """
    known = {name: field for name, field in route.takes.items() if field.place == "body"}
    if request.method == "GET":
        return {}
    content = bytearray()
    async for chunk in request.stream():
        content += chunk
        if len(content) > BODY:
            raise _too_large(BODY)
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/json":
        raise Refused("the body is not JSON", hint="Send JSON", kind="invalid", status=415)
    try:
        given = json.loads(content or b"{}")
    except (ValueError, RecursionError):
        raise InvalidInput("the body is not valid JSON", hint="Send a JSON object") from None
    if not isinstance(given, dict):
        raise InvalidInput("the body is not an object", hint="Send a JSON object")
    return values.read(known, given)


def answered(answer: Any) -> Response:
    """What a route returned, as an answer."""
    if isinstance(answer, File):
        return _file(answer)
    if isinstance(answer, Data):
        return Response(answer.content, media_type=answer.media_type, headers=dict(answer.headers))
    return as_json(answer)


def _file(answer: File) -> Response:
    headers = {"cache-control": _YEAR if answer.is_fixed else "no-cache"}
    is_picture = answer.media_type.startswith("image/")
    if is_picture and answer.is_fixed and answer.path.stat().st_size <= _SMALL:
        return Response(answer.path.read_bytes(), media_type=answer.media_type, headers=headers)
    return FileResponse(answer.path, media_type=answer.media_type, headers=headers)


def as_json(form: Any, status: int = 200) -> Response:
    """A document as an answer; a lone surrogate, which UTF-8 cannot write, is replaced."""
    text = json.dumps(form, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    content = text.encode("utf-8", "replace")
    return Response(content, status, media_type="application/json")


def failed(error: Exception) -> Response:
    """An error as an answer; one that is not charlib's own is told in the terminal too."""
    if status_of(error) == STATUS_OF_FAULT:
        _log.error("a call failed", exc_info=error)
    return as_json(form_of(error), status_of(error))


STATUS_OF_FAULT = 500
