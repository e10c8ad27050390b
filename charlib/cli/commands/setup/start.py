"""Try charlib, read its manual, and set up your shell."""

from __future__ import annotations

from typing import TYPE_CHECKING

from charlib.cli.declare import argument, option
from charlib.cli.showing.phrasing import phrased
from charlib.errors import Conflict, MissingExtra, NotFound

if TYPE_CHECKING:
    from pathlib import Path

    from charlib.cli.state import State
    from charlib.hints import Hint
    from charlib.sandbox import Server


PORT = 8787
"""Where the profile `sandbox` expects the simulator."""


def demo(
    state: State,
    *,
    clip: Path | None = option("FILE", "Your own video to cut from.", completes="files"),
    window: str | None = option("START,END", "The window of the clip, in seconds."),
    keep: Path | None = option("DIR", "Keep the demo's library in this folder.", completes="files"),
) -> None:
    """Show the whole story in a minute, from clip to film."""
    need_sandbox()
    from charlib.demo import run

    steps: list[dict[str, str]] = []

    def say(step: str, text: Hint | str) -> None:
        steps.append({"step": step, "text": phrased(text)})
        if not state.output.as_json:
            state.output.line(f"{step:>7} {phrased(text)}")

    run(say, clip=clip, window=window, keep=keep)
    if state.output.as_json:
        state.output.json(steps)


def sandbox(
    state: State,
    *,
    port: int = option("N", "Port to listen on; 0 for any.", default=PORT, least=0, most=65535),
    files: Path | None = option("DIR", "Serve these videos at /files/.", completes="files"),
    latency: float = option("S", "Seconds before each answer.", default=0.0, least=0),
    state_: Path | None = option("FILE", "Keep its characters and jobs.", completes="files"),
) -> None:
    """Run a simulated provider on this machine, free of charge.

    It speaks every dialect, makes real videos, and serves a clip to start with.
    With --state, tomorrow's prompts find today's characters.
    """
    need_sandbox()
    from charlib.sandbox import Settings, StateError, serve

    if files is not None and not files.is_dir():
        raise NotFound(f"No folder {files}.", hint="charlib sandbox --files DIR")
    settings = Settings(port=port, files=files, latency_s=latency, state=state_)

    def ready(server: Server) -> None:
        base = server.bases["async"]
        state.output.talk(f"The sandbox runs at {server.url} with the key {settings.key}.")
        videos = f"Videos of {files.resolve()} are" if files else "A clip is"
        state.output.talk(f"{videos} at {server.file_url('NAME' if files else 'clip.mp4')}")
        where = "" if server.url.endswith(f":{PORT}") else f" --base-url {base}"
        state.output.talk(f"To use it: charlib account add home --profile sandbox{where}")
        state.output.talk("Press Ctrl-C to stop it.")

    try:
        serve(settings, on_ready=ready)
    except StateError as error:
        raise Conflict(str(error), hint="charlib sandbox --state OTHER_FILE") from error
    except OSError as error:
        raise Conflict(
            f"The sandbox cannot listen on port {port}: {error.strerror}.",
            hint="charlib sandbox --port 0    # takes any free port",
        ) from error


def help_(
    state: State,
    *,
    topic: str | None = argument("TOPIC", "A topic of the manual.", completes="topics"),
) -> None:
    """Read the manual: its topics, or one of them."""
    known = topics()
    if topic is None:
        rows = [(name, _heading(text)) for name, text in known.items()]
        state.output.rows(
            [{"topic": name, "title": title} for name, title in rows], ("topic", "title"), rows
        )
        return
    if topic not in known:
        raise _unknown_topic(topic, list(known))
    if state.output.as_json:
        state.output.json({"topic": topic, "text": known[topic]})
    else:
        state.output.markdown(known[topic])


def where(state: State) -> None:
    """Show the folders of the library."""
    from charlib.config import locate

    home = locate(state.home)
    places = {
        "home": str(home.data),
        "database": str(home.database),
        "media": str(home.media),
        "config": str(home.config),
    }
    state.output.pairs(places, list(places.items()))


def completion(
    state: State,
    *,
    shell: str = argument("SHELL", "Your shell.", choices=("bash", "zsh", "fish")),
) -> None:
    """Print a shell completion script.

    Its first line tells how to install it.
    """
    from charlib.cli.shells import SCRIPTS

    state.output.text(SCRIPTS[shell])


def topics() -> dict[str, str]:
    """The topics of the manual with their texts, in the order of their names."""
    from importlib.resources import files

    pages = [page for page in (files("charlib") / "manual").iterdir() if page.name.endswith(".md")]
    return {
        page.name.removesuffix(".md"): page.read_text("utf-8")
        for page in sorted(pages, key=lambda page: page.name.removesuffix(".md"))
    }


def _heading(text: str) -> str:
    """The first heading of a page."""
    headings = (line for line in text.splitlines() if line.startswith("#"))
    return next(headings, "").lstrip("# ").strip()


def _unknown_topic(topic: str, known: list[str]) -> NotFound:
    from charlib.cli import contents
    from charlib.domain.character.handle import did_you_mean, nearest
    from charlib.hints import Hint, call

    if contents.is_path(topic):
        pages = [name for name in known if name.startswith(topic.rstrip("e"))]
        page = f"    # or: charlib help {pages[0]}" if pages else ""
        hint = f"charlib {topic} --help{page}"
        return NotFound(f"No topic {topic!r} in the manual.", hint=hint)
    commands = {word: f"{word} --help" for word in contents.words("")}
    near = nearest(topic, [*known, *commands], count=1)
    hint = did_you_mean(topic, known, call("help"))
    if near and near[0] in commands:
        hint = Hint(f"Did you mean charlib {commands[near[0]]}?")
    return NotFound(f"No topic {topic!r} in the manual.", hint=hint)


def need_sandbox() -> None:
    """Raise MissingExtra if the simulator cannot run here."""
    try:
        import charlib.sandbox  # noqa: F401 - only whether it can be loaded
    except ImportError as error:
        import sys

        raise MissingExtra(
            f"The sandbox needs a package that is not installed: {error.name}.",
            hint=f"{sys.executable} -m pip install {error.name}",
        ) from error
