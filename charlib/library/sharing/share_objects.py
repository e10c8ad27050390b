"""The objects of a share: what one member changed, or all that a newcomer needs, as one file.

An object is compressed JSON Lines: a head, then one record on each line. Its name has a logical
clock, the member who wrote it, and the hash of its content, which is checked before anything else.
"""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Iterable
from pathlib import Path
from typing import IO, Any, NamedTuple

from charlib.domain.moment import END_OF_TIME
from charlib.domain.text import printable
from charlib.files import sha256
from charlib.library.sharing import record_lines
from charlib.library.sharing.record_lines import Line, Texts
from charlib.library.sharing.share_names import LAST_CLOCK, LOG, VERSION, Name, member_name, parsed
from charlib.store.shared.records import Thing

LARGEST = 512 << 20
"""Bytes of the largest object, compressed."""
_LARGEST_HEAD = 64 << 20
_LARGEST_RATIO = 200
"""Records are text, and text does not get much smaller than this."""


class NotThis(ValueError):
    """An object that is not used, and why."""


class Head(NamedTuple):
    """What an object says of itself; a snapshot `covers` the log's objects of these names."""

    author: str
    member: str
    at: int
    covers: tuple[str, ...] = ()


class Read(NamedTuple):
    """An object that was read and found right: what it says, and which of that is known here."""

    name: str
    bytes: int
    head: Head
    lines: tuple[Line, ...]


def write(part: Path, prefix: str, clock: int, head: Head, things: Iterable[Thing]) -> Name:
    """Write an object into a file; return the name that it gets. The same things, the same file."""
    form = {"format": "charlib-share", "version": VERSION, **head._asdict()}
    with part.open("wb") as raw, gzip.GzipFile("", "wb", 6, raw, mtime=0) as packed:
        packed.write(json.dumps(form, ensure_ascii=False).encode() + b"\n")
        for thing in things:
            packed.write(record_lines.written(thing).encode())
    return Name(prefix, min(clock, LAST_CLOCK), head.author, sha256(part)[0])


def read(part: Path, name: str, stored: Texts) -> Read:
    """Check an object in a file. Raises NotThis for one that is damaged or made up."""
    wanted = parsed(name)
    digest, size = sha256(part)
    if wanted is None or digest != wanted.sha256:
        raise NotThis("it is damaged: its content is not what its name says")
    try:
        with gzip.open(part) as packed:
            file: Any = _Limited(packed, size * _LARGEST_RATIO + record_lines.LARGEST)
            head = _head(file, wanted)
            return Read(name, size, head, tuple(record_lines.read(file, stored)))
    except NotThis:
        raise
    except (ValueError, EOFError, OSError, zlib.error, RecursionError) as error:
        raise NotThis(printable(str(error), 200)) from error


def _head(file: IO[bytes], name: Name) -> Head:
    line = file.readline(_LARGEST_HEAD + 1)
    if len(line) > _LARGEST_HEAD:
        raise NotThis("its first line is too long")
    form = json.loads(line)
    if not isinstance(form, dict) or form.get("format") != "charlib-share":
        raise NotThis("charlib did not write it")
    version = form.get("version")
    if type(version) is not int or version > VERSION:
        raise NotThis("a newer charlib wrote it: install the newer version")
    head = Head(form.get("author", ""), form.get("member", ""), form.get("at", 0))
    covers = form.get("covers", [])
    is_moment = type(head.at) is int and 0 <= head.at < END_OF_TIME
    if head.author != name.author or not isinstance(head.member, str) or not is_moment:
        raise NotThis("its first line does not belong to its name")
    if not isinstance(covers, list) or not all(isinstance(each, str) for each in covers):
        raise NotThis("its first line is not valid")
    covered = tuple(each for each in covers if (of := parsed(each)) and of.prefix == LOG)
    return head._replace(member=member_name(head.member), covers=covered)


class _Limited:
    """A stream that ends with an error after so many bytes: what is packed too tightly is no text.

    Only what `record_lines` reads with is there.
    """

    def __init__(self, file: gzip.GzipFile, left: int) -> None:
        self._file, self._left = file, left

    def readline(self, most: int) -> bytes:
        """The next line, or as much of it."""
        line = self._file.readline(most)
        self._left -= len(line)
        if self._left < 0:
            raise NotThis("it is packed too tightly to be text")
        return line
