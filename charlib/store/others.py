"""Answers that are about another job: a proxy may have mixed up two of them."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from charlib.store.write.scope import Scope

_LONG = 8
"""From this length on, an id is no counter."""
_ACCOUNT_OF = """
    SELECT account_id, base_url FROM {0} JOIN account ON account.id = account_id WHERE {0}.uid = ?
"""
_SAME_ID = {
    "task": """
        SELECT account.id, base_url FROM account
        CROSS JOIN task ON account_id = account.id AND remote_id = ? WHERE task.uid <> ?
    """,
    "binding": """
        SELECT account_id, base_url FROM binding JOIN account ON account.id = account_id
        WHERE job_id = ? AND binding.uid <> ?
    """,
}


def has_id(scope: Scope, what: str, uid: str, answered: str, among: Collection[str]) -> bool:
    """Whether an answer's id is another job's: of the account, or of one at the same host.

    Of another account a short id says nothing: each may count its own.
    """
    mine = scope.row(_ACCOUNT_OF.format(what), uid)
    read = scope.connection.execute
    known = [row for kind in among for row in read(_SAME_ID[kind], [answered, uid])]
    return mine is not None and any(
        account == mine[0] or (len(answered) >= _LONG and _host(url) == _host(mine[1]))
        for account, url in known
    )


def _host(url: str) -> str:
    return urlsplit(url).netloc.lower()
