"""The verbs of one write transaction. Rows stay in here: ids come out."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from typing import Any

from sqlmodel import col, delete, func, select

from charlib.errors import Conflict
from charlib.store import models
from charlib.store.rows import id_of
from charlib.store.undoing import Undoing


class Writer(Undoing):
    """One transaction's verbs. Everything written in it is committed together or not at all."""

    def add_project(self, slug: str, name: str = "", notes: str = "") -> int:
        """Add a project; Conflict if its slug is taken."""
        if self._one(models.Project, models.Project.slug == slug):
            raise Conflict(f"project {slug!r} exists already", hint=f"charlib project use {slug}")
        row = self._stamped(models.Project, slug=slug, name=name, notes=notes)
        project_id = self._add(row)
        self.note("project", before=None, after=row.model_dump())
        return project_id

    def project(self, slug: str) -> int:
        """The id of a project, which is added if it is not there yet."""
        found = self._one(models.Project, models.Project.slug == slug)
        return id_of(found) if found else self.add_project(slug)

    def add_account(
        self,
        name: str,
        profile: str,
        toml: str,
        base_url: str | None,
        key_env: str | None,
        **more: Any,
    ) -> int:
        """Add an account, keeping the text of its profile; Conflict if the name is taken."""
        if self._one(models.Account, models.Account.name == name):
            raise Conflict(
                f"account {name!r} exists already",
                hint=f"charlib account show {name}, or remove it",
            )
        row = self._stamped(
            models.Account,
            name=name,
            profile_id=self._profile(profile, toml),
            base_url=base_url,
            key_env=key_env,
            **more,
        )
        account_id = self._add(row)
        self.note("account", before=None, after=row.model_dump())
        return account_id

    def edit_account(self, account_id: int, **changes: Any) -> None:
        """Change an account's base URL or where its key is found."""
        row = self._get(models.Account, account_id)
        before = {column: getattr(row, column) for column in changes}
        if before != changes:
            self.note("about account", id=account_id, before=before, after=changes)
        for column, value in changes.items():
            setattr(row, column, value)
        row.updated_at = self.now
        self._session.add(row)

    def _profile(self, name: str, toml: str) -> int:
        row = self._one(models.Profile, models.Profile.name == name)
        if row is None:
            return self._add(models.Profile(name=name, toml=toml, seen_at=self.now))
        if toml:
            row.toml, row.seen_at = toml, self.now
            self._session.add(row)
        return id_of(row)

    def remove_account(self, account_id: int) -> None:
        """Remove an account; Conflict while bindings, tasks or prompts belong to it."""
        for table in (models.Binding, models.Task, models.Prompt):
            query = select(func.count()).select_from(table).where(table.account_id == account_id)
            count = self._session.exec(query).one()
            if count:
                noun = table.__name__.lower() + "s" * (count > 1)
                raise Conflict(
                    f"{count} {noun} in the library, and in its trash, belong to the account",
                    hint="Records stay; where a service ended: charlib account retire NAME",
                )
        row = self._get(models.Account, account_id)
        self.note("account", before=row.model_dump(), after=None)
        self._session.exec(delete(models.Account).where(col(models.Account.id) == account_id))

    def mend(self, change: Callable[[sqlite3.Connection], None]) -> None:
        """Make anew what is kept twice: counters, the text index. Nothing a person said changes."""
        change(self._raw)

    def set(self, key: str, value: str) -> None:
        """Keep a setting: the current project's or the default account's name."""
        self._set_setting(key, value)

    def unset(self, key: str, value: str) -> None:
        """Forget a setting if it has this value."""
        found = self._session.get(models.Setting, key)
        if found and found.value == value:
            self._set_setting(key, None)
