"""How two records of one person become one: what is taken, and where both say something else."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import NamedTuple

from charlib.domain.character.handle import MAX_LENGTH
from charlib.domain.character.looks import ranges
from charlib.domain.records import Character, Look
from charlib.domain.text import printable

TEXTS = ("name", "look", "likeness", "consent")
_SHOWN = 40


class Merge(NamedTuple):
    """A plan: the texts that the character gets, and the changes of the other's looks by id.

    `names` and `episodes` are new ones; `dropped` are looks that say nothing. `aliases` are those
    that the character gets. `conflicts` are clauses for people.
    """

    texts: Mapping[str, str]
    names: Mapping[int, str]
    episodes: Mapping[int, str]
    dropped: tuple[int, ...]
    aliases: tuple[str, ...]
    conflicts: tuple[str, ...]


def plan(old: Character, into: Character, taken: Collection[str] = ()) -> Merge:
    """Plan the merge of `old` into another character, whose texts and voice stay.

    `taken` are names that other characters of its project have.
    """
    names, dropped = _names(old, into)
    episodes = _episodes(old, into, dropped)
    called = dict.fromkeys((old.handle, *old.aliases))
    aliases = [name for name in called if name not in {into.handle, *into.aliases}]
    return Merge(
        texts=_texts(old, into),
        names=names,
        episodes=episodes,
        dropped=dropped,
        aliases=tuple(name for name in aliases if name not in taken),
        conflicts=(
            *_text_conflicts(old, into),
            *_id_conflicts(old, into),
            *_voice_conflicts(old, into),
            *(f"look {_name(old, at)}: @{into.handle} has one; that of @{old.handle} becomes"
              f" {name}" for at, name in names.items()),
            *(f"look {names.get(at) or _name(old, at)}: its episodes overlap with those of"
              " another look, and are removed" for at in episodes),
            *(f"alias @{name}: another character has it" for name in aliases if name in taken),
        ),
    )  # fmt: skip


# -- texts


def _texts(old: Character, into: Character) -> dict[str, str]:
    """The texts that the character lacks; those that differ go into its notes."""
    changes = {}
    notes = [into.notes] if into.notes else []
    for column in TEXTS:
        theirs, ours = getattr(old, column), getattr(into, column)
        if theirs and not ours:
            changes[column] = theirs
        elif theirs and theirs != ours:
            notes.append(f"{column} of @{old.handle}: {theirs}")
    if old.notes and old.notes != into.notes:
        notes.append(old.notes)
    if "\n".join(notes) != into.notes:
        changes["notes"] = "\n".join(notes)
    return changes


def _text_conflicts(old: Character, into: Character) -> Iterator[str]:
    for column in TEXTS:
        theirs, ours = getattr(old, column), getattr(into, column)
        if theirs and ours and theirs != ours:
            here, there = (printable(text, _SHOWN) for text in (ours, theirs))
            yield f"{column}: {here!r} stays; {there!r} goes into the notes"


# -- IDs and voices


def _id_conflicts(old: Character, into: Character) -> Iterator[str]:
    """Accounts at which both have an ID: the newest of a look is used from now on."""
    for binding in into.counting():
        other = old.binding_at(binding.account, binding.look)
        if other is None or not (other.remote_id and binding.remote_id):
            continue
        newest, older = sorted(
            (binding, other), key=lambda each: (each.created_at, each.id), reverse=True
        )
        look = f"+{binding.look}" * bool(binding.look)
        yield (
            f"ID{look} at {binding.account}: {newest.remote_id} is used, as it is newer than"
            f" {older.remote_id}"
        )


def _voice_conflicts(old: Character, into: Character) -> Iterator[str]:
    if old.voice and into.voice:
        yield f"voice: that of @{into.handle} stays; that of @{old.handle} is kept as replaced"


# -- looks


def _others(character: Character) -> list[tuple[int, Look]]:
    """The looks of a character but the main one, with their ids."""
    return [(look.id, look) for look in character.looks if look.id is not None]


def _name(character: Character, look_id: int) -> str:
    return next(look.name for number, look in _others(character) if number == look_id)


def _is_empty(character: Character, look: Look) -> bool:
    is_bound = any(binding.look == look.name for binding in character.bindings)
    return not (look.description or look.kept or is_bound)


def _names(old: Character, into: Character) -> tuple[dict[int, str], tuple[int, ...]]:
    """New names for the looks whose names both have, and those that are dropped, as empty."""
    used = {look.name for _, look in (*_others(into), *_others(old))}
    names: dict[int, str] = {}
    dropped: list[int] = []
    for number, look in _others(old):
        if into.look_called(look.name) is None:
            continue
        if _is_empty(old, look):
            dropped.append(number)
            continue
        names[number] = _free(look.name, used)
        used.add(names[number])
    return names, tuple(dropped)


def _free(name: str, used: Collection[str]) -> str:
    """A name like this one that no look has: `uniform_2`."""
    for number in range(2, len(used) + 3):
        end = f"_{number}"
        if (free := name[: MAX_LENGTH - len(end)] + end) not in used:
            return free
    raise AssertionError("more names than looks were tried")


def _episodes(old: Character, into: Character, dropped: Collection[int]) -> dict[int, str]:
    """The looks that lose their episodes, as other looks have some of them."""
    ours = [span for _, look in _others(into) for span in ranges(look.episodes)]
    return {
        number: ""
        for number, look in _others(old)
        if number not in dropped
        and any(
            first <= end and start <= last
            for first, last in ranges(look.episodes)
            for start, end in ours
        )
    }
