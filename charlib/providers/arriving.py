"""A film on its way into a file: how much of it is there, and how to ask for the rest."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import httpx

from charlib.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Mapping

_RANGE = re.compile(r"bytes (\d+)-\d+/(\d+|\*)")


class Arriving:
    """The part of a film that is in the file `target`; it may weigh `limit` bytes at most."""

    def __init__(self, target: Path, limit: int) -> None:
        self._target = target
        self._limit = limit
        self._mark = ""
        self.size = 0

    @property
    def wants(self) -> Mapping[str, str]:
        """The headers that ask for the rest, if it can be told to be of the same film."""
        if not self.size or not self._mark:
            return {}
        return {"Range": f"bytes={self.size}-", "If-Range": self._mark}

    def forget(self) -> None:
        """Begin anew."""
        self.size, self._mark = 0, ""

    def take(self, response: httpx.Response, host: str) -> None:
        """Write what a response brings behind what is there, or in its place."""
        if not self._goes_on(response):
            self.forget()
            self._mark = _mark(response)
        with self._target.open("r+b" if self.size else "wb") as file:
            file.seek(self.size)
            file.truncate()
            for chunk in response.iter_bytes():
                if self.size + len(chunk) > self._limit:
                    raise Refused(
                        f"{host} sends more than {self._limit:,} bytes",
                        hint="That is no film of such a service: charlib task show ID",
                        kind="size",
                        is_permanent=True,
                    )
                file.write(chunk)
                self.size += len(chunk)

    def _goes_on(self, response: httpx.Response) -> bool:
        """Whether a response begins where the file ends; a 200 begins at the start."""
        if response.status_code != httpx.codes.PARTIAL_CONTENT:
            return False
        told = _RANGE.fullmatch(response.headers.get("content-range", ""))
        if told is None or int(told[1]) != self.size:
            self.forget()
            raise httpx.RemoteProtocolError("it sent another part of the film than was asked for")
        return True


def _mark(response: httpx.Response) -> str:
    """What tells that a later part is of the same film: a strong ETag, or a date of change."""
    tag: str = response.headers.get("etag", "")
    if tag and not tag.startswith("W/"):
        return tag
    date: str = response.headers.get("last-modified", "")
    return date
