"""Erasing a person for good, as a withdrawn consent demands.

What the library has is erased here, and its bytes with it. What providers, backups and other
people's files have is only named. Parts of the library with files of their own add an eraser.
"""

from __future__ import annotations

import os
import shutil
import zipfile
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import IO

from charlib.domain.character.traces import Purge, Traces
from charlib.domain.records import Character
from charlib.domain.text import first_of
from charlib.errors import Conflict
from charlib.hints import Hint, the_call
from charlib.library import finding
from charlib.library.session import Session

_CHUNK = 1 << 20
_DATABASE = "library.db"


def plan_purge(session: Session, handle: str) -> Purge:
    """What `purge` would erase, and what would remain in other places; nothing changes."""
    person = _person(session, handle)
    traces = _traces(session, person)
    _refuse_open(person, traces)
    return _purge(session, person, traces)


def purge(session: Session, handle: str) -> Purge:
    """Erase a character for good, also one in the trash; this cannot be undone.

    Its record, IDs, looks, voices, windows, kept files and templates of faces go; so do the films
    that show nobody else, the texts of all prompts that mention it, and the whole journal. The
    costs of its requests stay. The result names what remains elsewhere, also in a shared cast: the
    next push tells its members. Raises Conflict while a request about it is unfinished, and
    LibraryError if the disk fails.
    """
    with session.store.settle() as writer:  # what is read here, nobody changes meanwhile
        person = _person(session, handle)
        traces = _traces(session, person)
        _refuse_open(person, traces)
        done = _purge(session, person, traces)
        writer.purging.erase(traces)
        for erase in ERASERS:
            erase(session, person, traces)
    films = tuple(dict.fromkeys(film.nameless or film.name for film in traces.shared))
    return done._replace(shared=films, is_scrubbed=session.store.scrub())


def _person(session: Session, handle: str) -> Character:
    """A character by handle; if there is none, the last one of this handle in the trash."""
    read, name = session.store.read.characters, finding.refer(session, handle)
    person = read.by_handle(*name) or read.by_handle(*name, trashed=True)
    return person or finding.character(session, handle)


def _traces(session: Session, person: Character) -> Traces:
    """What belongs to a person; a film outside the media folder is not renamed."""
    traces = session.store.read.persons.traces(person.id)
    shared = [film._replace(is_kept=_is_kept(session, film.path)) for film in traces.shared]
    return traces._replace(shared=tuple(shared))


def _is_kept(session: Session, path: Path | str) -> bool:
    """Whether a file is below the media folder: no other file is ever touched."""
    folder = Path(path).parent.resolve()  # a link there may be deleted, but not what it leads to
    return bool(path) and folder.is_relative_to(session.home.media.resolve())


def _refuse_open(person: Character, traces: Traces) -> None:
    if traces.open:
        raise Conflict(
            f"requests about @{person.handle} are unfinished: {first_of(traces.open)}",
            hint=Hint("{}    # then try again", the_call("sync")),
        )


def _purge(session: Session, person: Character, traces: Traces) -> Purge:
    return Purge(
        handle=person.handle,
        project=person.project,
        uid=person.uid,
        is_trashed=person.deleted_at is not None,
        files=len(traces.files) + len(traces.film_files),
        films=len(traces.films),
        prompts=len(traces.prompts),
        elsewhere=traces.elsewhere,
        shared=tuple(dict.fromkeys(film.name for film in traces.shared)),
        refs=traces.refs,
        mentions=traces.mentions,
        copies=tuple(_copies(session, traces.uids)),
        exports=tuple(path for path in map(Path, traces.exports) if os.path.lexists(path)),
        links=tuple(_linked(session, traces)),
        cast=tuple(_cast(session, traces.uids)),
    )


def _cast(session: Session, uids: Sequence[str]) -> Iterator[str]:
    """The shared cast that has a person, and its other members: nothing there is ever deleted."""
    read = session.store.read
    share = read.team.share()
    if share is None or not read.shared.texts("character", uids):
        return
    yield share.url
    yield from sorted({each.name for each in read.team.members()} - {share.name})


def _linked(session: Session, traces: Traces) -> Iterator[Path]:
    """Files of the library that have more names than charlib and the known exports gave them."""
    shared = (film.path for film in traces.shared if film.path)
    names = [session.home.media / path for path in (*traces.files, *traces.film_files, *shared)]
    known = Counter(
        key for path in dict.fromkeys([*names, *map(Path, traces.exports)]) if (key := _inode(path))
    )
    for path in dict.fromkeys(names):
        key = _inode(path)
        if key and _is_kept(session, path) and path.lstat().st_nlink > known[key]:
            yield path


def _inode(path: Path) -> tuple[int, int] | None:
    """What two names of one file have in common; None if there is no such file."""
    try:
        found = path.lstat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


# -- what is beside the database


def _forget_faces(session: Session, _: Character, traces: Traces) -> None:
    """Delete the templates of its faces."""
    from charlib.store.identity import Templates

    Templates(session.home.identity).forget(traces.uids)


def _delete_files(session: Session, _: Character, traces: Traces) -> None:
    """Delete kept files and films, with their small versions."""
    media = session.home.media
    for file in (media / path for path in traces.files if _is_kept(session, media / path)):
        for small in file.parent.glob(f"{file.stem}-*.jpg"):
            small.unlink(missing_ok=True)
        file.unlink(missing_ok=True)
    for film in map(Path, traces.film_files):
        if _is_kept(session, film):  # a file of the person's own stays
            film.unlink(missing_ok=True)


def _rename_films(_: Session, __: Character, traces: Traces) -> None:
    """Take the words of the prompt out of the names of films that stay."""
    for film in traces.shared:
        if film.nameless != film.path and Path(film.path).exists():
            Path(film.path).replace(film.nameless)


def _delete_pictures(session: Session, _: Character, __: Traces) -> None:
    """Delete all pictures that were drawn: they are drawn again, and no name says of whom."""
    shutil.rmtree(session.home.media / "pictures", ignore_errors=True)


def _forget_late(session: Session, _: Character, traces: Traces) -> None:
    """Remove the late answers to its requests."""
    from charlib.store import late

    late.erase(session.home.late, traces.requests)


def _forget_plans(session: Session, _: Character, __: Traces) -> None:
    """Delete all plans: they are made again in a moment, and prompts are in them."""
    from charlib.library.planning import files

    files.forget_all(session.home)


ERASERS: list[Callable[[Session, Character, Traces], None]] = [
    _forget_faces,
    _delete_files,
    _rename_films,
    _delete_pictures,
    _forget_late,
    _forget_plans,
]
"""What erases a person outside the database, before the database forgets it."""


# -- copies that have the person


def _copies(session: Session, uids: Collection[str]) -> Iterator[Path]:
    """The backups and rescued copies of the library's folder in which a person is."""
    from charlib.store import backups

    marks = [uid.encode() for uid in uids]
    for file in (*backups.listed(session.home.backups), *session.home.data.glob("rescued-*.db")):
        try:
            if _has_any(file, marks):
                yield file
        except (OSError, zipfile.BadZipFile, KeyError):  # unreadable: nobody can say
            yield file


def _has_any(file: Path, marks: Collection[bytes]) -> bool:
    """Whether a copy has one of some texts, be it in rows that were deleted."""
    if not zipfile.is_zipfile(file):
        with file.open("rb") as source:
            return _is_in(source, marks)
    with zipfile.ZipFile(file) as bundle, closing(bundle.open(_DATABASE)) as source:
        return _is_in(source, marks)


def _is_in(source: IO[bytes], marks: Collection[bytes]) -> bool:
    most, before = max(map(len, marks)), b""
    while chunk := source.read(_CHUNK):
        text = before + chunk
        if any(mark in text for mark in marks):
            return True
        before = text[-most:]
    return False
