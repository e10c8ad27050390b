"""Which differences between a library and a record are edits of that library.

Some are none: a library names accounts as it likes, keeps less than others do, and cannot show what
it was not given.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from charlib.domain.sharing import record as records
from charlib.domain.sharing import rules
from charlib.domain.sharing.record import Record

Values = Mapping[str, Any]
DECIDED = ("episode", "scene", "take", "rating", "picked", "note")
"""What people say of a take; the rest of a task never changes once it is over."""


def edits(kind: str, changed: Values, record: Record) -> Values:
    """The changes to a record that this library has made, of all that it shows otherwise."""
    if not record.fields:
        return changed
    return _KINDS.get(kind, _all)(changed, record)


def lacking(kind: str, here: Values, told: Values) -> set[str]:
    """The fields that a library has, but less of them than the record tells; no edits."""
    is_less = {"ids": _lacks_window, "footage": _lacks_files}.get(kind)
    if is_less is None:
        return set()
    both = (name for name, value in here.items() if value and told.get(name))
    return {name for name in both if is_less(here[name], told[name])}


def _lacks_window(here: Values, told: Values) -> bool:
    return bool(told.get("window")) and not here.get("window")


def _lacks_files(here: Values, told: Values) -> bool:
    files, wanted = here.get("kept"), told.get("kept")
    return isinstance(files, list) and any(each not in files for each in wanted or ())


def _all(changed: Values, _: Record) -> Values:
    return changed


def _none(_: Values, __: Record) -> Values:
    """An account is told once: it may have another name in each library."""
    return {}


def _of_project(changed: Values, _: Record) -> Values:
    """A project that others removed may stay here."""
    return {} if set(changed) == {records.DELETED} and not changed[records.DELETED] else changed


def _of_task(changed: Values, record: Record) -> Values:
    """A library without all characters of a film shows less of it; a merge shows others."""
    told = {name: value for name, value in changed.items() if name in DECIDED}
    cast, known = changed.get("characters"), records.beneath(record).get("characters")
    if cast and known and len(cast) == len(known):
        told["characters"] = cast
    return told


def _of_footage(changed: Values, record: Record) -> Values:
    told = records.beneath(record)
    return {
        name: _with_kept(name, value, told)
        for name, value in changed.items()
        if not (value and name in told and _is_same_place(value, told[name]))
    }


def _with_kept(name: str, value: Any, told: Values) -> Any:
    """What is written of footage: nothing that others kept of a window is lost."""
    if value and name in told and name.startswith("footage/"):
        return rules.with_kept(value, told[name])
    return value


def _is_same_place(mine: Values, told: Values) -> bool:
    """Whether footage is the same, with a file called otherwise, or with less kept of it."""
    rest = [{k: v for k, v in each.items() if k not in {"source", "kept"}} for each in (mine, told)]
    return rest[0] == rest[1] and _is_source(mine, told) and _is_part(mine, told)


def _is_source(mine: Values, told: Values) -> bool:
    sources = [each.get("source") or {} for each in (mine, told)]
    if all(each.get("sha256") for each in sources):
        return bool(sources[0]["sha256"] == sources[1]["sha256"])
    return bool(sources[0] == sources[1])


def _is_part(mine: Values, told: Values) -> bool:
    kept = [each.get("kept") or [] for each in (mine, told)]
    if isinstance(kept[0], list):
        return all(each in kept[1] for each in kept[0])
    return bool(kept[0] == kept[1])


def _of_ids(changed: Values, record: Record) -> Values:
    """A library that was not given the footage of an ID does not say that there is none."""
    told = records.beneath(record)
    found = {}
    for name, value in changed.items():
        known = told.get(name) if value else None
        if known is None:
            found[name] = value
        elif {**known, **value} != known or (known.get("error") and not value.get("error")):
            kept = {k: v for k, v in known.items() if k == "window"}
            found[name] = {**kept, **value}
    return found


_KINDS: dict[str, Callable[[Values, Record], Values]] = {
    "account": _none, "project": _of_project, "task": _of_task, "footage": _of_footage,
    "ids": _of_ids,
}  # fmt: skip
