"""The JSON forms of records: what `--json` prints and what export files hold."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from charlib.domain.journal import summary
from charlib.domain.moment import to_text
from charlib.domain.records import Account, Binding, Character, Entry, Project, Source, Task
from charlib.domain.windows.window import seconds

if TYPE_CHECKING:
    from charlib.domain.prompts.compose import Composition
    from charlib.domain.windows.suggestion import Suggestion, Suggestions


def character(record: Character) -> dict[str, Any]:
    """A character; `notes`, `likeness` and `consent` are there only when they say something."""
    form: dict[str, Any] = {
        "handle": record.handle,
        "name": record.name,
        "project": record.project,
        "look": record.look,
        "tags": list(record.tags),
        "bindings": [binding(one) for one in record.bindings],
        "created_at": to_text(record.created_at),
        "updated_at": to_text(record.updated_at),
    }
    said = {"notes": record.notes, "likeness": record.likeness, "consent": record.consent}
    return form | {name: text for name, text in said.items() if text}


def binding(record: Binding) -> dict[str, Any]:
    """A binding; the window is `start,end` in seconds."""
    return {
        "account": record.account,
        "profile": record.profile,
        "remote_id": record.remote_id,
        "mention": record.mention,
        "state": record.state,
        "method": record.method,
        "source": record.source,
        "window": str(record.window) if record.window else None,
        "created_at": to_text(record.created_at),
        "error": record.error,
    }


_SHOWN_TASK_STATE = {"planned": "queued", "sending": "queued"}


def task(record: Task) -> dict[str, Any]:
    """A task; one that is not sent yet is `queued` to the world."""
    return {
        "id": record.id,
        "account": record.account,
        "remote_id": record.remote_id,
        "state": _SHOWN_TASK_STATE.get(record.state, record.state),
        "prompt": record.prompt,
        "model": record.model,
        "output": record.output,
        "created_at": to_text(record.created_at),
        "completed_at": to_text(record.completed_at),
        "error": record.error,
    }


def entry(record: Entry) -> dict[str, Any]:
    """An entry of the journal."""
    return {
        "id": record.id,
        "at": to_text(record.at),
        "command": record.command,
        "changed": summary(record),
        "state": "done" if record.undone_at is None else "undone",
        "undoable": record.is_undoable,
    }


def source(record: Source) -> dict[str, Any]:
    """A source; its duration is in seconds."""
    duration = None if record.duration_ms is None else float(seconds(record.duration_ms))
    return {
        "id": record.id,
        "kind": record.kind,
        "ref": record.ref,
        "label": record.label,
        "duration": duration,
        "width": record.width,
        "height": record.height,
        "bytes": record.bytes,
        "sha256": record.sha256,
        "media": record.media_path,
        "created_at": to_text(record.created_at),
    }


def facts(ref: str, record: Any) -> dict[str, Any]:
    """What a video is; `record` are the facts that `media` tells."""
    duration = None if record.duration_ms is None else float(seconds(record.duration_ms))
    return {
        "video": ref,
        "duration": duration,
        "width": record.width,
        "height": record.height,
        "rotation": record.rotation,
        "fps": record.fps,
        "variable_rate": record.is_vfr,
        "container": record.container,
        "codec": record.codec,
        "audio": record.audio or None,
        "bytes": record.bytes,
        "sha256": record.sha256 or None,
        "takes_ranges": record.takes_ranges,
    }


def suggestion(record: Suggestion) -> dict[str, Any]:
    """A suggested window: its score and parts from 0 to 1, and what speaks for and against it."""
    return {
        "window": str(record.window),
        "score": record.score,
        "confident": record.is_confident,
        "subject": record.subject,
        "why": record.why,
        "but": record.but,
        "parts": dict(record.parts),
    }


def suggestions(record: Suggestions) -> dict[str, Any]:
    """What a film offers: windows, the best first, and stretches in which there is none."""
    return {
        "duration": float(seconds(record.duration_ms)),
        "confident": record.is_confident,
        "windows": [suggestion(one) for one in record.windows],
        "refused": [{"window": str(one.window), "why": one.why} for one in record.refused],
    }


def project(record: Project) -> dict[str, Any]:
    """A project with the number of its characters."""
    return {
        "slug": record.slug,
        "name": record.name,
        "notes": record.notes,
        "characters": record.characters,
        "current": record.is_current,
        "created_at": to_text(record.created_at),
    }


def account(record: Account) -> dict[str, Any]:
    """An account: where its key is found, never the key."""
    return {
        "name": record.name,
        "profile": record.profile,
        "base_url": record.base_url,
        "key_env": record.key_env,
        "key_command": record.key_command,
        "key_ring": record.key_ring,
        "allows_http": record.allows_http,
        "default": record.is_default,
        "created_at": to_text(record.created_at),
    }


def composition(record: Composition) -> dict[str, Any]:
    """A rendered prompt."""
    return {
        "account": record.account,
        "profile": record.profile,
        "template": record.template,
        "prompt": record.prompt,
        "request": record.request,
        "characters": [
            {"handle": used.handle, "remote_id": used.remote_id, "mention": used.mention}
            for used in record.characters
        ],
        "warnings": list(record.warnings),
    }
