"""The options that go before a command."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from charlib.cli.declare import flag, option, parameters

if TYPE_CHECKING:
    from pathlib import Path

    from charlib.cli.state import State


def root(
    state: State,
    *,
    home: Path | None = option(
        "DIR", "The folder of the library (default: CHARLIB_HOME).", completes="files"
    ),
    project: str | None = option(
        "SLUG", "Project to work in (default: the one set by `project use`).", completes="projects"
    ),
    json: bool = flag("Print one JSON document, also for an error."),
    quiet: bool = flag("Print results only.", short="-q"),
    debug: bool = flag("Show tracebacks."),  # noqa: ARG001 - main() looks for it
    version: bool = flag("Show the version."),  # noqa: ARG001 - `read` looks for it
) -> None:
    """Keep the characters of your AI video series, and outlive their providers."""
    state.home, state.project = home, project
    state.output.as_json, state.output.quiet = json, quiet


def version(state: State) -> None:
    """Print the version."""
    from charlib import __version__

    state.output.result({"version": __version__}, f"charlib {__version__}")


def before_command(arguments: Sequence[str]) -> list[str]:
    """The options before the command, however odd, without their values."""
    takes_value = {option.option for option in parameters(root) if not option.is_flag}
    options: list[str] = []
    words = iter(arguments)
    for word in words:
        if not word.startswith("-"):
            break
        options.append(word)
        if word in takes_value:
            next(words, None)
    return options
