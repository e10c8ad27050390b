"""Voices at providers: created, sent along, recovered, and put into new characters."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from charlib.domain.character.batch import Order
from charlib.errors import CharlibError, InvalidInput
from charlib.library import Library
from charlib.library.creating import orders_of
from charlib.sandbox import Fault, Server
from tests.media.sounds import tone

from .cast import KLING, SEEDANCE, join, material

AUDIO = "reference_audio"


def at_ark(
    lib: Library, server: Server, folder: Path, name: str = "main", profile: str = "seedance-assets"
) -> None:
    """An account at the simulator of Seedance's assets, whose uploads it can fetch."""
    served = f"{server.url}/files/$(basename {{name}})"
    put = f"sh -c 'cp {{file}} {folder}/$(basename {{name}}); echo {served}'"
    lib.accounts.add(
        name, profile=profile, base_url=server.bases["ark"], key_env="TWO_KEYS",
        upload={"command": put},
    )  # fmt: skip


@pytest.fixture
def cast(lib: Library, server: Server, folder: Path, tmp_path: Path) -> Library:
    """@mia and @tom with an ID each at Ark, and different voices."""
    at_ark(lib, server, folder)
    for number, handle in enumerate(("mia", "tom")):
        lib.add(handle, f"asset-{handle}", account="main")
        sound = tone(tmp_path / f"{handle}.wav", level=0.2 + number / 10)
        lib.voices.add(handle, file=sound, warn=lambda _: None)
    return lib


def sounds_in(request: dict[str, Any]) -> list[str]:
    """The addresses of the voices in a request."""
    return [item["audio_url"]["url"] for item in request["content"] if item.get("role") == AUDIO]


def test_a_voice_is_created_where_voices_are_stored(
    cast: Library, server: Server, tmp_path: Path
) -> None:
    """The provider gets the kept sound, and prompts use its ID from then on."""
    person = cast.voices.add("mia", file=tone(tmp_path / "new.wav", level=0.4), account="main")
    assert person.voice
    (binding,) = person.voice.bindings
    assert (binding.state, binding.account, binding.method) == ("ready", "main", "sound")
    assert server.ledger.characters[-1].id == binding.remote_id
    assert [each.remote_id for each in person.bindings] == ["asset-mia"]
    request = cast.prompt("@mia speaks").request
    assert sounds_in(request) == [f"asset://{binding.remote_id}"]


def test_an_unstored_voice_goes_along_as_it_is(cast: Library) -> None:
    """Each voice is named after its character, in the order of mention."""
    rendered = cast.prompt("@tom calls @mia")
    assert rendered.prompt.startswith("Audio 1 is the voice of tom. Audio 2 is the voice of mia. ")
    references = [
        item["audio_url"]["url"]["sha256"]
        for item in rendered.request["content"]
        if item.get("role") == AUDIO
    ]
    people = [cast.show(handle).voice for handle in ("tom", "mia")]
    assert references == [voice.sha256 for voice in people if voice]


NO_LIST = 'extends = "seedance-assets"\n[voice]\ndrops = ["listing"]\n'


def test_a_lost_answer_about_a_voice_is_unknown_until_settled(
    cast: Library, server: Server, folder: Path, tmp_path: Path
) -> None:
    """Without a list it is never sent again by itself; a person adopts its ID."""
    own(cast, "own", NO_LIST)
    at_ark(cast, server, folder, "own", profile="own")
    server.faults.add(Fault("lost_answer", method="POST", body_contains="AssetType", times=1))
    with pytest.raises(CharlibError):
        cast.voices.add("mia", file=tone(tmp_path / "new.wav", level=0.4), account="own")
    server.faults.clear()
    minted = len(server.ledger.characters)
    cast.sync()
    (left,) = [each for each, _ in cast.unsettled()]
    assert (left.label, left.ref) == ("the voice of @mia", "voice:default/mia")
    assert len(server.ledger.characters) == minted
    person = cast.resolve("voice:mia", adopt="asset-found")
    assert person.voice.bindings[0].remote_id == "asset-found"  # type: ignore[union-attr]
    assert [each.remote_id for each in person.bindings] == ["asset-mia"]  # type: ignore[union-attr]


@pytest.mark.parametrize("call", ["GroupType", "AssetType"])
@pytest.mark.parametrize("kind", ["lost_answer", "truncated_json", "null_id"])
def test_a_lost_voice_is_found_in_the_list(
    cast: Library, server: Server, tmp_path: Path, call: str, kind: str
) -> None:
    """Ark's lists have the group and the asset: the creation goes on, and makes nothing twice."""
    before = len(server.ledger.characters)
    server.faults.add(Fault(kind, method="POST", body_contains=call))

    with suppress(CharlibError):
        cast.voices.add("mia", file=tone(tmp_path / "new.wav", level=0.4), account="main")
    cast.sync()

    (minted,) = server.ledger.characters[before:]
    voice = cast.show("mia").voice
    assert voice
    assert [(each.state, each.remote_id) for each in voice.bindings] == [("ready", minted.id)]
    assert [each.remote_id for each in cast.show("mia").bindings] == ["asset-mia"]


def test_the_voice_of_a_real_person_is_not_sent(cast: Library, tmp_path: Path) -> None:
    """Likeness counts for a voice as for a face: it is left out, and never created."""
    cast.edit("mia", likeness="real")
    rendered = cast.prompt("@mia and @tom")
    assert len(sounds_in(rendered.request)) == 1
    assert any("@mia is sent without its voice: it shows" in each for each in rendered.warnings)
    with pytest.raises(InvalidInput, match="real person"):
        cast.voices.add("mia", file=tone(tmp_path / "new.wav"), account="main")


def test_a_provider_that_stores_no_voices_keeps_none(lib: Library, tmp_path: Path) -> None:
    """The error comes before anything is kept."""
    lib.accounts.add("kling", profile="kling-elements", key_env="ONE_KEY")
    lib.add("mia", "1", account="kling")
    with pytest.raises(InvalidInput, match="cannot create voices with"):
        lib.voices.add("mia", file=tone(tmp_path / "new.wav"), account="kling")
    assert lib.show("mia").voice is None


def test_a_voice_id_goes_into_the_creation_of_its_character(
    lib: Library, server: Server, folder: Path
) -> None:
    """Kling's `element_voice_id` is the ID that the account has for the voice."""
    join(lib, server, KLING)
    lib.add("mia", "old", account="main")
    lib.voices.add("mia", remote_id="voice-7", account="main")
    with lib._session.store.write() as writer:
        writer.jobs.set_states({lib.show("mia").bindings[0].id: "gone"})
    kept = material(folder, server, KLING)
    url = server.file_url("clip.mp4")

    order = Order(handle="mia", window="0,4", url=url, account="main")
    intent = orders_of(lib._session).check(order, kept, is_rebinding=True)

    assert intent.request["body"]["element_voice_id"] == "voice-7"


def test_a_rebinding_makes_voices_too(cast: Library, server: Server) -> None:
    """Also that of a character that is there already; a second plan has nothing to do."""
    plan = cast.plan_rebind("main", "handle:mia", fetch=False)
    assert [(step.what, step.voice) for step in plan.steps] == [("there", "make")]
    before = len(server.ledger.characters)

    assert cast.rebind(plan) == []

    voice = cast.show("mia").voice
    assert voice
    assert [each.remote_id for each in voice.bindings] == [server.ledger.characters[before].id]
    again = cast.plan_rebind("main", "handle:mia", fetch=False)
    assert [step.voice for step in again.steps] == ["there"]


def test_no_character_is_created_without_the_voice_it_needs(
    cast: Library, server: Server, folder: Path
) -> None:
    """Where the voice goes into the creation, a voice that failed stops it before it is paid."""
    text = 'extends = "seedance-assets"\n[create.call.fields]\nvoice = "Name"\nname = "X"\n'
    own(cast, "own", text)
    at_ark(cast, server, folder, "own", profile="own")
    cast.keep("mia", source=str(folder / "clip.mp4"), window="0,4")
    server.faults.add(Fault("status", status=400, method="POST", body_contains='"Audio"', times=1))
    plan = cast.plan_rebind("own", "handle:mia")
    assert [(step.what, step.voice) for step in plan.steps] == [("make", "make")]
    before, heard = len(server.ledger.characters), list[str]()

    (result,) = cast.rebind(plan, warn=heard.append)

    assert result.error is not None
    assert len(server.ledger.characters) == before
    assert "the voice of @mia at own" in heard[0]
    assert [each.account for each in cast.show("mia").bindings] == ["main"]


def test_verify_asks_about_voices_where_they_are_stored(cast: Library, tmp_path: Path) -> None:
    """One that was deleted at the provider is gone; the ID of its character is another matter."""
    cast.voices.add("mia", file=tone(tmp_path / "new.wav", level=0.4), account="main")
    cast.voices.add("tom", remote_id="asset-nobody", account="main")

    results = [each for each in cast.verify() if each.is_voice]

    assert [(each.handle, each.state) for each in results] == [("tom", "gone"), ("mia", "ready")]
    voice = cast.show("tom").voice
    assert voice
    assert [each.state for each in voice.bindings] == ["gone"]


def test_a_film_is_made_with_its_voices(
    lib: Library, server: Server, folder: Path, tmp_path: Path
) -> None:
    """The simulator takes a stored voice, and the part of a long one that goes along."""
    at_ark(lib, server, folder)
    url = server.file_url("clip.mp4")
    for number, handle in enumerate(("mia", "tom")):
        kept = material(folder, server, SEEDANCE, order=number)
        lib.create(handle, url=url, window="0,4", material=kept, keep=False, warn=ignored)
        sound = tone(tmp_path / f"{handle}.wav", seconds=20, level=0.2 + number / 10)
        lib.voices.add(handle, file=sound, account="main" if number else None, warn=ignored)

    request = lib.prompt("@tom calls @mia").request
    task = lib.generate("@tom calls @mia")

    voices = [item["audio_url"]["url"] for item in request["content"] if item["role"] == AUDIO]
    assert voices[0] == f"asset://{voice_id(lib, 'tom')}"
    assert voices[1]["$file"].endswith("-0-15000.wav")
    assert task.state == "done"


def own(lib: Library, name: str, text: str) -> None:
    """Write a profile of one's own."""
    lib.home.profiles.mkdir(parents=True, exist_ok=True)
    (lib.home.profiles / f"{name}.toml").write_text(text)


def ignored(_: str) -> None:
    """A warning that is not the subject."""


def voice_id(lib: Library, handle: str) -> str:
    """What the account calls a character's voice."""
    voice = lib.show(handle).voice
    return voice.id_at("main") if voice else ""
