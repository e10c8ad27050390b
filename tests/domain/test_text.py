"""Text: safe to show, fit to store, folded to compare."""

from __future__ import annotations

import sys
import unicodedata
from collections.abc import Callable

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from charlib.domain.text import (
    LIMIT,
    checked,
    clean,
    escaped_json,
    fold,
    is_unspaced,
    nfc,
    printable,
    shortened,
)
from charlib.errors import InvalidInput
from tests.examples import examples

brief = examples(40)

HIDDEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
JOINERS = "\u200c\u200d"  # Persian and emoji need them
BIDI = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
ANYTHING = st.text(st.characters(exclude_categories=[]))


def test_no_code_point_shows_what_it_hides() -> None:
    """Of all of Unicode no control, bidi, surrogate, private or unassigned character is left."""
    left = set(printable("".join(map(chr, range(sys.maxunicode + 1)))))
    assert {c for c in left if unicodedata.category(c) in HIDDEN} <= set(JOINERS)
    assert not left & set(BIDI)


@pytest.mark.parametrize("char", ["\u115f", "\u1160", "\u3164", "\uffa0", "\u034f"])
def test_letters_and_marks_that_show_nothing_become_hexadecimal(char: str) -> None:
    """Fillers and joiners that are letters or marks by category are invisible all the same."""
    assert char not in printable(f"a{char}b")


@given(ANYTHING)
@brief
def test_shown_text_is_one_printable_line(text: str) -> None:
    """Whatever comes in, one line comes out that any terminal encodes; twice changes nothing."""
    safe = printable(text)
    assert len(safe.splitlines()) <= 1
    safe.encode()
    assert printable(safe) == safe


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("a\nb\r\tc", "a b  c"),
        ("\x1b[31mred", "\\x1b[31mred"),
        ("a\u202eb", "a\\u202eb"),
        ("\ud800", "\\ud800"),
        ("\x85\u2028", "\\x85\\u2028"),
        ("\u200b\ufeff", "\\u200b\\ufeff"),
    ],
)
def test_hidden_characters_become_hexadecimal(text: str, safe: str) -> None:
    """Line breaks and tabs become spaces, everything else that is hidden its number."""
    assert printable(text) == safe


@pytest.mark.parametrize(
    "text",
    ["mia walks", "C:\\mia", "Zoë", "林小雨", "สมชาย", "می\u200cشود", "👨\u200d👩\u200d👧"],
)
def test_visible_text_is_shown_as_it_is(text: str) -> None:
    """Letters of any script, emoji and the joiners they need are left alone."""
    assert printable(text) == text


@pytest.mark.parametrize("text", ["\0", "mia\0", "\ud800", "a\udfffb", "x" * (LIMIT + 1)])
@pytest.mark.parametrize("take", [clean, checked])
def test_what_no_database_should_hold_is_refused(
    take: Callable[[str, str], str], text: str
) -> None:
    """NUL, lone surrogates and too long a text are refused whole, in words that can be printed."""
    with pytest.raises(InvalidInput, match="the look") as refused:
        take(text, "the look")
    assert refused.value.exit_code == 2
    assert str(refused.value).encode()
    assert "\0" not in str(refused.value)


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")))
@brief
def test_clean_text_is_the_same_text_in_nfc(text: str) -> None:
    """All other text is taken, composed, and is then stable; `whole` gives it back untouched."""
    assert clean(text, "it") == unicodedata.normalize("NFC", text)
    assert clean(clean(text, "it"), "it") == nfc(text)
    assert checked(text, "it") == text


def test_the_limit_is_inclusive() -> None:
    """Exactly as many characters as the limit says are taken."""
    assert clean("xxx", "it", limit=3) == "xxx"
    with pytest.raises(InvalidInput, match="3"):
        clean("xxxx", "it", limit=3)


@pytest.mark.parametrize(
    ("first", "other"),
    [
        ("Éva", "eva"),
        ("E\u0301va", "ÉVA"),
        ("Straße", "STRASSE"),
        ("ZOË", "zoe"),
        ("Мия", "МИЯ"),
        ("Ｍｉａ", "mia"),  # noqa: RUF001 - full-width letters
        ("ﬁlm", "FILM"),
        ("\u210bero", "hero"),
        ("\U0001d40cia", "mia"),
        ("№ 5", "no 5"),
        ("علی کریمی", "علي كريمي"),
        ("أحمد سارة ۱۲", "احمد ساره ١٢"),
    ],
)
def test_case_and_accents_fold_away(first: str, other: str) -> None:
    """Texts that differ in case, accents or the style of their letters compare as one."""
    assert fold(first) == fold(other)


@pytest.mark.parametrize("text", ["mia", "mia_2", "林小雨", "미아", "さくら", "سارا", "12:30"])
def test_folding_leaves_plain_names_alone(text: str) -> None:
    """What has neither case nor accents is compared as it is."""
    assert fold(text) == text


@given(st.text())
@example("\U0001d756")
@brief
def test_folding_twice_changes_nothing(text: str) -> None:
    """A folded text is its own folded form, so that stored and typed ones can meet."""
    assert fold(fold(text)) == fold(text)


@given(st.text())
@brief
def test_composition_does_not_matter_for_folding(text: str) -> None:
    """Composed and decomposed texts fold alike."""
    assert fold(unicodedata.normalize("NFD", text)) == fold(unicodedata.normalize("NFC", text))


@pytest.mark.parametrize("char", "雨々あカｶ가ㄱกລမក\U00020000")
def test_scripts_without_spaces_are_known(char: str) -> None:
    """Han, kana, Hangul and the scripts of South-East Asia are written without a space after."""
    assert is_unspaced(char)


@pytest.mark.parametrize("char", "aéяλمअא_1 .@、😀")
def test_spaced_scripts_and_punctuation_are_not_among_them(char: str) -> None:
    """Latin, Cyrillic, Greek, Arabic, Devanagari, Hebrew and what is no letter part by spaces."""
    assert not is_unspaced(char)


@given(st.text(), st.integers(1, 50))
@brief
def test_a_short_text_fits(text: str, width: int) -> None:
    """A text is cut to the width with an ellipsis, and left alone where it fits."""
    cut = shortened(text, width)
    assert len(cut) <= width
    assert cut == text or (cut.endswith("…") and text.startswith(cut[:-1]))


def test_no_character_that_steers_is_left_in_json() -> None:
    """What moves a cursor or turns the writing direction is escaped; scripts and emoji stay."""
    left = [
        char for char in map(chr, range(0x20, 0x30000)) if escaped_json(f"雨{char}") == f"雨{char}"
    ]
    steering = {char for char in left if unicodedata.category(char) in {"Cc", "Zl", "Zp"}}
    assert not (steering | set(BIDI) & set(left))
    assert not set("\u00ad\u200b\u2060\u206f\ufeff\ufff9\ufffb") & set(left)
    assert set("aé雨ก한😀,“”·") | set(JOINERS) < set(left)
    assert escaped_json("a\u202eb") == "a\\u202eb"
