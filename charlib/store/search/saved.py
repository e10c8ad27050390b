"""Reading saved searches: those for characters, and those for takes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from charlib.domain.character.handle import did_you_mean
from charlib.errors import NotFound
from charlib.hints import call
from charlib.store.marks import FOR_TAKES
from charlib.store.read.query import Query

if TYPE_CHECKING:
    from charlib.domain.choices import Searched


class SavedSearches:
    """The reading verbs for saved searches."""

    def __init__(self, query: Query) -> None:
        self._query = query

    def text(self, name: str, of: Searched = "character") -> str:
        """The text of a saved search for characters or takes; NotFound if none has that name.

        A name that one of the other kind has is no match: the fields are not the same.
        """
        known = dict(self.all(of))
        if name not in known:
            raise self._unknown(name, of, [*known])
        return known[name]

    def _unknown(self, name: str, of: Searched, known: Sequence[str]) -> NotFound:
        listed = call("search", saved=True) if of == "character" else call("take list", saved=True)
        hint = did_you_mean(name, known, listed)
        if name in dict(self.all("take" if of == "character" else "character")):
            other = call("take list", f"saved:{name}"), call("search", f"saved:{name}")
            hint = other[of == "take"]
        return NotFound(f"no saved search {name!r} for {of}s", hint=hint)

    def all(self, of: Searched = "character") -> list[tuple[str, str]]:
        """All saved searches for characters or takes: name and text."""
        kind = FOR_TAKES if of == "take" else ""
        return self._query.tuples(
            "SELECT substr(name, length(?1) + 1), query FROM saved_search"
            " WHERE iif(?1 = '', instr(name, '/') = 0, instr(name, ?1) = 1) ORDER BY name",
            [kind],
        )
