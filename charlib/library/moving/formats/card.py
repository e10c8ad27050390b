"""Character Cards V2 and V3: a PNG with a card in it, its JSON alone, or a .charx file.

A card that charlib wrote has the whole character under `extensions.charlib`, and comes back as it
was. Of any other card the name, the description, the tags and the picture are taken.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from charlib.domain.character.deriving import handle_from
from charlib.library.moving import zips
from charlib.library.moving.formats import png
from charlib.library.moving.formats.contents import (
    Contents,
    Form,
    Person,
    Picture,
    joined,
    objects,
    tag_list,
    text,
    uid_of,
)
from charlib.library.moving.formats.reading import document, unreadable

OURS = "charlib"
"""The name of charlib's data among the extensions of a card."""
CARD = "card.json"
_SPECS = ("chara_card_v2", "chara_card_v3")
_KEYWORDS = ("ccv3", "chara")
"""The texts of a PNG that have a card, the newer one first."""
_LARGEST_PICTURE = 64 << 20
_LARGEST_FILES = 10_000
_EMBEDDED = re.compile(r"embed?ded://(.+)", re.IGNORECASE)
"""A file in a .charx file; the specification itself writes `embeded`."""
_NAME = re.compile(r"\{\{char\}\}|<BOT>", re.IGNORECASE)
"""What stands for the name of the character in the texts of a card."""
_TAKEN = {
    "name", "nickname", "description", "tags", "creator", "creator_notes", "extensions", "assets",
    "character_version", "creation_date", "modification_date",
}  # fmt: skip

_OURS = {"name", "description", "tags", "extensions"}
"""What charlib writes of a card itself."""
PORTRAIT = "portrait"
"""The field of our extension that is false where the picture of a card is not the character's."""


def fits(value: Any) -> bool:
    """Whether a document is a card."""
    return isinstance(value, dict) and text(value.get("spec")) in _SPECS


def read(path: Path, _: Path | None = None) -> Contents:
    """The character of a card; addresses of the network are never fetched."""
    with path.open("rb") as file:
        head = file.read(len(png.SIGNATURE))
    try:
        if head == png.SIGNATURE:
            data = _bytes(path)
            card = from_png(data)
            return _contents(path, card, _portrait(path, data, card))
        if head.startswith(b"PK"):
            with zipfile.ZipFile(path) as bundle:
                card = from_zip(bundle)
                return _contents(path, card, _main_picture(path, bundle, card))
    except (*zips.BROKEN, OSError, UnicodeError, binascii.Error, RecursionError) as error:
        raise unreadable(path, text(str(error))[:200] or "it is damaged") from error
    return _contents(path, document(path), None)


def _bytes(path: Path) -> bytes:
    if path.stat().st_size > png.LARGEST:
        raise ValueError(f"it is larger than {png.LARGEST:,} bytes")
    return path.read_bytes()


def from_png(data: bytes) -> Any:
    """The card in a PNG; ValueError."""
    found = png.texts(data, _KEYWORDS)
    packed = next((found[keyword] for keyword in _KEYWORDS if keyword in found), None)
    if packed is None:
        raise ValueError("it is a picture without a character card")
    letters = "".join(packed.split()).rstrip("=")
    whole = letters + "=" * (-len(letters) % 4)  # some programs leave the end out
    return json.loads(base64.b64decode(whole, validate=True).decode("utf-8"))


def _portrait(path: Path, data: bytes, card: Any) -> Picture | None:
    """The picture of a PNG, without a card that says nothing but what charlib knows.

    A picture that charlib drew for want of one is none.
    """
    bare = png.without_texts(data, _KEYWORDS)
    found = _object(_object(card).get("data"))
    if _object(extensions(found).get(OURS)).get(PORTRAIT) is False:
        return None
    is_ours = extensions(found).keys() == {OURS} and not any(
        value for name, value in found.items() if name not in _OURS
    )
    return Picture(path.absolute(), bare if is_ours else data)


def _object(value: object) -> Form:
    return value if isinstance(value, dict) else {}


def from_zip(bundle: zipfile.ZipFile) -> Any:
    """The card of a .charx file; ValueError, and what else a broken zip file raises."""
    if len(bundle.infolist()) > _LARGEST_FILES:
        raise ValueError(f"it has more than {_LARGEST_FILES:,} files")
    return json.loads(_file(bundle, CARD, png.LARGEST_TEXT).decode("utf-8"))


def _file(bundle: zipfile.ZipFile, name: str, most: int) -> bytes:
    """A file of a zip file, of at most so many bytes; nothing of it is written anywhere."""
    with bundle.open(name) as file:
        data = file.read(most + 1)
    if len(data) > most:
        raise ValueError(f"its file {name} is larger than {most:,} bytes")
    return data


def _main_picture(path: Path, bundle: zipfile.ZipFile, card: Any) -> Picture | None:
    """The main icon of a .charx file, or its first one."""
    names = {each.filename for each in bundle.infolist()}
    icons = [each for each in _assets(card) if text(each.get("type")) == "icon"]
    for asset in sorted(icons, key=lambda each: text(each.get("name")) != "main"):
        place = _EMBEDDED.fullmatch(text(asset.get("uri")))
        inside = unquote(place[1]).lstrip("/") if place else ""
        if inside in names:
            return Picture(path.absolute(), _file(bundle, inside, _LARGEST_PICTURE))
    return None


def _assets(card: Any) -> Iterator[Form]:
    data = card.get("data") if isinstance(card, dict) else None
    yield from objects(data.get("assets")) if isinstance(data, dict) else ()


def _contents(path: Path, card: Any, picture: Picture | None) -> Contents:
    data = card.get("data") if isinstance(card, dict) else None
    if not fits(card) or not isinstance(data, dict):
        raise unreadable(path, "it has no card of version 2 or 3")
    contents = Contents()
    ours = extensions(data).get(OURS)
    if isinstance(ours, dict) and text(ours.get("handle")):
        form = {**ours, "uid": text(ours.get("uid")) or uid_of("card", text(ours["handle"]))}
        without_folders(form)
        contents.people.append(Person(form, "its card", picture))
        return contents
    _leave(contents, card, data)
    contents.people.append(Person(_form(data), "its card", picture))
    return contents


def without_folders(form: Form) -> None:
    """Leave of a file on a machine only its name: of sources, and of the sound of a voice."""
    voice = _object(form.get("voice"))
    bindings = (form.get("bindings"), voice.get("bindings"))
    for each in (voice, *(item for some in bindings for item in objects(some))):
        source = text(each.get("source"))
        if source and "://" not in source and not source.startswith("task:"):
            each["source"] = re.split(r"[/\\]", source)[-1]


def _leave(contents: Contents, card: Any, data: Form) -> None:
    """Name what is not taken of a card that charlib did not write."""
    for field, value in data.items():
        if field not in _TAKEN and value not in ("", [], {}, None):
            contents.leave("fields for conversations", field)
    for asset in _assets(card):
        if text(asset.get("uri")).casefold().startswith(("http:", "https:")):
            contents.leave("files on the network, which are not fetched", text(asset["uri"]))
        elif text(asset.get("type")) != "icon":
            contents.leave("backgrounds and other pictures", text(asset.get("name")) or "?")
    for other in extensions(data):
        contents.leave("extensions of other programs", other)


def extensions(data: Form) -> Form:
    """The extensions of a card."""
    found = data.get("extensions")
    return found if isinstance(found, dict) else {}


def _form(data: Form) -> Form:
    name = text(data.get("name"))
    described, creator = text(data.get("description")), text(data.get("creator"))
    spoken = text(data.get("nickname")) or name
    content = hashlib.sha256(described.encode("utf-8", "replace")).hexdigest()
    return {
        "uid": uid_of("card", name, creator, content),
        "handle": handle_from(text(data.get("nickname")), name), "name": name,
        "look": _NAME.sub(lambda _: spoken, described),
        "tags": tag_list(data.get("tags")),
        "notes": joined(("", text(data.get("creator_notes"))), ("Creator", creator)),
    }  # fmt: skip
