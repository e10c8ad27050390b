"""Queries for takes: read, with their saved searches, and saved by name."""

from __future__ import annotations

from collections.abc import Sequence

from charlib.domain.character import handle as handles
from charlib.domain.search.parse import parse
from charlib.domain.search.saved import expanded
from charlib.domain.search.takes import TAKES
from charlib.domain.search.tree import Everything, Tree
from charlib.domain.text import clean
from charlib.errors import InvalidInput
from charlib.hints import call
from charlib.library.session import Session

_LIST = call("take list", saved=True)


def tree_of(session: Session, query: str) -> Tree:
    """The tree of a query, with the queries of saved searches for takes in it."""
    return expanded(_parsed(session, query), lambda name: _saved(session, name), listed=_LIST)


def save(session: Session, name: str, query: str) -> str | None:
    """Save a query by name; return the one that it replaced."""
    name = handles.parse_slug(name, "a saved search", "rushes")
    tree = _parsed(session, query)
    if isinstance(tree, Everything):
        raise InvalidInput("there is no query to save", hint=call("take list", "QUERY", save=name))
    expanded(tree, lambda other: tree if other == name else _saved(session, other), listed=_LIST)
    before = dict(saved(session)).get(name)
    with session.store.write() as writer:
        writer.settings.save_search(name, query, of="take")
    return before


def forget(session: Session, name: str) -> None:
    """Forget a saved search for takes."""
    name = handles.normalise(name)
    session.store.read.searches.text(name, of="take")
    with session.store.write() as writer:
        writer.settings.save_search(name, None, of="take")


def saved(session: Session) -> Sequence[tuple[str, str]]:
    """All saved searches for takes: name and query."""
    return session.store.read.searches.all(of="take")


def _parsed(session: Session, query: str) -> Tree:
    return parse(clean(query, "the search"), now=session.clock.now(), fields=TAKES)


def _saved(session: Session, name: str) -> Tree:
    return _parsed(session, session.store.read.searches.text(name, of="take"))
