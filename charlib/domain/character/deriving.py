"""Handles for characters that have only a name, or a handle of another tool."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection
from itertools import chain, count

from charlib.domain.character.handle import MAX_LENGTH, is_handle_char, normalise, parse
from charlib.errors import BadHandle

_APOSTROPHES = "'\u2019"
NAMELESS = "character"
"""The handle of a character whose name has no letter."""


def handle_from(*names: str) -> str:
    """A handle made of the first of these names that has a letter: `Mia Wong` is `mia_wong`."""
    made = (_made(name) for name in names)
    return next(filter(None, made), NAMELESS)


def _made(name: str) -> str:
    try:
        return parse(name)
    except BadHandle:
        pass
    folded = normalise(unicodedata.normalize("NFKC", name))
    spaced = "".join(
        char if is_handle_char(char) else " " for char in folded if char not in _APOSTROPHES
    )
    start = next((at for at, char in enumerate(spaced) if char.isalpha()), len(spaced))
    joined = "_".join(spaced[start:].split())[:MAX_LENGTH].rstrip("_")
    try:
        return parse(joined)
    except BadHandle:
        return ""


def free(handle: str, taken: Collection[str]) -> str:
    """A handle that nobody has: the wanted one, or that with a number: `mia_2`."""
    numbered = (f"{handle[: MAX_LENGTH - len(str(n)) - 1]}_{n}" for n in count(2))
    return next(each for each in chain([handle], numbered) if each not in taken)
