"""Turns a text term into a clause: by the index, or by scanning the texts.

The index lists the matches. Parts, beginnings and misspelt words are first looked up in the list of
all words; a part that very many words have, such as `*a*`, is sought in all texts instead.

To test a single character, the index serves for whole words only: for a phrase it reads on to the
next match, and for a beginning it gathers all matches. Reading the character's texts is cheaper.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from itertools import pairwise
from typing import Any, Literal

from charlib.domain.search.compare import having, is_near, reach_of
from charlib.domain.search.tokens import fragment, phrase, tokens
from charlib.domain.search.tree import Term
from charlib.store.search.clause import (
    NOBODY,
    Clause,
    Drive,
    Test,
    all_of,
    any_of,
    any_test,
    joined,
)
from charlib.store.search.text_index import TEXTS

COUNTED = 2_001
"""Matches are counted up to here; more is `many`."""
JOINED = 3_000
"""Words looked up in one statement at most; the time to merge them grows with their square.

Measured at a million characters: 3,000 are counted in 0.3 s, 10,000 in 2 s, 30,000 in 45 s; to read
all texts takes 6 s.
"""
ENDS = 100
"""Word ends, followed by other words, looked up at most; each costs the index one `word*`."""
BEGUN = 100
"""Words with the same beginning that are looked up one by one, which reads only what is needed."""
_WORD, _TEXT = 20, 10
"""The cost of looking up a word for one character, and of scanning one of its texts, counted in
characters that could be read meanwhile."""
_SAMPLE = 200
"""Texts read to estimate how many match."""
_EACH = "EXISTS (SELECT 1 FROM character_text WHERE character_text MATCH ? AND rowid = c.id)"
_AMONG = "+c.id IN (SELECT rowid FROM character_text WHERE character_text MATCH ?)"
_HAS = "instr(word, ?1)"
_BEGINS = "word BETWEEN ?1 AND ?1 || char(0x10ffff)"
_ENDS_IN = "substr(word, -length(?1)) = ?1"

Words = Sequence[str]
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
        """The characters with a term's words in a text, or in the text that the term names."""
        words = words_of(term)
        if not words:
            return NOBODY
        if term.how == "substring":
            return self._having(term.field, words)
        if term.how == "prefix":
            return self._beginning(term.field, words)
        if term.how == "fuzzy" and len(words) == 1:
            return self._having_one_of(term.field, self._words_near(words[0]))
        if len(words) == 1:
            return self._having_one_of(term.field, words)
        return self._listed(term.field, [phrase(words)], _read(term.field, "words", words))

    def joined(self, clauses: Sequence[Clause], word: Literal["AND", "OR"]) -> Clause:
        """Join clauses that are one FTS5 expression each: the index merges them best."""
        match = f" {word} ".join(f"({clause.match})" for clause in clauses)
        parts = all_of(clauses) if word == "AND" else any_of(clauses, self._total)
        return self._matching(match, (parts.test, parts.values), parts.cost)

    def _matching(self, match: str, test: Test, cost: int, *, is_eager: bool = False) -> Clause:
        """The clause of an FTS5 expression, and of the same test for one character."""
        size = partial(self.share, *test) if is_eager else partial(self._matches, match)
        drive = Drive(
            "character_text AS d", "d.rowid", "d.character_text MATCH ?", (match,), is_eager
        )
        return Clause(*test, size, cost, drive, match, bulk=(_AMONG, (match,)))

    def _having_one_of(self, field: str | None, words: Sequence[str]) -> Clause:
        """The characters with one of some words: the index knows it of each character."""
        if not words:
            return NOBODY
        match = _in(field, [phrase([word]) for word in words])
        return self._matching(match, (_EACH, (match,)), _WORD * len(words))

    def _listed(
        self, field: str | None, phrases: Sequence[str], test: Test, *, is_eager: bool = False
    ) -> Clause:
        """The characters with one of some phrases: the index lists them; a test reads the texts."""
        if not phrases:
            return NOBODY
        cost = _TEXT * len(_fields(field))
        return self._matching(_in(field, phrases), test, cost, is_eager=is_eager)

    def share(self, sql: str, values: Sequence[Any]) -> int:
        """Estimate how many characters pass a test, from the newest."""
        newest = (
            f"SELECT * FROM character WHERE deleted_at IS NULL ORDER BY id DESC LIMIT {_SAMPLE}"
        )
        passed = self._rows(f"SELECT count(*) FROM ({newest}) AS c WHERE {sql}", values)[0][0]
        return max(1, int(self._total * passed / min(_SAMPLE, self._total)))

    def _matches(self, match: str) -> int:
        """Estimate how many texts match: counted to a bound, then by their density."""
        rows = self._rows(
            "SELECT rowid FROM character_text WHERE character_text MATCH ?"
            " ORDER BY rowid DESC LIMIT ?",
            [match, COUNTED],
        )
        if len(rows) < COUNTED:
            return len(rows)
        newest = self._rows("SELECT max(id) FROM character", [])[0][0]
        return int(COUNTED * newest / max(1, newest - rows[-1][0]))

    def _beginning(self, field: str | None, words: Sequence[str]) -> Clause:
        """The characters with these words, the last of which is only a beginning."""
        *before, last = words
        rows = self._rows(f"SELECT word FROM term WHERE {_BEGINS} LIMIT ?2", [last, BEGUN + 1])
        test = _read(field, "prefix", words)
        if len(rows) > BEGUN:  # to gather all of them takes the index up to 0.4 s of a million
            return self._listed(field, [f"{phrase(words)} *"], test, is_eager=True)
        if not before:
            return self._having_one_of(field, [row[0] for row in rows])
        return self._listed(field, [phrase([*before, row[0]]) for row in rows], test)

    def _words_near(self, part: str) -> list[str]:
        reach = reach_of(part)
        pieces = _pieces(part, reach + 1)
        rows = self._rows(
            "SELECT word FROM term WHERE length(word) BETWEEN ? AND ?"
            f" AND ({' OR '.join(['instr(word, ?)'] * len(pieces))})",
            [len(part) - reach, len(part) + reach, *pieces],
        )
        return [row[0] for row in rows if is_near(part, row[0], reach)]

    # -- a part of a word, or one that reaches over several

    def _having(self, field: str | None, part: Sequence[str]) -> Clause:
        first, *others = part
        where, most = (_ENDS_IN, ENDS) if others else (_HAS, JOINED)
        rows = self._rows(f"SELECT word FROM term WHERE {where} LIMIT ?2", [first, most + 1])
        test = _read(field, "substring", part)
        if len(rows) <= most:
            phrases = [_holds(row[0], others) for row in rows]
            return self._listed(field, phrases, test, is_eager=bool(others))
        fields = _fields(field)
        ranks = (lambda ids: self._words_with(ids, fields, part),)
        return Clause(*test, partial(self.share, *test), _TEXT * len(fields), ranks=ranks)

    def _words_with(self, ids: Sequence[int], fields: Sequence[str], part: Sequence[str]) -> str:
        """The words of these characters that have a part, as an FTS5 expression to rank them."""
        rows = self._rows(
            f"SELECT {', '.join(fields)} FROM character JOIN json_each(?) AS asked"
            " ON asked.value = character.id",
            [json.dumps(ids)],
        )
        words = {word for row in rows for text in row for word in having(tokens(text), part)}
        phrases = [_holds(word, part[1:]) for word in sorted(words)]
        return _in(fields[0] if fields != TEXTS else None, phrases) if phrases else ""


def folded(column: str) -> str:
    """SQL for a column's folded text: SQLite folds ASCII, which most texts are, faster."""
    return f"CASE WHEN {_wide(column)} THEN fold({column}) ELSE lower({column}) END"


def _wide(column: str) -> str:
    """SQL for whether a text is more than ASCII."""
    return f"length({column}) < length(CAST({column} AS BLOB))"


def _fields(field: str | None) -> tuple[str, ...]:
    """The texts that a field of a search means; a look may be any look."""
    if field is None:
        return TEXTS
    return ("look", "looks") if field == "look" else (field,)


def _read(field: str | None, how: Literal["words", "prefix", "substring"], part: Words) -> Test:
    """The test that reads a character's texts, or one of them, for a part."""
    tests = [reads(f"c.{name}", how, part) for name in _fields(field)]
    return any_test(tests)


def reads(column: str, how: str, part: Words) -> Test:
    """The test of one text.

    Most texts are ASCII, and SQLite reads those itself. A part of one ASCII word is in a text if it
    is in the folded text, which is cheaper to compute than the text's words.
    """
    if how == "substring" and len(part) == 1 and part[0].isascii():
        return f"instr({folded(column)}, ?)", (*part,)
    plain = joined([f"instr(lower({column}), ?)"] * len(part), " AND ")
    words, sought = f"indexed({column})", " ".join(part)
    if how != "substring":  # what begins a word has a space before it
        words, sought = f"' ' || {words} || ' '", f" {sought}" + " " * (how == "words")
    return f"(({_wide(column)} OR {plain}) AND instr({words}, ?))", (*part, sought)


def _pieces(word: str, count: int) -> list[str]:
    """Cut a word into 1 to 3 pieces: any word fewer than `count` typos away contains one of them.

    A typo spoils one piece, but two letters swapped across a cut spoil two: so the piece before
    each cut is listed with its last letter swapped as well.
    """
    cuts = [len(word) * at // count for at in range(count + 1)]
    spans = list(pairwise(cuts))
    pieces = [word[start:end] for start, end in spans]
    swapped = [word[start : end - 1] + word[end] for start, end in spans[:-1]]
    return list(dict.fromkeys(pieces + swapped))


def _holds(word: str, others: Sequence[str]) -> str:
    """The FTS5 phrase of a part: a word that contains it, or ends with it before other words."""
    return phrase([word, *others]) + (" *" if others else "")


def _in(field: str | None, phrases: Iterable[str]) -> str:
    """The FTS5 expression for any of these phrases, in all texts or in one."""
    columns = f"{{{' '.join(_fields(field))}}} : " if field else ""
    return f"{columns}({' OR '.join(phrases)})"
