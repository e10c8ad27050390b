"""Records as the page gets them: no path of this machine, and no place of a key is in them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from charlib.domain import forms
from charlib.domain.footage.material import FILE
from charlib.domain.moment import to_text
from charlib.doors.places import named, unplaced
from charlib.studio.phrasing import phrased, view_of

if TYPE_CHECKING:
    from charlib.domain.character.traces import Purge
    from charlib.domain.prompts.lint import CheckedPrompt
    from charlib.domain.records import Account, Character, Entry, Look, Source, Task

_ROLES = ("frontal", "avatar", "still")
"""Kinds of kept pictures, the one that shows a character best first."""


def character(record: Character) -> dict[str, Any]:
    """A character, with the address of its picture."""
    form = forms.character(record)
    form["bindings"] = list(map(_binding, form["bindings"]))
    form["looks"] = [{**look, "kept": list(map(_kept, look["kept"]))} for look in form["looks"]]
    if form["voice"]:
        form["voice"] |= {
            "kept": form["voice"]["kept"] and _kept(form["voice"]["kept"]),
            "source": named(form["voice"]["source"]),
            "bindings": list(map(_binding, form["voice"]["bindings"])),
        }
    return form | {"picture": picture_of(record)}


def _binding(form: dict[str, Any]) -> dict[str, Any]:
    error = form["error"] and unplaced(form["error"])
    return form | {"source": named(form["source"]), "error": error}


def _kept(form: dict[str, Any]) -> dict[str, Any]:
    """A kept file by its content instead of its place."""
    rest = {name: value for name, value in form.items() if name != "path"}
    return {"role": "voice", **rest, "url": f"/media/kept/{form['sha256']}"}


def picture_of(record: Character, look: Look | None = None) -> str | None:
    """Where the picture of a character is: a kept one, else one that has to be made first.

    With a `look`, one of it; if it has none, the character's.
    """
    digest = (_portrait(look) if look else "") or _portrait(record.main)
    if digest:
        return f"/media/small/{digest}"
    is_seen = any(binding.source and binding.window for binding in record.bindings)
    return f"/media/portraits/{record.project}/{record.handle}" if is_seen else None


def _portrait(look: Look) -> str:
    """The hash of a look's best kept picture, of its newest window; empty if it has none."""
    newest = {each.role: each.sha256 for each in look.kept}
    return next((newest[role] for role in _ROLES if role in newest), "")


def purge(record: Purge) -> dict[str, Any]:
    """What is erased of a character, and what remains elsewhere, by the names of files."""
    names = ("handle", "project", "uid", "files", "films", "prompts", "is_scrubbed")
    return {name: getattr(record, name) for name in names} | {
        "remains": {
            "ids": [each._asdict() for each in record.elsewhere],
            "backups": [each.name for each in record.copies],
            "exports": [each.name for each in record.exports],
            "links": [each.name for each in record.links],
            "cast": [named(each) or "" for each in record.cast],
            "films": [named(each) or "" for each in record.shared],
            "videos": [named(each) or "" for each in record.refs],
            "texts": list(map(unplaced, record.mentions)),
        }
    }


def entry(record: Entry) -> dict[str, Any]:
    """An entry of the journal; command lines name files."""
    form = forms.entry(record)
    return form | {"command": unplaced(form["command"]), "changed": unplaced(form["changed"])}


def undone(record: Entry) -> dict[str, Any]:
    """An entry that was just undone."""
    return entry(record) | {"state": "undone", "stays": unplaced(forms.undone(record)["stays"])}


def source(record: Source, *, is_here: bool) -> dict[str, Any]:
    """A source by its number and name; `film` is where its film is played from."""
    form = forms.source(record)
    names = ("id", "kind", "duration", "width", "height", "bytes", "created_at")
    return {name: form[name] for name in names} | {
        "name": record.label or named(record.ref) or "",
        "url": record.ref if record.kind == "url" else None,
        "task": record.task_id,
        "film": f"/media/sources/{record.id}" if is_here else None,
    }


def task(record: Task) -> dict[str, Any]:
    """A task; `film` is where its film is played from, if it is here."""
    form = forms.task(record)
    is_here = record.output is not None and Path(record.output).is_file()
    error = form["error"] and unplaced(form["error"])
    names = (
        "id", "account", "remote_id", "state", "prompt", "template", "characters", "model",
        "params", "cost", "episode", "scene", "take", "rating", "picked", "note", "check",
        "created_at", "completed_at",
    )  # fmt: skip
    film = f"/media/tasks/{record.id}" if is_here else None
    rest = {"project": record.project, "error": error, "film": film}
    return {name: form[name] for name in names} | rest


def account(record: Account) -> dict[str, Any]:
    """An account: what kind of place its key is in, and neither the place nor the key."""
    form = forms.account(record)
    places = {"variable": record.key_env, "command": record.key_command, "keyring": record.key_ring}
    key = next((kind for kind, place in places.items() if place), "none")
    names = ("uid", "name", "profile", "base_url", "default", "foreign", "budget", "created_at")
    return {name: form[name] for name in names} | {"key": key}


def checked(record: CheckedPrompt, body: Any = None) -> dict[str, Any]:
    """A prompt at an account: its findings, and what it is rendered to if there is no error.

    `body` is the whole body of the request, where it is known.
    """
    form, composed = record.form(), record.composition
    findings = [
        each | {"hint": phrased(each["hint"]), "view": view_of(each["hint"])}
        for each in form["findings"]
    ]
    used = composed.characters if composed else ()
    names = ("handle", "look", "remote_id", "mention")
    return form | {
        "findings": [each | {"message": unplaced(each["message"])} for each in findings],
        "request": sent(body or composed.request) if composed else None,
        "warnings": list(map(unplaced, composed.warnings)) if composed else [],
        "characters": [{name: getattr(each, name) for name in names} for each in used],
    }


def sent(value: Any) -> Any:
    """A part of a request; files of this machine have their names, and their pictures."""
    if isinstance(value, list):
        return list(map(sent, value))
    if not isinstance(value, dict):
        return value
    if FILE in value:
        return {name: value[name] for name in ("type", "sha256") if name in value} | {
            "file": named(value[FILE])
        }
    return {name: sent(part) for name, part in value.items()}


def time(moment_ms: int) -> str:
    """A time of RFC 3339."""
    return to_text(moment_ms) or ""
