"""The verbs of one write transaction. Rows stay in here: ids come out."""

from __future__ import annotations

from sqlmodel import col, delete, func, select

from charlib.errors import Conflict
from charlib.store import models
from charlib.store.loading import Loading
from charlib.store.rows import id_of


class Writer(Loading):
    """One transaction's verbs. Everything written in it is committed together or not at all."""

    def add_project(self, slug: str, name: str = "", notes: str = "") -> int:
        """Add a project; Conflict if its slug is taken."""
        if self._one(models.Project, models.Project.slug == slug):
            raise Conflict(f"project {slug!r} exists already", hint=f"charlib project use {slug}")
        return self._add(self._stamped(models.Project, slug=slug, name=name, notes=notes))

    def project(self, slug: str) -> int:
        """The id of a project, which is added if it is not there yet."""
        found = self._one(models.Project, models.Project.slug == slug)
        return id_of(found) if found else self.add_project(slug)

    def add_account(
        self, name: str, profile: str, toml: str, base_url: str | None, key_env: str | None
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
        )
        return self._add(row)

    def edit_account(self, account_id: int, **changes: str | None) -> None:
        """Change an account's base URL or the variable of its key."""
        row = self._get(models.Account, account_id)
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
                raise Conflict(
                    f"the account has {count} {table.__name__.lower()}s in the library",
                    hint="Their ids are of no use without it; remove the characters first",
                )
        self._session.exec(delete(models.Account).where(col(models.Account.id) == account_id))

    def set(self, key: str, value: str) -> None:
        """Keep a setting: the current project's or the default account's name."""
        self._session.merge(models.Setting(key=key, value=value))

    def unset(self, key: str, value: str) -> None:
        """Forget a setting if it has this value."""
        setting = models.Setting
        self._session.exec(
            delete(setting).where(col(setting.key) == key, col(setting.value) == value)
        )
