"""Taking what the others changed: new objects of the log, joined as one undo step.

What was read is remembered by name, so an object that comes late, with an older clock, is read
too. An object that is damaged or made up is refused whole, named, and looked at again next time.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from charlib.domain.choices import MEDIA_MODES
from charlib.domain.search.tree import Everything
from charlib.domain.text import printable
from charlib.errors import Conflict, InvalidInput, NotFound, Refused
from charlib.hints import Hint, Notice, argument, call, the_call
from charlib.library.session import Session, Warn
from charlib.library.sharing import shares
from charlib.library.sharing.share_names import LOG, MEDIA, SNAPSHOTS, parsed

if TYPE_CHECKING:
    from charlib.domain.sharing.question import Question
    from charlib.library.sharing.joining import Joined
    from charlib.library.sharing.share_objects import Read
    from charlib.objects.place import Place
    from charlib.store.shared.records import Thing
    from charlib.store.shared.state import Share
    from charlib.store.write.transaction import Transaction

_OVERLAP = 500
"""A bucket tells a thousand names at once: so many that are known, and room for new ones."""
_DAY_MS = 86_400_000
_MANY = 50
"""With more new objects than this, a snapshot is read first."""
_SHOWN = 3
_UNCOUNTED = {"project", "account"}
_BROKEN = (ValueError, KeyError, TypeError, InvalidInput, Conflict, NotFound)


@dataclass(slots=True)
class Pulled:
    """What a pull changed, in characters; `questions` are what somebody has to decide.

    `objects` were read, `refused` are those that were not, each with the reason. `files` came;
    `who` has the names of those who changed something, with the number of things.
    """

    added: int = 0
    changed: int = 0
    removed: int = 0
    films: int = 0
    files: int = 0
    objects: int = 0
    questions: tuple[Question, ...] = ()
    who: dict[str, int] = field(default_factory=dict)
    refused: dict[str, str] = field(default_factory=dict)
    accounts: dict[str, str] = field(default_factory=dict)


class News(NamedTuple):
    """The names of the log's objects that are new, and whether all names were looked at."""

    names: tuple[str, ...]
    is_all: bool


def pull(session: Session, media: str | None, warn: Warn) -> Pulled:
    """Take all that the others told since this library last asked."""
    if media is not None and media not in MEDIA_MODES:
        raise InvalidInput(
            f"unknown choice of media {printable(str(media), 40)!r}",
            hint=Hint("Choose {}", argument("media", "on-demand")),
        )
    share = shares.joined(session)
    place, done = shares.place_of(session, share), Pulled()
    if place.lists_cheaply:  # an empty folder may be where a drive is not mounted
        shares.check(place)
    mode = media or share.media
    new = news(session, place, share)
    if new.names:
        _read_and_join(session, place, share, new, done, warn)
    _remember(session, share, new, mode)
    if mode == "all" and (media or done.objects):
        from charlib.library.sharing.fetching import fetch_all

        done.files = fetch_all(session, place, session.store.read.team.files(), warn)
    return done


def news(session: Session, place: Place, share: Share) -> News:
    """The objects of the log that this library has not read.

    Of a bucket, one request reads the newest names and some that are known: an object that somebody
    wrote with an older clock is among them. Once a day all names are read.
    """
    read = session.store.read.team
    is_all = place.lists_cheaply or session.clock.now() - (share.listed_at or 0) > _DAY_MS
    after = "" if is_all else read.newest(LOG, _OVERLAP)
    known = read.names(LOG, after)
    names = [name for name in place.list(LOG, after or LOG) if name not in known]
    return News(_of_log(names), is_all and not place.lists_cheaply)


def _of_log(names: Sequence[str]) -> tuple[str, ...]:
    return tuple(name for name in names if parsed(name))


def _remember(session: Session, share: Share, new: News, mode: str) -> None:
    told: dict[str, object] = {"listed_at": session.clock.now()} if new.is_all else {}
    if mode != share.media:
        told["media"] = mode
    if told:
        with session.store.write() as writer:
            writer.team.set(**told)


def _read_and_join(
    session: Session, place: Place, share: Share, new: News, done: Pulled, warn: Warn
) -> None:
    from charlib.library.persons.forgetting import forget_gone_faces
    from charlib.library.sharing.joining import questions_of

    objects = [*_reading(session, place, new.names, done)]
    things = _join(session, objects, done, warn, is_first=share.pulled_at is None)
    forget_gone_faces(session)
    done.questions = questions_of(session, things)
    _tell_refused(done, warn)


def _tell_refused(done: Pulled, warn: Warn) -> None:
    for name, why in list(done.refused.items())[:_SHOWN]:
        warn(Notice(f"{name} was not read: {why}", call("share status")))
    if len(done.refused) > _SHOWN:
        more = len(done.refused) - _SHOWN
        warn(Notice(f"{more:,} more were not read", Hint("{}", the_call("share status"))))


# -- reading


def _reading(session: Session, place: Place, names: Sequence[str], done: Pulled) -> Iterator[Read]:
    """Read objects, after a snapshot if there are many; those that are wrong are refused."""
    left = [*names]
    if len(left) > _MANY and (snapshot := _snapshot(session, place, done)):
        yield snapshot
        covered = set(snapshot.head.covers)
        left = [name for name in left if name not in covered]
    for name in left:
        if read := _read(session, place, name, done):
            yield read


def _snapshot(session: Session, place: Place, done: Pulled) -> Read | None:
    """The newest snapshot that can be read and was not yet."""
    known = session.store.read.team.names(SNAPSHOTS)
    for name in sorted(place.list(SNAPSHOTS), reverse=True):
        if name in known:
            return None
        if read := _read(session, place, name, done):
            return read
    return None


def _read(session: Session, place: Place, name: str, done: Pulled) -> Read | None:
    from tempfile import TemporaryDirectory

    from charlib.library.sharing import share_objects

    with TemporaryDirectory() as folder:
        part = Path(folder) / "object"
        try:
            place.get_file(name, part, share_objects.LARGEST)
            return share_objects.read(part, name, session.store.read.shared.texts)
        except (share_objects.NotThis, NotFound, Refused) as error:
            done.refused[name] = printable(str(error), 200)
    return None


# -- joining


def _join(
    session: Session, objects: Sequence[Read], done: Pulled, warn: Warn, *, is_first: bool
) -> list[Thing]:
    """Join objects in one transaction; what somebody has to be asked about may be among them."""
    things: list[Thing] = []
    with session.store.share() as writer:
        joined, sound = _joined(session, writer, objects, done, warn)
        things = [line.thing for each in sound for line in each.lines if not line.is_known]
        with writer.team.quiet():
            writer.team.said(_combined(line.thing for each in sound for line in each.lines))
        done.added, done.changed, done.removed = (
            sum(len(each.characters[at]) for each in joined) for at in range(3)
        )
        done.films = sum(each.films for each in joined)
        for each in joined:
            done.accounts |= each.accounts
        done.objects = len(sound)
        done.who = _who(sound)
        _note(writer, sound, done, is_change=bool(things))
        if is_first and things and session.store.read.characters.count(Everything()):
            session.store.back_up_before("pull")  # readers see it as it was before this
    return things


def _note(writer: Transaction, objects: Sequence[Read], done: Pulled, *, is_change: bool) -> None:
    """Remember what was read, and whose it is."""
    from charlib.library.sharing.fetching import kept_in
    from charlib.store.shared.team import Object

    told = [Object(each.name, each.bytes) for each in objects]
    told += [Object(name) for each in objects for name in each.head.covers]
    if is_change:
        writer.team.taken(told, done.who)
    else:
        writer.team.know(told)
    things = (line.thing for each in objects for line in each.lines)
    files = {f"{MEDIA}{file.sha256}": file.bytes or 0 for file in kept_in(things)}
    writer.team.know(Object(*each) for each in files.items())
    writer.team.know(Object(name, 0, why) for name, why in done.refused.items())
    writer.team.meet({each.head.author: (each.head.member, each.head.at) for each in objects})
    writer.team.set(pulled_at=writer.now)


def _joined(
    session: Session, writer: Transaction, objects: Sequence[Read], done: Pulled, warn: Warn
) -> tuple[list[Joined], list[Read]]:
    """Join all objects at once; where one of them cannot be joined, one after another."""
    from charlib.library.sharing.joining import join

    with suppress(*_BROKEN), writer.attempt():
        return [join(session, writer, _new(objects), warn)], [*objects]
    joined, sound = [], []
    for each in objects:
        try:
            with writer.attempt():
                joined.append(join(session, writer, _new([each]), warn))
        except _BROKEN as error:
            done.refused[each.name] = printable(str(error), 200)
        else:
            sound.append(each)
    return joined, sound


def _new(objects: Iterable[Read]) -> list[Thing]:
    """What is new in objects, and all accounts: one that was removed here may be needed again."""
    lines = (line for each in objects for line in each.lines)
    return _combined(
        each.thing for each in lines if not each.is_known or each.thing.kind == "account"
    )


def _combined(things: Iterable[Thing]) -> list[Thing]:
    """Things of several objects, each once."""
    from charlib.domain.sharing import record as records

    found: dict[tuple[str, str], Thing] = {}
    for thing in things:
        known = found.setdefault(thing[:2], thing)
        if known.text != thing.text:
            both = records.join(records.from_text(known.text), records.from_text(thing.text))
            found[thing[:2]] = thing._replace(text=records.to_text(both))
    return list(found.values())


def _who(objects: Sequence[Read]) -> dict[str, int]:
    """Who told something new, and of how many characters and films."""
    told: dict[str, set[str]] = {}
    for each in objects:
        some = told.setdefault(each.head.member or each.head.author, set())
        some |= {
            line.thing.uid
            for line in each.lines
            if not line.is_known and line.thing.kind not in _UNCOUNTED
        }
    return {name: len(uids) for name, uids in told.items() if uids}


def waiting(names: Iterable[str], members: Mapping[str, str]) -> dict[str, int]:
    """Whose objects are new, by the names of members."""
    told: dict[str, int] = {}
    for name in names:
        if of := parsed(name):
            who = members.get(of.author, of.author)
            told[who] = told.get(who, 0) + 1
    return told
