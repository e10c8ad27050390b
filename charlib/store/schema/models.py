"""The schema: one SQLModel table for every word of the library.

Integer primary keys inside, a stable public `uid` outside; moments and windows are integer
milliseconds. Table models do not validate (SQLModel's rule): values are checked in `domain` before
they get here, and by the CHECKs below. No `from __future__ import annotations` in this file:
SQLModel reads the annotations.
"""

from typing import Any

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlmodel import Field

from charlib.domain.choices import BINDING_STATES, LIKENESSES, ROLES, SOURCE_KINDS, TASK_STATES
from charlib.store.schema.columns import Base, one_of, sorting_index, text_, to, uid_


class Project(Base, table=True):
    """A series or film: the scope in which a handle is unique; `n` counts its characters."""

    id: int | None = Field(default=None, primary_key=True)
    uid: str = uid_()
    slug: str = text_(unique=True)
    name: str = text_(default="")
    notes: str = text_(default="")
    created_at: int
    updated_at: int
    n: int = Field(default=0, sa_column_kwargs={"server_default": "0"})


class Profile(Base, table=True):
    """A provider's dialect as it was last used: kept, so that a lost TOML file loses nothing."""

    id: int | None = Field(default=None, primary_key=True)
    name: str = text_(unique=True)
    toml: str = text_(default="")
    seen_at: int


class Account(Base, table=True):
    """A profile, a base URL, and where the key is found; never the key."""

    id: int | None = Field(default=None, primary_key=True)
    uid: str = uid_()
    name: str = text_(unique=True)
    profile_id: int = to("profile")
    base_url: str | None = text_(default=None)
    key_env: str | None = text_(default=None)
    created_at: int
    updated_at: int
    key_command: str | None = text_(default=None)
    key_ring: str | None = text_(default=None)
    allows_http: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    upload: str | None = text_(default=None)


class Character(Base, table=True):
    """A person, animal or thing that must look the same everywhere; trashed when `deleted_at`.

    `name_key` is what names are sorted by, `used` the number of prompts; both are kept up to date.
    """

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
        *map(sorting_index, ("name_key", "used", "updated_at")),
        one_of("likeness", LIKENESSES, "likeness"),
        {"sqlite_strict": True},
    )
    id: int | None = Field(default=None, primary_key=True)
    uid: str = uid_()
    project_id: int = to("project")
    handle: str = text_()
    name: str = text_(default="")
    look: str = text_(default="")
    notes: str = text_(default="")
    created_at: int
    updated_at: int
    deleted_at: int | None = None
    likeness: str = text_(default="", sa_column_kwargs={"server_default": ""})
    consent: str = text_(default="", sa_column_kwargs={"server_default": ""})
    name_key: str = text_(default="", sa_column_kwargs={"server_default": ""})
    used: int = Field(default=0, sa_column_kwargs={"server_default": "0"})


class Tag(Base, table=True):
    """A word that characters are found by; `n` is how many have it, kept with every change."""

    id: int | None = Field(default=None, primary_key=True)
    uid: str = uid_()
    name: str = text_(unique=True)
    created_at: int
    n: int = Field(default=0, sa_column_kwargs={"server_default": "0"})


class TagWord(Base, table=True):
    """The words of tags' names, so that a bare word of a search finds tags without reading all."""

    __tablename__ = "tag_word"
    __table_args__: Any = (
        Index("ix_tag_word_tag_id", "tag_id"),
        {"sqlite_strict": True, "sqlite_with_rowid": False},
    )
    word: str = text_(primary_key=True)
    tag_id: int = to("tag", on_delete="CASCADE", primary_key=True)


class ProjectTag(Base, table=True):
    """How many characters of a project have a tag: kept, so that no listing has to count."""

    __tablename__ = "project_tag"
    __table_args__: Any = ({"sqlite_strict": True, "sqlite_with_rowid": False},)
    project_id: int = to("project", on_delete="CASCADE", primary_key=True)
    tag_id: int = to("tag", on_delete="CASCADE", primary_key=True)
    n: int


class TagParent(Base, table=True):
    """A tag is one of its parents too: searching `animal` finds what is tagged `cat`."""

    __tablename__ = "tag_parent"
    __table_args__: Any = (
        Index("ix_tag_parent_parent_id", "parent_id"),
        CheckConstraint("tag_id <> parent_id", name="self"),
        {"sqlite_strict": True, "sqlite_with_rowid": False},
    )
    tag_id: int = to("tag", on_delete="CASCADE", primary_key=True)
    parent_id: int = to("tag", on_delete="CASCADE", primary_key=True)


class TagAlias(Base, table=True):
    """Another name for a tag."""

    __tablename__ = "tag_alias"
    __table_args__: Any = (
        Index("ix_tag_alias_tag_id", "tag_id"),
        {"sqlite_strict": True, "sqlite_with_rowid": False},
    )
    name: str = text_(primary_key=True)
    tag_id: int = to("tag", on_delete="CASCADE")


class SavedSearch(Base, table=True):
    """A search by name: `saved:heroes`."""

    __tablename__ = "saved_search"
    __table_args__: Any = ({"sqlite_strict": True, "sqlite_with_rowid": False},)
    name: str = text_(primary_key=True)
    query: str = text_()
    created_at: int


class Term(Base, table=True):
    """Every word of the text index, for substrings and slips of the pen; stale ones do no harm."""

    __table_args__: Any = ({"sqlite_strict": True, "sqlite_with_rowid": False},)
    word: str = text_(primary_key=True)


class CharacterTag(Base, table=True):
    """Which character has which tag. WITHOUT ROWID and tag first: an AND of tags reads ranges."""

    __tablename__ = "character_tag"
    __table_args__: Any = (
        Index("ix_character_tag_character_id", "character_id", "tag_id"),
        {"sqlite_strict": True, "sqlite_with_rowid": False},
    )
    tag_id: int = to("tag", on_delete="CASCADE", primary_key=True)
    character_id: int = to("character", on_delete="CASCADE", primary_key=True)


class Task(Base, table=True):
    """A generation task at a provider; `planned` until it is sent, its request kept with it."""

    __table_args__: Any = (
        UniqueConstraint("account_id", "remote_id"),
        one_of("state", TASK_STATES, "state"),
        Index(
            "ix_task_open",
            "id",
            sqlite_where=text("state IN ('planned', 'sending', 'queued', 'running')"),
        ),
        {"sqlite_strict": True},
    )
    id: int | None = Field(default=None, primary_key=True)
    uid: str = uid_()
    account_id: int = to("account")
    remote_id: str | None = text_(default=None)
    state: str = text_()
    prompt: str = text_(default="")
    model: str = text_(default="")
    request: str | None = text_(default=None)
    raw: str | None = text_(default=None)
    output_url: str | None = text_(default=None)
    error: str | None = text_(default=None)
    error_kind: str | None = text_(default=None)
    lease_owner: str | None = text_(default=None)
    lease_until: int | None = None
    created_at: int
    updated_at: int
    completed_at: int | None = None


class Source(Base, table=True):
    """A source video: a URL, a local file, or the output of a task."""

    __table_args__: Any = (
        one_of("kind", SOURCE_KINDS, "kind"),
        CheckConstraint("(kind = 'task') = (task_id IS NOT NULL)", name="task"),
        CheckConstraint("duration_ms IS NULL OR duration_ms >= 0", name="duration"),
        Index("uq_source_ref", "ref", unique=True, sqlite_where=text("task_id IS NULL")),
        Index("uq_source_task_id", "task_id", unique=True),
        {"sqlite_strict": True},
    )
    id: int | None = Field(default=None, primary_key=True)
    uid: str = uid_()
    kind: str = text_()
    ref: str = text_()
    label: str | None = text_(default=None, unique=True)
    task_id: int | None = to("task", default=None)
    sha256: str | None = text_(default=None)
    bytes: int | None = None
    duration_ms: int | None = None
    width: int | None = None
    height: int | None = None
    media_path: str | None = text_(default=None)
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
    uid: str = uid_()
    source_id: int = to("source")
    character_id: int | None = to("character", default=None)
    start_ms: int
    end_ms: int
    created_at: int
    keeping: str = text_(default="", sa_column_kwargs={"server_default": ""})


class Medium(Base, table=True):
    """A file of the media folder that characters are made from again; named by its content."""

    __table_args__: Any = (UniqueConstraint("path"), {"sqlite_strict": True})
    id: int | None = Field(default=None, primary_key=True)
    path: str = text_()
    sha256: str = text_()
    mime: str = text_()
    bytes: int
    width: int | None = None
    height: int | None = None
    duration_ms: int | None = None
    created_at: int


class Kept(Base, table=True):
    """What is kept of a window, and as what; `start_ms` is where in the source a clip begins."""

    __table_args__: Any = (
        one_of("role", ROLES, "role"),
        Index("ix_kept_medium_id", "medium_id"),
        {"sqlite_strict": True, "sqlite_with_rowid": False},
    )
    window_id: int = to("window", on_delete="CASCADE", primary_key=True)
    role: str = text_(primary_key=True)
    position: int = Field(primary_key=True)
    medium_id: int = to("medium")
    start_ms: int | None = None


class Upload(Base, table=True):
    """Where a file of the media folder can be fetched by an account's provider, and until when."""

    __table_args__: Any = ({"sqlite_strict": True, "sqlite_with_rowid": False},)
    account_id: int = to("account", on_delete="CASCADE", primary_key=True)
    path: str = text_(primary_key=True)
    url: str = text_()
    expires_at: int | None = None
    created_at: int


class Binding(Base, table=True):
    """Character, account and window → the provider's id, with all that was sent and answered."""

    __table_args__: Any = (
        one_of("state", BINDING_STATES, "state"),
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
    uid: str = uid_()
    character_id: int = to("character")
    account_id: int = to("account")
    window_id: int | None = to("window", default=None)
    state: str = text_()
    method: str = text_()
    request: str | None = text_(default=None)
    job_id: str | None = text_(default=None)
    remote_id: str | None = text_(default=None)
    mention: str | None = text_(default=None)
    avatar_url: str | None = text_(default=None)
    expires_at: int | None = None
    raw: str | None = text_(default=None)
    error: str | None = text_(default=None)
    error_kind: str | None = text_(default=None)
    lease_owner: str | None = text_(default=None)
    lease_until: int | None = None
    created_at: int
    updated_at: int


class Prompt(Base, table=True):
    """A text with `@handles`, what it was rendered to, for which account, and the task it made."""

    id: int | None = Field(default=None, primary_key=True)
    uid: str = uid_()
    project_id: int = to("project")
    account_id: int = to("account")
    task_id: int | None = to("task", default=None, index=True)
    template: str = text_()
    text: str = text_()
    request: str = text_(default="{}")
    created_at: int


class PromptCharacter(Base, table=True):
    """Which characters, with which binding, a prompt used; in order of first mention."""

    __tablename__ = "prompt_character"
    __table_args__: Any = (
        Index("ix_prompt_character_character_id", "character_id"),
        {"sqlite_strict": True, "sqlite_with_rowid": False},
    )
    prompt_id: int = to("prompt", on_delete="CASCADE", primary_key=True)
    position: int = Field(primary_key=True)
    character_id: int = to("character")
    binding_id: int | None = to("binding", default=None)


class Setting(Base, table=True):
    """What is in use: the current project, the default account."""

    __table_args__: Any = ({"sqlite_strict": True, "sqlite_with_rowid": False},)
    key: str = text_(primary_key=True)
    value: str = text_()


class Entry(Base, table=True):
    """What one command changed: it can be undone, and then done again, as one step."""

    __table_args__: Any = (
        Index("ix_entry_undone_at", "undone_at", sqlite_where=text("undone_at IS NOT NULL")),
        {"sqlite_strict": True},
    )
    id: int | None = Field(default=None, primary_key=True)
    command: str = text_(default="")
    at: int
    undone_at: int | None = None


class Change(Base, table=True):
    """One step of an entry: what was done (`verb`), and to what, as JSON that says both sides."""

    __table_args__: Any = (
        Index("ix_change_entry_id", "entry_id", "id"),
        {"sqlite_strict": True},
    )
    id: int | None = Field(default=None, primary_key=True)
    entry_id: int = to("entry", on_delete="CASCADE")
    verb: str = text_()
    what: str = text_(default="{}")
