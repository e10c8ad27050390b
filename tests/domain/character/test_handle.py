"""Handles, project slugs and tags: what can be typed, and the one form it is kept in."""

from __future__ import annotations

import re
import string
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from charlib.domain.character import handle
from charlib.errors import BadHandle, InvalidInput
from tests.examples import examples

brief = examples(40)

GRAMMAR = re.compile(r"[a-z][a-z0-9_]{1,31}")
FILLERS = "\u115f\u1160\u3164\uffa0"  # letters by category that show nothing
letters = st.characters(categories=["L"], exclude_characters=FILLERS)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("mia", "mia"),
        ("@mia", "mia"),
        ("  Mia\n", "mia"),
        ("MIA_2", "mia_2"),
        ("tom__", "tom__"),
        ("STRASSE", "strasse"),
        ("Straße", "strasse"),
        ("Zoe\u0308", "zo\u00eb"),
        ("E\u0301VA", "\u00e9va"),
        ("Мия", "мия"),
        ("ΣΊΣΥΦΟΣ", "σίσυφοσ"),
        ("مريم", "مريم"),
        ("สมชาย", "สมชาย"),
        ("น้ำฝน", "น้ำฝน"),
        ("मीरा", "मीरा"),
        ("미아", "미아"),
        ("さくら", "さくら"),
        ("林小雨", "林小雨"),
        ("林小雨_2", "林小雨_2"),
        ("mia林", "mia林"),
    ],
)
def test_a_handle_has_one_form(typed: str, kept: str) -> None:
    """Case, composition, spaces around and a leading `@` make no other handle."""
    assert handle.parse(typed) == kept


@pytest.mark.parametrize(
    "typed",
    [
        *("", " ", "@", "@@mia", "2mia", "_mia", "\u0301mia", "mia tom", "mia\ttom", "mia\ntom"),
        *("mia.tom", "mia-tom", "mia/tom", "mia@tom", "mia's", "mia,", "mia;", "mia:", "mia{}"),
        *("mia😀", "😀", "❤", "mi²", "½mia", "mia\u200b", "mi\u202ea", "mia\u00ad", "mi\x07a"),
    ],
)
def test_what_cannot_be_typed_after_an_at_is_refused(typed: str) -> None:
    """Spaces, punctuation, emoji, hidden characters and a leading digit or `_` are refused."""
    with pytest.raises(BadHandle) as refused:
        handle.parse(typed)
    assert refused.value.exit_code == 2
    assert refused.value.hint
    assert str(refused.value).isprintable()


@pytest.mark.parametrize("typed", ["mia\0", "\0", "mia\ud800", "\udfffmia", "a" * 100_001])
def test_what_no_database_should_hold_is_refused(typed: str) -> None:
    """NUL, half a character and a novel are invalid input, told in words that can be printed."""
    with pytest.raises(InvalidInput) as refused:
        handle.parse(typed)
    assert str(refused.value).encode()


@pytest.mark.parametrize("letter", ["a", "Z", "é", "я", "م"])
def test_one_letter_of_a_spaced_script_is_too_short(letter: str) -> None:
    """A single Latin, Cyrillic or Arabic letter is a slip of the finger."""
    with pytest.raises(BadHandle):
        handle.parse(letter)


@pytest.mark.parametrize("name", ["雨", "林", "민", "あ"])
def test_one_ideograph_or_syllable_is_a_name(name: str) -> None:
    """Where one character can be a whole name, one is enough."""
    assert handle.parse(name) == name


@pytest.mark.parametrize("letter", ["a", "é", "雨", "미"])
def test_thirty_two_characters_are_the_most(letter: str) -> None:
    """32 characters fit, counted as composed ones however they were typed; 33 do not."""
    decomposed = unicodedata.normalize("NFD", letter * 32)
    assert handle.parse(decomposed) == letter * 32
    with pytest.raises(BadHandle, match="32"):
        handle.parse(letter * 33)


@given(st.from_regex(r"[A-Za-z][A-Za-z0-9_]{1,31}", fullmatch=True))
@brief
def test_every_word_of_the_grammar_is_a_handle(typed: str) -> None:
    """All of `[a-z][a-z0-9_]{1,31}` is taken, in any case."""
    assert handle.parse(typed) == typed.lower()


@given(st.text(string.printable, max_size=40).map(str.strip))
@brief
def test_ascii_outside_of_the_grammar_is_refused(typed: str) -> None:
    """Of plain ASCII nothing but the grammar is taken."""
    is_one = GRAMMAR.fullmatch(typed.removeprefix("@").lower()) is not None
    try:
        handle.parse(typed)
    except BadHandle:
        assert not is_one
    else:
        assert is_one


@given(st.text(letters, min_size=2, max_size=10))
@brief
def test_letters_of_every_script_make_handles(word: str) -> None:
    """Any word of letters is a handle, in NFC, whether it was typed composed or not."""
    kept = handle.parse(word)
    assert unicodedata.is_normalized("NFC", kept)
    assert handle.parse(unicodedata.normalize("NFD", word)) == kept


@given(st.text(max_size=40))
@brief
def test_reading_a_handle_twice_changes_nothing(typed: str) -> None:
    """What was read reads as itself; all other text is invalid input and nothing else."""
    try:
        kept = handle.parse(typed)
    except InvalidInput:
        return
    assert handle.parse(kept) == kept
    assert 1 <= len(kept) <= 32


@pytest.mark.parametrize(
    ("wanted", "known", "best"),
    [
        ("mai", ["tom", "mia", "noir"], "mia"),
        ("Mia", ["miami", "mia"], "mia"),
        ("eva", ["tom", "éva"], "éva"),
        ("小雨", ["mia", "林小雨"], "林小雨"),
        ("mia2", ["mia", "tom"], "mia"),
    ],
)
def test_the_nearest_name_comes_first(wanted: str, known: list[str], best: str) -> None:
    """A slip finds the name that was meant, as it is written in the library."""
    assert handle.nearest(wanted, known)[0] == best


def test_nothing_near_is_nothing() -> None:
    """A name that is like none, and an empty library, suggest nothing."""
    assert handle.nearest("zebra", ["mia", "tom"]) == []
    assert handle.nearest("mia", []) == []


def test_no_more_names_than_asked_for() -> None:
    """Three suggestions at most, or as many as asked for."""
    known = [f"mia_{i}" for i in range(9)]
    assert len(handle.nearest("mia", known)) == 3
    assert len(handle.nearest("mia", known, count=1)) == 1


def test_names_that_differ_in_an_accent_are_both_near() -> None:
    """Two handles that fold alike are two characters, and both are suggested."""
    assert set(handle.nearest("evaa", ["eva", "éva"])) == {"eva", "éva"}


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("noir", "noir"), (" Season-2 ", "season-2"), ("2046", "2046"), ("电影", "电影")],
)
def test_slugs_are_letters_digits_and_dashes(typed: str, kept: str) -> None:
    """A project's slug may begin with a digit and hold dashes."""
    assert handle.parse_slug(typed) == kept


@pytest.mark.parametrize(
    "typed", ["", " ", "-noir", "_noir", "no ir", "a/b", "a.b", "@noir", "x" * 65, "a\0", "\ud800"]
)
def test_other_slugs_are_refused(typed: str) -> None:
    """A slug that could not stand between `@` and `/` is invalid input."""
    with pytest.raises(InvalidInput):
        handle.parse_slug(typed)


def test_a_slug_has_up_to_sixty_four_characters() -> None:
    """64 characters are a slug."""
    assert handle.parse_slug("x" * 64) == "x" * 64


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Hero", "hero"),
        ("role:hero", "role:hero"),
        ("  blue   coat ", "blue coat"),
        ("E\u0301te\u0301", "été"),
        ("主角", "主角"),
        ("x" * 100, "x" * 100),
    ],
)
def test_tags_are_folded_words(typed: str, kept: str) -> None:
    """A tag is a word or a few in lower case and NFC with single spaces."""
    assert handle.parse_tag(typed) == kept


@pytest.mark.parametrize(
    "typed", ["", "  ", "a;b", "a,b", "-hero", "x" * 101, "a\0b", "a\x07b", "a\u202eb", "\ud800"]
)
def test_other_tags_are_refused(typed: str) -> None:
    """Separators, a leading `-`, hidden characters, nothing and too much are no tags."""
    with pytest.raises(InvalidInput):
        handle.parse_tag(typed)
