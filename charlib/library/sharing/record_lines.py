"""Records as JSON Lines, as packs and the objects of a share have them.

What others wrote is checked before it is used, but only where it says something new.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import IO, Any, NamedTuple

from charlib.domain.sharing import record as records
from charlib.errors import CharlibError
from charlib.store.shared.records import Thing
from charlib.store.shared.values import KINDS

LARGEST = 4 << 20
"""Bytes of the longest line."""
_CHUNK = 2_000
_OURS = re.compile(r'\{"kind":"([a-z]+)","uid":"([^"\\]+)","record":(\{.*\})\}')
"""A line as charlib writes it; others are read as JSON."""

Texts = Callable[[str, Sequence[str]], dict[str, str]]
"""The texts of the records that a library has, of a kind, by uid."""


class Line(NamedTuple):
    """A thing on a line; one that the library `is_known` to have says nothing new."""

    thing: Thing
    is_known: bool


def written(thing: Thing) -> str:
    """A thing as one line of JSON; the record is its one text."""
    kind, uid = json.dumps(thing.kind), json.dumps(thing.uid, ensure_ascii=False)
    return f'{{"kind":{kind},"uid":{uid},"record":{thing.text}}}\n'


def read(file: IO[bytes], stored: Texts) -> Iterator[Line]:
    """The things of a file, each checked or known; ValueError names the line that is wrong."""
    seen: set[tuple[str, str]] = set()
    lines = enumerate(_lines(file), 1)
    while chunk := list(islice(lines, _CHUNK)):
        told = [(number, line, _ours(line)) for number, line in chunk]
        known = _known(stored, (thing for _, _, thing in told if thing))
        for number, line, thing in told:
            is_known = thing is not None and known.get(thing[:2]) == thing.text
            try:
                checked = thing if thing is not None and is_known else _checked(line)
                if checked[:2] in seen:
                    raise ValueError("it is there twice")
            except (ValueError, KeyError, TypeError, RecursionError, CharlibError) as error:
                raise ValueError(f"line {number} of its records: {error}") from error
            seen.add(checked[:2])
            yield Line(checked, is_known)


def _known(stored: Texts, things: Iterable[Thing]) -> dict[tuple[str, str], str]:
    uids: dict[str, list[str]] = {}
    for thing in things:
        uids.setdefault(thing.kind, []).append(thing.uid)
    return {
        (kind, uid): text
        for kind, some in uids.items()
        if kind in KINDS
        for uid, text in stored(kind, some).items()
    }


def _lines(file: IO[bytes]) -> Iterator[bytes]:
    while line := file.readline(LARGEST + 1):
        if len(line) > LARGEST:
            raise ValueError("a line of its records is too long")
        yield line


def _ours(line: bytes) -> Thing | None:
    try:
        matched = _OURS.fullmatch(line.decode().removesuffix("\n"))
    except UnicodeDecodeError:
        return None
    return Thing(*matched.groups()) if matched else None


def _checked(line: bytes) -> Thing:
    from charlib.library.sharing.pack_fields import check

    form: Any = json.loads(line)
    if not isinstance(form, dict) or set(form) != {"kind", "uid", "record"}:
        raise ValueError("it is no record")
    record = records.from_form(form["record"])
    thing = Thing(form["kind"], form["uid"], records.to_text(record))
    check(thing.kind, thing.uid, record)
    return thing
