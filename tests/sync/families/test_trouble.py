"""What goes wrong at the families' providers, and that nothing is paid for twice because of it."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from charlib.domain.footage.material import Material
from charlib.domain.footage.medium import Medium
from charlib.errors import CharlibError, CharlibWarning, InvalidInput, NotFound, ProviderError
from charlib.library import Library
from charlib.providers import creation, engine
from charlib.providers.messages import Request
from charlib.sandbox import Fault, Server

from .cast import (
    FAL,
    GRSAI,
    KIE,
    KLING,
    KLING_LEGACY,
    OPENAI,
    SEEDANCE,
    SEEDANCE_CLIP,
    SOUL,
    VIDU,
    Family,
    join,
    material,
)

WINDOW: dict[str, Any] = {"window": "0,4", "keep": False}


def create(lib: Library, server: Server, kept: Material, handle: str = "mia") -> None:
    """Create a character from kept media."""
    lib.create(handle, url=server.file_url("clip.mp4"), material=kept, **WINDOW)


def minted(server: Server, since: int) -> int:
    """How many characters were minted since then."""
    return server.ledger.minted - since


@pytest.mark.parametrize("family", [KLING, SEEDANCE, SOUL, KIE], ids=str)
def test_a_job_that_fails_is_told_with_its_reason(
    lib: Library, server: Server, folder: Path, family: Family
) -> None:
    """The provider's own words for a failed job reach the binding, in each envelope."""
    join(lib, server, family)
    struck = "GroupId" if family is SEEDANCE else ""
    server.faults.add(Fault("job_fails", body_contains=struck, message="no face found"))

    with pytest.raises(ProviderError, match="no face found"):
        create(lib, server, material(folder, server, family))

    (binding,) = lib.show("mia").bindings
    assert binding.state == "rejected"
    assert "no face found" in (binding.error or "")


@pytest.mark.parametrize("family", [OPENAI, VIDU, KLING, SEEDANCE, FAL, SOUL, KIE], ids=str)
def test_a_wrong_key_is_told_as_that(
    lib: Library, server: Server, folder: Path, family: Family
) -> None:
    """In each scheme and envelope a wrong key is known for what it is."""
    join(lib, server, family)
    wrong = "sandbox:wrong" if family in {SEEDANCE, SOUL} else "wrong"
    os.environ[family.key_env] = wrong

    with pytest.raises(ProviderError) as caught:
        create(lib, server, material(folder, server, family))

    assert caught.value.cause == "key"


def test_an_error_inside_a_200_is_an_error(lib: Library, server: Server) -> None:
    """Grsai's `-22` in a 200 means that the task is no more."""
    join(lib, server, GRSAI)
    lost = {"code": -22, "msg": "task does not exist", "data": None}
    server.faults.add(Fault("error_in_200", path_contains="/v1/draw/result", body=lost))

    with pytest.raises(ProviderError, match="no longer knows the task"):
        lib.create("mia", url=server.file_url("long.mp4"), window="5,7")

    assert lib.show("mia").bindings[0].state == "failed"


@pytest.mark.parametrize("family", [OPENAI], ids=str)
def test_a_lost_answer_is_unknown(
    lib: Library, server: Server, folder: Path, family: Family
) -> None:
    """A synchronous creation whose answer is lost is never sent again on its own."""
    join(lib, server, family)
    before = server.ledger.minted
    server.faults.add(Fault("lost_answer", method="POST"))

    with pytest.raises(ProviderError):
        create(lib, server, material(folder, server, family))
    lib.sync(retry=True)

    assert lib.show("mia").bindings[0].state == "unknown"
    assert minted(server, before) == 1


@pytest.mark.parametrize("family", [VIDU, FAL, KLING], ids=str)
def test_a_lost_answer_is_found_where_the_provider_can_tell_it(
    lib: Library, server: Server, folder: Path, family: Family
) -> None:
    """Vidu lists what it made, fal knows a request again, Kling can be asked: each made one."""
    join(lib, server, family)
    before = server.ledger.minted
    server.faults.add(Fault("lost_answer", method="POST"))

    create(lib, server, material(folder, server, family), handle=f"zoe_{family.base}")
    (binding,) = lib.show(f"zoe_{family.base}").bindings

    assert minted(server, before) == 1
    assert (binding.state, binding.remote_id) == ("ready", server.ledger.characters[-1].id)


def test_a_name_that_is_in_the_list_twice_is_nobodys(
    lib: Library, server: Server, folder: Path
) -> None:
    """Where several of its name are in the provider's list, a person must say which it is."""
    join(lib, server, VIDU)
    kept = material(folder, server, VIDU)
    client = lib._session.remotes.connect(lib._session.accounts.named("main")).connect("binding")
    server.faults.add(Fault("lost_answer", method="POST"), Fault("status", method="GET", times=0))
    with pytest.raises(ProviderError):
        create(lib, server, kept, handle="twin")
    client.send(sent(lib))
    client.send(sent(lib))
    server.faults.clear()

    assert lib.sync().unknown[0][0] == "@twin"
    assert "has 3 of its name" in str(lib.show("twin").bindings[0].error)


def test_a_lost_answer_of_kling_can_be_asked_for(
    lib: Library, server: Server, folder: Path
) -> None:
    """The key that a creation carried finds its task, so nothing is lost and nothing sent twice."""
    join(lib, server, KLING)
    before = server.ledger.minted
    server.faults.add(Fault("lost_answer", method="POST"))
    create(lib, server, material(folder, server, KLING))
    account = lib._session.accounts.named("main")
    profile = lib._session.accounts.profile(account)
    assert profile.create is not None
    row = sent(lib)

    asked = creation.recall(profile.create, row)
    client = lib._session.remotes.connect(account).connect("binding")
    assert asked is not None
    replies = [client.send(asked) for _ in range(2)]
    polled = engine.read_poll(profile, profile.create, replies[1], wants_id=True)
    again = client.send(row)

    assert polled.remote_id == server.ledger.characters[-1].id
    assert lib.show("mia").bindings[0].remote_id == polled.remote_id
    assert creation.key_of(profile.create, row) is not None
    assert again.status == 400
    assert minted(server, before) == 1


def test_a_repeated_key_mints_nothing_at_fal(lib: Library, server: Server, folder: Path) -> None:
    """Fal answers a request that it has seen before as it did before."""
    join(lib, server, FAL)
    create(lib, server, material(folder, server, FAL))
    before = server.ledger.minted
    row = sent(lib)
    client = lib._session.remotes.connect(lib._session.accounts.named("main")).connect("binding")

    again = client.send(row)

    assert again.status == 200
    assert row.headers["Idempotency-Key"]
    assert minted(server, before) == 0


def sent(lib: Library) -> Request:
    """The last request that the library kept."""
    with lib._session.store.write() as writer:
        (text,) = writer._scope.connection.execute(
            "SELECT request FROM binding ORDER BY id DESC"
        ).fetchone()
    return Request.from_json(json.loads(text))


def test_a_creation_of_several_steps_goes_on_where_it_stopped(
    lib: Library, server: Server, folder: Path
) -> None:
    """When a later picture is refused, trying again makes neither group nor the first anew."""
    join(lib, server, SEEDANCE)
    before = server.ledger.minted
    seen = len(server.ledger.requests)
    server.faults.add(Fault("status", body_contains="still-1", status=400, message="try later"))
    with pytest.raises(ProviderError):
        create(lib, server, material(folder, server, SEEDANCE))
    assert lib.show("mia").bindings[0].state == "rejected"
    with lib._session.store.write() as writer:
        writer._scope.connection.execute("UPDATE binding SET state = 'failed'")

    lib.sync(retry=True)

    (binding,) = lib.show("mia").bindings
    asked = [request.query for request in server.ledger.requests[seen:] if "/ark" in request.path]
    assert binding.state == "ready"
    assert binding.remote_id is not None
    assert len(binding.remote_id.split("+")) == minted(server, before) == 4
    assert sum("CreateAssetGroup" in request for request in asked) == 1


def test_two_steps_cannot_be_told_apart_by_a_wait(
    lib: Library, server: Server, folder: Path
) -> None:
    """Without waiting, steps that are answered at once are sent, and the review is left to sync."""
    join(lib, server, SEEDANCE)
    kept = material(folder, server, SEEDANCE)
    character = lib.create(
        "mia", url=server.file_url("clip.mp4"), material=kept, wait=False, **WINDOW
    )
    assert character.bindings[0].state == "processing"

    lib.sync()

    assert lib.show("mia").bindings[0].state == "ready"


def test_material_that_does_not_suffice_is_told_before_anything_is_sent(
    lib: Library, server: Server
) -> None:
    """Every way and everything that is missing in it is named, and no request leaves."""
    join(lib, server, KLING)
    before = len(server.ledger.requests)
    kept = Material(clip=Medium(url="https://h.example/c.mp4", duration_ms=2000))

    with pytest.raises(InvalidInput) as caught:
        create(lib, server, kept)

    assert "rules: no still is marked as frontal" in str(caught.value)
    assert "or the clip: its length is 2 s; the minimum is 3 s" in str(caught.value)
    assert len(server.ledger.requests) == before


def test_the_frame_rate_of_a_clip_is_read_where_it_matters(
    lib: Library, server: Server, folder: Path
) -> None:
    """Seedance takes 24 to 60 frames a second: of a kept clip they are read from its file."""
    join(lib, server, SEEDANCE)
    kept = material(folder, server, SEEDANCE_CLIP)
    assert kept.clip is not None
    before = len(server.ledger.requests)

    with pytest.raises(InvalidInput, match="it has 12 frames a second; the minimum is 24"):
        create(lib, server, kept._replace(clip=kept.clip._replace(path=str(folder / "clip.mp4"))))
    assert len(server.ledger.requests) == before
    with pytest.warns(CharlibWarning, match="its frame rate is not known"):
        create(lib, server, kept)


def test_fal_is_told_where_its_pictures_are(lib: Library, server: Server, folder: Path) -> None:
    """Its page asks for pictures at fal: others are refused; the simulator has its own."""
    join(lib, server, FAL)
    kept = material(folder, server, FAL)
    assert kept.frontal is not None
    elsewhere = kept.frontal._replace(url="https://h.example/still.jpg")
    with pytest.raises(InvalidInput, match=r"its URL must be at fal\.media"):
        create(lib, server, kept._replace(frontal=elsewhere))
    create(lib, server, kept)


def test_a_real_person_is_not_sent_where_they_are_refused(
    lib: Library, server: Server, folder: Path
) -> None:
    """A provider that refuses real people is not asked."""
    join(lib, server, OPENAI)
    before = len(server.ledger.requests)
    kept = material(folder, server, OPENAI)._replace(likeness="real")

    with pytest.raises(InvalidInput, match="a real person; this provider refuses real people"):
        create(lib, server, kept)

    assert len(server.ledger.requests) == before


def test_a_file_that_is_gone_fails_and_sends_nothing(
    lib: Library, server: Server, folder: Path, tmp_path: Path
) -> None:
    """A kept clip that was lost or changed before it was sent is told, and can be tried again."""
    join(lib, server, VIDU)
    moved = tmp_path / "still.jpg"
    kept = material(folder, server, VIDU)
    assert kept.frontal is not None
    before = len(server.ledger.requests)
    lost = Material(frontal=kept.frontal._replace(path=str(moved)))

    with pytest.raises(CharlibError, match=r"still\.jpg is missing on this machine"):
        create(lib, server, lost)
    moved.write_bytes(b"\xff\xd8\xffsomething else")
    lib.sync(retry=True)
    changed = lib.show("mia").bindings[0].error
    moved.write_bytes((folder / "still-0.jpg").read_bytes())
    lib.sync(retry=True)

    assert "the file has changed" in (changed or "")
    assert lib.show("mia").bindings[0].state == "ready"
    assert len(server.ledger.requests) == before + 1


def test_a_whole_video_is_taken_only_where_it_is_the_window(lib: Library, server: Server) -> None:
    """A provider that cuts nothing gets no URL of a longer video than the window."""
    join(lib, server, VIDU)
    away = server.file_url("away.mp4")
    with lib._session.store.write() as writer:
        writer.sources.record("url", away, duration_ms=10_000)

    with pytest.raises(InvalidInput, match="does not cut"):  # nor can it be cut here
        lib.create("mia", url=away, window="5,8")
    with pytest.raises(NotFound, match="no task 123"):
        lib.create("mia", task="123", window="5,8")
    lib.create("mia", url=server.file_url("clip.mp4"), window="0,4")
    lib.create("tom", url=server.file_url("long.mp4"), window="5,8")  # cut here

    assert lib.show("tom").bindings[0].method == "stills"
    assert lib.material(lib.show("tom")) is not None


def test_two_keys_make_a_token(lib: Library, server: Server, folder: Path) -> None:
    """A key of two parts is shown as a token; the new standard's paths do not take it."""
    join(lib, server, KLING_LEGACY)
    create(lib, server, material(folder, server, KLING_LEGACY))

    shown = server.ledger.requests[-1].headers["authorization"]
    assert shown.count(".") == 2
    assert "sandbox-key" not in shown


def test_numbers_beyond_a_doubles_reach_stay_exact(
    lib: Library, server: Server, folder: Path
) -> None:
    """Kling's ids are numbers in JSON, texts here, and numbers again in the older prompts."""
    join(lib, server, KLING_LEGACY)
    create(lib, server, material(folder, server, KLING_LEGACY))

    (binding,) = lib.show("mia").bindings
    rendered = lib.prompt("@mia walks")
    assert isinstance(binding.remote_id, str)
    assert int(binding.remote_id) > 2**53
    assert rendered.request == {"element_list": [{"element_id": int(binding.remote_id)}]}
    assert float(binding.remote_id) != int(binding.remote_id) or int(binding.remote_id) % 2


def test_a_character_known_to_be_real_is_not_made_where_it_is_refused(
    lib: Library, server: Server, folder: Path
) -> None:
    """What the library knows of a likeness counts, even where the media say nothing of it."""
    join(lib, server, OPENAI)
    server.faults.add(Fault("status", method="POST", status=500))
    with pytest.raises(ProviderError):
        create(lib, server, material(folder, server, OPENAI))
    lib.edit("mia", likeness="real")

    with pytest.raises(InvalidInput, match="@mia at main: it cannot be created at openai-videos"):
        create(lib, server, material(folder, server, OPENAI))
