"""The table of shared records: what a library has in common with others, and what it changed since.

A record is stored as its one text, so that equal records are found by comparing texts.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from charlib.domain.sharing import record as records
from charlib.domain.sharing.record import Record
from charlib.store.shared import values
from charlib.store.shared.edits import edits
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


class Records:
    """The verbs for the records of a library."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope
        self._stamped: tuple[str, int] | None = None

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
            fresh = dict(self._changed(kind, some, known, live))
            self.store(kind, {uid: (text, known.get(uid)) for uid, text in fresh.items()})
            if fresh:  # also in a pull, in which triggers note nothing
                self._scope.execute(_UNPUSHED, kind, listed(fresh))
            committed |= {uid: stored.text for uid, stored in known.items()} | fresh
        return committed

    def _changed(
        self,
        kind: str,
        uids: Iterable[str],
        known: Mapping[str, Stored],
        live: Mapping[str, values.Values],
    ) -> Iterator[tuple[str, str]]:
        for uid in uids:
            stored = known.get(uid)
            record = records.from_text(stored.text) if stored else records.EMPTY
            if uid not in live and (stored is None or kind in _BELONGINGS):
                continue  # somebody in the trash still has what belongs to it
            now = _said(live.get(uid), record, stored.stand_ins if stored else {})
            changed = edits(kind, records.changes(record, now), record)
            if changed:
                yield uid, records.to_text(records.write(record, changed, *self._stamp()))

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

    def stand_in(self, kind: str, uid: str, shown: Mapping[str, Any]) -> None:
        """Remember of which fields this library shows another value than the record."""
        if shown:
            self._scope.execute(
                "UPDATE shared SET stand_ins = json_patch(iif(stand_ins = '', '{}', stand_ins), ?)"
                " WHERE kind = ? AND uid = ?",
                _json({name: {"is": value} for name, value in shown.items()}), kind, uid,
            )  # fmt: skip

    def stood_in(self) -> list[tuple[str, dict[str, Any]]]:
        """Forget all stand-ins of characters; return what the records of these show."""
        rows = self._scope.rows(
            "UPDATE shared SET stand_ins = '' WHERE kind = 'character' AND stand_ins <> ''"
            " RETURNING uid, record"
        )
        said = [(uid, records.shown(records.from_text(text))) for uid, text in rows]
        return [(uid, shown) for uid, shown in said if shown]

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
    if live is None or not stand_ins:
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
