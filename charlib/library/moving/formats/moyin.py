"""The character library of moyin: descriptions, tags, and variations that become looks."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from charlib.domain.character.deriving import handle_from
from charlib.library.moving.formats.contents import (
    Contents,
    Form,
    Person,
    joined,
    objects,
    tag_list,
    text,
    uid_of,
)
from charlib.library.moving.formats.reading import document, unreadable

_TOLD = {"visualTraits", "variations", "identityAnchors", "views"}
"""Fields of which each character has one."""


def _state(value: Any) -> Any:
    """What the application saved: the document, or the `state` in it."""
    nested = value.get("state") if isinstance(value, dict) else None
    return nested if isinstance(nested, dict) else value


def fits(value: Any) -> bool:
    """Whether a document is moyin's."""
    value = _state(value)
    people = objects(value.get("characters")) if isinstance(value, dict) else ()
    return bool(people) and any("name" in item and _TOLD & item.keys() for item in people)


def read(path: Path, _: Path | None = None) -> Contents:
    """The characters with their looks; pictures are addresses that expire within a day."""
    value = _state(document(path))
    if not isinstance(value, dict) or not isinstance(value.get("characters"), list):
        raise unreadable(path, "it has no list of characters")
    contents = Contents(is_lenient=True)
    folders = {
        text(each.get("id")): text(each.get("name")) for each in objects(value.get("folders"))
    }
    for number, item in enumerate(value["characters"], 1):
        name = text(item.get("name")) if isinstance(item, dict) else ""
        if not name:
            contents.leave("characters without a name", f"character {number}")
            continue
        if objects(item.get("views")):
            contents.leave("pictures, which moyin does not keep", name)
        contents.people.append(_person(contents, item, name, number, folders))
    return contents


def _person(
    contents: Contents, item: Form, name: str, number: int, folders: dict[str, str]
) -> Person:
    traits, described = text(item.get("visualTraits")), text(item.get("description"))
    folder = folders.get(text(item.get("folderId")), "")
    form = {
        "uid": uid_of("moyin", text(item.get("id")) or name),
        "handle": handle_from(name), "name": name, "look": traits or described,
        "notes": joined(
            ("", described if traits else ""), ("", text(item.get("notes"))),
            ("Identity anchors", text(item.get("identityAnchors"))),
            ("Not", text(item.get("negativePrompt"))),
        ),
        "tags": tag_list([*_list(item.get("tags")), folder]),
        "looks": list(_looks(contents, item, name)),
    }  # fmt: skip
    return Person(form, f"character {number}")


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _looks(contents: Contents, item: Form, name: str) -> list[Form]:
    looks: dict[str, Form] = {}
    for variation in objects(item.get("variations")):
        called = handle_from(text(variation.get("name")))
        if called in looks:
            contents.leave("variations of one name", f"{name}: {text(variation.get('name'))}")
            continue
        described = joined(
            ("", text(variation.get("visualPrompt"))), ("", text(variation.get("ageDescription")))
        )
        looks[called] = {
            "name": called, "description": described,
            "episodes": _episodes(contents, variation, name, looks),
        }  # fmt: skip
    return list(looks.values())


def _episodes(contents: Contents, variation: Form, name: str, others: dict[str, Form]) -> str:
    """The episodes of a variation; those that another one has already are left to it."""
    from charlib.domain.character.looks import Taken, parse_episodes
    from charlib.errors import CharlibError

    span = variation.get("episodeRange")
    if not (isinstance(span, list) and len(span) == 2 and all(type(n) is int for n in span)):  # noqa: PLR2004 - first and last
        return ""
    taken, told = Taken(), f"{span[0]}-{span[1]}"
    try:
        for other in others.values():
            taken.add(other["name"], other["episodes"])
        taken.add("it", parse_episodes(told))
    except (CharlibError, ValueError):
        contents.leave("episodes of variations", f"{name}: {told}")
        return ""
    return parse_episodes(told)
