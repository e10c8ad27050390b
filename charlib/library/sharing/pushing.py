"""Telling the others what this library changed: media first, then one object that names them.

An object is written before this library forgets that it had to be: who is killed in between tells
it once more, which changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from charlib.domain.character import handle as handles
from charlib.library.persons.forgetting import stays_here
from charlib.library.session import Session, Warn
from charlib.library.sharing import share_names, share_objects, shares
from charlib.library.sharing.fetching import kept_in, warn_of_missing
from charlib.library.sharing.share_names import LOG, MEDIA, SNAPSHOTS
from charlib.library.sharing.share_objects import Head
from charlib.store.shared.team import Batch, Object

if TYPE_CHECKING:
    from charlib.objects.place import Place
    from charlib.store.shared.records import Thing
    from charlib.store.shared.state import Share

PEOPLE = 4_000
"""Characters in one object, at most."""
_ROUNDS = 8
"""What a push gives up is shown, and told, so many times; the rest with the next push."""
SNAPSHOT_OBJECTS = 200
"""After so many objects, newcomers get a new snapshot."""
SNAPSHOT_BYTES = 64 << 20
"""After so many bytes, too."""


@dataclass(slots=True)
class Pushed:
    """What a push told the others: characters and films that changed, and new kept files.

    `objects` were written. Footage of the people in `held` stays here: they are real, and no
    consent is noted.
    """

    characters: int = 0
    films: int = 0
    files: int = 0
    objects: int = 0
    held: tuple[str, ...] = ()


def push(session: Session, warn: Warn) -> Pushed:
    """Tell the others all that this library changed since its last push."""
    share = shares.joined(session)
    shares.refuse_read_only(share)
    place, done = shares.place_of(session, share), Pushed()
    done.held = tuple(_held(session, warn))
    shares.check(place)
    clock, missing = _clock(session, place), list[str]()
    for batch in _batches(session):
        objects = []
        if batch.things:
            clock += 1
            objects = [*_media(session, place, batch.things, missing)]
            done.files += len(objects)
            objects.append(Object(shares.introduce(session, place, share, batch.author)))
            objects.append(_write(session, place, share, batch, clock))
            _count(done, batch)
        with session.store.write() as writer:
            writer.team.told(batch, objects)
    warn_of_missing(missing, warn)
    if done.objects:
        _snapshot(session, place, share, clock)
    return done


def _batches(session: Session) -> Iterator[Batch]:
    """What is not told yet; what was given up here may be what another character waits for."""
    for _ in range(_ROUNDS):
        is_any = False
        while batch := _next(session):
            is_any = True
            yield batch
        if not is_any:
            return
        with session.store.share() as writer, writer.sharing.following():
            writer.sharing.settle()


def _next(session: Session) -> Batch | None:
    with session.store.share() as writer:
        writer.sharing.put_erased_away()
        batch = writer.team.next_batch(PEOPLE)
    return batch if batch.marks else None


def _count(done: Pushed, batch: Batch) -> None:
    told = {(kind, uid) for kind, uid, _ in batch.marks}
    done.characters += len({uid for kind, uid in told if kind in {"character", "footage", "ids"}})
    done.films += sum(kind == "task" for kind, _ in told)
    done.objects += 1


def _held(session: Session, warn: Warn) -> list[str]:
    people = session.store.read.team.held()
    names = [handles.qualified(handle, slug, session.project) for slug, handle in people]
    if names:
        warn(stays_here(names))
    return names


def _clock(session: Session, place: Place) -> int:
    """The newest logical clock of the log."""
    newest = session.store.read.team.newest(LOG)
    for name in place.list(LOG, newest or LOG):
        if share_names.parsed(name):
            newest = max(newest, name)
    last = share_names.parsed(newest)
    return last.clock if last else 0


def _media(
    session: Session, place: Place, things: Sequence[Thing], missing: list[str]
) -> Iterator[Object]:
    """Put the kept files that things name and the share lacks; note those that are not here."""
    files = {f"{MEDIA}{each.sha256}": each for each in kept_in(things)}
    with place.together():
        for name in sorted(set(files) - session.store.read.team.known(files)):
            path = session.home.media / files[name].path
            if path.is_file():
                place.put_file(name, path)
                yield Object(name, path.stat().st_size)
            else:
                missing.append(files[name].path)


def _write(session: Session, place: Place, share: Share, batch: Batch, clock: int) -> Object:
    head = Head(batch.author, share.name, session.clock.now())
    return _put(place, LOG, clock, head, batch.things)


def _put(
    place: Place, prefix: str, clock: int, head: Head, things: Sequence[Thing] | Iterator[Thing]
) -> Object:
    with TemporaryDirectory() as folder:
        part = Path(folder) / "object"
        name = str(share_objects.write(part, prefix, clock, head, things))
        place.put_file(name, part)
        return Object(name, part.stat().st_size)


def _snapshot(session: Session, place: Place, share: Share, clock: int) -> None:
    """Add a snapshot where the log has grown, if this library has read all of it."""
    if not _has_grown(session, place):
        return
    with session.store.share() as writer:
        author = writer.team.author
    read = session.store.read.team
    there = {name for name in place.list(LOG) if share_names.parsed(name)}
    known, things = read.snapshot()
    if there - {*known} - {name for name, _ in read.refused()}:
        return
    head = Head(author, share.name, session.clock.now(), tuple(sorted(known)))
    made = _put(place, SNAPSHOTS, clock, head, things)
    with session.store.write() as writer:
        writer.team.know([made])


def _has_grown(session: Session, place: Place) -> bool:
    read = session.store.read.team
    if not _is_much(*read.since(_log_at(read.newest(SNAPSHOTS)))):
        return False
    newest = max(place.list(SNAPSHOTS), default="")  # somebody else may have added one
    return _is_much(*read.since(_log_at(newest)))


def _is_much(objects: int, size: int) -> bool:
    return objects >= SNAPSHOT_OBJECTS or size >= SNAPSHOT_BYTES


def _log_at(snapshot: str) -> str:
    """The end of the log's objects that a snapshot may cover."""
    name = share_names.parsed(snapshot)
    return f"{LOG}{name.clock:012}~" if name else LOG
