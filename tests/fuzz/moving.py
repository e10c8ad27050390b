"""What reads the files of other tools, each as a function of bytes."""

from __future__ import annotations

import base64
import json
import tempfile
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

from charlib.domain.character.deriving import handle_from
from charlib.domain.script import dialogue, fountain, script
from charlib.library.moving import importing
from charlib.library.moving.formats import card, gflow, moyin, png, soravault, table, wenjing
from charlib.library.moving.formats.contents import Contents

from .common import MIA, Target, importer, is_whole


def cards(data: bytes) -> None:
    """A character card: a PNG, a zip file or JSON; and a PNG that is written again."""
    _moved(data, card.read)
    if data.startswith(png.SIGNATURE):
        try:
            again = png.with_texts(data, [("chara", "x")])
        except ValueError:
            return
        assert png.texts(again, ["chara"])["chara"] == "x"


def archives(data: bytes) -> None:
    """What other tools keep as JSON, read as each of them."""
    for read in (soravault.read, wenjing.read, gflow.read, moyin.read):
        _moved(data, read)


def _moved(data: bytes, read: Callable[[Path, None], Contents]) -> None:
    """Read a file, and check what the library would be given."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "file"
        path.write_bytes(data)
        contents = read(path, None)
    for person in contents.people:
        bindings = person.form.get("bindings") or []
        told = {"state": "gone"}
        if isinstance(bindings, list):
            bindings = [{**told, **b} if isinstance(b, dict) else b for b in bindings]
        try:
            draft = importer().checked({**person.form, "bindings": bindings})
        except importing.FAULTS:
            continue
        assert all(map(is_whole, (draft.handle, draft.name, draft.look, draft.notes, *draft.tags)))
    for film in contents.films:
        assert is_whole(film.remote_id)
        assert is_whole(film.prompt)
    assert all(is_whole(name) for names in contents.left.values() for name in names)


def mappings(data: bytes) -> None:
    """A mapping file of a table."""
    with tempfile.NamedTemporaryFile() as file:
        file.write(data)
        file.flush()
        mapped = table.Mapped(Path(file.name))
    assert {*mapped.columns, *mapped.values} <= {*table.FIELDS}


def scripts(data: bytes) -> None:
    """A script: none of its lines is lost."""
    text = data.decode("utf-8", "replace")
    assert [line.source for line in fountain.parse(text)] == text.split("\n")
    assert [line.source for line in dialogue.parse(text)] == text.split("\n")
    for scene in script.parse(text).scenes:
        assert all(is_whole(handle_from(name)) for name in scene.speakers)


TARGETS: Mapping[str, Target] = {
    item.__name__: item for item in (cards, archives, mappings, scripts)
}
_CARD = {
    "spec": "chara_card_v2",
    "data": {
        "name": "Mia", "description": "x", "tags": ["a"], "extensions": {"charlib": MIA},
        "assets": [{"type": "icon", "uri": "embeded://a.png", "name": "main"}],
    },
}  # fmt: skip
_ITEM = {
    "source": "v2_profile", "genId": "gen_1", "date": "2026-04-15", "prompt": "@mia",
    "_raw": {"post": {"cameo_profiles": [{"user_id": "ch_1", "username": "mia"}]}},
}  # fmt: skip


def _zipped() -> bytes:
    with tempfile.TemporaryFile() as file:
        with zipfile.ZipFile(file, "w") as bundle:
            bundle.writestr(zipfile.ZipInfo("card.json"), json.dumps(_CARD))
            bundle.writestr(zipfile.ZipInfo("a.png"), png.plain(8, 8, 0))
        file.seek(0)
        return file.read()


def _card() -> str:
    return base64.b64encode(json.dumps(_CARD).encode()).decode()


SEEDS: Mapping[str, list[bytes]] = {
    "cards": [
        png.with_texts(png.plain(8, 8, 0), [("chara", _card()), ("ccv3", _card())]),
        _zipped(),
        json.dumps(_CARD).encode(),
    ],
    "archives": [
        json.dumps({"soravault_version": "2", "items": [_ITEM]}).encode(),
        json.dumps(
            [{"id": "ch_1", "username": "m", "sourceVideoUrl": "http://h/v", "timestamps": "1,3"}]
        ).encode(),
        b'{"characters": [{"entity_id": "e", "display_name": "Mia"}]}',
        b'{"characters": [{"name": "Mia", "variations": [{"name": "x", "episodeRange": [1, 3]}]}]}',
    ],
    "mappings": [b'table = "x"\n[columns]\nhandle = "h"\n[values]\naccount = "a"\n'],
    "scripts": [
        b"Title: X\n\nINT. A\n\n@MIA (V.O.) ^\n(so)\nHi [[n]]\n\n/* x */\n!TOM\n",
        "第1集 第2场\n人物：林小雨、陈默\n林小雨（低声）：你好\n".encode(),  # noqa: RUF001 - an IME's signs
    ],
}
