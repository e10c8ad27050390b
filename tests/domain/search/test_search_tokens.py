"""What a word is: tables in eight scripts, and the text index of SQLite agreeing with Python."""

# ruff: noqa: RUF001
# Full-width signs and letters that look like others are what is tested here.

from __future__ import annotations

import sqlite3

import pytest
from hypothesis import given
from hypothesis import strategies as st

from charlib.domain.search.tokens import GAP, fold, fragment, indexed, matches, phrase, tokens
from tests.examples import examples

brief = examples(60)

ALPHABETS = {
    "Latin": "aAbcéÉñßøİ \u0301\u0308-._'",
    "Cyrillic": "абвйёЙ і-. ",
    "Han": "红色外套林小雨龙々〇，。 a1",
    "kana": "がかガｶﾞはーパャ・　x\u3099",
    "Thai": "กขคำเสื้อแดง๑฿ ๏z",
    "Hangul": "빨간코트를ㄱㅏ각 \u1100\u1161q",
    "Arabic": "معطفأحمرَّ ١٢،\u200c\u200d",
    "Devanagari": "लाकोटड़क्ी १\u093c ।",
    "emoji": "❤\ufe0f👩🚀\u200d🇩🇪👍🏽✓€ m1#\u20e3",
    "ASCII": "abcXYZ019_-+*\"'()\0\n ",
}
short_texts = st.sampled_from(sorted(ALPHABETS.values())).flatmap(
    lambda alphabet: st.text(alphabet, max_size=12)
)
any_text = st.text(st.characters(), max_size=20)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The Blue-Coat, 24!", "the blue coat 24"),
        ("snake_case a.b", "snake case a b"),
        ("c++ $5 <b>", "c 5 b"),
        ("Éva Müller, naïve façade", "eva muller naive facade"),
        ("STRASSE straße ﬁlm Ⅻ ½", "strasse strasse film xii 1 ⁄ 2"),
        ("İstanbul Iğdır", "istanbul igdir"),
        ("co\u00adoperate \ufeffx\u200b", "cooperate x"),
        ("Красное пальто ЁЖИК", "красное пальто ежик"),
        ("红色外套", "红 色 外 套"),
        ("红 色", "红 · 色"),
        ("红色，外套。", "红 色 · 外 套"),
        ("A红b 色", "a 红 b · 色"),
        ("Ｔシャツ ２枚", "t シ ャ ツ · 2 枚"),
        ("ｶﾞﾗｽ・がらす", "ガ ラ ス · が ら す"),
        ("は\u3099は", "ば は"),
        ("ก็ ข", "ก ็ · ข"),
        ("น้ำ", "น ้ ํ า"),
        ("빨간 코트를", "빨 간 · 코 트 를"),
        ("المعطف الأَحمر", "المعطف الاَحمر"),
        ("می\u200cخواهم ۱۲", "میخواهم 12"),
        ("علي ملكة إلى آخر ١٢", "علی ملکه الی اخر 12"),
        ("محـــمد ﻛﺘﺎﺏ", "محمد کتاب"),
        ("लाल लड़की", "लाल लड़की"),
        ("I ❤\ufe0f Mia", "i · ❤ · mia"),
        ("👩\u200d🚀x", "👩 🚀 x"),
        ("👍🏽 5€", "👍 🏽 · 5 €"),
        ("#\ufe0f\u20e3abc", "\u20e3 abc"),
        ("红\u302aabc", "红 \u302a abc"),
        ("", ""),
        ("…—!?", ""),
        ("· • ·", ""),
        ("a\0b\ud800c", "a b c"),
    ],
)
def test_text_is_parted_into_tokens(text: str, expected: str) -> None:
    """Words of spaced scripts stay whole, other characters stand alone, gaps are marked."""
    assert indexed(text) == expected
    assert tokens(text) == expected.split()


@pytest.mark.parametrize(
    ("text", "wanted", "is_found"),
    [
        ("林小雨穿着红色的外套", "红色", True),
        ("林小雨穿着红色的外套", "雨", True),
        ("红 色", "红色", False),
        ("红，色", "红 色", True),
        ("ガラスの仮面", "ラス", True),
        ("เสื้อสีแดง", "แดง", True),
        ("빨간 코트를 입은", "코트", True),
        ("the blue coat", "blue coat", True),
        ("the blue coat", "blu", False),
        ("the blue coat", "coat blue", False),
        ("Éva", "EVA", True),
        ("anything", "!", False),
    ],
)
def test_words_are_found_whole_and_ideographs_anywhere(
    text: str, wanted: str, *, is_found: bool
) -> None:
    """Latin is found by whole words in their order, unspaced scripts from one character up."""
    assert matches(tokens(text), tokens(wanted)) is is_found


@brief
@given(any_text)
def test_folding_twice_changes_nothing(text: str) -> None:
    """Folded text is its own folded form."""
    assert fold(fold(text)) == fold(text)


def test_every_character_folds_for_good() -> None:
    """No single character of Unicode folds to something that would fold further."""
    assert [char for char in map(chr, range(0x110000)) if fold(fold(char)) != fold(char)] == []


@pytest.mark.parametrize("kept", ["が", "パ", "ड़", "กี่", "أَ", "לָ"])
def test_marks_of_other_scripts_are_kept(kept: str) -> None:
    """Voicing marks, vowel signs and points are letters of their scripts, not accents."""
    marks = [char for char in fold(kept) if not char.isalpha()]
    assert marks or fold(kept) == kept


@brief
@given(st.one_of(any_text, short_texts))
def test_ascii_in_tokens_is_only_what_the_index_keeps_together(text: str) -> None:
    """No token has ASCII in it that FTS5 would fold or part, and none is empty or has a space."""
    for token in tokens(text):
        assert token
        assert not token.isspace()
        assert all(
            char in "abcdefghijklmnopqrstuvwxyz0123456789" for char in token if char.isascii()
        )


@brief
@given(st.one_of(any_text, short_texts))
def test_gaps_stand_only_between_tokens(text: str) -> None:
    """A gap is never first or last, never doubled, and never between two spaced words."""
    words = tokens(text)
    gaps = [at for at, token in enumerate(words) if token == GAP]
    for at in gaps:
        assert 0 < at < len(words) - 1
        before, behind = words[at - 1], words[at + 1]
        assert GAP not in {before, behind}
        assert 1 in {len(before), len(behind)}


@brief
@given(st.text("红色外套雨", min_size=1, max_size=8), st.text("红色外套雨", min_size=1, max_size=3))
def test_ideographs_are_found_like_substrings(text: str, wanted: str) -> None:
    """In a run of Han, what is found is what a scan of the text finds."""
    assert matches(tokens(text), tokens(wanted)) is (wanted in text)


@pytest.mark.parametrize(
    ("piece", "expected"),
    [("eon", "eon"), ("ी", "ी"), ("ीट x", "ीट x"), ("่", "่"), ("่ก", "่ ก"), ("色外", "色 外")],
)
def test_a_piece_may_begin_with_a_mark(piece: str, expected: str) -> None:
    """In the middle of a word; where words are not parted, a mark is a token of its own."""
    assert " ".join(fragment(piece)) == expected


@brief
@given(st.lists(st.one_of(short_texts, any_text), min_size=1, max_size=6), short_texts)
def test_sqlite_finds_what_a_scan_finds(texts: list[str], wanted: str) -> None:
    """FTS5 over the indexed texts answers every phrase as containment of tokens does."""
    words = tokens(wanted) or ["x"]
    with sqlite3.connect(":memory:") as library:
        library.execute("CREATE VIRTUAL TABLE words USING fts5(text, tokenize='ascii')")
        library.executemany(
            "INSERT INTO words(rowid, text) VALUES (?, ?)",
            enumerate(map(indexed, texts)),
        )
        rows = library.execute(
            "SELECT rowid FROM words WHERE words MATCH ? ORDER BY rowid", (phrase(words),)
        ).fetchall()
    library.close()
    assert [row for (row,) in rows] == [
        row for row, text in enumerate(texts) if matches(tokens(text), words)
    ]


@brief
@given(st.one_of(short_texts, any_text), st.integers(0, 12), st.integers(1, 4))
def test_any_stretch_of_a_text_finds_it(text: str, start: int, count: int) -> None:
    """A phrase of tokens taken out of a text matches that text, and no tokens match nothing."""
    words = tokens(text)
    stretch = words[start : start + count]
    assert matches(words, stretch) is bool(stretch)


def test_a_phrase_is_safe_in_fts5() -> None:
    """Quotation marks in a phrase are doubled, as FTS5 wants them."""
    assert phrase(["blue", "coat"]) == '"blue coat"'
    assert phrase(['a"b']) == '"a""b"'
