"""How fields of a shared record are told apart, and which of several versions is shown.

A field is named `name`, `tag/hero` or `looks/UID/name`: its first part is its kind.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

MEMBERS = frozenset({"tag", "alias", "binding", "footage"})
"""Kinds of fields that are members of a set: nobody is asked about two versions of one."""
PARTS = frozenset({"looks"})
"""Kinds of fields that belong to a part of the thing, which can be removed by itself."""
_OF_PARTS = tuple(f"{kind}/" for kind in PARTS)


class Version(NamedTuple):
    """A value of a field: `n` counts the writes of its author, `at` those that it followed."""

    at: int
    author: str
    n: int
    value: Any


def part(name: str) -> str:
    """The part that a field belongs to, such as `looks/UID/`; empty for the thing itself."""
    if not name.startswith(_OF_PARTS):
        return ""
    kind, _, rest = name.partition("/")
    return f"{kind}/{rest.partition('/')[0]}/" if "/" in rest else ""


def is_of(part: str, name: str) -> bool:
    """Whether a field is a part, or of one such as `looks/UID/`."""
    return name == part or (part.endswith("/") and name.startswith(part))


def is_empty(value: Any) -> bool:
    """Whether a value says that a field is not there."""
    return value is None or value is False or value == ""


def in_order(versions: Sequence[Version]) -> list[Version]:
    """Versions, the shown one first: what is there before what is empty, then the later writer.

    So an edit wins over a deletion. Of writers at the same time, their names decide.
    """
    if len(versions) == 1:
        return list(versions)
    return sorted(versions, key=lambda each: (not is_empty(each.value), each[:3]), reverse=True)


def shown(name: str, versions: Sequence[Version]) -> Any:
    """The value of a field: what was kept of a window is in all of its versions together."""
    first, *others = (each.value for each in in_order(versions))
    if others and first and name.startswith("footage/"):
        for each in others:
            first = with_kept(first, each or {})
    return first


def with_kept(value: Mapping[str, Any], other: Mapping[str, Any]) -> Mapping[str, Any]:
    """A window with the files that others kept of it, too, at places that are free."""
    files = {(each["role"], each["position"]): each for each in other.get("kept") or ()}
    files |= {(each["role"], each["position"]): each for each in value.get("kept") or ()}
    return {**value, "kept": [files[place] for place in sorted(files)]}


def is_conflict(name: str, versions: Sequence[Version]) -> bool:
    """Whether somebody has to decide between versions."""
    if len(versions) < 2 or name.partition("/")[0] in MEMBERS:  # noqa: PLR2004 - versions differ
        return False
    first, *others = (each.value for each in versions if not is_empty(each.value))
    return any(each != first for each in others)
