"""The table of shared records: what a library has in common with others, and what it changed since.

A record is stored as its one text, so that equal records are found by comparing texts.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from charlib.domain.sharing import record as records
from charlib.domain.sharing.record import Record
from charlib.store.shared import holders, media, values
from charlib.store.shared.edits import edits, lacking
from charlib.store.write.scope import Scope, listed

if TYPE_CHECKING:
    from collections.abc import Sequence

_STORED = """
    SELECT uid, record, stand_ins FROM json_each(?1)
    CROSS JOIN shared ON kind = ?2 AND uid = value
"""
_STORE = """
    INSERT INTO shared (kind, uid, record, stand_ins, asks) VALUES (?, ?, ?, ?, ?)
    ON CONFLICT (kind, uid) DO UPDATE
    SET record = excluded.record, stand_ins = excluded.stand_ins, asks = excluded.asks
"""
_UNPUSHED = """
    INSERT OR REPLACE INTO unpushed (kind, uid, mark)
    SELECT ?, value, random() FROM json_each(?) WHERE EXISTS (SELECT 1 FROM share)
"""
_WITH_BELONGINGS = """
    SELECT uid FROM json_each(?) CROSS JOIN shared ON kind IN ('footage', 'ids') AND uid = value
"""
_HAS_STAND_INS = "SELECT 1 FROM shared WHERE kind = ? AND uid = ? AND stand_ins <> ''"
_STAND_INS = """
    SELECT kind, uid, stand_ins FROM json_each(?)
    CROSS JOIN shared ON kind = value ->> 0 AND uid = value ->> 1
"""
_STOOD_IN = """
    SELECT uid, stand_ins FROM shared
    WHERE (asks = 1 OR stand_ins <> '') AND stand_ins <> '' AND +kind = ?
"""
"""By the index of what asks: there are few stand-ins in a large library."""
EPOCH = "epoch"
ASKING = frozenset({"character", "task"})
"""Kinds with texts of which two may be written; of others the later one is enough."""
_BELONGINGS = {"footage", "ids"}
_CHUNK = 2_000


class Stored(NamedTuple):
    """A record as this library has it; `stand_ins` are fields with the value that it shows."""

    text: str
    stand_ins: Mapping[str, Any]


class Thing(NamedTuple):
    """A shared thing as it came from another library."""

    kind: str
    uid: str
    text: str


class Compared(NamedTuple):
    """A thing as its record and the tables have it, and what must be written into the record."""

    uid: str
    record: Record
    here: Mapping[str, Any] | None
    changed: Mapping[str, Any]


class Difference(NamedTuple):
    """A thing as the tables and its record show it; `names` are the fields that differ.

    It is not there, or in the trash, if `here` is None.
    """

    uid: str
    here: Mapping[str, Any] | None
    told: Mapping[str, Any]
    names: frozenset[str]


class Records:
    """The verbs for the records of a library."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope
        self._stamped: tuple[str, int] | None = None
        self._before: dict[tuple[str, str], str] = {}  # stand-ins, before they were changed
        self.written: set[tuple[str, str]] = set()
        """The kinds and uids of records that were written, until somebody clears it."""

    def stored(self, kind: str, uids: Iterable[str]) -> dict[str, Stored]:
        """The records of things that the library has shared, or taken from others."""
        rows = self._scope.rows(_STORED, listed(uids), kind)
        return {
            uid: Stored(text, json.loads(stand_ins) if stand_ins else {})
            for uid, text, stand_ins in rows
        }

    def commit(self, kind: str, uids: Sequence[str]) -> dict[str, str]:
        """Write what this library changed into its records; return the texts of all, by uid.

        What was never shared, and is not there, has none.
        """
        committed: dict[str, str] = {}
        for start in range(0, len(uids), _CHUNK):
            some = uids[start : start + _CHUNK]
            known = self.stored(kind, some)
            live = values.read(self._scope.connection, kind, some)
            compared = {each.uid: each for each in self._compared(kind, some, known, live)}
            changed = {uid: each.changed for uid, each in compared.items() if each.changed}
            fresh = {uid: self._written(compared[uid].record, changed[uid]) for uid in changed}
            self.store(kind, {uid: (text, known.get(uid)) for uid, text in fresh.items()})
            if fresh:  # also in a pull, in which triggers note nothing
                self._scope.execute(_UNPUSHED, kind, listed(fresh))
                self.written.update((kind, uid) for uid in fresh)
            if kind == "footage":  # what others kept of a window is not lost: it is here, too
                self._show_kept(live, changed)
            committed |= {uid: stored.text for uid, stored in known.items()} | fresh
        return committed

    def _written(self, record: Record, changed: Mapping[str, Any]) -> str:
        return records.to_text(records.write(record, changed, *self._stamp()))

    def _show_kept(
        self, live: Mapping[str, values.Values], changed: Mapping[str, Mapping[str, Any]]
    ) -> None:
        for uid, told in changed.items():
            media.add(self._scope, dict(media.lacking(live.get(uid, {}), told)))

    def _compared(
        self,
        kind: str,
        uids: Iterable[str],
        known: Mapping[str, Stored],
        live: Mapping[str, values.Values],
    ) -> Iterator[Compared]:
        for uid in uids:
            stored = known.get(uid)
            record = records.from_text(stored.text) if stored else records.EMPTY
            if uid in live:
                now = _said(live[uid], record, stored.stand_ins if stored else {})
                changed = edits(kind, records.changes(record, now), record)
                yield Compared(uid, record, now, changed)
            elif stored is not None:
                changed = self._removed(kind, uid, record, stored.stand_ins)
                yield Compared(uid, record, None, changed)

    def _removed(
        self, kind: str, uid: str, record: Record, stand_ins: Mapping[str, Any]
    ) -> values.Values:
        """The changes to the record of what is not there any more.

        Somebody in the trash still has what belongs to it, but what a merge gave to another.
        """
        there = {
            name: value for name, value in records.restored(record).items() if name not in stand_ins
        }
        given = records.given_away(record, holders.elsewhere(self._scope, uid, there))
        if kind in _BELONGINGS:
            return given
        return {**given, **edits(kind, records.changes(record, None), record)}

    def differences(self, kind: str, uids: Sequence[str]) -> Iterator[Difference]:
        """The things that have records, but of which the tables say otherwise, or less."""
        for start in range(0, len(uids), _CHUNK):
            known = self.stored(kind, uids[start : start + _CHUNK])
            live = values.read(self._scope.connection, kind, known)
            for uid, record, here, changed in self._compared(kind, known, known, live):
                told = records.shown(record)
                if names := changed.keys() | lacking(kind, here or {}, told):
                    yield Difference(uid, here, told, frozenset(names))

    def record(self, kind: str, uid: str) -> Record:
        """A record that is stored; an empty one if there is none."""
        stored = self.stored(kind, [uid]).get(uid)
        return records.from_text(stored.text) if stored else records.EMPTY

    def with_belongings(self, uids: Iterable[str]) -> set[str]:
        """Those of some characters whose footage or IDs have records here."""
        return {row[0] for row in self._scope.rows(_WITH_BELONGINGS, listed(uids))}

    def _stamp(self) -> tuple[str, int]:
        """Who writes, and the number of this write: one for all that a command writes."""
        if self._scope.log is None:
            raise TypeError("records are written beside the log of sends")
        if self._stamped is None:
            self._stamped = self.author, self._scope.log.next_write()
        return self._stamped

    @property
    def author(self) -> str:
        """What this library writes as: another name in each copy of it, and after each restore."""
        if self._scope.log is None:
            raise TypeError("the log of sends says who writes")
        epoch = self._scope.value("SELECT value FROM setting WHERE key = ?", EPOCH) or ""
        return f"{self._scope.log.uid[:12]}-{epoch[:6]}"

    def store(
        self, kind: str, texts: Mapping[str, tuple[str, Stored | None]], *, noted: bool = False
    ) -> None:
        """Store texts of records beside what they were; `noted` ones are forgotten by undo."""
        self._scope.connection.executemany(
            _STORE,
            [
                (kind, uid, text, _json(before.stand_ins) if before else "", _asks(kind, text))
                for uid, (text, before) in texts.items()
            ],
        )
        if noted and texts:
            self._scope.note(
                "shared", kind=kind,
                before={uid: old.text if old else None for uid, (_, old) in texts.items()},
                after={uid: text for uid, (text, _) in texts.items()},
            )  # fmt: skip

    def decide(self, kind: str, uid: str, names: Collection[str]) -> None:
        """Write fields again that two have written, so that what is shown now is decided."""
        before = self.stored(kind, [uid]).get(uid)
        if before is None:
            return
        record = records.from_text(self.commit(kind, [uid])[uid])
        if told := records.decided(record, names):
            record = records.write(record, told, *self._stamp())
        if (text := records.to_text(record)) != before.text:
            self.store(kind, {uid: (text, before)}, noted=True)

    def erase(self, kind: str, uids: Iterable[str]) -> None:
        """Keep nothing of things that were shared, but that they were erased."""
        for uid, known in self.stored(kind, uids).items():
            record = records.from_text(known.text)
            if not records.is_erased(record):
                erased = records.write(record, {records.ERASED: True}, *self._stamp())
                self.store(kind, {uid: (records.to_text(erased), None)})

    def stand_in(self, kind: str, uid: str, shown: Mapping[str, Any], *, needs: str = "") -> None:
        """Remember of which fields this library shows another value than the record.

        `needs` is what it cannot show what the record says without: the uid of a window, or uids of
        characters with spaces between them.
        """
        known = self.stored(kind, [uid]).get(uid)
        if shown and known is not None:
            more = {"needs": needs} if needs else {}
            told = {name: {"is": value, **more} for name, value in shown.items()}
            self._set_stand_ins(kind, uid, _json({**known.stand_ins, **told}))

    def stood_in(self, kind: str) -> dict[str, Mapping[str, Any]]:
        """The fields of which this library shows another value than the records, by uid."""
        return {uid: json.loads(text) for uid, text in self._scope.rows(_STOOD_IN, kind)}

    def forget_stand_ins(self, kind: str, uid: str) -> dict[str, Any]:
        """Forget the stand-ins of a thing; return what its record shows."""
        if self._scope.value(_HAS_STAND_INS, kind, uid):
            self._set_stand_ins(kind, uid, "")
        return records.shown(self.record(kind, uid))

    def _set_stand_ins(self, kind: str, uid: str, text: str) -> None:
        sql = "SELECT stand_ins FROM shared WHERE kind = ? AND uid = ?"
        self._before.setdefault((kind, uid), self._scope.value(sql, kind, uid) or "")
        sql = "UPDATE shared SET stand_ins = ? WHERE kind = ? AND uid = ?"
        self._scope.execute(sql, text, kind, uid)

    def note_stand_ins(self) -> bool:
        """Let an undo know the stand-ins that were here; return whether any changed."""
        rows = self._scope.rows(_STAND_INS, listed(list(each) for each in self._before))
        after = {(kind, uid): text for kind, uid, text in rows}
        changed = [key for key, text in self._before.items() if after.get(key, "") != text]
        if changed:
            sides = (self._before, after)
            self._scope.note(
                "stand-ins",
                **{
                    side: [[*key, texts.get(key, "")] for key in changed]
                    for side, texts in zip(("before", "after"), sides, strict=True)
                },
            )
        self._before.clear()
        return bool(changed)

    def set_stand_ins(self, what: Mapping[str, Any], side: str) -> None:
        """Put back the stand-ins that a journal entry has on a side, but those changed since."""
        sql = "UPDATE shared SET stand_ins = ? WHERE kind = ? AND uid = ? AND stand_ins = ?"
        other = what["after" if side == "before" else "before"]
        for (kind, uid, text), (_, _, now) in zip(what[side], other, strict=True):
            self._scope.execute(sql, text, kind, uid, now)

    def set_side(self, what: Mapping[str, Any], side: str) -> None:
        """Put back the records that a journal entry has on a side, but those written since."""
        other = what["after" if side == "before" else "before"]
        known = self.stored(what["kind"], other)
        for uid, text in what[side].items():
            if (known[uid].text if uid in known else None) != other[uid]:
                continue
            if text is None:
                sql = "DELETE FROM shared WHERE kind = ? AND uid = ?"
                self._scope.execute(sql, what["kind"], uid)
            else:
                self.store(what["kind"], {uid: (text, known.get(uid))})


def _said(
    live: Mapping[str, Any] | None, record: Record, stand_ins: Mapping[str, Any]
) -> Mapping[str, Any] | None:
    """The values of a live thing, with those of the record where a stand-in is still shown."""
    if not live or not stand_ins:
        return live
    told_so = records.beneath(record)
    kept = {
        name: told_so.get(name)
        for name, told in stand_ins.items()
        if live.get(name) == told.get("is") or (not live.get(name) and not told.get("is"))
    }
    return {**live, **kept}


def _asks(kind: str, text: str) -> bool:
    """Whether a record has a field that two wrote, so that somebody has to decide."""
    is_possible = kind in ASKING and records.may_conflict(text)
    return is_possible and bool(records.conflicts(records.from_text(text)))


def _json(form: Mapping[str, Any]) -> str:
    return json.dumps(form, ensure_ascii=False, sort_keys=True) if form else ""
