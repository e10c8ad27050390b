"""Which command is where. Only the one that is called is loaded: a start builds one signature.

`--help`, a slip of the tongue and completion see them all, in this order.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import typer

MOST = 10**9
"""The largest number that an option such as --limit takes."""
# Words such as -tag:old are arguments, not options: no short option may claim their letters.
_DASHED = {"context_settings": {"ignore_unknown_options": True, "help_option_names": ["--help"]}}

COMMANDS: dict[str, tuple[str, str, dict[str, Any]]] = {
    "demo": ("remote", "demo", {}),
    "sandbox": ("remote", "sandbox", {}),
    "create": ("catalog", "create", {}),
    "add": ("catalog", "add", {}),
    "list": ("found", "list_", {}),
    "search": ("found", "search", _DASHED),
    "show": ("catalog", "show", {}),
    "edit": ("catalog", "edit", {}),
    "picture": ("pictures", "picture", {}),
    "gallery": ("pictures", "gallery", _DASHED),
    "rename": ("catalog", "rename", {}),
    "rm": ("catalog", "rm", {}),
    "restore": ("catalog", "restore", {}),
    "prompt": ("compose", "prompt", {}),
    "generate": ("compose", "generate", {}),
    "keep": ("footage", "keep", {}),
    "rebind": ("footage", "rebind", {}),
    "sync": ("remote", "sync", {}),
    "resolve": ("remote", "resolve", {}),
    "verify": ("remote", "verify", {}),
    "history": ("journal", "history", {}),
    "undo": ("journal", "undo", {}),
    "redo": ("journal", "redo", {}),
    "backup": ("care", "backup", {}),
    "doctor": ("care", "doctor", {}),
    "export": ("exchange", "export", {}),
    "import": ("exchange", "import_", {}),
    "completion": ("completion", "completion", {}),
}
"""Command → module of this package, function, what else Typer is to know."""
GROUPS = ("account", "profile", "project", "source", "tag", "task", "window")
"""Groups of commands: each a module of its name with an `app`."""
QUICK: dict[str, tuple[str, str]] = {
    "search": ("people", "search"),
    "list": ("people", "list_"),
    "show": ("showing", "show"),
    "prompt": ("prompts", "prompt"),
    "tag list": ("labels", "list_"),
}
"""Commands that `quick` reads without Typer → module of this package and function to call."""
_TAKES_VALUE = {"--home", "--project"}


def add_to(app: typer.Typer, arguments: Sequence[str] | None) -> None:
    """Add the command that `arguments` call to the root; all of them where there are none.

    Where no command is called (help, a slip of the tongue) their names and help do.
    """
    called = None if arguments is None else _called(arguments)
    if called in {*COMMANDS, *GROUPS}:
        _add(app, str(called))
        return
    add = _add if called is None else _add_name
    for name in (*COMMANDS, *GROUPS):
        add(app, name)


def _add(app: typer.Typer, name: str) -> None:
    if name in GROUPS:
        app.add_typer(import_module(f"charlib.cli.{name}").app, name=name)
        return
    module, function, settings = COMMANDS[name]
    loaded = import_module(f"charlib.cli.{module}")
    app.command(name, **settings)(getattr(loaded, function))


def _add_name(app: typer.Typer, name: str) -> None:
    from charlib.cli.grammar import COMMANDS as KNOWN

    app.command(name, help=KNOWN[name]["help"])(_nothing)


def _nothing() -> None:
    """Stands in for a command in the root's help."""


def _called(arguments: Sequence[str]) -> str:
    """The first word that is neither an option of the root nor such an option's value."""
    words = iter(arguments)
    for word in words:
        if word in _TAKES_VALUE:
            next(words, None)
        elif not word.startswith("-"):
            return word
        elif word in {"-h", "--help"}:
            break
    return ""
