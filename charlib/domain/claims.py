"""What an entry of the journal changed, so that two entries can be told apart. Pure.

Undo takes back one entry and leaves later ones alone. That is right only if they changed other
things: a look of @mia and a tag of @tom, or the name and the notes of one character. A handle is a
thing too: two characters can have it one after the other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple, TypeAlias

Key: TypeAlias = tuple[str, object]
"""A table, and the row of it."""
_WHOLE = "*"
_ROWS = {"source", "project", "account"}
_ANYTHING: Key = ("", "")


class Claims:
    """The parts of rows that entries changed; a whole row has all parts."""

    def __init__(self, parts: Iterable[tuple[Key, str]] = ()) -> None:
        self._parts: dict[Key, set[str]] = {}
        for key, part in parts:
            self._parts.setdefault(key, set()).add(part)

    def add(self, other: Claims) -> None:
        """Claim what others claim too."""
        for key, parts in other._parts.items():
            self._parts.setdefault(key, set()).update(parts)

    def characters(self) -> set[int]:
        """The characters that exist, or do not, by one side of a change or the other."""
        return {
            int(str(row))
            for (table, row), parts in self._parts.items()
            if table == "character" and not parts.isdisjoint({_WHOLE, "handle"})
        }

    def meet(self, other: Claims) -> bool:
        """Whether both changed the same part of a row."""
        few, many = sorted((self._parts, other._parts), key=len)
        if few and many and (_ANYTHING in few or _ANYTHING in many):
            return True
        return any(_meet(parts, many[key]) for key, parts in few.items() if key in many)


def _meet(some: set[str], others: set[str]) -> bool:
    return _WHOLE in some or _WHOLE in others or not some.isdisjoint(others)


def handles(names: Iterable[tuple[int, str]]) -> Claims:
    """What handles claim: each the number of its project, and the name there."""
    return Claims((("handle", name), _WHOLE) for name in names)


class Step(NamedTuple):
    """An entry that is not undone, with what it changed."""

    id: int
    command: str
    claims: Claims


def of(changes: Iterable[tuple[str, Mapping[str, Any]]]) -> Claims:
    """What the changes of an entry claim."""
    return Claims(part for verb, what in changes for part in _claims(verb, what))


def _claims(verb: str, what: Mapping[str, Any]) -> Iterator[tuple[Key, str]]:
    if verb.startswith("about ") or verb in _ROWS:
        yield from _of_row(verb, what)
    elif verb != "fact":
        yield from _OF.get(verb, _anything)(what)


def _anything(_: Mapping[str, Any]) -> Iterator[tuple[Key, str]]:
    """A change that says nothing about itself meets every other one."""
    yield _ANYTHING, _WHOLE


def _of_row(verb: str, what: Mapping[str, Any]) -> Iterator[tuple[Key, str]]:
    table = verb.removeprefix("about ")
    if verb in _ROWS:
        yield (table, (what["after"] or what["before"])["id"]), _WHOLE
    else:
        yield from (((table, what["id"]), column) for column in what["after"])


def _ids(what: Mapping[str, Any]) -> Iterator[int]:
    return _unpacked(what["ids"])


def _unpacked(runs: Iterable[Sequence[int]]) -> Iterator[int]:
    for first, last in runs:
        yield from range(first, last + 1)


def _characters(what: Mapping[str, Any]) -> Iterator[tuple[Key, str]]:
    yield from ((("character", number), _WHOLE) for number in _ids(what))


def _edited(what: Mapping[str, Any]) -> Iterator[tuple[Key, str]]:
    for runs, _ in what["after"]:
        for number in _unpacked(runs):
            yield from ((("character", number), column) for column in what["columns"])


def _links(what: Mapping[str, Any]) -> Iterator[tuple[Key, str]]:
    yield from ((("character", number), f"tag {what['tag']}") for number in _ids(what))


def _moved(what: Mapping[str, Any]) -> Iterator[tuple[Key, str]]:
    for runs, _ in what["after"]:
        yield from ((("character", number), _WHOLE) for number in _unpacked(runs))


def _parents(what: Mapping[str, Any]) -> Iterator[tuple[Key, str]]:
    yield ("tag", what["tag"]), f"under {what['parent']}"
    yield ("tag", what["parent"]), f"over {what['tag']}"


def _alias(what: Mapping[str, Any]) -> Iterator[tuple[Key, str]]:
    yield ("tag alias", what["name"]), _WHOLE
    yield from ((("tag", what[side]), "aliases") for side in ("before", "after") if what[side])


def _look(what: Mapping[str, Any]) -> Iterator[tuple[Key, str]]:
    yield ("look", what["id"]), _WHOLE
    yield ("character", what["character"]), "looks"


def _numbered(table: str, what: Mapping[str, Any]) -> Iterator[tuple[Key, str]]:
    for number, columns in what["after"].items():
        names = columns if isinstance(columns, Mapping) else ("state",)
        yield from (((table, int(number)), column) for column in names)


def _row(what: Mapping[str, Any]) -> Any:
    return what["after"] or what["before"]


def _given(what: Mapping[str, Any]) -> Iterator[tuple[Key, str]]:
    yield from (((what["table"], number), _WHOLE) for number in _ids(what))
    yield from ((("character", what[side]), _WHOLE) for side in ("before", "after"))


def _shared(what: Mapping[str, Any]) -> Iterator[tuple[Key, str]]:
    yield from ((("shared", (what["kind"], uid)), _WHOLE) for uid in what["after"])


def _other_handle(what: Mapping[str, Any]) -> Iterator[tuple[Key, str]]:
    row = _row(what)
    yield ("handle", (row["project_id"], row["handle"])), _WHOLE
    yield ("character", row["character_id"]), "handles"


_OF: Mapping[str, Callable[[Mapping[str, Any]], Iterable[tuple[Key, str]]]] = {
    "added": _characters,
    "removed": _characters,
    "restored": _characters,
    "edited": _edited,
    "said": lambda what: [(("character", what["id"]), column) for column in what["after"]],
    "linked": _links,
    "unlinked": _links,
    "moved": _moved,
    "tag": lambda what: [(("tag", _row(what)[0]), _WHOLE)],
    "named": lambda what: [(("tag", what["tag"]), "name")],
    "alias": _alias,
    "parent": _parents,
    "search": lambda what: [(("search", what["name"]), _WHOLE)],
    "setting": lambda what: [(("setting", what["key"]), _WHOLE)],
    "emptied": lambda what: [(("setting", what["key"]), _WHOLE)],
    "merged": lambda _: (),  # what was given says more
    "given": _given,
    "shared": _shared,
    "stand-ins": lambda _: (),  # as of "pulled"
    "pulled": lambda _: (),  # what was joined says more
    "states": lambda what: _numbered("binding", what),
    "takes": lambda what: _numbered("task", what),
    "voice": lambda what: [(("character", what["id"]), "voice")],
    "look": _look,
    "other handle": _other_handle,
    "made": lambda what: [((what["table"], number), _WHOLE) for number in _ids(what)],
}
