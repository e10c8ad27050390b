"""A query as a tree, and its text."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, TypeAlias

from charlib.domain.search.lexer import quoted
from charlib.domain.search.ranges import Range, show_amounts, show_counts, show_dates

How = Literal["words", "prefix", "substring", "fuzzy", "exact", "range", "is"]
"""How a term's value is compared.

`words`: its tokens side by side; `prefix`: as words, the last only begun; `substring`: anywhere;
`fuzzy`: similar; `exact`: the whole field; `range`: between two numbers; `is`: the thing of that
name (a tag with the tags below it), or one word of the field's own list.
"""


class _Node:
    """A part of a tree; two of one class with equal fields are equal.

    These are no named tuples because `And(parts)` must differ from `Or(parts)`.
    """

    __slots__ = ()
    __match_args__: tuple[str, ...] = ()

    def _compared(self) -> tuple[object, ...]:
        return tuple(getattr(self, name) for name in self.__match_args__)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Node) and (
            type(self) is type(other) and self._compared() == other._compared()
        )

    def __hash__(self) -> int:
        return hash((type(self), *self._compared()))

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(map(repr, self._compared()))})"


class Everything(_Node):
    """The empty query, which matches every character."""

    __slots__ = ()


class Term(_Node):
    """One condition; without a field it applies to any of a character's texts.

    `start` and `end` give its place in the query; comparisons ignore them.
    """

    __slots__ = ("end", "field", "how", "start", "value")
    __match_args__ = ("field", "how", "value")

    def __init__(
        self, field: str | None, how: How, value: str | Range, start: int = 0, end: int = 0
    ) -> None:
        self.field, self.how, self.value = field, how, value
        self.start, self.end = start, end


class Not(_Node):
    """Matches what its part does not match."""

    __slots__ = ("part",)
    __match_args__ = ("part",)

    def __init__(self, part: Tree) -> None:
        self.part = part


class And(_Node):
    """Matches what all parts match: two or more, none of them an And."""

    __slots__ = ("parts",)
    __match_args__ = ("parts",)

    def __init__(self, parts: tuple[Tree, ...]) -> None:
        self.parts = parts


class Or(_Node):
    """Matches what any part matches: two or more, none of them an Or."""

    __slots__ = ("parts",)
    __match_args__ = ("parts",)

    def __init__(self, parts: tuple[Tree, ...]) -> None:
        self.parts = parts


Tree: TypeAlias = Everything | And | Or | Not | Term


def all_of(*trees: Tree) -> Tree:
    """A tree that matches what all trees match, as flat as possible; without trees, everything."""
    parts: list[Tree] = []
    for tree in trees:
        if not isinstance(tree, Everything):
            parts += tree.parts if isinstance(tree, And) else (tree,)
    if not parts:
        return Everything()
    return parts[0] if len(parts) == 1 else And(tuple(parts))


def any_of(first: Tree, *others: Tree) -> Tree:
    """A tree that matches what any of the trees matches, as flat as possible."""
    parts: list[Tree] = []
    for tree in (first, *others):
        if isinstance(tree, Everything):
            return tree
        parts += tree.parts if isinstance(tree, Or) else (tree,)
    return parts[0] if len(parts) == 1 else Or(tuple(parts))


def negated(tree: Tree) -> Tree:
    """A tree that matches what this one does not; `-(a or -b)` becomes `b -a`."""
    if isinstance(tree, Not):
        return tree.part
    if not isinstance(tree, Or):
        return Not(tree)
    wanted = [part.part for part in tree.parts if isinstance(part, Not)]
    others = [part for part in tree.parts if not isinstance(part, Not)]
    refused = [Not(any_of(*others))] if others else []
    return all_of(*wanted, *refused)


def terms(tree: Tree) -> Iterator[Term]:
    """All terms of a tree, in their order."""
    if isinstance(tree, Term):
        yield tree
        return
    for part in (tree.part,) if isinstance(tree, Not) else getattr(tree, "parts", ()):
        yield from terms(part)


def show(tree: Tree) -> str:
    """Print a tree as a query that parses to an equal one."""
    match tree:
        case Everything():
            return ""
        case Or(parts):
            return " or ".join(map(show, parts))
        case And(parts):
            return " ".join(
                _enclosed(part) if isinstance(part, Or) else show(part) for part in parts
            )
        case Not(part):
            return "-" + (show(part) if isinstance(part, Term) else _enclosed(part))
        case Term():
            return _shown_term(tree)


_SHOWN = {
    "created": show_dates,
    "updated": show_dates,
    "completed": show_dates,
    "cost": show_amounts,
}


def _enclosed(tree: Tree) -> str:
    return f"({show(tree)})"


def _shown_term(term: Term) -> str:
    name = f"{term.field}:" if term.field else ""
    if isinstance(term.value, Range):
        return name + _SHOWN.get(str(term.field), show_counts)(term.value)
    value = quoted(term.value, in_field=bool(name))
    match term.how:
        case "prefix":
            value = f"{value}*" if term.value else "*"
        case "substring":
            value = f"*{value}*"
        case "fuzzy":
            value = f"~{value}"
        case "exact":
            value = f"={value}"
    return name + value
