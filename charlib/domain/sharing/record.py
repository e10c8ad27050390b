"""A record as libraries share it: the versions of each field, and what their writers had seen.

A library that writes a field replaces the versions that it has seen. Two libraries that write one
field without having seen each other leave two versions, until somebody who has seen both writes it
again. Records of one thing join in any order, any number of times, and no version is lost.

The method is the one of observed-remove maps: of a version that only one side has, the other side
has either never heard, or it has replaced it; the writers that a side has seen tell which.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from typing import Any, NamedTuple

from charlib.domain.sharing import rules
from charlib.domain.sharing.rules import Version

DELETED = "deleted"
"""The field that says that a thing was removed."""
ERASED = "erased"
"""The field of a thing of which nothing else may be kept."""

LAST_COUNT = (1 << 53) - 1
"""The largest clock, and the largest number of a write."""

Values = Mapping[str, Any]
"""Fields by name. One that is None, or missing, is empty."""


class Record(NamedTuple):
    """The versions of each field; `seen` is the last write of each author that is in them.

    Of most fields there is one version.
    """

    seen: Mapping[str, int]
    fields: Mapping[str, tuple[Version, ...]]


class Standing(NamedTuple):
    """How well a record may say that a part is its own: of several the greatest one counts.

    One that `is_defended` was changed by somebody who did not know that it was given away. The
    `stamp` is that of the last write.
    """

    is_defended: bool
    stamp: tuple[int, str, int]


EMPTY = Record({}, {})


def write(record: Record, values: Values, author: str, n: int) -> Record:
    """Write fields; `n` is greater than that of every earlier write of this author."""
    # A clock that somebody set to the end of time stops there; what was seen still decides.
    at = min(1 + max((each.at for each in _versions(record)), default=0), LAST_COUNT)
    fields = dict(record.fields)
    for name, value in values.items():
        told = {"seen": dict(record.seen)} if _is_deletion(name) and value else value
        fields[name] = (Version(at, author, n, told),)
    return _normal(Record({**record.seen, author: n}, fields))


def join(one: Record, other: Record) -> Record:
    """What both records say: versions that one side has replaced are gone."""
    if one == other or not other.seen:
        return one
    if not one.seen:
        return other
    authors = {*one.seen, *other.seen}
    seen = {each: max(one.seen.get(each, 0), other.seen.get(each, 0)) for each in authors}
    names = {*one.fields, *other.fields}
    return _normal(Record(seen, {name: _joined(name, one, other) for name in names}))


def shown(record: Record) -> dict[str, Any]:
    """The value of each field that is not empty; of a removed thing, nothing."""
    return _shown(record, _gone(record))


def beneath(record: Record) -> dict[str, Any]:
    """The value of each field that is not empty, also of what was removed."""
    return _shown(record, ())


def restored(record: Record) -> dict[str, Any]:
    """The value of each field that is not empty, as it would be if the thing were not removed."""
    return _shown(record, _gone(record) - {""})


def given_away(record: Record, parts: Collection[str]) -> dict[str, Any]:
    """What must be written so that parts of a thing, which another one has now, are not its own.

    Whoever changed one without knowing that still has it here.
    """
    there = restored(record)
    left = [part for part in parts if any(rules.is_of(part, name) for name in there)]
    return {f"{part}{DELETED}" if part.endswith("/") else part: _no(part) for part in left}


def standing(record: Record, part: str) -> Standing | None:
    """How well a record may say that a part is its own; None if it does not show it."""
    if not any(rules.is_of(part, name) for name in shown(record)):
        return None
    told = [
        rules.in_order(versions)
        for name, versions in record.fields.items()
        if rules.is_of(part, name) and not _is_deletion(name)
    ]
    removals = record.fields.get(f"{part}{DELETED}", ()) if part.endswith("/") else ()
    is_defended = any(each.value for each in removals) or any(
        each.value is None for versions in told for each in versions
    )
    stamp = max(first[:3] for first, *_ in told if not rules.is_empty(first.value))
    return Standing(is_defended, stamp)


def is_erased(record: Record) -> bool:
    """Whether nothing of it may be kept any more."""
    return ERASED in record.fields


def is_deleted(record: Record) -> bool:
    """Whether it was removed, and nobody has changed it without knowing that."""
    return "" in _gone(record)


def changes(record: Record, values: Values | None) -> dict[str, Any]:
    """What must be written into a record to make it show these values; None: it was removed.

    Nothing is written any more into one that was erased.
    """
    if is_erased(record):
        return {}
    gone = _gone(record)
    if values is None:
        return {} if "" in gone or not record.fields else {DELETED: True}
    now = {name: value for name, value in values.items() if not rules.is_empty(value)}
    parts = {"", *map(rules.part, now)}
    before = _shown(record, gone - parts)
    lost = {rules.part(name) for name in before} - parts
    fresh = {
        name: now.get(name)
        for name in {*before, *now}
        if before.get(name) != now.get(name) and rules.part(name) not in lost
    }
    return {
        **fresh,
        **{f"{each}{DELETED}": True for each in lost},
        **{f"{each}{DELETED}": None for each in gone & parts},
    }


def decided(record: Record, names: Collection[str]) -> dict[str, Any]:
    """What must be written to decide for what is shown now, of the fields that two wrote."""
    values = shown(record)
    return {name: values[name] for name in conflicts(record) if name in names}


def conflicts(record: Record) -> dict[str, list[Version]]:
    """Fields that were written twice with different values, the shown version first."""
    twice = {name: each for name, each in record.fields.items() if len(each) > 1}
    values = shown(record) if twice else {}
    return {
        name: rules.in_order(versions)
        for name, versions in twice.items()
        if name in values and rules.is_conflict(name, versions)
    }


def to_text(record: Record) -> str:
    """A record as JSON; equal records are equal texts."""
    form = {"seen": record.seen, "fields": record.fields}
    return json.dumps(form, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def from_text(text: str) -> Record:
    """A record from a text that `to_text` wrote, which is not checked again."""
    form = json.loads(text)
    fields = {name: tuple(map(Version._make, each)) for name, each in form["fields"].items()}
    return Record(form["seen"], fields)


def may_conflict(text: str) -> bool:
    """Whether a text that `to_text` wrote may have two versions of a field; quick."""
    return "],[" in text


def from_form(form: Any) -> Record:
    """A record from the form that `to_text` writes. Raises ValueError for anything else."""
    if not isinstance(form, dict) or not _is_counts(form.get("seen")):
        raise ValueError("a record has no valid `seen`")
    fields = form.get("fields")
    if not isinstance(fields, dict) or not all(isinstance(each, list) for each in fields.values()):
        raise ValueError("a record has no valid `fields`")
    record = Record(
        form["seen"], {name: tuple(map(_version, each)) for name, each in fields.items()}
    )
    if any(each.n > record.seen.get(each.author, 0) for each in _versions(record)):
        raise ValueError("a record has a version that it has not seen")
    removals = filter(_is_deletion, record.fields)
    told = (each for name in removals for each in record.fields[name])
    if any(each.value is not None and not _is_deletion_value(each.value) for each in told):
        raise ValueError("a deletion does not say what it has seen")
    return _normal(record)


def _version(form: Any) -> Version:
    if not isinstance(form, list) or len(form) != len(Version._fields):
        raise ValueError("a version is not a list of four")
    version = Version(*form)
    if not (_is_count(version.at) and isinstance(version.author, str) and _is_count(version.n)):
        raise ValueError("a version has no valid stamp")
    return version


def _is_deletion_value(value: Any) -> bool:
    return isinstance(value, dict) and list(value) == ["seen"] and _is_counts(value["seen"])


def _is_counts(form: Any) -> bool:
    return isinstance(form, dict) and all(map(_is_count, form.values()))


def _is_count(value: Any) -> bool:
    return type(value) is int and 0 < value <= LAST_COUNT


def _joined(name: str, one: Record, other: Record) -> tuple[Version, ...]:
    mine, theirs = one.fields.get(name, ()), other.fields.get(name, ())
    if mine == theirs:
        return mine
    stamps = {each[:3] for each in mine} & {each[:3] for each in theirs}
    return (
        *(each for each in mine if each[:3] in stamps or each.n > other.seen.get(each.author, 0)),
        *(
            each
            for each in theirs
            if each[:3] not in stamps and each.n > one.seen.get(each.author, 0)
        ),
    )


def _normal(record: Record) -> Record:
    """The one way to say a record: versions in order, and of what is erased nothing else."""
    fields = record.fields
    if ERASED in fields:
        fields = {ERASED: fields[ERASED]}
    return Record(
        dict(sorted(record.seen.items())),
        {name: _ordered(fields[name]) for name in sorted(fields) if fields[name]},
    )


def _ordered(versions: tuple[Version, ...]) -> tuple[Version, ...]:
    return versions if len(versions) == 1 else tuple(sorted(versions, key=_stamp))


def _shown(record: Record, gone: Collection[str]) -> dict[str, Any]:
    if "" in gone:
        return {}
    return {
        name: value
        for name, versions in record.fields.items()
        if not rules.is_empty(value := rules.shown(name, versions))
        and name != ERASED
        and not _is_deletion(name)
        and not (gone and rules.part(name) in gone)
    }


def _gone(record: Record) -> set[str]:
    """The parts that were removed; an edit wins over a deletion that had not seen it."""
    if ERASED in record.fields:
        return {""}
    told = {name.removesuffix(DELETED) for name in record.fields if _is_deletion(name)}
    return {part for part in told if _is_gone(record, part)}


def _is_gone(record: Record, part: str) -> bool:
    deletions = record.fields[f"{part}{DELETED}"]
    if not all(each.value for each in deletions):
        return False
    known = [each.value["seen"] for each in deletions]
    return all(
        any(each.n <= seen.get(each.author, 0) for seen in known)
        for name, versions in record.fields.items()
        if name.startswith(part) and not _is_deletion(name)
        for each in versions
    )


def _no(part: str) -> Any:
    """What says that a part is not there."""
    return True if part.endswith("/") else None


def _is_deletion(name: str) -> bool:
    return name.endswith(DELETED) and name == f"{rules.part(name)}{DELETED}"


def _stamp(version: Version) -> tuple[int, str, int]:
    return version[:3]


def _versions(record: Record) -> Iterable[Version]:
    return (each for versions in record.fields.values() for each in versions)
