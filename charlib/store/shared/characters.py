"""Characters taken from their records: new ones, removed ones, and fields that changed."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import count
from typing import TYPE_CHECKING, Any, NamedTuple

from charlib.domain.character.draft import CharacterDraft
from charlib.domain.sharing import fitting, rules
from charlib.domain.sharing import record as records
from charlib.store.marks import MERGED
from charlib.store.shared.fresh import Field, Fresh
from charlib.store.shared.owners import Owners
from charlib.store.shared.parts import Owner, Parts
from charlib.store.write.scope import Scope, listed

if TYPE_CHECKING:
    from charlib.store.shared.records import Records
    from charlib.store.write.subjects import Subjects

Values = Mapping[str, Any]
_TEXTS = ("name", "look", "notes", "likeness", "consent")
_HOLDER = """
    SELECT character.id, character.uid, character.created_at, shared.uid IS NOT NULL
    FROM character LEFT JOIN shared ON shared.kind = 'character' AND shared.uid = character.uid
    WHERE project_id = ? AND handle = ? AND deleted_at IS NULL
"""
_OWNERS = """
    SELECT c.uid, c.id, c.deleted_at IS NOT NULL
    FROM json_each(?) CROSS JOIN character AS c ON c.uid = value
"""
_WINDOWS = "SELECT uid FROM json_each(?) CROSS JOIN window ON uid = value"
_TAGS = """
    SELECT tag.name FROM character_tag JOIN tag ON tag.id = tag_id WHERE character_id = ?
"""
_OWNER = """
    SELECT character.id, character.uid, character.created_at, shared.uid IS NOT NULL
    FROM character_alias AS named JOIN character ON character.id = named.character_id
    LEFT JOIN shared ON shared.kind = 'character' AND shared.uid = character.uid
    WHERE named.project_id = ? AND named.handle = ? AND deleted_at IS NULL
"""


class Change(NamedTuple):
    """What a record shows now, and what it showed before; nothing of what is removed."""

    uid: str
    before: Values
    after: Values


class Characters:
    """The verbs that give the library the characters of records."""

    def __init__(
        self, scope: Scope, by: Subjects, records: Records, *, settles: bool = False
    ) -> None:
        self._scope = scope
        self._by = by
        self._records = records
        self._owners = Owners(scope, records, settles=settles)
        self._parts = Parts(scope, by, self._owners)
        self._fresh = Fresh(scope, by, self._parts, self._owners)
        self._project_ids: dict[str, int] = {}
        self._given: set[tuple[int, str]] = set()
        """Projects and handles of characters that are about to be added."""
        self.revived: set[str] = set()
        """Those who came out of the trash, or of whom this library had only heard."""
        self.returned: set[str] = set()
        """Those who got a look back."""

    def take(self, changes: Sequence[Change]) -> None:
        """Let the library show what records say now; their texts are stored already."""
        there = self._by.characters.by_uids(change.uid for change in changes)
        gone = [change for change in changes if not change.after]
        self._by.characters.put_away([n for each in gone if (n := there.get(each.uid))])
        living = [change for change in changes if change.after]
        self._free_handles(living, there)
        trashed = [each.uid for each in living if each.uid in there and not there[each.uid]]
        self.revived.update(trashed)
        self._bring_back(trashed, {each.uid: each.after for each in living})
        fresh = [change for change in living if change.uid not in there]
        self.revived |= self._records.with_belongings(change.uid for change in fresh)
        self._add(fresh)
        ids = self._by.characters.by_uids(change.uid for change in living)
        named = self._by.names.having(ids.values())
        done = self._add_looks(fresh, ids)
        for change in living:
            number = ids[change.uid] or 0
            if change.uid in there:
                self._edit(number, change)
            if number in named or _members(change.after, "alias"):
                self._aliases(number, change)
            is_back = change.uid in self.revived  # a look that it told nobody of is gone
            is_changed = is_back or _of("looks", change.before) != _of("looks", change.after)
            if number not in done and is_changed:
                self._looks(number, change)
                if change.before and _looks_of(change.after) - _looks_of(change.before):
                    self.returned.add(change.uid)

    def settle(self) -> None:
        """Show what stand-ins stand for, where nothing is in the way any more."""
        uids = self._records.stood_in("character")
        told = {uid: records.shown(self._records.record("character", uid)) for uid in uids}
        ids = self._by.characters.by_uids(told)
        for uid in sorted(told, key=lambda uid: fitting.rank(told[uid], uid)):
            if (number := ids.get(uid)) and told[uid]:
                shown = self._records.forget_stand_ins("character", uid)
                change = Change(uid, {}, shown)
                self._by.characters.edit(number, handle=self._handle(change, number))
                self._aliases(number, Change(uid, shown, shown))
                self._looks(number, change)

    def settle_parts(self, kind: str, revived: Iterable[str]) -> None:
        """Give characters what they hid, and those that came back what others had meanwhile."""
        hidden = {**dict.fromkeys(revived, None), **self._without_waiting(kind)}
        ids = self._by.characters.by_uids(hidden)
        for uid, names in hidden.items():
            if not ids.get(uid):
                continue  # in the trash: it gets them when somebody takes it out
            shown = self._records.forget_stand_ins(kind, uid)
            some = {name: each for name, each in shown.items() if names is None or name in names}
            change = Change(uid, {}, some)
            (self.take_footage if kind == "footage" else self.take_ids)([change])

    def _without_waiting(self, kind: str) -> dict[str, Values]:
        """What is hidden, by uid, but where all of it waits for windows that are not here."""
        hidden = self._records.stood_in(kind)
        needed = {
            need for told in hidden.values() for each in told.values() if (need := _need(each))
        }
        rows = self._scope.rows(_WINDOWS, listed(needed)) if needed else ()
        missing = needed - {row[0] for row in rows}
        return {
            uid: told
            for uid, told in hidden.items()
            if not all(_need(each) in missing for each in told.values())
        }

    def take_footage(self, changes: Sequence[Change]) -> None:
        """Give characters the voices and the windows of records; no window is taken away."""
        done = self._fresh.footage(_fields("footage", changes))
        for owner, before, after in self._whose(changes):
            for name, value in _changed("footage", before, after):
                if (owner.uid, name) not in done:
                    self._parts.footage(owner, name, value)
            if before.get("voice") != after.get("voice"):
                self._parts.voice(owner, after.get("voice"))

    def take_ids(self, changes: Sequence[Change]) -> None:
        """Give characters the IDs of records; none is taken away."""
        done = self._fresh.ids(_fields("binding", changes))
        for owner, before, after in self._whose(changes):
            for name, value in _changed("binding", before, after):
                if (owner.uid, name) not in done:
                    self._parts.binding(owner, name, value)

    def _whose(self, changes: Sequence[Change]) -> Iterator[tuple[Owner, Values, Values]]:
        """Those whom changes are about; somebody in the trash has them when taken out of it."""
        rows = self._scope.rows(_OWNERS, listed(change.uid for change in changes))
        there = {row[0]: Owner(row[1], row[0], bool(row[2])) for row in rows}
        for uid, before, after in changes:
            if uid in there:
                yield there[uid], before, after

    # -- whole characters

    def _add(self, fresh: Sequence[Change]) -> None:
        self._by.bulk.add(
            [
                CharacterDraft(
                    project=self._project(each.after), handle=handle,
                    name=_text(each.after, "name"), look=_text(each.after, "look"),
                    notes=_text(each.after, "notes"), likeness=_text(each.after, "likeness"),
                    consent=_text(each.after, "consent"), tags=_members(each.after, "tag"),
                    bindings=(), created_at=each.after.get("created_at"), updated_at=None,
                    uid=each.uid,
                )
                for each, handle in self._with_handles(fresh)
            ]
        )  # fmt: skip

    def _with_handles(self, fresh: Sequence[Change]) -> Iterator[tuple[Change, str]]:
        """New characters with their handles; of two with one handle, the older one gets it."""
        wanted = [(self._project(each.after), str(each.after["handle"])) for each in fresh]
        taken = {*self._by.names.taken(wanted)}
        self._given.clear()
        is_known = True
        for each in sorted(fresh, key=lambda each: fitting.rank(each.after, each.uid)):
            key = (self._project(each.after), str(each.after["handle"]))
            if key in self._given:
                handle = self._stand_in(each, None)
            elif is_known and key not in taken:
                handle = key[1]
            else:
                handle = self._handle(each, None)
                is_known = False  # who had the handle may have got another one
            self._given |= {key, (key[0], handle)}
            yield each, handle
        self._given.clear()

    def _bring_back(self, uids: Sequence[str], values: Mapping[str, Values]) -> None:
        """Take characters out of the trash, under the handles that they have now."""
        rows = self._scope.rows(
            "SELECT c.uid, c.id FROM json_each(?) CROSS JOIN character AS c ON c.uid = value",
            listed(uids),
        )
        for uid, number in rows:
            self._drop_aliases(number)
            handle = self._handle(Change(uid, {}, values[uid]), number)
            with self._scope.unnoted():
                self._scope.update(
                    "character", number, handle=handle, project_id=self._project(values[uid])
                )
            self._by.characters.bring_back([number])
            columns = ("key", "value")  # a merge emptied it, and somebody changed it meanwhile
            self._scope.set_value("emptied", "setting", columns, f"{MERGED}{number}", None)

    def _project(self, values: Values) -> int:
        """The id of a project, which no other statement of this transaction removes."""
        slug = values["project"]
        if slug not in self._project_ids:
            self._project_ids[slug] = self._by.projects.id(slug)
        return self._project_ids[slug]

    # -- handles

    def _free_handles(self, changes: Iterable[Change], there: Mapping[str, int | None]) -> None:
        """Let those that change places leave them first."""
        for change in changes:
            number = there.get(change.uid)
            if number and _place(change.before) != _place(change.after):
                self._leave_handle(number, change)

    def _leave_handle(self, number: int, change: Change) -> None:
        """Give a character a handle that is free, also where it may move to."""
        place = self._scope.value("SELECT project_id FROM character WHERE id = ?", number)
        both = {place, self._project(change.after)}
        handle = self._free(both, change.after["handle"], change.uid, number)
        self._by.characters.edit(number, handle=handle)

    def _handle(self, change: Change, number: int | None) -> str:
        """The handle that a character gets: its own, or one that stands in for it."""
        wanted, project = change.after["handle"], self._project(change.after)
        row = self._scope.row(_HOLDER, project, wanted)
        if row is None or row[0] == number:
            self._yield_alias(project, wanted, number)
            return str(wanted)
        holder, uid, created, is_shared = row
        mine = fitting.rank(change.after, change.uid)
        if is_shared and (mine < (created, uid) or self._stands_in(uid, wanted)):
            instead = self._free([project], wanted, uid, holder)
            self._by.characters.edit(holder, handle=instead)
            self._records.stand_in("character", uid, {"handle": instead})
            self._yield_alias(project, wanted, number)
            return str(wanted)
        return self._stand_in(change, number)

    def _stands_in(self, uid: str, handle: str) -> bool:
        """Whether a handle stands in for the one that a character's record says."""
        stored = self._records.stored("character", [uid]).get(uid)
        told = stored.stand_ins.get("handle", {}) if stored else {}
        return bool(told.get("is") == handle)

    def _stand_in(self, change: Change, number: int | None) -> str:
        project = self._project(change.after)
        instead = self._free([project], change.after["handle"], change.uid, number)
        self._records.stand_in("character", change.uid, {"handle": instead})
        return instead

    def _free(self, projects: Collection[int], wanted: str, uid: str, number: int | None) -> str:
        """A handle with a mark that no other character of some projects has."""
        names = (fitting.marked(wanted, uid + "'" * tries) for tries in count())
        name = next(
            name
            for name in names
            if all(self._is_free(project, name, number) for project in projects)
        )
        for project in projects:
            self._yield_alias(project, name, number)
        return name

    def _is_free(self, project: int, handle: str, number: int | None) -> bool:
        row = self._scope.row(_HOLDER, project, handle)
        return (row is None or row[0] == number) and (project, handle) not in self._given

    def _yield_alias(self, project: int, handle: str, number: int | None) -> None:
        """A handle goes before the alias of another character."""
        owner = self._by.names.owner(project, handle)
        if owner is not None and owner != number:
            self._by.names.remove(project, handle)
            uid = self._scope.value("SELECT uid FROM character WHERE id = ?", owner)
            self._records.stand_in("character", uid, {f"alias/{handle}": None})

    # -- fields

    def _edit(self, number: int, change: Change) -> None:
        after, before = change.after, change.before
        if before.get("project") != after["project"]:
            self._drop_aliases(number)  # they follow, as far as they are free there
            self._leave_handle(number, change)  # it may be another's alias by now
            self._by.moving.move([number], self._project(after))
        texts = {name: _text(after, name) for name in _TEXTS}
        self._by.characters.edit(number, **texts)
        handle = self._handle(change, number)
        self._by.characters.edit(number, handle=handle)
        old = {row[0] for row in self._scope.rows(_TAGS, number)}
        new = set(_members(after, "tag"))
        self._by.tags.add([number], sorted(new - old))
        self._by.tags.remove([number], sorted(old - new))

    # -- parts

    def _looks(self, number: int, change: Change) -> None:
        mine = self._owners.owned("character", change.uid, _of("looks", change.after))
        shown = fitting.fitted_looks(mine)
        self._parts.looks(number, shown)
        self._records.stand_in("character", change.uid, fitting.stand_ins(mine, shown))

    def _add_looks(self, fresh: Sequence[Change], ids: Mapping[str, int | None]) -> set[int]:
        """Give new characters their looks; return the ids of those that have them now."""
        by_id = {ids[change.uid] or 0: change for change in fresh}
        wanted = {number: fitting.fitted_looks(change.after) for number, change in by_id.items()}
        done = self._fresh.looks({number: looks for number, looks in wanted.items() if looks})
        for number in done:
            change = by_id[number]
            shown = fitting.stand_ins(change.after, wanted[number])
            self._records.stand_in("character", change.uid, shown)
        return done

    def _aliases(self, number: int, change: Change) -> None:
        project = self._project(change.after)
        old, new = set(self._by.names.of(number)), set(_members(change.after, "alias"))
        for alias in sorted(old - new):
            self._by.names.remove(project, alias)
        for alias in sorted(new):
            if self._by.names.owner(project, alias) != number:
                self._alias(number, project, alias, change)

    def _drop_aliases(self, number: int) -> None:
        project = self._scope.value("SELECT project_id FROM character WHERE id = ?", number)
        for alias in self._by.names.of(number):
            self._by.names.remove(project, alias)

    def _alias(self, number: int, project: int, alias: str, change: Change) -> None:
        """Give a character an alias that is free, or that a younger character has as its alias."""
        holder = self._scope.row(_HOLDER, project, alias)
        if holder is not None and holder[0] == number:
            return
        owner = self._scope.row(_OWNER, project, alias)
        is_mine = owner is None or fitting.rank(change.after, change.uid) < (owner[2], owner[1])
        if holder is not None or not is_mine or (owner is not None and not owner[3]):
            self._records.stand_in("character", change.uid, {f"alias/{alias}": None})
            return
        if owner is not None:
            self._by.names.remove(project, alias)
            self._records.stand_in("character", owner[1], {f"alias/{alias}": None})
        self._by.names.add(number, alias)


def _looks_of(values: Values) -> set[str]:
    return {rules.part(name) for name in _of("looks", values)}


def _need(stand_in: Values) -> str:
    """The uid of the window that a stand-in waits for, or nothing."""
    return str(stand_in.get("needs", ""))


def _place(values: Values) -> tuple[Any, Any]:
    """Where a handle is unique."""
    return values.get("project"), values.get("handle")


def _text(values: Values, name: str) -> str:
    return str(values.get(name) or "")


def _members(values: Values, kind: str) -> tuple[str, ...]:
    return tuple(name.partition("/")[2] for name in values if name.startswith(f"{kind}/"))


def _fields(kind: str, changes: Iterable[Change]) -> list[Field]:
    """The fields of a kind that changes bring."""
    return [
        Field(uid, name, value)
        for uid, before, after in changes
        for name, value in _changed(kind, before, after)
    ]


def _of(kind: str, values: Values) -> Values:
    return {name: value for name, value in values.items() if name.startswith(f"{kind}/")}


def _changed(kind: str, before: Values, after: Values) -> list[tuple[str, Any]]:
    """The fields of a kind that are new or different; those that are gone stay in the library."""
    return [(name, value) for name, value in _of(kind, after).items() if before.get(name) != value]
