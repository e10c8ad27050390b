"""The verbs for tags: `lib.tags`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from charlib.domain.character import handle as handles
from charlib.domain.text import several
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

    def add(
        self, tag: str, references: str | Iterable[str] = (), *, query: str | None = None
    ) -> int:
        """Tag characters, by handle or by a query; return the number that did not have the tag."""
        name, people = handles.parse_tag(tag), self._people(references, query)
        with self._session.store.write() as writer:
            writer.characters.refuse_gone(people if query is None else ())
            return writer.tags.add(people, [name])

    def remove(
        self, tag: str, references: str | Iterable[str] = (), *, query: str | None = None
    ) -> int:
        """Untag characters; return the number that had the tag. NotFound for an unknown tag."""
        name, people = self.meant(tag), self._people(references, query)
        with self._session.store.write() as writer:
            writer.characters.refuse_gone(people if query is None else ())
            return writer.tags.remove(people, [name])

    def _people(self, references: str | Iterable[str], query: str | None) -> Sequence[int]:
        if query is not None:
            return finding.matching(self._session, query)
        named = several(references)
        if not named:
            raise InvalidInput(
                "no character is named",
                hint=Hint("Give handles, or {}", argument("query", "QUERY")),
            )
        return finding.ids(self._session, named)

    def rename(self, old: str, new: str) -> bool:
        """Rename a tag everywhere; True if it was merged into an existing tag."""
        old, new = self.meant(old), handles.parse_tag(new)
        with self._session.store.write() as writer:
            return writer.tags.rename(old, new)

    def nest(self, tag: str, parent: str) -> None:
        """Put a tag under another: a search for the parent finds it. A tag may have several.

        Raises Conflict if that would make a circle.
        """
        with self._session.store.write() as writer:
            writer.tags.nest(handles.parse_tag(tag), handles.parse_tag(parent))

    def unnest(self, tag: str, parent: str) -> None:
        """Undo `nest`; NotFound if the tag is not under the other."""
        tag, parent = self.meant(tag), self.meant(parent)
        with self._session.store.write() as writer:
            if not writer.tags.unnest(tag, parent):
                raise NotFound(f"{tag} is not under {parent}", hint=call("tag list"))

    def alias(self, alias: str, tag: str) -> str | None:
        """Give a tag another name; Conflict if it is a tag itself.

        Returns the tag whose alias it was before.
        """
        alias, named = handles.parse_tag(alias), self._session.store.read.tags.named
        before = named(alias)
        with self._session.store.write() as writer:
            writer.tags.add_alias(alias, handles.parse_tag(tag))
        return None if before == named(alias) else before

    def unalias(self, alias: str) -> None:
        """Forget an alias of a tag; NotFound if it does not exist."""
        with self._session.store.write() as writer:
            if not writer.tags.remove_alias(handles.parse_tag(alias)):
                raise NotFound(f"{alias} is not an alias", hint=call("tag list"))

    def remove_unused(self) -> int:
        """Remove the tags that no character and no other tag uses; return their number."""
        with self._session.store.write() as writer:
            return writer.tags.remove_unused()

    def meant(self, text: str) -> str:
        """The tag of a name or an alias; NotFound if there is none."""
        name = handles.parse_tag(text)
        tag = self._session.store.read.tags.named(name)
        if tag is None:
            known = [record.name for record in self.list()]
            hint = handles.did_you_mean(name, known, call("tag list"))
            raise NotFound(f"no tag {name!r}", hint=hint)
        return tag

    def unknown(self, *names: str) -> list[str]:
        """Those of the names that are not tags."""
        named = self._session.store.read.tags.named
        return [tag for tag in dict.fromkeys(map(handles.parse_tag, names)) if named(tag) is None]

    def list(
        self, project: str | None = None, *, sort: TagSort = "name", limit: int = 0
    ) -> list[TagRecord]:
        """Tags with the number of their characters, in a project or in all; a limit of 0 means all.

        Sorted by name, or by `count`: the most common first, without unused ones.
        """
        return self._session.store.read.tags.all(project, sort=sort, limit=limit)
