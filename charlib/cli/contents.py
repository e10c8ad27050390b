"""The table of contents: the commands of each task by module, in the order of `charlib --help`.

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
        "setup.start": "demo, sandbox, help, where, completion",
        "setup.studio": "studio",
        "setup.agents": "mcp",
    },
    "Set up": {
        "setup.account": (
            "account add, account edit, account list, account show, account use, account "
            "remove, account retire, account check, account clean"
        ),
        "setup.profile": "profile list, profile show, profile check, profile try",
        "setup.project": (
            "project add, project list, project use, project show, project rename, project rm"
        ),
    },
    "Make characters": {
        "making.create": "create",
        "cast.characters": "add",
        "making.script": "cast",
        "making.source": "source add, source list, source show, source probe, source picture",
        "cast.look": "look add, look list, look edit, look rename, look rm",
        "making.voice": "voice add, voice list, voice rm",
        "making.window": "window suggest, window check, window picture",
    },
    "Find and look": {
        "cast.search": "search, list",
        "cast.show": "show, picture, gallery",
    },
    "Change": {
        "cast.characters": "edit, rename, rm, restore",
        "cast.alias": "alias add, alias rm, alias list",
        "cast.merge": "merge, move",
        "cast.tag": (
            "tag add, tag remove, tag rename, tag nest, tag unnest, tag alias, tag unalias, "
            "tag list"
        ),
        "upkeep.care": "undo, redo, history",
    },
    "Prompt and film": {
        "filming.prompt": "prompt, generate",
        "filming.identity": "who, identity on, identity off",
        "filming.task": "task add, task list, task show, task wait, task cancel",
        "filming.take": (
            "take list, take show, take pick, take rate, take note, take check, take scenes, "
            "take open, take sheet, take export"
        ),
        "filming.cost": "cost",
    },
    "Outlive a provider": {
        "upkeep.rebind": "keep, rebind",
        "upkeep.sync": "verify, sync, resolve",
    },
    "Take care": {
        "upkeep.care": "backup, doctor",
        "upkeep.exchange": "export, import",
        "upkeep.share": "share init, share push, share pull, share status, share leave,"
        " share claims, share release, share budget",
        "cast.purge": "purge",
        "upkeep.do": "do",
    },
}
OLD_WORDS = {"tag under": "tag nest", "tag apart": "tag unnest"}
"""Former names, which keep working and are not listed."""
COMMANDS = {
    task: {path: module for module, paths in modules.items() for path in paths.split(", ")}
    for task, modules in CONTENTS.items()
}
"""The commands of each task, with the module of each."""
MODULES = {path: module for paths in COMMANDS.values() for path, module in paths.items()}
GROUPS = tuple(dict.fromkeys(path.partition(" ")[0] for path in MODULES if " " in path))


def words(path: str) -> list[str]:
    """The words that can follow a path: the commands of a group, or of the root for ""."""
    head = f"{path} ".lstrip()
    below = (known[len(head) :] for known in MODULES if known.startswith(head))
    return list(dict.fromkeys(word.partition(" ")[0] for word in below))


def tasks() -> dict[str, list[str]]:
    """The commands and groups of the root by task."""
    firsts = {task: [path.partition(" ")[0] for path in paths] for task, paths in COMMANDS.items()}
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
