"""The files of the page, as a browser gets them: modules as one, and all compressed."""

from __future__ import annotations

import gzip
import hashlib
from contextlib import suppress
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, NamedTuple

import anyio.to_thread
from starlette.responses import Response

from charlib.errors import CharlibError
from charlib.studio.calling import as_json
from charlib.studio.events import newest
from charlib.studio.packing import MAIN, joined, packed

if TYPE_CHECKING:
    from collections.abc import Iterator
    from importlib.resources.abc import Traversable

    from starlette.requests import Request

    from charlib.studio.desk import Desk

_KINDS = {
    ".html": "text/html", ".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml",
}  # fmt: skip
_NONE = {
    "error": {
        "kind": "not-found",
        "message": "the page has no such file",
        "hint": "Load the page again",
    }
}


class _Sent(NamedTuple):
    """A file as it is sent, and its tag."""

    plain: bytes
    packed: bytes
    tag: str


class Pages:
    """The files of the page, read once; each is prepared when it is first asked for.

    What the studio may do, and where the journal is, is written into the first: what is changed
    while the page loads is not missed.
    """

    def __init__(self, desk: Desk) -> None:
        self._files = dict(_files(resources.files("charlib.studio") / "page"))
        rules = {b" data-read-only": desk.read_only, b" data-no-spend": desk.no_spend}
        told = b"".join(rule for rule, is_set in rules.items() if is_set)
        self._desk, self._told = desk, told
        self._prepared = cache(self._prepare)

    async def index(self, _: Request) -> Response:
        """`GET /`: the page."""
        entry = 0
        with suppress(CharlibError):  # told by the call that shows something
            entry = await anyio.to_thread.run_sync(newest, self._desk.lib)
        told = b'<html data-entry="%d"%b' % (entry, self._told)
        content = self._files["index.html"].replace(b"<html", told, 1)
        return Response(content, media_type="text/html", headers={"cache-control": "no-store"})

    async def page(self, request: Request) -> Response:
        """`GET /page/FOLDER/NAME`: a module, a style."""
        name = request.path_params["name"]
        return self._answer(request, name) if name in self._files else as_json(_NONE, 404)

    def _answer(self, request: Request, name: str) -> Response:
        sent = self._prepared(name)
        headers = {"cache-control": "no-cache", "etag": sent.tag, "vary": "accept-encoding"}
        if request.headers.get("if-none-match") == sent.tag:
            return Response(status_code=304, headers=headers)
        kind = _KINDS.get(f".{name.rpartition('.')[2]}", "application/octet-stream")
        if "gzip" not in request.headers.get("accept-encoding", ""):
            return Response(sent.plain, media_type=kind, headers=headers)
        headers["content-encoding"] = "gzip"
        return Response(sent.packed, media_type=kind, headers=headers)

    def _prepare(self, name: str) -> _Sent:
        plain = self._files[name]
        if name.endswith(".js"):
            plain = packed(self._joined() if name == MAIN else plain.decode()).encode()
        return _Sent(
            plain, gzip.compress(plain, mtime=0), f'"{hashlib.sha256(plain).hexdigest()[:32]}"'
        )

    def _joined(self) -> str:
        """All scripts as one: a browser asks once, and compressed they are a third smaller."""
        scripts = {name: text.decode() for name, text in self._files.items() if ".js" in name}
        return joined(scripts)


def _files(folder: Traversable, before: str = "") -> Iterator[tuple[str, bytes]]:
    """The files of a folder and of the folders in it, by their address."""
    for each in folder.iterdir():
        if each.is_dir():
            yield from _files(each, f"{before}{each.name}/")
        else:
            yield f"{before}{each.name}", each.read_bytes()
