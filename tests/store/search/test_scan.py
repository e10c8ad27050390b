"""Every search finds exactly what a plain scan of the same texts finds, in every script."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from unittest.mock import patch

from hypothesis import given
from hypothesis import strategies as st

from charlib.domain.records import Character
from charlib.domain.search.compare import is_near, reach_of
from charlib.domain.search.tokens import fold, fragment, matches, tokens
from charlib.domain.search.tree import And, How, Not, Or, Term, Tree, all_of, any_of
from charlib.library import Library
from charlib.store.read.tags import TagRecord
from charlib.store.search import texts
from tests.examples import examples

from .conftest import LETTERS, PROJECTS, SAID, TAGS, Fresh, Step, play, put, steps

TEXTS = ("handle", "name", "look", "notes")

pieces = st.tuples(st.sampled_from(SAID), st.integers(0, 3), st.integers(1, 7)).map(
    lambda cut: cut[0][cut[1] : cut[1] + cut[2]]
)
values = st.one_of(st.sampled_from(SAID), pieces, st.text(LETTERS, min_size=1, max_size=4)).filter(
    lambda text: bool(tokens(text))
)
hows: st.SearchStrategy[How] = st.sampled_from(["words", "words", "prefix", "substring", "fuzzy"])


def is_asked(term: Term) -> bool:
    """Whether a term is one that a query can ask: what is about so is one word."""
    return term.how != "fuzzy" or len(tokens(str(term.value))) == 1


anywhere = st.builds(Term, st.none(), hows, values).filter(is_asked)
in_field = st.builds(Term, st.sampled_from(TEXTS), hows, values).filter(is_asked)
whole = st.builds(Term, st.sampled_from(TEXTS), st.just("exact"), values)
names = st.sampled_from([*TAGS, *(f"also {tag}" for tag in TAGS[:3]), "nobody"])
tagged = st.builds(Term, st.just("tag"), st.sampled_from(["is", "exact"]), names)
partly = st.builds(
    Term, st.just("tag"), st.sampled_from(["prefix", "substring"]), st.sampled_from(["h", "e", "ж"])
)
project = st.builds(Term, st.just("project"), st.just("is"), st.sampled_from([*PROJECTS, "no"]))
kept = st.builds(
    Term,
    st.sampled_from(["has", "missing"]),
    st.just("is"),
    st.sampled_from(["name", "look", "notes", "tags", "binding"]),
)
terms = st.one_of(anywhere, anywhere, in_field, whole, whole, tagged, partly, project, kept)
trees: st.SearchStrategy[Tree] = st.recursive(
    terms,
    lambda part: st.one_of(
        part.map(Not),
        st.lists(part, min_size=2, max_size=3).map(lambda parts: all_of(*parts)),
        st.lists(part, min_size=2, max_size=3).map(lambda parts: any_of(*parts)),
    ),
    max_leaves=5,
)


class Scan:
    """Reads every character for every question."""

    def __init__(self, lib: Library, count: int) -> None:
        everybody = lib._session.store.read.characters.by_ids(range(1, count + 1))
        self.people = [character for character in everybody if character.deleted_at is None]
        self._tags = {tag.name: tag for tag in lib.tags.list()}

    def found(self, tree: Tree, project: str | None) -> set[int]:
        """The ids of those who fit."""
        there = [character for character in self.people if project in {None, character.project}]
        return {person.id for person in there if self._fits(person, tree)}

    def _fits(self, character: Character, tree: Tree) -> bool:
        if isinstance(tree, Not):
            return not self._fits(character, tree.part)
        if isinstance(tree, And):
            return all(self._fits(character, part) for part in tree.parts)
        if isinstance(tree, Or):
            return any(self._fits(character, part) for part in tree.parts)
        assert isinstance(tree, Term)
        return self._term(character, tree)

    def _term(self, character: Character, term: Term) -> bool:
        value = str(term.value)
        if term.field == "tag":
            return any(self._is_called(tag, term.how, value) for tag in character.tags)
        if term.field == "project":
            return character.project == value
        if term.field in {"has", "missing"}:
            part = character.bindings if value == "binding" else getattr(character, value)
            return bool(part) == (term.field == "has")
        if term.how == "exact":
            return fold(getattr(character, str(term.field))) == fold(value)
        fields = [term.field] if term.field else TEXTS
        texts = [getattr(character, field) for field in fields] + [*character.tags] * (
            term.field is None
        )
        return any(says(tokens(text), term.how, value) for text in texts)

    def _is_called(self, tag: str, how: str, value: str) -> bool:
        """Whether the tag, or one above it, is what is asked for."""
        above = self._above(tag) if how != "exact" else {tag}
        if how in {"is", "exact"}:
            return any(value in {name, *self._tags[name].aliases} for name in above)
        names = {also for name in above for also in (name, *self._tags[name].aliases)}
        folded = [fold(name) for name in names]
        return any(name.startswith(value) if how == "prefix" else value in name for name in folded)

    def _above(self, tag: str) -> set[str]:
        result, todo = {tag}, [tag]
        while todo:
            record: TagRecord = self._tags[todo.pop()]
            new = set(record.parents) - result
            result |= new
            todo += new
        return result


def says(have: Sequence[str], how: str, value: str) -> bool:
    """Whether a text of these tokens fits, looked at place by place."""
    if how == "substring":
        return " ".join(fragment(value)) in " ".join(have)
    wanted = tokens(value)
    if how == "prefix":
        *before, last = wanted
        return any(
            [*have[at : at + len(before)]] == before and have[at + len(before)].startswith(last)
            for at in range(len(have) - len(before))
        )
    if how == "fuzzy":
        return any(is_near(wanted[0], word, reach_of(wanted[0])) for word in have)
    return matches(have, wanted)


@examples(30)
@given(
    todo=steps,
    asked=st.lists(trees, min_size=16, max_size=24),
    scope=st.sampled_from(PROJECTS),
    joined=st.sampled_from([0, 1, texts.JOINED]),
)
def test_every_search_finds_what_a_plain_scan_finds(
    fresh: Fresh, todo: list[Step], asked: list[Tree], scope: str, joined: int
) -> None:
    """After any history, the answer and the count of any query are those of a scan.

    That holds however many words may have a part before the texts are read for it, and whether
    characters are tested one by one, as for a short page, or who fits is listed once.
    """
    with patch.multiple(texts, JOINED=joined, ENDS=joined, BEGUN=joined), fresh() as lib:
        scan, read = Scan(lib, play(lib, todo)), lib._session.store.read
        for tree in asked:
            for project in (None, scope):
                wanted = scan.found(tree, project)
                ids = read.characters.ids(tree, project=project)
                assert ids == sorted(wanted, reverse=True), tree
                assert read.characters.count(tree, project=project) == len(wanted), tree
                page = read.characters.search(tree, project=project, limit=1_000)
                assert [character.id for character in page.people] == ids, tree
                page = read.characters.search(tree, project=project, limit=2)
                assert [character.id for character in page.people] == ids[:2], tree


@examples(15)
@given(text=st.text("红色漢かガไทยéaÉЖж한국كت ", min_size=1, max_size=12), data=st.data())
def test_every_piece_of_an_unspaced_text_is_found(
    fresh: Fresh, text: str, data: st.DataObject
) -> None:
    """A character is found by any run of Han, kana, Thai or Hangul in it, from one sign up."""
    at = data.draw(st.integers(0, len(text) - 1))
    piece = text[at : at + data.draw(st.integers(1, 4))]
    with fresh() as lib:
        play(lib, [("add", 0, 0, text)])
        scan = Scan(lib, 1)
        for how in ("words", "prefix", "substring"):
            tree = Term("name", how, piece)  # type: ignore[arg-type] # the three are Hows
            wanted = scan.found(tree, None) if tokens(piece) else set()
            assert set(lib._session.store.read.characters.ids(tree)) == wanted


places = st.tuples(st.integers(0, 9), st.sampled_from("abcdef"))
made_slips = st.lists(st.tuples(st.sampled_from(["less", "more", "other", "swap"]), places))


@examples(20)
@given(
    have=st.lists(st.text("abcdef", min_size=2, max_size=9), min_size=3, max_size=12, unique=True),
    typing=st.lists(made_slips.filter(lambda slips: len(slips) < 3), min_size=12, max_size=12),
)
def test_every_word_that_is_about_so_is_found(
    fresh: Fresh, have: list[str], typing: list[list[tuple[str, tuple[int, str]]]]
) -> None:
    """The few words that are compared with one asked for are all that can be near it."""
    with fresh() as lib:
        for word in have:
            put(lib, f"main/{word}1", name=word)
        for word in map(slipped, have, typing):
            near = {known for known in have if slips(word, known) <= reach_of(word)}
            assert {
                character.name for character in lib.search(f"name:~{word}", everywhere=True)
            } == near


def slipped(word: str, typing: list[tuple[str, tuple[int, str]]]) -> str:
    """A word as it is typed by somebody whose pen slips."""
    for kind, (place, letter) in typing:
        at = place % len(word)
        rest = word[at + 1 :]
        word = word[:at] + {
            "less": rest or letter,
            "more": word[at] + letter + rest,
            "other": letter + rest,
            "swap": rest[:1] + word[at] + rest[1:],
        }[kind]  # fmt: skip
    return word


@cache
def slips(first: str, other: str) -> int:
    """How many letters too many, too few, other ones or changed places part two words."""
    if not first or not other:
        return len(first) + len(other)
    swap = first[:2] == other[1::-1] and len(first) > 1 < len(other)
    return min(
        slips(first[1:], other) + 1,
        slips(first, other[1:]) + 1,
        slips(first[1:], other[1:]) + (first[0] != other[0]),
        slips(first[2:], other[2:]) + 1 if swap else len(first) + len(other),
    )


def test_neighbours_that_changed_places_are_one_slip(lib: Library) -> None:
    """The commonest slip of the pen is forgiven in the shortest names, of tags as well."""
    words = ("mia", "neon", "coat", "lantern", "umbrella")
    put(lib, "mia", "hero", look=" ".join(words))
    swapped = [
        f"~{word[:at]}{word[at + 1]}{word[at]}{word[at + 2 :]}"
        for word in words
        for at in range(len(word) - 1)
    ]
    for query in (*swapped, "look:~mai", "tag:~heor", "~altnern", "~lnatenr"):
        assert [character.handle for character in lib.search(query)] == ["mia"], query
    assert lib.search("~nnoe") == []


def test_an_exact_field_has_nothing_else_in_it(lib: Library) -> None:
    """`:=` finds the whole field, folded, alone and beside other terms, and not a part of it."""
    put(lib, "mia", name="Éva")
    put(lib, "tom", name="Eva Braun")
    for query in ("name:=eva", "name:=eva has:name", "name:=eva or name:=nobody"):
        assert [character.handle for character in lib.search(query)] == ["mia"]
        assert lib.count(query) == 1
