"""The pages that people read, and the programs, commands and tables in them."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import charlib

ROOT = Path(charlib.__file__).parents[1]
README = ROOT / "README.md"
MANUAL = ROOT / "charlib" / "manual"
TOPICS = (
    "agents", "architecture", "changes", "creating", "identity", "keeping-it-safe", "looks",
    "money", "money-and-exactly-once", "moving-in", "names", "outliving-a-provider", "prompts",
    "providers", "python", "scripting", "searching", "sharing", "start", "studio", "takes",
    "windows", "words", "your-own-profile",
)  # fmt: skip
PAGES = (README, *(MANUAL / f"{topic}.md" for topic in TOPICS))
_BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
_OPTIONS_WITH_VALUE = ("--home", "--project")
_GLOBAL = (*_OPTIONS_WITH_VALUE, "--json", "--quiet", "--debug", "--version", "--help")


class Block(NamedTuple):
    """A fenced block of a page: its language, its text, and the line where it starts."""

    page: Path
    line: int
    language: str
    text: str

    def __str__(self) -> str:
        """Name the place, for a test's id."""
        return f"{self.page.stem}:{self.line}"


class Line(NamedTuple):
    """A command line of a page, without what goes before the command."""

    place: str
    words: tuple[str, ...]

    def __str__(self) -> str:
        """Name the place, for a test's id."""
        return self.place


def blocks(language: str, *pages: Path) -> list[Block]:
    """Return the fenced blocks of a language."""
    every = (block for page in pages or PAGES for block in _blocks(page))
    return [block for block in every if block.language == language]


def _blocks(page: Path) -> Iterator[Block]:
    text = page.read_text("utf-8")
    for match in _BLOCK.finditer(text):
        line = text.count("\n", 0, match.start()) + 2
        yield Block(page, line, match[1], match[2])


def command_lines(*pages: Path) -> list[Line]:
    """Return every line of the shell blocks that calls charlib."""
    return [
        Line(f"{block.page.stem}:{number}", tuple(words))
        for block in blocks("sh", *pages)
        for number, text in enumerate(block.text.splitlines(), block.line)
        for words in _calls(text)
    ]


def _calls(text: str) -> Iterator[list[str]]:
    """Yield the words after `charlib` in a line of shell, also inside `<(…)` and after `&&`."""
    text = re.sub(r"<\((.*?)\)", r"; \1 ;", text)
    lexer = shlex.shlex(text, posix=True, punctuation_chars=";&|<>")
    lexer.whitespace_split = True
    words: list[str] = []
    for word in [*lexer, ";"]:
        if word[0] not in ";&|<>":
            words.append(word)
            continue
        if words and words[0].rpartition("/")[2] == "charlib":
            yield words[1:]
        words = []


def without_globals(words: tuple[str, ...]) -> list[str]:
    """Return the words from the command on."""
    rest = list(words)
    while rest and rest[0].startswith("-"):
        option = rest.pop(0)
        assert option in _GLOBAL, f"{option} does not go before a command"
        if option in _OPTIONS_WITH_VALUE:
            rest.pop(0)
    return rest
