"""The verbs for tags: `lib.tags`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from charlib.domain.character import handle as handles
from charlib.errors import InvalidInput, NotFound
from charlib.hints import Hint, argument, call
from charlib.library import finding
from charlib.library.session import Session

if TYPE_CHECKING:
    from charlib.store.read.tags import TagRecord, TagSort


class Tags:
    """Words that characters are found by."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, tag: str, references: Sequence[str] = (), *, query: str | None = None) -> int:
        """Give a tag to characters, named or found by a query; answers how many did not have it."""
        name, people = handles.parse_tag(tag), self._people(references, query)
        with self._session.store.write() as writer:
            return writer.tags.add(people, [name])

    def remove(self, tag: str, references: Sequence[str] = (), *, query: str | None = None) -> int:
        """Take a tag from characters; answers how many had it. NotFound for an unknown tag."""
        name, people = self.meant(tag), self._people(references, query)
        with self._session.store.write() as writer:
            return writer.tags.remove(people, [name])

    def _people(self, references: Sequence[str], query: str | None) -> Sequence[int]:
        if query is not None:
            return finding.matching(self._session, query)
        if not references:
            raise InvalidInput(
                "no character is named",
                hint=Hint("Give handles, or {}", argument("query", "QUERY")),
            )
        return finding.ids(self._session, references)

    def rename(self, old: str, new: str) -> bool:
        """Rename a tag everywhere; True where it became one with a tag that was there."""
        old, new = self.meant(old), handles.parse_tag(new)
        with self._session.store.write() as writer:
            return writer.tags.rename(old, new)

    def nest(self, tag: str, parent: str) -> None:
        """Make a tag one of another too: a search for the parent finds it. A tag may have several.

        Raises Conflict where that would go round in a circle.
        """
        with self._session.store.write() as writer:
            writer.tags.nest(handles.parse_tag(tag), handles.parse_tag(parent))

    def unnest(self, tag: str, parent: str) -> None:
        """Undo `nest`; NotFound where the tag was not under the other."""
        tag, parent = self.meant(tag), self.meant(parent)
        with self._session.store.write() as writer:
            if not writer.tags.unnest(tag, parent):
                raise NotFound(f"{tag} is not under {parent}", hint=call("tag list"))

    def alias(self, alias: str, tag: str) -> str | None:
        """Give a tag another name; Conflict where a tag has it as its own.

        Answers the other tag that it was a name of before.
        """
        alias, named = handles.parse_tag(alias), self._session.store.read.tags.named
        before = named(alias)
        with self._session.store.write() as writer:
            writer.tags.add_alias(alias, handles.parse_tag(tag))
        return None if before == named(alias) else before

    def unalias(self, alias: str) -> None:
        """Forget another name of a tag; NotFound where there is none."""
        with self._session.store.write() as writer:
            if not writer.tags.remove_alias(handles.parse_tag(alias)):
                raise NotFound(f"{alias} is no alias", hint=call("tag list"))

    def remove_unused(self) -> int:
        """Remove the tags nobody has and no tag is under; answers how many."""
        with self._session.store.write() as writer:
            return writer.tags.remove_unused()

    def meant(self, text: str) -> str:
        """The tag that a name or another name means; NotFound where there is none."""
        name = handles.parse_tag(text)
        found = self._session.store.read.tags.named(name)
        if found is None:
            known = [one.name for one in self.list()]
            hint = handles.did_you_mean(name, known, call("tag list"))
            raise NotFound(f"no tag {name!r}", hint=hint)
        return found

    def unknown(self, *names: str) -> list[str]:
        """Which of these names no tag has."""
        named = self._session.store.read.tags.named
        return [one for one in dict.fromkeys(map(handles.parse_tag, names)) if named(one) is None]

    def list(
        self, project: str | None = None, *, sort: TagSort = "name", limit: int = 0
    ) -> list[TagRecord]:
        """Tags with the number of their characters, in a project or in all; 0 means all tags.

        By name, or by `count`: the commonest first, those that nobody has left out.
        """
        return self._session.store.read.tags.all(project, sort=sort, limit=limit)
