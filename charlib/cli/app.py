"""The root command and its global options, for Typer."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer
from typer.exceptions import TyperException

from charlib.cli import commands
from charlib.cli.entry import INTERRUPTED, tell
from charlib.cli.grammar import COMMANDS
from charlib.cli.state import State


def build(arguments: Sequence[str] | None = None) -> typer.Typer:
    """The command line for these arguments; without any, with all its commands."""
    app = typer.Typer(
        name="charlib",
        help="Keep the characters of your AI video series, and outlive their providers.",
        epilog="Start with: charlib demo",
        no_args_is_help=True,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        add_completion=False,
        context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    )
    app.callback()(root)
    commands.add_to(app, arguments)
    return app


def _version(wanted: bool) -> None:
    if wanted:
        from charlib import __version__

        typer.echo(f"charlib {__version__}")
        raise typer.Exit


def root(
    ctx: typer.Context,
    home: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="The folder of the library (else CHARLIB_HOME)."),
    ] = None,
    project: Annotated[
        str | None,
        typer.Option(metavar="SLUG", help="The project that is meant when none is named."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Print results only.")] = False,
    debug: Annotated[bool, typer.Option("--debug", help="Show tracebacks.")] = False,  # noqa: ARG001 - main() looks for it
    version: Annotated[  # noqa: ARG001 - its callback prints and leaves
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    """Options that go before the command."""
    state: State = ctx.obj
    state.home, state.project = home, project
    state.output.as_json, state.output.quiet = as_json, quiet


def run(arguments: Sequence[str], state: State) -> int:
    """Let Typer run a command line; its own errors are told here."""
    try:
        code = build(arguments)(
            args=list(arguments), prog_name="charlib", standalone_mode=False, obj=state
        )
    except typer.Abort:  # a Ctrl-C where a question was asked
        raise KeyboardInterrupt("nothing was done") from None
    except SystemExit as left:  # how Typer leaves when the reader of a pipe went away
        if isinstance(left.__context__, BrokenPipeError):
            raise left.__context__ from None
        raise
    except TyperException as error:
        if type(error).__name__ == "NoArgsIsHelpError":
            typer.echo(str(error), err=True)
        else:
            tell(_usage(error), _remedy(error))
        return int(getattr(error, "exit_code", 2))
    if code == INTERRUPTED:  # Typer turned a Ctrl-C into its exit code
        raise KeyboardInterrupt
    return code if isinstance(code, int) else 0


def _usage(error: TyperException) -> str:
    """Typer's sentence, which has no subject of its own, without its full stop."""
    said = getattr(error, "format_message", lambda: str(error))()
    return str(said).rstrip(".").replace("\n", " ")


def _remedy(error: TyperException) -> str:
    option = getattr(error, "option_name", None)
    if type(error).__name__ == "NoSuchOption" and option in COMMANDS[""]["options"]:
        return f"It goes before the command: charlib {option} …"
    return f"{_command(error)} --help"


def _command(error: TyperException) -> str:
    context = getattr(error, "ctx", None)
    return str(context.command_path) if context is not None else "charlib"
