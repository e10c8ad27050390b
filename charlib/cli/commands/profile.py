"""List, show and check provider profiles."""

from __future__ import annotations

from typing import TYPE_CHECKING

from charlib.cli import options as opt
from charlib.cli.declare import argument

if TYPE_CHECKING:
    from pathlib import Path

    from charlib.cli.state import State


def list_(state: State, *, limit: int = opt.limit(0)) -> None:
    """List the profiles: bundled ones and your own."""
    from charlib.errors import CharlibError

    profiles = []
    for name in state.lib.profiles.names()[: limit or None]:
        try:
            profiles.append(state.lib.profiles.summary(name))
        except CharlibError as error:
            state.output.warn(f"{state.lib.home.profiles / name}.toml: {error}")
    state.output.rows(
        [
            {"name": profile.name, "title": profile.title, "status": profile.status}
            for profile in profiles
        ],
        ("profile", "status", "title"),
        [[profile.name, profile.status, profile.title] for profile in profiles],
    )
    state.output.talk(f"Put your own into {state.lib.home.profiles}.")


def show(
    state: State, *, name: str = argument("PROFILE", "A profile's name.", completes="profiles")
) -> None:
    """Print a profile's TOML, as a pattern for your own."""
    profile = state.lib.profiles.load(name)
    text = state.lib.profiles.text(name) or ""
    if state.output.as_json:
        state.output.json({"name": profile.name, "status": profile.status, "toml": text})
        return
    for line in text.splitlines():
        state.output.line(line)


def check(
    state: State, *, file: Path = argument("FILE", "A TOML file.", completes="files")
) -> None:
    """Check a profile of your own, and show its mistakes."""
    names = state.lib.profiles.check(file)
    form = {"file": str(file), "profiles": names}
    state.output.result(form, f"No mistakes in {', '.join(names)}.")
