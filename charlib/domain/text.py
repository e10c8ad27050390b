"""Text as people type it: its normal form, its folded form to compare, its safe form to show."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence

from charlib.errors import InvalidInput

# Scripts without spaces between words, or whose particles join the word before them (Hangul): a
# handle may end before and after such a letter.
_UNSPACED = (
    (0x0E00, 0x0EFF),    # Thai, Lao
    (0x1000, 0x109F),    # Myanmar
    (0x1100, 0x11FF),    # Hangul Jamo
    (0x1780, 0x17FF),    # Khmer
    (0x3005, 0x3007),    # ideographic iteration mark and zero
    (0x3040, 0x30FF),    # Hiragana, Katakana
    (0x3130, 0x318F),    # Hangul compatibility Jamo
    (0x31F0, 0x31FF),    # Katakana extensions
    (0x3400, 0x4DBF),    # Han, extension A
    (0x4E00, 0x9FFF),    # Han
    (0xAC00, 0xD7FF),    # Hangul syllables
    (0xF900, 0xFAFF),    # Han, compatibility
    (0xFF66, 0xFFDC),    # half-width Katakana, Hangul
    (0x1B000, 0x1B16F),  # Kana supplements
    (0x20000, 0x3FFFF),  # Han, the later extensions
)  # fmt: skip
_HIDDEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
_KEPT_INVISIBLES = {"\u200c", "\u200d"}  # joiners: Persian and emoji are misspelt without them
_BLANKS = set("\u034f\u115f\u1160\u3164\uffa0")
"""Letters and marks, by their category, that are invisible."""
LIMIT = 100_000
_HAMZA = "\u0653\u0654\u0655"
_TATWEEL = "\u0640"
SAME_LETTERS = str.maketrans(
    {
        **dict.fromkeys("يىےې", "ی"),
        **dict.fromkeys("كڪ", "ک"),
        **dict.fromkeys("ةۃہھە", "\u0647"),
        "ٱ": "\u0627",
        **{chr(0x660 + digit): str(digit) for digit in range(10)},
        **{chr(0x6F0 + digit): str(digit) for digit in range(10)},
        **dict.fromkeys(_HAMZA + _TATWEEL),
    }
)
"""Letters of decomposed text that keyboards of Arabic script type differently, and their digits.

A hamza or madda on a letter is often left out, and a tatweel only makes a word longer.
"""


def several(texts: str | Iterable[str]) -> list[str]:
    """Texts as a list; one text alone is one, and never its letters."""
    return [texts] if isinstance(texts, str) else [*texts]


def nfc(text: str) -> str:
    """Normalise to NFC, so that one name is one sequence of code points."""
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def fold(text: str) -> str:
    """Fold case and accents, for comparing: `Éva` and `eva` are equal; a dotless i is an i."""
    folded = unicodedata.normalize("NFKD", text).casefold().replace("\u0131", "i")
    decomposed = unicodedata.normalize("NFKD", folded).translate(SAME_LETTERS)
    return nfc("".join(c for c in decomposed if not unicodedata.combining(c)))


def is_unspaced(char: str) -> bool:
    """Whether a character belongs to a script without spaces between words."""
    code = ord(char)
    return code >= _UNSPACED[0][0] and any(low <= code <= high for low, high in _UNSPACED)


def clean(text: str, what: str, *, limit: int = LIMIT) -> str:
    """Normalise a text that is to be stored.

    Raises InvalidInput for NUL, lone surrogates, and more than `limit` characters.
    """
    if text.isascii() and len(text) <= limit and "\0" not in text:
        return text
    return nfc(checked(text, what, limit=limit))


def checked(text: str, what: str, *, limit: int = LIMIT) -> str:
    """Check a text like `clean`, but return it as typed: a prompt's literal text stays as it is."""
    if len(text) > limit:
        raise InvalidInput(f"{what} is {len(text):,} characters long; the limit is {limit:,}")
    if "\0" in text or not is_valid(text):
        raise InvalidInput(
            f"{what} contains a NUL or a broken character (a lone surrogate): {printable(text, 60)}"
        )
    return text


def visible(text: str, what: str) -> str:
    """A provider's ID, or a mention, without the spaces around it: it goes into prompts as it is.

    Raises InvalidInput if it has characters that cannot be seen, or is too long.
    """
    text = clean(text.strip(), what, limit=1000)
    if printable(text) != text:
        raise InvalidInput(
            f"{what} has characters that cannot be seen: {printable(text, 60)}",
            hint="Copy it again from the provider's console",
        )
    return text


def is_valid(text: str) -> bool:
    """Whether a text can be encoded in UTF-8: a lone surrogate cannot."""
    if text.isascii():
        return True
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def printable(text: str, width: int | None = None) -> str:
    """Make a text harmless to print: invisible characters become hexadecimal.

    Line breaks and tabs become spaces, so that a record stays on its line. A text longer than
    `width` characters ends with an ellipsis.
    """
    if not (text.isascii() and text.isprintable()):
        text = "".join(_printable(char) for char in text)
    return text if width is None else shortened(text, width)


def _printable(char: str) -> str:
    if char in "\n\r\t":
        return " "
    kept = char in _KEPT_INVISIBLES or unicodedata.category(char) not in _HIDDEN
    if kept and char not in _BLANKS:
        return char
    code = ord(char)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"  # noqa: PLR2004 - one byte


def escaped_json(document: str) -> str:
    """Make JSON harmless to print: characters that control a terminal are escaped.

    JSON itself escapes only the older control characters.
    """
    # A regular expression looks at each letter; searching for a byte costs almost nothing.
    written = document.encode("utf-8", "surrogatepass")
    if not any(mark[:1] in written and mark in written for mark in _MARKS):
        return document
    return _STEERING.sub(lambda match: f"\\u{ord(match[0]):04x}", document)


_STEERING = re.compile(
    "[\x7f-\x9f\u00ad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]"
)
"""C1 controls, line separators, bidirectional controls, and invisible characters."""
_MARKS = (b"\x7f", b"\xc2", b"\xd8\x9c", b"\xe2\x80", b"\xe2\x81", b"\xef\xbb\xbf", b"\xef\xbf")
"""Each of those contains one of these bytes in UTF-8; few others do."""


def shortened(text: str, width: int) -> str:
    """Cut a text to `width` characters, with an ellipsis where something was left out."""
    return text if len(text) <= width else text[: width - 1] + "…"


def first_of(texts: Sequence[str], most: int = 3, mark: str = ", ") -> str:
    """The first few of some texts, and how many more there are: `@mia, @tom, @zoe and 4 more`."""
    more = f" and {len(texts) - most:,} more" if len(texts) > most else ""
    return mark.join(texts[:most]) + more
