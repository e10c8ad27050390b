"""The declarations in the form that Typer reads: the root, and the command that is called.

Typer reads every command line that is not plain, prints help, and words the mistakes.
"""

from __future__ import annotations

import io
import json
import re
import shlex
from collections.abc import Iterator, Mapping, Sequence
from contextlib import nullcontext, redirect_stdout
from inspect import Parameter as Slot
from inspect import Signature
from itertools import islice
from operator import getitem
from pathlib import Path
from typing import Annotated, Any, Literal, cast

import typer
from typer.core import TyperCommand, TyperGroup
from typer.exceptions import TyperException

from charlib.cli import contents
from charlib.cli.declare import MOST, Command, Parameter, parameters
from charlib.cli.mistakes import command_of, worded
from charlib.cli.parse import Call, is_dashed, spellings
from charlib.cli.root import root
from charlib.errors import InvalidInput

_KINDS = {"str": str, "int": int, "float": float, "bool": bool, "Path": str}
"""The kinds as Typer reads them: to it, an empty path would be the folder one is in."""
_MARK = "\0"
"""Stands before a word such as `-tag:old`, which Typer would read as an option."""


def read(arguments: Sequence[str], *, as_json: bool = False) -> Call | int:
    """Read a command line; the exit code where help is printed, as JSON if that is asked for.

    Mistakes are InvalidInput.
    """
    calls: list[tuple[Command, dict[str, Any]]] = []
    printed = io.StringIO()
    try:
        with redirect_stdout(printed) if as_json else nullcontext():
            code = build()(
                args=list(arguments), prog_name="charlib", standalone_mode=False, obj=calls
            )
    except TyperException as error:
        if as_json or not _is_help(error):
            raise InvalidInput(_usage(error), hint=_remedy(error, arguments)) from None
        typer.echo(str(error), err=True)
        return InvalidInput.exit_code
    except SystemExit as left:  # how Typer leaves when the reader of a pipe has gone
        if isinstance(left.__context__, BrokenPipeError):
            raise left.__context__ from None
        raise
    if isinstance(code, int):
        if as_json:
            typer.echo(json.dumps({"help": printed.getvalue()}, ensure_ascii=False))
        return code
    (_, options), (command, values) = calls
    return Call(options, command, values)


def build() -> typer.Typer:
    """The command line; what is not called costs no more than its name."""
    app = _group(
        "",
        help=root.__doc__,
        epilog="Start with: charlib demo",
        context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    )
    app.callback()(_adapted(root))
    return app


def _group(name: str, **settings: Any) -> typer.Typer:
    return typer.Typer(
        name=name, cls=_Group, no_args_is_help=True, rich_markup_mode=None,
        pretty_exceptions_enable=False, add_completion=False, **settings,
    )  # fmt: skip


def _built(path: str) -> Any:
    """One command or group, as Typer makes it."""
    command = contents.command(path)
    if command is None:
        app = _group(path, help=contents.help_of(path) + ".")
        app.callback()(_nothing)
        return typer.main.get_command(app)
    app = typer.Typer(rich_markup_mode=None, add_completion=False)
    takes_dashes = any(parameter.takes_dashes for parameter in parameters(command))
    cls = _Words if takes_dashes else _Command
    app.command(path.rpartition(" ")[2], cls=cls, help=command.__doc__)(_adapted(command))
    return typer.main.get_command(app)


def _nothing() -> None:
    """A group by itself does nothing."""


def _adapted(command: Command) -> Command:
    """A function that Typer can read, and that notes what it is called with."""
    declared = parameters(command)

    def adapted(context: typer.Context, **values: Any) -> None:
        called = {option.name: _given(option, values[option.name]) for option in declared}
        context.find_root().obj.append((command, called))

    slots = [Slot("context", Slot.KEYWORD_ONLY, annotation=typer.Context)]
    slots += map(_slot, declared)
    adapted.__signature__ = Signature(slots)  # type: ignore[attr-defined] # where inspect looks
    adapted.__annotations__ = {}
    return adapted


def _given(parameter: Parameter, value: Any) -> Any:
    """A value as the command takes it: a path, a list, or a number that the database can hold."""
    if parameter.kind == "Path":
        value = list(map(_path, value or ())) if parameter.is_many else _path(value)
    if parameter.is_many:
        return list(value or ())
    return min(value, MOST) if parameter.most == MOST else value


def _path(value: Path | str | None) -> Path | None:
    """A path; InvalidInput for an empty one."""
    if value == "":
        raise InvalidInput("a path is empty", hint="Give a path, or leave the option out")
    return None if value is None else Path(value)


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
        "min": parameter.least, "max": None if parameter.most == MOST else parameter.most,
        "envvar": parameter.variable or None,
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


class _Commands(Mapping[str, Any]):
    """The commands of a group by name, each built when it is called."""

    def __init__(self, group: str) -> None:
        self._head = f"{group} ".lstrip()

    def __iter__(self) -> Iterator[str]:
        return iter(contents.words(self._head.strip()))

    def __len__(self) -> int:
        return len(contents.words(self._head.strip()))

    def __getitem__(self, name: str) -> Any:
        if " " in name or not contents.is_path(self._head + name):
            raise KeyError(name)
        return _built(self._head + name)


class _Group(TyperGroup):
    """The root, whose help lists its commands by task, or a group of commands."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        self.commands = cast("Any", _Commands(self.name or ""))

    def format_commands(self, ctx: Any, formatter: Any) -> None:  # noqa: ARG002 - Typer's signature
        """Write the names and summaries of the commands, for the root a section for each task."""
        path = self.name or ""
        sections = contents.tasks() if not path else {"Commands": contents.words(path)}
        width = max(len(name) for names in sections.values() for name in names)
        for task, names in sections.items():
            rows = [
                (name.ljust(width), contents.help_of(f"{path} {name}".strip())) for name in names
            ]
            with formatter.section(task):
                formatter.write_dl(rows)


class _Command(TyperCommand):
    """A command that takes numbers as people write them."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Parse, unless a word is a number to Python only."""
        _refuse_odd_numbers(ctx, args)
        return super().parse_args(ctx, args)


class _Words(_Command):
    """A command whose words may begin with a dash: all but its own options, and `-h`."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Parse with such words marked, so that Typer takes them for arguments."""
        known = _declarations(ctx)
        rest = super().parse_args(ctx, list(_marked(known, args)))
        ctx.params = {name: _unmarked(value) for name, value in ctx.params.items()}
        return rest


def _declarations(ctx: Any) -> Sequence[Parameter]:
    """The parameters of the command that is called."""
    command = contents.command(" ".join(ctx.command_path.split()[1:]))
    return parameters(command) if command else ()


def _refuse_odd_numbers(ctx: Any, words: Sequence[str]) -> None:
    """Refuse `1_0`, which Python reads as 10, where a number is expected."""
    declared = _declarations(ctx)
    known, before = spellings(declared), ""
    for word in words:
        name, has_value, value = word.partition("=")
        option, text = (name, value) if has_value else (before, word)
        kinds = [known[option][0].kind] if option in known else []
        kinds = kinds or [each.kind for each in declared if each.is_argument]
        if {"int", "float"} & {*kinds} and re.fullmatch(r"[\d.]+(_[\d.]*)+", text):
            told = f"{text!r} is not a number"
            raise typer.BadParameter(told, ctx=ctx, param_hint=option or None)
        before = word


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
    return [_unmarked(part) for part in value] if isinstance(value, list | tuple) else value


def _is_help(error: TyperException) -> bool:
    """Whether a group was called without a command, and shows its help."""
    return type(error).__name__ == "NoArgsIsHelpError"


def _usage(error: TyperException) -> str:
    """What is wrong, in one line."""
    if _is_help(error):
        return "No command was given."
    message = getattr(error, "format_message", lambda: str(error))()
    metavar = getattr(getattr(error, "param", None), "metavar", None) or ""
    return worded(str(message).replace("\n", " ").replace(_MARK, ""), metavar)


def _remedy(error: TyperException, arguments: Sequence[str]) -> str:
    context = getattr(error, "ctx", None)
    if context is not None:
        path = str(context.command_path)
    else:  # a parser that lost it
        path = command_of(arguments, contents.is_path)
    if type(error).__name__ == "NoSuchOption" and path != "charlib":
        moved = _with_root_options_first(arguments)
        if moved != list(arguments):
            return shlex.join(["charlib", *moved])
    return f"{path} --help"


def _with_root_options_first(arguments: Sequence[str]) -> list[str]:
    """A command line with the options of the root before the command."""
    known, first, rest = spellings(parameters(root)), [], []
    words = iter(arguments)
    for word in words:
        name, equals, _ = word.partition("=")
        if name not in known:
            rest.append(word)
            continue
        first.append(word)
        if not known[name][0].is_flag and not equals:
            first += [next(words, "VALUE")]
    return [*first, *rest]
