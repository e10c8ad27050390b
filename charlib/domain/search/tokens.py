"""The definition of a word, for indexing text and for searching it.

A word of a spaced script is a token. In scripts without spaces between words (Han, kana, Thai,
Hangul with its particles) each character is a token, and so is an emoji or a symbol: a search for a
single character finds such text. A `GAP` is where something separates such a token from its
neighbour, so that a search for two adjacent characters does not find separate ones.

The index is SQLite's FTS5 with `tokenize='ascii'`, which gets `indexed` text: that tokenizer splits
at ASCII characters other than letters and digits, and tokens contain none of them.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Sequence

from charlib.domain.text import SAME_LETTERS, is_unspaced

GAP = "·"
_ASCII_WORD = re.compile("[a-z0-9]+")

# Accents are ignored, marks of other scripts are not. Invisible characters (joiners, soft hyphens,
# directions, variation selectors) are ignored.
_UNCOUNTED = re.compile(
    "[\u0300-\u036f"
    "\u00ad\u061c\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff"
    "\U000e0000-\U000e0fff]+"
)


def fold(text: str) -> str:
    """Fold case, accents, compatibility forms and the `SAME_LETTERS`; other marks stay."""
    if text.isascii():
        return text.lower()
    # Decomposed before and after casefold: each can produce what the other folds.
    folded = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    # The upper case of the Turkish dotless i is I, whose lower case is i elsewhere.
    folded = folded.replace("\u0131", "i").translate(SAME_LETTERS)
    return unicodedata.normalize("NFC", _UNCOUNTED.sub("", folded))


def tokens(text: str) -> list[str]:
    """Split a text into folded tokens, with a `GAP` between separate ones (see above)."""
    if text.isascii():
        return _ASCII_WORD.findall(text.lower())
    return _marked(fold(text)).split()


def fragment(text: str) -> list[str]:
    """The tokens of a piece of text; the first may begin with marks, in the middle of a word."""
    folded = fold(text)
    if not unicodedata.category(folded[:1] or " ").startswith("M"):
        return tokens(text)
    first, *others = tokens("x" + folded)
    return [first[1:], *others] if first[1:] else others  # in an unspaced script, a mark is a token


def indexed(text: str) -> str:
    """The tokens separated by spaces, as they are written into the index."""
    return " ".join(tokens(text))


def phrase(words: Sequence[str]) -> str:
    """Tokens as an FTS5 string, which matches them side by side in this order."""
    return '"' + " ".join(words).replace('"', '""') + '"'


def matches(haystack: Sequence[str], words: Sequence[str]) -> bool:
    """Whether `haystack` contains the tokens `words` side by side; False without tokens."""
    count = len(words)
    wanted = list(words)
    return count > 0 and any(
        list(haystack[at : at + count]) == wanted for at in range(len(haystack) - count + 1)
    )


# Folded text is marked by a table look-up for each character, then split at white space.
_ALONE, _MARK = "\x00", "\x01"
_APART = re.compile(f"{_ALONE} +{_ALONE}?| +{_ALONE}")
_STRAY = re.compile(f"(?:^|(?<=[{_ALONE} ]))(?:{_MARK}.)+", re.DOTALL)


@functools.cache
def _mark(char: str) -> str:
    major = unicodedata.category(char)[0]
    if char.isascii():
        return char if char.isalnum() else " "
    if major in "PZ" or unicodedata.category(char) in {"Cc", "Cf", "Cs"}:
        return " "
    if major in "LMN" and not is_unspaced(char):
        return _MARK + char if major == "M" else char
    return _ALONE + char + _ALONE


def _marked(folded: str) -> str:
    """Tokens and gaps with white space between them."""
    text = "".join(map(_mark, folded)).strip(" ")
    if _MARK in text:  # a mark belongs to the word before it; without one, it is a token
        text = _STRAY.sub(lambda match: match[0].replace(_MARK, _ALONE) + _ALONE, text)
        text = text.replace(_MARK, "")
    if _ALONE not in text:
        return text
    return _APART.sub(f" {GAP} ", text).replace(_ALONE, " ")
