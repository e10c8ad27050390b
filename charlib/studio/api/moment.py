"""The moment: films, their frames and tiles, suggested windows, and windows that are checked."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from charlib.domain import forms
from charlib.domain import identity as answers
from charlib.domain.choices import SUBJECTS
from charlib.domain.windows.window import Window
from charlib.doors.shapes import WINDOW, many, obj, ref
from charlib.errors import InvalidInput, NotFound
from charlib.studio import showing
from charlib.studio.declare import Data, File, Table, body, path, query

if TYPE_CHECKING:
    from charlib.domain.choices import Subject
    from charlib.domain.records import Source
    from charlib.library.footage.watching import Strip
    from charlib.studio.desk import Desk
    from charlib.studio.jobs import Job

table = Table()
SOURCE = ref("Source")
ID = path("The number of the source.", least=1)
ACCOUNT = query("The account whose rules count; without it, the default one.", None)
START = query("Tiles of a part: where it begins, in seconds; without it, keyframes.", None)
END = query("Where the part ends, in seconds.", None)
COUNT = query("Tiles of the part.", 60, least=1, most=200)


@table.get("/api/sources", "sources.list", obj(sources=many(SOURCE)))
def sources(at: Desk, *, limit: int = query("The most.", 200, least=1, most=5000)) -> Any:
    """The recorded sources, newest first."""
    return {"sources": [_shown(at, each) for each in at.lib.sources.list(limit=limit)]}


@table.get("/api/sources/{id}", "sources.numbered", SOURCE)
def source(at: Desk, *, id: int = ID) -> Any:
    """One source."""
    return _shown(at, at.lib.sources.numbered(id))


@table.get("/api/files", "", obj(files=many(ref("Offered"))))
def files(at: Desk) -> Any:
    """The films of the folders that the studio was started with, the newest first."""
    return {
        "files": [
            {
                "id": each.id, "name": each.path.name, "folder": each.folder,
                "bytes": each.bytes, "changed_at": showing.time(each.changed_ms),
            }
            for each in at.offers.all()
        ]
    }  # fmt: skip


@table.post("/api/sources", "sources.add", SOURCE, decodes=True)
def add(
    at: Desk,
    *,
    file: str | None = body("The id of a film in the list of files.", None, longest=100),
    url: str | None = body("Or the URL of a film.", None, longest=4_000),
) -> Any:
    """Record a film: of a folder, or of a server."""
    if (file is None) == (url is None):
        raise InvalidInput("give a file of the list, or a URL", hint="Choose a film")
    if url is not None and "://" not in url:
        raise InvalidInput("this is not a URL", hint="Give one that begins with https://")
    with at.library(None) as lib:
        ref_ = url or str(at.offers.named(str(file)))
        return _shown(at, lib.sources.add(ref_))


@table.put("/api/sources", "sources.take_in", SOURCE, decodes=True)
def drop(at: Desk, *, name: str = query("The name of the film.", longest=300), file: Path) -> Any:
    """Take a film that was dropped on the page into the library; the body is the file."""
    with at.library(None) as lib:
        return _shown(at, lib.sources.take_in(file, name=name))


@table.get(
    "/api/sources/{id}/windows", "sources.windows",
    obj(taken=many(ref("Window")), saved=many(WINDOW)),
)  # fmt: skip
def windows(at: Desk, *, id: int = ID) -> Any:
    """The windows of characters in a source, and those that were saved for later."""
    known = at.lib.sources.numbered(id)
    taken = [{"handle": h, "window": str(w)} for h, w in at.lib.sources.windows(known.ref)]
    return {"taken": taken, "saved": list(map(str, at.lib.sources.saved_windows(known.ref)))}


@table.get("/api/sources/{id}/times", "frame_times", ref("Times"), decodes=True)
def times(at: Desk, *, id: int = ID) -> Any:
    """When each frame is shown.

    Frame n begins at `first` and the first n of `steps` (runs of how many, how long), times `unit`
    (numerator, denominator), less `zero`, in seconds.
    """
    found = at.lib.frame_times(at.lib.sources.numbered(id))
    return {
        "unit": [found.unit.numerator, found.unit.denominator],
        "zero": found.zero,
        "first": found.first,
        "steps": list(map(list, found.steps)),
        "keys": list(found.keys),
        "frames": found.frames,
        "plays": found.plays,
    }


@table.get("/api/sources/{id}/frame", "frame", "image/jpeg", decodes=True)
def frame(
    at: Desk,
    *,
    id: int = ID,
    ms: int = query("The moment, in milliseconds.", least=0),
    width: int = query("The most pixels across.", 1280, least=16, most=3840),
) -> Any:
    """The frame that is shown at a moment, by the decoder; `Frame-Begins` is its time in ms."""
    shown = at.lib.frame(at.lib.sources.numbered(id), ms / 1000, width=width)
    return Data(shown.data, "image/jpeg", {"Frame-Begins": str(shown.at_ms)})


@table.get("/api/sources/{id}/strip", "strip", ref("Strip"), decodes=True)
def strip(
    at: Desk,
    *,
    id: int = ID,
    start: float | None = START,
    end: float | None = END,
    count: int = COUNT,
) -> Any:
    """Where the tiles of a film are: all keyframes, or frames of a part.

    Sheets are made when they are asked for: the first of a long film is there at once.
    """
    from charlib.library.footage.watching import SHEET
    from charlib.media.viewing.strips import COLUMNS, TILE

    known = at.lib.sources.numbered(id)
    found = at.lib.strip(known, start=start, end=end, count=count)
    return {
        "tile": list(TILE),
        "columns": COLUMNS,
        "per_sheet": SHEET,
        "moments": [round(moment, 6) for moment in found.moments],
        "is_keys": found.is_keys,
        "sheets": [_sheet_url(id, number, start, end, count) for number in range(found.sheets)],
    }


def _sheet_url(source: int, number: int, start: Any, end: Any, count: int) -> str:
    part = "" if start is None else f"?start={start!r}&end={end!r}&count={count}"
    return f"/media/strips/{source}/{number}{part}"


@table.get("/media/strips/{id}/{number}", "strip_sheet", "image/jpeg", decodes=True)
def sheet(
    at: Desk,
    *,
    id: int = ID,
    number: int = path("The sheet, from 0.", least=0),
    start: float | None = START,
    end: float | None = END,
    count: int = COUNT,
) -> Any:
    """A sheet of tiles, row by row."""
    known = at.lib.sources.numbered(id)
    found: Strip = at.lib.strip(known, start=start, end=end, count=count)
    return File(at.lib.strip_sheet(known, found, number), "image/jpeg")


@table.post("/api/sources/{id}/proxy", "proxy", ref("Started"), changes=False)
def proxy(at: Desk, *, id: int = ID) -> Any:
    """Make a copy of a film that every browser plays; it is at /media/proxies/ID then."""
    known = at.lib.sources.numbered(id)
    at.lib.film(known)
    if at.lib.proxy(known, make=False) is not None:
        return {"plan": None, "job": None}
    seconds = (known.duration_ms or 0) / 1000 or None

    def work(job: Job) -> dict[str, Any]:
        at.lib.proxy(known, progress=job.progress)
        return {"film": f"/media/proxies/{known.id}"}

    return {"plan": None, "job": at.start(f"proxy {known.id}", work, total=seconds).form()}


@table.post("/api/sources/{id}/suggest", "suggest_windows", ref("Started"), changes=False)
def suggest(
    at: Desk,
    *,
    id: int = ID,
    count: int = body("How many windows.", 5, least=1, most=20),
    account: str | None = body("The account whose lengths count.", None),
    subject: str = body("What to look for.", "auto", choices=SUBJECTS),
) -> Any:
    """Look for good windows; the result of the job has them, the best first, with reasons."""
    known = at.lib.sources.numbered(id)

    def work(job: Job) -> dict[str, Any]:
        with at.library(None) as lib:
            found = lib.suggest_windows(
                known.ref, count=count, account=account, subject=cast("Subject", subject),
                progress=job.progress,
            )  # fmt: skip
        return forms.suggestions(found)

    seconds = (known.duration_ms or 0) / 1000 or None
    return {"plan": None, "job": at.start(f"suggest {known.id}", work, total=seconds).form()}


@table.get("/api/windows/check", "check_window", ref("Checked"), decodes=True)
def check(
    at: Desk,
    *,
    window: str = query("The window, as start,end in seconds.", longest=100),
    source: int | None = query("The source it is of.", None, least=1),
    account: str | None = ACCOUNT,
    judge: bool = query("Score it too, which takes longer.", default=False),
) -> Any:
    """What is wrong with a window at an account; it is refused there if a problem is hard."""
    known = at.lib.sources.numbered(source) if source is not None else None
    ref_ = known.ref if known else None
    problems = at.lib.check_window(window, source=ref_, account=account)
    is_ok = not any(problem.is_hard for problem in problems)
    judged = at.lib.judge_window(window, ref_) if judge and ref_ and is_ok else None
    return {
        "window": window,
        "ok": is_ok,
        "problems": [{"text": each.text, "hard": each.is_hard} for each in problems],
        "judged": forms.suggestion(judged) if judged else None,
    }


@table.get("/api/windows/who", "who", ref("Who"), decodes=True)
def who(
    at: Desk,
    *,
    window: str = query("The window, as start,end in seconds.", longest=100),
    source: int = query("The source it is of.", least=1),
) -> Any:
    """Who is in the frame in the middle of a window: one frame, so that it is quick to ask."""
    known, parsed = at.lib.sources.numbered(source), Window.parse(window)
    still = at.lib.frame(known, (parsed.start_ms + parsed.end_ms) / 2000)
    with tempfile.TemporaryDirectory() as folder:
        picture = Path(folder, "frame.jpg")
        picture.write_bytes(still.data)
        return answers.form(at.lib.who(picture))


@table.get("/media/sources/{id}", "film", "video/*")
def film(at: Desk, *, id: int = ID) -> Any:
    """The film of a source, also in parts."""
    return playable(at.lib.film(at.lib.sources.numbered(id)))


@table.get("/media/proxies/{id}", "proxy", "video/mp4")
def proxied(at: Desk, *, id: int = ID) -> Any:
    """The proxy of a source's film, also in parts."""
    made = at.lib.proxy(at.lib.sources.numbered(id), make=False)
    if made is None:
        raise NotFound("there is no proxy of this film yet", hint="Make it first")
    return File(made, "video/mp4")


def playable(path: Path) -> File:
    """A film as a player takes it: a name says what it is, and never that it is a page."""
    kinds = {".webm": "video/webm", ".mkv": "video/x-matroska", ".mov": "video/quicktime"}
    return File(path, kinds.get(path.suffix.lower(), "video/mp4"))


def _shown(at: Desk, record: Source) -> dict[str, Any]:
    try:
        at.lib.film(record)
    except NotFound:
        return showing.source(record, is_here=False)
    return showing.source(record, is_here=True)
