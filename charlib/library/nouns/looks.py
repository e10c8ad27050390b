"""The verbs for looks: `lib.looks`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from charlib.domain.character import looks as names
from charlib.domain.text import clean
from charlib.errors import Conflict
from charlib.hints import call
from charlib.library import finding
from charlib.library.session import Session

if TYPE_CHECKING:
    from charlib.domain.records import Character, Look


class Looks:
    """The appearances of characters: wardrobe, age, state. `@mia+uniform` mentions one."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(
        self, handle: str, name: str, *, description: str = "", episodes: str = ""
    ) -> Character:
        """Give a character another look.

        Without a `description` it has that of the main look. In its `episodes` (`"4-12,15"`) a
        prompt that mentions the character means this look. Raises InvalidInput, NotFound; Conflict
        if the character has a look of this name, or another look in one of the episodes.
        """
        character, name = finding.character(self._session, handle), names.parse_name(name)
        description = clean(description, "the description")
        episodes = self._episodes(character, name, episodes)
        if character.look_called(name) is not None:
            raise self._taken(character, name)
        with self._session.store.write() as writer:
            writer.looks.add(character.id, name, description=description, episodes=episodes)
        return self._shown(handle)

    def list(self, handle: str | None = None, *, limit: int = 0) -> list[Character]:
        """The characters of the current project that have other looks, or one character.

        The newest look comes first; a limit of 0 means all.
        """
        if handle is not None:
            return [self._shown(handle)]
        read = self._session.store.read
        ids = read.looks.owners(self._session.project, limit=limit)
        return finding.shown_all(self._session, read.characters.by_ids(ids))

    def edit(
        self,
        handle: str,
        name: str,
        *,
        description: str | None = None,
        episodes: str | None = None,
    ) -> Character:
        """Change a look; None leaves a text as it is, and an empty text removes it.

        Raises InvalidInput, NotFound; Conflict if another look has one of the episodes.
        """
        character, look = self._find(handle, name)
        changes: dict[str, str] = {}
        if description is not None:
            changes["description"] = clean(description, "the description")
        if episodes is not None:
            changes["episodes"] = self._episodes(character, look.name, episodes)
        with self._session.store.write() as writer:
            writer.looks.edit(_id(look), **changes)
        return self._shown(handle)

    def rename(self, handle: str, old: str, new: str) -> Character:
        """Rename a look; prompts written before keep the old name.

        Raises InvalidInput, NotFound; Conflict if the character has a look of the new name.
        """
        character, look = self._find(handle, old)
        name = names.parse_name(new)
        there = character.look_called(name)
        if there is not None and there.id != look.id:
            raise self._taken(character, name)
        with self._session.store.write() as writer:
            writer.looks.edit(_id(look), name=name)
        return self._shown(handle)

    def remove(self, handle: str, name: str) -> Character:
        """Take a look away; undo brings it back.

        Its kept files and its IDs at providers stay, and no longer count. Raises NotFound.
        """
        _, look = self._find(handle, name)
        with self._session.store.write() as writer:
            writer.looks.put_away(_id(look))
        return self._shown(handle)

    def _find(self, handle: str, name: str) -> tuple[Character, Look]:
        """A character and one of its looks; NotFound with the nearest names."""
        character = finding.character(self._session, handle)
        return character, finding.look(self._session, character, names.parse_name(name))

    @staticmethod
    def _episodes(character: Character, name: str, text: str) -> str:
        episodes = names.parse_episodes(text)
        names.refuse_overlap(character.looks, name, episodes)
        return episodes

    def _taken(self, character: Character, look: str) -> Conflict:
        handle = self._session.qualified(character)
        text = f"@{names.with_look(handle, look)} exists already"
        return Conflict(text, hint=call("look list", handle))

    def _shown(self, handle: str) -> Character:
        return finding.shown(self._session, finding.character(self._session, handle))


def _id(look: Look) -> int:
    """The id of a look that is not the main one."""
    if look.id is None:
        raise ValueError("the main look has no row")
    return look.id
