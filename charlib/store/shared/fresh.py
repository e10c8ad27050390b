"""Looks, footage and IDs of which this library has nothing yet, written together.

That is most of what a newcomer pulls. All else is taken one by one: see `parts`.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from charlib.domain.sharing.fitting import Look
from charlib.domain.windows.window import Window
from charlib.store.shared.media import kept_file
from charlib.store.shared.owners import Owners
from charlib.store.shared.parts import Parts, ref_of_file
from charlib.store.write.scope import Scope, listed
from charlib.store.write.sources import NewWindow

if TYPE_CHECKING:
    from charlib.domain.choices import SourceKind
    from charlib.store.write.subjects import Subjects

_LIVING = """
    SELECT c.uid, c.id FROM json_each(?) CROSS JOIN character AS c ON c.uid = value
    WHERE c.deleted_at IS NULL
"""
_LOOKS = """
    SELECT look.uid, look.character_id, look.id
    FROM json_each(?) CROSS JOIN look ON look.uid = value WHERE look.deleted_at IS NULL
"""
_IDS = """
    SELECT account.uid, remote_id FROM json_each(?) CROSS JOIN account ON account.uid = value ->> 0
    CROSS JOIN binding ON account_id = account.id AND remote_id = value ->> 1
"""
_BY_UID = "SELECT uid, thing.id FROM json_each(?) CROSS JOIN {} AS thing ON uid = value"
_BY_CONTENT = """
    SELECT sha256, min(id) FROM source WHERE sha256 IN (SELECT value FROM json_each(?))
    GROUP BY sha256
"""
_REFS = "SELECT ref FROM json_each(?) CROSS JOIN source ON ref = value AND task_id IS NULL"


class Field(NamedTuple):
    """A field of the record of a character."""

    uid: str
    name: str
    value: Mapping[str, Any]


Done = set[tuple[str, str]]
"""Fields that were written: the uid of the character, and the name."""


class _Placed(NamedTuple):
    """A field, with the ids of its character and of its look."""

    field: Field
    character_id: int
    look_id: int | None


class Fresh:
    """The verbs for what is new; they return what they wrote."""

    def __init__(self, scope: Scope, by: Subjects, parts: Parts, owners: Owners) -> None:
        self._scope = scope
        self._by = by
        self._parts = parts
        self._owners = owners

    def looks(self, wanted: Mapping[int, Sequence[Look]]) -> set[int]:
        """Give new characters looks that nobody here has; return the ids of those."""
        uids = Counter(look.uid for looks in wanted.values() for look in looks)
        known = self._ids("look", uids)
        free = {
            number: looks
            for number, looks in wanted.items()
            if all(look.uid not in known and uids[look.uid] == 1 for look in looks)
        }
        self._by.looks.add_with_uids(free)
        return set(free)

    def footage(self, fields: Sequence[Field]) -> Done:
        """Add windows, with what was kept of them."""
        uids = Counter(_key(each) for each in fields)
        known = self._ids("window", uids)
        placed = [
            each
            for each in self._placed(fields)
            if uids[key := _key(each.field)] == 1 and key not in known
        ]
        sources = self._sources([each.field.value["source"] for each in placed])
        windows = self._by.sources.add_windows(
            [
                NewWindow(
                    sources[_text(each.field.value["source"])], each.character_id,
                    _window(each.field.value), each.look_id, _key(each.field),
                )
                for each in placed
            ]
        )  # fmt: skip
        values = [each.field.value for each in placed]
        self._by.footage.keep_many(
            {
                window: [kept_file(each) for each in value["kept"]]
                for window, value in zip(windows, values, strict=True)
                if value["kept"]
            }
        )
        marks = zip(windows, values, strict=True)
        self._by.footage.mark_many({window: each.get("keeping") or "" for window, each in marks})
        return _done(placed)

    def ids(self, fields: Sequence[Field]) -> Done:
        """Add IDs of accounts, but those of voices."""
        keys = Counter(_account_and_id(each.name) for each in fields)
        known = {tuple(row) for row in self._scope.rows(_IDS, listed(keys))}
        accounts = self._ids("account", {account for account, _ in keys})
        windows = self._ids("window", {each.value.get("window") for each in fields})
        placed, rows = [], []
        for each in self._placed(fields):
            key, value = _account_and_id(each.field.name), each.field.value
            if keys[key] > 1 or key in known or key[0] not in accounts or value.get("is_voice"):
                continue
            placed.append(each)
            rows.append(
                {
                    "account_id": accounts[key[0]], "remote_id": key[1],
                    "character_id": each.character_id, "state": value["state"],
                    "method": value["method"], "mention": value.get("mention"),
                    "error": value.get("error"), "look_id": each.look_id,
                    "window_id": windows.get(value.get("window") or ""), "voice_id": None,
                    "created_at": value["created_at"],
                }
            )  # fmt: skip
        self._by.jobs.add_bindings(rows)
        for uid, name, value in (each.field for each in placed):
            if value.get("window") and value["window"] not in windows:
                self._owners.wait(uid, name, value)
        return _done(placed)

    def _ids(self, table: str, uids: Iterable[str | None]) -> dict[str, int]:
        rows = self._scope.rows(_BY_UID.format(table), listed(filter(None, uids)))
        return dict(map(tuple, rows))

    def _placed(self, fields: Iterable[Field]) -> list[_Placed]:
        """The fields of living characters of which the look is here, and is theirs."""
        fields = list(fields)
        people = dict(map(tuple, self._scope.rows(_LIVING, listed({each.uid for each in fields}))))
        uids = {look for each in fields if (look := each.value.get("look"))}
        looks = {(row[0], row[1]): row[2] for row in self._scope.rows(_LOOKS, listed(uids))}
        placed = []
        for each in fields:
            number, look = people.get(each.uid), each.value.get("look")
            if number is not None and (not look or (look, number) in looks):
                placed.append(_Placed(each, number, looks[look, number] if look else None))
        return placed

    def _sources(self, forms: Sequence[Mapping[str, Any]]) -> dict[str, int]:
        """The ids of sources by their texts; new ones are added."""
        contents = {content for form in forms if (content := form.get("sha256"))}
        by_content = dict(map(tuple, self._scope.rows(_BY_CONTENT, listed(contents))))
        distinct = {_text(form): form for form in forms}
        found = {
            text: by_content[content]
            for text, form in distinct.items()
            if (content := form.get("sha256")) in by_content
        }
        rest = {text: form for text, form in distinct.items() if text not in found}
        refs = {text: _ref(form) for text, form in rest.items() if "task" not in form}
        known = {row[0] for row in self._scope.rows(_REFS, listed(refs.values()))}
        kinds: dict[str, SourceKind] = {}
        shas: dict[str, str] = {}
        for text, ref in refs.items():
            kinds[ref] = "url" if "url" in rest[text] else "file"
            shas |= {ref: content} if (content := rest[text].get("sha256")) else {}
        fresh = [(kind, ref) for ref, kind in kinds.items() if ref not in known]
        added = self._by.sources.record_many(fresh, shas)
        for text, form in rest.items():
            ref = refs.get(text, "")
            found[text] = added[ref] if ref in added else self._parts.source(form)
        return found


def _key(field: Field) -> str:
    """The uid of a window."""
    return field.name.partition("/")[2]


def _account_and_id(name: str) -> tuple[str, str]:
    _, account, remote_id = name.split("/", 2)
    return account, remote_id


def _done(placed: Collection[_Placed]) -> Done:
    return {(each.field.uid, each.field.name) for each in placed}


def _ref(form: Mapping[str, Any]) -> str:
    """How a library calls a URL or a file."""
    return str(form["url"]) if "url" in form else ref_of_file(form)


def _text(form: Mapping[str, Any]) -> str:
    return json.dumps(form, sort_keys=True)


def _window(value: Mapping[str, Any]) -> Window:
    return Window(value["start_ms"], value["end_ms"])
