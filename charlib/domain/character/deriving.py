"""Handles for characters that have only a name, or a handle of another tool."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection
from itertools import chain, count

from charlib.domain.character.handle import MAX_LENGTH, is_handle_char, normalise, parse
from charlib.errors import InvalidInput

_APOSTROPHES = "'\u2019"
NAMELESS = "character"
"""The handle of a character whose name has no letter."""


def handle_from(*names: str) -> str:
    """A handle made of the first of these names that has a letter: `Mia Wong` is `mia_wong`."""
    made = (_made(name) for name in names)
    return next(filter(None, made), NAMELESS)


def _made(name: str) -> str:
    plain = unicodedata.normalize("NFKC", name)
    try:
        return parse(plain)
    except InvalidInput:
        pass
    letters = "".join(char if is_handle_char(char) else " " for char in _folded(plain))
    start = next((at for at, char in enumerate(letters) if char.isalpha()), len(letters))
    joined = "_".join(letters[start:].split())[:MAX_LENGTH].rstrip("_")
    try:
        return parse(joined)
    except InvalidInput:
        return ""


def _folded(text: str) -> str:
    return "".join(char for char in normalise(text) if char not in _APOSTROPHES)


def free(handle: str, taken: Collection[str]) -> str:
    """A handle that nobody has: the wanted one, or that with a number: `mia_2`."""
    numbered = (f"{handle[: MAX_LENGTH - len(str(n)) - 1]}_{n}" for n in count(2))
    return next(each for each in chain([handle], numbered) if each not in taken)
