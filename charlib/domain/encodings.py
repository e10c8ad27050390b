"""The encodings of text files as people have them: by their mark, or by what their bytes show."""

from __future__ import annotations

from codecs import getincrementaldecoder
from typing import NamedTuple

HEAD = 4096
"""The bytes at the start of a file by which its encoding is recognised."""
_SAMPLE = 1 << 16
_MARKS = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe\x00\x00", "utf-32-le"),  # before UTF-16, whose mark it begins with
    (b"\x00\x00\xfe\xff", "utf-32-be"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
    (b"\x84\x31\x95\x33", "gb18030"),
)
_WIDEST = 0x10
"""The third byte of any character in UTF-32 is at most this."""
_FEW, _MOST = 0.05, 0.4
"""The share of NUL bytes in UTF-16: of text that could not be UTF-8, and of text that could."""
_CHINESE = "GBK, an older Chinese encoding"
_OTHERS = (
    ("shift_jis", "Shift JIS, an older Japanese encoding", "\u3040", "\u30ff"),
    ("gb18030", _CHINESE, "\u4e00", "\u9fff"),
)
_MANY = 0.5


class Encoding(NamedTuple):
    """A codec of Python's, and the length of the mark before the text."""

    codec: str
    mark: int = 0


class NotText(ValueError):
    """The bytes are not text in any encoding that can be recognised; says what they look like."""


def encoding_of(head: bytes) -> Encoding:
    """The encoding of a file that begins with `head`: UTF-8 unless something else shows."""
    for mark, codec in _MARKS:
        if head.startswith(mark):
            return Encoding(codec, len(mark))
    return Encoding(_unmarked(head) if b"\0" in head else "utf-8")


def decoded(data: bytes) -> str:
    """Decode a whole text file, without its mark; raise NotText if that is impossible."""
    encoding = encoding_of(data[:HEAD])
    try:
        return str(data[encoding.mark :], encoding.codec)
    except UnicodeDecodeError as error:
        raise NotText(fault(data[encoding.mark :], encoding, error.start)) from error


def decoded_or_chinese(data: bytes) -> str:
    """Decode a text file as `decoded` does, and one in an older Chinese encoding too."""
    try:
        return decoded(data)
    except NotText:
        if _likely(data) != _CHINESE:
            raise
        try:
            return data.decode("gb18030")
        except UnicodeDecodeError:
            pass
        raise


def fault(data: bytes, encoding: Encoding, at: int) -> str:
    """What is wrong with `data` in an encoding at the byte `at`, in words."""
    if encoding.mark and encoding.codec != "utf-8":
        return f"is damaged: byte {at + 1:,} cannot be read as {encoding.codec.upper()}"
    if encoding.codec != "utf-8":
        return f"is not text: it looks like {_likely(data)}"
    line = data.count(b"\n", 0, at) + 1
    return f"is not UTF-8 text: line {line:,} looks like {_likely(data)}"


def _unmarked(head: bytes) -> str:
    """The codec of a text with NUL bytes and without a mark: the zeros show where letters are."""
    whole = head[: len(head) // 4 * 4]
    first, second, third, fourth = (whole[place::4] for place in range(4))
    if whole and not any(fourth) and max(third) <= _WIDEST:
        return "utf-32-le"
    if whole and not any(first) and max(second) <= _WIDEST:
        return "utf-32-be"
    low, high = (head[place::2].count(0) for place in range(2))
    codec, share = "utf-16-le" if high > low else "utf-16-be", 2 * max(low, high) / len(head)
    if 2 * min(low, high) > max(low, high):  # as many on both sides: no text
        return "utf-8"
    is_enough = share >= (_FEW if _begins(head, "utf-8") is None else _MOST)
    return codec if is_enough and _begins(head, codec) is not None else "utf-8"


def _begins(head: bytes, codec: str) -> str | None:
    """The text that the bytes begin, whose last character may be cut off; None if they do not."""
    try:
        return getincrementaldecoder(codec)().decode(head)
    except UnicodeDecodeError:
        return None


def _likely(data: bytes) -> str:
    """The encoding that bytes which are not UTF-8 are probably in."""
    if any(byte < ord(" ") and byte not in b"\t\n\r\f\x1a" for byte in data[:HEAD]):
        return "a file of another kind, such as a spreadsheet or a picture"
    for codec, name, first, last in _OTHERS:
        letters = [char for char in _begins(data[:_SAMPLE], codec) or "" if not char.isascii()]
        if letters and sum(first <= char <= last for char in letters) >= _MANY * len(letters):
            return name
    return "an older encoding, such as Windows-1252"
