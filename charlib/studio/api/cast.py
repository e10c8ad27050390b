"""The cast: finding characters, changing them, and changing many at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from charlib.domain.choices import LIKENESSES, ORDERS
from charlib.doors.meant import CHANGED, Meant
from charlib.doors.shapes import COUNT, TEXT, many, obj, ref
from charlib.studio import showing
from charlib.studio.declare import Table, body, path, query

if TYPE_CHECKING:
    from charlib.domain.choices import Sort
    from charlib.library import Library
    from charlib.library.nouns.takes import Takes
    from charlib.studio.desk import Desk

table = Table()
CHARACTER = ref("Character")
MOST = 200
"""Characters of a page."""
_QUERY = "A query, as in the manual's page on searching."
_PROJECT = "Only this project; without it, all."


@table.get("/api/characters", "page", ref("Page"))
def page(
    at: Desk,
    *,
    q: str = query(_QUERY, ""),
    project: str | None = query(_PROJECT, None),
    sort: str = query("The order.", "newest", choices=ORDERS),
    offset: int = query("Matches before the page.", 0, least=0),
    limit: int = query("Characters of the page.", 60, least=1, most=MOST),
) -> Any:
    """A page of the cast, at any place of the whole; `total` is the number of matches."""
    everywhere = project is None
    with at.library(project) as lib:
        found = lib.page(
            q, sort=cast("Sort", sort), offset=offset, limit=limit, everywhere=everywhere
        )
        people = list(map(showing.character, lib.shown(found.people)))
        total = lib.count(q, everywhere=everywhere)
    return {"characters": people, "total": total, "offset": offset}


@table.get("/api/facets", "facets", ref("Facets"))
def facets(
    at: Desk, *, q: str = query(_QUERY, ""), project: str | None = query(_PROJECT, None)
) -> Any:
    """The tags, projects, states and looks of the matches, each with its number.

    They are apart from the page, which must not wait for them.
    """
    with at.library(project) as lib:
        found = lib.facets(q, everywhere=project is None)
    return {"total": found.total} | {
        name: [{"name": word, "count": count} for word, count in getattr(found, name)]
        for name in ("tags", "projects", "states", "looks")
    }


@table.get("/api/complete", "complete", obj(queries=many(TEXT)))
def complete(
    at: Desk,
    *,
    q: str = query("A query, up to the cursor."),
    project: str | None = query("The project whose handles are meant.", None),
) -> Any:
    """The query with its last term completed, in each way that the library knows."""
    with at.library(project) as lib:
        return {"queries": lib.complete(q)}


@table.get("/api/unknown", "unknown", obj(names=many(obj(field=TEXT, name=TEXT, meant=TEXT))))
def unknown(at: Desk, *, q: str = query(_QUERY)) -> Any:
    """The names in a query that do not exist, each with what was probably meant."""
    found = at.lib.unknown(q)
    return {"names": [{"field": f, "name": name, "meant": m} for f, name, m in found]}


_OF, _KINDS = "What is searched for.", ("characters", "takes")
SEARCHES = obj(searches=many(obj(name=TEXT, query=TEXT)))


@table.get("/api/searches", "saved_searches", SEARCHES)
def searches(at: Desk, *, of: str = query(_OF, "characters", choices=_KINDS)) -> Any:
    """The saved searches for characters, or for takes."""
    saved = _searching(at.lib, of).saved_searches()
    return {"searches": [{"name": name, "query": q} for name, q in saved]}


@table.post("/api/searches", "save_search", SEARCHES)
def save_search(
    at: Desk,
    *,
    name: str = body("Its name, for saved:NAME in other queries.", longest=200),
    q: str = body(_QUERY),
    of: str = body(_OF, "characters", choices=_KINDS),
) -> Any:
    """Save a query by a name; one of the same kind that had the name is replaced."""
    with at.library(None) as lib:
        _searching(lib, of).save_search(name, q)
    return searches(at, of=of)


@table.post("/api/searches/remove", "forget_search", SEARCHES)
def forget_search(
    at: Desk,
    *,
    name: str = body("Its name.", longest=200),
    of: str = body(_OF, "characters", choices=_KINDS),
) -> Any:
    """Forget a saved search."""
    with at.library(None) as lib:
        _searching(lib, of).forget_search(name)
    return searches(at, of=of)


def _searching(lib: Library, of: str) -> Library | Takes:
    """What saves searches of a kind: names of the one are not names of the other."""
    return lib.takes if of == "takes" else lib


@table.get("/api/trash", "list", obj(characters=many(CHARACTER)))
def trash(
    at: Desk,
    *,
    project: str | None = query(_PROJECT, None),
    limit: int = query("The most of them.", MOST, least=1, most=10 * MOST),
) -> Any:
    """The characters in the trash, the last first."""
    with at.library(project) as lib:
        people = lib.list(trashed=True, limit=limit, everywhere=project is None)
    return {"characters": list(map(showing.character, people))}


@table.get("/api/characters/{project}/{handle}", "show", CHARACTER)
def show(
    at: Desk, *, project: str = path("Its project."), handle: str = path("Its handle.")
) -> Any:
    """One character."""
    return showing.character(at.lib.show(f"{project}/{handle}"))


@table.get("/api/characters/{project}/{handle}/uses", "uses", obj(prompts=COUNT))
def uses(
    at: Desk, *, project: str = path("Its project."), handle: str = path("Its handle.")
) -> Any:
    """How many prompts used a character."""
    return {"prompts": at.lib.uses(f"{project}/{handle}")}


@table.post("/api/characters", "add", CHARACTER)
def add(
    at: Desk,
    *,
    handle: str = body("What to type after @.", longest=200),
    project: str | None = body("Its project; without it, the current one.", None),
    name: str = body("Its full name.", ""),
    look: str = body("What it looks like.", ""),
    tags: list[str] = body("Its tags.", (), longest=100),
) -> Any:
    """Record a character without an ID of a provider."""
    with at.library(project) as lib:
        return showing.character(lib.add(handle, name=name, look=look, tags=list(tags)))


@table.post("/api/characters/{project}/{handle}/edit", "edit", CHARACTER)
def edit(
    at: Desk,
    *,
    project: str = path("Its project."),
    handle: str = path("Its handle."),
    name: str | None = body("Its full name.", None),
    look: str | None = body("What it looks like.", None),
    notes: str | None = body("Notes.", None),
    likeness: str | None = body("Whose face it is.", None, choices=LIKENESSES),
    consent: str | None = body("Who agreed, and when.", None),
) -> Any:
    """Change texts of a character; what is not given stays."""
    with at.library(None) as lib:
        return showing.character(
            lib.edit(
                f"{project}/{handle}", name=name, look=look, notes=notes, likeness=likeness,
                consent=consent,
            )
        )  # fmt: skip


@table.post("/api/characters/{project}/{handle}/rename", "rename", CHARACTER)
def rename(
    at: Desk,
    *,
    project: str = path("Its project."),
    handle: str = path("Its handle."),
    new: str = body("Its new handle.", longest=200),
) -> Any:
    """Change the handle of a character; its IDs and prompts stay valid."""
    with at.library(None) as lib:
        return showing.character(lib.rename(f"{project}/{handle}", new))


HANDLES = body("Characters, each as project/handle.", None, longest=10_000)
MEANT = body("Or every match of this query, in all projects or in `project`.", None)
SCOPE = body("The project of the query.", None)
COUNTED = body("The number of characters that was shown; without it, nothing is changed.", None)


@table.post("/api/bulk/tag", "tags.add", CHANGED)
def tag(
    at: Desk,
    *,
    tag: str = body("The tag.", longest=200),
    handles: list[str] | None = HANDLES,
    q: str | None = MEANT,
    project: str | None = SCOPE,
    count: int | None = COUNTED,
) -> Any:
    """Tag characters, after a preview of how many there are."""
    with at.library(None) as lib:
        meant = Meant(lib, handles, q, project, count)
        return meant.done(lambda: lib.tags.add(tag, meant.handles, query=meant.query))


@table.post("/api/bulk/untag", "tags.remove", CHANGED)
def untag(
    at: Desk,
    *,
    tag: str = body("The tag.", longest=200),
    handles: list[str] | None = HANDLES,
    q: str | None = MEANT,
    project: str | None = SCOPE,
    count: int | None = COUNTED,
) -> Any:
    """Take a tag from characters, after a preview of how many there are."""
    with at.library(None) as lib:
        meant = Meant(lib, handles, q, project, count)
        return meant.done(lambda: lib.tags.remove(tag, meant.handles, query=meant.query))


@table.post("/api/bulk/edit", "edit_many", CHANGED)
def edit_many(
    at: Desk,
    *,
    handles: list[str] | None = HANDLES,
    q: str | None = MEANT,
    project: str | None = SCOPE,
    look: str | None = body("What they look like.", None),
    notes: str | None = body("Notes.", None),
    likeness: str | None = body("Whose face it is.", None, choices=LIKENESSES),
    consent: str | None = body("Who agreed, and when.", None),
    count: int | None = COUNTED,
) -> Any:
    """Set texts of characters, after a preview of how many there are."""
    texts = {"look": look, "notes": notes, "likeness": likeness, "consent": consent}
    with at.library(None) as lib:
        meant = Meant(lib, handles, q, project, count)
        if meant.query is None:
            return meant.done(lambda: lib.edit_all(meant.handles, **texts))
        return meant.done(lambda: lib.edit_many(meant.query or "", **texts))


@table.post("/api/bulk/trash", "remove_many", CHANGED)
def put_away(
    at: Desk,
    *,
    handles: list[str] | None = HANDLES,
    q: str | None = MEANT,
    project: str | None = SCOPE,
    count: int | None = COUNTED,
) -> Any:
    """Move characters to the trash, after a preview of how many there are."""
    with at.library(None) as lib:
        meant = Meant(lib, handles, q, project, count)
        if meant.query is None:
            return meant.done(lambda: len(lib.remove_all(meant.handles)))
        return meant.done(lambda: lib.remove_many(meant.query or ""))


@table.post("/api/restore", "restore_all", obj(characters=many(CHARACTER)))
def restore(
    at: Desk,
    *,
    handles: list[str] = body("Characters, each as project/handle.", longest=10_000),
) -> Any:
    """Bring characters back from the trash, as one step."""
    with at.library(None) as lib:
        people = lib.restore_all(handles)
    return {"characters": list(map(showing.character, people))}
