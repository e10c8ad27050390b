"""Takes: found, compared, picked, rated, noted and handed on."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast, get_args

from charlib.domain import forms
from charlib.doors.places import unplaced
from charlib.doors.shapes import COUNT, TEXT, TRUTH, many, obj, ref
from charlib.errors import Conflict, InvalidInput
from charlib.hints import call
from charlib.library.nouns.takes import PICKED
from charlib.store.search.takes import TakeSort
from charlib.studio import showing
from charlib.studio.declare import Data, Table, body, path, query
from charlib.studio.phrasing import phrased

if TYPE_CHECKING:
    from charlib.library.filming.checking import CheckedTake
    from charlib.studio.desk import Desk
    from charlib.studio.jobs import Job

table = Table()
TASK = ref("Task")
ID = path("The number of its task.", least=1)
EXPORTS = "exports"
"""The folder in the home folder that films are handed on to."""
_PROJECT = "Only this project; without it, all."
_QUERY = "A query, as in the manual's page on takes."


@table.get("/api/takes", "takes.list", obj(takes=many(TASK), offset=COUNT, more=TRUTH))
def takes(
    at: Desk,
    *,
    q: str = query(_QUERY, ""),
    project: str | None = query(_PROJECT, None),
    sort: str = query("The order.", "newest", choices=get_args(TakeSort)),
    offset: int = query("Takes before the page.", 0, least=0),
    limit: int = query("Takes of the page.", 60, least=1, most=500),
) -> Any:
    """A page of the takes that a query finds; `more` says whether others follow."""
    with at.library(project) as lib:
        found = lib.takes.list(
            q, sort=cast("TakeSort", sort), offset=offset, limit=limit + 1,
            everywhere=project is None,
        )  # fmt: skip
    shown = list(map(showing.task, found[:limit]))
    return {"takes": shown, "offset": offset, "more": len(found) > limit}


@table.get("/api/scenes", "takes.scenes", obj(scenes=many(ref("Scene"))))
def scenes(
    at: Desk,
    *,
    project: str | None = query(_PROJECT, None),
    episode: int | None = query("Only this episode.", None, least=0, most=99_999),
) -> Any:
    """The scenes with their takes, in the order of the story."""
    with at.library(project) as lib:
        found = lib.takes.scenes(episode=episode, everywhere=project is None)
    return {"scenes": list(map(forms.scene, found))}


@table.get(
    "/api/takes/unknown", "takes.unknown", obj(names=many(obj(field=TEXT, name=TEXT, meant=TEXT)))
)
def unknown(at: Desk, *, q: str = query(_QUERY)) -> Any:
    """The names in a query of takes that do not exist, each with what was probably meant."""
    found = at.lib.takes.unknown(q)
    return {"names": [{"field": f, "name": name, "meant": m} for f, name, m in found]}


@table.get("/api/takes/complete", "takes.complete", obj(queries=many(TEXT)))
def complete(at: Desk, *, q: str = query("A query of takes, up to the cursor.")) -> Any:
    """The query with its last term completed, in each way that the library knows."""
    return {"queries": at.lib.takes.complete(q)}


SEARCHES = obj(searches=many(obj(name=TEXT, query=TEXT)))


@table.get("/api/takes/searches", "takes.saved_searches", SEARCHES)
def searches(at: Desk) -> Any:
    """The saved searches of takes."""
    return {"searches": [{"name": name, "query": q} for name, q in at.lib.takes.saved_searches()]}


@table.post("/api/takes/searches", "takes.save_search", SEARCHES)
def save_search(
    at: Desk,
    *,
    name: str = body("Its name, for saved:NAME in other queries of takes.", longest=200),
    q: str = body(_QUERY),
) -> Any:
    """Save a query of takes by a name; one that had the name is replaced."""
    with at.library(None) as lib:
        lib.takes.save_search(name, q)
    return searches(at)


@table.post("/api/takes/searches/remove", "takes.forget_search", SEARCHES)
def forget_search(at: Desk, *, name: str = body("Its name.", longest=200)) -> Any:
    """Forget a saved search of takes."""
    with at.library(None) as lib:
        lib.takes.forget_search(name)
    return searches(at)


@table.get("/api/tasks/{id}/source", "takes.source", ref("Source"))
def source(at: Desk, *, id: int = ID) -> Any:
    """The film of a take as a source, from which characters and looks are made."""
    return showing.source(at.lib.takes.source(id), is_here=True)


@table.post("/api/takes/check", "takes.check", ref("Started"))
def check(
    at: Desk,
    *,
    takes: list[str] = body("The numbers of their tasks; without it, those of the query.", ()),
    q: str = body(_QUERY, ""),
    project: str | None = body(_PROJECT, None),
) -> Any:
    """Compare the faces in takes with the kept stills of the characters in their prompts.

    Refused where the recognition of faces is off. The result of the job has the takes with their
    verdicts, and as `problems` what could not be compared.
    """
    if not at.lib.is_identity_on():
        raise Conflict("recognition of faces is not switched on", hint=call("identity on"))
    if bool(takes) == bool(q.strip()) or not all(map(str.isdecimal, takes)):
        raise InvalidInput("give numbers of takes, or a query", hint="Choose takes to check")

    def work(_: Job) -> dict[str, Any]:
        with at.library(project) as lib:
            refs = [f"task:{number}" for number in takes]
            return _found(lib.takes.check(*refs, query=q, everywhere=project is None))

    what = f"check {len(takes)}" if takes else f"check {q}"
    return {"plan": None, "job": at.start(what, work).form()}


def _found(checked: list[CheckedTake]) -> dict[str, Any]:
    return {
        "takes": [showing.task(each.take) for each in checked],
        "problems": [
            {"message": unplaced(str(error)), "hint": phrased(error.hint)}
            for each in checked
            for error in each.problems
        ],
    }


@table.get("/api/takes/sheet", "takes.sheet", "image/jpeg", decodes=True)
def sheet(
    at: Desk,
    *,
    q: str = query(_QUERY, ""),
    project: str | None = query("The project; without it, the current one.", None),
    columns: int = query("Moments of each film.", 6, least=1, most=24),
) -> Any:
    """A contact sheet: each take is a row, the same moments side by side."""
    with at.library(project) as lib, tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "takes.jpg"
        lib.takes.sheet(file, q, columns=columns)
        return Data(file.read_bytes(), "image/jpeg", {"cache-control": "no-cache"})


@table.post("/api/takes/export", "takes.export", ref("Exported"), decodes=True)
def export(
    at: Desk,
    *,
    q: str = body("The takes; without it, the picked ones.", PICKED),
    project: str | None = body(_PROJECT, None),
    timeline: bool = body("As a timeline for an editor, instead of films.", default=False),
) -> Any:
    """Hand films on to the folder `exports` in the home folder, under names that people can read.

    The names of `files` are those below this folder; `others` are files of other content in the
    place of a film, which stay; `missing` are tasks whose film is not here.
    """
    target = at.lib.home.data / EXPORTS
    everywhere = project is None
    with at.library(project) as lib:
        done = lib.takes.export(
            target / f"{project or 'all'}.otio" if timeline else target, q, everywhere=everywhere
        )
    names = [[str(each.relative_to(target).as_posix()) for each in group]
             for group in (done.files, done.others)]  # fmt: skip
    return {
        "files": names[0],
        "others": names[1],
        "written": done.written,
        "missing": [take.id for take in done.missing],
    }


@table.post("/api/takes/{id}/pick", "takes.pick", TASK)
def pick(
    at: Desk,
    *,
    id: int = ID,
    also: bool = body("Beside the picked one of its scene.", default=False),
) -> Any:
    """Pick a take, in place of the picked one of its scene."""
    with at.library(None) as lib:
        return showing.task(lib.takes.pick(f"task:{id}", also=also)[0])


@table.post("/api/takes/{id}/unpick", "takes.unpick", TASK)
def unpick(at: Desk, *, id: int = ID) -> Any:
    """Pick a take no longer."""
    with at.library(None) as lib:
        return showing.task(lib.takes.unpick(f"task:{id}")[0])


@table.post("/api/takes/{id}/rate", "takes.rate", TASK)
def rate(
    at: Desk,
    *,
    id: int = ID,
    rating: int | None = body("Its stars; null takes them away.", None, least=0, most=5),
) -> Any:
    """Rate a take."""
    with at.library(None) as lib:
        return showing.task(lib.takes.rate(f"task:{id}", rating))


@table.post("/api/takes/{id}/note", "takes.note", TASK)
def note(
    at: Desk,
    *,
    id: int = ID,
    text: str = body("The note; an empty text removes it.", longest=4_000),
) -> Any:
    """Note something about a take, in place of its old note."""
    with at.library(None) as lib:
        return showing.task(lib.takes.note(f"task:{id}", text))
