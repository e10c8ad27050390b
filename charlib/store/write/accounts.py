"""Writing accounts, projects, settings and saved searches."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from charlib.errors import Conflict
from charlib.hints import Hint, call, the_call
from charlib.store.marks import FOR_TAKES
from charlib.store.write.scope import Scope, missing

if TYPE_CHECKING:
    from charlib.domain.choices import Searched

_USERS = {
    "source": (("window", "source_id"), ("voice", "source_id")),
    "project": (("character", "project_id"), ("prompt", "project_id"), ("task", "project_id")),
    "account": (("binding", "account_id"), ("task", "account_id"), ("prompt", "account_id")),
}
"""Table → the rows that may belong to its rows; while any does, undo does not remove the row."""


class Projects:
    """The verbs for projects."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    def add(self, slug: str, name: str = "", notes: str = "") -> int:
        """Add a project; Conflict if it exists."""
        if self._find(slug) is not None:
            raise Conflict(f"project {slug!r} exists already", hint=call("project use", slug))
        return self._scope.add("project", slug=slug, name=name, notes=notes)

    def set_episode(self, project_id: int, episode: int | None) -> None:
        """Set the current episode of a project, or none."""
        before = self._scope.value("SELECT episode FROM project WHERE id = ?", project_id)
        if before != episode:
            self._scope.update("project", project_id, episode=episode, updated_at=self._scope.now)
            self._scope.note(
                "about project", id=project_id, before={"episode": before},
                after={"episode": episode},
            )  # fmt: skip

    def edit(self, project_id: int, **texts: str) -> None:
        """Change the name or the notes of a project."""
        row = self._scope.read("project", project_id) or missing("project", project_id)
        before = {column: row[column] for column in texts}
        if before != texts:
            self._scope.update("project", project_id, **texts, updated_at=self._scope.now)
            self._scope.note("about project", id=project_id, before=before, after=texts)

    def rename(self, project_id: int, slug: str) -> None:
        """Change the slug of a project; Conflict if another one has it."""
        if self._find(slug) not in {None, project_id}:
            raise Conflict(f"project {slug!r} exists already", hint=call("project show", slug))
        before = self._scope.value("SELECT slug FROM project WHERE id = ?", project_id)
        if before != slug:
            self._scope.update("project", project_id, slug=slug, updated_at=self._scope.now)
            self._scope.note(
                "about project", id=project_id, before={"slug": before}, after={"slug": slug}
            )

    def remove(self, project_id: int) -> None:
        """Remove a project that nothing belongs to."""
        row = self._scope.read("project", project_id)
        self._scope.note("project", before=row, after=None)
        self._scope.execute("DELETE FROM project WHERE id = ?", project_id)

    def uses(self, project_id: int) -> dict[str, int]:
        """The numbers of characters, takes and prompts of a project, the trash left out."""
        counts = {
            "character": "SELECT count(*) FROM character WHERE deleted_at IS NULL AND project_id=?",
            "take": "SELECT count(*) FROM task WHERE project_id = ?",
            "prompt": "SELECT count(*) FROM prompt WHERE project_id = ?",
        }
        return {name: self._scope.value(sql, project_id) for name, sql in counts.items()}

    def id(self, slug: str, name: str = "") -> int:
        """The id of a project, added with this name if it does not exist."""
        known = self._find(slug)
        return self.add(slug, name) if known is None else known

    def _find(self, slug: str) -> int | None:
        return self._scope.id("SELECT id FROM project WHERE slug = ?", slug)


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
                hint=call("account show", name),
            )
        return self._scope.add(
            "account", name=name, profile_id=self._profile(profile, toml), base_url=base_url,
            key_env=key_env, **columns,
        )  # fmt: skip

    def _profile(self, name: str, toml: str) -> int:
        known = self._scope.id("SELECT id FROM profile WHERE name = ?", name)
        if known is None:
            return self._scope.insert("profile", name=name, toml=toml, seen_at=self._scope.now)
        if toml:
            self._scope.update("profile", known, toml=toml, seen_at=self._scope.now)
        return known

    def edit(self, account_id: int, **changes: Any) -> None:
        """Change the base URL of an account, or the place of its key."""
        row = self._scope.read("account", account_id) or missing("account", account_id)
        before = {column: row[column] for column in changes}
        if before != changes:
            self._scope.note("about account", id=account_id, before=before, after=changes)
        self._scope.update("account", account_id, **changes, updated_at=self._scope.now)

    def remove(self, account_id: int) -> None:
        """Remove an account; Conflict while bindings, tasks or prompts belong to it."""
        name = str(self._scope.value("SELECT name FROM account WHERE id = ?", account_id))
        for table in ("binding", "task", "prompt"):
            count = self._scope.value(
                f"SELECT count(*) FROM {table} WHERE account_id = ?", account_id
            )
            if count:
                raise Conflict(
                    f"cannot remove account {name}: {count} {table + 's' * (count > 1)} (some may"
                    " be in the trash) still use it",
                    hint=Hint("If its service has shut down: {}", the_call("account retire", name)),
                )
        row = self._scope.read("account", account_id)
        self._scope.note("account", before=row, after=None)
        self._scope.execute("DELETE FROM account WHERE id = ?", account_id)


class Settings:
    """The verbs for settings and saved searches."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    def set(self, key: str, value: str | None) -> None:
        """Set a setting, or remove it with None."""
        self._scope.set_value("setting", "setting", ("key", "value"), key, value)

    def unset(self, key: str, value: str) -> None:
        """Remove a setting if it has this value."""
        if self._scope.value("SELECT value FROM setting WHERE key = ?", key) == value:
            self.set(key, None)

    def save_search(self, name: str, query: str | None, *, of: Searched = "character") -> None:
        """Save a query by name in place of an older one; None removes it."""
        name = FOR_TAKES + name if of == "take" else name
        columns, now = ("name", "query"), self._scope.now
        self._scope.set_value("search", "saved_search", columns, name, query, created_at=now)


class Rows:
    """Rows that the journal records whole: sources, projects and accounts."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    def set(
        self, table: str, row: Mapping[str, Any] | None, other: Mapping[str, Any] | None
    ) -> None:
        """Insert a row again; with None remove `other`, unless another row belongs to it."""
        row_id = (row or other or {})["id"]
        is_there = self._scope.read(table, row_id) is not None
        if row and not is_there:
            self._scope.insert(table, **row)
        elif is_there and not row and not self._is_used(table, row_id):
            self._scope.execute(f"DELETE FROM {table} WHERE id = ?", row_id)

    def _is_used(self, table: str, row_id: int) -> bool:
        return any(
            self._scope.value(f"SELECT 1 FROM {user} WHERE {column} = ? LIMIT 1", row_id)
            for user, column in _USERS[table]
        )

    def set_columns(self, table: str, row_id: int, columns: Mapping[str, Any]) -> None:
        """Change columns of a row, if it exists."""
        if columns:
            self._scope.update(table, row_id, **columns)
