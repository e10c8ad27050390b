"""What TAB offers: commands and options as they are declared, names from the library.

A shell calls `charlib _complete SHELL …` at every TAB, so nothing here imports Typer or opens the
library for writing. bash hands over its line and the place of the cursor, zsh and fish their words;
the last word is the one to complete. Candidates come back one a line, or the line `:files` where
the shell completes paths itself.
"""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from charlib.cli import contents
from charlib.cli.declare import Parameter, parameters
from charlib.cli.parse import spellings
from charlib.cli.root import root
from charlib.store.read.completion import KINDS, Names

if TYPE_CHECKING:
    from charlib.domain.search.fields import Fields

FILES = ":files"
_BREAKS = " \t\n\"'@><=;|&(:"
"""Where bash cuts words for completion, unless its COMP_WORDBREAKS is another."""
_ESCAPED = " \t\"'\\$`&;|<>()*?[]{}!#~"


def answer(arguments: list[str]) -> int:
    """Print the candidates; the exit code is always 0: a TAB makes no noise."""
    shell, *words = arguments or [""]
    if shell == "bash":
        line, point, breaks = [*words, "", "", ""][:3]
        offered = _for_bash(line[: int(point)] if point.isdigit() else line, breaks or _BREAKS)
    else:
        *before, prefix = map(_unquoted, words or [""])
        offered = candidates(before, prefix)
    sys.stdout.write("".join(f"{word}\n" for word in offered if _is_writable(word)))
    return 0


def _is_writable(text: str) -> bool:
    try:
        text.encode(sys.stdout.encoding or "utf-8")
    except UnicodeEncodeError:
        return False
    return "\n" not in text


def candidates(words: list[str], prefix: str) -> list[str]:
    """What `prefix`, behind `words` (the first is `charlib`), may become; `[FILES]` for paths."""
    place = _Place(words[1:])
    if prefix.startswith("--" if place.takes_dashes else "-"):
        name, equals, value = prefix.partition("=")
        if equals and name in place.options:
            return [f"{name}={word}" for word in place.values(place.options[name][0], value)]
        return [name for name in place.options if name.startswith(prefix) and name[:2] == "--"]
    if place.awaited is not None:
        return place.values(place.awaited, prefix)
    offered = [name for name in place.below if name.startswith(prefix)]
    return offered or place.values(place.argument(), prefix)


class _Place:
    """Where in a command line the word to complete stands."""

    def __init__(self, words: list[str]) -> None:
        self.path, self._home, self._project = "", "", ""
        self.awaited: Parameter | None = None
        self._count = 0
        self._enter("")
        for word in words:
            self._read(word)
        self.below = [] if self._count else contents.words(self.path)

    def _enter(self, path: str) -> None:
        """Go on with the options and arguments of a command."""
        command = contents.command(path) if path else root
        declared = parameters(command) if command else ()
        self.path = path
        self.options = spellings(declared)
        self._arguments = [parameter for parameter in declared if parameter.is_argument]
        self.takes_dashes = any(parameter.takes_dashes for parameter in declared)

    def _read(self, word: str) -> None:
        if self.awaited is not None:
            self._note(self.awaited, word)
            self.awaited = None
            return
        name, equals, value = word.partition("=")
        if name in self.options:
            parameter = self.options[name][0]
            if equals:
                self._note(parameter, value)
            elif not parameter.is_flag:
                self.awaited = parameter
        elif not self._count and contents.is_path(longer := f"{self.path} {word}".lstrip()):
            self._enter(longer)
        elif not word.startswith("-") or self.takes_dashes:
            self._count += 1

    def _note(self, option: Parameter, value: str) -> None:
        if not self.path and option.name == "home":
            self._home = value
        elif not self.path and option.name == "project":
            self._project = value

    def argument(self) -> Parameter | None:
        """The argument that is next."""
        if not self._arguments:
            return None
        last = self._arguments[-1]
        return last if self._count >= len(self._arguments) and last.is_many else self._at()

    def _at(self) -> Parameter | None:
        return self._arguments[self._count] if self._count < len(self._arguments) else None

    def values(self, parameter: Parameter | None, prefix: str) -> list[str]:
        """The values of a parameter that begin with what was typed."""
        if parameter is None:
            return []
        if parameter.choices:
            return [word for word in parameter.choices if word and word.startswith(prefix)]
        return self._of_kind(parameter.completes, prefix)

    def _of_kind(self, kind: str, prefix: str) -> list[str]:
        if kind == "files":
            return [FILES]
        if kind == "video":  # a source by its name, else a file
            return self._names("sources", prefix) or [FILES]
        if kind in {"query", "takes"}:
            return self._query(prefix, kind)
        if kind == "prompt":
            return self._prompt(prefix)
        if kind == "topics":
            from charlib.cli.commands.setup.start import topics

            return [topic for topic in topics() if topic.startswith(prefix)]
        return self._profiles(prefix) if kind == "profiles" else self._known(kind, prefix)

    def _known(self, kind: str, prefix: str) -> list[str]:
        """The names of a kind in the library."""
        return self._names(kind, prefix) if kind in KINDS else []

    def _profiles(self, prefix: str) -> list[str]:
        """The profiles there are; the variants of one when its name is complete."""
        from charlib.config import locate
        from charlib.providers.profiles import Profiles

        names = Profiles(locate(self._home or None).profiles).names()
        base = prefix.partition(":")[0]
        shown = (name for name in names if ":" not in name or name.partition(":")[0] == base)
        return [name for name in shown if name.startswith(prefix)]

    def _names(self, kind: str, prefix: str) -> list[str]:
        return self._library.like(kind, prefix)

    def _query(self, prefix: str, kind: str) -> list[str]:
        """A field, a field's value, or a handle; the text before it stays."""
        from charlib.domain.search.completing import completed

        handles = "handles" if kind == "query" else ""
        return completed(prefix, self._names, _fields(kind), handles=handles)

    def _prompt(self, prefix: str) -> list[str]:
        text, at, handle = prefix.rpartition("@")
        if not at or any(char.isspace() for char in handle):
            return []
        kind = "mentions" if "+" in handle else "handles"
        return [f"{text}@{name}" for name in self._names(kind, handle)]

    @property
    def _library(self) -> Names:
        folder = self._home or os.environ.get("CHARLIB_HOME")
        if folder:  # without pathlib, which takes longer to load than all of this
            path = f"{os.path.expanduser(folder)}/library.db"  # noqa: PTH111 - see above
            return Names(path, self._project)
        from charlib.config import locate

        return Names(str(locate().database), self._project)


def _fields(kind: str) -> Fields:
    """The fields of a query for characters, or for takes."""
    if kind == "takes":
        from charlib.domain.search.takes import TAKES

        return TAKES
    from charlib.domain.search.fields import CHARACTERS

    return CHARACTERS


# -- how shells quote words


def _unquoted(word: str) -> str:
    """A word of zsh or fish without its quotes and backslashes; the last may be unfinished."""
    return _split(word, "")[0][-1] if word else ""


def _split(line: str, breaks: str) -> tuple[list[str], str, str, int]:
    """Split a line as a shell does.

    Returns the words, the open quote, the last word as typed, and where in that bash begins to
    replace: behind the open quote, or behind the last break that is not quoted (at an `@`).
    """
    words: list[str] = []
    word, quote, raw, cut, before = "", "", "", 0, 0
    left = iter(line)
    for char in left:
        raw += char
        if char == "\\" and quote != "'":
            following = next(left, "")
            word, raw = word + following, raw + following
        elif quote and char != quote:
            word += char
        elif quote:
            quote, cut = "", before
        elif char in "\"'":
            quote, cut, before = char, len(raw), cut
        elif char.isspace():
            words, word, raw, cut = [*words, word] if raw.strip() else words, "", "", 0
        else:
            word += char
            # Behind an @ bash replaces the @ as well: to it, that is how a host's name begins.
            cut = len(raw) - (char == "@") if char in breaks else cut
    return [*words, word], quote, raw, cut


def _for_bash(line: str, breaks: str) -> list[str]:
    """The candidates as bash puts them where it begins to replace."""
    words, quote, raw, cut = _split(line, breaks)
    offered = candidates(words[:-1], words[-1])
    if offered == [FILES]:
        return offered
    start = len(_unquoted(raw[:cut]))
    if quote:  # bash closes it itself
        return [_in_quotes(word[start:], quote) for word in offered]
    typed = raw[cut:] + " "  # complete already, and in quotes perhaps
    return [typed if word == words[-1] else _spaced(_escaped(word[start:])) for word in offered]


def _spaced(text: str) -> str:
    return text if text.endswith((":", "=", "/")) else f"{text} "


def _in_quotes(text: str, quote: str) -> str:
    if quote == "'":
        return text.replace("'", "'\\''")
    return "".join(f"\\{char}" if char in '\\"$`' else char for char in text)


def _escaped(text: str) -> str:
    return "".join(f"\\{char}" if char in _ESCAPED else char for char in text)
