"""Encodings: every mark, and text without one, in every encoding that people's programs write."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from charlib.domain.encodings import NotText, decoded, encoding_of
from tests.examples import examples

TABLE = 'handle,url,window,look\nmia,https://h.example/v.mp4,"5,8",café\n林小雨,https://h.example/w.mp4,"1,3",一\n'
MARKED = {
    "utf-8": codecs.BOM_UTF8,
    "utf-16-le": codecs.BOM_UTF16_LE,
    "utf-16-be": codecs.BOM_UTF16_BE,
    "utf-32-le": codecs.BOM_UTF32_LE,
    "utf-32-be": codecs.BOM_UTF32_BE,
    "gb18030": b"\x84\x31\x95\x33",
}
UNMARKED = ["utf-8", "utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"]


@pytest.mark.parametrize("codec", MARKED)
def test_a_mark_says_what_a_file_is(codec: str) -> None:
    """Each mark is recognised, and is no part of the text."""
    assert decoded(MARKED[codec] + TABLE.encode(codec)) == TABLE
    assert decoded(MARKED[codec]) == ""


@pytest.mark.parametrize("codec", UNMARKED)
@pytest.mark.parametrize("text", [TABLE, "@mia walks\n# no\n", '{"handle": "一"}', "a", ""])
def test_text_without_a_mark_is_recognised(codec: str, text: str) -> None:
    """The zeros between ASCII letters show the width of a character, and which byte is first."""
    assert decoded(text.encode(codec)) == text


@given(st.lists(st.sampled_from(["mia,", "林小雨", "\n", "5,8", "é"]), min_size=4))
@examples(50)
def test_wide_text_with_separators_is_recognised(parts: list[str]) -> None:
    """However many ideographs a table has, its separators show what it is."""
    text = "handle,url\n" + "".join(parts)
    for codec in UNMARKED:
        assert decoded(text.encode(codec)) == text


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ("café, über".encode("cp1252"), "line 1 looks like an older encoding"),
        ("handle\n林小雨在雨里跑".encode("gbk"), "line 2 looks like GBK"),
        ("さくらはしる".encode("shift_jis"), "Shift JIS"),
        (b"PK\x03\x04\x14\x00\x00\x00\xff\xfe\x00\xdc\x00", "another kind"),
        (codecs.BOM_UTF16_LE + b"\x00\xd8", "damaged"),
    ],
)
def test_other_bytes_are_refused_in_words(data: bytes, words: str) -> None:
    """What is not text says what it looks like, without a word of Python's."""
    with pytest.raises(NotText, match=words) as refused:
        decoded(data)
    assert "codec" not in str(refused.value)


def test_a_stray_zero_is_no_encoding() -> None:
    """One NUL in a UTF-8 file does not make it a wide one."""
    assert encoding_of(b"handle,url\nmia\0,https://h.example\n").codec == "utf-8"
