"""What an unknown mention of a prompt may have been meant for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from charlib.domain.character.handle import nearest
from charlib.domain.prompts.lint import Finding
from charlib.domain.prompts.prompt import Key, Mention
from charlib.domain.text import printable
from charlib.hints import Hint, the_call

if TYPE_CHECKING:
    from charlib.store.read.reader import Reader

LITERAL = Hint("{}    # a literal @ is written @@", the_call("list"))
_NAME_PROJECT = Hint("Name the project too: @project/handle")
_NAME_HANDLE = Hint("Use the handle: {}", the_call("list"))
_GUESSED = 20
"""Unknown names that are compared with all handles; the others are only named."""


class Guesses:
    """Finds for each unknown mention of a prompt the characters that may be meant.

    `named` are the characters of the names in brackets.
    """

    def __init__(
        self,
        read: Reader,
        project: str,
        unknown: Sequence[Mention],
        named: Mapping[Key, Sequence[Key]],
    ) -> None:
        self._read = read
        self._project = project
        self._named = named
        self._names = [mention.name for mention in unknown]
        self._handles_of: dict[str, list[str]] = {}

    def unknown(self, mention: Mention) -> Finding:
        """The finding about a mention of nobody."""
        typed, (start, end) = printable(mention.text, 40), (mention.start, mention.end)
        shared = self._named.get(mention.named, ()) if mention.named else ()
        if len(shared) > 1:
            names = [f"{slug}/{name}" for slug, name in shared]
            text = f"{typed} could be {_either(names)}"
            return Finding("ambiguous", text, start, end, _NAME_HANDLE, fixes=_mentions(names))
        elsewhere = self._elsewhere(mention.name)
        if len(elsewhere) > 1:
            text = f"{typed} could be {_either(elsewhere)}"
            fixes = _mentions(elsewhere)
            return Finding("ambiguous", text, start, end, _NAME_PROJECT, fixes=fixes)
        if not elsewhere and mention.name in self._trashed:
            text, back = f"{typed} is in the trash", the_call("restore", mention.name)
            return Finding("unknown", text, start, end, Hint("{}", back))
        like = elsewhere or self._similar(mention.name)
        meant = f"; did you mean {', '.join('@' + name for name in like)}?" if like else ""
        text = f"no character is called {typed}{meant}"
        fixes = (*_mentions(like), f"@{mention.text}")
        return Finding("unknown", text, start, end, LITERAL, fixes=fixes)

    def _elsewhere(self, name: str) -> list[str]:
        """The characters with this handle in other projects."""
        return [] if "/" in name else [f"{slug}/{name}" for slug in self._projects.get(name, ())]

    @cached_property
    def _trashed(self) -> set[str]:
        """The unknown names that characters in the trash have."""
        keys = {name: self._key(name) for name in self._names}
        trashed = self._read.characters.ids_of(set(keys.values()), trashed=True)
        return {name for name, key in keys.items() if key in trashed}

    def _key(self, name: str) -> tuple[str, str]:
        project, _, handle = name.rpartition("/")
        return project or self._project, handle

    @cached_property
    def _projects(self) -> dict[str, list[str]]:
        return self._read.characters.projects_of(set(self._names))

    def _similar(self, name: str) -> list[str]:
        """The most similar handles; for the first names only, as each is compared with all."""
        return self._nearest.get(name, [])

    @cached_property
    def _nearest(self) -> dict[str, list[str]]:
        nearby: dict[str, list[str]] = {}
        for name in list(dict.fromkeys(self._names))[:_GUESSED]:
            project, handle = self._key(name)
            within = f"{project}/" if "/" in name else ""
            nearby[name] = [f"{within}{each}" for each in nearest(handle, self._handles(project))]
        return nearby

    def _handles(self, project: str) -> list[str]:
        if project not in self._handles_of:
            self._handles_of[project] = self._read.characters.handles(project)
        return self._handles_of[project]


def _mentions(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(f"@{name}" for name in names)


def _either(names: Iterable[str]) -> str:
    return " or ".join(f"@{name}" for name in names)
