"""Tools that change the library. Each call is one entry of the journal, which undo takes back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from charlib.doors.meant import Meant
from charlib.errors import InvalidInput, NotFound
from charlib.mcp import shapes, showing
from charlib.mcp.declare import Table, give
from charlib.mcp.tools.words import PROJECT

if TYPE_CHECKING:
    from charlib.domain.records import Character
    from charlib.library import Library
    from charlib.mcp.desk import Call

table = Table()
_MOST = 1_000
"""Characters that one call may name."""


@table.tool("add", shapes.CATALOGUED, changes=True)
def catalogue(
    at: Call,
    *,
    handle: str = give("What to type after @.", longest=300),
    project: str | None = PROJECT,
    name: str | None = give("", None),
    look: str | None = give("Appearance, in words.", None),
    notes: str | None = give("", None),
    tags: list[str] | None = give("Added to those it has.", None, longest=100),
    remote_id: str | None = give("An ID that a provider made already.", None, longest=1_000),
    account: str | None = give("Of the ID.", None, longest=200),
) -> Any:
    """Record a character, or change the texts of one that exists."""
    slug, _, bare = handle.rpartition("/")
    with at.library(slug or project) as lib:
        known = _known(lib, bare)
        texts = {"name": name, "look": look}
        warnings: list[str] = []
        if known is None:
            lib.add(
                bare, remote_id, account=account, name=name or "", look=look or "",
                tags=tags or (), warn=warnings.append,
            )  # fmt: skip
        elif remote_id is not None and not _has(lib, known, remote_id, account):
            lib.add(known.handle, remote_id, account=account, warn=warnings.append)
        changes = {"notes": notes} | (texts if known else {})
        if any(text is not None for text in changes.values()):
            lib.edit(bare, **changes)
        for tag in tags or () if known else ():
            lib.tags.add(tag, [bare])
        shown = lib.show(bare)
    return showing.noted(
        character=showing.full(shown), added=known is None, warnings=warnings, entry=at.entry()
    )


def _known(lib: Library, handle: str) -> Character | None:
    try:
        return lib.show(handle)
    except NotFound:
        return None


def _has(lib: Library, known: Character, remote_id: str, account: str | None) -> bool:
    """Whether a character has an ID at an account already: recording it again changes nothing."""
    meant = account or next((each.name for each in lib.accounts.list() if each.is_default), None)
    return any(
        each.remote_id == remote_id.strip() and each.account == meant for each in known.bindings
    )


@table.tool("edit_all", shapes.CHANGES, changes=True)
def change(
    at: Call,
    *,
    handles: list[str] | None = give("", None, longest=_MOST),
    query: str | None = give("Or every match, in project or in all.", None),
    project: str | None = give("Of the query.", None, longest=200),
    look: str | None = give("", None),
    notes: str | None = give("", None),
    tag: list[str] | None = give("Tags to add.", None, longest=20),
    untag: list[str] | None = give("Tags to remove.", None, longest=20),
    expect: int | None = give("How many you mean to change; a query needs it.", None, least=0),
    dry_run: bool | None = give("Default: true with a query.", None),
) -> Any:
    """Change several characters. Refused if there are not as many as expected."""
    texts = {key: text for key, text in {"look": look, "notes": notes}.items() if text is not None}
    if not (texts or tag or untag):
        raise InvalidInput("nothing to change", hint="Give look, notes, tag or untag")
    is_dry = query is not None if dry_run is None else dry_run
    if query is not None and not is_dry and expect is None:
        raise InvalidInput("expect is missing", hint="Call it with dry_run first, then give expect")
    count = None if is_dry else len(handles or ()) if expect is None else expect
    with at.library(None) as lib:
        meant = Meant(lib, handles, query, project, count)
        done = meant.done(lambda: _changed(lib, meant, texts, tag or [], untag or []))
    return showing.noted(**done, dry_run=is_dry, entry=None if is_dry else at.entry())


def _changed(
    lib: Library, meant: Meant, texts: dict[str, str], tags: list[str], untag: list[str]
) -> int:
    """Change the meant characters, who are found once: a change may end a match."""
    names = meant.refs()
    changed = lib.edit_all(names, **texts) if texts and names else 0
    for tag in tags if names else ():
        changed += lib.tags.add(tag, names)
    for tag in untag if names else ():
        changed += lib.tags.remove(tag, names)
    return changed


@table.tool("remove_all", shapes.TRASHED, changes=True, destroys=True)
def trash(
    at: Call,
    *,
    handles: list[str] = give("", longest=_MOST),
    seen_updated_at: list[str] = give("updated_at of each, as you saw it.", longest=_MOST),
) -> Any:
    """Move characters to the trash. Refused if one was changed since you looked."""
    if not handles:
        raise InvalidInput("there is no handle", hint="Name the characters")
    with at.library(None) as lib:
        people = lib.remove_all(handles, seen=seen_updated_at)
    return showing.noted(trashed=list(map(showing.ref, people)), entry=at.entry())


@table.tool("undo", shapes.UNDONE, changes=True, repeats=False)
def undo(at: Call, *, entry: int | None = give("Default: your last one.", None, least=1)) -> Any:
    """Take back a change that you made. Others' changes stay."""
    with at.library(None) as lib:
        done = lib.undo(entry=entry, by=at.who)
    from charlib.domain.journal import left

    shown = showing.entry(done) | {"state": "undone"}
    return showing.noted(entry=shown, stays=left(done))
