"""The whole story in a minute, for real: a clip is served, fetched, decoded, and has a name.

Runs the simulator on this machine and a library of its own beside it, and tells each step.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from charlib import media
from charlib.domain.text import shown
from charlib.domain.window import Window, seconds
from charlib.errors import MediaError, MissingExtra, NotFound
from charlib.sandbox import Server, Settings, film, running
from charlib.workspace import Workspace, open_library

Say = Callable[[str, str], None]
"""Told of each step: its name and what happened."""

_FILM_S = 10.0
_FILM_WINDOW = "5,8"
_NAME = "clip"


@dataclass(frozen=True, slots=True)
class _Stage:
    """Where the story plays."""

    server: Server
    lib: Workspace
    clip: Path
    window: str
    say: Say


def run(
    say: Say, *, clip: Path | None = None, window: str | None = None, keep: Path | None = None
) -> None:
    """Play the story, with `clip` (else a film charlib renders) cut at `window` (else its middle).

    The library is thrown away unless `keep` names a folder for it. Raises NotFound, MediaError or
    BadWindow where the clip cannot serve, before anything else happens.
    """
    if not media.is_installed():
        raise MissingExtra("the demo opens videos", hint="pip install 'charlib[all]'")
    with ExitStack() as stack:
        folder = keep or Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="charlib-")))
        films = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="charlib-")))
        served = _serve(clip, films)
        chosen = window or _middle(served, is_own=clip is None)
        server = stack.enter_context(running(Settings(files=films)))
        lib = stack.enter_context(open_library(folder, environ=dict(os.environ)))
        _play(_Stage(server, lib, served, chosen, say), kept=keep)


def _serve(clip: Path | None, folder: Path) -> Path:
    """Put the clip where the simulator serves files; render one where none is given."""
    if clip is None:
        target = folder / f"{_NAME}.mp4"
        film.render(target, seconds=_FILM_S, prompt="Mia in a red coat")
        return target
    if not clip.is_file():
        raise NotFound(f"no file {shown(str(clip))}", hint="charlib demo --clip FILE")
    target = folder / f"{_NAME}{clip.suffix}"
    shutil.copyfile(clip, target)
    return target


def _middle(clip: Path, *, is_own: bool) -> str:
    """A window that fits: the figure's in our own film, else up to three seconds of the middle."""
    if is_own:
        return _FILM_WINDOW
    duration = media.probe(clip).duration_ms or 0
    if duration < 1000:  # noqa: PLR2004 - the shortest window of the profile, in ms
        raise MediaError(
            f"{shown(clip.name)} is {seconds(duration)} s long, and a window needs at least 1 s",
            hint="Give a longer clip: charlib demo --clip FILE",
        )
    length = min(3000, duration // 10 * 10)
    start = (duration - length) // 2 // 10 * 10
    return str(Window(start, start + length))


def _play(stage: _Stage, kept: Path | None) -> None:
    for name, text in _story(stage):
        stage.say(name, text)
    if kept:
        stage.say("kept", f"charlib --home {kept} list")
    stage.say("yours", "charlib account add NAME --profile P --base-url URL --key-env VAR")


def _story(stage: _Stage) -> Iterator[tuple[str, str]]:
    lib, server = stage.lib, stage.server
    account = f"demo-{server.url.rpartition(':')[2]}"
    lib.accounts.add(account, profile="sandbox", base_url=server.bases["async"])
    yield "provider", f"a simulator runs at {server.url}; nothing leaves this machine"
    yield "library", f"an empty one at {lib.home.database}"
    url = server.file_url(stage.clip.name)
    facts = media.probe(stage.clip)
    yield (
        "source",
        f"{url}  ({seconds(facts.duration_ms or 0)} s, {facts.width}x{facts.height})",
    )
    mia = lib.create(
        "mia", url=url, window=stage.window, account=account, look="a red coat", tags=["hero"]
    )
    sent = next(one for one in server.ledger.requests if one.method == "POST")
    yield "sent", f"POST {sent.path}  {sent.body}"
    yield "answer", f"@mia is {mia.bindings[-1].state}: {mia.bindings[-1].remote_id}"
    found = lib.search("tag:hero", "coat")
    yield "search", f"tag:hero coat  ->  {' '.join('@' + one.handle for one in found)}"
    text = "@mia walks through a city"
    yield "prompt", f"{text}  ->  {lib.prompt(text, account=account).prompt}"
    task = lib.generate(text, account=account)
    yield "film", f"task {task.remote_id} is {task.state}: {task.output}"
    tom = lib.create("tom", task=str(task.id), window="1,3", account=account, tags=["hero"])
    yield "again", f"@tom, cut from that film by its task: {tom.bindings[-1].remote_id}"
    both = "@mia walks with @tom"
    yield "both", f"{both}  ->  {lib.prompt(both, account=account).prompt}"
