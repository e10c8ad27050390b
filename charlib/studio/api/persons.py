"""Who is who: other handles, two records of one person, another project, erased for good."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from charlib.doors.meant import CHANGED, Meant
from charlib.doors.shapes import ref
from charlib.errors import Conflict, NotFound
from charlib.studio import showing
from charlib.studio.api.cast import COUNTED, HANDLES, MEANT, SCOPE
from charlib.studio.declare import Table, body, path, query

if TYPE_CHECKING:
    from charlib.studio.desk import Desk

table = Table()
CHARACTER = ref("Character")
PROJECT = path("Its project.")
HANDLE = path("Its handle.")
ALIAS = body("The other handle.", longest=200)
_INTO = "The character that stays, as project/handle."
_AT = "/api/characters/{project}/{handle}"


@table.post(f"{_AT}/aliases", "aliases.add", CHARACTER)
def add_alias(at: Desk, *, project: str = PROJECT, handle: str = HANDLE, alias: str = ALIAS) -> Any:
    """Give a character another handle, which means it wherever a handle is typed."""
    with at.library(project) as lib:
        return showing.character(lib.aliases.add(f"{project}/{handle}", alias))


@table.post(f"{_AT}/aliases/remove", "aliases.remove", CHARACTER)
def remove_alias(
    at: Desk, *, project: str = PROJECT, handle: str = HANDLE, alias: str = ALIAS
) -> Any:
    """Take another handle away from its character."""
    with at.library(project) as lib:
        person, other = (lib.show(f"{project}/{name}") for name in (handle, alias))
        if person.uid != other.uid:
            raise NotFound(f"@{alias} is not @{person.handle}", hint="Load the page again")
        return showing.character(lib.aliases.remove(f"{project}/{alias}"))


@table.get(f"{_AT}/merge", "plan_merge", ref("Merge"))
def plan_merge(
    at: Desk, *, project: str = PROJECT, handle: str = HANDLE, into: str = query(_INTO)
) -> Any:
    """What a merge would do: the prompts that mention this record, and what the two disagree on."""
    plan = at.lib.plan_merge(f"{project}/{handle}", into)
    return {
        "old": showing.character(plan.old),
        "into": showing.character(plan.into),
        "prompts": plan.prompts,
        "conflicts": list(plan.conflicts),
    }


@table.post(f"{_AT}/merge", "merge", CHARACTER)
def merge(
    at: Desk,
    *,
    project: str = PROJECT,
    handle: str = HANDLE,
    into: str = body(_INTO, longest=200),
) -> Any:
    """Make two records of one person one; this one is gone, and its handle is an alias."""
    with at.library(None) as lib:
        return showing.character(lib.merge(f"{project}/{handle}", into))


@table.post("/api/bulk/move", "move_many", CHANGED)
def move(
    at: Desk,
    *,
    to: str = body("The project that they go to.", longest=200),
    handles: list[str] | None = HANDLES,
    q: str | None = MEANT,
    project: str | None = SCOPE,
    count: int | None = COUNTED,
) -> Any:
    """Move characters to another project, after a preview of how many there are."""
    with at.library(None) as lib:
        meant = Meant(lib, handles, q, project, count)
        if meant.query is None:
            return meant.done(lambda: len(lib.move(meant.handles, to)))
        return meant.done(lambda: lib.move_many(meant.query or "", to))


@table.get(f"{_AT}/purge", "plan_purge", ref("Purge"))
def plan_purge(at: Desk, *, project: str = PROJECT, handle: str = HANDLE) -> Any:
    """What would be erased for good, and what remains in other places."""
    return showing.purge(at.lib.plan_purge(f"{project}/{handle}"))


@table.post(f"{_AT}/purge", "purge", ref("Purge"))
def purge(
    at: Desk,
    *,
    project: str = PROJECT,
    handle: str = HANDLE,
    confirm: str = body("Its handle again: this cannot be undone.", "", longest=200),
) -> Any:
    """Erase a character for good, also one in the trash; the history begins anew."""
    if confirm != handle:
        raise Conflict(f"erasing @{handle} cannot be undone", hint="Type its handle to confirm it")
    with at.library(None) as lib:
        return showing.purge(lib.purge(f"{project}/{handle}"))
