"""The schema: one SQLModel table for each kind of thing in the library.

Integer primary keys inside, a stable public `uid` outside; moments and windows are integer
milliseconds. Table models do not validate (SQLModel's rule): `domain` does, and the CHECKs below do
too. No `from __future__ import annotations` in this file: SQLModel reads the annotations.
"""

from typing import Any

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlmodel import Field

from charlib.domain.choices import LIKENESSES, ROLES, SOURCE_KINDS
from charlib.store.schema.columns import (
    KEYED,
    STRICT,
    Base,
    Keyed,
    Named,
    Numbered,
    Stamped,
    one_of,
    sorting_index,
    text_,
    to,
)
from charlib.store.schema.sharing import Member, Share, Shared, ShareObject, Unpushed
from charlib.store.schema.work import (
    Binding,
    LikenessCheck,
    Prompt,
    PromptCharacter,
    Task,
    Upload,
)

__all__ = [
    "Account",
    "Binding",
    "Change",
    "Character",
    "CharacterAlias",
    "CharacterTag",
    "Entry",
    "Kept",
    "LikenessCheck",
    "Look",
    "Medium",
    "Member",
    "Profile",
    "Project",
    "ProjectTag",
    "Prompt",
    "PromptCharacter",
    "SavedSearch",
    "Setting",
    "Share",
    "ShareObject",
    "Shared",
    "Source",
    "Tag",
    "TagAlias",
    "TagParent",
    "TagWord",
    "Task",
    "Term",
    "Unpushed",
    "Upload",
    "Voice",
    "Window",
]


class Project(Stamped, table=True):
    """A series or film: the scope in which a handle is unique; `n` counts its characters.

    `episode` is the one that is worked on.
    """

    slug: str = text_(unique=True)
    name: str = text_(default="")
    notes: str = text_(default="")
    n: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    episode: int | None = None


class Profile(Numbered, table=True):
    """A provider's dialect as last used, so that a lost TOML file loses nothing."""

    name: str = text_(unique=True)
    toml: str = text_(default="")
    seen_at: int


class Account(Stamped, table=True):
    """A profile, a base URL, and the place of the key; never the key.

    `budget` is the most that may be spent, such as `20 USD/month`.
    """

    name: str = text_(unique=True)
    profile_id: int = to("profile")
    base_url: str | None = text_(default=None)
    key_env: str | None = text_(default=None)
    key_command: str | None = text_(default=None)
    key_ring: str | None = text_(default=None)
    allows_http: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    upload: str | None = text_(default=None)
    budget: str = text_(default="", sa_column_kwargs={"server_default": ""})


class Character(Stamped, table=True):
    """A person, animal or thing that must look the same everywhere; trashed when `deleted_at`.

    `name_key` is the sort key of the name, `used` the number of prompts, `looks` and
    `look_names` the descriptions and names of its other looks, for searches; all are kept up to
    date.
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
        STRICT,
    )
    project_id: int = to("project")
    handle: str = text_()
    name: str = text_(default="")
    look: str = text_(default="")
    notes: str = text_(default="")
    deleted_at: int | None = None
    likeness: str = text_(default="", sa_column_kwargs={"server_default": ""})
    consent: str = text_(default="", sa_column_kwargs={"server_default": ""})
    name_key: str = text_(default="", sa_column_kwargs={"server_default": ""})
    used: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    looks: str = text_(default="", sa_column_kwargs={"server_default": ""})
    look_names: str = text_(default="", sa_column_kwargs={"server_default": ""})


class Look(Stamped, table=True):
    """Another appearance of a character; its main look has no row. Gone when `deleted_at`.

    `episodes` is text such as `4-12,15`.
    """

    __table_args__: Any = (
        Index(
            "uq_look_name",
            "character_id",
            "name",
            unique=True,
            sqlite_where=text("deleted_at IS NULL"),
        ),
        Index("ix_look_character_id", "character_id"),
        Index("ix_look_name", "name"),
        STRICT,
    )
    character_id: int = to("character")
    name: str = text_()
    description: str = text_(default="", sa_column_kwargs={"server_default": ""})
    episodes: str = text_(default="", sa_column_kwargs={"server_default": ""})
    deleted_at: int | None = None


class CharacterAlias(Numbered, table=True):
    """Another handle of a character, unique in its project like the handles."""

    __tablename__ = "character_alias"
    __table_args__: Any = (
        Index("uq_character_alias_handle", "project_id", "handle", unique=True),
        Index("ix_character_alias_character_id", "character_id"),
        Index("ix_character_alias_handle", "handle"),
        STRICT,
    )
    project_id: int = to("project")
    handle: str = text_()
    character_id: int = to("character")
    created_at: int


class Tag(Named, table=True):
    """A word to find characters by; `n` counts its characters and follows every change."""

    name: str = text_(unique=True)
    created_at: int
    n: int = Field(default=0, sa_column_kwargs={"server_default": "0"})


class TagWord(Base, table=True):
    """The words of tags' names, so that a search for a word need not read all tags."""

    __tablename__ = "tag_word"
    __table_args__: Any = (
        Index("ix_tag_word_tag_id", "tag_id"),
        KEYED,
    )
    word: str = text_(primary_key=True)
    tag_id: int = to("tag", on_delete="CASCADE", primary_key=True)


class ProjectTag(Keyed, table=True):
    """The number of a project's characters with a tag, so that no listing has to count."""

    __tablename__ = "project_tag"
    project_id: int = to("project", on_delete="CASCADE", primary_key=True)
    tag_id: int = to("tag", on_delete="CASCADE", primary_key=True)
    n: int


class TagParent(Base, table=True):
    """A tag under another: a search for `animal` also finds the tag `cat`."""

    __tablename__ = "tag_parent"
    __table_args__: Any = (
        Index("ix_tag_parent_parent_id", "parent_id"),
        CheckConstraint("tag_id <> parent_id", name="self"),
        KEYED,
    )
    tag_id: int = to("tag", on_delete="CASCADE", primary_key=True)
    parent_id: int = to("tag", on_delete="CASCADE", primary_key=True)


class TagAlias(Base, table=True):
    """Another name for a tag."""

    __tablename__ = "tag_alias"
    __table_args__: Any = (
        Index("ix_tag_alias_tag_id", "tag_id"),
        KEYED,
    )
    name: str = text_(primary_key=True)
    tag_id: int = to("tag", on_delete="CASCADE")


class SavedSearch(Keyed, table=True):
    """A query with a name: `saved:heroes`."""

    __tablename__ = "saved_search"
    name: str = text_(primary_key=True)
    query: str = text_()
    created_at: int


class Term(Keyed, table=True):
    """The words of the text index, for substrings and typos; unused words do no harm."""

    word: str = text_(primary_key=True)


class CharacterTag(Base, table=True):
    """The tags of characters. WITHOUT ROWID and tag first: an AND of tags reads ranges."""

    __tablename__ = "character_tag"
    __table_args__: Any = (
        Index("ix_character_tag_character_id", "character_id", "tag_id"),
        KEYED,
    )
    tag_id: int = to("tag", on_delete="CASCADE", primary_key=True)
    character_id: int = to("character", on_delete="CASCADE", primary_key=True)


class Source(Stamped, table=True):
    """A source video: a URL, a local file, or the output of a task."""

    __table_args__: Any = (
        one_of("kind", SOURCE_KINDS, "kind"),
        CheckConstraint("(kind = 'task') = (task_id IS NOT NULL)", name="task"),
        CheckConstraint("duration_ms IS NULL OR duration_ms >= 0", name="duration"),
        Index("uq_source_ref", "ref", unique=True, sqlite_where=text("task_id IS NULL")),
        Index("uq_source_task_id", "task_id", unique=True),
        STRICT,
    )
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


class Window(Named, table=True):
    """The part of a source in which one character is clearly seen, in milliseconds."""

    __table_args__: Any = (
        CheckConstraint("start_ms >= 0", name="start"),
        CheckConstraint("end_ms > start_ms", name="order"),
        Index("ix_window_source_id", "source_id", "start_ms"),
        Index("ix_window_character_id", "character_id"),
        Index("ix_window_look_id", "look_id", sqlite_where=text("look_id IS NOT NULL")),
        STRICT,
    )
    source_id: int = to("source")
    character_id: int | None = to("character", default=None)
    start_ms: int
    end_ms: int
    created_at: int
    keeping: str = text_(default="", sa_column_kwargs={"server_default": ""})
    look_id: int | None = to("look", default=None)


class Medium(Numbered, table=True):
    """A kept file in the media folder, to rebind characters from; named by its content."""

    __table_args__: Any = (UniqueConstraint("path"), STRICT)
    path: str = text_()
    sha256: str = text_()
    mime: str = text_()
    bytes: int
    width: int | None = None
    height: int | None = None
    duration_ms: int | None = None
    created_at: int


class Kept(Base, table=True):
    """A kept file of a window and its role; `start_ms` is the start of a clip in its source."""

    __table_args__: Any = (
        one_of("role", ROLES, "role"),
        Index("ix_kept_medium_id", "medium_id"),
        KEYED,
    )
    window_id: int = to("window", on_delete="CASCADE", primary_key=True)
    role: str = text_(primary_key=True)
    position: int = Field(primary_key=True)
    medium_id: int = to("medium")
    start_ms: int | None = None


class Voice(Stamped, table=True):
    """What a character sounds like: a kept file of sound, or only what providers call it.

    One that was replaced or removed has `replaced_at`. The window says where its sound was cut.
    """

    __table_args__: Any = (
        Index(
            "uq_voice_character_id",
            "character_id",
            unique=True,
            sqlite_where=text("replaced_at IS NULL"),
        ),
        Index("ix_voice_character_id", "character_id"),
        Index("ix_voice_medium_id", "medium_id"),
        Index("ix_voice_source_id", "source_id"),
        CheckConstraint("start_ms >= 0", name="start"),
        CheckConstraint("end_ms > start_ms", name="order"),
        STRICT,
    )
    character_id: int = to("character")
    medium_id: int | None = to("medium", default=None)
    source_id: int | None = to("source", default=None)
    start_ms: int | None = None
    end_ms: int | None = None
    replaced_at: int | None = None


class Setting(Keyed, table=True):
    """The choices in effect: the current project, the default account."""

    key: str = text_(primary_key=True)
    value: str = text_()


class Entry(Numbered, table=True):
    """The changes of one command, which undo and redo treat as one step; `bytes` is their size."""

    __table_args__: Any = (
        Index("ix_entry_undone_at", "undone_at", sqlite_where=text("undone_at IS NOT NULL")),
        STRICT,
    )
    command: str = text_(default="")
    at: int
    undone_at: int | None = None
    bytes: int = Field(default=0, sa_column_kwargs={"server_default": "0"})


class Change(Numbered, table=True):
    """One step of an entry: its `verb`, and as JSON its object with the values before and after."""

    __table_args__: Any = (
        Index("ix_change_entry_id", "entry_id", "id"),
        STRICT,
    )
    entry_id: int = to("entry", on_delete="CASCADE")
    verb: str = text_()
    what: str = text_(default="{}")
