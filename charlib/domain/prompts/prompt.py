"""Prompts as users write them: literal text with `@handles` in it.

`@mia` mentions a character of the current project, `@noir/mia` one of another project. `@@` is a
literal `@`, and an e-mail address is not a mention. The longest known handle wins. A handle needs
no space after it where scripts change or have no spaces: `@mia在雨里跑`, `@林小雨在雨里跑`.
"""

import unicodedata
from collections.abc import Collection, Iterator
from typing import NamedTuple

from charlib.domain.character.handle import MAX_LENGTH, is_handle_char, normalise
from charlib.domain.text import is_unspaced

# A handle of 32 characters may be typed decomposed: a base letter and up to two marks each.
_LONGEST_RUN = 3 * 2 * MAX_LENGTH

_LONGEST_URL = 500

Key = tuple[str | None, str]
"""What a mention names: a project's slug (None: the current project) and a handle."""


class Mention(NamedTuple):
    """An `@handle` in a prompt, its span, and the character it names (`key`; None if unknown)."""

    text: str
    start: int
    end: int
    key: Key | None

    @property
    def name(self) -> str:
        """The text after the `@`, in the form in which handles are compared."""
        return normalise(self.text[1:])


Token = str | Mention


def candidates(text: str) -> set[Key]:
    """Everything a prompt could mention: ask the library which of these exist, then `parse`."""
    keys: set[Key] = set()
    at = text.find("@")
    while at >= 0:
        keys.update(key for key, _ in _readings(text, at + 1))
        at = text.find("@", at + 1)
    return keys


def parse(text: str, known: Collection[Key]) -> list[Token]:
    """Split a prompt into literal text (with `@@` replaced by `@`) and mentions."""
    tokens: list[Token] = []
    position = 0
    for at, end, token in _marks(text, known):
        tokens.append(text[position:at])
        tokens.append(token)
        position = end
    tokens.append(text[position:])
    return list(_joined(tokens))


def _marks(text: str, known: Collection[Key]) -> Iterator[tuple[int, int, Token]]:
    """Each place where the prompt is not literal: its start and end, and the token for it."""
    mention_end = 0
    at = text.find("@")
    while at >= 0:
        end = at + 1
        if text.startswith("@@", at):
            end = at + 2
            yield at, end, "@"
        elif at == mention_end or not _in_address(text, at):
            mention = _mention(text, at, known)
            if mention:
                end = mention_end = mention.end
                yield at, end, mention
        at = text.find("@", end)


def _in_address(text: str, at: int) -> bool:
    """Whether the `@` is part of an e-mail or web address.

    In an e-mail address, it follows a word of a script with spaces. In `镜头3@mia` the digit
    belongs to the ideographs before it, so this is a mention.
    """
    word = text[max(0, at - _LONGEST_URL) : at].rsplit(None, 1)
    if word and text[at - 1 : at].strip() and "://" in word[-1]:
        return True
    before = at
    while before and text[before - 1].isdecimal():
        before -= 1
    if before and is_unspaced(text[before - 1]):
        return False
    return at > 0 and is_handle_char(text[at - 1])


def _mention(text: str, at: int, known: Collection[Key]) -> Mention | None:
    for key, end in _readings(text, at + 1):
        if key in known:
            return Mention(text[at:end], at, end, key)
    end = _unknown_end(text, at + 1)
    return Mention(text[at:end], at, end, None) if end else None


def _readings(text: str, start: int) -> Iterator[tuple[Key, int]]:
    """What the text from `start` may mention, best first: other projects, then long handles."""
    slash = _run_end(text, start, extra="-")
    if slash > start and text[slash : slash + 1] == "/":
        project = normalise(text[start:slash])
        for handle, end in _handles(text, slash + 1):
            yield (project, handle), end
    for handle, end in _handles(text, start):
        yield (None, handle), end


def _handles(text: str, start: int) -> Iterator[tuple[str, int]]:
    stop = _run_end(text, start)
    if stop == start or not text[start].isalpha():
        return
    for end in range(stop, start, -1):
        if end == stop or _may_end(text[end - 1], text[end]):
            yield normalise(text[start:end]), end


def _may_end(last: str, following: str) -> bool:
    """Whether a handle may end between two characters that could both be part of it."""
    if "\u1160" <= following <= "\u11ff":
        return False
    if following == "_" or following.isdecimal() or unicodedata.category(following)[0] == "M":
        return False
    return is_unspaced(last) or is_unspaced(following)


def _run_end(text: str, start: int, extra: str = "") -> int:
    end = start
    limit = min(len(text), start + _LONGEST_RUN)
    while end < limit and (is_handle_char(text[end]) or text[end] in extra):
        end += 1
    return end


def _unknown_end(text: str, start: int) -> int:
    """Where a mention of an unknown character ends; 0 if the `@` is not a mention."""
    ends = [end for _, end in _handles(text, start)]
    slash = _run_end(text, start, extra="-")
    if text[slash : slash + 1] == "/" and slash > start:
        ends = [end for _, end in _handles(text, slash + 1)] or ends
    # In a run of ideographs, the end of a name is unknown; in Latin text, it is the first break.
    return ends[-1] if ends and not is_unspaced(text[start]) else max(ends, default=0)


def _joined(tokens: list[Token]) -> Iterator[Token]:
    literal = ""
    for token in tokens:
        if isinstance(token, str):
            literal += token
            continue
        if literal:
            yield literal
        literal = ""
        yield token
    if literal:
        yield literal


def mentions(tokens: list[Token]) -> list[Mention]:
    """The mentions of a prompt in their order, each as often as it occurs."""
    return [token for token in tokens if isinstance(token, Mention)]
