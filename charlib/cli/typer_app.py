"""What Typer is told: the declarations of the command that is called, and of the root.

Typer reads every command line that is not plain, prints help, and words the mistakes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from inspect import Parameter as Slot
from inspect import Signature
from itertools import islice
from operator import getitem
from pathlib import Path
from typing import Annotated, Any, Literal

import typer
from typer.core import TyperCommand, TyperGroup
from typer.exceptions import TyperException

from charlib.cli import contents
from charlib.cli.declare import Command, Parameter, parameters, summary
from charlib.cli.parse import Call, is_dashed, spellings
from charlib.cli.root import root, split
from charlib.errors import InvalidInput

_KINDS = {"str": str, "int": int, "float": float, "bool": bool, "Path": Path}
_MARK = "\0"
"""Stands before a word such as `-tag:old`, which Typer would read as an option."""


def read(arguments: Sequence[str], *, as_json: bool = False) -> Call | int:
    """Read a command line; the exit code where help is printed. Mistakes are InvalidInput."""
    calls: list[tuple[Command, dict[str, Any]]] = []
    try:
        code = build(arguments)(
            args=list(arguments), prog_name="charlib", standalone_mode=False, obj=calls
        )
    except TyperException as error:
        if as_json or not _is_help(error):
            raise InvalidInput(_usage(error), hint=_remedy(error)) from None
        typer.echo(str(error), err=True)
        return InvalidInput.exit_code
    except SystemExit as left:  # how Typer leaves when the reader of a pipe has gone
        if isinstance(left.__context__, BrokenPipeError):
            raise left.__context__ from None
        raise
    if isinstance(code, int):
        return code
    (_, options), (command, values) = calls
    return Call(options, command, values)


def build(arguments: Sequence[str] | None = None) -> typer.Typer:
    """The command line for these arguments; without any, with all its commands.

    Of what is not called, the root's help needs no more than name and summary.
    """
    app = _group(
        help=root.__doc__,
        cls=_Tasks,
        epilog="Start with: charlib demo",
        context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    )
    app.callback()(_adapted(root))
    called = None if arguments is None else split(arguments)[1]
    is_known = called is not None and called in contents.words("")
    for name in [str(called)] if is_known else contents.words(""):
        if name in contents.GROUPS and (is_known or called is None):
            _add_group(app, name)
        elif is_known or called is None:
            _add(app, name, name)
        else:
            app.command(name, help=contents.help_of(name))(_nothing)
    return app


def _group(**settings: Any) -> typer.Typer:
    return typer.Typer(
        no_args_is_help=True, rich_markup_mode=None, pretty_exceptions_enable=False,
        add_completion=False, **settings,
    )  # fmt: skip


def _add_group(app: typer.Typer, name: str) -> None:
    group = _group(help=contents.help_of(name) + ".", short_help=contents.help_of(name))
    for word in contents.words(name):
        _add(group, f"{name} {word}", word)
    for old in contents.OLD_WORDS:
        if old.startswith(f"{name} "):
            _add(group, old, old.removeprefix(f"{name} "), hidden=True)
    app.add_typer(group, name=name)


def _add(app: typer.Typer, path: str, name: str, *, hidden: bool = False) -> None:
    command = contents.command(path)
    assert command is not None  # noqa: S101 - a group is added by _add_group
    settings: dict[str, Any] = {"help": command.__doc__, "short_help": summary(command)}
    if any(parameter.takes_dashes for parameter in parameters(command)):
        settings["cls"] = _Words
    app.command(name, hidden=hidden, **settings)(_adapted(command))


def _nothing() -> None:
    """Stands in for a command in the root's help."""


def _adapted(command: Command) -> Command:
    """A function that Typer can read, and that notes what it is called with."""
    declared = parameters(command)

    def adapted(context: typer.Context, **values: Any) -> None:
        lists = {one.name: list(values[one.name] or ()) for one in declared if one.is_many}
        context.find_root().obj.append((command, values | lists))

    slots = [Slot("context", Slot.KEYWORD_ONLY, annotation=typer.Context)]
    slots += map(_slot, declared)
    adapted.__signature__ = Signature(slots)  # type: ignore[attr-defined] # where inspect looks
    adapted.__annotations__ = {}
    return adapted


def _slot(parameter: Parameter) -> Slot:
    """One argument or option in Typer's words."""
    kind: Any = _KINDS[parameter.kind]
    if parameter.choices:
        kind = getitem(Literal, tuple(parameter.choices))
    if parameter.is_many:
        kind = list[kind]
    default = Slot.empty if parameter.is_required else parameter.default
    if default is None:
        kind = kind | None
    annotation = Annotated[kind, _declared(parameter)]
    return Slot(parameter.name, Slot.KEYWORD_ONLY, default=default, annotation=annotation)


def _declared(parameter: Parameter) -> Any:
    shared: dict[str, Any] = {
        "metavar": parameter.metavar or None, "help": _help(parameter),
        "min": parameter.least, "max": parameter.most, "envvar": parameter.variable or None,
        "show_default": bool(parameter.default),
    }  # fmt: skip
    if parameter.is_argument:
        return typer.Argument(**shared)
    names = [parameter.option + (f"/{parameter.negation}" if parameter.negation else "")]
    names += [parameter.short] if parameter.short else []
    return typer.Option(*names, **shared)


def _help(parameter: Parameter) -> str:
    """The help of a parameter, with the choices it has."""
    choices = ", ".join(choice for choice in parameter.choices if choice)
    return f"{parameter.help.removesuffix('.')}: {choices}." if choices else parameter.help


class _Tasks(TyperGroup):
    """The root, whose help lists its commands by task."""

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """Write the names and summaries of the commands, a section for each task."""
        summaries = {
            name: command.get_short_help_str(formatter.width)
            for name in self.list_commands(ctx)
            if (command := self.get_command(ctx, name)) is not None
        }
        width = max(map(len, summaries))
        for task, paths in contents.CONTENTS.items():
            names = dict.fromkeys(path.partition(" ")[0] for path in paths)
            with formatter.section(task):
                formatter.write_dl([(name.ljust(width), summaries[name]) for name in names])


class _Words(TyperCommand):
    """A command whose words may begin with a dash: all but its own options, and `-h`."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Parse with such words marked, so that Typer takes them for arguments."""
        path = " ".join(ctx.command_path.split()[1:])
        command = contents.command(path)
        known = parameters(command) if command else ()
        rest = super().parse_args(ctx, list(_marked(known, args)))
        ctx.params = {name: _unmarked(value) for name, value in ctx.params.items()}
        return rest


def _marked(declared: Sequence[Parameter], words: Sequence[str]) -> Iterator[str]:
    known = spellings(declared)
    left = iter(words)
    for word in left:
        if word == "--":
            yield word
            yield from left
        elif word in known:
            yield word
            yield from islice(left, 0 if known[word][0].is_flag else 1)
        else:
            yield _MARK + word if is_dashed(word) else word


def _unmarked(value: Any) -> Any:
    if isinstance(value, str):
        return value.removeprefix(_MARK)
    return [_unmarked(one) for one in value] if isinstance(value, list | tuple) else value


def _is_help(error: TyperException) -> bool:
    """Whether a group was called without a command, and shows its help."""
    return type(error).__name__ == "NoArgsIsHelpError"


def _usage(error: TyperException) -> str:
    """Typer's sentence, which has no subject of its own, in one line."""
    if _is_help(error):
        return "No command was given."
    message = getattr(error, "format_message", lambda: str(error))()
    return str(message).replace("\n", " ").replace(_MARK, "")


def _remedy(error: TyperException) -> str:
    option = getattr(error, "option_name", None)
    context = getattr(error, "ctx", None)
    path = str(context.command_path) if context is not None else "charlib"
    is_misplaced = path != "charlib" and option in spellings(parameters(root))
    if type(error).__name__ == "NoSuchOption" and is_misplaced:
        return f"charlib {option} … (it goes before the command)"
    return f"{path} --help"
