"""A term about what is said of a character as a clause: by the index, or by reading the texts.

The index answers all that begins with whole words. What stands in words, or nearly is one, is first
looked up in the list of all words; a part that very many have, such as `*a*`, is read for instead.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise
from typing import Any

from charlib.domain.search.compare import having, is_near, reach_of
from charlib.domain.search.tokens import fragment, phrase, tokens
from charlib.domain.search.tree import Term
from charlib.store.clause import NOBODY, Clause, Drive, joined

TEXTS = ("handle", "name", "look", "notes")
COUNTED = 2_001
"""Matches are counted up to here; more is `many`."""
JOINED = 3_000
"""So many words are looked up at once; the index merges them in steps that grow with their square.

Measured at a million characters: 3,000 are counted in 0.3 s, 10,000 in 2 s, 30,000 in 45 s; to read
all texts takes 6 s.
"""
ENDS = 100
"""So many ends of a word that others follow; each costs the index what `word*` does alone."""
BEGUN = 100
"""So many words that begin alike are looked up one by one, which reads no more than is needed."""
_WORD = 20
"""What looking up one word of one character costs, in characters that could be read meanwhile."""

_HAS = "instr(word, ?1)"
_BEGINS = "word BETWEEN ?1 AND ?1 || char(0x10ffff)"
_ENDS_IN = "substr(word, -length(?1)) = ?1"

Rows = Callable[[str, Sequence[Any]], list[Any]]
"""Asks a database: SQL and its values → rows."""


def words_of(term: Term) -> list[str]:
    """What a term asks for, as words of the index."""
    read = fragment if term.how == "substring" else tokens
    return read(str(term.value))


class Texts:
    """Makes the clauses of texts, for one database as it is now."""

    def __init__(self, rows: Rows, total: int) -> None:
        self._rows = rows
        self._total = total

    def of(self, term: Term) -> Clause:
        """Whoever has a term's words in a text, or in the one that it names."""
        words = words_of(term)
        if not words:
            return NOBODY
        if term.how == "substring":
            return self._having(term.field, words)
        if term.how == "prefix":
            return self._beginning(term.field, words)
        if term.how == "fuzzy" and len(words) == 1:
            return self._saying(term.field, self._words_near(words[0]))
        return self._saying(term.field, [words])

    def matching(self, match: str, cost: int = _WORD, *, is_begun: bool = False) -> Clause:
        """The clause of an FTS5 expression.

        With a beginning of words in it (`is_begun`), the index gathers all that have one of them
        before it answers for anybody, so it is asked once only.
        """
        bulk = "+c.id IN (SELECT rowid FROM character_text WHERE character_text MATCH ?)"
        each = "EXISTS (SELECT 1 FROM character_text WHERE character_text MATCH ? AND rowid = c.id)"
        return Clause(
            bulk if is_begun else each,
            (match,),
            lambda: self._matches(match),
            cost,
            drive=Drive("character_text AS d", "d.rowid", "d.character_text MATCH ?", (match,)),
            match=match,
            bulk=bulk,
        )

    def joined(self, clauses: Sequence[Clause], word: str) -> Clause:
        """Clauses that are an FTS5 expression each as one: the index merges them best."""
        return self.matching(
            f" {word} ".join(f"({one.match})" for one in clauses),
            sum(one.cost for one in clauses),
            is_begun=any(one.test == one.bulk for one in clauses),
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

    def _saying(self, field: str | None, said: Sequence[Sequence[str]]) -> Clause:
        """Whoever has one of these phrases."""
        return self.matching(_in(field, map(phrase, said)), _WORD * len(said)) if said else NOBODY

    def _beginning(self, field: str | None, words: Sequence[str]) -> Clause:
        """Whoever has these words, of the last of which only the beginning is said."""
        *before, last = words
        rows = self._rows(f"SELECT word FROM term WHERE {_BEGINS} LIMIT ?2", [last, BEGUN + 1])
        if len(rows) > BEGUN:
            return self.matching(_in(field, [f"{phrase(words)} *"]), is_begun=True)
        return self._saying(field, [[*before, row[0]] for row in rows])

    def _words_near(self, part: str) -> list[list[str]]:
        reach = reach_of(part)
        # Each slip spoils one piece at most, so one of them is whole in every word that is near.
        cuts = [len(part) * at // (reach + 1) for at in range(reach + 2)]
        pieces = [part[start:end] for start, end in pairwise(cuts)]
        rows = self._rows(
            "SELECT word FROM term WHERE length(word) BETWEEN ? AND ?"
            f" AND ({' OR '.join(['instr(word, ?)'] * len(pieces))})",
            [len(part) - reach, len(part) + reach, *pieces],
        )
        return [[row[0]] for row in rows if is_near(part, row[0], reach)]

    # -- a part of a word, or one that reaches over several

    def _having(self, field: str | None, part: Sequence[str]) -> Clause:
        first, *others = part
        where, most = (_ENDS_IN, ENDS) if others else (_HAS, JOINED)
        rows = self._rows(f"SELECT word FROM term WHERE {where} LIMIT ?2", [first, most + 1])
        if len(rows) > most:
            return self._reading(field, part)
        said = [_holds(row[0], others) for row in rows]
        cost = _WORD * len(said)
        return self.matching(_in(field, said), cost, is_begun=bool(others)) if said else NOBODY

    def _reading(self, field: str | None, part: Sequence[str]) -> Clause:
        """Whoever has a part that very many words have: the texts are read for it."""
        fields = [field] if field else TEXTS
        tests = [_reads(one, part) for one in fields]
        return Clause(
            joined([test for test, _ in tests], " OR "),
            tuple(value for _, values in tests for value in values),
            self._total // 2,
            cost=10 * len(fields),
            ranks=(lambda ids: self._said_by(ids, fields, part),),
        )

    def _said_by(self, ids: Sequence[int], fields: Sequence[str], part: Sequence[str]) -> str:
        """The words of these few that have a part, as an FTS5 expression: no others rank them."""
        rows = self._rows(
            f"SELECT {', '.join(fields)} FROM character JOIN json_each(?) AS asked"
            " ON asked.value = character.id",
            [json.dumps(ids)],
        )
        words = {word for row in rows for text in row for word in having(tokens(text), part)}
        said = [_holds(word, part[1:]) for word in sorted(words)]
        return _in(fields[0] if len(fields) == 1 else None, said) if said else ""


def _reads(field: str, part: Sequence[str]) -> tuple[str, list[str]]:
    """The test of one text for a part, and its values.

    Most texts are ASCII, and SQLite reads those itself. A part of one ASCII word stands in a text
    as soon as it stands in the folded text, which is found sooner than the text's words.
    """
    wide = f"length(c.{field}) < length(CAST(c.{field} AS BLOB))"
    if len(part) == 1 and part[0].isascii():
        text = f"CASE WHEN {wide} THEN fold(c.{field}) ELSE lower(c.{field}) END"
        return f"instr({text}, ?)", [*part]
    plain = joined([f"instr(lower(c.{field}), ?)"] * len(part), " AND ")
    return f"(({wide} OR {plain}) AND instr(indexed(c.{field}), ?))", [*part, " ".join(part)]


def _holds(word: str, others: Sequence[str]) -> str:
    """The FTS5 phrase of a part: a word it stands in, or ends one in before it goes on."""
    return phrase([word, *others]) + (" *" if others else "")


def _in(field: str | None, phrases: Iterable[str]) -> str:
    """The FTS5 expression of texts, or of one of a character's, with one of these phrases."""
    return (f"{{{field}}} : " if field else "") + f"({' OR '.join(phrases)})"
