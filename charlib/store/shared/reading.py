"""Reading what a library shares: whom a pack is about, and what somebody has to decide."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from charlib.domain.sharing import record as records
from charlib.domain.sharing import rules
from charlib.domain.sharing.question import Question
from charlib.store.marks import GONE, gone
from charlib.store.read.query import Query
from charlib.store.shared import values

_PEOPLE = "SELECT uid FROM character WHERE id IN (SELECT value FROM json_each(?)) ORDER BY uid"
_PROJECTS = """
    SELECT DISTINCT slug FROM character JOIN project ON project.id = project_id
    WHERE character.id IN (SELECT value FROM json_each(?)) ORDER BY slug
"""
_ACCOUNTS = """
    SELECT DISTINCT account.uid FROM binding JOIN account ON account.id = account_id
    WHERE character_id IN (SELECT value FROM json_each(?1))
    UNION
    SELECT DISTINCT account.uid FROM window JOIN source ON source.id = source_id
    JOIN task ON task.id = source.task_id JOIN account ON account.id = task.account_id
    WHERE window.character_id IN (SELECT value FROM json_each(?1))
    UNION
    SELECT DISTINCT account.uid FROM voice JOIN source ON source.id = source_id
    JOIN task ON task.id = source.task_id JOIN account ON account.id = task.account_id
    WHERE voice.character_id IN (SELECT value FROM json_each(?1))
    UNION
    SELECT DISTINCT account.uid FROM prompt_character JOIN prompt ON prompt.id = prompt_id
    JOIN account ON account.id = prompt.account_id
    WHERE character_id IN (SELECT value FROM json_each(?1))
"""
_TASKS = """
    SELECT DISTINCT task.uid FROM prompt_character JOIN prompt ON prompt.id = prompt_id
    JOIN task ON task.id = prompt.task_id
    WHERE character_id IN (SELECT value FROM json_each(?1))
    UNION
    SELECT DISTINCT task.uid FROM window JOIN source ON source.id = source_id
    JOIN task ON task.id = source.task_id
    WHERE window.character_id IN (SELECT value FROM json_each(?1))
    UNION
    SELECT DISTINCT task.uid FROM voice JOIN source ON source.id = source_id
    JOIN task ON task.id = source.task_id
    WHERE voice.character_id IN (SELECT value FROM json_each(?1))
    ORDER BY task.uid
"""
_WITHOUT_CONSENT = """
    SELECT uid, handle FROM character WHERE id IN (SELECT value FROM json_each(?))
    AND likeness = 'real' AND consent = '' ORDER BY handle
"""
_ASKING = """
    SELECT shared.kind, shared.uid, record, stand_ins, coalesce(slug, ''),
           coalesce(character.handle, ''), task.id
    FROM shared LEFT JOIN character ON kind = 'character' AND character.uid = shared.uid
        AND character.deleted_at IS NULL
    LEFT JOIN project ON project.id = character.project_id
    LEFT JOIN task ON kind = 'task' AND task.uid = shared.uid
    WHERE (asks = 1 OR stand_ins <> '')
      AND (character.id IS NOT NULL OR task.id IS NOT NULL AND asks = 1)
    ORDER BY shared.kind, slug, handle, shared.uid
"""
_ASKED = """
    SELECT shared.uid FROM shared JOIN {table} AS thing ON thing.uid = shared.uid
    WHERE (asks = 1 OR stand_ins <> '') AND kind = ? AND (kind = 'character' OR asks = 1)
      AND thing.id IN (SELECT value FROM json_each(?))
"""
_TEXTS = """
    SELECT uid, record FROM json_each(?2) CROSS JOIN shared ON kind = ?1 AND uid = value
"""
_ERASED = f"""
    SELECT DISTINCT uid FROM shared WHERE kind IN ('character', 'footage')
      AND uid IN (SELECT value FROM json_each(?))
      AND {values.IS_ERASED}
"""
_ANY_GONE = f"SELECT 1 FROM setting WHERE key > '{GONE}' AND key < '{GONE}~' LIMIT 1"
_GONE = "SELECT key FROM setting WHERE key IN (SELECT value FROM json_each(?))"


class Chosen(NamedTuple):
    """The uids of what goes into a pack, by kind."""

    project: tuple[str, ...]
    account: tuple[str, ...]
    character: tuple[str, ...]
    task: tuple[str, ...]
    without_consent: dict[str, str]
    """Real people without a consent, by uid: their handles."""


class Shared:
    """The reading verbs for what is shared."""

    def __init__(self, query: Query) -> None:
        self._query = query

    def chosen(self, ids: Sequence[int]) -> Chosen:
        """What belongs to characters, and goes with them."""
        listed = json.dumps(list(ids))
        people = self._query.rows(_WITHOUT_CONSENT, [listed])
        return Chosen(
            project=self._uids(_PROJECTS, listed),
            account=self._uids(_ACCOUNTS, listed),
            character=self._uids(_PEOPLE, listed),
            task=self._uids(_TASKS, listed),
            without_consent={row[0]: row[1] for row in people},
        )

    def _uids(self, sql: str, listed: str) -> tuple[str, ...]:
        return tuple(row[0] for row in self._query.rows(sql, [listed]))

    def erased(self, uids: Iterable[str]) -> set[str]:
        """Those of whom nothing may be kept."""
        wanted = list(uids)
        found = {row[0] for row in self._query.rows(_ERASED, [json.dumps(wanted)])}
        if wanted and self._query.value(_ANY_GONE, []):
            keys = {gone(uid): uid for uid in wanted}
            rows = self._query.rows(_GONE, [json.dumps(list(keys))])
            found |= {keys[row[0]] for row in rows}
        return found

    def texts(self, kind: str, uids: Sequence[str]) -> dict[str, str]:
        """The texts of the records of things, by uid."""
        return dict(map(tuple, self._query.rows(_TEXTS, [kind, json.dumps(list(uids))])))

    def asked(self, kind: str, ids: Sequence[int]) -> list[str]:
        """The uids of characters or tasks about which somebody has to decide something."""
        sql = _ASKED.format(table=kind)
        return [row[0] for row in self._query.rows(sql, [kind, json.dumps(list(ids))])]

    def questions(self) -> list[Question]:
        """All fields that somebody has to decide, by character."""
        rows = self._query.rows(_ASKING)
        live = {
            kind: values.read(self._query.connection, kind, [row[1] for row in rows])
            for kind in {row[0] for row in rows}
        }
        return [each for row in rows for each in _questions(row, live[row[0]].get(row[1], {}))]


def _questions(row: Sequence[Any], live: Mapping[str, Any]) -> Iterable[Question]:
    """The questions about a thing; one is answered where this library has written something."""
    kind, uid, text, stand_ins, project, handle, number = row
    record = records.from_text(text)
    wanted = records.shown(record)
    told = json.loads(stand_ins) if stand_ins else {}

    def question(field: str, found: Sequence[Any], **more: Any) -> Question:
        look = live.get(f"looks/{field.split('/')[1]}/name", "") if "looks/" in field else ""
        values = tuple(dict.fromkeys(map(_hashable, found)))
        return Question(kind, uid, project, handle, field, values, look=look, number=number, **more)

    for field, versions in records.conflicts(record).items():
        is_shown = field in told or live.get(field) == wanted[field]
        if is_shown and not _is_elsewhere(field, told):
            yield question(field, [each.value for each in versions])
    for field, stand_in in told.items():
        is_shown = field in wanted and (live.get(field) or None) == (stand_in.get("is") or None)
        if is_shown and "needs" not in stand_in and not _is_elsewhere(field, told):
            yield question(field, [wanted[field]], instead=stand_in.get("is"), is_hidden=True)


def _is_elsewhere(field: str, stand_ins: Mapping[str, Any]) -> bool:
    """Whether a field is of a look that another character has."""
    name = stand_ins.get(f"{rules.part(field)}name")
    return field.startswith("looks/") and name is not None and name.get("is") is None


def _hashable(value: Any) -> Any:
    return value if isinstance(value, str | int | None) else json.dumps(value, sort_keys=True)
