"""Searches as people type them: words that must all be found, and `tag:x`."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from dataclasses import dataclass

from charlib.domain.handle import parse_tag
from charlib.domain.text import clean, fold, shown
from charlib.errors import BadQuery


@dataclass(frozen=True, slots=True)
class Query:
    """Folded words, each to be found in handle, name, look, notes or a tag; and whole tags."""

    words: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    without: tuple[str, ...] = ()


def parse(parts: Sequence[str]) -> Query:
    """Read the words of a search; `tag:x` asks for a tag, `-tag:x` excludes one.

    Raises BadQuery for a quote without its partner and a field nobody knows.
    """
    words: list[str] = []
    tags: dict[bool, list[str]] = {True: [], False: []}
    for term in _terms(clean(" ".join(parts), "the search")):
        field, colon, value = term.removeprefix("-").partition(":")
        if colon and field.isalpha():
            if field != "tag" or not value:
                raise BadQuery(
                    f"{shown(term)!r} is no search term",
                    hint="Search for words and tags: charlib search tag:hero 'blue coat'",
                )
            tags[not term.startswith("-")].append(parse_tag(value))
        else:
            words.append(fold(term))
    return Query(tuple(filter(None, words)), tuple(tags[True]), tuple(tags[False]))


def _terms(text: str) -> list[str]:
    lexer = shlex.shlex(text, posix=True, punctuation_chars="")
    lexer.quotes, lexer.commenters, lexer.escape, lexer.whitespace_split = '"', "", "", True
    try:
        return list(lexer)
    except ValueError as error:
        raise BadQuery(
            f"a quotation mark in {shown(text)!r} has no partner",
            hint="Close the quotation, or leave it out",
        ) from error
