"""The headings of episodes and scenes: `第3集`, `第一场`, `EP02`, `3-1 日 内`."""

from __future__ import annotations

import re
from typing import NamedTuple

_DIGITS = {each: n for n, each in enumerate("零一二三四五六七八九")} | {
    "\u3007": 0, "两": 2,
}  # fmt: skip
_UNITS = {"十": 10, "百": 100, "千": 1000}
_NUMBER = r"[0-9０-９零〇一二两三四五六七八九十百千]{1,9}"  # noqa: RUF001 - an IME's digits
_BEGIN = r"[#*【\[「\s]*"
_EPISODE = re.compile(rf"{_BEGIN}第\s*({_NUMBER})\s*[集话話回](?!合)")
_SCENE = re.compile(rf"(?:{_BEGIN}|.*?[集话話回]\W*)第\s*{_NUMBER}\s*[场場幕镜鏡]")
_PLACE = re.compile(rf"{_BEGIN}(?:场景|場景|场次|Scene|SCENE|scene)\s*[:：.]?\s*{_NUMBER}")  # noqa: RUF001 - an IME's colon
_LATIN = re.compile(rf"{_BEGIN}(?:EP|Ep|ep|Episode|EPISODE|episode)\.?\s*([0-9]{{1,5}})\b")
_NUMBERED = re.compile(r"\s*([0-9]{1,5})\s*[-－—]\s*[0-9]{1,5}(?=[\s,，、.．]|$)")  # noqa: RUF001 - an IME's signs
_INSIDE = re.compile(r"\s*(?:INT|EXT|EST|INT\.?/EXT|I/E)[. ]", re.IGNORECASE)
_LONGEST = 100
"""The longest heading, in characters: a longer line that begins like one is a sentence."""
_LAST_EPISODE = 99_999


class Heading(NamedTuple):
    """What a heading begins: the number of an episode, or a scene, or both."""

    episode: int | None
    is_scene: bool


def heading(text: str) -> Heading | None:
    """What a line begins; None if it is not a heading."""
    if len(text) > _LONGEST:
        return None
    found = _EPISODE.match(text) or _LATIN.match(text)
    episode = number(found[1]) if found else None
    numbered = _NUMBERED.match(text)
    if numbered and episode is None:
        episode = int(numbered[1])
    others = (_SCENE, _PLACE, _INSIDE)
    is_scene = bool(numbered) or any(each.match(text) for each in others)
    if episode is not None and episode > _LAST_EPISODE:
        episode = None
    return Heading(episode, is_scene) if episode is not None or is_scene else None


def number(text: str) -> int | None:
    """A number in digits, or in Chinese ones up to 9999: `十二` is 12."""
    if text.isdecimal():
        return int(text)
    total, digit = 0, None
    for char in text:
        if char in _DIGITS:
            digit = _DIGITS[char]
        elif char in _UNITS:
            total += (1 if digit is None else digit) * _UNITS[char]
            digit = None
        else:
            return None
    return total + (digit or 0)
