"""What TAB offers: commands and options from `grammar`, names from the library.

A shell calls `charlib _complete SHELL …` at every TAB, so nothing here imports Typer or opens the
library for writing. bash hands over its line and the place of the cursor, zsh and fish their words;
the last word is the one that was begun. One candidate a line comes back, or the line `:files`
where the shell's own completion of paths is meant.
"""

from __future__ import annotations

import os
import sys

from charlib.cli.grammar import COMMANDS
from charlib.store.read.completion import KINDS, Names

FILES = ":files"
_METAVARS = {
    "HANDLE": "handles", "HANDLE…": "handles", "TAG": "tags", "T": "tags", "A": "accounts",
    "ACCOUNT": "accounts", "SLUG": "projects", "REF": "sources", "TASK": "tasks", "NAME": "saved",
    "PROFILE": "profiles", "FILE": "files", "DIR": "files", "QUERY": "query", "QUERY…": "query",
    "OLD": "tags", "NEW": "tags", "PARENT": "tags", "ALIAS": "tags", "VIDEO": "video",
}  # fmt: skip
_SPECIAL = {
    "--task": "tasks", "restore HANDLE…": "trashed", "prompt TEXT": "prompt",
    "generate TEXT": "prompt", "account add ACCOUNT": "", "project add SLUG": "",
    "source add REF": "files", "source probe REF": "video", "source picture REF": "video",
    "--source": "video", "resolve HANDLE": "unsettled", "tag unalias ALIAS": "aliases",
}  # fmt: skip
_CHOICES = {
    "--sort": "newest oldest handle name updated used rank",
    "tag list --sort": "name count",
    "--format": "table csv jsonl",
    "--likeness": "real fictional none",
    "task list --state": "queued running done failed unknown",
    "SHELL": "bash zsh fish",
}
_FIELD_KINDS = {
    "tag": "tags", "project": "projects", "account": "accounts", "profile": "profiles",
    "saved": "saved", "handle": "handles", "source": "sources",
}  # fmt: skip
_BREAKS = " \t\n\"'@><=;|&(:"
"""Where bash cuts words for completion, unless its COMP_WORDBREAKS is another."""
_ESCAPED = " \t\"'\\$`&;|<>()*?[]{}!#~"


def answer(arguments: list[str]) -> int:
    """Print what the word that was begun may become; 0 always: a TAB makes no noise."""
    shell, *words = arguments or [""]
    if shell == "bash":
        line, point, breaks = [*words, "", "", ""][:3]
        offered = _for_bash(line[: int(point)] if point.isdigit() else line, breaks or _BREAKS)
    else:
        offered = candidates(
            [_unquoted(word) for word in words[:-1]], _unquoted((words or [""])[-1])
        )
    sys.stdout.write("".join(f"{one}\n" for one in offered if _is_writable(one)))
    return 0


def _is_writable(text: str) -> bool:
    try:
        text.encode(sys.stdout.encoding or "utf-8")
    except UnicodeEncodeError:
        return False
    return "\n" not in text


def candidates(words: list[str], begun: str) -> list[str]:
    """What `begun`, behind `words` (the first is `charlib`), may become; `[FILES]` for paths."""
    place = _Place(words[1:])
    if begun.startswith("-") and not (place.is_dashed and not begun.startswith("--")):
        name, equals, value = begun.partition("=")
        if equals and name in place.options:
            return [f"{name}={one}" for one in place.values(place.kind_of(name), value)]
        return [name for name in place.options if name.startswith(begun) and len(name) > 2]  # noqa: PLR2004 - long ones
    if place.awaited:
        return place.values(place.kind_of(place.awaited), begun)
    offered = [name for name in place.below if name.startswith(begun)]
    return offered or place.values(place.argument(), begun)


class _Place:
    """Where in a command line the word stands that was begun."""

    def __init__(self, words: list[str]) -> None:
        self.path, self.awaited, self._home, self._project = "", "", "", ""
        self._count = 0
        for word in words:
            self._read(word)
        self.options = COMMANDS[self.path]["options"]
        self.is_dashed = COMMANDS[self.path]["is_dashed"]
        head = f"{self.path} ".lstrip()
        rest = [path[len(head) :] for path in COMMANDS if path.startswith(head) and path]
        self.below = [] if self._count else [one for one in rest if one and " " not in one]

    def _read(self, word: str) -> None:
        if self.awaited:
            self._note(self.awaited, word)
            self.awaited = ""
            return
        name, equals, value = word.partition("=")
        option = COMMANDS[self.path]["options"].get(name)
        if option and word.startswith("-"):
            if equals:
                self._note(name, value)
            elif option[1] not in {"flag", "off"}:
                self.awaited = name
        elif not self._count and (longer := f"{self.path} {word}".strip()) in COMMANDS:
            self.path = longer
        elif not word.startswith("-") or COMMANDS[self.path]["is_dashed"]:
            self._count += 1

    def _note(self, option: str, value: str) -> None:
        if option == "--home":
            self._home = value
        elif option == "--project" and not self.path:
            self._project = value

    def kind_of(self, option: str) -> str:
        """What an option's value is."""
        return self._kind(option, self.options[option][2])

    def argument(self) -> str:
        """What the argument is that is next."""
        known = COMMANDS[self.path]["arguments"]
        if not known or (self._count >= len(known) and not known[-1][2]):
            return ""
        metavar = known[min(self._count, len(known) - 1)][1]
        return self._kind(f"{self.path} {metavar}", metavar)

    def _kind(self, name: str, metavar: str) -> str:
        for one in (f"{self.path} {name}", name, metavar):
            if one in _CHOICES:
                return _CHOICES[one]
        return _SPECIAL.get(name, _METAVARS.get(metavar, ""))

    def values(self, kind: str, begun: str) -> list[str]:
        """The values of a kind that begin with what was begun."""
        if kind == "files":
            return [FILES]
        if kind == "video":  # a source by its name, else a file
            return self._names("sources", begun) or [FILES]
        if kind == "query":
            return self._query(begun)
        if kind == "prompt":
            return self._prompt(begun)
        if kind in KINDS:
            return self._names(kind, begun)
        return [one for one in kind.split() if one.startswith(begun)]

    def _names(self, kind: str, begun: str) -> list[str]:
        if kind not in {"handles", "trashed", "unsettled"}:
            return self._library.begun(
                kind, _folded(begun) if kind in {"tags", "aliases"} else begun
            )
        at = "@" if begun.startswith("@") else ""
        project, slash, handle = begun.removeprefix("@").rpartition("/")
        found = self._library.begun(kind, _folded(handle), project or None)
        return [f"{at}{project}{slash}{one}" for one in found]

    def _query(self, begun: str) -> list[str]:
        """A field, a field's value, or a handle, with what stands before it kept."""
        bare = begun[_last_term(begun) :].lstrip("-(^!")
        before = begun[: len(begun) - len(bare)]
        field, colon, value = bare.partition(":")
        from charlib.domain.search.fields import CHOICES, FIELDS
        from charlib.domain.search.lexer import quoted

        if not colon:
            fields = [f"{one}:" for one in FIELDS if one.startswith(bare)]
            return [before + one for one in fields + (self._names("handles", bare) if bare else [])]
        sought = value.lstrip("=~")
        mark, sought = value[: len(value) - len(sought)], sought.lstrip('"').replace('""', '"')
        known = self._names(_FIELD_KINDS[field], sought) if field in _FIELD_KINDS else []
        known += [one for one in CHOICES.get(field, ()) if one.startswith(sought)]
        return [f"{before}{field}:{mark}{quoted(one, in_field=True)}" for one in known]

    def _prompt(self, begun: str) -> list[str]:
        text, at, handle = begun.rpartition("@")
        if not at or any(char.isspace() for char in handle):
            return []
        return [f"{text}@{one}" for one in self._names("handles", handle)]

    @property
    def _library(self) -> Names:
        folder = self._home or os.environ.get("CHARLIB_HOME")
        if folder:  # without pathlib, which takes longer to load than all of this
            path = f"{os.path.expanduser(folder)}/library.db"  # noqa: PTH111 - see above
            return Names(path, self._project)
        from charlib.config import locate

        return Names(str(locate().database), self._project)


def _folded(text: str) -> str:
    """A handle or tag as it is stored."""
    if text.isascii():
        return text.lower()
    from charlib.domain.handle import normalise

    return normalise(text)


def _last_term(query: str) -> int:
    """Where the last term of a query begins; spaces in its quotation marks part nothing."""
    start, is_quoted = 0, False
    for at, char in enumerate(query, 1):
        is_quoted ^= char == '"'
        if not is_quoted and (char.isspace() or char in "()|"):
            start = at
    return start


# -- what shells make of words


def _unquoted(word: str) -> str:
    """A word of zsh or fish without its quotes and backslashes; what was begun may lack an end."""
    return _split(word, "")[0][-1] if word else ""


def _split(line: str, breaks: str) -> tuple[list[str], str, str, int]:
    """Part a line as a shell does.

    Answers the words, the quote that is open, the last word as typed, and where in that bash begins
    to replace: behind the open quote, or behind the last break that is not quoted (at an `@`).
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
    """What bash is to put where it begins to replace."""
    words, quote, raw, cut = _split(line, breaks)
    found = candidates(words[:-1], words[-1])
    if found == [FILES]:
        return found
    kept = len(_unquoted(raw[:cut]))
    if quote:  # bash closes it itself
        return [_in_quotes(one[kept:], quote) for one in found]
    typed = raw[cut:] + " "  # whole already, and in quotes perhaps
    return [typed if one == words[-1] else _spaced(_escaped(one[kept:])) for one in found]


def _spaced(text: str) -> str:
    return text if text.endswith((":", "=", "/")) else f"{text} "


def _in_quotes(text: str, quote: str) -> str:
    if quote == "'":
        return text.replace("'", "'\\''")
    return "".join(f"\\{char}" if char in '\\"$`' else char for char in text)


def _escaped(text: str) -> str:
    return "".join(f"\\{char}" if char in _ESCAPED else char for char in text)
