"""Looks: their names, and the episodes in which a character has them.

A name is up to 32 letters, digits or `_` of any script, folded like a handle. Episodes are text
such as `4-12,15`: sorted, and merged where they touch. `4-` is from episode 4 on.
"""

from __future__ import annotations

import re
from bisect import bisect_left, insort
from collections.abc import Iterable
from typing import TYPE_CHECKING

from charlib.domain.character.handle import MAX_LENGTH, is_handle_char, nearest, normalise
from charlib.domain.text import clean, printable
from charlib.errors import Conflict, InvalidInput
from charlib.hints import Hint, argument

if TYPE_CHECKING:
    from charlib.domain.records import Character, Look

PLUS = "+\uff0b\ufe62"
"""The signs between a handle and a look: the plain one, and those of input methods."""
LAST_EPISODE = 99_999
_LONGEST = 1_000
_NAME_HINT = "Use 1 to 32 letters, digits or _, beginning with a letter or digit: uniform, 战斗装"
_EPISODES_HINT = Hint(
    "Episodes are numbers and ranges: {}, or {}",
    argument("episodes", "4-12,15"), argument("episodes", "4-"),
)  # fmt: skip
_RANGE = re.compile(r"\s*(\d{1,9})(?:\s*([-\u2010-\u2015~\u301c\uff5e])\s*(\d{1,9})?)?\s*")
_NUMBER = re.compile(r"\d{1,9}")
_COMMAS = re.compile("[,;\uff0c\u3001\uff1b]")

NO_EPISODE = "none"
"""The word for no episode, where a project has a current one."""
EpisodeLike = int | str | None
"""The number of an episode, `none`, or None for the project's current one."""
Range = tuple[int, int]
"""The first and the last episode."""


def parse_name(text: str) -> str:
    """Read the name of a look, with or without a leading `+`; InvalidInput if it is invalid."""
    name = normalise(clean(text.strip(), "the name of the look"))
    name = name[1:] if name[:1] and name[0] in PLUS else name
    reason = _fault(name)
    if reason:
        shown = printable(text, 60)
        raise InvalidInput(f"invalid name of a look {shown!r}: {reason}", hint=_NAME_HINT)
    return name


def _fault(name: str) -> str:
    if not name:
        return "it is empty"
    if len(name) > MAX_LENGTH:
        return f"it is longer than {MAX_LENGTH} characters"
    stray = next((char for char in name if not is_handle_char(char)), None)
    if stray is not None:
        return f"{printable(stray)!r} is not allowed"
    return "" if may_begin(name[0]) else "it does not begin with a letter or digit"


def may_begin(char: str) -> bool:
    """Whether the name of a look may begin with a character: a letter or digit."""
    return char.isalpha() or char.isdecimal()


def parse_episodes(text: str) -> str:
    """Read episodes: `15, 4-12` is `4-12,15`, and an empty text none; InvalidInput if invalid."""
    clean(text, "the episodes", limit=_LONGEST)
    if not text.strip():
        return ""
    parts = [_parse_range(part) for part in _COMMAS.split(text)]
    return ",".join(_as_text(each) for each in _merged(parts))


def _parse_range(text: str) -> Range:
    match = _RANGE.fullmatch(text)
    if match is None:
        raise InvalidInput(f"invalid episodes {printable(text, 60)!r}", hint=_EPISODES_HINT)
    end = match[3] or (str(LAST_EPISODE) if match[2] else match[1])
    first, last = parse_episode(match[1]), parse_episode(end)
    if last < first:
        raise InvalidInput(
            f"invalid episodes {printable(text, 60)!r}: the last is before the first",
            hint=_EPISODES_HINT,
        )
    return first, last


def parse_episode(number: int | str) -> int:
    """Read the number of an episode; InvalidInput unless it is from 0 to 99999."""
    text = str(number).strip()
    if _NUMBER.fullmatch(text) is None or int(text) > LAST_EPISODE:
        raise InvalidInput(
            f"invalid episode {printable(text, 60)!r}",
            hint=f"An episode is a number from 0 to {LAST_EPISODE}",
        )
    return int(text)


def _merged(ranges: Iterable[Range]) -> list[Range]:
    merged: list[Range] = []
    for first, last in sorted(ranges):
        if merged and first <= merged[-1][1] + 1:
            merged[-1] = (merged[-1][0], max(last, merged[-1][1]))
        else:
            merged.append((first, last))
    return merged


def _as_text(each: Range) -> str:
    first, last = each
    if first == last:
        return str(first)
    return f"{first}-" if last == LAST_EPISODE else f"{first}-{last}"


def ranges(episodes: str) -> list[Range]:
    """The ranges of episodes in their normal form, as `parse_episodes` returns them."""
    pairs = (part.split("-") for part in episodes.split(",") if part)
    return [(int(pair[0]), int(pair[-1] or LAST_EPISODE)) for pair in pairs]


def refuse_overlap(looks: Iterable[Look], name: str, episodes: str) -> None:
    """Raise Conflict if another look has one of the episodes: a character has one look in each."""
    taken = Taken()
    for look in looks:
        if look.name != name:
            taken.add(look.name, look.episodes)
    taken.refuse(episodes)


class Taken:
    """The episodes that looks of one character have, none of which two looks may have."""

    def __init__(self) -> None:
        self._ranges: list[tuple[int, int, str]] = []

    def add(self, name: str, episodes: str) -> None:
        """Give a look its episodes; Conflict if another look has one of them."""
        self.refuse(episodes)
        for first, last in ranges(episodes):
            insort(self._ranges, (first, last, name))

    def refuse(self, episodes: str) -> None:
        """Raise Conflict if a look has one of the episodes."""
        for first, last in ranges(episodes):
            # The ranges are apart: only the one before the first that begins later can reach it.
            at = bisect_left(self._ranges, (first,))
            at -= at > 0 and self._ranges[at - 1][1] >= first
            if at == len(self._ranges) or self._ranges[at][0] > last:
                continue
            other_first, other_last, name = self._ranges[at]
            both = _as_text((max(first, other_first), min(last, other_last)))
            raise Conflict(
                f"look {name} already has episode {both}",
                hint=f"Give other episodes, or change those of {name} first",
            )


def look_for(character: Character, episode: int | None) -> Look:
    """The look of a character in an episode: the main one if no other has it, or without one."""
    if episode is None:
        return character.main
    return next(
        (
            look
            for look in character.looks
            if any(first <= episode <= last for first, last in ranges(look.episodes))
        ),
        character.main,
    )


def described(character: Character, look: Look) -> str:
    """The description of a look, else that of the main look."""
    return look.description or character.main.description


def nearest_look(wanted: str, character: Character) -> list[str]:
    """The names of a character's looks that are most similar to a wrong one, best first."""
    return nearest(wanted, [look.name for look in character.looks if look.name], count=2)


def with_look(handle: str, look: str) -> str:
    """What people type for a look of a character: `mia+uniform`; `mia` for the main look."""
    return f"{handle}+{look}" if look else handle


def parted(text: str) -> tuple[str, str]:
    """A handle and the look after it: `mia+uniform`; the look is empty if there is none."""
    for sign in PLUS:
        handle, plus, look = text.partition(sign)
        if plus:
            return handle, parse_name(look)
    return text, ""
