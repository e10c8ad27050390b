"""Films whose answers were lost are found again and paid for once; queued ones are cancelled."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from charlib.errors import Conflict, InvalidInput, ProviderError
from charlib.library import Library, open_library
from charlib.sandbox import Fault, Server
from tests.clocks import Hurried

from .cast import KLING, KLING_LEGACY, SEEDANCE, SOUL, VIDU, VIDU_CLIP, Family, join
from .test_create_to_film import make

PATHS = {KLING: "/omni-video/", KLING_LEGACY: "/v1/videos/omni-video", SEEDANCE: "/generations/"}
PROMPT = "a quiet street"
LOST = ("lost_answer", "truncated_json", "null_id")


def film(lib: Library, **wishes: Any) -> None:
    """Send a film, and find its answer again if it was lost."""
    try:
        lib.generate(PROMPT, **wishes)
    except ProviderError:
        lib.sync()


@pytest.mark.parametrize("family", PATHS, ids=str)
@pytest.mark.parametrize("kind", LOST)
def test_a_lost_film_is_found_again(
    lib: Library, server: Server, family: Family, kind: str
) -> None:
    """The provider made the film: it is adopted, fetched, and never sent a second time."""
    join(lib, server, family)
    before = len(server.ledger.generations)
    server.faults.add(Fault(kind, method="POST", path_contains=PATHS[family]))

    film(lib, seconds=4 + LOST.index(kind), ratio="9:16")

    (task,) = lib.tasks.list()
    (billed,) = server.ledger.generations[before:]
    assert (task.state, task.remote_id) == ("done", billed.id)
    assert Path(str(task.output)).is_file()


@pytest.mark.parametrize("family", [KLING, KLING_LEGACY], ids=str)
def test_a_film_that_never_arrived_is_sent_once(
    lib: Library, server: Server, family: Family
) -> None:
    """The provider does not know the key: nothing was made, and the request is sent."""
    join(lib, server, family)
    before = len(server.ledger.generations)
    server.faults.add(Fault("reset_before", method="POST", path_contains=PATHS[family]))

    film(lib)

    (task,) = lib.tasks.list()
    assert task.state == "done"
    assert len(server.ledger.generations) == before + 1


@pytest.mark.parametrize(("seconds", "state"), [(8, "unknown"), (9, "done")])
def test_only_a_film_that_it_must_be_is_adopted(
    lib: Library, server: Server, tmp_path: Path, seconds: int, state: str
) -> None:
    """A list without keys: of two films that may be it a person decides; a longer one is not."""
    ratio = "3:4" if state == "unknown" else "4:3"  # the server has the films of both cases
    with open_library(tmp_path / "stranger", clock=Hurried(moves_day=False)) as stranger:
        join(stranger, server, SEEDANCE)
        stranger.generate(PROMPT, wait=False, seconds=8, ratio=ratio)
    join(lib, server, SEEDANCE)
    server.faults.add(Fault("lost_answer", method="POST", path_contains=PATHS[SEEDANCE]))

    film(lib, seconds=seconds, ratio=ratio)

    (task,) = lib.tasks.list()
    assert task.state == state
    assert state == "done" or "that it may be" in str(task.error)


def test_of_two_lost_films_that_one_may_be_none_is_adopted(lib: Library, server: Server) -> None:
    """One never arrived, the other did: which is which cannot be told, however late it is asked."""
    join(lib, server, SEEDANCE)
    before = len(server.ledger.generations)
    for kind in ("reset_before", "lost_answer"):
        server.faults.add(Fault(kind, method="POST", path_contains=PATHS[SEEDANCE]))
        film(lib, seconds=11, ratio="21:9")
    lib.sync()

    tasks = lib.tasks.list()
    assert [(task.state, task.remote_id) for task in tasks] == [("unknown", None)] * 2
    assert len(server.ledger.generations) == before + 1


def test_a_queued_film_is_cancelled(lib: Library, server: Server) -> None:
    """What the provider answers is recorded; `sync` leaves the film alone afterwards."""
    join(lib, server, SEEDANCE)
    lib.generate(PROMPT, wait=False, ratio="1:1")

    task = lib.tasks.cancel("1")

    assert (task.state, task.error) == ("failed", "it was cancelled")
    assert lib.sync().states == {}
    with pytest.raises(Conflict, match="task 1 is failed already"):
        lib.tasks.cancel("1")


def test_a_film_that_runs_is_not_cancelled_at_ark(lib: Library, server: Server) -> None:
    """A refusal changes nothing: the film is waited for as before."""
    join(lib, server, SEEDANCE)
    lib.generate(PROMPT, wait=False, ratio="4:3")
    server.faults.add(
        Fault("status", method="DELETE", status=409, body={"error": {"code": "InvalidAction"}})
    )

    with pytest.raises(ProviderError):
        lib.tasks.cancel("1")
    assert lib.tasks.wait("1").state == "done"


def test_an_answer_without_sense_cancels_nothing(lib: Library, server: Server) -> None:
    """A list is no answer to a cancelling: the film stays as it is, and is waited for."""
    join(lib, server, SEEDANCE)
    lib.generate(PROMPT, wait=False, ratio="3:4", seconds=6)
    server.faults.add(Fault("error_in_200", method="DELETE", body=[]))

    with pytest.raises(ProviderError):
        lib.tasks.cancel("1")
    assert lib.tasks.wait("1").state == "done"


def test_a_film_that_is_sent_meanwhile_is_not_cancelled(
    lib: Library, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another process claims a planned film between the look and the record: a conflict."""
    join(lib, server, SEEDANCE)
    with lib._session.store.plan() as writer:
        number = writer.jobs.add_task(
            lib.accounts.show("main").id, state="planned", request={}, prompt=PROMPT
        )
    seen = lib._session.store.read.jobs.job

    def claimed_after(what: str, uid: str) -> Any:
        job = seen(what, uid)
        with lib._session.store.settle() as writer:
            assert writer.jobs.claim("task", uid, owner="other/1/x", until=2**60)
        return job

    monkeypatch.setattr(lib._session.store.read.jobs, "job", claimed_after)
    with pytest.raises(Conflict, match=f"task {number} is no longer waiting to be sent"):
        lib.tasks.cancel(str(number))
    (task,) = lib.tasks.list()
    assert task.error is None


def test_vidu_cancels_by_post(lib: Library, server: Server, folder: Path) -> None:
    """The id goes into the path and into the body, as Vidu's page has it."""
    join(lib, server, VIDU)
    make(lib, server, folder, VIDU, "mia", 0)
    lib.generate("@mia waits", wait=False)

    assert lib.tasks.cancel("1").error == "it was cancelled"
    assert lib.sync().states == {}


def test_a_subject_of_a_clip_is_filmed_by_the_model_that_can(
    lib: Library, server: Server, folder: Path
) -> None:
    """The model is chosen, and told; one that cannot is refused with the one that can."""
    join(lib, server, VIDU_CLIP)
    make(lib, server, folder, VIDU_CLIP, "mia", 0)
    told: list[str] = []

    task = lib.generate("@mia walks", ratio="9:16", warn=told.append)

    assert (task.state, task.model) == ("done", "viduq2-pro")
    assert told == ["@mia: made from a clip, so the film is made with viduq2-pro, not viduq3"]
    with pytest.raises(InvalidInput, match="viduq3 films no character that was made from a clip"):
        lib.generate("@mia walks", model="viduq3")
    with pytest.raises(InvalidInput, match="viduq3 films no character that was made from a clip"):
        lib.generate("@mia walks", params={"model": "viduq3"})
    with pytest.raises(InvalidInput, match="vidu-subjects with viduq2-pro takes 1 to 10 seconds"):
        lib.generate("@mia walks", seconds=16)


def test_a_lost_training_is_found_in_the_list(lib: Library, server: Server, folder: Path) -> None:
    """Higgsfield's list has the training: it is adopted, and trained once."""
    join(lib, server, SOUL)
    before = len(server.ledger.characters)
    server.faults.add(Fault("lost_answer", method="POST", path_contains="/custom-references"))

    try:
        make(lib, server, folder, SOUL, "zoe", 1)
    except ProviderError:
        lib.sync()

    assert [binding.state for binding in lib.show("zoe").bindings] == ["ready"]
    assert len(server.ledger.characters) == before + 1


@pytest.mark.parametrize(("call", "skip"), [("GroupType", 0), ("AssetType", 0), ("AssetType", 2)])
def test_a_lost_part_of_a_character_is_found_in_the_list(
    lib: Library, server: Server, folder: Path, call: str, skip: int
) -> None:
    """Ark's lists have the group and the assets: the creation goes on, and makes nothing twice."""
    join(lib, server, SEEDANCE)
    before = len(server.ledger.characters)
    server.faults.add(Fault("lost_answer", body_contains=call, skip=skip))
    handle = f"lou{call}{skip}".casefold()

    try:
        make(lib, server, folder, SEEDANCE, handle, 2)
    except ProviderError:
        lib.sync()

    minted = server.ledger.characters[before:]
    (binding,) = lib.show(handle).bindings
    assert (binding.state, binding.remote_id) == ("ready", "+".join(each.id for each in minted))
    assert len(minted) == 4
    assert len({each.mention for each in minted}) == 1, "all assets are in one group"


@pytest.mark.parametrize("family", [KLING, VIDU, SOUL, SEEDANCE], ids=str)
def test_an_account_is_checked_without_paying(
    lib: Library, server: Server, family: Family, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A good key is accepted at each address that takes one; a wrong one is refused."""
    join(lib, server, family)
    minted, billed = len(server.ledger.characters), len(server.ledger.generations)

    assert lib.accounts.check("main").state == "accepted"
    assert (len(server.ledger.characters), len(server.ledger.generations)) == (minted, billed)
    monkeypatch.setenv("WRONG_KEY", "wrong:key")
    join(lib, server, replace(family, key_env="WRONG_KEY"), "wrong")
    with pytest.raises(ProviderError) as caught:
        lib.accounts.check("wrong")
    assert caught.value.kind == "key"
