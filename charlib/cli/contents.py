"""The table of contents: each command's task and module, in the order of `charlib --help`.

A command is the function of its last word in that module; `list_` where `list` is taken. The first
sentence of a group's help is that of its module.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from types import ModuleType

from charlib.cli.declare import Command, summary

CONTENTS: Mapping[str, Mapping[str, str]] = {
    "Start": {
        "demo": "start", "sandbox": "start", "help": "start", "where": "start",
        "completion": "start",
    },
    "Set up": {
        "account add": "account", "account edit": "account", "account list": "account",
        "account show": "account", "account use": "account", "account remove": "account",
        "account retire": "account", "account check": "account", "account clean": "account",
        "profile list": "profile", "profile show": "profile", "profile check": "profile",
        "profile try": "profile",
        "project add": "project", "project list": "project", "project use": "project",
        "project show": "project",
    },
    "Make characters": {
        "create": "create", "add": "characters",
        "source add": "source", "source list": "source", "source show": "source",
        "source probe": "source", "source picture": "source",
        "voice add": "footage.voice", "voice list": "footage.voice",
        "voice rm": "footage.voice",
        "window suggest": "window", "window check": "window", "window picture": "window",
    },
    "Find and look": {
        "search": "search", "list": "search", "show": "show", "picture": "show", "gallery": "show",
    },
    "Change": {
        "edit": "characters", "rename": "characters", "rm": "characters", "restore": "characters",
        "tag add": "tag", "tag remove": "tag", "tag rename": "tag", "tag nest": "tag",
        "tag unnest": "tag", "tag alias": "tag", "tag unalias": "tag", "tag list": "tag",
        "undo": "care", "redo": "care", "history": "care",
    },
    "Prompt and film": {
        "prompt": "prompt", "generate": "prompt",
        "task add": "task", "task list": "task", "task show": "task", "task wait": "task",
        "task cancel": "task",
    },
    "Outlive a provider": {
        "keep": "rebind", "rebind": "rebind", "verify": "sync", "sync": "sync", "resolve": "sync",
    },
    "Take care": {"backup": "care", "doctor": "care", "export": "care", "import": "care"},
}  # fmt: skip
OLD_WORDS = {"tag under": "tag nest", "tag apart": "tag unnest"}
"""Former names, which keep working and are not listed."""
MODULES = {path: module for task in CONTENTS.values() for path, module in task.items()}
GROUPS = tuple(dict.fromkeys(path.partition(" ")[0] for path in MODULES if " " in path))


def words(path: str) -> list[str]:
    """The words that can follow a path: the commands of a group, or of the root for ""."""
    head = f"{path} ".lstrip()
    below = (known[len(head) :] for known in MODULES if known.startswith(head))
    return list(dict.fromkeys(word.partition(" ")[0] for word in below))


def tasks() -> dict[str, list[str]]:
    """The commands and groups of the root by task."""
    firsts = {task: [path.partition(" ")[0] for path in paths] for task, paths in CONTENTS.items()}
    return {task: list(dict.fromkeys(names)) for task, names in firsts.items()}


def is_path(path: str) -> bool:
    """Whether words call a command or a group."""
    return path in MODULES or path in GROUPS or path in OLD_WORDS


def command(path: str) -> Command | None:
    """The function of a command; None for a group."""
    path = OLD_WORDS.get(path, path)
    if path not in MODULES:
        return None
    known, name = vars(_module(path)), path.rpartition(" ")[2]
    function: Command = known.get(f"{name}_") or known[name]
    return function


def help_of(path: str) -> str:
    """The first sentence of the help of a command or a group."""
    return summary(command(path) or _module(f"{path} {words(path)[0]}"))


def _module(path: str) -> ModuleType:
    return import_module(f"charlib.cli.commands.{MODULES[path]}")
