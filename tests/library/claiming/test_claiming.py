"""Two members never pay for one creation."""

from __future__ import annotations

import shutil
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from itertools import count
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest

from charlib.domain.sharing import claims
from charlib.domain.sharing.claims import LEASE_MS
from charlib.errors import CharlibError
from charlib.library import Library, open_library
from charlib.library.claiming.chains import Chain
from charlib.library.claiming.guard import TeamGuard
from charlib.library.claiming.settling import claims_of, release
from charlib.sandbox import Server
from charlib.sandbox.wire.faults import Fault
from tests.clocks import Hurried

from .conftest import Members
from .members import ENVIRON, Counting, Dying, Elsewhen, Gone, Killed, order, placed, told

pytestmark = pytest.mark.filterwarnings("ignore::charlib.errors.CharlibWarning")
HOUR_MS = 3_600_000


def states(lib: Library, handle: str = "mia") -> list[str]:
    """The states of what a member has asked for."""
    return [binding.state for binding in lib.show(handle).bindings]


def unasked(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let nobody look before a creation is written, as if all began at the same moment."""
    monkeypatch.setattr(TeamGuard, "look", lambda *_: None)


def test_who_comes_later_is_told_to_pull(members: Members, url: str, sandbox: Server) -> None:
    """The second creation is refused before anything is written or sent, with who was first."""
    anna, bob = members(url)
    minted = sandbox.ledger.minted
    anna.create("mia", **order(sandbox))

    with pytest.raises(CharlibError, match=r"anna created it on .*, and its ID is not here") as no:
        bob.create("mia", **order(sandbox))

    assert told(no) == ("conflict", 1)
    assert "Bring in its ID" in no.value.hint
    assert sandbox.ledger.minted - minted == 1
    assert [person.handle for person in bob.list()] == ["seed"]


def test_of_five_at_the_same_moment_one_pays(
    members: Members, url: str, sandbox: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All want the same character, with a uid of each member's own; one sends, four are told."""
    unasked(monkeypatch)
    team, gate = members(url, 5), Barrier(5)
    minted = sandbox.ledger.minted

    def create(lib: Library) -> CharlibError | None:
        gate.wait()
        try:
            lib.create("mia", **order(sandbox))
        except CharlibError as error:
            return error
        return None

    with ThreadPoolExecutor(5) as pool:
        results = [*pool.map(create, team)]

    refused = [error for error in results if error is not None]
    assert (len(refused), {error.kind for error in refused}) == (4, {"conflict"})
    assert sandbox.ledger.minted - minted == 1
    assert sorted(state for lib in team for state in states(lib)) == ["failed"] * 4 + ["ready"]


def test_a_character_that_all_have_is_created_once_too(
    members: Members, url: str, sandbox: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is known by its uid, whatever one of them calls it."""
    unasked(monkeypatch)
    anna, bob = members(url)
    anna.add("mia", "ch_mia", account="main")
    anna.looks.add("mia", "rain", description="in the rain")
    anna.export_pack(tmp_path / "mia.charpack")
    bob.import_pack(tmp_path / "mia.charpack")
    bob.rename("mia", "mia_2")
    minted = sandbox.ledger.minted
    anna.looks.add("mia", "rain", **order(sandbox))

    with pytest.raises(CharlibError, match="anna created it"):
        bob.looks.add("mia_2", "rain", **order(sandbox))
    assert sandbox.ledger.minted - minted == 1


def test_after_a_pull_nothing_is_sent_for_what_is_there(
    members: Members, url: str, sandbox: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was refused stays failed, and is not sent by `sync --retry` once the ID has come."""
    unasked(monkeypatch)
    anna, bob = members(url)
    anna.create("mia", **order(sandbox))
    with pytest.raises(CharlibError):
        bob.create("mia", **order(sandbox))
    minted = sandbox.ledger.minted
    assert bob.sync(retry=True).states == {"failed": 1}
    anna.export_pack(tmp_path / "anna.charpack")
    bob.import_pack(tmp_path / "anna.charpack")

    bob.sync(retry=True)
    assert sandbox.ledger.minted == minted


def test_what_failed_is_free_for_the_others(members: Members, url: str, sandbox: Server) -> None:
    """A creation that the provider refused ends its claim."""
    anna, bob = members(url)
    sandbox.faults.add(Fault("status", method="POST", status=400, message="no face"))
    with pytest.raises(CharlibError):
        anna.create("mia", **order(sandbox))

    assert claims_of(bob._session, "mia") == []
    bob.create("mia", **order(sandbox))
    assert states(bob) == ["ready"]


@pytest.mark.parametrize("settle", [{"lost": True}, {"adopt": "ch_found"}], ids=["lost", "adopt"])
def test_what_got_no_answer_keeps_its_claim(
    members: Members, url: str, sandbox: Server, settle: dict[str, Any]
) -> None:
    """Until its member settles it: then the others may create it, or pull it."""
    anna, bob = members(url)
    sandbox.faults.add(Fault("lost_answer", method="POST"))
    with pytest.raises(CharlibError):
        anna.create("mia", **order(sandbox))
    assert states(anna) == ["unknown"]

    with pytest.raises(CharlibError, match="anna has been creating it since"):
        bob.create("mia", **order(sandbox))
    (note,) = claims_of(bob._session, "mia")
    assert (note.member, note.state, note.is_mine) == ("anna", "sending", False)

    anna.resolve("mia", **settle)
    if "lost" in settle:
        bob.create("mia", **order(sandbox))
        assert states(bob) == ["ready"]
    else:
        with pytest.raises(CharlibError, match="anna created it"):
            bob.create("mia", **order(sandbox))


def test_a_person_ends_the_claim_of_somebody_who_is_gone(
    members: Members, url: str, sandbox: Server
) -> None:
    """What anna sent may be paid for, so nobody else sends before bob says so."""
    anna, bob = members(url)
    sandbox.faults.add(Fault("lost_answer", method="POST"))
    with pytest.raises(CharlibError):
        anna.create("mia", **order(sandbox))
    with pytest.raises(CharlibError, match="and got no answer"):
        release(anna._session, "mia")

    (note,) = release(bob._session, "mia")
    assert (note.ref, note.account, note.member) == ("mia", "main", "anna")
    bob.create("mia", **order(sandbox))
    with pytest.raises(CharlibError, match="nobody else is creating"):
        release(bob._session, "mia")


def attempt(lib: Library, name: str, sandbox: Server) -> None:
    """Create what may be refused, and may be there."""
    with suppress(CharlibError):
        lib.create(name, **order(sandbox))


def back(lib: Library) -> None:
    """Come back after the lease has ended, and carry on."""
    lib._session.clock.wait(LEASE_MS / 1000 + 60)
    lib.sync(retry=True)


@pytest.mark.parametrize("is_written", [False, True], ids=["before", "after"])
def test_killed_at_any_moment_nobody_pays_twice(
    members: Members, url: str, sandbox: Server, *, is_written: bool
) -> None:
    """Killed at each object of a creation; the others, and the member itself, carry on."""
    anna, bob = members(url, clock=Hurried())
    for moment in count(1):
        minted, name = sandbox.ledger.minted, f"mia{moment}"
        deadly = partial(Dying, moment=moment, is_written=is_written)
        with placed(anna, deadly) as dying, suppress(Killed):
            attempt(anna, name, sandbox)
        for lib in (bob, anna, bob):
            back(lib)
            attempt(lib, name, sandbox)
        assert sandbox.ledger.minted - minted <= 1
        if not dying.has_struck:
            break
    assert moment > OBJECTS[url.startswith("s3:")]
    assert sandbox.ledger.minted - minted == 1


OBJECTS = {False: 4, True: 6}
"""The objects of a creation, in a folder and in a bucket: claims and ends, by handle and by uid."""


def claimed_only(lib: Library, sandbox: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """Claim a creation, and be killed before it is sent."""

    def die(*_: object) -> None:
        raise Killed

    with monkeypatch.context() as patch, suppress(Killed):
        patch.setattr(TeamGuard, "_go", die)
        attempt(lib, "mia", sandbox)


def test_a_claim_that_was_not_sent_ends_by_itself_in_a_bucket(
    members: Members, bucket: str, sandbox: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After ten minutes by the bucket's clock another member may take it; not before."""
    anna, bob = members(bucket)
    claimed_only(anna, sandbox, monkeypatch)

    for ahead in (0, LEASE_MS - 60_000):
        with placed(bob, lambda place: Elsewhen(place, ahead)):  # noqa: B023
            with pytest.raises(CharlibError, match="anna has been creating it"):
                bob.create("mia", **order(sandbox))
            (note,) = claims_of(bob._session, "mia")
            assert (note.state, note.until and note.until - note.since) == ("claimed", LEASE_MS)
    with placed(bob, lambda place: Elsewhen(place, LEASE_MS + 60_000)):
        bob.create("mia", **order(sandbox))
    assert states(bob) == ["ready"]


def test_a_claim_in_a_folder_never_ends_by_itself(
    members: Members, folder: str, sandbox: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """There is no clock that all members share, so a person ends it."""
    anna, bob = members(folder, clock=Hurried())
    claimed_only(anna, sandbox, monkeypatch)
    bob._session.clock.wait(1000 * HOUR_MS)

    with pytest.raises(CharlibError, match="anna has been creating it"):
        bob.create("mia", **order(sandbox))
    release(bob._session, "mia")
    bob.create("mia", **order(sandbox))
    assert states(bob) == ["ready"]


def test_who_was_too_slow_does_not_send(
    members: Members, bucket: str, sandbox: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A claim that was taken over meanwhile sends nothing, however late its member wakes up."""
    unasked(monkeypatch)
    anna, bob = members(bucket)
    minted, go = sandbox.ledger.minted, TeamGuard._go

    def sleep(guard: TeamGuard, *args: Any) -> None:
        if guard._team.member == "anna":
            with placed(bob, lambda place: Elsewhen(place, LEASE_MS + 60_000)):
                bob.create("mia", **order(sandbox))
        go(guard, *args)

    monkeypatch.setattr(TeamGuard, "_go", sleep)
    with pytest.raises(CharlibError, match=r"bob (created|has been creating) it"):
        anna.create("mia", **order(sandbox))
    assert (states(anna), states(bob)) == (["failed"], ["ready"])
    assert sandbox.ledger.minted - minted == 1


@pytest.mark.parametrize("hours", [-1, 1], ids=["behind", "ahead"])
def test_clocks_an_hour_apart_make_no_difference(
    members: Members, bucket: str, sandbox: Server, monkeypatch: pytest.MonkeyPatch, hours: int
) -> None:
    """Only the bucket's clock counts: a member's own does not end the claim of another."""

    class Wrong(Hurried):
        def now(self) -> int:
            return super().now() + hours * HOUR_MS

    anna, bob = members(bucket)
    bob._session.clock = Wrong(moves_day=False)
    claimed_only(anna, sandbox, monkeypatch)
    with pytest.raises(CharlibError, match="anna has been creating it"):
        bob.create("mia", **order(sandbox))


def test_without_the_place_nothing_is_sent(
    members: Members, url: str, sandbox: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A member who is offline cannot claim; nothing is written either, and reading goes on."""
    (anna,) = members(url, 1)
    received = sandbox.ledger.minted
    with placed(anna, Gone):
        with pytest.raises(CharlibError, match="nothing was sent") as no:
            anna.create("mia", **order(sandbox))
        assert told(no) == ("network", 3)
        assert [person.handle for person in anna.list()] == ["seed"]
        unasked(monkeypatch)
        with pytest.raises(CharlibError, match="nothing was sent") as no:
            anna.create("mia", **order(sandbox))
        assert told(no) == ("network", 3)
        assert states(anna) == ["failed"]
    assert sandbox.ledger.minted == received

    anna.sync(retry=True)
    assert states(anna) == ["ready"]


def test_what_cannot_be_told_is_told_by_the_next_sync(
    members: Members, url: str, sandbox: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The network goes after the answer came: a warning, and others see it as unfinished."""
    anna, bob = members(url)
    tell = Chain.end
    monkeypatch.setattr(Chain, "end", lambda *_: Gone(None).put)
    heard: list[str] = []
    anna.create("mia", **order(sandbox), warn=heard.append)
    assert [text.partition(":")[0] for text in heard] == [
        "the others cannot be told now how requests ended"
    ]
    monkeypatch.setattr(Chain, "end", tell)
    assert [note.state for note in claims_of(bob._session, "mia")] == ["sending"]

    anna.sync()
    assert [note.state for note in claims_of(bob._session, "mia")] == ["done"]


def test_who_only_reads_creates_nothing(members: Members, url: str, sandbox: Server) -> None:
    """Others could not see what it creates."""
    (anna,) = members(url, 1, read_only=True)
    with pytest.raises(CharlibError, match="only reads the shared cast") as no:
        anna.create("mia", **order(sandbox))
    assert told(no) == ("permission", 1)
    assert [person.handle for person in anna.list()] == ["seed"]

    own = {"base_url": sandbox.bases["sync"], "key_env": "MEMBERS_KEY"}
    anna.accounts.add("own", profile="sora-sync", **own)
    anna.create("mia", account="own", **order(sandbox))
    assert states(anna) == ["ready"]


def test_a_creation_costs_few_requests(members: Members, bucket: str, sandbox: Server) -> None:
    """What a member does in the bucket for one creation, from the look before it to the end."""
    (anna,) = members(bucket, 1)
    anna.create("tom", **order(sandbox, 1))
    with placed(anna, Counting) as counted:
        anna.create("mia", **order(sandbox))
    assert counted.calls == {"now": 1, "list": 4, "get": 2, "put": 6}


def test_a_copy_of_a_library_is_another_member(
    members: Members, url: str, sandbox: Server, tmp_path: Path
) -> None:
    """Both have the request without an answer; only the one that sent it may go on with it."""
    (anna,) = members(url, 1)
    sandbox.faults.add(Fault("lost_answer", method="POST"))
    attempt(anna, "mia", sandbox)
    anna.close()
    shutil.copytree(anna.home.data, tmp_path / "copy")
    minted = sandbox.ledger.minted

    with open_library(tmp_path / "copy", environ=ENVIRON, clock=Hurried()) as copy:
        with pytest.raises(CharlibError, match="anna has been creating it"):
            copy.resolve("mia")
        assert sandbox.ledger.minted == minted
    anna.resolve("mia")
    assert states(anna) == ["ready"]
    assert sandbox.ledger.minted - minted == 1


def test_after_a_restore_the_claim_is_still_its_own(
    members: Members, url: str, sandbox: Server, tmp_path: Path
) -> None:
    """The log of sends knows what the backup does not: the claim ends when the answer is known."""
    anna, bob = members(url)
    anna.backup(tmp_path / "before.db")
    sandbox.faults.add(Fault("lost_answer", method="POST"))
    attempt(anna, "mia", sandbox)
    anna.restore_backup(tmp_path / "before.db")

    with pytest.raises(CharlibError, match="anna has been creating it"):
        bob.create("mia", **order(sandbox))
    (note,) = release(anna._session, "mia")
    assert note.is_mine
    anna.create("mia", **order(sandbox))
    assert states(anna) == ["ready"]


def test_the_voice_and_the_looks_of_a_character_are_claimed_apart() -> None:
    """Nobody waits for somebody who makes something else of the same character."""
    keys = {
        claims.uid_key("c1", "", "a1"), claims.uid_key("c1", "l1", "a1"),
        claims.uid_key("c1", "", "a2"), claims.uid_key("c1", "", "a1", is_voice=True),
        claims.uid_key("c2", "", "a1"),
    }  # fmt: skip
    names = {
        claims.named_key("p", "mia", "", "a1"), claims.named_key("p", "mia", "rain", "a1"),
        claims.named_key("q", "mia", "", "a1"), claims.named_key("p", "mia", "voice:", "a1"),
    }  # fmt: skip
    assert (len(keys), len(names)) == (5, 4)
    assert claims.named_key("p", "MIA", "Rain", "a1") in names


def test_a_damaged_claim_is_settled_by_a_person(
    members: Members, url: str, sandbox: Server
) -> None:
    """Nobody knows what it said, so nothing is sent until somebody ends it."""
    (anna,) = members(url, 1)
    team, account = anna._session.team, anna.accounts.show("main")
    assert team is not None
    key = claims.named_key("default", "mia", "", account.uid)
    assert team.place.put(claims.numbered(key, 1), b'{"format": 2}')
    with pytest.raises(CharlibError, match="another member has been creating it"):
        anna.create("mia", **order(sandbox))
    release(anna._session, "mia")
    anna.create("mia", **order(sandbox))
    assert states(anna) == ["ready"]
