"""What helps after an error, as data: each door phrases it as its users call things.

    call("tag rename", "hero", "lead")           charlib tag rename hero lead
                                                 lib.tags.rename("hero", "lead")
    Hint("Give one of {} and {}", argument("url", "URL"), argument("task", "ID"))
                                                 Give one of --url URL and --task ID
                                                 Give one of url=URL and task=ID

Verbs, arguments and their values are named as on the command line. A value in capitals is a
placeholder.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import NamedTuple, Self, TypeAlias

_NOUNS = {"account", "profile", "project", "source", "tag", "task"}
_PYTHON = {
    "import": "import_",
    "rm": "remove",
    "source picture": "picture",
    "source probe": "probe",
    "window check": "check_window",
    "window suggest": "suggest_windows",
}
"""Verbs that Python calls otherwise than the command line."""
_ARGUMENTS = {"id": "remote_id", "trash": "trashed"}
"""Arguments that Python calls otherwise."""


EXTRAS = {
    "media": ("av>=14",),
    "suggest": ("av>=14", "numpy>=2", "opencv-python-headless>=4.10,<5"),
    "web": ("starlette>=0.46", "uvicorn>=0.34"),
    "keyring": ("keyring>=25",),
    "s3": ("boto3>=1.36",),
}
"""Extra → its packages, as the project's own file has them; a test holds the two together."""


class Call(NamedTuple):
    """A verb with its arguments; an option that is True has no value."""

    verb: str
    words: tuple[str, ...] = ()
    options: tuple[tuple[str, str | bool], ...] = ()


class Argument(NamedTuple):
    """An argument of the verb that was called, and perhaps a value that it might have."""

    name: str
    value: str = ""


Part: TypeAlias = Call | Argument | str
Phrase: TypeAlias = Callable[[Part], str]
"""How a door says a part of a hint."""


class Hint(str):
    """A sentence in which `{}` stands for calls, arguments and plain values.

    As a string it speaks Python; a door of its own uses `phrased`.
    """

    __slots__ = ("parts", "text")
    text: str
    parts: tuple[Part, ...]

    def __new__(cls, text: str, *parts: Part) -> Self:
        """Make a hint of a sentence and its parts."""
        hint = super().__new__(cls, text.format(*map(in_python, parts)) if parts else text)
        hint.text, hint.parts = text, parts
        return hint

    def phrased(self, phrase: Phrase) -> str:
        """The sentence, with its parts as a door says them."""
        return self.text.format(*map(phrase, self.parts)) if self.parts else self.text


NO_HINT = Hint("")


class Notice(str):
    """A warning: its text, and the hint that goes with it."""

    __slots__ = ("hint",)
    hint: Hint

    def __new__(cls, text: str, hint: Hint = NO_HINT) -> Self:
        """Make a text that carries a hint."""
        notice = super().__new__(cls, text)
        notice.hint = hint
        return notice


def call(verb: str, *words: str, **options: str | bool) -> Hint:
    """The hint to call a verb: `call("create", "mia", url="URL", window="START,END")`."""
    return Hint("{}", the_call(verb, *words, **options))


def the_call(verb: str, *words: str, **options: str | bool) -> Call:
    """A call as a part of a longer hint."""
    return Call(verb, words, tuple(options.items()))


def argument(name: str, value: str = "") -> Argument:
    """An argument as a part of a hint."""
    return Argument(name, value)


def as_hint(hint: Hint | str) -> Hint:
    """A hint that may be a plain sentence."""
    return hint if isinstance(hint, Hint) else Hint(hint)


def install(*extras: str) -> Hint:
    """The hint to install what these extras need, for the interpreter that runs now."""
    packages = dict.fromkeys(package for extra in extras for package in EXTRAS[extra])
    words = " ".join(f"'{package}'" for package in packages)
    return Hint("{}", f"{sys.executable or 'python'} -m pip install {words}")


def in_python(part: Part) -> str:
    """A part of a hint as Python says it."""
    if isinstance(part, str):
        return part
    if isinstance(part, Argument):
        name = _ARGUMENTS.get(part.name, part.name)
        return f"{name}={_value(part.value)}" if part.value else name
    noun, _, verb = part.verb.partition(" ")
    name = f"{noun}s.{verb}" if verb and noun in _NOUNS else part.verb.replace(" ", "_")
    options = [f"{_ARGUMENTS.get(key, key)}={_value(value)}" for key, value in part.options]
    arguments = ", ".join([*map(_value, part.words), *options])
    return f"lib.{_PYTHON.get(part.verb, name)}({arguments})"


def _value(value: str | bool) -> str:  # noqa: FBT001 - as an option has it
    is_placeholder = isinstance(value, str) and value.replace(",", "").isupper()
    if is_placeholder and isinstance(value, str):
        return value if value.isidentifier() else repr(value)
    return repr(value)
