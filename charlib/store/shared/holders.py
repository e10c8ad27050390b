"""Who has a look, a window, a voice or an ID in this library."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, NamedTuple

from charlib.domain.sharing import rules
from charlib.store.write.scope import Scope

Values = Mapping[str, Any]
Key = tuple[str, ...]
"""The table of a part, and what tells it there from all others."""

_HOLDERS = """
    SELECT value ->> 0, character.id, character.uid, character.deleted_at IS NULL
    FROM json_each(?) CROSS JOIN {part} JOIN character ON character.id = {table}.character_id
"""
_BY_UID = "{table} ON {table}.uid = value ->> 1"
_BY_ID = """
    account ON account.uid = value ->> 1
    CROSS JOIN binding ON binding.account_id = account.id AND remote_id = value ->> 2
"""


class Holder(NamedTuple):
    """The character that has a part in this library."""

    id: int
    uid: str
    is_living: bool


def parts(values: Values) -> dict[str, Key]:
    """The parts among the fields of a thing, by name: `looks/UID/`, `footage/UID`."""
    found: dict[str, Key] = {}
    for name, value in values.items():
        kind, _, rest = name.partition("/")
        if kind == "looks":
            found[rules.part(name)] = ("look", rest.partition("/")[0])
        elif kind == "footage":
            found[name] = ("window", rest)
        elif kind == "binding":
            found[name] = ("binding", *rest.split("/", 1))
        elif name == "voice" and value:
            found[name] = ("voice", value["uid"])
    return found


def holders(scope: Scope, named: Mapping[str, Key]) -> dict[str, list[Holder]]:
    """Who has parts in this library; an ID may be there several times."""
    found: dict[str, list[Holder]] = {}
    for table in dict.fromkeys(key[0] for key in named.values()):
        keys = [(name, *key[1:]) for name, key in named.items() if key[0] == table]
        part = _BY_ID if table == "binding" else _BY_UID.format(table=table)
        sql = _HOLDERS.format(table=table, part=part)
        for name, number, uid, is_living in scope.rows(sql, json.dumps(keys)):
            found.setdefault(name, []).append(Holder(number, uid, bool(is_living)))
    return found


def elsewhere(scope: Scope, uid: str, values: Values) -> set[str]:
    """The parts among a character's fields that another living character has, and not it."""
    return {
        name
        for name, some in holders(scope, parts(values)).items()
        if any(each.is_living for each in some) and all(each.uid != uid for each in some)
    }
