"""A character as a Character Card: a PNG that other programs read, with what charlib knows."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from charlib.errors import CharlibError, InvalidInput, NotFound
from charlib.hints import Hint, Notice, argument, call, the_call
from charlib.library import finding
from charlib.library.footage import pictures
from charlib.library.moving.exchange import exported
from charlib.library.moving.formats import card, png
from charlib.library.session import Session, Warn, warned

if TYPE_CHECKING:
    from charlib.domain.records import Character

_WIDE = 1024
_SIZE = (400, 600)
_GREY = 128
_V2: Mapping[str, Any] = {
    "personality": "", "scenario": "", "first_mes": "", "mes_example": "", "creator_notes": "",
    "system_prompt": "", "post_history_instructions": "", "alternate_greetings": [],
    "creator": "", "character_version": "",
}  # fmt: skip
"""What a card of version 2 has besides; version 3 has it too."""
_V3: Mapping[str, Any] = {"group_only_greetings": []}


def export_card(
    session: Session,
    path: Path | str,
    query: str = "",
    *,
    everywhere: bool = False,
    warn: Warn | None = None,
) -> Character:
    """Write the one match of a query as a Character Card, versions 2 and 3 in one PNG.

    Its picture is the portrait; a card that the portrait has keeps what charlib does not know of,
    such as the extensions of other programs. The picture of a real person without a recorded
    consent stays here. Raises NotFound without a match, and InvalidInput for several.
    """
    person = _only(session, query, everywhere=everywhere)
    picture = _picture(session, person, warn or warned)
    form: dict[str, Any] = json.loads("".join(session.store.read.characters.lines([person.id])))
    card.without_folders(form)
    if picture is None:
        picture, form = png.plain(*_SIZE, _GREY), {**form, card.PORTRAIT: False}
    data = _with_cards(picture, person, form)
    with exported(Path(path)) as part:
        part.write_bytes(data)
    return person


def _only(session: Session, query: str, *, everywhere: bool) -> Character:
    tree, project = finding.scoped(session, query, everywhere=everywhere)
    ids = list(session.store.read.characters.ids(tree, project=project, sort="oldest"))
    if not ids:
        raise NotFound("no character matches; no card was written", hint=call("list"))
    if len(ids) != 1:
        raise InvalidInput(
            f"a card has one character; {len(ids):,} match",
            hint=Hint("Give {}; a pack has several", argument("query", "handle:=HANDLE")),
        )
    return session.store.read.characters.by_ids(ids)[0]


def _picture(session: Session, person: Character, warn: Warn) -> bytes | None:
    """The portrait of a character as a PNG; None where it has none, or may not be shown."""
    name = session.qualified(person)
    if person.likeness == "real" and not person.consent:
        agreed = Hint("If they agreed, say so: {}", the_call("edit", name, consent="TEXT"))
        warn(Notice(f"@{name}: real, without a recorded consent; the picture stays here", agreed))
        return None
    try:
        file = pictures.portrait_of(session, person, sheet=False)
        if file is not None:
            return _as_png(file)
    except CharlibError as error:
        warn(Notice(f"the card of @{name} has no picture: {error}", error.hint))
    return None


def _as_png(file: Path) -> bytes:
    from charlib import media

    data = file.read_bytes()
    if not data.startswith(png.SIGNATURE):
        return media.shrunk(file, _WIDE, "png")
    try:
        list(png.chunks(data))
    except ValueError:  # decoders are less strict than we are
        return media.shrunk(file, _WIDE, "png")
    return data


def _with_cards(picture: bytes, person: Character, form: Mapping[str, Any]) -> bytes:
    data = _data(_known(picture), person, form)
    two = {name: value for name, value in data.items() if name not in _V3}
    cards = {
        "chara": {"spec": "chara_card_v2", "spec_version": "2.0", "data": two},
        "ccv3": {"spec": "chara_card_v3", "spec_version": "3.0", "data": {**_V3, **data}},
    }
    return png.with_texts(
        png.without_traces(picture), [(keyword, _packed(each)) for keyword, each in cards.items()]
    )


def _known(picture: bytes) -> dict[str, Any]:
    """The data of the card that a picture has already; empty if it has none that can be read."""
    try:
        found = card.from_png(picture)
    except (ValueError, RecursionError):
        return {}
    data = found.get("data") if isinstance(found, dict) else None
    return dict(data) if isinstance(data, dict) else {}


def _data(known: dict[str, Any], person: Character, form: Mapping[str, Any]) -> dict[str, Any]:
    extensions = {**card.extensions(known), card.OURS: form}
    return {
        **_V2, **known, "name": person.name or person.handle, "description": person.look,
        "tags": list(person.tags), "extensions": extensions,
    }  # fmt: skip


def _packed(value: object) -> str:
    return base64.b64encode(json.dumps(value, ensure_ascii=False).encode()).decode("ascii")
