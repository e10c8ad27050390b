"""The characters that `gflow character list --json` prints: IDs at Google Flow."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from charlib.domain.character.deriving import handle_from
from charlib.library.moving.formats.contents import (
    Contents,
    Person,
    Place,
    joined,
    objects,
    text,
    uid_of,
)
from charlib.library.moving.formats.reading import document, unreadable
from charlib.library.moving.formats.wenjing import account_of

_FLOW = Place("flow", uid_of("account", "flow"), "useapi-flow")
_KNOWN = {
    "entity_id", "display_name", "project_id", "voice", "personality", "workflow_ids",
    "thumbnail_media_id",
}  # fmt: skip


def fits(value: Any) -> bool:
    """Whether a document is gflow's."""
    return isinstance(value, dict) and any(
        "entity_id" in item for item in objects(value.get("characters"))
    )


def read(path: Path, _: Path | None = None) -> Contents:
    """The characters, each with its ID; the project, voice and personality become notes."""
    value = document(path)
    if not isinstance(value, dict) or not isinstance(value.get("characters"), list):
        raise unreadable(path, "it has no list of characters")
    contents = Contents(is_lenient=True)
    for number, item in enumerate(value["characters"], 1):
        entity = text(item.get("entity_id")) if isinstance(item, dict) else ""
        if not entity:
            contents.leave("characters without an ID", f"character {number}")
            continue
        name = text(item.get("display_name"))
        for unknown in item.keys() - _KNOWN:
            contents.leave(f"the field {unknown}", name or entity)
        if text(item.get("thumbnail_media_id")):
            contents.leave("pictures at Google Flow", name or entity)
        form = {
            "uid": uid_of("flow", entity), "handle": handle_from(name, entity), "name": name,
            "notes": joined(
                ("Flow project", text(item.get("project_id"))), ("Voice", text(item.get("voice"))),
                ("Personality", text(item.get("personality"))),
            ),
            "bindings": [{**account_of(_FLOW), "remote_id": entity}],
        }  # fmt: skip
        contents.people.append(Person(form, f"character {number}"))
    return contents
