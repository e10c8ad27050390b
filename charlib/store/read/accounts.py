"""Reading accounts and projects."""

from __future__ import annotations

import sqlite3

from charlib.domain.records import Account, Project
from charlib.store.read.query import Query

_ACCOUNT = """
    SELECT account.id, account.name, profile.name AS profile, account.base_url, account.key_env,
           account.created_at, profile.toml AS profile_toml, account.key_command,
           account.key_ring, account.allows_http, account.upload, account.budget,
           account.uid, account.name = coalesce(
               (SELECT value FROM setting WHERE key = 'account'),
               (SELECT name FROM account WHERE NOT (
                    coalesce(key_env, 'own') = '' AND key_command IS NULL AND key_ring IS NULL
                ) ORDER BY id LIMIT 1)
           ) AS is_default
    FROM account JOIN profile ON profile.id = account.profile_id
"""
_PROJECT = """
    SELECT project.id, project.slug, project.name, project.notes, project.created_at,
           project.n AS characters, project.episode,
           project.slug = coalesce((SELECT value FROM setting WHERE key = 'project'), 'default')
               AS is_current
    FROM project
"""


class Accounts:
    """The reading verbs for accounts."""

    def __init__(self, query: Query) -> None:
        self._query = query

    def all(self) -> list[Account]:
        """All accounts by name."""
        return self._query.records(_account, f"{_ACCOUNT} ORDER BY account.name")

    def ids(self) -> dict[str, tuple[int, int]]:
        """How many IDs each account has in the library, and how many of them are gone."""
        rows = self._query.rows(
            "SELECT account.name, count(*), sum(binding.state = 'gone') FROM binding"
            " JOIN account ON account.id = account_id WHERE remote_id IS NOT NULL GROUP BY 1"
        )
        return {row[0]: (row[1], row[2]) for row in rows}

    def by_name(self, name: str) -> Account | None:
        """An account by its name."""
        return self._query.record(_account, f"{_ACCOUNT} WHERE account.name = ?", [name])


class Projects:
    """The reading verbs for projects."""

    def __init__(self, query: Query) -> None:
        self._query = query

    def all(self) -> list[Project]:
        """All projects by name."""
        return self._query.records(_project, f"{_PROJECT} ORDER BY project.slug")

    def by_slug(self, slug: str) -> Project | None:
        """A project by its slug."""
        return self._query.record(_project, f"{_PROJECT} WHERE project.slug = ?", [slug])


def _project(row: sqlite3.Row) -> Project:
    return Project(**{**dict(row), "is_current": bool(row["is_current"])})


def _account(row: sqlite3.Row) -> Account:
    flags = {name: bool(row[name]) for name in ("is_default", "allows_http")}
    return Account(**{**dict(row), **flags})
