"""Prompts as users write them: literal text with `@handles` in it.

`@mia` mentions a character of the current project, `@noir/mia` one of another project, and
`@[Mia Wong]` or `@{mia}` one by name or handle. `@mia+uniform` mentions a look of it; a `+` before
anything but a letter or digit is plain text. `@@` is a literal `@`, and an e-mail address is not a
mention. The longest known handle wins, and the longest known look. Neither needs a space after it
where scripts change or have no spaces: `@mia在雨里跑`, `@林小雨+战斗装在雨里跑`.
"""

import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping
from typing import NamedTuple

from charlib.domain.character.handle import MAX_LENGTH, is_handle_char, normalise
from charlib.domain.character.looks import PLUS, may_begin
from charlib.domain.prompts.view import AT, AT_MARK, View, starts, visible
from charlib.domain.text import is_unspaced

# A handle of 32 characters may be typed decomposed: a base letter and up to two marks each.
_LONGEST_RUN = 3 * 2 * MAX_LENGTH
_LONGEST_URL = 500
_BRACKETED = re.compile(r"\[([^\[\]{}\n]{1,200})\]|\{([^\[\]{}\n]{1,200})\}")
_URL = re.compile(r"\w://[^\s\"<>]*$")
_ESCAPE = re.compile(r"(?<!\\)(?:\\\\)*\\(?:[nrtbf]|u[0-9a-fA-F]{4})$")
"""The end of an escape of JSON, as in `\\n@mia`: its last letter is no part of a word."""
_OPENING = re.compile(r"(?<!\w)_+(?=[^\s_]|$)")

Key = tuple[str | None, str]
"""What a mention names: a project's slug (None: the current project) and a handle."""
NO_NAMES: Mapping[Key, Collection[Key]] = {}
NO_LOOKS: Mapping[Key, Collection[str]] = {}
_PLUSSED = re.compile(rf"[{PLUS}][^\W_]")


class Mention(NamedTuple):
    """An `@handle` in a prompt, its span, and the character it names (`key`; None if unknown).

    `look` is the look after it, known or not; empty if there is none.
    """

    text: str
    start: int
    end: int
    key: Key | None
    look: str = ""

    @property
    def name(self) -> str:
        """The text after the `@`, in the form in which handles are compared."""
        inner = _inner(visible(self.text)[1:], 0)
        return normalise(visible(self.text)[1:] if inner is None else inner[0])

    @property
    def named(self) -> Key | None:
        """What brackets contain, read as a name; None without brackets."""
        inner = _inner(visible(self.text)[1:], 0)
        return None if inner is None else _name_keys(inner[0])[-1]


Token = str | Mention


def candidates(text: str) -> set[Key]:
    """Everything a prompt could mention: ask the library which of these exist, then `parse`.

    Includes what only looks like a mention, for `doubts`.
    """
    view = View(text)
    keys: set[Key] = set()
    for _, start in starts(view.text):
        keys.update(key for key, _ in readings(view, start, loosely=True))
        inner = _inner(view.text, start)
        if inner is not None:
            keys.update(_handle_keys(inner[0]))
    return keys


def has_looks(text: str) -> bool:
    """Whether a prompt could name looks: then `parse` needs those of its characters."""
    return _PLUSSED.search(visible(text)) is not None


def names(text: str) -> set[Key]:
    """The names in brackets, each with its project: ask the library who is called so."""
    view = View(text)
    found = (_inner(view.text, match.end()) for match in AT_MARK.finditer(view.text))
    return {key for inner in found if inner is not None for key in _name_keys(inner[0])}


def parse(
    text: str,
    known: Collection[Key],
    named: Mapping[Key, Collection[Key]] = NO_NAMES,
    looks: Mapping[Key, Collection[str]] = NO_LOOKS,
) -> list[Token]:
    """Split a prompt into literal text (with `@@` replaced by `@`) and mentions.

    `named` are the characters of each of the `names`: one that several share is nobody's. `looks`
    are the names of the looks of characters.
    """
    tokens: list[Token] = []
    position = 0
    for start, end, token in _marks(text, known, named, looks):
        tokens.append(text[position:start])
        tokens.append(token)
        position = end
    tokens.append(text[position:])
    return list(_joined(tokens))


def _marks(
    text: str,
    known: Collection[Key],
    named: Mapping[Key, Collection[Key]],
    looks: Mapping[Key, Collection[str]],
) -> Iterator[tuple[int, int, Token]]:
    """Each place where the prompt is not literal: its start and end, and the token for it."""
    view = View(text)
    mention_end = end = 0
    for match in AT_MARK.finditer(view.text):
        at = match.start()
        if at < end:
            continue
        if view.text.startswith(match[0], at + 1) and not view.is_gap(at + 1):
            end = at + 2
            yield *view.span(at, end), match[0]
        elif at == mention_end or not in_address(view, at):
            key, stop = _mention(view, at, known, named)
            if stop:
                look, stop = _look(view, at + 1, stop, looks.get(key, ())) if key else ("", stop)
                end = mention_end = stop
                start, after = view.span(at, stop)
                yield start, after, Mention(text[start:after], start, after, key, look)


def in_address(view: View, at: int) -> bool:
    """Whether the `@` is part of an e-mail or web address.

    In an e-mail address, it follows a word of a script with spaces. In `镜头3@mia` the digit
    belongs to the ideographs before it, so this is a mention; and so is `_@mia_`, in Markdown.
    """
    text = view.text
    if view.is_gap(at):
        return False
    if in_url(text, at):
        return True
    before = at
    while before and text[before - 1].isdecimal():
        before -= 1
    if before and is_unspaced(text[before - 1]):
        return False
    before = at
    while before and text[before - 1] == "_":
        before -= 1
    if before < at and not (before and is_handle_char(text[before - 1])):
        return False
    return (
        at > 0 and is_handle_char(text[at - 1]) and not _ESCAPE.search(text[max(0, at - 20) : at])
    )


def in_url(text: str, at: int) -> bool:
    """Whether the `@` is in a web address, which ends at a quote and at foreign punctuation."""
    word = text[max(0, at - _LONGEST_URL) : at]
    match = _URL.search(word) if "://" in word else None
    return match is not None and not any(
        not char.isascii() and unicodedata.category(char)[0] == "P" for char in match[0]
    )


def _mention(
    view: View, at: int, known: Collection[Key], named: Mapping[Key, Collection[Key]]
) -> tuple[Key | None, int]:
    """The character that is mentioned at an `@`, and the end of the mention; 0 if there is none."""
    inner = _inner(view.text, at + 1)
    if inner is not None:
        return _in_brackets(inner[0], known, named), inner[1]
    for key, end in readings(view, at + 1):
        if key in known:
            return key, end
    return None, _unknown_end(view, at + 1)


def _look(view: View, start: int, plus: int, known: Collection[str]) -> tuple[str, int]:
    """The look after a handle that begins at `start` and ends before `plus`, and its end.

    The longest known one wins. An unknown one ends where an unknown handle would; without a look,
    the handle's end is returned.
    """
    text, begin = view.text, plus + 1
    if text[plus:begin] not in {*PLUS} or not may_begin(text[begin : begin + 1] or " "):
        return "", plus
    stop = _run_end(text, begin)
    closing = _closing(text, begin, stop, opened=start)
    ends = list(_ends(view, begin, stop, closing))
    folded = [(normalise(text[begin:end]), end) for end in ends]
    unknown = ends[0] if is_unspaced(text[begin]) else ends[-1]
    default = (normalise(text[begin:unknown]), unknown)
    return next((each for each in folded if each[0] in known), default)


def _inner(text: str, start: int) -> tuple[str, int] | None:
    """What brackets contain that begin at `start`, and the end of the brackets."""
    match = _BRACKETED.match(text, start)
    inner = (match[1] or match[2]).strip().lstrip(AT) if match else ""
    return (inner, match.end()) if match and any(map(str.isalnum, inner)) else None


def _in_brackets(
    inner: str, known: Collection[Key], named: Mapping[Key, Collection[Key]]
) -> Key | None:
    """The character whose handle, or else whose name, brackets contain."""
    for key in _handle_keys(inner):
        if key in known:
            return key
    for name in _name_keys(inner):
        people = named.get(name, ())
        if len(people) == 1:
            return next(iter(people))
    return None


def _handle_keys(inner: str) -> list[Key]:
    project, slash, handle = inner.rpartition("/")
    own: list[Key] = [(None, normalise(inner))]
    return [(normalise(project.strip()), normalise(handle.strip())), *own] if slash else own


def _name_keys(inner: str) -> list[Key]:
    """A name with its project, and the whole as a name: a slash may be a part of it."""
    project, slash, name = inner.partition("/")
    own: list[Key] = [(None, " ".join(inner.split()))]
    return [(normalise(project.strip()), " ".join(name.split())), *own] if slash else own


def readings(view: View, start: int, *, loosely: bool = False) -> Iterator[tuple[Key, int]]:
    """What the text from `start` may mention, best first: other projects, then long handles.

    Read `loosely`, a handle may end before underscores that close nothing.
    """
    slash = _run_end(view.text, start, extra="-")
    if slash > start and view.text[slash : slash + 1] == "/":
        project = normalise(view.text[start:slash])
        for handle, end in _handles(view, slash + 1, loosely=loosely):
            yield (project, handle), end
    for handle, end in _handles(view, start, loosely=loosely):
        yield (None, handle), end


def _handles(view: View, start: int, *, loosely: bool = False) -> Iterator[tuple[str, int]]:
    text, stop = view.text, _run_end(view.text, start)
    if stop == start or not text[start].isalpha():
        return
    closing = _closing(text, start, stop, loosely=loosely)
    for end in _ends(view, start, stop, closing):
        yield normalise(text[start:end]), end


def _ends(view: View, start: int, stop: int, closing: int) -> Iterator[int]:
    """Where a name that begins at `start` may end, the last place first."""
    text = view.text
    for end in range(stop, start, -1):
        if end in {stop, closing} or view.is_gap(end) or _may_end(text[end - 1], text[end]):
            yield end


def _closing(
    text: str, start: int, stop: int, *, loosely: bool = False, opened: int | None = None
) -> int:
    """Where a name ends before the underscores that close an emphasis of Markdown.

    Its mention was `opened` at the place after its `@`; by default, it is the handle itself.
    """
    end = stop
    while end > start and text[end - 1] == "_":
        end -= 1
    at = (start if opened is None else opened) - 1
    line = text[max(0, at - _LONGEST_URL) : at].rpartition("\n")[2] if end < stop else ""
    return end if loosely or _OPENING.search(line) else stop


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


def _unknown_end(view: View, start: int) -> int:
    """Where a mention of an unknown character ends; 0 if the `@` is not a mention."""
    text = view.text
    ends = [end for _, end in _handles(view, start)]
    slash = _run_end(text, start, extra="-")
    if text[slash : slash + 1] == "/" and slash > start:
        ends = [end for _, end in _handles(view, slash + 1)] or ends
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
