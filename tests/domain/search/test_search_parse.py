"""The grammar of queries, as tables: what is typed, and the tree it means."""

# ruff: noqa: RUF001
# Full-width signs and letters that look like others are what is tested here.

from __future__ import annotations

import pytest

from charlib.domain.choices import BINDING_STATES
from charlib.domain.search.fields import CHOICES, EXAMPLES, FIELDS
from charlib.domain.search.parse import parse
from charlib.domain.search.tree import (
    And,
    Everything,
    How,
    Not,
    Or,
    Term,
    Tree,
    all_of,
    any_of,
    negated,
    show,
)

NOW = 1_795_000_000_000


def words(value: str) -> Term:
    """A bare word."""
    return Term(None, "words", value)


def tag(value: str) -> Term:
    """A tag by its name."""
    return Term("tag", "is", value)


A, B, C, D = map(words, "abcd")


@pytest.mark.parametrize(
    ("query", "tree"),
    [
        ("", Everything()),
        (" \t\n\u3000", Everything()),
        ("a", A),
        ("a b c", And((A, B, C))),
        ("a and b AND c & d", And((A, B, C, D))),
        ("a or b", Or((A, B))),
        ("a OR b | c||d", Or((A, B, C, D))),
        ("a b or c d", Or((And((A, B)), And((C, D))))),
        ("a (b or c) d", And((A, Or((B, C)), D))),
        ("a (b c)", And((A, B, C))),
        ("(a or b) or c", Or((A, B, C))),
        ("((a))", A),
        ("(a)(b)", And((A, B))),
        ("-a", Not(A)),
        ("not a", Not(A)),
        ("not not a", A),
        ("not -a", A),
        ("^a !b", And((Not(A), Not(B)))),
        ("-(a or b)", Not(Or((A, B)))),
        ("not (a b)", Not(And((A, B)))),
        ("a -b or c", Or((And((A, Not(B))), C))),
        ("tag:hero -tag:old", And((tag("hero"), Not(tag("old"))))),
        ('"a b"c', And((words("a b"), C))),
        ('a"b"', And((A, B))),
        ("（a｜b） －c", And((Or((A, B)), Not(C)))),
        ("\u2013a", Not(A)),
    ],
)
def test_operators(query: str, tree: Tree) -> None:
    """Terms side by side are AND, which binds closer than OR; parentheses and minus as usual."""
    assert parse(query, now=NOW) == tree


@pytest.mark.parametrize(
    ("query", "value"),
    [
        ("blue", "blue"),
        ("red-haired", "red-haired"),
        ('"blue coat"', "blue coat"),
        ("“blue coat”", "blue coat"),
        ("„blue coat“", "blue coat"),
        ("«blue coat»", "blue coat"),
        ("「红色 外套」", "红色 外套"),
        ("『a』", "a"),
        ("\uff02a b\uff02", "a b"),
        ('"say ""hi"" now"', 'say "hi" now'),
        ("“a 'b' \"c\"”", "a 'b' \"c\""),
        ('"or"', "or"),
        ('"tag:hero"', "tag:hero"),
        ('"neo*"', "neo*"),
        ('"~x"', "~x"),
        ("http://x.example/a?b", "http://x.example/a?b"),
        ("tag://x", "tag://x"),
        ("12:30", "12:30"),
        ("a1:b", "a1:b"),
        (":a", ":a"),
        ("it's", "it's"),
        ("@mia", "@mia"),
        ("红色外套", "红色外套"),
        ("เสื้อสีแดง", "เสื้อสีแดง"),
        ("Ｔシャツ", "Ｔシャツ"),
        ("e\u0301va", "éva"),
        ("❤\ufe0f", "❤\ufe0f"),
    ],
)
def test_bare_words(query: str, value: str) -> None:
    """A word or a phrase is one term without a field, its value in NFC."""
    assert parse(query, now=NOW) == words(value)


@pytest.mark.parametrize(
    ("query", "field", "how", "value"),
    [
        ("neo*", None, "prefix", "neo"),
        ("*eon*", None, "substring", "eon"),
        ("~mia", None, "fuzzy", "mia"),
        ('~"mia"', None, "fuzzy", "mia"),
        ("project:Noir", "project", "is", "noir"),
        ("project:*", "project", "prefix", ""),
        ("account:Ho*", "account", "prefix", "ho"),
        ("source:*Clip*", "source", "words", "Clip"),
        ("source:=Clip", "source", "exact", "Clip"),
        ("saved:Heroes", "saved", "is", "heroes"),
        ('"blue co"*', None, "prefix", "blue co"),
        ('*"e c"*', None, "substring", "e c"),
        ("红*", None, "prefix", "红"),
        ("neo＊", None, "prefix", "neo"),
        ("tag:hero", "tag", "is", "hero"),
        ("TAG:Hero", "tag", "is", "hero"),
        ("tag:role:hero", "tag", "is", "role:hero"),
        ("tag:role:*", "tag", "prefix", "role:"),
        ("tag:*ero*", "tag", "substring", "ero"),
        ("tag:=hero", "tag", "exact", "hero"),
        ("tag:~heor", "tag", "fuzzy", "heor"),
        ('tag:"Main  Cast"', "tag", "is", "main cast"),
        ("tag：英雄", "tag", "is", "英雄"),
        ("project:noir", "project", "is", "noir"),
        ('project:"my film"', "project", "is", "my film"),
        ("project:「我的电影」", "project", "is", "我的电影"),
        ("account:main", "account", "is", "main"),
        ("profile:sora-relay", "profile", "is", "sora-relay"),
        ("source:https://x.example/a.mp4", "source", "words", "https://x.example/a.mp4"),
        ("source:task:7", "source", "words", "task:7"),
        ("handle:mia_2", "handle", "words", "mia_2"),
        ("handle:=mia", "handle", "exact", "mia"),
        ("name:=“Mia Chen”", "name", "exact", "Mia Chen"),
        ("name:~mai", "name", "fuzzy", "mai"),
        ("name:Mi*", "name", "prefix", "Mi"),
        ('look:"blue coat"', "look", "words", "blue coat"),
        ("notes:*ipsum*", "notes", "substring", "ipsum"),
        ('name:"-x"', "name", "words", "-x"),
        ('name:="!!!"', "name", "exact", "!!!"),
        ("state:ready", "state", "is", "ready"),
        ("state:=READY", "state", "is", "ready"),
        ("likeness:none", "likeness", "is", "none"),
        ("has:tags", "has", "is", "tags"),
        ("missing:prompt", "missing", "is", "prompt"),
        ("saved:heroes", "saved", "is", "heroes"),
    ],
)
def test_terms(query: str, field: str | None, how: How, value: str) -> None:
    """A field, a mark and stars say what is asked of, and how its value is compared."""
    assert parse(query, now=NOW) == Term(field, how, value)


def test_spans_are_places_in_the_query() -> None:
    """A term knows where it stands, its field and quotation marks in, its minus out."""
    query = 'a -tag:hero or name:"Mia Chen"*'
    tree = parse(query, now=NOW)
    assert isinstance(tree, Or)
    both, name = tree.parts
    assert isinstance(both, And)
    assert isinstance(both.parts[1], Not)
    terms = [both.parts[0], both.parts[1].part, name]
    spans = [query[term.start : term.end] for term in terms if isinstance(term, Term)]
    assert spans == ["a", "tag:hero", 'name:"Mia Chen"*']


def test_every_field_has_an_example_that_parses() -> None:
    """The examples that hints are made of are queries of their fields."""
    assert EXAMPLES.keys() == FIELDS.keys()
    for field, example in EXAMPLES.items():
        tree = parse(example, now=NOW)
        assert isinstance(tree, Term)
        assert tree.field == field
        assert show(tree)


def test_every_choice_is_taken() -> None:
    """Each word of a field's list is one, and the states are those of bindings."""
    assert CHOICES["state"] == BINDING_STATES
    for field, choices in CHOICES.items():
        for choice in choices:
            assert parse(f"{field}:{choice}", now=NOW) == Term(field, "is", choice)


def test_trees_are_put_together_flat() -> None:
    """A scope can be laid over a tree: nothing is nested that need not be."""
    assert all_of() == Everything()
    assert all_of(Everything(), A) == A
    assert all_of(And((A, B)), C) == And((A, B, C))
    assert any_of(Or((A, B)), C) == Or((A, B, C))
    assert any_of(A, Everything()) == Everything()
    assert negated(negated(A)) == A
    assert negated(Or((A, Not(B), Not(And((B, C)))))) == And((B, B, C, Not(A)))
    assert negated(Or((A, B, Not(C)))) == And((C, Not(Or((A, B)))))
    assert negated(Or((Not(A), Not(B)))) == And((A, B))


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("", ""),
        ("( a AND b )", "a b"),
        ("a|b c", "a or b c"),
        ("not(a or b) c", "-(a or b) c"),
        ("「红 色」 红", '"红 色" 红'),
        ('"tag:x" 12:30 "or" "-a" "a*"', '"tag:x" "12:30" "or" "-a" "a*"'),
        ("project:** (a)", "project:* a"),
        ('"x y" name:="say ""hi"""', '"x y" name:="say ""hi"""'),
        ("tag:role:* *eon*", "tag:role:* *eon*"),
        ("created:2026-02", "created:2026-02-01..2026-02-28"),
        ("created:2026-01-05", "created:2026-01-05"),
        ("created:2026-01-05T12:30Z..", "created:2026-01-05T12:30:00.000Z.."),
        ("used:>3 used:<=3 used:1..5 used:3", "used:4.. used:..3 used:1..5 used:3"),
    ],
)
def test_trees_are_shown_in_one_way(query: str, shown: str) -> None:
    """A tree is printed with no more marks and parentheses than it needs."""
    assert show(parse(query, now=NOW)) == shown
