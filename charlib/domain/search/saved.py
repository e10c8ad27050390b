"""Kept searches put where a query names them: what is asked is the same however it is written."""

from __future__ import annotations

from collections.abc import Callable

from charlib.domain.search.tree import And, Not, Or, Term, Tree, all_of, any_of, negated
from charlib.errors import BadQuery
from charlib.hints import call

MAX_TERMS = 2_000
"""So many terms a query has at most, with all that its kept searches say."""


def expanded(tree: Tree, kept: Callable[[str], Tree]) -> Tree:
    """A tree with what its kept searches say in place of their names.

    Raises BadQuery for one that is part of itself, and whatever `kept` raises for one that is not.
    """
    return _Expansion(kept).of(tree, ())


class _Expansion:
    def __init__(self, kept: Callable[[str], Tree]) -> None:
        self._kept = kept
        self._terms = 0

    def of(self, tree: Tree, within: tuple[str, ...]) -> Tree:
        if isinstance(tree, And):
            return all_of(*(self.of(part, within) for part in tree.parts))
        if isinstance(tree, Or):
            return any_of(*(self.of(part, within) for part in tree.parts))
        if isinstance(tree, Not):
            return negated(self.of(tree.part, within))
        if isinstance(tree, Term):
            return self._term(tree, within)
        return tree

    def _term(self, term: Term, within: tuple[str, ...]) -> Tree:
        self._terms += 1
        if self._terms > MAX_TERMS:
            raise BadQuery(
                f"with all that is kept the query has more than {MAX_TERMS:,} terms",
                hint=call("search", saved=True),
            )
        if term.field != "saved":
            return term
        name = str(term.value)
        if name in within:
            raise BadQuery(f"saved:{name} goes round in a circle", hint=call("search", saved=True))
        return self.of(self._kept(name), (*within, name))
