"""What a library shows where it cannot show what a record says: a stand-in.

Two libraries may give one handle to two characters, or one episode to two looks; neither library
allows both. What stands in follows from the records alone, so that it is the same everywhere.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any, NamedTuple

from charlib.domain.character.looks import Taken
from charlib.errors import Conflict

_LETTERS = "abcdefghijkmnpqrstuvwxyz23456789"
_NAMELESS = "look"
_LONGEST = 32
_MARK = 4


class Look(NamedTuple):
    """The fields of a look, and those that stand in for others."""

    uid: str
    name: str
    description: str
    episodes: str


def marked(name: str, uid: str) -> str:
    """A handle or the name of a look with a mark of whose it is: `mia_k3f9`.

    A look may have no name: one member removed it, and another changed it meanwhile.
    """
    digest = hashlib.sha256(uid.encode()).digest()
    mark = "".join(_LETTERS[each % len(_LETTERS)] for each in digest[:_MARK])
    return f"{(name or _NAMELESS)[: _LONGEST - _MARK - 1]}_{mark}"


def rank(values: Mapping[str, Any], uid: str) -> tuple[int, str]:
    """Which of two characters keeps a handle: the lower one, which is the older one."""
    created = values.get("created_at")
    return (created if isinstance(created, int) else 0, uid)


def looks(values: Mapping[str, Any]) -> list[Look]:
    """The looks of a character, as its record says."""
    uids = sorted({name.split("/")[1] for name in values if name.startswith("looks/")})
    return [
        Look(uid, *(values.get(f"looks/{uid}/{field}") or "" for field in Look._fields[1:]))
        for uid in uids
    ]


def fitted_looks(values: Mapping[str, Any]) -> list[Look]:
    """The looks of a character as a library can show them: the lower uid keeps what two want."""
    shown: list[Look] = []
    names: set[str] = set()
    taken = Taken()
    for look in looks(values):
        name = look.name if look.name and look.name not in names else marked(look.name, look.uid)
        names.add(name)
        try:
            taken.add(name, look.episodes)
        except Conflict:
            shown.append(look._replace(name=name, episodes=""))
        else:
            shown.append(look._replace(name=name))
    return shown


def stand_ins(values: Mapping[str, Any], shown: list[Look]) -> dict[str, Any]:
    """The fields of looks that are shown otherwise than a record says, with what is shown."""
    return {
        f"looks/{look.uid}/{field}": getattr(look, field)
        for look in shown
        for field in Look._fields[1:]
        if getattr(look, field) != (values.get(f"looks/{look.uid}/{field}") or "")
    }
