"""What a file of another tool has: characters, films, and what was not understood."""

from __future__ import annotations

import hashlib
from base64 import b32encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from charlib.domain.text import is_valid, printable

Form = dict[str, Any]
"""A character in the form of an export."""
_UID = 16


def uid_of(*names: str) -> str:
    """The uid of what another tool calls so: the same in every library, and in every import."""
    digest = hashlib.sha256("\0".join(names).encode("utf-8", "surrogatepass")).digest()
    return b32encode(digest).decode().lower()[:_UID]


class Place(NamedTuple):
    """An account of another tool: its name for people, its uid and the profile it fits."""

    name: str
    uid: str
    profile: str


class Picture(NamedTuple):
    """A picture of a character: a file, or the bytes of one inside of a file."""

    file: Path
    data: bytes | None = None


class Person(NamedTuple):
    """A character; its form has a derived `uid` where the tool says who it is.

    Without one, and without an ID that is known here, it is the character of its handle. `where`
    is its place in the file, for errors. `seen` are a source and a window each.
    """

    form: Form
    where: str
    picture: Picture | None = None
    seen: tuple[tuple[str, str], ...] = ()


class Film(NamedTuple):
    """A film that a provider made, with its prompt.

    `people` are the uids of its characters, and `mentions` what the prompt calls each of them.
    `file` is None if it is not here.
    """

    remote_id: str
    place: Place
    prompt: str
    created_at: int | None
    people: tuple[str, ...]
    raw: str
    params: Mapping[str, Any]
    file: Path | None = None


@dataclass(slots=True)
class Contents:
    """All of a file. `left` are names by the reason why they are not taken."""

    people: list[Person] = field(default_factory=list)
    films: list[Film] = field(default_factory=list)
    mentions: dict[str, str] = field(default_factory=dict)
    """The uid of a character → what prompts of this tool call it."""
    left: dict[str, list[str]] = field(default_factory=dict)
    is_lenient: bool = False
    """Whether a character that cannot be read is left, and named, instead of refusing the file."""
    names_mine: bool = False
    """Whether its accounts are named as they are in this library."""
    files: tuple[Path, ...] = ()

    def leave(self, reason: str, name: object) -> None:
        """Name something that is not taken."""
        self.left.setdefault(reason, []).append(printable(str(name), 80))

    def leave_films_of(self, uids: set[str]) -> None:
        """Leave the films that show one of these people."""
        showing = [film for film in self.films if not uids.isdisjoint(film.people)]
        for film in showing:
            self.leave("films of people who were erased here", film.remote_id)
        self.films = [film for film in self.films if uids.isdisjoint(film.people)]


def text(value: object) -> str:
    """A text of a document; a number as a text, and anything else as none."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    found = str(value).replace("\0", "").strip()
    return found if is_valid(found) else found.encode("utf-8", "replace").decode()


def texts(value: object) -> list[str]:
    """The texts of a list, or one text; those that say nothing are left out."""
    items = value if isinstance(value, list) else [value]
    return [found for item in items if (found := text(item))]


def tag_list(value: object) -> list[str]:
    """Tags of another tool, as tags may be here: what separates tags is a space."""
    tags = (tag.replace(";", " ").replace(",", " ").strip().lstrip("-") for tag in texts(value))
    return [tag[:100] for tag in tags if tag.isprintable() and tag]


def joined(*parts: tuple[str, str]) -> str:
    """Notes of several texts, each with its name."""
    return "\n".join(f"{name}: {said}" if name else said for name, said in parts if said)


def objects(value: object) -> Sequence[Form]:
    """The objects of a list; none for anything else."""
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def lists_only_objects(value: object) -> bool:
    """Whether a value is a list that has objects, and nothing else."""
    return isinstance(value, list) and bool(value) and all(isinstance(i, dict) for i in value)
