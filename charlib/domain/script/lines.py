"""The lines of a script, each with what it is: no line is lost, whatever a script has in it."""

from __future__ import annotations

import re
import unicodedata
from typing import Literal, NamedTuple

Kind = Literal[
    "blank", "title", "scene", "cue", "speech", "aside", "action", "note", "section", "transition",
    "label",
]  # fmt: skip
_EXTENSIONS = re.compile(r"\s*[(（\[【][^()（）\[\]【】]*[)）\]】]\s*")  # noqa: RUF001 - brackets of an IME
_TOGETHER = re.compile(r"\s*[&＆/／、]\s*")  # noqa: RUF001 - signs of an IME
_LONGEST_CUE = 300
_LONGEST = 60
"""The longest name of a speaker, in characters."""


class Line(NamedTuple):
    """A line as it is in the script; `text` is what it says without its marks.

    A cue has the `speakers`, and so has a line with a cue and a speech in one.
    """

    kind: Kind
    source: str
    text: str = ""
    speakers: tuple[str, ...] = ()


def speakers_of(cue: str) -> tuple[str, ...]:
    """The names in a cue, without `(V.O.)` and the like: two people may speak together."""
    bare = cue if len(cue) <= _LONGEST_CUE else ""
    while (shorter := _EXTENSIONS.sub(" ", bare)) != bare:
        bare = shorter
    names = (" ".join(name.split()) for name in _TOGETHER.split(bare))
    return tuple(dict.fromkeys(name for name in names if is_name(name)))


def is_name(name: str) -> bool:
    """Whether a text may be the name of a speaker: it has a letter, and is short."""
    return 0 < len(name) <= _LONGEST and any(char.isalpha() for char in name)


def is_capital(text: str) -> bool:
    """Whether a text has letters, and all of them are capitals, where a script has capitals."""
    letters = [char for char in text if unicodedata.category(char) in {"Lu", "Ll", "Lt"}]
    return bool(letters) and all(char.isupper() for char in letters)
