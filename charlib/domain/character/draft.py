"""Drafts: checked characters to be written; named tuples, for speed."""

from typing import NamedTuple

from charlib.domain.footage.medium import Medium
from charlib.domain.windows.window import Window


class BindingDraft(NamedTuple):
    """A binding that exists: `account` is its id in the library; moments are milliseconds.

    `look` is the name of its look, empty for the main one.
    """

    account: int
    state: str
    method: str
    remote_id: str | None
    mention: str | None
    error: str | None
    source: str
    window: Window | None
    created_at: int | None
    look: str = ""


class LookDraft(NamedTuple):
    """A look other than the main one."""

    name: str
    description: str = ""
    episodes: str = ""


class VoiceDraft(NamedTuple):
    """A voice that exists: its kept file, which may be missing here, and its bindings."""

    medium: Medium | None
    source: str
    window: Window | None
    bindings: tuple[BindingDraft, ...]


class CharacterDraft(NamedTuple):
    """A character that is to be added: `project` is the id of its project.

    `uid` says who it is in every library; empty if nobody has said so yet.
    """

    project: int
    handle: str
    name: str
    look: str
    notes: str
    likeness: str
    tags: tuple[str, ...]
    bindings: tuple[BindingDraft, ...]
    created_at: int | None
    updated_at: int | None
    consent: str = ""
    voice: VoiceDraft | None = None
    uid: str = ""
    aliases: tuple[str, ...] = ()
    looks: tuple[LookDraft, ...] = ()
