"""Reads a prompt against the library: whom it mentions, each in which look."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

from charlib.domain.character.handle import qualified
from charlib.domain.character.looks import look_for, nearest_look, with_look
from charlib.domain.prompts import doubts, prompt
from charlib.domain.prompts.lint import Finding, Mentioned
from charlib.domain.prompts.prompt import Key, Mention, Token
from charlib.domain.records import Character, Look
from charlib.domain.text import printable
from charlib.hints import call
from charlib.library.reading.guesses import Guesses

if TYPE_CHECKING:
    from charlib.store.read.reader import Reader

_TOLD = 10
"""Looks of a character that the error about an unknown one names."""


class Part(NamedTuple):
    """A character in one of its looks, and where a prompt mentions it."""

    key: Key
    person: Character
    look: Look
    mentions: list[Mention]


class Cast(NamedTuple):
    """A prompt as it is read: each mention among the `tokens` has the key of its part."""

    tokens: list[Token]
    parts: list[Part]
    findings: list[Finding]


def read(reader: Reader, project: str, text: str, episode: int | None = None) -> Cast:
    """Read a prompt; the findings are about unknown names and looks, and what is doubtful.

    A mention without a look means that of the `episode`, else the main one. `@mia` and `@noir/mia`
    are one part when noir is in use.
    """
    people, names = reader.characters, prompt.names(text)
    known = people.known(prompt.candidates(text), project)
    named = people.called(names, project) if names else {}
    keys = {*known, *chain.from_iterable(named.values())} if prompt.has_looks(text) else set()
    tokens = prompt.parse(text, known, named, _looks(reader, project, keys))
    findings = [
        Finding(
            doubt.kind,
            printable(doubt.text),
            doubt.start,
            doubt.end,
            is_error=False,
            fixes=doubt.fixes,
        )
        for doubt in doubts.doubts(text, prompt.mentions(tokens), known)
    ]
    unknown = [mention for mention in prompt.mentions(tokens) if mention.key is None]
    guesses = Guesses(reader, project, unknown, named)
    return _Reading(reader, project, episode, guesses, findings).cast(tokens)


def mentioned(parts: Sequence[Part]) -> tuple[Mentioned, ...]:
    """The mentions of all parts, in the order of the prompt."""
    return tuple(
        sorted(
            Mentioned(at.start, at.end, part.person.project, part.person.handle, part.look.name)
            for part in parts
            for at in part.mentions
        )
    )


def _looks(reader: Reader, project: str, keys: Collection[Key]) -> Mapping[Key, Collection[str]]:
    """The names of the looks of each character that a prompt may mention."""
    found = {key: reader.characters.by_handle(key[0] or project, key[1]) for key in keys}
    return {key: {look.name for look in who.looks} for key, who in found.items() if who}


class _Reading:
    """One reading of a prompt: the parts so far, and the findings."""

    def __init__(
        self,
        reader: Reader,
        project: str,
        episode: int | None,
        guesses: Guesses,
        findings: list[Finding],
    ) -> None:
        self._reader, self._project, self._episode = reader, project, episode
        self._guesses, self._findings = guesses, findings
        self._people: dict[Key, Character | None] = {}
        self._parts: dict[Key, Part] = {}

    def cast(self, tokens: Sequence[Token]) -> Cast:
        """What a prompt of these tokens says."""
        read = [token if isinstance(token, str) else self._placed(token) for token in tokens]
        return Cast(read, [*self._parts.values()], self._findings)

    def _placed(self, mention: Mention) -> Mention:
        """A mention with the key of its part; a finding if it names nobody, or no look."""
        person = self._person(mention.key) if mention.key else None
        if person is None:  # or removed a moment ago
            self._findings.append(self._guesses.unknown(mention))
            return mention
        look = look_for(person, self._episode)
        if mention.look:
            named = person.look_called(mention.look)
            if named is None:
                self._findings.append(self._unknown_look(mention, person))
                return mention
            look = named
        key = (person.project, with_look(person.handle, look.name))
        part = self._parts.setdefault(key, Part(key, person, look, []))
        part.mentions.append(mention)
        return mention._replace(key=key)

    def _person(self, key: Key) -> Character | None:
        own = (key[0] or self._project, key[1])
        if own not in self._people:
            self._people[own] = self._reader.characters.by_handle(*own)
        return self._people[own]

    def _unknown_look(self, mention: Mention, person: Character) -> Finding:
        """The finding about a look that a character does not have, with the nearest name."""
        name = qualified(person.handle, person.project, self._project)
        like, known = nearest_look(mention.look, person), [look.name for look in person.looks[1:]]
        text, hint = f"@{name} has no look {printable(mention.look, 40)}", call("look list", name)
        meant = tuple(f"@{with_look(name, look)}" for look in like)
        if like:
            text += f"; did you mean {' or '.join(meant)}?"
        else:
            text += f"; its looks are {', '.join(known[:_TOLD])}" if known else ""
            text += "; put a space before a + that is plain text"
            hint = call("look add", name, printable(mention.look))
        apart = f"@{name} +{printable(mention.look)}"
        return Finding(
            "unknown-look", text, mention.start, mention.end, hint, fixes=(*meant, apart)
        )
