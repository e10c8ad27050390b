"""Parses a query into a tree.

    either = both { ("or" | "|") both }
    both   = part { ["and" | "&"] part }
    part   = { "not" | "-" | "^" | "!" } ( "(" either ")" | term )
    term   = [ field ":" ] [ "=" | "~" ] [ "*" ] ( word | "phrase" ) [ "*" ]

`terms` reads terms; `fields` and `ranges` have the values of fields.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from charlib.domain.search.fields import CHARACTERS, Fields
from charlib.domain.search.lexer import Kind, Lexeme, lex
from charlib.domain.search.mistake import Mistake, picture
from charlib.domain.search.saved import MAX_TERMS
from charlib.domain.search.terms import read_term
from charlib.domain.search.tree import Everything, Tree, all_of, any_of, negated
from charlib.domain.text import LIMIT
from charlib.errors import BadQuery

MAX_DEPTH = 50
_UNOPENED = "unmatched )"
_UNCLOSED = "unmatched ("
_UNSTORABLE = re.compile("[\0\ud800-\udfff]")


def parse(text: str, *, now: int, fields: Fields = CHARACTERS) -> Tree:
    """Read a query; relative dates count from `now`, in milliseconds since 1970.

    `fields` are those of what is searched.

    Raises BadQuery, whose `hint` suggests a correction and whose `picture` shows the place.
    """
    try:
        _check_text(text)
        return _Reader(lex(text), now, fields).query()
    except Mistake as mistake:
        raise _bad_query(text, mistake) from None


def _bad_query(text: str, mistake: Mistake) -> BadQuery:
    error = BadQuery(str(mistake), hint=mistake.hint)
    drawn = picture(text, mistake.start, mistake.end)
    error.picture = drawn  # type: ignore[attr-defined,unused-ignore]
    return error


def _check_text(text: str) -> None:
    if len(text) > LIMIT:
        hint = "Save a part of it, and ask for saved:name"
        raise Mistake(f"the query is longer than {LIMIT:,} characters", hint, LIMIT, LIMIT + 1)
    if match := _UNSTORABLE.search(text):
        message = "the query contains a NUL or a broken character (a lone surrogate)"
        raise Mistake(message, "Type it again here", match.start(), match.end())


class _Reader:
    """Recursive descent over the pieces of one query."""

    def __init__(self, pieces: Iterable[Lexeme], now: int, fields: Fields) -> None:
        self._pieces = [*pieces, Lexeme("end", 0, 0)]
        self._now, self._fields = now, fields
        self._at = 0
        self._depth = 0
        self._terms = 0

    def query(self) -> Tree:
        """The whole query; Mistake if something is left over."""
        if self._next_is("end"):
            return Everything()
        tree = self._either()
        if not self._next_is("end"):
            raise _at(self._pieces[self._at], _UNOPENED, "Remove it, or open it with (")
        return tree

    def _either(self) -> Tree:
        parts = [self._both()]
        while self._take("or"):
            parts.append(self._both())
        return any_of(*parts)

    def _both(self) -> Tree:
        parts = [self._part()]
        while self._take("and") or self._next_is("term", "not", "("):
            parts.append(self._part())
        return all_of(*parts)

    def _part(self) -> Tree:
        is_negated = False
        while self._take("not"):
            is_negated = not is_negated
        tree = self._enclosed() if self._next_is("(") else self._term()
        return negated(tree) if is_negated else tree

    def _enclosed(self) -> Tree:
        opening = self._pieces[self._at]
        self._at += 1
        self._depth += 1
        if self._depth > MAX_DEPTH:
            message = f"parentheses are more than {MAX_DEPTH} deep"
            raise _at(opening, message, "Save an inner part, and ask for saved:name")
        tree = self._either()
        if not self._take(")"):
            raise _at(opening, _UNCLOSED, "Close it with )")
        self._depth -= 1
        return tree

    def _term(self) -> Tree:
        piece = self._pieces[self._at]
        if piece.kind != "term":
            raise self._missing(piece)
        self._at += 1
        self._terms += 1
        if self._terms > MAX_TERMS:
            message = f"the query has more than {MAX_TERMS:,} terms"
            raise _at(piece, message, "Save a part of it, and ask for saved:name")
        after = self._pieces[self._at]
        if piece.field and after.kind == "(" and after.start == piece.end:
            hint = f"Write ({piece.field}:this or {piece.field}:that)"
            raise _at(piece, "a field takes one value", hint)
        return read_term(piece, now=self._now, fields=self._fields)

    def _missing(self, piece: Lexeme) -> Mistake:
        """The mistake if there is a `piece` in the place of a term."""
        before = self._pieces[self._at - 1] if self._at else piece
        if piece.kind in {"or", "and"}:
            return _alone(piece, "before")
        if before.kind in {"or", "and", "not"}:
            return _alone(before, "after")
        if piece.kind == "end":
            return _at(before, _UNCLOSED, "Close it with )")
        if before.kind == "(":
            hint = "Put a term between the parentheses, or remove them"
            return Mistake("the parentheses are empty", hint, before.start, piece.end)
        return _at(piece, _UNOPENED, "Remove it, or open it with (")

    def _next_is(self, *kinds: Kind) -> bool:
        return self._pieces[self._at].kind in kinds

    def _take(self, kind: Kind) -> bool:
        is_next = self._next_is(kind)
        self._at += is_next
        return is_next


def _alone(piece: Lexeme, side: str) -> Mistake:
    hint = f'Write a term on both sides of it, or quote the word: "{piece.kind}"'
    if piece.kind == "not":
        hint = 'Write a term after it, or quote the word: "not"'
    return _at(piece, f'"{piece.kind}" has nothing {side} it', hint)


def _at(piece: Lexeme, message: str, hint: str) -> Mistake:
    return Mistake(message, hint, piece.start, piece.end)
