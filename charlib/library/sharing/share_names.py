"""The names of a share's objects: what they are for, whose they are, and what is in them.

A name of the log or of a snapshot has a logical clock, the member who wrote it, and the hash of
its content. Every pull needs these, so they are light.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from charlib.domain.text import printable

LOG, SNAPSHOTS, MEDIA, MEMBERS = "log/", "snap/", "media/", "members/"
VERSION = 1
"""The version of the format."""
LAST_CLOCK = 10**12 - 1
_LONGEST_NAME = 60
_NAME = re.compile(r"(log|snap)/(\d{12})-([a-z0-9]{1,16}-[a-z0-9]{0,8})-([0-9a-f]{64})")
_AUTHOR = re.compile(r"[a-z0-9]{1,16}-[a-z0-9]{0,8}")


class Name(NamedTuple):
    """The parts of an object's name."""

    prefix: str
    clock: int
    author: str
    sha256: str

    def __str__(self) -> str:
        return f"{self.prefix}{self.clock:012}-{self.author}-{self.sha256}"


def parsed(name: str) -> Name | None:
    """The parts of the name of a log's object or a snapshot; None for another one."""
    match = _NAME.fullmatch(name)
    return Name(f"{match[1]}/", int(match[2]), match[3], match[4]) if match else None


def is_author(text: str) -> bool:
    """Whether a text can be what a member writes as."""
    return _AUTHOR.fullmatch(text) is not None


def member_name(text: str) -> str:
    """The name of a member, on one line."""
    return printable(" ".join(text.split()), _LONGEST_NAME)
