"""The characters that a bulk change is about, after a preview of how many there are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from charlib.doors.shapes import COUNT, TEXT, many, maybe, obj
from charlib.errors import Conflict, InvalidInput

if TYPE_CHECKING:
    from charlib.library import Library

CHANGED = obj(count=COUNT, first=many(TEXT), changed=maybe(COUNT))
_SHOWN = 5


class Meant:
    """The characters that a bulk change is about: named ones, or the matches of a query."""

    def __init__(
        self,
        lib: Library,
        handles: list[str] | None,
        q: str | None,
        project: str | None,
        count: int | None,
    ) -> None:
        if (handles is None) == (q is None):
            raise InvalidInput("give handles or a query", hint="Name characters, or search")
        self.handles = handles or []
        self.query = None if q is None else f"project:{project or '*'} ({q})" if q.strip() else ""
        if self.query == "":
            self.query = f"project:{project or '*'}"
        self._lib, self._confirmed = lib, count

    def done(self, change: Any) -> dict[str, Any]:
        """Change them if their number is the one that was shown; Conflict if it is another one."""
        count = len(self.handles) if self.query is None else self._lib.count(self.query)
        shown = {"count": count, "first": self._first(), "changed": None}
        if self._confirmed is None:
            return shown
        if self._confirmed != count:
            raise self._other(count)
        return shown | {"changed": int(change())}

    def refs(self) -> list[str]:
        """All of them, as they are now; Conflict if they are not as many as were shown."""
        if self.query is None:
            return self.handles
        found = [f"{each.project}/{each.handle}" for each in self._lib.page(self.query).people]
        if len(found) != self._confirmed:
            raise self._other(len(found))
        return found

    def _other(self, count: int) -> Conflict:
        return Conflict(
            f"the number of characters is {count:,}, and {self._confirmed:,} was expected",
            hint="Look at them again",
        )

    def _first(self) -> list[str]:
        if self.query is None:
            return self.handles[:_SHOWN]
        people = self._lib.page(self.query, limit=_SHOWN).people
        return [f"{person.project}/{person.handle}" for person in people]
