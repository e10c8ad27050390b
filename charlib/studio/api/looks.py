"""What a character looks and sounds like: looks, kept footage and pictures, voices."""

from __future__ import annotations

import tempfile
from contextlib import contextmanager
from pathlib import Path, PureWindowsPath
from typing import TYPE_CHECKING, Any

from charlib.domain.character.batch import Order, Row
from charlib.domain.text import printable
from charlib.doors.shapes import many, obj, ref
from charlib.studio import showing
from charlib.studio.api.work import CONFIRM, STARTED, of_source, planned, started
from charlib.studio.declare import Table, body, path, query

if TYPE_CHECKING:
    from collections.abc import Iterator

    from charlib.studio.desk import Desk
    from charlib.studio.jobs import Job

table = Table()
CHARACTER = ref("Character")
PROJECT = path("Its project.")
HANDLE = path("Its handle.")
LOOK = path("The name of the look.")
NAME = body("The name of the look.", longest=200)
DESCRIPTION = body("What it looks like.", "")
EPISODES = body("The episodes that it is for, such as 4-12,15.", "", longest=1_000)
SOURCE = body("The number of the source.", least=1)
WINDOW = body("The window, as start,end in seconds.", longest=100)
_AT = "/api/characters/{project}/{handle}"


@table.post(f"{_AT}/looks", "looks.add", CHARACTER)
def add(
    at: Desk,
    *,
    project: str = PROJECT,
    handle: str = HANDLE,
    name: str = NAME,
    description: str = DESCRIPTION,
    episodes: str = EPISODES,
) -> Any:
    """Give a character another look, in words; `keep` and `stills` add what it is made from."""
    with at.library(None) as lib:
        return showing.character(
            lib.looks.add(
                f"{project}/{handle}", name, description=description, episodes=episodes
            )
        )  # fmt: skip


@table.post(f"{_AT}/looks/create", "looks.add", STARTED, spends=True)
def create(
    at: Desk,
    *,
    project: str = PROJECT,
    handle: str = HANDLE,
    name: str = NAME,
    description: str = DESCRIPTION,
    episodes: str = EPISODES,
    source: int = SOURCE,
    window: str = WINDOW,
    account: str | None = body("The account; without it, the default one.", None),
    confirm: dict[str, Any] | None = CONFIRM,
) -> Any:
    """Create another look of a character at a provider, from a window of a source."""
    film: dict[str, Any] = of_source(at.lib.sources.numbered(source))
    handle = at.lib.show(f"{project}/{handle}").handle
    order = Order(
        handle, window, account=account, project=project, look=description, look_name=name,
        episodes=episodes, **film,
    )  # fmt: skip
    with at.library(project) as lib:
        (row,) = lib.plan_create_many([Row(1, order)])
        if row.error is not None:
            raise row.error
        plan, chosen = planned(lib, [(row.account, row.cost)], row.warnings), row.account
    what = f"create @{handle}+{name}"

    def work(job: Job) -> dict[str, Any]:
        with at.library(project) as lib:
            made = lib.looks.add(
                handle, name, description=description, episodes=episodes, window=window,
                account=chosen, watch=job.watch, warn=job.warn, **film,
            )  # fmt: skip
            return showing.character(made)

    return started(at, plan, confirm, what, work)


@table.post(f"{_AT}/looks/{{look}}/edit", "looks.edit", CHARACTER)
def edit(
    at: Desk,
    *,
    project: str = PROJECT,
    handle: str = HANDLE,
    look: str = LOOK,
    description: str | None = body("What it looks like.", None),
    episodes: str | None = body("The episodes that it is for.", None, longest=1_000),
) -> Any:
    """Change texts of a look; what is not given stays. The main look is a text of its character."""
    with at.library(None) as lib:
        return showing.character(
            lib.looks.edit(
                f"{project}/{handle}", look, description=description, episodes=episodes
            )
        )  # fmt: skip


@table.post(f"{_AT}/looks/{{look}}/rename", "looks.rename", CHARACTER)
def rename(
    at: Desk,
    *,
    project: str = PROJECT,
    handle: str = HANDLE,
    look: str = LOOK,
    new: str = body("Its new name.", longest=200),
) -> Any:
    """Rename a look; prompts that were written before keep the old name."""
    with at.library(None) as lib:
        return showing.character(lib.looks.rename(f"{project}/{handle}", look, new))


@table.post(f"{_AT}/looks/{{look}}/remove", "looks.remove", CHARACTER)
def remove(at: Desk, *, project: str = PROJECT, handle: str = HANDLE, look: str = LOOK) -> Any:
    """Take a look away; undo brings it back, with its footage and its IDs."""
    with at.library(None) as lib:
        return showing.character(lib.looks.remove(f"{project}/{handle}", look))


# -- footage


@table.post(f"{_AT}/keep", "keep", CHARACTER, decodes=True)
def keep(
    at: Desk,
    *,
    project: str = PROJECT,
    handle: str = HANDLE,
    source: int = SOURCE,
    window: str = WINDOW,
    look: str = body("The name of a look; without it, the main one.", "", longest=200),
) -> Any:
    """Keep a window of a source, for a character to be created from; no provider is called."""
    known = at.lib.sources.numbered(source)
    with at.library(None) as lib:
        lib.keep(f"{project}/{handle}", source=known.ref, window=window, look=look)
        return showing.character(lib.show(f"{project}/{handle}"))


@table.put(f"{_AT}/stills", "keep", CHARACTER, decodes=True)
def still(
    at: Desk,
    *,
    project: str = PROJECT,
    handle: str = HANDLE,
    look: str = query("The name of a look; without it, the main one.", "", longest=200),
    name: str = query("The name of the picture.", longest=300),
    file: Path,
) -> Any:
    """Keep a picture of a character, which it is created from then; the body is the file."""
    with at.library(None) as lib, _called(file, name) as picture:
        lib.keep(f"{project}/{handle}", still=picture, look=look)
        return showing.character(lib.show(f"{project}/{handle}"))


@contextmanager
def _called(file: Path, name: str) -> Iterator[Path]:
    """A file under its own name for a while; no part of the name leads to another folder."""
    last = printable(PureWindowsPath(Path(name).name).name, 60).strip(". ") or "picture"
    with tempfile.TemporaryDirectory(dir=file.parent, prefix=".") as folder:
        yield file.replace(Path(folder) / last.replace("/", "_"))


# -- voices


@table.get("/api/voices", "voices.list", obj(characters=many(CHARACTER)))
def voices(
    at: Desk,
    *,
    project: str | None = query("The project; without it, the current one.", None),
    limit: int = query("The most.", 200, least=1, most=2000),
) -> Any:
    """The characters of a project that have a voice, the newest voice first."""
    with at.library(project) as lib:
        people = lib.shown(lib.voices.list(limit=limit))
    return {"characters": list(map(showing.character, people))}


@table.post(f"{_AT}/voice", "voices.add", CHARACTER, decodes=True)
def add_voice(
    at: Desk,
    *,
    project: str = PROJECT,
    handle: str = HANDLE,
    source: int = SOURCE,
    window: str = WINDOW,
) -> Any:
    """Give a character the sound of a window as its voice, in place of the one it has."""
    known = at.lib.sources.numbered(source)
    with at.library(None) as lib:
        return showing.character(
            lib.voices.add(f"{project}/{handle}", source=known.ref, window=window)
        )


@table.post(f"{_AT}/voice/remove", "voices.remove", CHARACTER)
def remove_voice(at: Desk, *, project: str = PROJECT, handle: str = HANDLE) -> Any:
    """Take the voice of a character away; undo brings it back."""
    with at.library(None) as lib:
        lib.voices.remove(f"{project}/{handle}")
        return showing.character(lib.show(f"{project}/{handle}"))
