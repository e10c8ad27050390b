"""A prompt as it is read: without the characters that nobody sees.

Copied text carries zero-width spaces, joiners, byte-order marks and direction marks. They stay in
the literal text, but they neither hide a mention nor belong to it.
"""

import re
from collections.abc import Iterator, Sequence

AT = "@\uff20\ufe6b"
"""The signs that begin a mention: the plain one, and those of input methods."""
AT_MARK = re.compile(f"[{AT}]")
_ENCODED = re.compile(r"&#0*64;|&#x0*40;|&commat;|%40|\\u0040|[(\[]at[)\]] ?", re.IGNORECASE)
"""An `@` as other formats write it; a provider that decodes it would read a mention."""
_STRAY = 3
"""The characters between an `@` and a name that still look like a mention: `@ mia`, `@(mia`."""
_UNSEEN = re.compile(
    "[\u00ad\u034f\u061c\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff"
    "\U000e0000-\U000e0fff]"
)


class View:
    """The visible `text` of a prompt, and where each of its characters is in the prompt."""

    def __init__(self, prompt: str) -> None:
        self.text = _UNSEEN.sub("", prompt)
        self._places: Sequence[int] = range(len(prompt) + 1)
        if len(self.text) < len(prompt):
            seen = [place for place, char in enumerate(prompt) if not _UNSEEN.match(char)]
            self._places = [*seen, len(prompt)]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where a part of the text is in the prompt."""
        return self._places[start], self._places[end - 1] + 1

    def is_gap(self, at: int) -> bool:
        """Whether something unseen stands before the character at `at`."""
        return 0 < at < len(self.text) and self._places[at] > self._places[at - 1] + 1


def starts(text: str) -> Iterator[tuple[int, int]]:
    """Where each `@` is, and where a handle may begin: right after it, or a little later."""
    for match in AT_MARK.finditer(text):
        at, start = match.span()
        yield at, start
        for place in range(start, min(start + _STRAY, len(text))):
            if text[place].isalpha() or text[place] in AT or text[place] == "\n":
                break
            yield at, place + 1
    for match in _ENCODED.finditer(text):
        yield match.span()


def visible(text: str) -> str:
    """A text without its unseen characters."""
    return text if text.isascii() else _UNSEEN.sub("", text)
