"""A download in progress: how much of the film is in the file, and how to ask for the rest."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import httpx

from charlib.errors import Refused
from charlib.hints import Hint, the_call
from charlib.providers.transport.unpacking import layers, unpacked

if TYPE_CHECKING:
    from collections.abc import Mapping

_RANGE = re.compile(r"bytes (\d+)-\d+/(\d+|\*)")


class Download:
    """A film that is being written into the file `target`, of at most `limit` bytes."""

    def __init__(self, target: Path, limit: int) -> None:
        self._target = target
        self._limit = limit
        self._validator = ""
        self.size = 0

    @property
    def range_headers(self) -> Mapping[str, str]:
        """The headers that ask for the rest, if the server can tell that the film is the same."""
        if not self.size or not self._validator:
            return {}
        return {"Range": f"bytes={self.size}-", "If-Range": self._validator}

    def restart(self) -> None:
        """Start again from the beginning."""
        self.size, self._validator = 0, ""

    def write(self, response: httpx.Response, host: str) -> None:
        """Write the content of a response: after the part that is there, or in its place."""
        if not self._continues(response):
            self.restart()
            self._validator = _validator(response)
        with self._target.open("r+b" if self.size else "wb") as file:
            file.seek(self.size)
            file.truncate()
            for chunk in unpacked(response):
                if self.size + len(chunk) > self._limit:
                    raise Refused(
                        f"the result from {host} is larger than {self._limit:,} bytes",
                        hint=Hint("No film is this large: {}", the_call("task show", "TASK")),
                        cause="size",
                        is_permanent=True,
                    )
                file.write(chunk)
                self.size += len(chunk)

    def _continues(self, response: httpx.Response) -> bool:
        """Whether a response begins where the file ends; a 200 begins at the start."""
        if response.status_code != httpx.codes.PARTIAL_CONTENT:
            return False
        match = _RANGE.fullmatch(response.headers.get("content-range", ""))
        if match is None or int(match[1]) != self.size:
            self.restart()
            raise httpx.RemoteProtocolError("it sent the wrong part of the film")
        return True


def _validator(response: httpx.Response) -> str:
    """The proof that a later part belongs to the same film: a strong ETag, or a date of change.

    Parts of a packed film are parts of the package, so there is none.
    """
    if layers(response):
        return ""
    tag: str = response.headers.get("etag", "")
    if tag and not tag.startswith("W/"):
        return tag
    date: str = response.headers.get("last-modified", "")
    return date
