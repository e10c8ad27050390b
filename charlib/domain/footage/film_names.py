"""The names of downloaded films: what was asked for, when, and which content it is."""

from __future__ import annotations

import re

from charlib.domain.moment import to_text

_WORD = re.compile(r"[^\W_]+")
_LONGEST = 48
"""The longest part that comes from the prompt, in bytes of UTF-8: a file name may have 255."""
_DIGEST = 8


def film_name(created_at: int, prompt: str, digest: str) -> str:
    """The file name of a film: `2026-11-29_mia-walks-through-a-city_1f0c9a2b.mp4`.

    The end of the name, from its content, keeps the films of one prompt apart.
    """
    day = (to_text(created_at) or "").partition("T")[0]
    parts = [day, _words(prompt), digest[:_DIGEST]]
    return "_".join(part for part in parts if part) + ".mp4"


def nameless(name: str) -> str:
    """The file name of a film without what was asked for: that may name somebody."""
    stem, dot, suffix = name.rpartition(".")
    day, _, rest = stem.partition("_")
    return f"{day}_film_{rest.rpartition('_')[2]}{dot}{suffix}"


def _words(prompt: str) -> str:
    """The first words of a prompt, in lower case, joined by hyphens."""
    words, room = [], _LONGEST
    for word in _WORD.findall(prompt.casefold()):
        room -= len(word.encode()) + 1
        if room < 0:
            break
        words.append(word)
    return "-".join(words)
