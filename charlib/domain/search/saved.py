"""Replaces the names of saved searches in a query by their queries."""

from __future__ import annotations

from collections.abc import Callable

from charlib.domain.search.tree import And, Not, Or, Term, Tree, all_of, any_of, negated
from charlib.errors import BadQuery
from charlib.hints import Hint, call

MAX_TERMS = 2_000
"""The maximum number of terms of a query, with those of its saved searches."""
MAX_READING = 100
"""The maximum number of `~word` and `*part*`: each reads the list of all words in the library."""
_LISTED = call("search", saved=True)
_READING = {"fuzzy", "substring"}


def expanded(tree: Tree, saved: Callable[[str], Tree], *, listed: Hint = _LISTED) -> Tree:
    """A tree with the queries of saved searches in place of their names.

    `listed` is the hint that lists those that there are. Raises BadQuery for a search that contains
    itself, and what `saved` raises for an unknown one.
    """
    return _Expansion(saved, listed).of(tree, ())


class _Expansion:
    def __init__(self, saved: Callable[[str], Tree], listed: Hint) -> None:
        self._saved, self._listed = saved, listed
        self._terms = 0
        self._reading = 0

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
                f"with its saved searches the query has more than {MAX_TERMS:,} terms",
                hint=self._listed,
            )
        self._reading += term.how in _READING
        if self._reading > MAX_READING:
            raise BadQuery(
                f"the query has more than {MAX_READING} terms with ~ or with * on both sides",
                hint="Search for whole words or for beginnings (neo*), or split the query",
            )
        if term.field != "saved":
            return term
        name = str(term.value)
        if name in within:
            raise BadQuery(f"saved:{name} contains itself", hint=self._listed)
        return self.of(self._saved(name), (*within, name))
