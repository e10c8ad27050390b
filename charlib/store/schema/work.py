"""The tables of what is asked of providers: bindings, tasks, prompts, and checks of takes.

No `from __future__ import annotations` in this file: SQLModel reads the annotations.
"""

from typing import Any

from sqlalchemy import REAL, CheckConstraint, Index, UniqueConstraint, text
from sqlmodel import Field

from charlib.domain.choices import (
    BINDING_STATES,
    TASK_STATES,
    VERDICTS,
)
from charlib.store.schema.columns import (
    KEYED,
    STRICT,
    Base,
    Keyed,
    Named,
    Numbered,
    Paid,
    one_of,
    text_,
    to,
)


class Task(Paid, table=True):
    """A generation task at a provider, `planned` until its request is sent; a take of a scene.

    `rating` is 0 to 5, or NULL. `ix_task_take` has what searches read of a take that does not
    match: the row itself is long, with its request and answer.
    """

    __table_args__: Any = (
        UniqueConstraint("account_id", "remote_id"),
        Index("ix_task_scene", "project_id", "episode", "scene", "take"),
        Index("ix_task_spent", "account_id", "counted_at"),
        Index(
            "ix_task_take",
            "id",
            "project_id",
            "episode",
            "scene",
            "take",
            "state",
            "rating",
            "picked",
        ),
        Index("ix_task_created_at", "created_at"),
        Index("ix_task_rating", "rating", sqlite_where=text("rating IS NOT NULL")),
        Index("ix_task_state", "state", sqlite_where=text("state <> 'done'")),
        Index("ix_task_picked", "project_id", "episode", sqlite_where=text("picked = 1")),
        CheckConstraint("rating BETWEEN 0 AND 5", name="rating"),
        CheckConstraint("picked IN (0, 1)", name="picked"),
        one_of("state", TASK_STATES, "state"),
        Index(
            "ix_task_open",
            "id",
            sqlite_where=text("state IN ('planned', 'sending', 'queued', 'running')"),
        ),
        STRICT,
    )
    prompt: str = text_(default="")
    model: str = text_(default="")
    params: str = text_(default="{}", sa_column_kwargs={"server_default": "{}"})
    output_url: str | None = text_(default=None)
    completed_at: int | None = None
    project_id: int | None = to("project", default=None)
    episode: int | None = None
    scene: str = text_(default="", sa_column_kwargs={"server_default": ""})
    take: int | None = None
    rating: int | None = None
    picked: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    note: str = text_(default="", sa_column_kwargs={"server_default": ""})


class Upload(Keyed, table=True):
    """The URL of a kept file for an account's provider, and when it expires."""

    account_id: int = to("account", on_delete="CASCADE", primary_key=True)
    path: str = text_(primary_key=True)
    url: str = text_()
    expires_at: int | None = None
    created_at: int


class Binding(Paid, table=True):
    """Character, look, account and window → the provider's id, with the request and the answer.

    With a `voice_id`, the id is of this voice; without, of the character itself.
    """

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
        Index("ix_binding_voice_id", "voice_id", sqlite_where=text("voice_id IS NOT NULL")),
        Index("ix_binding_look_id", "look_id", sqlite_where=text("look_id IS NOT NULL")),
        Index("ix_binding_spent", "account_id", "counted_at"),
        STRICT,
    )
    character_id: int = to("character")
    window_id: int | None = to("window", default=None)
    voice_id: int | None = to("voice", default=None)
    look_id: int | None = to("look", default=None)
    method: str = text_()
    job_id: str | None = text_(default=None)
    mention: str | None = text_(default=None)
    avatar_url: str | None = text_(default=None)
    expires_at: int | None = None


class Prompt(Named, table=True):
    """A text with `@handles`, its rendering for an account, and the task that it started."""

    project_id: int = to("project")
    account_id: int = to("account")
    task_id: int | None = to("task", default=None, index=True)
    template: str = text_()
    text: str = text_()
    request: str = text_(default="{}")
    created_at: int


class PromptCharacter(Base, table=True):
    """The characters of a prompt and their bindings, in order of first mention."""

    __tablename__ = "prompt_character"
    __table_args__: Any = (
        Index("ix_prompt_character_character_id", "character_id"),
        Index("ix_prompt_character_look_id", "look_id", sqlite_where=text("look_id IS NOT NULL")),
        KEYED,
    )
    prompt_id: int = to("prompt", on_delete="CASCADE", primary_key=True)
    position: int = Field(primary_key=True)
    character_id: int = to("character")
    binding_id: int | None = to("binding", default=None)
    look_id: int | None = to("look", default=None)


class TaskWords(Base, table=True):
    """The words of a task's prompt as it was typed, for searches.

    Triggers remove them where the text of the task or of its prompt changes: no word outlives it.
    """

    __tablename__ = "task_words"
    __table_args__: Any = STRICT
    task_id: int = to("task", on_delete="CASCADE", primary_key=True)
    words: str = text_()


class LikenessCheck(Numbered, table=True):
    """Whether a take shows a character: the median over its frames, and the lowest of them.

    Scores are cosines from -1 to 1; `at_ms` and `lowest_ms` are moments of the film. `why` says why
    nothing could be told.
    """

    __tablename__ = "likeness_check"
    __table_args__: Any = (
        one_of("verdict", VERDICTS, "verdict"),
        Index("ix_likeness_check_task_id", "task_id"),
        Index("ix_likeness_check_character_id", "character_id"),
        Index("ix_likeness_check_look_id", "look_id"),
        STRICT,
    )
    task_id: int = to("task", on_delete="CASCADE")
    character_id: int = to("character")
    look_id: int | None = to("look", default=None)
    verdict: str = text_()
    score: float | None = Field(default=None, sa_type=REAL)
    at_ms: int | None = None
    lowest: float | None = Field(default=None, sa_type=REAL)
    lowest_ms: int | None = None
    created_at: int
    why: str = text_(default="", sa_column_kwargs={"server_default": ""})
