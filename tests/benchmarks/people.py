"""Invented libraries, the same ones for the same seed: who is in them, as JSON Lines.

Of a hundred characters twelve are told in Chinese or Japanese, three in Thai, ten in accented
Latin, the rest in plain Latin. Words, tags and projects are as common as words are (Zipf): 5 of
5,000 tags each, 40 projects. One in ten is bound to an account, half of those from a window.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from itertools import accumulate, islice
from pathlib import Path

SEED = 2026
TAGS = 5_000
PROJECTS = 40
WORDS = 20_000
ACCOUNTS = (("relay", "sora-relay"), ("home", "sandbox"), ("async", "sora-async"))
_CHUNK = 10_000
_LOOK, _NOTES = 12, 14
_BOUND = 10
_START = 1_760_000_000
_ONSETS = (*"bcdfghjklmnprstvwz", "br", "ch", "dr", "gl", "pr", "qu", "sh", "st", "tr")
_VOWELS = (*"aeiou", "ai", "ea", "ou")
_ACCENTED = (*_VOWELS, *"áéíöüñ")
_HAN = (
    "林小雨红色大衣蓝外套长发短黑眼睛山水风火夜城街光影"
    "少女老人猫狗剑花月星雪海龙金银木竹白青紫灰王张李陈"
)
_KANA = "かきくけこさしすせそたちつてとなにのはひふまみもやゆよらりるれろガギドナルレン"
_THAI = "กขคงจชซดตถทนบปผพมยรลวสหอ"
_THAI_VOWELS = "ะาิีุูเแโ"


def _word(rng: random.Random, vowels: tuple[str, ...]) -> str:
    count = rng.choice((2, 2, 3, 3, 4))
    return "".join(rng.choice(_ONSETS) + rng.choice(vowels) for _ in range(count))


def _han(rng: random.Random) -> str:
    alphabet = _HAN if rng.random() < 0.75 else _KANA
    return "".join(rng.choices(alphabet, k=rng.choice((1, 2, 2, 2, 3, 4))))


def _thai(rng: random.Random) -> str:
    count = rng.choice((2, 3, 4))
    return "".join(rng.choice(_THAI) + rng.choice(_THAI_VOWELS) for _ in range(count))


class _Zipf:
    """Things of which the n-th is an n-th as common as the first."""

    def __init__(self, things: list[str]) -> None:
        self.things = things
        self._weights = list(accumulate(1 / rank for rank in range(1, len(things) + 1)))

    def draw(self, rng: random.Random, count: int) -> Iterator[str]:
        return iter(rng.choices(self.things, cum_weights=self._weights, k=count))


class Cast:
    """The words of one seed, and the characters that are told in them."""

    def __init__(self, seed: int = SEED) -> None:
        rng = self._rng = random.Random(seed)
        self.tags = _Zipf(_distinct(TAGS, lambda: _word(rng, _VOWELS)))
        self.projects = _Zipf([f"show_{number}" for number in range(1, PROJECTS + 1)])
        self._scripts = {
            "latin": _Zipf(_distinct(WORDS, lambda: _word(rng, _VOWELS))),
            "accented": _Zipf(_distinct(WORDS // 4, lambda: _word(rng, _ACCENTED))),
            "han": _Zipf(_distinct(WORDS // 4, lambda: _han(rng))),
            "thai": _Zipf(_distinct(WORDS // 8, lambda: _thai(rng))),
        }

    def commonest(self, script: str = "latin", rank: int = 1) -> str:
        """The word of a rank in a script."""
        return self._scripts[script].things[rank - 1]

    def people(self, count: int) -> Iterator[dict[str, object]]:
        """Characters in the form that `charlib import` takes."""
        for start in range(0, count, _CHUNK):
            yield from self._chunk(start, min(_CHUNK, count - start))

    def _chunk(self, start: int, count: int) -> Iterator[dict[str, object]]:
        rng = self._rng
        scripts = rng.choices(tuple(self._scripts), weights=(75, 10, 12, 3), k=count)
        words = {
            name: zipf.draw(rng, (2 + _LOOK + _NOTES) * scripts.count(name))
            for name, zipf in self._scripts.items()
        }
        tags = self.tags.draw(rng, 5 * count)
        projects = self.projects.draw(rng, count)
        for at, script in enumerate(scripts):
            yield self._person(start + at, script, words[script], tags, next(projects))

    def _person(
        self, number: int, script: str, words: Iterator[str], tags: Iterator[str], project: str
    ) -> dict[str, object]:
        gap = " " if script in {"latin", "accented"} else ""
        first, last = islice(words, 2)
        person: dict[str, object] = {
            "handle": f"{first[:20]}{number}",
            "name": f"{first.title()}{gap}{last.title()}",
            "project": project,
            "look": gap.join(islice(words, _LOOK)),
            "notes": gap.join(islice(words, _NOTES)),
            "tags": list(dict.fromkeys(islice(tags, 5))),
            "bindings": [_binding(number)] if number % _BOUND == 0 else [],
            "created_at": _moment(_START + number),
        }
        return person


def _distinct(count: int, make: Callable[[], str]) -> list[str]:
    handles: dict[str, None] = {}
    while len(handles) < count:
        handles[make()] = None
    return list(handles)


def _binding(number: int) -> dict[str, object]:
    account, profile = ACCOUNTS[number // _BOUND % len(ACCOUNTS)]
    start = number % 60
    return {
        "account": account,
        "profile": profile,
        "remote_id": f"ch_{number:08x}",
        "mention": f"@ch_{number:08x}",
        "state": "ready",
        "method": "url",
        "source": f"https://host.example/clips/{number // 40}.mp4" if number % 20 else None,
        "window": f"{start},{start + 3}" if number % 20 else None,
        "created_at": _moment(_START + number),
    }


def _moment(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def write(path: Path, count: int, seed: int = SEED) -> Cast:
    """Write a file of so many characters for `charlib import`; answers whose words they are."""
    cast = Cast(seed)
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for person in cast.people(count):
            file.write(json.dumps(person, ensure_ascii=False) + "\n")
    return cast
