"""The root command, its global options, and the one place where errors become sentences."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer
from typer.exceptions import TyperException

from charlib.cli import commands
from charlib.cli.output import Output, silence_broken_pipe
from charlib.cli.state import State
from charlib.domain.text import shown
from charlib.errors import CharlibError


def build(arguments: Sequence[str] = ()) -> typer.Typer:
    """The command line for these arguments; without any, with all its commands."""
    app = typer.Typer(
        name="charlib",
        help="Keep the characters of your AI video series, and outlive their providers.",
        epilog="Start with: charlib demo",
        no_args_is_help=True,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
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
        Path | None, typer.Option(help="The folder of the library (else CHARLIB_HOME).")
    ] = None,
    project: Annotated[
        str | None, typer.Option(help="The project that is meant when none is named.")
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


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command line and answer its exit code; nothing is raised but with `--debug`.

    0 done, 1 not found or conflict, 2 invalid input, 3 the provider refused or could not be
    reached, 4 done in part, 130 interrupted.
    """
    arguments = list(sys.argv[1:] if argv is None else argv)
    state = State(output=Output())
    try:
        return _run(arguments, state)
    except CharlibError as error:
        if "--debug" in arguments:
            raise
        _tell(str(error), error.hint or "charlib --help", getattr(error, "picture", ""))
        return error.exit_code
    except KeyboardInterrupt:
        _tell("interrupted; what was sent is written down", "charlib sync goes on with it")
        return 130
    except BrokenPipeError:
        silence_broken_pipe()
        return 0
    except Exception as error:
        if "--debug" in arguments:
            raise
        _tell(f"charlib has a fault: {type(error).__name__}: {error}", "Run it again with --debug")
        return 1
    finally:
        state.close()


def _run(arguments: list[str], state: State) -> int:
    try:
        code = build(arguments)(
            args=arguments, prog_name="charlib", standalone_mode=False, obj=state
        )
        sys.stdout.flush()
    except TyperException as error:
        if type(error).__name__ == "NoArgsIsHelpError":
            typer.echo(str(error), err=True)
        else:
            _tell(_usage(error), f"{_command(error)} --help")
        return int(getattr(error, "exit_code", 2))
    if code == 130:  # noqa: PLR2004 - Typer turned a Ctrl-C into its exit code
        raise KeyboardInterrupt
    return code if isinstance(code, int) else 0


def _usage(error: TyperException) -> str:
    """Typer's sentence, which has no subject of its own, without its full stop."""
    said = getattr(error, "format_message", lambda: str(error))()
    return str(said).rstrip(".").replace("\n", " ")


def _command(error: TyperException) -> str:
    context = getattr(error, "ctx", None)
    return str(context.command_path) if context is not None else "charlib"


def _tell(what: str, remedy: str, picture: str = "") -> None:
    """An error is two lines: what happened to which object and why; what helps.

    A query that cannot be read is drawn between them, with carets under the place.
    """
    sys.stdout.flush()
    drawn = [f"    {line}" for line in picture.splitlines()]
    for line in (f"error: {shown(what)}", *drawn, f"  try: {shown(remedy)}"):
        sys.stderr.write(line.encode("utf-8", "replace").decode("utf-8") + "\n")
    sys.stderr.flush()


def run() -> None:
    """The console script. Leaves at once after Ctrl-C, whatever threads still wait for."""
    code = main()
    sys.stdout.flush()
    sys.stderr.flush()
    if code == 130:  # noqa: PLR2004 - as above
        os._exit(code)
    sys.exit(code)
