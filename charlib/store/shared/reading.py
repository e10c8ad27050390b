"""Reading what a library shares: whom a pack is about, and what somebody has to decide."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from charlib.domain.sharing import record as records
from charlib.domain.sharing.question import Question
from charlib.store.read.query import Query

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
    SELECT DISTINCT account.uid FROM prompt_character JOIN prompt ON prompt.id = prompt_id
    JOIN account ON account.id = prompt.account_id
    WHERE character_id IN (SELECT value FROM json_each(?1))
"""
_TASKS = """
    SELECT DISTINCT task.uid FROM prompt_character JOIN prompt ON prompt.id = prompt_id
    JOIN task ON task.id = prompt.task_id
    WHERE character_id IN (SELECT value FROM json_each(?)) ORDER BY task.uid
"""
_WITHOUT_CONSENT = """
    SELECT uid, handle FROM character WHERE id IN (SELECT value FROM json_each(?))
    AND likeness = 'real' AND consent = '' ORDER BY handle
"""
_ASKING = """
    SELECT shared.kind, shared.uid, record, stand_ins, slug, handle
    FROM shared LEFT JOIN character ON character.uid = shared.uid
    LEFT JOIN project ON project.id = project_id
    WHERE (asks = 1 OR stand_ins <> '') AND deleted_at IS NULL ORDER BY slug, handle, shared.uid
"""


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

    def questions(self) -> list[Question]:
        """All fields that somebody has to decide, by character."""
        return [each for row in self._query.rows(_ASKING) for each in _questions(*row)]


def _questions(
    kind: str, uid: str, text: str, stand_ins: str, project: str | None, handle: str | None
) -> Iterable[Question]:
    record = records.from_text(text)
    of = (kind, uid, project or "", handle or "")
    for field, versions in records.conflicts(record).items():
        yield Question(*of, field, tuple(dict.fromkeys(_hashable(each.value) for each in versions)))
    wanted = records.shown(record)
    for field, told in (json.loads(stand_ins) if stand_ins else {}).items():
        if field in wanted:
            yield Question(*of, field, (wanted[field],), told.get("is"))


def _hashable(value: Any) -> Any:
    return value if isinstance(value, str | int | None) else json.dumps(value, sort_keys=True)
