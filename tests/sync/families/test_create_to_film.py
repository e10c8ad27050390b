"""From kept media to a film at every family: created, ready, in a prompt, and understood."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from charlib.library import Library
from charlib.sandbox import Server

from .cast import FILMING, FORMS, OF_MEDIA, OF_WINDOWS, VIDU, Family, join, material, use_material

WINDOW: dict[str, Any] = {"window": "0,4", "keep": False}


def make(lib: Library, server: Server, folder: Path, family: Family, handle: str, n: int) -> str:
    """Create a character from kept media; its id."""
    kept = material(folder, server, family, order=n)
    url = server.file_url("clip.mp4")
    character = lib.create(handle, url=url, name=f"{handle.title()} Wong", material=kept, **WINDOW)
    (binding,) = character.bindings
    assert binding.state == "ready"
    assert isinstance(binding.remote_id, str)
    return binding.remote_id


@pytest.mark.parametrize("family", OF_MEDIA, ids=lambda f: f"{f.profile}-{f.media}")
def test_a_character_is_made_from_kept_media(
    lib: Library, server: Server, folder: Path, family: Family
) -> None:
    """The simulator minted exactly the character that the library holds, from media it opened."""
    join(lib, server, family)
    before = len(server.ledger.characters)

    ids = make(lib, server, folder, family, "mia", 0)

    minted = server.ledger.characters[before:]
    assert ids == "+".join(character.id for character in minted)
    assert all(character.source for character in minted)
    assert lib.show("mia").bindings[0].method == ("stills" if family.media == "stills" else "clip")


@pytest.mark.parametrize("family", FILMING, ids=lambda f: f"{f.profile}-{f.media}")
def test_a_film_understands_its_people(
    lib: Library, server: Server, folder: Path, family: Family
) -> None:
    """Two people, the second mentioned first, are each understood as themselves."""
    join(lib, server, family)
    mia = make(lib, server, folder, family, "mia", 0)
    tom = make(lib, server, folder, family, "tom", 2)

    task = lib.generate("@tom's dog meets @mia, and @tom walks")

    billed = server.ledger.generations[-1]
    assert task.state == "done"
    assert Path(task.output or "").is_file()
    assert list(billed.mentions) == [*tom.split("+"), *mia.split("+")]


@pytest.mark.parametrize("family", OF_WINDOWS, ids=str)
def test_a_window_of_a_url_is_cut_by_the_relay(
    lib: Library, server: Server, family: Family
) -> None:
    """Relays with jobs cut a window themselves, and understand what they made in a film."""
    join(lib, server, family)
    character = lib.create("mia", url=server.file_url("long.mp4"), window="5,7")
    lib.generate("@mia walks")

    minted = server.ledger.characters[-1]
    assert character.bindings[0].remote_id == minted.id
    assert minted.window == "5,7"
    assert server.ledger.generations[-1].mentions == (minted.id,)


def test_a_form_relay_cuts_from_a_task(lib: Library, server: Server) -> None:
    """The multipart relay makes a character of a film it made, pending as 404, named at last."""
    join(lib, server, FORMS)
    task = lib.generate("a dog runs")
    character = lib.create("dog", task=str(task.id), window="1,3")
    lib.generate("@dog在跑")

    minted = server.ledger.characters[-1]
    assert (character.bindings[0].remote_id, character.bindings[0].mention) == (
        minted.id,
        f"@{minted.mention}",
    )
    assert server.ledger.generations[-1].mentions == (minted.id,)


def test_kept_media_go_with_a_prompt(
    lib: Library, server: Server, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where no binding is, kept media stand for a person at a provider that takes them inline."""
    join(lib, server, VIDU)
    mia = make(lib, server, folder, VIDU, "mia", 0)
    lib.accounts.add("elsewhere", profile="plain")
    lib.add("tom", "x1", account="elsewhere", name="Tom")
    use_material(monkeypatch, lib)
    lib.material = lambda person, _=None: material(folder, server, VIDU, person.name)

    form = lib.prompt("@tom meets @mia", account="main")
    task = lib.generate("@tom meets @mia", account="main")

    first, second = form.request["subjects"]
    assert (first["name"], len(first["images"])) == ("tom", 3)
    assert second == {"name": "mia", "server_id": mia}
    assert "base64" not in json.dumps(form.request)
    assert task.state == "done"
    assert server.ledger.generations[-1].mentions == ("inline:tom", mia)


def test_no_secret_and_no_media_are_in_the_database(
    lib: Library, server: Server, folder: Path
) -> None:
    """What the library keeps of requests is small, and holds neither key nor picture."""
    for number, family in enumerate(OF_MEDIA):
        join(lib, server, family, f"account-{number}")
        kept = material(folder, server, family)
        url = server.file_url("clip.mp4")
        lib.create(f"person{number}", url=url, account=f"account-{number}", material=kept, **WINDOW)
    with lib._session.store.write() as writer:
        rows = writer._scope.connection.execute("SELECT request FROM binding").fetchall()

    for (request,) in rows:
        assert len(request) < 4000
        assert "sandbox-key" not in request
        assert json.loads(request)["path"]
