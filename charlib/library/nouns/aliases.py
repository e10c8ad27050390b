"""The verbs for other handles of characters: `lib.aliases`."""

from __future__ import annotations

from collections.abc import Sequence

from charlib.domain.character import handle as handles
from charlib.domain.records import Character
from charlib.errors import Conflict, NotFound
from charlib.hints import call
from charlib.library import characters, finding
from charlib.library.session import Session


class Aliases:
    """Other handles of characters, each unique in its project together with the handles."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, handle: str, other: str) -> Character:
        """Give a character another handle, which means it wherever a handle is typed.

        Raises Conflict if a character of its project has that handle or alias.
        """
        session = self._session
        character, alias = finding.character(session, handle), self._read(handle, other)
        with session.store.write() as writer:
            writer.characters.refuse_gone([character.id])
            if not writer.names.add(character.id, alias):
                raise Conflict(
                    f"@{alias} is an alias of @{character.handle} already",
                    hint=call("show", session.qualified(character)),
                )
        return characters.show(session, f"{character.project}/{character.handle}")

    def remove(self, other: str) -> Character:
        """Take an alias away from its character; NotFound if it is not an alias."""
        session = self._session
        character = finding.character(session, other)
        alias = finding.refer(session, other)[1]
        if alias == character.handle:
            name = session.qualified(character)
            raise NotFound(
                f"@{alias} is the handle of a character, not an alias", hint=call("show", name)
            )
        with session.store.write() as writer:
            if not writer.names.remove(writer.projects.id(character.project), alias):
                raise NotFound(f"@{alias} was removed meanwhile", hint=call("list"))
        return characters.show(session, f"{character.project}/{character.handle}")

    def list(
        self, handle: str | None = None, *, everywhere: bool = False
    ) -> Sequence[tuple[str, str, str]]:
        """The aliases of the project, of all, or of one character: project, alias and handle."""
        session = self._session
        if handle is not None:
            person = finding.character(session, handle)
            return [(person.project, alias, person.handle) for alias in sorted(person.aliases)]
        return session.store.read.characters.aliases(None if everywhere else session.project)

    def _read(self, handle: str, other: str) -> str:
        """The alias as typed; it may name the project of the character again."""
        project, slash, name = other.strip().removeprefix("@").rpartition("/")
        same = slash and handles.parse_slug(project) == finding.refer(self._session, handle)[0]
        return handles.parse(name if same else other)
