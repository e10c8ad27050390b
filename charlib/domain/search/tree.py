"""A query as a tree, and the tree as a query again."""

from __future__ import annotations

from typing import Literal, TypeAlias

from charlib.domain.search.lexer import quoted
from charlib.domain.search.ranges import Range, show_counts, show_dates
from charlib.domain.value import Value

How = Literal["words", "prefix", "substring", "fuzzy", "exact", "range", "is"]
"""How a term's value is compared.

`words`: its tokens side by side; `prefix`: as words, the last only begun; `substring`: anywhere;
`fuzzy`: about so; `exact`: the whole field; `range`: between two numbers; `is`: the thing of that
name (a tag with the tags below it), or one word of the field's own list.
"""


class Everything(Value):
    """The empty query: all there is."""


class Term(Value, uncompared="start end"):
    """One thing asked of a character; without a field, of any of its texts.

    `start` and `end` are its place in the query, and do not count when trees are compared.
    """

    field: str | None
    how: How
    value: str | Range
    start: int = 0
    end: int = 0


class Not(Value):
    """All that the part does not find."""

    part: Tree


class And(Value):
    """What all parts find: two or more, none an And itself."""

    parts: tuple[Tree, ...]


class Or(Value):
    """What any part finds: two or more, none an Or itself."""

    parts: tuple[Tree, ...]


Tree: TypeAlias = Everything | And | Or | Not | Term


def all_of(*trees: Tree) -> Tree:
    """What all of the trees find, as flat as can be; of no trees, everything."""
    parts: list[Tree] = []
    for tree in trees:
        if not isinstance(tree, Everything):
            parts += tree.parts if isinstance(tree, And) else (tree,)
    if not parts:
        return Everything()
    return parts[0] if len(parts) == 1 else And(tuple(parts))


def any_of(first: Tree, *others: Tree) -> Tree:
    """What any of the trees finds, as flat as can be."""
    parts: list[Tree] = []
    for tree in (first, *others):
        if isinstance(tree, Everything):
            return tree
        parts += tree.parts if isinstance(tree, Or) else (tree,)
    return parts[0] if len(parts) == 1 else Or(tuple(parts))


def negated(tree: Tree) -> Tree:
    """What the tree does not find; two negations are none, and `-(a or -b)` asks for `b -a`."""
    if isinstance(tree, Not):
        return tree.part
    if not isinstance(tree, Or):
        return Not(tree)
    asked = [one.part for one in tree.parts if isinstance(one, Not)]
    others = [one for one in tree.parts if not isinstance(one, Not)]
    refused = [Not(any_of(*others))] if others else []
    return all_of(*asked, *refused)


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


def _enclosed(tree: Tree) -> str:
    return f"({show(tree)})"


def _shown_term(term: Term) -> str:
    name = f"{term.field}:" if term.field else ""
    if isinstance(term.value, Range):
        return name + (show_counts if term.field == "used" else show_dates)(term.value)
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
