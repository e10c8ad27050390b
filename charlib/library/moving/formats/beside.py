"""Films in the folder of a manifest, found by the IDs in their names or in the text beside them."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path

_VIDEOS = {".mp4", ".mov", ".m4v", ".webm", ".mkv"}
_ID = re.compile(
    r"(?<![a-z0-9])(gen_[a-z0-9]+|task_[a-z0-9]+|s_[a-z0-9]+)(?:-attachment-\d+)?", re.IGNORECASE
)
_HEAD = 4096
"""The part of a text file beside a film that has its IDs, in bytes; the prompt comes after it."""
_MOST = 200_000
"""Films that are looked at; a folder with more is not an archive of one person."""


class Films:
    """The films of a folder and of the folders in it, by the IDs that belong to them."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def find(self, ids: Sequence[str]) -> Path | None:
        """The film of the first of these IDs that one has; None if it is not here."""
        found = (self._by_id.get(each.casefold()) for each in ids)
        return next(filter(None, found), None)

    @cached_property
    def _by_id(self) -> dict[str, Path]:
        named: dict[str, Path] = {}
        for film in sorted(self._films()):
            for name in _tokens(film.stem) or _tokens(_told(film)):
                named.setdefault(name, film)
        return named

    def _films(self) -> Iterator[Path]:
        count = 0
        for folder, _, names in os.walk(self._folder):
            for name in names:
                if os.path.splitext(name)[1].lower() in _VIDEOS and count < _MOST:  # noqa: PTH122 - quick
                    count += 1
                    yield Path(folder) / name


def _tokens(name: str) -> list[str]:
    """The IDs in a name."""
    return [each.casefold() for each in _ID.findall(name)]


def _told(film: Path) -> str:
    """The IDs that the text file beside a film tells, one after another."""
    try:
        with film.with_suffix(".txt").open("rb") as file:
            head = file.read(_HEAD).decode("utf-8", "replace")
    except OSError:
        return ""
    lines = (line.partition(":") for line in head.splitlines())
    return " ".join(value for name, _, value in lines if name.strip().casefold().endswith(" id"))
