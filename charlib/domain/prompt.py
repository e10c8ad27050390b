"""Prompts as people write them: literal text with `@handles` in it.

`@mia` mentions a character of the current project, `@noir/mia` one of another; `@@` is a literal
`@`; an e-mail address is not a mention. The longest known handle wins. No space is needed after a
handle where scripts change or have no spaces: `@mia在雨里跑`, `@林小雨在雨里跑`.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterator
from typing import NamedTuple

from charlib.domain.handle import MAX_LENGTH, is_handle_char, normalise
from charlib.domain.text import is_unspaced

# A handle of 32 characters may be typed decomposed: a base letter and up to two marks each.
_LONGEST_RUN = 3 * 2 * MAX_LENGTH

_LONGEST_URL = 500

Key = tuple[str | None, str]
"""What a mention names: a project's slug (None: the current one) and a handle."""


class Mention(NamedTuple):
    """An `@handle` in a prompt, its span, and whom it names: `key` is None where it is nobody."""

    text: str
    start: int
    end: int
    key: Key | None

    @property
    def name(self) -> str:
        """What stands behind the `@`, in the form handles are compared in."""
        return normalise(self.text[1:])


Token = str | Mention


def candidates(text: str) -> set[Key]:
    """Everything the prompt could mention: ask the library which of these exist, then `parse`."""
    found: set[Key] = set()
    at = text.find("@")
    while at >= 0:
        found.update(key for key, _ in _readings(text, at + 1))
        at = text.find("@", at + 1)
    return found


def parse(text: str, known: Collection[Key]) -> list[Token]:
    """Part a prompt into literal text (with `@@` already made one `@`) and mentions."""
    tokens: list[Token] = []
    position = 0
    for at, end, token in _marks(text, known):
        tokens.append(text[position:at])
        tokens.append(token)
        position = end
    tokens.append(text[position:])
    return list(_joined(tokens))


def _marks(text: str, known: Collection[Key]) -> Iterator[tuple[int, int, Token]]:
    """Each place where the prompt is not literal: start, end, and what stands there instead."""
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
    """Whether the `@` stands inside an e-mail or web address.

    An e-mail's is right behind a word of a spaced script; in `镜头3@mia` the digit belongs to the
    ideographs before it, so that is a mention.
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
    """What may be mentioned from `start` on, best reading first: other projects, longest names."""
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
    """Whether a handle may end between two characters that could both belong to one."""
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
    """Where a mention of nobody seems to end; 0 where the `@` is no mention at all."""
    ends = [end for _, end in _handles(text, start)]
    slash = _run_end(text, start, extra="-")
    if text[slash : slash + 1] == "/" and slash > start:
        ends = [end for _, end in _handles(text, slash + 1)] or ends
    # Of a run of ideographs nobody knows where the name ends; of a Latin one it is the first break.
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
    """The mentions of a prompt in their order, repeated ones as often as they stand there."""
    return [token for token in tokens if isinstance(token, Mention)]
