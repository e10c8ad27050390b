"""Character cards: a PNG that other programs read, and what they wrote."""

from __future__ import annotations

import base64
import json
import os
import struct
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from charlib.domain.windows.window import Window
from charlib.errors import InvalidInput, NotFound
from charlib.library import Library, open_library
from charlib.library.moving.formats import png
from charlib.sandbox import Server, film
from tests.examples import examples

URL = "http://127.0.0.1:9"
KEYWORDS = ("chara", "ccv3")
CARD: dict[str, Any] = {
    "spec": "chara_card_v2", "spec_version": "2.0",
    "data": {
        "name": "Mia Wong", "description": "a red coat", "personality": "bold", "first_mes": "Hi",
        "tags": ["hero", "sci-fi; space"], "creator": "anna", "creator_notes": "be kind",
        "extensions": {"chub": {"id": 7}},
    },
}  # fmt: skip


def picture(width: int = 320) -> bytes:
    """A picture of one grey, as large as a kept one must be."""
    return png.plain(width, width, 90)


def packed(card: object) -> str:
    """A card as it is in a PNG."""
    return base64.b64encode(json.dumps(card).encode()).decode()


def chunk(kind: bytes, data: bytes) -> bytes:
    """A part of a PNG."""
    return png.written(png.Chunk(kind, data))


def with_chunk(part: bytes) -> bytes:
    """A picture with one more part before its end."""
    whole = picture()
    return whole[:-12] + part + whole[-12:]


WAYS: dict[str, Callable[[str], bytes]] = {
    "tEXt": lambda text: chunk(b"tEXt", b"chara\0" + text.encode()),
    "zTXt": lambda text: chunk(b"zTXt", b"chara\0\0" + zlib.compress(text.encode())),
    "iTXt": lambda text: chunk(b"iTXt", b"ccv3\0\0\0en\0card\0" + text.encode()),
    "packed iTXt": lambda text: chunk(b"iTXt", b"ccv3\0\1\0\0\0" + zlib.compress(text.encode())),
    "without its end": lambda text: chunk(b"tEXt", b"Chara\0" + text.rstrip("=").encode()),
    "in lines": lambda text: chunk(b"tEXt", b"chara\0" + "\n".join(text).encode()),
}


@pytest.mark.parametrize("way", WAYS)
def test_a_card_is_read_wherever_it_is_in_a_png(lib: Library, tmp_path: Path, way: str) -> None:
    """Name, description, tags and picture are taken; what is not is named."""
    file = tmp_path / "whatever.dat"
    file.write_bytes(with_chunk(WAYS[way](packed(CARD))))

    done = lib.import_from(file)

    assert (done.format, done.added, done.pictures) == ("card", 1, 1)
    assert done.left == {
        "fields for conversations": ["personality", "first_mes"],
        "extensions of other programs": ["chub"],
    }
    mia = lib.show("mia_wong")
    assert (mia.name, mia.look, mia.notes) == ("Mia Wong", "a red coat", "be kind\nCreator: anna")
    assert mia.tags == ("hero", "sci-fi space")
    assert [(kept.role, kept.mime) for kept in mia.main.kept] == [("frontal", "image/png")]
    assert lib.import_from(file).skipped == 1
    lib.undo()
    assert lib.list() == []
    assert lib.import_from(file).added == 1


def test_a_card_of_version_3_alone(lib: Library, tmp_path: Path) -> None:
    """The JSON without a picture; a nickname becomes the handle."""
    card = {**CARD, "spec": "chara_card_v3", "data": {**CARD["data"], "nickname": "Mi"}}
    (tmp_path / "card.json").write_text(json.dumps(card))
    assert lib.import_from(tmp_path / "card.json").pictures == 0
    assert lib.show("mi").name == "Mia Wong"


@pytest.mark.parametrize("scheme", ["embeded", "embedded"])
def test_a_charx_file(lib: Library, tmp_path: Path, scheme: str) -> None:
    """Its main icon is kept; addresses of the network are named, and nothing is fetched."""
    assets = [
        {"type": "background", "uri": f"{scheme}://assets/b.png", "name": "beach", "ext": "png"},
        {"type": "icon", "uri": f"{URL}/a.png", "name": "main", "ext": "png"},
        {"type": "icon", "uri": f"{scheme}://assets/icon/main.png", "name": "main", "ext": "png"},
    ]
    card = {**CARD, "spec": "chara_card_v3", "data": {**CARD["data"], "assets": assets}}
    file = tmp_path / "mia.charx"
    with zipfile.ZipFile(file, "w") as bundle:
        bundle.writestr("card.json", json.dumps(card))
        bundle.writestr("assets/icon/main.png", picture())
    done = lib.import_from(file)
    assert (done.added, done.pictures) == (1, 1)
    assert done.left["files on the network, which are not fetched"] == [f"{URL}/a.png"]
    assert done.left["backgrounds and other pictures"] == ["beach"]


# -- a round trip


@pytest.fixture
def cast(lib: Library, tmp_path: Path) -> Library:
    """Mia with all that a character may have, and tom."""
    lib.accounts.add("sora", profile="sora-sync", base_url=URL, key_env="ONE_KEY")
    lib.add("mia", "ch_1", name="Mia Wong", look="a red coat", tags="hero;lead", account="sora")
    lib.edit("mia", notes="of noir", likeness="fictional")
    lib.aliases.add("mia", "princess")
    lib.looks.add(
        "mia", "uniform", description="grey", episodes="4-12", remote_id="ch_2", account="sora"
    )
    (tmp_path / "face.png").write_bytes(picture())
    lib.keep("mia", still=tmp_path / "face.png")
    lib.add("tom")
    return lib


def line_of(lib: Library, folder: Path, handle: str = "mia") -> dict[str, Any]:
    """A character as an export has it."""
    lib.export(folder / "one.jsonl", f"handle:{handle}", everywhere=False)
    form: dict[str, Any] = json.loads((folder / "one.jsonl").read_text("utf-8"))
    return form


def test_a_round_trip_changes_nothing(cast: Library, tmp_path: Path) -> None:
    """In another library the character is the same one; here the card adds nothing."""
    before = line_of(cast, tmp_path)
    card = tmp_path / "mia.png"

    assert cast.export_card(card, "handle:mia").handle == "mia"

    assert cast.import_from(card).skipped == 1
    assert line_of(cast, tmp_path) == before
    with open_library(tmp_path / "other") as other:
        done = other.import_from(card, warn=str)
        assert (done.added, done.pictures, done.left) == (1, 1, {})
        assert line_of(other, tmp_path) == before
        other.export_card(tmp_path / "again.png", "handle:mia")
        assert line_of(other, tmp_path) == before
    assert (tmp_path / "again.png").read_bytes() == card.read_bytes()


def test_who_has_no_picture_gets_none(cast: Library, tmp_path: Path) -> None:
    """A grey one stands for it in the card, and is not taken for a portrait."""
    cast.export_card(tmp_path / "tom.png", "handle:tom")
    before = line_of(cast, tmp_path, "tom")
    with open_library(tmp_path / "other") as other:
        assert other.import_from(tmp_path / "tom.png").pictures == 0
        assert line_of(other, tmp_path, "tom") == before


def _data(text: str) -> dict[str, Any]:
    data: dict[str, Any] = json.loads(base64.b64decode(text))["data"]
    return data


def test_other_programs_find_what_they_need(cast: Library, tmp_path: Path) -> None:
    """Both versions are in the file, with the fields that each requires."""
    cast.export_card(tmp_path / "mia.png", "handle:mia")
    data = (tmp_path / "mia.png").read_bytes()
    assert data[16:24] != png.plain(400, 600, 128)[16:24], "the portrait is the picture"
    texts = png.texts(data, KEYWORDS)
    two, three = (json.loads(base64.b64decode(texts[name])) for name in ("chara", "ccv3"))
    assert (two["spec"], two["spec_version"]) == ("chara_card_v2", "2.0")
    assert (three["spec"], three["spec_version"]) == ("chara_card_v3", "3.0")
    assert two["data"].keys() >= {
        "name", "description", "personality", "scenario", "first_mes", "mes_example",
        "creator_notes", "system_prompt", "post_history_instructions", "alternate_greetings",
        "tags", "creator", "character_version", "extensions",
    }  # fmt: skip
    assert three["data"]["group_only_greetings"] == []
    assert two["data"]["name"] == "Mia Wong"
    assert str(tmp_path) not in base64.b64decode(texts["ccv3"]).decode()


def test_what_other_programs_wrote_stays(lib: Library, tmp_path: Path) -> None:
    """A card that came in goes out with its own fields and extensions, beside ours."""
    file = tmp_path / "in.png"
    file.write_bytes(with_chunk(WAYS["tEXt"](packed(CARD))))
    lib.import_from(file)
    lib.edit("mia_wong", look="a blue coat")

    lib.export_card(tmp_path / "out.png", "handle:mia_wong")

    data = _data(png.texts((tmp_path / "out.png").read_bytes(), KEYWORDS)["chara"])
    assert (data["personality"], data["first_mes"]) == ("bold", "Hi")
    assert data["extensions"]["chub"] == {"id": 7}
    assert data["description"] == "a blue coat"
    assert data["extensions"]["charlib"]["look"] == "a blue coat"


def test_a_card_has_one_character(cast: Library, tmp_path: Path) -> None:
    """None and several are refused with what helps."""
    with pytest.raises(InvalidInput, match="one character; 2 match") as refused:
        cast.export_card(tmp_path / "x.png")
    assert "query='handle:=HANDLE'" in str(refused.value.hint)
    with pytest.raises(NotFound, match="no character matches"):
        cast.export_card(tmp_path / "x.png", "handle:nobody")
    assert not (tmp_path / "x.png").exists()


def test_a_card_brings_its_picture_though_windows_are_known(cast: Library, tmp_path: Path) -> None:
    """A character created from a video has windows; its sound is not in a card, so no voice is."""
    cast.edit("mia", likeness="fictional")
    form = line_of(cast, tmp_path)
    source = {"source": f"{URL}/a.mp4", "window": "5,8"}
    form["bindings"] = [{**each, **source} for each in form["bindings"]]
    form["voice"] = {
        "kept": {"sha256": "0" * 64, "mime": "audio/x-wav", "seconds": 3}, "bindings": [], **source
    }  # fmt: skip
    data = {**CARD["data"], "extensions": {"charlib": form}}
    file = tmp_path / "made.png"
    text = packed({**CARD, "data": data}).encode()
    file.write_bytes(with_chunk(chunk(b"tEXt", b"chara\0" + text)))
    with open_library(tmp_path / "other") as other:
        done = other.import_from(file, warn=str)
        assert (done.added, done.pictures) == (1, 1)
        assert done.left == {"voices, whose sound is not in a card": ["mia"]}
        mia = other.show("mia")
        assert (mia.bindings[0].window, mia.voice) == (Window(5000, 8000), None)
        assert other.portrait("mia") is not None
        assert [each for each in other.doctor() if not each.is_note] == []
        assert other.import_from(file, warn=str).skipped == 1
        assert len(other.show("mia").main.kept) == 1


def test_a_picture_goes_without_what_is_noted_in_it(cast: Library, tmp_path: Path) -> None:
    """Places, prompts and paths stay here; that it was generated is said on."""
    label = b'TC260:AIGC={"Label":"1"}'
    notes = (
        chunk(b"tEXt", b"workflow\0/films/secret"),
        chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + label),
    )  # fmt: skip
    file = tmp_path / "noted.png"
    file.write_bytes(with_chunk(b"".join(notes)))
    cast.remove("mia")
    cast.add("eva")
    cast.keep("eva", still=file)
    cast.export_card(tmp_path / "eva.png", "handle:=eva")
    data = (tmp_path / "eva.png").read_bytes()
    assert (b"secret" in data, label in data) == (False, True)
    assert png.without_traces(with_chunk(chunk(b"eXIf", b"GPS"))) == with_chunk(b"")


def test_a_card_names_no_place_on_this_machine(lib: Library, tmp_path: Path) -> None:
    """Nobody else decides which files of yours are sources."""
    form = {
        "uid": "u1", "handle": "eve", "bindings": [{
            "account": "home", "profile": "sandbox", "state": "ready", "remote_id": "ch_1",
            "source": "/films/private.mp4", "window": "1,2",
        }],
    }  # fmt: skip
    data = {**CARD["data"], "extensions": {"charlib": form}}
    (tmp_path / "card.json").write_text(json.dumps({**CARD, "data": data}))
    lib.import_from(tmp_path / "card.json", warn=str)
    assert [each.ref for each in lib.sources.list()] == ["private.mp4"]


def test_texts_that_unpack_to_much_are_not_unpacked() -> None:
    """Those of other keywords are left packed; those of a card have a limit together."""
    packed_ = zlib.compress(b"A" * png.LARGEST_TEXT, 9)
    others = b"".join(chunk(b"zTXt", b"k%d\0\0" % n + packed_) for n in range(99))
    assert png.texts(with_chunk(others), KEYWORDS) == {}
    ours = chunk(b"zTXt", b"chara\0\0" + packed_) * 3
    with pytest.raises(ValueError, match="texts of more than"):
        png.texts(with_chunk(ours), KEYWORDS)


def test_the_name_stands_where_a_card_has_a_sign_for_it(lib: Library, tmp_path: Path) -> None:
    """A look goes into prompts."""
    data = {**CARD["data"], "description": "{{char}} is tall. <bot> smiles at {{user}}.\\1"}
    (tmp_path / "card.json").write_text(json.dumps({**CARD, "data": data}))
    lib.import_from(tmp_path / "card.json")
    assert lib.show("mia_wong").look == "Mia Wong is tall. Mia Wong smiles at {{user}}.\\1"


def test_the_picture_of_a_real_person_stays_without_consent(cast: Library, tmp_path: Path) -> None:
    """What is said of them goes along; with a consent the picture does too."""
    cast.edit("mia", likeness="real")
    warnings: list[str] = []
    cast.export_card(tmp_path / "a.png", "handle:mia", warn=warnings.append)
    assert warnings == ["@mia: real, without a recorded consent; the picture stays here"]
    assert (tmp_path / "a.png").read_bytes()[16:24] == png.plain(400, 600, 128)[16:24]
    cast.edit("mia", consent="signed")
    cast.export_card(tmp_path / "b.png", "handle:mia", warn=warnings.append)
    assert len(warnings) == 1
    assert (tmp_path / "b.png").read_bytes()[16:24] != png.plain(400, 600, 128)[16:24]


# -- hostile files


def bomb() -> bytes:
    """A text that unpacks to far more than it is."""
    return chunk(b"zTXt", b"chara\0\0" + zlib.compress(b"A" * (png.LARGEST_TEXT + 9)))


HOSTILE: dict[str, tuple[bytes, str]] = {
    "no card": (picture(), "it is a picture without a character card"),
    "cut short": (picture()[:-20], "it is cut short"),
    "a wrong checksum": (picture()[:-1] + b"!", "its part 'IEND' is damaged"),
    "a length that lies": (picture()[:8] + b"\xff" * 4 + picture()[12:], "it is cut short"),
    "a bomb": (with_chunk(bomb()), "it has a text of more than 16,777,216 bytes"),
    "no keyword": (with_chunk(chunk(b"tEXt", b"chara")), "it has a text without a keyword"),
    "half a packed text": (
        with_chunk(chunk(b"zTXt", b"chara\0\0" + zlib.compress(b"A" * 99)[:9])),
        "it has a text that is cut short",
    ),
    "packed otherwise": (
        with_chunk(chunk(b"zTXt", b"chara\0\7x")), "it has a text that is packed in an unknown way",
    ),
    "not base64": (with_chunk(chunk(b"tEXt", b"chara\0{}")), "base64"),
    "not JSON": (with_chunk(WAYS["tEXt"](packed(1))), "it has no card of version 2 or 3"),
    "a deep JSON": (
        with_chunk(WAYS["tEXt"](base64.b64encode(b"[" * 200_000).decode())), "recursion",
    ),
    "no data": (
        with_chunk(WAYS["tEXt"](packed({"spec": "chara_card_v2", "data": 7}))),
        "it has no card of version 2 or 3",
    ),
    "a false charlib": (
        with_chunk(WAYS["tEXt"](packed({
            **CARD, "data": {"extensions": {"charlib": {"handle": "../x", "bindings": 7}}},
        }))),
        "its bindings must be a list",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_picture_is_refused_whole(lib: Library, tmp_path: Path, name: str) -> None:
    """In words, and nothing is written."""
    data, why = HOSTILE[name]
    (tmp_path / "card.png").write_bytes(data)
    with pytest.raises(InvalidInput) as refused:
        lib.import_from(tmp_path / "card.png")
    assert why in str(refused.value)
    assert "nothing was imported" in str(refused.value)
    assert lib.history() == []


def test_a_hostile_zip_is_refused_whole(lib: Library, tmp_path: Path) -> None:
    """A bomb is not unpacked, and a picture outside of the file is none of it."""
    with zipfile.ZipFile(tmp_path / "bomb.charx", "w", zipfile.ZIP_DEFLATED) as bundle:
        bundle.writestr("card.json", b" " * (png.LARGEST_TEXT + 9))
    with pytest.raises(InvalidInput, match=r"card\.json is larger than"):
        lib.import_from(tmp_path / "bomb.charx")
    assets = [{"type": "icon", "uri": "embeded://../../etc/passwd", "name": "main"}]
    card = {**CARD, "data": {**CARD["data"], "assets": assets}}
    with zipfile.ZipFile(tmp_path / "away.charx", "w") as bundle:
        bundle.writestr("card.json", json.dumps(card))
    assert lib.import_from(tmp_path / "away.charx").pictures == 0


keywords = st.text(st.characters(codec="latin-1", exclude_characters="\0"), min_size=1, max_size=20)


@examples(60)
@given(st.dictionaries(keywords, st.text(st.characters(codec="ascii"), max_size=99), max_size=4))
def test_texts_of_a_picture_come_back(values: dict[str, str]) -> None:
    """As they were written; the pictures of equal keywords are replaced."""
    wanted = {keyword.casefold(): text for keyword, text in values.items()}
    once = png.with_texts(picture(8), list(values.items()))
    assert png.texts(once, wanted) == wanted
    if len(wanted) == len(values):
        assert png.with_texts(once, list(values.items())) == once


def test_no_folder_of_this_machine_goes_along(
    lib: Library, tmp_path: Path, sandbox: Server
) -> None:
    """Of a local film, only its name."""
    film.render(tmp_path / "clip.mp4", seconds=10, prompt="mia")
    lib.accounts.add("spare", profile="vidu-subjects", base_url=f"{sandbox.url}/vidu/ent/v2")
    os.environ["VIDU_API_KEY"] = "sandbox-key"
    lib.create("mia", source=str(tmp_path / "clip.mp4"), window="5,8")
    lib.export_card(tmp_path / "mia.png", "handle:mia")
    text = base64.b64decode(
        png.texts((tmp_path / "mia.png").read_bytes(), KEYWORDS)["ccv3"]
    ).decode()
    assert '"source": "clip.mp4"' in text
    assert str(tmp_path) not in text


def test_a_portrait_of_a_film_becomes_a_png(lib: Library, tmp_path: Path, films: Path) -> None:
    """Kept stills are JPEGs; a card is a PNG of the same size."""
    lib.add("mia")
    lib.keep("mia", source=str(films / "mia.mp4"), window="5,8")
    lib.export_card(tmp_path / "mia.png", "handle:mia")
    data = (tmp_path / "mia.png").read_bytes()
    assert struct.unpack(">II", data[16:24]) == (160, 90)
