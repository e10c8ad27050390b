"""Taking records of other libraries: joined with those that are here, and shown by the tables."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from charlib.domain.sharing import record as records
from charlib.domain.sharing.record import Record
from charlib.store.shared import values
from charlib.store.shared.characters import Change, Characters
from charlib.store.shared.following import FOLLOWED, Following
from charlib.store.shared.holders import holders, parts
from charlib.store.shared.records import Difference, Records, Thing
from charlib.store.shared.tasks import Tasks
from charlib.store.write.scope import Scope, listed

if TYPE_CHECKING:
    from charlib.store.write.subjects import Subjects

_ERASED = f"""
    SELECT character.id FROM unpushed JOIN character USING (uid)
    JOIN shared ON shared.kind = 'character' AND shared.uid = character.uid
    WHERE unpushed.kind = 'character' AND deleted_at IS NULL AND {values.IS_ERASED}
"""
_CHUNK = 2_000
_ROUNDS = 8
_NAMES = """
    SELECT slug, handle FROM json_each(?) CROSS JOIN character ON character.uid = value
    JOIN project ON project.id = project_id ORDER BY slug, handle
"""


class Taken(NamedTuple):
    """What taking things did: the uids that are `added`, `changed` and `removed`.

    Of those that are removed, another library has `erased` some for good.
    """

    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    erased: tuple[str, ...] = ()


class Sharing:
    """The verbs for what a library shares; used in a transaction beside the log of sends."""

    def __init__(self, scope: Scope, by: Subjects) -> None:
        self._scope = scope
        self._by = by
        self.records = Records(scope)
        self._revived: set[str] = set()
        self._returned: set[str] = set()

    def take(self, kind: str, things: Sequence[Thing]) -> Taken:
        """Join things of one kind into the library; those that say nothing new are left alone."""
        starts = range(0, len(things), _CHUNK)
        return _sum([self._take(kind, things[at : at + _CHUNK]) for at in starts])

    def names(self, uids: Iterable[str]) -> list[tuple[str, str]]:
        """The projects and handles of characters, also of those in the trash."""
        return self._scope.rows(_NAMES, listed(uids))

    def following(self, things: Iterable[Thing] = ()) -> Following:
        """A block in which this library joins things, and follows the records."""
        self.put_erased_away()
        joined = ((thing.kind, thing.uid) for thing in things)
        return Following(self._scope, self.records, self._mend, joined)

    def new(self, things: Iterable[Thing]) -> list[Thing]:
        """The things that this library does not have like that, and all accounts.

        An account that was removed here may be needed again.
        """
        by_kind: dict[str, list[Thing]] = {}
        for thing in things:
            by_kind.setdefault(thing.kind, []).append(thing)
        return [
            thing
            for kind, some in by_kind.items()
            for thing in (some if kind == "account" else self._new(kind, some))
        ]

    def _new(self, kind: str, things: Sequence[Thing]) -> list[Thing]:
        """The things of which this library knows another record, or none."""
        stored = self.records.stored(kind, [thing.uid for thing in things])
        return [
            thing
            for thing in things
            if thing.uid not in stored or stored[thing.uid].text != thing.text
        ]

    def put_erased_away(self) -> None:
        """Whom others erased for good does not come back by an undo here."""
        self._by.characters.put_away([row[0] for row in self._scope.rows(_ERASED)])

    def _mend(self, kind: str, uids: Sequence[str]) -> list[str]:
        """Show what records say of things, where the tables say otherwise; return those."""
        found = list(self.records.differences(kind, uids)) if kind in FOLLOWED else []
        if kind == "character":
            self._show(kind, [_whole(each) for each in found])
        else:  # of those in the trash, nothing is shown
            self._show(kind, [_fields(each) for each in found if each.here is not None])
        return [each.uid for each in found]

    def settle(self) -> None:
        """Show what could not be shown before, where it is possible now.

        What one character gives up may be what another one waits for.
        """
        people = Characters(self._scope, self._by, self.records, settles=True)
        for _ in range(_ROUNDS):
            before = self._stand_ins()
            people.settle()
            for kind in ("footage", "ids"):
                people.settle_parts(kind, self._revived)
            self._revived.clear()
            if self._stand_ins() == before:
                break
        for kind in ("footage", "ids"):  # gone with a look that is back: who has it says so
            self.records.commit(kind, sorted(self._returned))
        self._returned.clear()
        Tasks(self._scope, self._by, self.records).settle()
        self.records.note_stand_ins()

    def _stand_ins(self) -> list[Any]:
        return [self.records.stood_in(kind) for kind in ("character", "footage", "ids")]

    def _take(self, kind: str, things: Sequence[Thing]) -> Taken:
        fresh = self._new(kind, things)
        told = {thing.uid: records.from_text(thing.text) for thing in fresh}
        if kind == "project":
            self._adopt_projects(told)
        self.records.commit(kind, [*told, *self._holders(told)])
        stored = self.records.stored(kind, [thing.uid for thing in fresh])
        changes, texts, erased = [], {}, []
        for thing in fresh:
            known = stored.get(thing.uid)
            theirs = told[thing.uid]
            mine = records.from_text(known.text) if known else records.EMPTY
            joined = records.join(mine, theirs)
            text = thing.text if joined is theirs else records.to_text(joined)
            if known is None or text != known.text:
                texts[thing.uid] = (text, known)
                changes.append(Change(thing.uid, records.shown(mine), records.shown(joined)))
                erased += [thing.uid] if records.is_erased(joined) and changes[-1].before else []
        self.records.store(kind, texts, noted=True)
        self._show(kind, [each for each in changes if each.before != each.after])
        return _told(changes)._replace(erased=tuple(erased))

    def _adopt_projects(self, told: Mapping[str, Record]) -> None:
        """Take the records of projects that are here, like that, but were never shared."""
        known = self.records.stored("project", told)
        live = values.read(self._scope.connection, "project", told)
        same = {
            slug: (records.to_text(record), None)
            for slug, record in told.items()
            if slug not in known and slug in live and not records.changes(record, live[slug])
        }
        self.records.store("project", same, noted=True)

    def _holders(self, told: Mapping[str, Record]) -> list[str]:
        """Other characters here that have parts of those that records tell of."""
        named = {
            f"{uid} {part}": key
            for uid, record in told.items()
            for name, versions in record.fields.items()
            for each in versions
            for part, key in parts({name: each.value}).items()
        }
        found = holders(self._scope, named)
        uids = {each.uid for some in found.values() for each in some if each.is_living}
        return sorted(uids - told.keys())

    def _show(self, kind: str, changes: Sequence[Change]) -> None:
        people = Characters(self._scope, self._by, self.records)
        shows: dict[str, Callable[[Sequence[Change]], None]] = {
            "project": self._projects,
            "character": people.take,
            "footage": people.take_footage,
            "ids": people.take_ids,
            "task": Tasks(self._scope, self._by, self.records).take,
        }
        if kind in shows:  # accounts are added before, by who knows their profiles
            shows[kind](changes)
            self._revived |= people.revived
            self._returned |= people.returned

    def _projects(self, changes: Sequence[Change]) -> None:
        """A project is known by its slug; one that is not there any more stays as it is."""
        for uid, _, after in changes:
            if after:
                texts = {name: after.get(name) or "" for name in ("name", "notes")}
                self._by.projects.edit(self._by.projects.id(uid), **texts)


def _whole(found: Difference) -> Change:
    return Change(found.uid, found.here or {}, found.told)


def _fields(found: Difference) -> Change:
    sides = (found.here or {}, found.told)
    before, after = ({name: side[name] for name in found.names & side.keys()} for side in sides)
    return Change(found.uid, before, after)


def _told(changes: Iterable[Change]) -> Taken:
    said: dict[str, list[str]] = {"added": [], "changed": [], "removed": []}
    for uid, before, after in changes:
        if before != after:
            said["removed" if not after else "changed" if before else "added"].append(uid)
    return Taken(**{name: tuple(uids) for name, uids in said.items()})


def _sum(done: Iterable[Taken]) -> Taken:
    return Taken(*(sum(some, ()) for some in zip(Taken(), *done, strict=True)))
