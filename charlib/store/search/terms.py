"""One term of a search as SQL: how to test a character for it, and how to list the matches.

`clause` says what a clause is and how several become one.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from charlib.domain.character.handle import normalise
from charlib.domain.character.looks import ranges
from charlib.domain.search.compare import NAME_TESTS, TOKEN_TESTS
from charlib.domain.search.ranges import Range
from charlib.domain.search.tokens import fold, tokens
from charlib.domain.search.tree import Term
from charlib.store.search.clause import (
    MERGED,
    NOBODY,
    Clause,
    Drive,
    all_of,
    any_of,
    each_of,
    listed_clause,
    project_clause,
)
from charlib.store.search.text_index import TEXTS
from charlib.store.search.texts import COUNTED, Rows, Texts, folded, words_of

_NAMED = "SELECT id FROM tag WHERE name = ?1 UNION SELECT tag_id FROM tag_alias WHERE name = ?1"
_ALL_TAGS = "SELECT id, name FROM tag UNION ALL SELECT tag_id, name FROM tag_alias"
_BELOW = """
    WITH RECURSIVE below(id) AS ({} UNION
        SELECT tag_id FROM tag_parent JOIN below ON parent_id = below.id)
    SELECT tag.id, tag.n FROM below JOIN tag ON tag.id = below.id
"""
"""Some tags and everything that is under them."""
_BELOW_NAMED = _BELOW.format(_NAMED)
_BELOW_FOLDED = _BELOW.format(f"SELECT id FROM ({_ALL_TAGS}) WHERE fold(name) = ?1")
_BELOW_LISTED = _BELOW.format("SELECT value FROM json_each(?1)")
_LISTED = "SELECT value FROM json_each(?)"


class Clauses:
    """Makes clauses of terms, for one database as it is now."""

    def __init__(self, rows: Rows, total: int) -> None:
        self._rows = rows
        self._total = total
        self.texts = Texts(rows, total)

    def of(self, term: Term) -> Clause:
        """The clause of a term."""
        if term.field is None or term.field in TEXTS:
            return self._text(term)
        make: Callable[[Term], Clause] = getattr(self, f"_{term.field}")
        return make(term)

    # -- text

    def _text(self, term: Term) -> Clause:
        texts = self.texts.of(term)
        if term.how == "exact" and term.field:
            texts = self._exactly(texts, term)
        if term.field == "look" and (named := self._named_looks(term)):
            return any_of([texts, self._with_look("name", named)], self._total)
        parts = [texts]
        if not term.field and (tags := self._tags_with(term)):
            parts.append(self._tagged(tags))
        if term.field in {None, "handle"} and (ids := self._with_alias(term)):
            parts.append(listed_clause(ids))
        return any_of(parts, self._total) if len(parts) > 1 else texts

    def _with_alias(self, term: Term) -> list[int]:
        """The characters that another handle of theirs matches."""
        wanted, test = words_of(term), TOKEN_TESTS.get(term.how)
        if not wanted or not self._rows("SELECT 1 FROM character_alias LIMIT 1", []):
            return []
        # Cheaper than its words; a typo may be anywhere, and letters of other scripts combine.
        is_part = term.how != "fuzzy" and wanted[0].isascii()
        rows = self._rows(
            "SELECT character_id, handle FROM character_alias"
            f" WHERE ?1 = '' OR instr({folded('handle')}, ?1)",
            [wanted[0] if is_part else ""],
        )
        if term.how == "exact":
            whole = fold(str(term.value))
            return [row[0] for row in rows if fold(row[1]) == whole]
        return [row[0] for row in rows if test and test(tokens(row[1]), wanted)]

    def _exactly(self, texts: Clause, term: Term) -> Clause:
        whole = fold(str(term.value))
        drive = texts.drive
        if drive:
            is_equal = f"fold((SELECT {term.field} FROM character WHERE id = {drive.key})) = ?"
            drive = drive._replace(
                where=f"{drive.where} AND {is_equal}", values=(*drive.values, whole)
            )
        is_whole = Clause(f"fold(c.{term.field}) = ?", (whole,), 10)
        return all_of([is_whole, texts], drive)

    def _tags_with(self, term: Term) -> list[tuple[int, int]]:
        """The tags with the term's words in their names, and how many characters have each."""
        wanted = words_of(term)
        test = TOKEN_TESTS.get(term.how)
        if not wanted or test is None:
            return []
        if term.how == "words" or (term.how == "prefix" and len(wanted) > 1):
            candidates = self._rows("SELECT tag_id FROM tag_word WHERE word = ?", [wanted[0]])
        elif term.how == "prefix":
            bounds = [wanted[0], wanted[0] + "\U0010ffff"]
            candidates = self._rows(
                "SELECT tag_id FROM tag_word WHERE word BETWEEN ? AND ?", bounds
            )
        else:
            candidates = self._rows("SELECT DISTINCT tag_id FROM tag_word", [])
        rows = self._rows(
            "SELECT tag.id, n, name FROM tag JOIN json_each(?) ON value = tag.id WHERE n > 0",
            [json.dumps([row[0] for row in candidates])],
        )
        return [(row[0], row[1]) for row in rows if test(tokens(row[2]), wanted)]

    # -- looks

    def _named_looks(self, term: Term) -> list[str]:
        """The names of looks that a term means: a whole name, unless it asks for a part."""
        name = normalise(str(term.value))
        if term.how in {"words", "exact"}:
            sql = "SELECT 1 FROM look WHERE name = ? AND deleted_at IS NULL LIMIT 1"
            return [name] if self._rows(sql, [name]) else []
        test, wanted = NAME_TESTS[term.how], fold(name)
        known = self._rows("SELECT DISTINCT name FROM look", [])  # by the index alone
        return [row[0] for row in known if test(fold(row[0]), wanted)]

    def _episode(self, term: Term) -> Clause:
        """The characters with a look for an episode: few texts say which, however many looks."""
        span = term.value if isinstance(term.value, Range) else Range(None, None)
        low, high = span.low or 0, span.high
        known = self._rows(
            "SELECT DISTINCT episodes FROM look WHERE episodes <> '' AND deleted_at IS NULL", []
        )
        return self._with_look("episodes", [
            text for (text,) in known
            if any(last >= low and (high is None or first < high) for first, last in ranges(text))
        ])  # fmt: skip

    def _with_look(self, column: str, texts: Sequence[str]) -> Clause:
        """The characters with a look that has one of some texts in a column."""
        if not texts:
            return NOBODY
        value = json.dumps(texts, ensure_ascii=False)
        return self._having(f"look WHERE {column} IN ({_LISTED}) AND deleted_at IS NULL", value)

    # -- tags

    def _tag(self, term: Term) -> Clause:
        name, how = str(term.value), term.how
        if how == "exact":
            return self._tagged(self._rows(f"SELECT id, n FROM tag WHERE id IN ({_NAMED})", [name]))
        if how in {"words", "is"}:
            tags = self._rows(_BELOW_NAMED, [name]) or self._rows(_BELOW_FOLDED, [fold(name)])
            return self._tagged(tags)
        return self._tagged(self._rows(_BELOW_LISTED, [json.dumps(self._like(_ALL_TAGS, term))]))

    def _like(self, sql: str, term: Term) -> list[int]:
        """The ids, from a list of ids and names, whose name matches the term."""
        test, wanted = NAME_TESTS[term.how], fold(str(term.value))
        return [row[0] for row in self._rows(sql, []) if test(fold(row[1]), wanted)]

    def _tagged(self, tags: Sequence[tuple[int, int]]) -> Clause:
        """The characters with one of these tags, given as ids and numbers of characters."""
        if not tags:
            return NOBODY
        ids = [row[0] for row in tags]
        size = sum(row[1] for row in tags)
        drives = [
            Drive("character_tag AS d", "d.character_id", "d.tag_id = ?", (tag,))
            for tag in ids[: MERGED + 1]  # one more than can be merged is enough to know
        ]
        if len(ids) == 1:
            return Clause(
                "EXISTS (SELECT 1 FROM character_tag WHERE tag_id = ? AND character_id = c.id)",
                (ids[0],),
                size,
                drive=drives[0],
                counter=partial(self._count, ids[0]),
            )
        listed = json.dumps(ids)
        chosen = "tag_id IN (SELECT value FROM json_each(?))"
        return Clause(
            # With the plus SQLite reads the few tags of a character, not all that are listed.
            f"EXISTS (SELECT 1 FROM character_tag WHERE character_id = c.id AND +{chosen})",
            (listed,),
            size,
            drive=Drive(
                f"(SELECT DISTINCT character_id AS id FROM character_tag WHERE {chosen}) AS d",
                "d.id",
                values=(listed,),
                is_eager=True,
                each=each_of(drives),
            ),
        )

    def _count(self, tag: int, project: int | None) -> int:
        if project is None:
            rows = self._rows("SELECT n FROM tag WHERE id = ?", [tag])
        else:
            sql = "SELECT n FROM project_tag WHERE tag_id = ? AND project_id = ?"
            rows = self._rows(sql, [tag, project])
        return rows[0][0] if rows else 0

    # -- everything else

    def _project(self, term: Term) -> Clause:
        if not term.value:
            return Clause("1", (), self._total)
        if term.how in {"is", "exact"}:
            rows = self._rows("SELECT id, n FROM project WHERE slug = ?", [term.value])
        else:
            listed = json.dumps(self._like("SELECT id, slug FROM project", term))
            rows = self._rows(f"SELECT id, n FROM project WHERE id IN ({_LISTED})", [listed])
        projects = [project_clause(row[0], row[1]) for row in rows]
        if not projects:
            return NOBODY
        return projects[0] if len(projects) == 1 else any_of(projects, self._total)

    def _state(self, term: Term) -> Clause:
        return self._bound("state = ?", term.value)

    def _account(self, term: Term) -> Clause:
        return self._at(self._like("SELECT id, name FROM account", term))

    def _profile(self, term: Term) -> Clause:
        named = (
            "SELECT account.id, profile.name FROM account JOIN profile ON profile.id = profile_id"
        )
        return self._at(self._like(named, term))

    def _at(self, accounts: Sequence[int]) -> Clause:
        return self._bound(f"account_id IN ({_LISTED})", json.dumps(accounts))

    def _bound(self, condition: str, value: object) -> Clause:
        return self._having(f"binding WHERE {condition}", value)

    def _having(self, rows: str, value: object) -> Clause:
        """The characters with a row among those of a table and its condition, with one value."""
        return Clause(
            f"EXISTS (SELECT 1 FROM {rows} AND character_id = c.id)",
            (value,),
            lambda: self._bounded(f"SELECT 1 FROM {rows}", [value]),
            cost=2,
            drive=Drive(
                f"(SELECT DISTINCT character_id AS id FROM {rows}) AS d", "d.id",
                values=(value,), is_eager=True,
            ),
        )  # fmt: skip

    def _source(self, term: Term) -> Clause:
        rows = self._rows(
            "SELECT DISTINCT character_id FROM window JOIN source ON source.id = source_id"
            f" WHERE CAST(source.id AS TEXT) = ?1 OR {_SOURCE[term.how]}",
            [fold(str(term.value))],
        )
        return listed_clause([row[0] for row in rows if row[0] is not None])

    def _likeness(self, term: Term) -> Clause:
        return self._guessed("c.likeness = ?", (term.value,))

    def _used(self, term: Term) -> Clause:
        return self._guessed(*between("c.used", term.value))

    def _created(self, term: Term) -> Clause:
        test, values = between("c.created_at", term.value)
        where = test.replace("c.created_at", "created_at")
        listed = f"SELECT id FROM character WHERE {where}"
        drive = Drive(f"({listed}) AS d", "d.id", values=values, is_eager=True)
        return Clause(test, values, lambda: self._bounded(listed, values), drive=drive)

    def _updated(self, term: Term) -> Clause:
        return self._guessed(*between("c.updated_at", term.value))

    def _has(self, term: Term) -> Clause:
        return self._guessed(_HAS[str(term.value)], (), cost=2)

    def _missing(self, term: Term) -> Clause:
        return self._guessed(f"NOT {_HAS[str(term.value)]}", (), cost=2)

    # -- asking

    def _guessed(self, test: str, values: tuple[Any, ...], cost: int = 1) -> Clause:
        """A test without a listing: the number of matches is estimated from the newest."""
        return Clause(test, values, partial(self.texts.share, test, values), cost)

    def _bounded(self, sql: str, values: Sequence[Any]) -> int:
        counted = f"SELECT count(*) FROM ({sql} LIMIT {COUNTED})"
        count = int(self._rows(counted, values)[0][0])
        return count if count < COUNTED else max(COUNTED, self._total // 2)


_LABEL, _REF = folded("label"), folded("ref")
_SOURCE = {
    "exact": f"{_LABEL} = ?1 OR {_REF} = ?1",
    "prefix": f"instr({_LABEL}, ?1) = 1 OR instr({_REF}, ?1) = 1 OR instr({_REF}, '/' || ?1)",
    "words": f"instr({_LABEL}, ?1) OR instr({_REF}, ?1)",
}
"""Tests of a source: its whole label or reference, the beginning of either, or any part."""
_HAS = {
    "name": "(c.name <> '')",
    "look": "(c.look <> '')",
    "notes": "(c.notes <> '')",
    "likeness": "(c.likeness <> '')",
    "tags": "EXISTS (SELECT 1 FROM character_tag WHERE character_id = c.id)",
    "binding": "EXISTS (SELECT 1 FROM binding WHERE character_id = c.id AND voice_id IS NULL)",
    "ready": "EXISTS (SELECT 1 FROM binding WHERE character_id = c.id AND state = 'ready'"
    " AND voice_id IS NULL)",
    "voice": "EXISTS (SELECT 1 FROM voice WHERE character_id = c.id AND replaced_at IS NULL)",
    "window": "EXISTS (SELECT 1 FROM window WHERE character_id = c.id)",
    "source": "EXISTS (SELECT 1 FROM window WHERE character_id = c.id)",
    "prompt": "EXISTS (SELECT 1 FROM prompt_character WHERE character_id = c.id)",
}


def between(what: str, value: Any) -> tuple[str, tuple[Any, ...]]:
    """The test that a column is in a range."""
    span = value if isinstance(value, Range) else Range(None, None)
    bounds = [(">=", span.low), ("<", span.high)]
    tests = [f"{what} {sign} ?" for sign, bound in bounds if bound is not None]
    return f"({' AND '.join(tests) or '1'})", tuple(b for _, b in bounds if b is not None)
