"""What a character looks and sounds like: looks, kept footage and pictures, voices."""

from __future__ import annotations

import tempfile
from contextlib import contextmanager
from pathlib import Path, PureWindowsPath
from typing import TYPE_CHECKING, Any

from charlib.domain.character.batch import Order, Row
from charlib.domain.text import printable
from charlib.doors.shapes import many, obj, ref
from charlib.errors import InvalidInput
from charlib.studio import showing
from charlib.studio.api.work import CONFIRM, STARTED, of_source, planned, started
from charlib.studio.declare import Table, body, path, query

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

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
def stills(
    at: Desk,
    *,
    project: str = PROJECT,
    handle: str = HANDLE,
    look: str = query("The name of a look; without it, the main one.", "", longest=200),
    name: str = query("The name of the picture; of several, one a line.", longest=6_000),
    sizes: str = query("Of several pictures, the bytes of each, with commas.", "", longest=400),
    file: Path,
) -> Any:
    """Keep pictures of a character, which it is created from then; the portrait comes first.

    The body is the file, or several files one after the other.
    """
    with at.library(None) as lib, _parted(file, name, sizes) as pictures:
        lib.keep(f"{project}/{handle}", still=pictures, look=look)
        return showing.character(lib.show(f"{project}/{handle}"))


@contextmanager
def _parted(file: Path, name: str, sizes: str) -> Iterator[list[Path]]:
    """The files of a body under their own names for a while, each in a folder of its own.

    No part of a name leads to another folder.
    """
    names = name.split("\n") if sizes else [name]
    with tempfile.TemporaryDirectory(dir=file.parent, prefix=".") as temporary:
        folders = [Path(temporary, str(number)) for number in range(len(names))]
        targets = [folder / _plain(each) for folder, each in zip(folders, names, strict=True)]
        for folder in folders:
            folder.mkdir()
        if sizes:
            _cut(file, targets, sizes)
        else:
            file.replace(targets[0])
        yield targets


def _plain(name: str) -> str:
    """The name of a file without folders; a long one keeps its ending, which says what it is."""
    last = PureWindowsPath(Path(name).name)
    stem, suffix = printable(last.stem, 50).strip(". "), printable(last.suffix, 10).strip(" ")
    return f"{stem or 'picture'}{suffix}".replace("/", "_")


def _cut(file: Path, targets: Sequence[Path], sizes: str) -> None:
    """Write each part of a file into a file of its own. Raises InvalidInput if sizes do not fit."""
    ends = [int(size) for size in sizes.split(",") if size.isascii() and size.isdigit()]
    if len(ends) != len(targets) or sum(ends) != file.stat().st_size:
        raise InvalidInput("the sizes are not those of the files", hint="Choose them again")
    with file.open("rb") as whole:
        for target, size in zip(targets, ends, strict=True):
            target.write_bytes(whole.read(size))


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


@table.put(f"{_AT}/voice", "voices.add", CHARACTER, decodes=True)
def put_voice(
    at: Desk,
    *,
    project: str = PROJECT,
    handle: str = HANDLE,
    name: str = query("The name of the sound.", longest=300),
    file: Path,
) -> Any:
    """Give a character a sound as its voice, in place of the one it has; the body is the file."""
    with at.library(None) as lib, _parted(file, name, "") as (sound,):
        return showing.character(lib.voices.add(f"{project}/{handle}", file=sound))


@table.post(f"{_AT}/voice/remove", "voices.remove", CHARACTER)
def remove_voice(at: Desk, *, project: str = PROJECT, handle: str = HANDLE) -> Any:
    """Take the voice of a character away; undo brings it back."""
    with at.library(None) as lib:
        lib.voices.remove(f"{project}/{handle}")
        return showing.character(lib.show(f"{project}/{handle}"))
