"""The characters of wenjing: `data/characters.json`, a list of IDs with the window of each."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from charlib.domain.character.deriving import handle_from
from charlib.errors import CharlibError
from charlib.library.moving.formats.contents import (
    Contents,
    Form,
    Person,
    Place,
    lists_only_objects,
    text,
    uid_of,
)
from charlib.library.moving.formats.reading import document, unreadable

SORA = "sora-relay"
"""The profile of services that forwarded to Sora: its characters are mentioned by username."""
_KNOWN = {
    "id", "username", "alias", "permalink", "profilePictureUrl", "sourceVideoUrl", "platform",
    "timestamps", "createdAt", "updatedAt",
}  # fmt: skip
_MS = 10**11
"""Larger numbers of a time are milliseconds, not seconds."""


def fits(value: Any) -> bool:
    """Whether a document is wenjing's."""
    return lists_only_objects(value) and all(
        "username" in item and ("timestamps" in item or "sourceVideoUrl" in item) for item in value
    )


def read(path: Path, _: Path | None = None) -> Contents:
    """The characters, each with its ID, its source and its window."""
    items = document(path)
    if not isinstance(items, list):
        raise unreadable(path, "it has no list of characters")
    contents = Contents(is_lenient=True)
    for number, item in enumerate(items, 1):
        if isinstance(item, dict) and text(item.get("id")):
            contents.people.append(_person(contents, item, f"character {number}"))
        else:
            contents.leave("characters without an ID", f"character {number}")
    return contents


def _person(contents: Contents, item: Form, where: str) -> Person:
    remote_id, username = text(item["id"]), text(item.get("username"))
    for name in item.keys() - _KNOWN:
        contents.leave(f"the field {name}", username or remote_id)
    if text(item.get("profilePictureUrl")):
        contents.leave("addresses of pictures", username or remote_id)
    platform = handle_from(text(item.get("platform")), "sora")
    place = Place(platform, uid_of("account", "wenjing", platform), SORA)
    alias = text(item.get("alias"))
    binding = {
        **account_of(place), "remote_id": remote_id, "mention": f"@{username or remote_id}",
        "created_at": time_of(item.get("createdAt")), **_seen(contents, item, username),
    }  # fmt: skip
    form = {
        "uid": uid_of("sora", remote_id), "handle": handle_from(alias, username, remote_id),
        "name": alias, "notes": text(item.get("permalink")), "bindings": [binding],
        "created_at": time_of(item.get("createdAt")), "updated_at": time_of(item.get("updatedAt")),
    }  # fmt: skip
    return Person(form, where)


def account_of(place: Place) -> Form:
    """The account of a binding, as an export names it."""
    return {"account": place.name, "account_uid": place.uid, "profile": place.profile}


def _seen(contents: Contents, item: Form, name: str) -> Form:
    from charlib.domain.windows.window import Window
    from charlib.sync.inventory.lookup import check_url

    source, window = text(item.get("sourceVideoUrl")), text(item.get("timestamps"))
    if not (source and window):
        return {}
    try:
        parsed = Window.parse(window)
        check_url(source)
    except CharlibError:
        contents.leave("windows that cannot be read", f"{name}: {window} of {source}")
        return {}
    if not 0 <= parsed.start_ms < parsed.end_ms:
        contents.leave("windows that cannot be read", f"{name}: {window} of {source}")
        return {}
    return {"source": source, "window": str(parsed), "method": "url"}


def time_of(value: object) -> str | None:
    """A moment of another tool as an export has it: text, or seconds or milliseconds since 1970."""
    from charlib.domain.moment import from_text, to_text

    try:
        if isinstance(value, int | float) and not isinstance(value, bool):
            return to_text(round(value if abs(value) > _MS else value * 1000))
        return to_text(from_text(text(value))) if text(value) else None
    except (ValueError, OverflowError):
        return None
