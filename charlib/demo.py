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
from charlib.domain.text import printable
from charlib.domain.windows.rules import refuse_if_hard
from charlib.domain.windows.window import Window, seconds
from charlib.errors import MediaError, MissingExtra, NotFound
from charlib.library import Library, open_library
from charlib.sandbox import Server, Settings, film, running

Say = Callable[[str, str], None]
"""Told of each step: its name and what happened."""

_FILM_S = 10.0
_FILM_WINDOW = "5,8"
_SHORTEST_MS = 1000
_NAME = "clip"
_LOOK = "a red coat"


@dataclass(frozen=True, slots=True)
class _Stage:
    """Where the story plays."""

    server: Server
    lib: Library
    clip: Path
    facts: media.Facts
    window: str
    say: Say

    @property
    def account(self) -> str:
        """The run's own account and project, so that a kept library can be played in again."""
        return f"demo-{self.server.url.rpartition(':')[2]}"


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
        served, facts = _film(films) if clip is None else _copy(clip, films)
        lib = stack.enter_context(open_library(folder, environ=dict(os.environ)))
        chosen = _window(lib, window or (_FILM_WINDOW if clip is None else None), facts)
        server = stack.enter_context(running(Settings(files=films)))
        _play(_Stage(server, lib, served, facts, str(chosen), say), kept=keep)


def _film(folder: Path) -> tuple[Path, media.Facts]:
    """Render a film where the simulator serves files."""
    target = folder / f"{_NAME}.mp4"
    film.render(target, seconds=_FILM_S, prompt="Mia in a red coat")
    return target, media.probe(target)


def _copy(clip: Path, folder: Path) -> tuple[Path, media.Facts]:
    """Put a person's clip where the simulator serves files, once it has been looked into."""
    if not clip.is_file():
        raise NotFound(f"no file {printable(str(clip))}", hint="charlib demo --clip FILE")
    facts = media.probe(clip)
    duration = facts.duration_ms or 0
    if duration < _SHORTEST_MS:
        raise MediaError(
            f"{printable(clip.name)} is {seconds(duration)} s long; a window needs at least 1 s",
            hint="Give a longer clip: charlib demo --clip FILE",
        )
    target = folder / f"{_NAME}{clip.suffix}"
    shutil.copyfile(clip, target)
    return target, facts


def _window(lib: Library, text: str | None, facts: media.Facts) -> Window:
    """The window asked for, checked, or up to three seconds of the middle."""
    duration = facts.duration_ms or 0
    if text is None:
        length = min(3000, duration // 10 * 10)
        start = (duration - length) // 2 // 10 * 10
        return Window(start, start + length)
    window = Window.parse(text)
    problems = lib.profiles.load("sandbox").window.check(window, duration_ms=duration)
    refuse_if_hard(window, problems, "")
    return window


def _play(stage: _Stage, kept: Path | None) -> None:
    for name, text in _story(stage):
        stage.say(name, text)
    if kept:
        stage.say("kept", f"look around in it: charlib --home {kept} list")
    stage.say("yours", "charlib account add NAME --profile P --base-url URL --key-env VAR")


def _story(stage: _Stage) -> Iterator[tuple[str, str]]:
    yield from _opening(stage)
    yield from _making(stage)
    yield from _composing(stage)
    yield from _going_on(stage)


def _opening(stage: _Stage) -> Iterator[tuple[str, str]]:
    lib, length = stage.lib, seconds(stage.facts.duration_ms or 0)
    lib.projects.add(stage.account)
    lib.projects.use(stage.account)
    lib.sources.add(_url(stage), duration=float(length))
    yield "stage", f"a provider's simulator is up at {stage.server.url}; nothing leaves here"
    yield "clip", f"{length} s, {stage.facts.width}x{stage.facts.height}, served at {_url(stage)}"


def _making(stage: _Stage) -> Iterator[tuple[str, str]]:
    lib = stage.lib
    lib.accounts.add(stage.account, profile="sandbox", base_url=stage.server.bases["async"])
    words = f"--window {stage.window} --tag hero --look '{_LOOK}'"
    yield "$", f"charlib create mia --url {_url(stage)} {words}"
    mia = lib.create(
        "mia",
        url=_url(stage),
        window=stage.window,
        account=stage.account,
        look=_LOOK,
        tags=["hero"],
    )
    posted, *polled = [one for one in stage.server.ledger.requests if "/characters" in one.path]
    sent = ", ".join(f"{key} {value}" for key, value in (posted.body or {}).items() if key != "url")
    yield "sent", f"{posted.method} {posted.path}: {sent}"
    made = mia.bindings[-1]
    yield "answer", f"a job; asked {len(polled)} times, then @mia is {made.state}: {made.remote_id}"


def _composing(stage: _Stage) -> Iterator[tuple[str, str]]:
    lib, text = stage.lib, "@mia walks through a city"
    yield "$", "charlib search tag:hero coat"
    yield "found", " ".join(f"@{one.handle}, {one.look}" for one in lib.search("tag:hero", "coat"))
    yield "$", f'charlib generate "{text}" --wait'
    yield "prompt", lib.prompt(text, account=stage.account).prompt
    task = lib.generate(text, account=stage.account)
    source = lib.sources.show(f"task:{task.remote_id}")
    yield (
        "film",
        f"{seconds(source.duration_ms or 0)} s, {source.bytes or 0:,} bytes, kept for good",
    )


def _going_on(stage: _Stage) -> Iterator[tuple[str, str]]:
    lib, text = stage.lib, "@mia walks with @tom"
    task = lib.tasks.list(limit=1)[0]
    yield "$", f"charlib create tom --task {task.id} --window 1,3"
    tom = lib.create("tom", task=str(task.id), window="1,3", account=stage.account)
    yield "answer", f"@tom, cut out of that film, is {tom.bindings[-1].remote_id}"
    yield "$", f'charlib prompt "{text}"'
    yield "prompt", lib.prompt(text, account=stage.account).prompt


def _url(stage: _Stage) -> str:
    return stage.server.file_url(stage.clip.name)
