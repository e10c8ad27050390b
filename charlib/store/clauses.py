"""One term of a search as SQL: how to test a character for it, and how to list those that fit.

Every clause is over `c`, a row of `character`. `size` is about how many characters fit: exact
where a counter is kept, else counted up to a bound. The planner in `search` decides which clause
lists and which only test.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any

from charlib.domain.search.compare import NAME_TESTS, TOKEN_TESTS, is_near, reach_of
from charlib.domain.search.ranges import Range
from charlib.domain.search.tokens import fold, phrase, tokens
from charlib.domain.search.tree import Term
from charlib.domain.value import Value

COUNTED = 2_001
"""Matches are counted up to here; more is `many`."""
_MERGED = 32
"""So many lists are merged at most; of more, all are read first."""
TEXTS = ("handle", "name", "look", "notes")

Rows = Callable[[str, Sequence[Any]], list[Any]]
"""Asks a database: SQL and its values → rows."""


class Drive(Value):
    """A way to list ids: table, id column, condition; `is_eager` if it must find all to begin.

    `each` are the lists that this one unites. In the order of ids they can be merged, which reads
    of each no more than a page needs.
    """

    table: str
    key: str
    where: str = "1"
    values: tuple[Any, ...] = ()
    is_eager: bool = False
    each: tuple[Drive, ...] = ()

    @property
    def waits(self) -> bool:
        """Whether even in the order of ids something must be read whole."""
        return any(one.is_eager for one in self.each) if self.each else self.is_eager


class Clause:
    """A condition over `c`; `match` is its FTS5 expression where it is nothing else.

    `ranks` is the expression that tells how well it fits, where a text is part of it. A `size` that
    must be counted is counted when it is asked for: a search with one clause needs none. `probe` is
    the test of a project for ids that another clause lists: asked of an index, it spares them their
    rows.
    """

    def __init__(
        self,
        test: str,
        values: tuple[Any, ...],
        size: int | Callable[[], int],
        cost: int = 1,
        drive: Drive | None = None,
        match: str | None = None,
        ranks: str | None = None,
        probe: str | None = None,
    ) -> None:
        self.test, self.values, self._size = test, values, size
        self.cost, self.drive, self.match = cost, drive, match
        self.ranks = ranks or match
        self.probe = probe

    @property
    def size(self) -> int:
        """About how many characters fit."""
        if not isinstance(self._size, int):
            self._size = self._size()
        return self._size


_NAMED = "SELECT id FROM tag WHERE name = ?1 UNION SELECT tag_id FROM tag_alias WHERE name = ?1"
_BELOW = """
    WITH RECURSIVE below(id) AS ({} UNION
        SELECT tag_id FROM tag_parent JOIN below ON parent_id = below.id)
    SELECT tag.id, tag.n FROM below JOIN tag ON tag.id = below.id
"""
"""Some tags and everything that is under them."""
_BELOW_NAMED = _BELOW.format(_NAMED)
_BELOW_LISTED = _BELOW.format("SELECT value FROM json_each(?1)")
NOBODY = Clause("0", (), 0, drive=Drive("(SELECT NULL AS id WHERE 0) AS d", "d.id"))


class Clauses:
    """Makes clauses of terms, for one database as it is now."""

    def __init__(self, rows: Rows, total: int) -> None:
        self._rows = rows
        self._total = total

    def of(self, term: Term) -> Clause:
        """The clause of a term."""
        if term.field is None or term.field in TEXTS:
            return self._text(term)
        make: Callable[[Term], Clause] = getattr(self, f"_{term.field}")
        return make(term)

    # -- text

    def _text(self, term: Term) -> Clause:
        match = self._match(term)
        found = self.matching(match) if match else NOBODY
        if term.how == "exact" and term.field:
            return self._exactly(found, term)
        tags = [] if term.field else self._tags_saying(term)
        return any_of([found, self._tagged(tags)], self._total) if tags else found

    def matching(self, match: str) -> Clause:
        """The clause of an FTS5 expression."""
        return Clause(
            "EXISTS (SELECT 1 FROM character_text WHERE character_text MATCH ? AND rowid = c.id)",
            (match,),
            lambda: self._matches(match),
            cost=20,
            drive=Drive("character_text AS d", "d.rowid", "d.character_text MATCH ?", (match,)),
            match=match,
        )

    def _matches(self, match: str) -> int:
        """About how many texts match: counted to a bound, then judged by how dense they are."""
        rows = self._rows(
            "SELECT rowid FROM character_text WHERE character_text MATCH ?"
            " ORDER BY rowid DESC LIMIT ?",
            [match, COUNTED],
        )
        if len(rows) < COUNTED:
            return len(rows)
        newest = self._rows("SELECT max(id) FROM character", [])[0][0]
        return int(COUNTED * newest / max(1, newest - rows[-1][0]))

    def _exactly(self, found: Clause, term: Term) -> Clause:
        test = f"(fold(c.{term.field}) = ? AND {found.test})"
        values = (fold(str(term.value)), *found.values)
        # No drive of its own: one that lists would not ask for the whole text.
        return Clause(test, values, lambda: min(found.size, 10), found.cost)

    def _match(self, term: Term) -> str:
        """The FTS5 expression of a text term; empty where no word of the index can fit."""
        words = tokens(str(term.value))
        if not words:
            return ""
        said = [phrase(words)]
        if term.how == "prefix":
            said = [f"{phrase(words)} *"]
        elif term.how in {"substring", "fuzzy"} and len(words) == 1:
            said = [phrase([word]) for word in self._words_like(words[0], term.how)]
        where = f"{{{term.field}}} : " if term.field else ""
        return where + f"({' OR '.join(said)})" if said else ""

    def _words_like(self, part: str, how: str) -> list[str]:
        if how == "substring":
            rows = self._rows("SELECT word FROM term WHERE instr(word, ?)", [part])
            return [row[0] for row in rows]
        reach = reach_of(part)
        rows = self._rows(
            "SELECT word FROM term WHERE length(word) BETWEEN ? AND ?",
            [len(part) - reach, len(part) + reach],
        )
        return [row[0] for row in rows if is_near(part, row[0], reach)]

    def _tags_saying(self, term: Term) -> list[tuple[int, int]]:
        """The tags, with how many have them, that have the term's words in their own name."""
        wanted = tokens(str(term.value))
        test = TOKEN_TESTS.get(term.how)
        if not wanted or test is None:
            return []
        if term.how == "words" or len(wanted) > 1:
            said = self._rows("SELECT tag_id FROM tag_word WHERE word = ?", [wanted[0]])
        elif term.how == "prefix":
            bounds = [wanted[0], wanted[0] + "\U0010ffff"]
            said = self._rows("SELECT tag_id FROM tag_word WHERE word BETWEEN ? AND ?", bounds)
        else:
            said = self._rows("SELECT DISTINCT tag_id FROM tag_word", [])
        rows = self._rows(
            "SELECT tag.id, n, name FROM tag JOIN json_each(?) ON value = tag.id WHERE n > 0",
            [json.dumps([row[0] for row in said])],
        )
        return [(row[0], row[1]) for row in rows if test(tokens(row[2]), wanted)]

    # -- tags

    def _tag(self, term: Term) -> Clause:
        name, how = str(term.value), term.how
        if how == "exact":
            return self._tagged(self._rows(f"SELECT id, n FROM tag WHERE id IN ({_NAMED})", [name]))
        if how in {"words", "is"}:
            return self._tagged(self._rows(_BELOW_NAMED, [name]))
        rows = self._rows("SELECT id, name FROM tag", [])
        ids = [row[0] for row in rows if NAME_TESTS[how](row[1], name)]
        return self._tagged(self._rows(_BELOW_LISTED, [json.dumps(ids)]))

    def _tagged(self, tags: Sequence[tuple[int, int]]) -> Clause:
        """Whoever has one of these tags, given as ids with how many have them."""
        if not tags:
            return NOBODY
        ids = [row[0] for row in tags]
        size = sum(row[1] for row in tags)
        drives = [
            Drive("character_tag AS d", "d.character_id", "d.tag_id = ?", (one,))
            for one in ids[: _MERGED + 1]  # one too many is enough to know that they are
        ]
        if len(ids) == 1:
            return Clause(
                "EXISTS (SELECT 1 FROM character_tag WHERE tag_id = ? AND character_id = c.id)",
                (ids[0],),
                size,
                drive=drives[0],
            )
        listed = json.dumps(ids)
        chosen = "tag_id IN (SELECT value FROM json_each(?))"
        return Clause(
            f"EXISTS (SELECT 1 FROM character_tag WHERE character_id = c.id AND {chosen})",
            (listed,),
            size,
            drive=Drive(
                f"(SELECT DISTINCT character_id AS id FROM character_tag WHERE {chosen}) AS d",
                "d.id",
                values=(listed,),
                is_eager=True,
                each=_each(drives),
            ),
        )

    # -- everything else

    def _project(self, term: Term) -> Clause:
        row = self._rows("SELECT id, n FROM project WHERE slug = ?", [term.value])
        if not row:
            return NOBODY
        return project_clause(row[0][0], row[0][1])

    def _state(self, term: Term) -> Clause:
        return self._bound("state = ?", term.value)

    def _account(self, term: Term) -> Clause:
        return self._bound("account_id IN (SELECT id FROM account WHERE name = ?)", term.value)

    def _profile(self, term: Term) -> Clause:
        accounts = (
            "SELECT account.id FROM account JOIN profile ON profile.id = profile_id"
            " WHERE profile.name = ?"
        )
        return self._bound(f"account_id IN ({accounts})", term.value)

    def _bound(self, condition: str, value: object) -> Clause:
        where = f"FROM binding WHERE {condition}"
        return Clause(
            f"EXISTS (SELECT 1 {where} AND character_id = c.id)",
            (value,),
            lambda: self._bounded(f"SELECT 1 {where}", [value]),
            cost=2,
            drive=Drive(
                f"(SELECT DISTINCT character_id AS id {where}) AS d", "d.id",
                values=(value,), is_eager=True,
            ),
        )  # fmt: skip

    def _source(self, term: Term) -> Clause:
        chosen = (
            "SELECT character_id FROM window JOIN source ON source.id = source_id"
            " WHERE label = ?1 OR CAST(source.id AS TEXT) = ?1 OR instr(lower(ref), lower(?1))"
        )
        rows = self._rows(f"SELECT DISTINCT character_id FROM ({chosen})", [term.value])
        return listed_clause([row[0] for row in rows if row[0] is not None])

    def _likeness(self, term: Term) -> Clause:
        return Clause("c.likeness = ?", (term.value,), self._total // 4)

    def _used(self, term: Term) -> Clause:
        count = "(SELECT count(*) FROM prompt_character WHERE character_id = c.id)"
        test, values = _between(count, term.value)
        return Clause(test, values, self._total // 4, cost=3)

    def _created(self, term: Term) -> Clause:
        test, values = _between("c.created_at", term.value)
        where = test.replace("c.created_at", "created_at")
        listed = f"SELECT id FROM character WHERE {where}"
        drive = Drive(f"({listed}) AS d", "d.id", values=values, is_eager=True)
        return Clause(test, values, lambda: self._bounded(listed, values), drive=drive)

    def _updated(self, term: Term) -> Clause:
        test, values = _between("c.updated_at", term.value)
        return Clause(test, values, self._total // 4)

    def _has(self, term: Term) -> Clause:
        return Clause(_HAS[str(term.value)], (), self._total // 2, cost=2)

    def _missing(self, term: Term) -> Clause:
        return Clause(f"NOT {_HAS[str(term.value)]}", (), self._total // 2, cost=2)

    # -- asking

    def _bounded(self, sql: str, values: Sequence[Any]) -> int:
        counted = f"SELECT count(*) FROM ({sql} LIMIT {COUNTED})"
        found = int(self._rows(counted, values)[0][0])
        return found if found < COUNTED else max(COUNTED, self._total // 2)


_HAS = {
    "name": "(c.name <> '')",
    "look": "(c.look <> '')",
    "notes": "(c.notes <> '')",
    "likeness": "(c.likeness <> '')",
    "tags": "EXISTS (SELECT 1 FROM character_tag WHERE character_id = c.id)",
    "binding": "EXISTS (SELECT 1 FROM binding WHERE character_id = c.id)",
    "ready": "EXISTS (SELECT 1 FROM binding WHERE character_id = c.id AND state = 'ready')",
    "window": "EXISTS (SELECT 1 FROM window WHERE character_id = c.id)",
    "source": "EXISTS (SELECT 1 FROM window WHERE character_id = c.id)",
    "prompt": "EXISTS (SELECT 1 FROM prompt_character WHERE character_id = c.id)",
}


_IN_PROJECT = (
    "EXISTS (SELECT 1 FROM character AS p INDEXED BY ix_character_live"
    " WHERE p.project_id = ? AND p.deleted_at IS NULL AND p.id = c.id)"
)


def _between(what: str, value: Any) -> tuple[str, tuple[Any, ...]]:
    span = value if isinstance(value, Range) else Range(None, None)
    bounds = [(">=", span.low), ("<", span.high)]
    tests = [f"{what} {sign} ?" for sign, bound in bounds if bound is not None]
    return f"({' AND '.join(tests) or '1'})", tuple(b for _, b in bounds if b is not None)


def project_clause(project_id: int, size: int) -> Clause:
    """The characters of a project; listing them is reading its own index backwards."""
    return Clause("c.project_id = ?", (project_id,), size, probe=_IN_PROJECT)


def listed_clause(ids: Sequence[int]) -> Clause:
    """Exactly these characters."""
    listed = json.dumps(list(ids))
    return Clause(
        "c.id IN (SELECT value FROM json_each(?))",
        (listed,),
        len(ids),
        drive=Drive("json_each(?) AS d", "d.value", values=(listed,), is_eager=True),
    )


def any_of(parts: Sequence[Clause], total: int) -> Clause:
    """The characters that fit one of several clauses."""
    values = tuple(value for part in parts for value in part.values)
    return Clause(
        f"({' OR '.join(part.test for part in parts) or '0'})",
        values,
        lambda: min(total, sum(part.size for part in parts)),
        sum(part.cost for part in parts),
        _union([part.drive for part in parts]),
        ranks=" OR ".join(f"({part.ranks})" for part in parts if part.ranks) or None,
    )


def _union(drives: Sequence[Drive | None]) -> Drive | None:
    """List what any of several lists; None where one of them cannot."""
    known = [drive for drive in drives if drive]
    if not known or len(known) < len(drives):
        return None
    listed = " UNION ".join(
        f"SELECT {drive.key} AS id FROM {drive.table} WHERE {drive.where}" for drive in known
    )
    values = tuple(value for drive in known for value in drive.values)
    return Drive(f"({listed}) AS d", "d.id", values=values, is_eager=True, each=_each(known))


def _each(drives: Sequence[Drive]) -> tuple[Drive, ...]:
    """The single lists that are united; none where they are too many to be merged."""
    single = [one for drive in drives for one in drive.each or (drive,)]
    return tuple(single) if len(single) <= _MERGED else ()
