"""wenjing, gflow and moyin; and how a format is recognised."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

from charlib.domain.choices import IMPORTS
from charlib.errors import InvalidInput, NotFound
from charlib.library import Library
from tests.library.moving import archives
from tests.library.moving.test_cards import CARD, WAYS, packed, with_chunk

WENJING = [
    {
        "id": "ch_1", "username": "mia.w", "alias": "米娅", "permalink": "https://sora.invalid/mia",
        "profilePictureUrl": "https://v.invalid/1.png", "platform": "zhenzhen",
        "sourceVideoUrl": "https://v.invalid/1.mp4", "timestamps": "1,3",
        "createdAt": "2026-01-02T03:04:05.000Z", "updatedAt": 1767323046000,
    },
    {"id": "ch_2", "username": "tom", "sourceVideoUrl": "https://v.invalid/2.mp4",
     "timestamps": "9,3", "colour": "red"},
    {"id": "", "username": "x", "timestamps": "1,3"},
]  # fmt: skip
GFLOW = {
    "status": "ok",
    "characters": [
        {
            "entity_id": "ent-1", "display_name": "Mia Wong", "project_id": "p1",
            "workflow_ids": [], "voice": "Kore", "personality": "bold", "thumbnail_media_id": "m",
        },
        {"display_name": "no entity"},
    ],
}  # fmt: skip
MOYIN = {
    "folders": [{"id": "f", "name": "Noir", "parentId": None}],
    "characters": [
        {
            "id": "c1", "name": "林小雨", "description": "a detective", "visualTraits": "grey coat",
            "tags": ["lead"], "notes": "brave", "folderId": "f",
            "views": [{"viewType": "front", "imageUrl": "https://v.invalid/a.png"}],
            "variations": [
                {"name": "少年", "visualPrompt": "a school uniform", "episodeRange": [1, 3],
                 "ageDescription": "twelve"},
                {"name": "婚礼", "visualPrompt": "a white dress", "episodeRange": [3, 4]},
                {"name": "少年", "visualPrompt": "again"},
            ],
        },
        {"name": ""},
    ],
}  # fmt: skip


def write(path: Path, value: Any) -> Path:
    """A JSON document."""
    path.write_text(json.dumps(value, ensure_ascii=False), "utf-8")
    return path


def test_wenjing_moves_in(lib: Library, tmp_path: Path) -> None:
    """IDs of a service that has ended, each with its source and its window."""
    done = lib.import_from(write(tmp_path / "x", WENJING))
    assert (done.format, done.added, done.ended) == ("wenjing", 2, ("zhenzhen", "sora"))
    assert done.left == {
        "addresses of pictures": ["mia.w"],
        "the field colour": ["tom"],
        "windows that cannot be read": ["tom: 9,3 of https://v.invalid/2.mp4"],
        "characters without an ID": ["character 3"],
    }
    mia = lib.show("米娅")
    (bound,) = mia.bindings
    assert (bound.account, bound.remote_id, bound.mention, bound.state) == (
        "zhenzhen", "ch_1", "@mia.w", "gone",
    )  # fmt: skip
    assert (bound.source, str(bound.window)) == ("https://v.invalid/1.mp4", "1,3")
    assert (mia.notes, mia.created_at) == ("https://sora.invalid/mia", 1767323045000)
    assert lib.import_from(tmp_path / "x").skipped == 2


def test_one_id_of_sora_is_one_character(lib: Library, tmp_path: Path) -> None:
    """Whichever tool rescued it."""
    lib.import_from(write(tmp_path / "x", WENJING))
    mia = {**archives.profile(1, "mia.w"), "user_id": "ch_1"}
    done = lib.import_from(archives.write(tmp_path / "m.json", [archives.item(1, [mia])]))
    assert (done.added, done.skipped, done.films) == (0, 1, 1)
    assert lib.tasks.show(f"gen_{1:026x}").characters == ("米娅",)


def test_gflow_moves_in(lib: Library, tmp_path: Path) -> None:
    """IDs of a living service, whose account has no key yet."""
    warnings: list[str] = []
    done = lib.import_from(write(tmp_path / "x", GFLOW), warn=warnings.append)
    assert (done.format, done.added, done.ended) == ("gflow", 1, ())
    assert done.left == {
        "pictures at Google Flow": ["Mia Wong"], "characters without an ID": ["character 2"],
    }  # fmt: skip
    assert warnings == ["account flow is new here: it is of gflow, and has no key"]
    mia = lib.show("mia_wong")
    assert mia.notes == "Flow project: p1\nVoice: Kore\nPersonality: bold"
    assert [(b.account, b.profile, b.remote_id, b.state) for b in mia.bindings] == [
        ("flow", "useapi-flow", "ent-1", "ready")
    ]
    prompt = lib.prompt("@mia_wong waves", account="flow")
    assert prompt.prompt == "@character_1 waves"


def test_gflow_belongs_to_an_account_of_ours(lib: Library, tmp_path: Path) -> None:
    """If a person says so; a name that the file does not have is refused."""
    lib.accounts.add("mine", profile="useapi-flow")
    file = write(tmp_path / "x", GFLOW)
    with pytest.raises(InvalidInput, match="the file has no account 'flown'"):
        lib.import_from(file, map_accounts={"flown": "mine"}, warn=str)
    done = lib.import_from(file, map_accounts={"flow": "mine"}, warn=str)
    assert done.accounts == {"flow": "mine"}
    assert [account.name for account in lib.accounts.list()] == ["mine"]


@pytest.mark.parametrize("nested", [False, True], ids=["plain", "saved"])
def test_moyin_moves_in(lib: Library, tmp_path: Path, *, nested: bool) -> None:
    """Descriptions, tags, and variations as looks with their episodes."""
    done = lib.import_from(
        write(tmp_path / "x", {"state": MOYIN, "version": 1} if nested else MOYIN)
    )
    assert (done.format, done.added) == ("moyin", 1)
    assert done.left == {
        "pictures, which moyin does not keep": ["林小雨"],
        "episodes of variations": ["林小雨: 3-4"],
        "variations of one name": ["林小雨: 少年"],
        "characters without a name": ["character 2"],
    }
    person = lib.show("林小雨")
    assert (person.look, person.notes) == ("grey coat", "a detective\nbrave")
    assert person.tags == ("lead", "noir")
    assert [(each.name, each.description, each.episodes) for each in person.looks[1:]] == [
        ("少年", "a school uniform\ntwelve", "1-3"), ("婚礼", "a white dress", ""),
    ]  # fmt: skip


# -- recognising


def test_a_format_is_recognised_by_its_content(lib: Library, tmp_path: Path, cast: None) -> None:  # noqa: ARG001 - tom is exported
    """Whatever a file is called; tables need their mapping."""
    lib.export(tmp_path / "1")
    lib.export_pack(tmp_path / "x.charpack", warn=str)
    (tmp_path / "x.charpack").rename(tmp_path / "2")
    archives.write(tmp_path / "3", [])
    write(tmp_path / "4", WENJING)
    (tmp_path / "5").write_bytes(with_chunk(WAYS["tEXt"](packed(CARD))))
    write(tmp_path / "6", CARD)
    with zipfile.ZipFile(tmp_path / "7", "w") as bundle:
        bundle.writestr("card.json", json.dumps(CARD))
    write(tmp_path / "8", GFLOW)
    write(tmp_path / "9", MOYIN)
    (tmp_path / "10").write_text("name\nMia\n")
    (tmp_path / "11").write_bytes(lib.home.database.read_bytes())
    (tmp_path / "12").write_text(json.dumps([{"handle": "mia"}], indent=1))
    (tmp_path / "13").write_text("")
    found = [
        lib.format_of(tmp_path / str(n), mapping=tmp_path / "map" if n == 10 else None)
        for n in range(1, 14)
    ]
    assert found == [
        "jsonl", "charpack", "soravault", "wenjing", "card", "card", "card", "gflow", "moyin",
        "csv", "sqlite", "jsonl", "jsonl",
    ]  # fmt: skip
    assert {*found} == {*IMPORTS}


@pytest.fixture
def cast(lib: Library) -> None:
    """One character."""
    lib.add("tom")


UNKNOWN = {
    "text": b"Dear Mia",
    "a zip": b"PK\x03\x04rest",
    "a picture": b"\xff\xd8\xff\xe0\x00\x10JFIF\x00",
}


@pytest.mark.parametrize("name", UNKNOWN)
def test_an_unknown_format_is_refused(lib: Library, tmp_path: Path, name: str) -> None:
    """The error names the formats."""
    (tmp_path / "x").write_bytes(UNKNOWN[name])
    with pytest.raises(InvalidInput, match="x is in no known format") as refused:
        lib.import_from(tmp_path / "x")
    assert all(each in str(refused.value.hint) for each in IMPORTS)


def test_what_cannot_be_imported_so_is_refused(lib: Library, tmp_path: Path) -> None:
    """A missing file, a format of nobody, and charlib's own formats."""
    with pytest.raises(NotFound, match="no file"):
        lib.import_from(tmp_path / "none")
    file = write(tmp_path / "x", WENJING)
    with pytest.raises(InvalidInput, match="unknown format 'eagle'"):
        lib.import_from(file, format="eagle")
    (tmp_path / "y.jsonl").write_text('{"handle": "mia"}\n')
    with pytest.raises(InvalidInput, match=r"y\.jsonl is charlib's own"):
        lib.import_from(tmp_path / "y.jsonl")


@pytest.mark.parametrize("name", [each for each in IMPORTS if each not in {"jsonl", "charpack"}])
def test_a_file_of_another_format_is_refused_whole(lib: Library, tmp_path: Path, name: str) -> None:
    """A person may be wrong about it; the error is in words."""
    (tmp_path / "map.toml").write_text('[columns]\nname = "n"\n')
    mapping = tmp_path / "map.toml" if name in {"csv", "sqlite"} else None
    with pytest.raises(InvalidInput):
        lib.import_from(write(tmp_path / "x", {"a": 1}), format=name, mapping=mapping)
    assert lib.history() == []
