"""Programs written after the first tutorials run on a library."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from charlib import compat
from charlib import open as open_library
from charlib.compat import SoraCharacterManager
from charlib.errors import Refused, Retired
from charlib.sandbox import Server


@pytest.fixture
def manager(sandbox: Server, home: Path) -> Iterator[SoraCharacterManager]:
    """The tutorials' manager, at the simulator."""
    with SoraCharacterManager("sandbox-key", base_url=sandbox.bases["async"], home=home) as opened:
        yield opened


def test_a_tutorial_runs_and_is_recorded(
    manager: SoraCharacterManager, sandbox: Server, home: Path
) -> None:
    """A character from a URL is filmed, and one is cut out of the film; all of it is kept."""
    character_id = manager.create_character_from_url(sandbox.file_url("mia.mp4"), "5,8")
    task_id = manager.generate_with_character(character_id, "walks through a city", duration=4)
    done = manager.wait_for_completion(task_id)
    second = manager.create_character_from_task(task_id, "1,3")

    assert (done["id"], done["status"]) == (task_id, "completed")
    assert Path(done["file"]).is_file()
    assert f"@{character_id} walks through a city" in done["prompt"]
    with open_library(home) as lib:
        first, other = sorted(lib.list(), key=lambda character: character.id)
        assert (first.bindings[0].remote_id, other.bindings[0].remote_id) == (character_id, second)
        assert lib.uses(first.handle) == 1
        assert other.bindings[0].source == f"task:{task_id}"


def test_an_id_from_elsewhere_is_catalogued(manager: SoraCharacterManager, sandbox: Server) -> None:
    """Tutorials keep ids in variables: one that the library does not have is added, once."""
    minted = manager.create_character_from_url(sandbox.file_url("mia.mp4"), "2,4")
    manager.library.remove(manager.library.list()[0].handle)
    for _ in range(2):
        manager.generate_with_character(minted, "waves", duration=4)

    (known,) = manager.library.list()
    assert known.bindings[0].remote_id == minted
    assert manager.library.uses(known.handle) == 2


def test_an_at_that_is_no_character_is_sent_as_it_is(
    manager: SoraCharacterManager, sandbox: Server
) -> None:
    """A tutorial's prompt may say anything: charlib does not refuse it."""
    task_id = manager.generate_video("a sign with @nobody_at_all on it", duration=4)

    assert manager.library.tasks.show(task_id).prompt == "a sign with @nobody_at_all on it"
    assert sandbox.ledger.generations[-1].prompt == "a sign with @nobody_at_all on it"


def test_waiting_ends(manager: SoraCharacterManager) -> None:
    """A task that is not finished in time is a TimeoutError, and stays open for sync."""
    task_id = manager.generate_video("a street", duration=4)
    with pytest.raises(TimeoutError, match="still"):
        manager.wait_for_completion(task_id, timeout=0)
    assert manager.library.tasks.show(task_id).state in {"queued", "running"}


def test_the_same_address_is_the_same_account(
    manager: SoraCharacterManager, sandbox: Server, home: Path
) -> None:
    """A second manager of an address finds the account of the first; another gets its own."""
    base = sandbox.bases["async"]
    with SoraCharacterManager("sandbox-key", base_url=f"{base}/", home=home) as again:
        assert again.account == manager.account
    with SoraCharacterManager("k", base_url=sandbox.bases["sync"], home=home) as other:
        assert other.account != manager.account


def test_a_wrong_key_is_told(sandbox: Server, home: Path) -> None:
    """The key is the manager's own, and is written nowhere."""
    with (
        SoraCharacterManager("wrong-key", base_url=sandbox.bases["async"], home=home) as manager,
        pytest.raises(Refused),
    ):
        manager.create_character_from_url(sandbox.file_url("mia.mp4"), "5,8")
    assert b"wrong-key" not in (home / "library.db").read_bytes()


def test_the_dead_service_is_told(home: Path) -> None:
    """Without an address it is the tutorial's own service, and that has ended."""
    with SoraCharacterManager("sk-1", home=home) as manager, pytest.raises(Retired):
        manager.create_character_from_url("https://host.example/clip.mp4", "5,8")


@pytest.mark.parametrize(
    ("timestamps", "duration", "is_valid"),
    [
        ("5,8", 10, True),
        ("0,1", 1, True),
        ("5,9", 10, False),
        ("5,5.5", 10, False),
        ("8,5", 10, False),
        ("9,12", 10, False),
        ("five", 10, False),
    ],
)
def test_timestamps_are_validated(timestamps: str, duration: float, *, is_valid: bool) -> None:
    """One to three seconds, inside the video, in the right order; a reason where not."""
    valid, message = compat.validate_timestamps(timestamps, duration)
    assert (valid, bool(message)) == (is_valid, True)


def test_the_functions_use_the_default_account(sandbox: Server, home: Path) -> None:
    """The tutorials' functions work on this user's library."""
    with open_library(home) as lib:
        lib.accounts.add("main", profile="sandbox", base_url=sandbox.bases["async"])
    os.environ["CHARLIB_HOME"] = str(home)
    character_id = compat.create_character(sandbox.file_url("mia.mp4"), "5,8")
    task_id = compat.generate_video_with_character("walks", character_id)

    with open_library(home) as lib:
        assert lib.tasks.show(task_id).prompt == f"@{character_id} walks"
