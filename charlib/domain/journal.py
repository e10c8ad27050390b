"""Journal entries in words: the changes of an entry in one line."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from charlib.domain.records import Entry
from charlib.domain.text import printable

_PEOPLE = {
    "added": "{n} added",
    "removed": "{n} moved to the trash",
    "restored": "{n} brought back",
    "said": "{n} changed",
    "edited": "{n} changed",
    "linked": "{n} tagged",
    "unlinked": "{n} untagged",
    "moved": "{n} moved to another project",
}
_STAYS = {
    "binding": "the IDs at the provider stay",
    "task": "the films stay",
    "upload": "the uploads stay",
    "deletion": "the deleted IDs do not come back",
    "purge": "the erased character does not come back",
}
_FACTS = {
    "binding": "created at a provider",
    "task": "a task at a provider",
    "deletion": "IDs deleted at a provider",
    "purge": "a character erased for good",
}
_MADE = {"binding": "IDs recorded", "task": "a task recorded"}
_CHANGES = {(False, True): "added", (True, False): "removed", (True, True): "replaced"}
_LONGEST = 40


_ACTOR = re.compile(r"(agent:[A-Za-z0-9_.-]{1,40}|studio): ")


def actor(command: str) -> str:
    """Who made an entry: `agent:NAME`, `studio`, or empty for commands and programs."""
    match = _ACTOR.match(command)
    return match[1] if match else ""


def summary(entry: Entry) -> str:
    """The changes of an entry in one line, the most important first; characters are counted."""
    runs: dict[str, list[tuple[int, int]]] = {}
    others: list[str] = []
    for verb, what in entry.changes:
        if verb in _PEOPLE:
            runs.setdefault(_PEOPLE[verb], []).extend(_runs(what))
        else:
            others.append(_text(verb, what))
    words = [each for each in dict.fromkeys(_PEOPLE.values()) if each in runs]
    counted = [each.format(n=f"{_size(runs[each]):,}") for each in words]
    rest = list(dict.fromkeys(filter(None, others)))
    left = len(rest) + entry.more - 3
    more = [f"and {left:,} more"] if left > 1 else []
    return "; ".join([*counted, *(rest[:3] if more else rest), *more])


def left(entry: Entry) -> str:
    """What an undone entry leaves, in words; empty if nothing."""
    facts = [_STAYS[stay.name] for stay in entry.stays if stay.kind == "fact"]
    rows = [f"{stay.kind} {stay.name} stays" for stay in entry.stays if stay.kind != "fact"]
    return ", ".join([*facts, *rows[:3], *(["and more"] if len(rows) > 3 else [])])  # noqa: PLR2004


def _runs(what: Mapping[str, Any]) -> Iterator[tuple[int, int]]:
    """The characters of a change, as first and last numbers."""
    after = what.get("after")
    own = what.get("ids", [(what.get("id", 1),) * 2])
    groups = [runs for runs, _ in after] if isinstance(after, list) else [own]
    for runs in groups:
        yield from ((first, last) for first, last in runs)


def _size(runs: Iterable[tuple[int, int]]) -> int:
    """The number of characters in runs; one that changed in several ways counts once."""
    count, seen = 0, -1
    for first, last in sorted(runs):
        count += max(0, last - max(first, seen + 1) + 1)
        seen = max(seen, last)
    return count


def _text(verb: str, what: Mapping[str, Any]) -> str:
    tell = _TELLERS.get(verb)
    return tell(what) if tell else f"{verb} changed"


def _words(words: Iterable[str]) -> str:
    return " and ".join(sorted(set(words)))


def _row(noun: str, what: Mapping[str, Any]) -> str:
    row: Mapping[str, Any] = what["after"] or what["before"]
    name = row.get("slug") or row.get("name") or row.get("label") or row.get("ref")
    return f"{noun} {_short(str(name))} {'added' if what['after'] else 'removed'}"


def _short(name: str) -> str:
    """A name in a line of a list: of a URL, its end."""
    return name if len(name) <= _LONGEST else f"…{name[1 - _LONGEST :]}"


def _tag(what: Mapping[str, Any]) -> str:
    row: Sequence[Any] = what["after"] or what["before"]
    return f"tag {row[2]} {'added' if what['after'] else 'removed'}"


def _pulled(what: Mapping[str, Any]) -> str:
    """Whose changes came, with their numbers: those of a name that is not known have none."""
    told = sorted(what["who"].items(), key=lambda each: (-each[1], each[0]))
    return ", ".join(f"{number:,} by {printable(name, _LONGEST)}" for name, number in told)


_DECIDED = {"picked": "picked", "rating": "rated", "note": "noted"}


def _takes(what: Mapping[str, Any]) -> str:
    """How many takes were rated or noted; of a pick, those that were picked or unpicked."""
    after = list(what["after"].values())
    name = next((name for name in _DECIDED if name in after[0]), "")
    word = _DECIDED.get(name, "changed")
    count = len(after)
    if name == "picked":
        chosen = sum(columns["picked"] for columns in after)
        count, word = (chosen, word) if chosen else (count, "no longer picked")
    return f"{count:,} {'take' if count == 1 else 'takes'} {word}"


def _change_of_look(what: Mapping[str, Any]) -> str:
    before, after = what["before"], what["after"]
    changed = {name for name in after if after[name] != before.get(name)}
    if "deleted_at" in changed:
        return "removed" if after["deleted_at"] else "added"
    return "renamed" if "name" in changed else "changed"


def _about_project(what: Mapping[str, Any]) -> str:
    after = what["after"]
    if "slug" in after:
        return f"project {what['before']['slug']} renamed to {after['slug']}"
    if "episode" in after:
        return f"current episode: {'none' if after['episode'] is None else after['episode']}"
    return "a project changed"


_TELLERS: dict[str, Callable[[Mapping[str, Any]], str]] = {
    "made": lambda what: _MADE.get(what["table"], ""),
    "fact": lambda what: _FACTS.get(what["what"], ""),
    "shared": lambda _: "",
    "stand-ins": lambda _: "",
    "pulled": _pulled,
    "about binding": lambda _: "IDs changed",
    "about window": lambda _: "footage changed",
    "tag": _tag,
    "named": lambda what: f"tag {what['before']} renamed to {what['after']}",
    "alias": lambda what: f"alias {what['name']} {'added' if what['after'] else 'removed'}",
    "other handle": lambda what: (
        f"alias @{(what['after'] or what['before'])['handle']}"
        f" {'added' if what['after'] else 'removed'}"
    ),
    "parent": lambda what: f"a tag {'put' if what['after'] else 'no longer'} under another",
    "search": lambda what: f"saved:{what['name']} {'saved' if what['after'] else 'forgotten'}",
    "merged": lambda what: f"@{what['old']} merged into @{what['into']}",
    "given": lambda _: "",
    "emptied": lambda _: "",
    "about look": lambda _: "a look changed",
    "voice": lambda what: f"a voice {_CHANGES[bool(what['before']), bool(what['after'])]}",
    "look": lambda what: f"a look {_change_of_look(what)}",
    "setting": lambda what: f"{what['key'].replace('_', ' ')}: {what['after'] or 'none'}",
    "states": lambda what: f"{len(what['after']):,} IDs {_words(what['after'].values())}",
    "takes": _takes,
    "about source": lambda _: "a source changed",
    "about account": lambda _: "an account changed",
    "about project": _about_project,
    "source": partial(_row, "source"),
    "project": partial(_row, "project"),
    "account": partial(_row, "account"),
}
