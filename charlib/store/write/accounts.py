"""Writing accounts, projects, settings and saved searches."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from charlib.config import new_uid
from charlib.errors import Conflict
from charlib.hints import Hint, call, the_call
from charlib.store.write.scope import Scope, missing

_USERS = {
    "source": ("window", "source_id"),
    "project": ("character", "project_id"),
    "account": ("binding", "account_id"),
}
"""What may belong to a row: while it does, undoing what added the row leaves it there."""


class Projects:
    """The verbs for projects."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    def add(self, slug: str, name: str = "", notes: str = "") -> int:
        """Add a project; Conflict if it exists."""
        if self._find(slug) is not None:
            raise Conflict(f"project {slug!r} exists already", hint=call("project use", slug))
        project_id = self._scope.insert(
            "project", uid=new_uid(), slug=slug, name=name, notes=notes, **self._scope.stamps()
        )
        self._scope.note("project", before=None, after=self._scope.read("project", project_id))
        return project_id

    def id(self, slug: str) -> int:
        """The id of a project, added if it does not exist."""
        known = self._find(slug)
        return self.add(slug) if known is None else known

    def _find(self, slug: str) -> int | None:
        found: int | None = self._scope.value("SELECT id FROM project WHERE slug = ?", slug)
        return found


class Accounts:
    """The verbs for accounts."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    def add(
        self,
        name: str,
        profile: str,
        toml: str,
        base_url: str | None,
        key_env: str | None,
        **columns: Any,
    ) -> int:
        """Add an account and keep the text of its profile; Conflict if the name is taken."""
        if self._scope.value("SELECT 1 FROM account WHERE name = ?", name):
            raise Conflict(
                f"account {name!r} exists already",
                hint=Hint("{}, or remove it", the_call("account show", name)),
            )
        account_id = self._scope.insert(
            "account", uid=new_uid(), name=name, profile_id=self._profile(profile, toml),
            base_url=base_url, key_env=key_env, **self._scope.stamps(), **columns,
        )  # fmt: skip
        self._scope.note("account", before=None, after=self._scope.read("account", account_id))
        return account_id

    def _profile(self, name: str, toml: str) -> int:
        known: int | None = self._scope.value("SELECT id FROM profile WHERE name = ?", name)
        if known is None:
            return self._scope.insert("profile", name=name, toml=toml, seen_at=self._scope.now)
        if toml:
            self._scope.update("profile", known, toml=toml, seen_at=self._scope.now)
        return known

    def edit(self, account_id: int, **changes: Any) -> None:
        """Change where an account's calls go or where its key is found."""
        row = self._scope.read("account", account_id) or missing("account", account_id)
        before = {column: row[column] for column in changes}
        if before != changes:
            self._scope.note("about account", id=account_id, before=before, after=changes)
        self._scope.update("account", account_id, **changes, updated_at=self._scope.now)

    def remove(self, account_id: int) -> None:
        """Remove an account; Conflict while bindings, tasks or prompts belong to it."""
        for table in ("binding", "task", "prompt"):
            count = self._scope.value(
                f"SELECT count(*) FROM {table} WHERE account_id = ?", account_id
            )
            if count:
                raise Conflict(
                    f"{count} {table + 's' * (count > 1)} (some may be in the trash) belong to"
                    " the account",
                    hint=Hint(
                        "If its service has shut down: {}", the_call("account retire", "NAME")
                    ),
                )
        row = self._scope.read("account", account_id)
        self._scope.note("account", before=row, after=None)
        self._scope.execute("DELETE FROM account WHERE id = ?", account_id)


class Settings:
    """The verbs for settings and saved searches."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    def set(self, key: str, value: str | None) -> None:
        """Keep a setting, or forget it with None."""
        before = self._scope.value("SELECT value FROM setting WHERE key = ?", key)
        if before == value:
            return
        self._scope.execute("DELETE FROM setting WHERE key = ?", key)
        if value is not None:
            self._scope.insert("setting", key=key, value=value)
        self._scope.note("setting", key=key, before=before, after=value)

    def unset(self, key: str, value: str) -> None:
        """Forget a setting if it has this value."""
        if self._scope.value("SELECT value FROM setting WHERE key = ?", key) == value:
            self.set(key, None)

    def save_search(self, name: str, query: str | None) -> None:
        """Save a query by name in place of an older one; None forgets it."""
        before = self._scope.value("SELECT query FROM saved_search WHERE name = ?", name)
        if before == query:
            return
        self._scope.execute("DELETE FROM saved_search WHERE name = ?", name)
        if query is not None:
            self._scope.insert("saved_search", name=name, query=query, created_at=self._scope.now)
        self._scope.note("search", name=name, before=before, after=query)


class Rows:
    """Whole rows as the journal has them: sources, projects and accounts."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    def set(
        self, table: str, row: Mapping[str, Any] | None, other: Mapping[str, Any] | None
    ) -> None:
        """Bring a row back; with None remove `other`, unless something belongs to it."""
        row_id = (row or other or {})["id"]
        is_there = self._scope.read(table, row_id) is not None
        user, column = _USERS[table]
        if row and not is_there:
            self._scope.insert(table, **row)
        elif is_there and not row:
            sql = f"SELECT 1 FROM {user} WHERE {column} = ? LIMIT 1"
            if not self._scope.value(sql, row_id):
                self._scope.execute(f"DELETE FROM {table} WHERE id = ?", row_id)

    def set_columns(self, table: str, row_id: int, columns: Mapping[str, Any]) -> None:
        """Change columns of a row, if it is there."""
        if columns:
            self._scope.update(table, row_id, **columns)
