"""The verbs of one write transaction, by noun. Rows stay in here: ids come out."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict
from typing import Any, TypeVar

from sqlalchemy.orm import aliased
from sqlmodel import Session, col, delete, func, select, update

from charlib.config import Clock, new_uid
from charlib.domain.records import LIVE_BINDINGS, Outcome, SourceKind
from charlib.domain.window import Window
from charlib.errors import Conflict, NotFound
from charlib.store import models

Row = TypeVar("Row", bound=models.Base)


class Writer:
    """One transaction's verbs. Everything written in it is committed together or not at all."""

    def __init__(self, session: Session, clock: Clock) -> None:
        self._session = session
        self.now = clock.now()

    # -- projects, accounts, settings

    def add_project(self, slug: str, name: str = "", notes: str = "") -> int:
        """Add a project; Conflict if its slug is taken."""
        if self._one(models.Project, models.Project.slug == slug):
            raise Conflict(f"project {slug!r} exists already", hint=f"charlib project use {slug}")
        return self._add(self._stamped(models.Project, slug=slug, name=name, notes=notes))

    def project(self, slug: str) -> int:
        """The id of a project, which is added if it is not there yet."""
        found = self._one(models.Project, models.Project.slug == slug)
        return _id(found) if found else self.add_project(slug)

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

    def _profile(self, name: str, toml: str) -> int:
        row = self._one(models.Profile, models.Profile.name == name)
        if row is None:
            return self._add(models.Profile(name=name, toml=toml, seen_at=self.now))
        if toml:
            row.toml, row.seen_at = toml, self.now
            self._session.add(row)
        return _id(row)

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

    # -- characters and tags

    def add_character(
        self,
        project_id: int,
        handle: str,
        *,
        name: str = "",
        look: str = "",
        notes: str = "",
        tags: Iterable[str] = (),
        created_at: int | None = None,
        updated_at: int | None = None,
    ) -> int:
        """Add a character with its tags; Conflict if the handle is taken in its project."""
        if self.find_character(project_id, handle) is not None:
            raise Conflict(f"@{handle} exists already", hint=f"charlib show {handle}")
        row = self._stamped(
            models.Character,
            project_id=project_id,
            handle=handle,
            name=name,
            look=look,
            notes=notes,
        )
        row.created_at, row.updated_at = created_at or self.now, updated_at or self.now
        character_id = self._add(row)
        self._relink([character_id], self._tags(tags), add=True)
        return character_id

    def find_character(self, project_id: int, handle: str) -> int | None:
        """The id of a character that is not in the trash."""
        table = models.Character
        row = self._one(
            table,
            table.project_id == project_id,
            table.handle == handle,
            col(table.deleted_at).is_(None),
        )
        return _id(row) if row else None

    def edit_character(self, character_id: int, **changes: Any) -> None:
        """Change columns of a character."""
        row = self._get(models.Character, character_id)
        for column, value in changes.items():
            setattr(row, column, value)
        row.updated_at = self.now
        self._session.add(row)

    def is_bound(self, character_id: int) -> bool:
        """Whether a provider knows the character, or may: creating it again could pay twice."""
        table = models.Binding
        live = col(table.state).in_(LIVE_BINDINGS)
        return self._one(table, table.character_id == character_id, live) is not None

    def tag(self, character_ids: Sequence[int], names: Iterable[str]) -> int:
        """Give tags to characters; answers how many links are new."""
        return self._touch(self._relink(character_ids, self._tags(names), add=True))

    def untag(self, character_ids: Sequence[int], names: Iterable[str]) -> int:
        """Take tags from characters; answers how many links are gone. Unused tags stay."""
        known = [self._one(models.Tag, models.Tag.name == name) for name in names]
        links = self._relink(character_ids, [_id(tag) for tag in known if tag], add=False)
        return self._touch(links)

    def _tags(self, names: Iterable[str]) -> list[int]:
        return [self._tag(name) for name in dict.fromkeys(names)]

    def _relink(
        self, character_ids: Iterable[int], tag_ids: Iterable[int], *, add: bool
    ) -> list[int]:
        """Add or remove links; answers the character of each link that changed."""
        link = models.CharacterTag
        changed: list[int] = []
        for tag_id in tag_ids:
            for character_id in character_ids:
                row = self._session.get(link, (tag_id, character_id))
                if (row is None) != add:
                    continue
                if row is None:
                    self._session.add(link(tag_id=tag_id, character_id=character_id))
                else:
                    self._session.delete(row)
                changed.append(character_id)
        self._session.flush()
        return changed

    def _touch(self, character_ids: Sequence[int]) -> int:
        table = models.Character
        changed = update(table).where(col(table.id).in_(set(character_ids)))
        self._session.exec(changed.values(updated_at=self.now))
        return len(character_ids)

    def _tag(self, name: str) -> int:
        row = self._one(models.Tag, models.Tag.name == name)
        return (
            _id(row)
            if row
            else self._add(models.Tag(uid=new_uid(), name=name, created_at=self.now))
        )

    def rename_tag(self, old: str, new: str) -> bool:
        """Rename a tag; where the new name exists the two become one, and the answer is True."""
        row = self._one(models.Tag, models.Tag.name == old)
        if row is None:
            raise NotFound(f"no tag {old!r}", hint="charlib tag list")
        target = self._one(models.Tag, models.Tag.name == new)
        if target is None or target is row:
            row.name = new
            self._session.add(row)
            return False
        link = models.CharacterTag
        query = select(link.character_id).where(link.tag_id == _id(row))
        self._touch(self._relink(list(self._session.exec(query)), [_id(target)], add=True))
        self._session.delete(row)
        return True

    # -- sources, windows, bindings

    def source(
        self, kind: SourceKind, ref: str, *, task_id: int | None = None, **facts: Any
    ) -> int:
        """The id of a source, which is added if it is not there; known facts are brought up to date."""
        table = models.Source
        same = table.task_id == task_id if task_id else table.ref == ref
        row = self._one(table, same)
        if row is None:
            row = self._stamped(table, kind=kind, ref=ref, task_id=task_id)
        for column, value in facts.items():
            if value is not None:
                setattr(row, column, value)
        row.updated_at = self.now
        return self._add(row)

    def add_window(self, source_id: int, character_id: int, window: Window) -> int:
        """Add a window of a source in which a character is seen."""
        row = models.Window(
            uid=new_uid(),
            source_id=source_id,
            character_id=character_id,
            start_ms=window.start_ms,
            end_ms=window.end_ms,
            created_at=self.now,
        )
        return self._add(row)

    def add_binding(
        self,
        character_id: int,
        account_id: int,
        *,
        state: str,
        method: str,
        window_id: int | None = None,
        request: dict[str, Any] | None = None,
        created_at: int | None = None,
        **columns: Any,
    ) -> int:
        """Add a binding: `planned` with the request to be sent, or one that exists already."""
        row = self._stamped(
            models.Binding,
            character_id=character_id,
            account_id=account_id,
            window_id=window_id,
            state=state,
            method=method,
            request=None if request is None else json.dumps(request, ensure_ascii=False),
            **columns,
        )
        row.created_at = created_at or self.now
        return self._add(row)

    def has_binding(
        self, character_id: int, account_id: int, remote_id: str | None, window: Window | None
    ) -> bool:
        """Whether a character has a binding with this id, or (without an id) of this window."""
        table, seen = models.Binding, models.Window
        same = [table.character_id == character_id, table.account_id == account_id]
        if remote_id is not None:
            return self._one(table, *same, table.remote_id == remote_id) is not None
        if window is None:
            return False
        span = select(seen.id).where(seen.start_ms == window.start_ms, seen.end_ms == window.end_ms)
        return self._one(table, *same, col(table.window_id).in_(span)) is not None

    # -- tasks and prompts

    def add_task(
        self, account_id: int, *, state: str, request: dict[str, Any] | None, **columns: Any
    ) -> int:
        """Add a task: `planned` with the request to be sent, or one the provider has already."""
        row = self._stamped(
            models.Task,
            account_id=account_id,
            state=state,
            request=None if request is None else json.dumps(request, ensure_ascii=False),
            **columns,
        )
        return self._add(row)

    def task_of(self, account_id: int, remote_id: str) -> int:
        """The id of a provider's task, which is added as `unknown` if the library has not seen it."""
        table = models.Task
        row = self._one(table, table.account_id == account_id, table.remote_id == remote_id)
        return (
            _id(row)
            if row
            else self.add_task(account_id, state="unknown", request=None, remote_id=remote_id)
        )

    def add_prompt(
        self,
        *,
        project_id: int,
        account_id: int,
        task_id: int,
        template: str,
        text: str,
        request: dict[str, Any],
        characters: Iterable[tuple[int, int]],
    ) -> int:
        """Record a prompt and the `(character, binding)` pairs it used, in order of first mention."""
        prompt_id = self._add(
            models.Prompt(
                uid=new_uid(),
                project_id=project_id,
                account_id=account_id,
                task_id=task_id,
                template=template,
                text=text,
                request=json.dumps(request, ensure_ascii=False),
                created_at=self.now,
            )
        )
        for position, (character_id, binding_id) in enumerate(characters):
            self._session.add(
                models.PromptCharacter(
                    prompt_id=prompt_id,
                    position=position,
                    character_id=character_id,
                    binding_id=binding_id,
                )
            )
        return prompt_id

    # -- the send protocol

    def claim(
        self, what: str, row_id: int, *, owner: str, until: int, was: str, becomes: str
    ) -> bool:
        """Take a lease on a binding or task and move it on; False when somebody else was quicker."""
        table = _JOBS[what]
        result = self._session.exec(
            update(table)
            .where(col(table.id) == row_id, col(table.state) == was)
            .values(state=becomes, lease_owner=owner, lease_until=until, updated_at=self.now)
        )
        return bool(result.rowcount)

    def record(self, what: str, row_id: int, outcome: Outcome) -> None:
        """Write what a step made of a binding or task, and let go of its lease."""
        table = _JOBS[what]
        columns = table.model_fields
        values = {k: v for k, v in asdict(outcome).items() if v is not None and k in columns}
        values.update(lease_owner=None, lease_until=None, updated_at=self.now)
        if outcome.error is None:
            values.update(error=None, error_kind=None)
        self._session.exec(update(table).where(col(table.id) == row_id).values(**values))

    def replan_failed(self) -> None:
        """Plan again what failed and was never answered with an id: bindings only.

        A generation is paid for when it is sent, so it is never sent twice on its own.
        """
        table, later, character = models.Binding, aliased(models.Binding), models.Character
        superseded = select(later.id).where(
            later.character_id == table.character_id,
            later.account_id == table.account_id,
            col(later.id) > col(table.id),
        )
        trashed = select(character.id).where(col(character.deleted_at).is_not(None))
        failed = update(table).where(
            col(table.state) == "failed",
            col(table.request).is_not(None),
            ~superseded.exists(),
            col(table.character_id).not_in(trashed),
        )
        self._session.exec(
            failed.values(state="planned", error=None, error_kind=None, updated_at=self.now)
        )

    # -- helpers of this file

    def _one(self, table: type[Row], *where: Any) -> Row | None:
        return self._session.exec(select(table).where(*where).limit(1)).first()

    def _get(self, table: type[Row], row_id: int) -> Row:
        row = self._session.get(table, row_id)
        if row is None:
            raise NotFound(f"no {table.__name__.lower()} {row_id}")
        return row

    def _stamped(self, table: Callable[..., Row], **columns: Any) -> Row:
        return table(uid=new_uid(), created_at=self.now, updated_at=self.now, **columns)

    def _add(self, row: models.Base) -> int:
        self._session.add(row)
        self._session.flush()
        return _id(row)


_JOBS: dict[str, type[models.Binding] | type[models.Task]] = {
    "binding": models.Binding,
    "task": models.Task,
}


def _id(row: Any) -> int:
    found: int = row.id
    return found
