"""The schema: one SQLModel table for every word of the library.

Integer primary keys inside, a stable public `uid` outside; moments and windows are integer
milliseconds. Table models do not validate (SQLModel's rule): values are checked in `domain` before
they get here, and by the CHECKs below. No `from __future__ import annotations` in this file:
SQLModel reads the annotations.
"""

from typing import Any, ClassVar, Literal

from sqlalchemy import CheckConstraint, Index, MetaData, Text, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from charlib.domain.records import BINDING_STATES, LIKENESSES, SOURCE_KINDS, TASK_STATES

OnDelete = Literal["CASCADE", "RESTRICT"]


def _one_of(column: str, values: tuple[str, ...], name: str) -> CheckConstraint:
    listed = ", ".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{column} IN ({listed})", name=name)


def _text(**more: Any) -> Any:
    return Field(sa_type=Text, **more)


def _uid() -> Any:
    return Field(sa_type=Text, unique=True)


def _to(table: str, *, on_delete: OnDelete = "RESTRICT", **more: Any) -> Any:
    return Field(foreign_key=f"{table}.id", ondelete=on_delete, **more)


class Base(SQLModel):
    """What all tables share: STRICT, and metadata that is not SQLModel's global one."""

    metadata: ClassVar[MetaData] = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    __table_args__: Any = {"sqlite_strict": True}


class Project(Base, table=True):
    """A series or film: the scope in which a handle is unique; `n` counts its characters."""

    id: int | None = Field(default=None, primary_key=True)
    uid: str = _uid()
    slug: str = _text(unique=True)
    name: str = _text(default="")
    notes: str = _text(default="")
    created_at: int
    updated_at: int
    n: int = Field(default=0, sa_column_kwargs={"server_default": "0"})


class Profile(Base, table=True):
    """A provider's dialect as it was last used: kept, so that a lost TOML file loses nothing."""

    id: int | None = Field(default=None, primary_key=True)
    name: str = _text(unique=True)
    toml: str = _text(default="")
    seen_at: int


class Account(Base, table=True):
    """A profile, a base URL, and where the key is found; never the key."""

    id: int | None = Field(default=None, primary_key=True)
    uid: str = _uid()
    name: str = _text(unique=True)
    profile_id: int = _to("profile")
    base_url: str | None = _text(default=None)
    key_env: str | None = _text(default=None)
    created_at: int
    updated_at: int
    key_command: str | None = _text(default=None)
    key_ring: str | None = _text(default=None)
    allows_http: int = Field(default=0, sa_column_kwargs={"server_default": "0"})


class Character(Base, table=True):
    """A person, animal or thing that must look the same everywhere; trashed when `deleted_at`."""

    __table_args__: Any = (
        Index(
            "uq_character_handle",
            "project_id",
            "handle",
            unique=True,
            sqlite_where=text("deleted_at IS NULL"),
        ),
        Index("ix_character_handle", "handle"),
        Index("ix_character_live", "project_id", "id", sqlite_where=text("deleted_at IS NULL")),
        Index("ix_character_created_at", "created_at"),
        _one_of("likeness", LIKENESSES, "likeness"),
        {"sqlite_strict": True},
    )
    id: int | None = Field(default=None, primary_key=True)
    uid: str = _uid()
    project_id: int = _to("project")
    handle: str = _text()
    name: str = _text(default="")
    look: str = _text(default="")
    notes: str = _text(default="")
    created_at: int
    updated_at: int
    deleted_at: int | None = None
    likeness: str = _text(default="", sa_column_kwargs={"server_default": ""})


class Tag(Base, table=True):
    """A word that characters are found by; `n` is how many have it, kept with every change."""

    id: int | None = Field(default=None, primary_key=True)
    uid: str = _uid()
    name: str = _text(unique=True)
    created_at: int
    n: int = Field(default=0, sa_column_kwargs={"server_default": "0"})


class TagWord(Base, table=True):
    """The words of tags' names, so that a bare word of a search finds tags without reading all."""

    __tablename__ = "tag_word"
    __table_args__: Any = (
        Index("ix_tag_word_tag_id", "tag_id"),
        {"sqlite_strict": True, "sqlite_with_rowid": False},
    )
    word: str = _text(primary_key=True)
    tag_id: int = _to("tag", on_delete="CASCADE", primary_key=True)


class ProjectTag(Base, table=True):
    """How many characters of a project have a tag: kept, so that no listing has to count."""

    __tablename__ = "project_tag"
    __table_args__: Any = ({"sqlite_strict": True, "sqlite_with_rowid": False},)
    project_id: int = _to("project", on_delete="CASCADE", primary_key=True)
    tag_id: int = _to("tag", on_delete="CASCADE", primary_key=True)
    n: int


class TagParent(Base, table=True):
    """A tag is one of its parents too: searching `animal` finds what is tagged `cat`."""

    __tablename__ = "tag_parent"
    __table_args__: Any = (
        Index("ix_tag_parent_parent_id", "parent_id"),
        CheckConstraint("tag_id <> parent_id", name="self"),
        {"sqlite_strict": True, "sqlite_with_rowid": False},
    )
    tag_id: int = _to("tag", on_delete="CASCADE", primary_key=True)
    parent_id: int = _to("tag", on_delete="CASCADE", primary_key=True)


class TagAlias(Base, table=True):
    """Another name for a tag."""

    __tablename__ = "tag_alias"
    __table_args__: Any = (
        Index("ix_tag_alias_tag_id", "tag_id"),
        {"sqlite_strict": True, "sqlite_with_rowid": False},
    )
    name: str = _text(primary_key=True)
    tag_id: int = _to("tag", on_delete="CASCADE")


class SavedSearch(Base, table=True):
    """A search by name: `saved:heroes`."""

    __tablename__ = "saved_search"
    __table_args__: Any = ({"sqlite_strict": True, "sqlite_with_rowid": False},)
    name: str = _text(primary_key=True)
    query: str = _text()
    created_at: int


class Term(Base, table=True):
    """Every word of the text index, for substrings and slips of the pen; stale ones do no harm."""

    __table_args__: Any = ({"sqlite_strict": True, "sqlite_with_rowid": False},)
    word: str = _text(primary_key=True)


class CharacterTag(Base, table=True):
    """Which character has which tag. WITHOUT ROWID and tag first: an AND of tags reads ranges."""

    __tablename__ = "character_tag"
    __table_args__: Any = (
        Index("ix_character_tag_character_id", "character_id", "tag_id"),
        {"sqlite_strict": True, "sqlite_with_rowid": False},
    )
    tag_id: int = _to("tag", on_delete="CASCADE", primary_key=True)
    character_id: int = _to("character", on_delete="CASCADE", primary_key=True)


class Task(Base, table=True):
    """A generation task at a provider; `planned` until it is sent, its request kept with it."""

    __table_args__: Any = (
        UniqueConstraint("account_id", "remote_id"),
        _one_of("state", TASK_STATES, "state"),
        Index(
            "ix_task_open",
            "id",
            sqlite_where=text("state IN ('planned', 'sending', 'queued', 'running')"),
        ),
        {"sqlite_strict": True},
    )
    id: int | None = Field(default=None, primary_key=True)
    uid: str = _uid()
    account_id: int = _to("account")
    remote_id: str | None = _text(default=None)
    state: str = _text()
    prompt: str = _text(default="")
    model: str = _text(default="")
    request: str | None = _text(default=None)
    raw: str | None = _text(default=None)
    output_url: str | None = _text(default=None)
    error: str | None = _text(default=None)
    error_kind: str | None = _text(default=None)
    lease_owner: str | None = _text(default=None)
    lease_until: int | None = None
    created_at: int
    updated_at: int
    completed_at: int | None = None


class Source(Base, table=True):
    """A source video: a URL, a local file, or the output of a task."""

    __table_args__: Any = (
        _one_of("kind", SOURCE_KINDS, "kind"),
        CheckConstraint("(kind = 'task') = (task_id IS NOT NULL)", name="task"),
        CheckConstraint("duration_ms IS NULL OR duration_ms >= 0", name="duration"),
        Index("uq_source_ref", "ref", unique=True, sqlite_where=text("task_id IS NULL")),
        Index("uq_source_task_id", "task_id", unique=True),
        {"sqlite_strict": True},
    )
    id: int | None = Field(default=None, primary_key=True)
    uid: str = _uid()
    kind: str = _text()
    ref: str = _text()
    label: str | None = _text(default=None, unique=True)
    task_id: int | None = _to("task", default=None)
    sha256: str | None = _text(default=None)
    bytes: int | None = None
    duration_ms: int | None = None
    width: int | None = None
    height: int | None = None
    media_path: str | None = _text(default=None)
    created_at: int
    updated_at: int


class Window(Base, table=True):
    """The part of a source in which one character is clearly seen, in milliseconds."""

    __table_args__: Any = (
        CheckConstraint("start_ms >= 0", name="start"),
        CheckConstraint("end_ms > start_ms", name="order"),
        Index("ix_window_source_id", "source_id", "start_ms"),
        Index("ix_window_character_id", "character_id"),
        {"sqlite_strict": True},
    )
    id: int | None = Field(default=None, primary_key=True)
    uid: str = _uid()
    source_id: int = _to("source")
    character_id: int | None = _to("character", default=None)
    start_ms: int
    end_ms: int
    created_at: int


class Binding(Base, table=True):
    """Character, account and window → the provider's id, with all that was sent and answered."""

    __table_args__: Any = (
        _one_of("state", BINDING_STATES, "state"),
        CheckConstraint("state <> 'ready' OR remote_id IS NOT NULL", name="ready"),
        Index("ix_binding_character_id", "character_id", "account_id"),
        Index("ix_binding_remote_id", "account_id", "remote_id"),
        Index("ix_binding_state", "state", "character_id", sqlite_where=text("state <> 'ready'")),
        Index(
            "ix_binding_open",
            "id",
            sqlite_where=text("state IN ('planned', 'sending', 'processing')"),
        ),
        {"sqlite_strict": True},
    )
    id: int | None = Field(default=None, primary_key=True)
    uid: str = _uid()
    character_id: int = _to("character")
    account_id: int = _to("account")
    window_id: int | None = _to("window", default=None)
    state: str = _text()
    method: str = _text()
    request: str | None = _text(default=None)
    job_id: str | None = _text(default=None)
    remote_id: str | None = _text(default=None)
    mention: str | None = _text(default=None)
    avatar_url: str | None = _text(default=None)
    expires_at: int | None = None
    raw: str | None = _text(default=None)
    error: str | None = _text(default=None)
    error_kind: str | None = _text(default=None)
    lease_owner: str | None = _text(default=None)
    lease_until: int | None = None
    created_at: int
    updated_at: int


class Prompt(Base, table=True):
    """A text with `@handles`, what it was rendered to, for which account, and the task it made."""

    id: int | None = Field(default=None, primary_key=True)
    uid: str = _uid()
    project_id: int = _to("project")
    account_id: int = _to("account")
    task_id: int | None = _to("task", default=None, index=True)
    template: str = _text()
    text: str = _text()
    request: str = _text(default="{}")
    created_at: int


class PromptCharacter(Base, table=True):
    """Which characters, with which binding, a prompt used; in order of first mention."""

    __tablename__ = "prompt_character"
    __table_args__: Any = (
        Index("ix_prompt_character_character_id", "character_id"),
        {"sqlite_strict": True, "sqlite_with_rowid": False},
    )
    prompt_id: int = _to("prompt", on_delete="CASCADE", primary_key=True)
    position: int = Field(primary_key=True)
    character_id: int = _to("character")
    binding_id: int | None = _to("binding", default=None)


class Setting(Base, table=True):
    """What is in use: the current project, the default account."""

    __table_args__: Any = ({"sqlite_strict": True, "sqlite_with_rowid": False},)
    key: str = _text(primary_key=True)
    value: str = _text()


class Entry(Base, table=True):
    """What one command changed: it can be undone, and then done again, as one step."""

    __table_args__: Any = (
        Index("ix_entry_undone_at", "undone_at", sqlite_where=text("undone_at IS NOT NULL")),
        {"sqlite_strict": True},
    )
    id: int | None = Field(default=None, primary_key=True)
    command: str = _text(default="")
    at: int
    undone_at: int | None = None


class Change(Base, table=True):
    """One step of an entry: what was done (`verb`), and to what, as JSON that says both sides."""

    __table_args__: Any = (
        Index("ix_change_entry_id", "entry_id", "id"),
        {"sqlite_strict": True},
    )
    id: int | None = Field(default=None, primary_key=True)
    entry_id: int = _to("entry", on_delete="CASCADE")
    verb: str = _text()
    what: str = _text(default="{}")
