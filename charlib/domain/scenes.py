"""Where a film belongs in the story: episode and scene, and how many takes of it are made."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from charlib.domain.character.handle import parse_slug
from charlib.domain.character.looks import parse_episode
from charlib.domain.text import printable
from charlib.errors import InvalidInput
from charlib.hints import Hint, argument, the_call

MOST_TAKES = 100
_TAKES = Hint("Write it like: {}", argument("takes", "3"))
_RATING = Hint("{}    # from 0 to 5, or none", the_call("take rate", "TAKE", "4"))
_NUMBER = re.compile(r"\d{1,4}")  # of any script, as input methods write them
_LABEL = re.compile(r"(\d+)")


class Scene(NamedTuple):
    """A scene of an episode; an empty label is no scene in particular."""

    episode: int | None = None
    label: str = ""

    @property
    def is_named(self) -> bool:
        """Whether takes of it are counted."""
        return self.episode is not None or bool(self.label)

    def __str__(self) -> str:
        """Print it as people write it: `e05 s3`."""
        episode = "" if self.episode is None else f"e{self.episode:02}"
        return " ".join(filter(None, (episode, f"s{self.label}" if self.label else "")))


def episode(value: Any) -> int | None:
    """Read the number of an episode; None and blank texts are none."""
    is_blank = value is None or (isinstance(value, str) and not value.strip())
    return None if is_blank else parse_episode(value)


def label(value: Any) -> str:
    """Read the label of a scene: letters, digits, `-` and `_`, such as `3`, `3a` or `int-day`."""
    text = "" if value is None else str(value).strip()
    return parse_slug(text, "a scene", "3a, int-day") if text else ""


def takes(value: Any) -> int | None:
    """Read a number of takes, from 1 to 100; None and blank texts are none."""
    number = _number(value, "takes", _TAKES)
    if number is not None and not 1 <= number <= MOST_TAKES:
        raise InvalidInput(
            f"{number} takes are not possible; the number is from 1 to {MOST_TAKES}",
            hint=_TAKES,
        )
    return number


def rating(value: Any) -> int | None:
    """Read a rating, from 0 to 5; None is none."""
    number = _number(value, "rating", _RATING)
    if number is not None and number > 5:  # noqa: PLR2004 - stars
        raise InvalidInput(f"invalid rating {number}: it is from 0 to 5", hint=_RATING)
    return number


def natural(text: str) -> tuple[tuple[int, str], ...]:
    """The key that sorts labels as people count: 3, 3a, 10."""
    parts = _LABEL.split(text)
    return tuple((int(part), "") if part.isdecimal() else (-1, part) for part in parts if part)


def _number(value: Any, name: str, hint: Hint) -> int | None:
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    text = str(value).strip()
    if isinstance(value, bool) or not _NUMBER.fullmatch(text):
        raise InvalidInput(f"invalid {name} {printable(text, 60)!r}", hint=hint)
    return int(text)
