"""The modules of the page as a browser gets them: as one, without what only people read.

It is still a module, and no name is another one: so the names at the top of all modules differ,
and none is one of the browser's own. Comments are left out, and space and signs that say nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from posixpath import dirname, join, normpath
from typing import NamedTuple

MAIN = "main.js"
_IMPORT = re.compile(r'^import \{[^}]*\} from "([^"]+)";\n', re.MULTILINE)
_EXPORT = re.compile(r"^export (?:\{\};\n)?", re.MULTILINE)
_GAP = re.compile(r"(?:\s|//[^\n]*|/\*[\s\S]*?\*/)+")
_TOKEN = re.compile(r"""[\w$]+|"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|\+\+|--|=>|[^\w\s]""")
_PATTERN = re.compile(r"/(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\[\n])+/\w*")
_CHUNK = re.compile(r"[`}](?:\\[\s\S]|\$(?!\{)|[^`\\$])*(?:`|\$\{)")
_BEGINS = {"", "(", ",", "=", ":", "[", "!", "&", "|", "?", "{", "}", ";", "=>", "return"}
"""Tokens after which a / begins a pattern, where it would be a division elsewhere."""
_OPENS, _CLOSES = "{([,;=&|?:!<*>", ")]},;.?:&|*=<>"
"""After the first and before the second of these no line has to end."""
_AFTER = {";": {"}"}, ",": {"}", "]", ")"}}
"""Signs that say nothing before others."""


def joined(modules: Mapping[str, str], name: str = MAIN) -> str:
    """A module and all that it imports as one text, each after what it imports itself."""
    order = dict.fromkeys(_after(modules, name, set()))
    return "\n".join(_EXPORT.sub("", _IMPORT.sub("", modules[each])) for each in order)


def _after(modules: Mapping[str, str], name: str, seen: set[str]) -> Iterator[str]:
    if name not in seen:
        seen.add(name)
        for found in _IMPORT.finditer(modules[name]):
            yield from _after(modules, normpath(join(dirname(name), found[1])), seen)
        yield name


class _Token(NamedTuple):
    """A token, and whether a line or only space ended before it."""

    text: str
    gap: str


@lru_cache(maxsize=8)  # of a process with many studios, the tests' among them
def packed(text: str) -> str:
    """A module without comments, needless space and needless signs."""
    parts, before = list[str](), ""
    for token in _tokens(text):
        if token.text in _AFTER.get(before, ()):
            parts.pop()
            before = ""
        parts += (_between(before, token), token.text)
        before = token.text
    return "".join(parts).lstrip() + "\n"


def _between(before: str, token: _Token) -> str:
    """What has to stay between two tokens."""
    ended, begun = before[-1:], token.text[0]
    if "\n" in token.gap and not (ended in _OPENS or begun in _CLOSES):
        return "\n"
    is_one = (_is_word(ended) and _is_word(begun)) or (ended == begun and begun in "+-/")
    return " " if token.gap and is_one else ""


def _is_word(char: str) -> bool:
    return char.isalnum() or char in "_$"


def _tokens(text: str) -> Iterator[_Token]:
    """The tokens of a module; a template is several, cut where a value stands in it."""
    at, before = 0, ""
    depths: list[int] = []  # of the braces in each value of a template that is open
    while True:
        gap = _GAP.match(text, at)
        at = gap.end() if gap else at
        if at >= len(text):
            return
        found = _next(text, at, before, depths)
        yield _Token(found, gap[0] if gap else "")
        at, before = at + len(found), found


def _next(text: str, at: int, before: str, depths: list[int]) -> str:
    """The token at a place; `depths` is kept up to date."""
    is_back = text[at] == "}" and depths and not depths[-1]
    pattern = _CHUNK if text[at] == "`" or is_back else _TOKEN
    if text[at] == "/" and before in _BEGINS:
        pattern = _PATTERN
    match = pattern.match(text, at)
    if match is None:
        raise ValueError(f"no token at {text[at : at + 40]!r}")
    found = match[0]
    if pattern is _CHUNK:
        _step(found, depths)
    elif depths and found in "{}":
        depths[-1] += 1 if found == "{" else -1
    return found


def _step(chunk: str, depths: list[int]) -> None:
    """A piece of a template opens a value, closes one, or does both."""
    if chunk[0] == "}":
        depths.pop()
    if chunk.endswith("${"):
        depths.append(0)
