"""The names under which takes are handed on: `noir/e05/s03_take2_mia-tom.mp4`.

Every part is a valid name on every system: no separators and no control characters, not a device of
Windows, at most 255 bytes, and two names never differ in case alone.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import PurePosixPath

from charlib.domain.records import Task
from charlib.domain.text import fold, nfc

_PORTS = {f"{port}{number}" for port in ("com", "lpt") for number in range(1, 10)}
_DEVICES = {"con", "prn", "aux", "nul"} | _PORTS
_NUMBERED = re.compile(r"(\d+)(.*)", re.DOTALL)
_UNSAFE = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f]+')
_ROOM = 120
"""The longest part of a name that comes from the library, in bytes of UTF-8."""


def names(takes: Sequence[Task], suffixes: Iterable[str]) -> list[PurePosixPath]:
    """A name for each take; where two would be the same, with the number of the task."""
    plain = [_name(take, suffix) for take, suffix in zip(takes, suffixes, strict=True)]
    keys = [fold(str(name)) for name in plain]
    uses = Counter(keys)
    return [
        name.with_stem(f"{name.stem}_task{take.id}") if uses[key] > 1 else name
        for take, name, key in zip(takes, plain, keys, strict=True)
    ]


def _name(take: Task, suffix: str) -> PurePosixPath:
    folders = [take.project or "default"]
    if take.episode is not None:
        folders.append(f"e{take.episode:02}")
    parts = [
        _scene(take.scene),
        f"take{take.take}" if take.take is not None else f"task{take.id}",
        "-".join(take.characters),
    ]
    stem = "_".join(_safe(part) for part in parts if part)
    return PurePosixPath(*map(_folder, folders), f"{stem}{suffix}")


def _scene(label: str) -> str:
    """`3a` is `s03a`; a label that is a word is as it is."""
    match = _NUMBERED.fullmatch(label)
    return f"s{int(match[1]):02}{match[2]}" if match else label


def _folder(name: str) -> str:
    safe = _safe(name)
    return f"{safe}_" if safe.partition(".")[0].casefold() in _DEVICES else safe


def _safe(text: str) -> str:
    name = _UNSAFE.sub("_", nfc(text)).strip(" .") or "_"
    while len(name.encode()) > _ROOM:
        name = name[:-1]
    return name
