"""Reading what requests cost, in sums. Plain sqlite3, without SQLModel.

Films are tasks; creations are bindings, of characters and of voices. What failed and was not
charged is in no sum. Sends that only the log knows belong to an account and a month.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from charlib.store import costs, unrecorded
from charlib.store.read.query import CALLED, Query

if TYPE_CHECKING:
    from charlib.domain.choices import CostGroup
    from charlib.domain.money import Budget

_COUNTED = f"""
    counted_at >= ?1 AND request IS NOT NULL
    AND (state NOT IN ('failed', 'rejected') OR {costs.MICROS} > 0)
"""
"""What is in the sums: the requests of this library that cost something, or may."""
_UNIT = "iif(cost_micros IS NULL AND earlier_micros = 0, '', cost_unit)"
"""The unit of a request; empty if nobody knows its price."""
_SUMS = f"""
    SELECT {{group}}, {{day}}, {_UNIT}, {{is_film}}, sum({{micros}}),
           max(cost_is_estimate OR earlier_micros > 0), count(*), sum(state = 'unknown')
    FROM {{source}} WHERE {_COUNTED} GROUP BY {{grouped}}, 3
"""
_UNRECORDED = f"""
    SELECT {{group}}, {{day}}, cost_unit, is_film, micros, is_estimate, many, unknown
    FROM {unrecorded.ROWS} WHERE counted_at >= ?1 AND many
"""
_NAME_OF = "coalesce((SELECT name FROM account WHERE uid = account_uid), '')"
_SLUG = "(SELECT slug FROM project WHERE project.id = {id})"
_DAY = "counted_at / 86400000"
_EPISODE = f"printf('%s e%02d', {_SLUG.format(id='project_id')}, episode)"
_SHARED = f"""
    (SELECT paid.*, character_id,
            row_number() OVER (PARTITION BY paid.id ORDER BY character_id) AS place,
            count(*) OVER (PARTITION BY paid.id) AS people
     FROM (SELECT id, state, counted_at, 1 AS request, {", ".join(costs.COLUMNS)}, earlier_micros
           FROM task WHERE {_COUNTED}) AS paid
     LEFT JOIN prompt ON prompt.task_id = paid.id
     LEFT JOIN (SELECT DISTINCT prompt_id, character_id FROM prompt_character) AS used
       ON used.prompt_id = prompt.id)
"""
_SHARE = f"({costs.MICROS} / people + (place <= {costs.MICROS} % people))"
"""The even share of a film's cost, in millionths; what is left over goes to the first."""
_PERSON = f"""
    coalesce((SELECT {CALLED} FROM character WHERE character.id = character_id), '')
"""
_PROJECT_OF = "(SELECT project_id FROM character WHERE character.id = character_id)"


class _Grouping(NamedTuple):
    """How rows are grouped: what names a group, and what rows are grouped by."""

    group: str = "''"
    grouped: str = "1"
    day: str = "0"
    source: str = ""
    micros: str = costs.MICROS


_ACCOUNT = _Grouping("(SELECT name FROM account WHERE account.id = account_id)", "account_id")
_MONTH = _Grouping(grouped="2", day=_DAY)
_GROUPINGS: Mapping[CostGroup | None, tuple[_Grouping, _Grouping]] = {
    None: (_Grouping(), _Grouping()),
    "account": (_ACCOUNT, _ACCOUNT),
    "month": (_MONTH, _MONTH),
    "project": (
        _Grouping(f"coalesce({_SLUG.format(id='project_id')}, '')", "project_id"),
        _Grouping(_SLUG.format(id=_PROJECT_OF), "1"),
    ),
    "episode": (
        _Grouping(f"iif(episode IS NULL, '', {_EPISODE})", "project_id, episode"),
        _Grouping(),
    ),
    "character": (
        _Grouping(_PERSON, "character_id", source=_SHARED, micros=_SHARE),
        _Grouping(_PERSON, "character_id"),
    ),
}
"""How films are grouped, and how creations are."""


class Sum(NamedTuple):
    """The sum of a group's requests of a kind in a unit; `day` is since 1970, where it is asked."""

    group: str
    day: int
    unit: str
    is_film: bool
    micros: int
    is_estimate: bool
    many: int
    unknown: int


class Costs:
    """The reading verbs for costs."""

    def __init__(self, query: Query) -> None:
        self._query = query

    def spent(self, account_id: int, budget: Budget, now: int) -> Decimal:
        """What counts against an account's budget at a moment, in its unit."""
        with self._query.explaining():
            return costs.spent(self._query.connection, account_id, budget, now)

    def retried(self) -> list[tuple[int, bool]]:
        """The account of each creation that a retry would send, and whether it is of a voice."""
        return [
            (account, bool(is_voice)) for _, account, is_voice in self._query.tuples(costs.RETRIED)
        ]

    def sums(self, by: CostGroup | None, since: int) -> list[Sum]:
        """The sums of films and of creations from a moment on; by None, of all of them."""
        return [
            Sum(group, day, unit, bool(is_film), micros, bool(is_estimate), many, unknown)
            for sql in _statements(by)
            for group, day, unit, is_film, micros, is_estimate, many, unknown in self._query.tuples(
                sql, [since]
            )
        ]


def _statements(by: CostGroup | None) -> Iterator[str]:
    for table, grouping in zip(("task", "binding"), _GROUPINGS[by], strict=True):
        parts = {**grouping._asdict(), "source": grouping.source or table}
        yield _SUMS.format(**parts, is_film=int(table == "task"))
    yield _UNRECORDED.format(
        group=_NAME_OF if by == "account" else "''", day=_DAY if by == "month" else "0"
    )
