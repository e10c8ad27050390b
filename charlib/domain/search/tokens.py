"""What a word is: the one definition, used when text is indexed and when it is searched.

A word of a spaced script is one token. Where words are not parted by spaces (Han, kana, Thai,
Hangul with its clinging particles) each character is a token, and so is an emoji or a symbol:
such text is found from one character up. A `GAP` stands where something parts such a token from
its neighbour, so that a search for two characters side by side does not find two apart.

The index is SQLite's FTS5 with `tokenize='ascii'`, fed with `indexed`: that tokenizer parts text
at ASCII characters other than letters and digits, and tokens have none inside.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Sequence

from charlib.domain.text import is_unspaced

GAP = "·"
_ASCII_WORD = re.compile("[a-z0-9]+")

# Accents go, the marks of other scripts stay. What cannot be seen (joiners, soft hyphens,
# directions, variation selectors) does not count, wherever it was pasted from.
_UNCOUNTED = re.compile(
    "[\u0300-\u036f"
    "\u00ad\u061c\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff"
    "\U000e0000-\U000e0fff]+"
)


def fold(text: str) -> str:
    """Fold case, accents and compatibility forms away; marks other than U+0300-U+036F stay."""
    if text.isascii():
        return text.lower()
    # Decomposed on both sides of casefold: either one can bring forth what the other folds.
    folded = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    return unicodedata.normalize("NFC", _UNCOUNTED.sub("", folded))


def tokens(text: str) -> list[str]:
    """Part a text into folded tokens, with a `GAP` between tokens that were apart (see above)."""
    if text.isascii():
        return _ASCII_WORD.findall(text.lower())
    return _marked(fold(text)).split()


def fragment(text: str) -> list[str]:
    """The tokens of a piece of text; the first may begin with marks, in the middle of a word."""
    folded = fold(text)
    if not unicodedata.category(folded[:1] or " ").startswith("M"):
        return tokens(text)
    first, *others = tokens("x" + folded)
    return [first[1:], *others] if first[1:] else others  # a mark of an unspaced script is its own


def indexed(text: str) -> str:
    """The tokens with spaces between: what is written into the index."""
    return " ".join(tokens(text))


def phrase(words: Sequence[str]) -> str:
    """Tokens as an FTS5 string: a text has them side by side, in this order."""
    return '"' + " ".join(words).replace('"', '""') + '"'


def matches(haystack: Sequence[str], words: Sequence[str]) -> bool:
    """Whether the tokens `words` stand side by side in `haystack`; no tokens are nowhere."""
    count = len(words)
    wanted = list(words)
    return count > 0 and any(
        list(haystack[at : at + count]) == wanted for at in range(len(haystack) - count + 1)
    )


# Folded text is marked up by one table look-up for each character, then split at white space.
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
    if _MARK in text:  # a mark belongs to the word before it, and stands alone where there is none
        text = _STRAY.sub(lambda found: found[0].replace(_MARK, _ALONE) + _ALONE, text)
        text = text.replace(_MARK, "")
    if _ALONE not in text:
        return text
    return _APART.sub(f" {GAP} ", text).replace(_ALONE, " ")
