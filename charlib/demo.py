"""The whole story in a minute: a clip becomes a character, and the character is in a film.

Runs the simulator on this machine and a library of its own beside it, and reports each step.
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
from charlib.hints import Hint, argument, call, install, the_call
from charlib.library import Library, open_library
from charlib.sandbox import Server, Settings, film, running

Say = Callable[[str, Hint | str], None]
"""Called with each step: its name, and what happened or the call that is next."""

_FILM_S = 10.0
_FILM_WINDOW = "5,8"
_SHORTEST_MS = 1000
_NAME = "clip"
_LOOK = "a red coat"
_CLIP = Hint("Give a video of at least a second: {}", argument("clip", "FILE"))


@dataclass(frozen=True, slots=True)
class _Stage:
    """The provider, the library and the clip of one run."""

    server: Server
    lib: Library
    clip: Path
    facts: media.Facts
    window: str
    say: Say

    @property
    def account(self) -> str:
        """The name of the run's own account and project: a kept library can serve again."""
        return f"demo-{self.server.url.rpartition(':')[2]}"


def run(
    say: Say, *, clip: Path | None = None, window: str | None = None, keep: Path | None = None
) -> None:
    """Run the demo with `clip` (else charlib renders a film), cut at `window` (else its middle).

    The library is deleted at the end unless `keep` names a folder for it. Raises NotFound,
    MediaError or BadWindow for an unusable clip or window, before anything else happens.
    """
    if not media.is_installed():
        raise MissingExtra("the demo needs PyAV, which is not installed", hint=install("media"))
    with ExitStack() as stack:
        folder = keep or Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="charlib-")))
        films = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="charlib-")))
        served, facts = _film(films) if clip is None else _copy(clip, films)
        lib = stack.enter_context(open_library(folder, environ=dict(os.environ)))
        chosen = _window(lib, window or (_FILM_WINDOW if clip is None else None), facts)
        server = stack.enter_context(running(Settings(files=films)))
        _play(_Stage(server, lib, served, facts, str(chosen), say), kept=keep)


def _film(folder: Path) -> tuple[Path, media.Facts]:
    """Render a film into the folder that the simulator serves."""
    target = folder / f"{_NAME}.mp4"
    film.render(target, seconds=_FILM_S, prompt="Mia in a red coat")
    return target, media.probe(target)


def _copy(clip: Path, folder: Path) -> tuple[Path, media.Facts]:
    """Check a user's clip, and copy it into the folder that the simulator serves."""
    if not clip.is_file():
        raise NotFound(f"no file {printable(str(clip))}", hint=_CLIP)
    facts = media.probe(clip)
    duration = facts.duration_ms or 0
    if duration < _SHORTEST_MS:
        raise MediaError(
            f"{printable(clip.name)} is {seconds(duration)} s long; a window needs at least 1 s",
            hint=_CLIP,
        )
    target = folder / f"{_NAME}{clip.suffix}"
    shutil.copyfile(clip, target)
    return target, facts


def _window(lib: Library, text: str | None, facts: media.Facts) -> Window:
    """The given window, checked, or up to three seconds of the middle."""
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
    for step, text in _story(stage):
        stage.say(step, text)
    if kept:
        stage.say("kept", Hint("look around in it: {}", the_call("list", home=str(kept))))
    stage.say("yours", call("account add", "NAME", profile="P", base_url="URL", key_env="VAR"))


def _story(stage: _Stage) -> Iterator[tuple[str, Hint | str]]:
    yield from _set_up(stage)
    yield from _create(stage)
    yield from _film_it(stage)
    yield from _cut_another(stage)


def _set_up(stage: _Stage) -> Iterator[tuple[str, str]]:
    lib, length = stage.lib, seconds(stage.facts.duration_ms or 0)
    lib.projects.add(stage.account)
    lib.projects.use(stage.account)
    lib.sources.add(_url(stage), duration=float(length))
    yield "stage", f"a provider's simulator runs at {stage.server.url}; nothing leaves this machine"
    yield "clip", f"{length} s, {stage.facts.width}x{stage.facts.height}, served at {_url(stage)}"


def _create(stage: _Stage) -> Iterator[tuple[str, Hint | str]]:
    lib, url, window = stage.lib, _url(stage), stage.window
    lib.accounts.add(stage.account, profile="sandbox", base_url=stage.server.bases["async"])
    yield "$", call("create", "mia", url=url, window=window, tag="hero", look=_LOOK)
    mia = lib.create(
        "mia", url=url, window=window, account=stage.account, look=_LOOK, tags=["hero"]
    )
    requests = stage.server.ledger.requests
    posted, *polled = [request for request in requests if "/characters" in request.path]
    sent = ", ".join(f"{key} {value}" for key, value in (posted.body or {}).items() if key != "url")
    yield "sent", f"{posted.method} {posted.path}: {sent}"
    binding = mia.bindings[-1]
    result = f"@mia is {binding.state}: {binding.remote_id}"
    yield "answer", f"a job; polled {len(polled)} times, then {result}"


def _film_it(stage: _Stage) -> Iterator[tuple[str, Hint | str]]:
    lib, text, query = stage.lib, "@mia walks through a city", ("tag:hero", "coat")
    yield "$", call("search", *query)
    yield "found", " ".join(f"@{match.handle}, {match.look}" for match in lib.search(*query))
    yield "$", call("generate", text, wait=True)
    yield "prompt", lib.prompt(text, account=stage.account).prompt
    task = lib.generate(text, account=stage.account)
    film_ = lib.sources.show(f"task:{task.remote_id}")
    length = seconds(film_.duration_ms or 0)
    yield "film", f"{length} s, {film_.bytes or 0:,} bytes, downloaded and kept"


def _cut_another(stage: _Stage) -> Iterator[tuple[str, Hint | str]]:
    lib, text, window = stage.lib, "@mia walks with @tom", "1,3"
    task = str(lib.tasks.list(limit=1)[0].id)
    yield "$", call("create", "tom", task=task, window=window)
    tom = lib.create("tom", task=task, window=window, account=stage.account)
    yield "answer", f"@tom, cut from that film, is {tom.bindings[-1].remote_id}"
    yield "$", call("prompt", text)
    yield "prompt", lib.prompt(text, account=stage.account).prompt


def _url(stage: _Stage) -> str:
    return stage.server.file_url(stage.clip.name)
