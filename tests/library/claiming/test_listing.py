"""All open claims of a team, by whatever names they have here."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from charlib.domain.sharing import claims
from charlib.library import Library
from charlib.library.claiming.settling import release
from charlib.library.sharing import shares
from charlib.objects.place import Place
from charlib.sandbox import Server
from charlib.sandbox.wire.faults import Fault

from .conftest import Members
from .members import order

pytestmark = pytest.mark.filterwarnings("ignore::charlib.errors.CharlibWarning")


def _unanswered(lib: Library, sandbox: Server, handle: str, **more: Any) -> None:
    """Create a character whose request gets no answer: its claim stays."""
    sandbox.faults.add(Fault("lost_answer", method="POST"))
    with pytest.raises(Exception, match="answer"):
        lib.create(handle, **order(sandbox), **more)


def _told(lib: Library) -> list[tuple[str, str, str, str, bool]]:
    return [
        (note.ref, note.account, note.member, note.state, note.is_mine)
        for note in lib.share.claims()
    ]


def test_everyones_open_claims_are_listed(members: Members, url: str, sandbox: Server) -> None:
    """The oldest first; what was pulled has its name, also under another handle."""
    anna, bob = members(url)
    shares.enter(anna._session.team.place, read_only=False)
    _unanswered(anna, sandbox, "mia")
    bob.create("zoe", **order(sandbox, 1))
    _unanswered(bob, sandbox, "tom")
    assert _told(anna) == [
        ("mia", "main", "anna", "sending", True),
        ("", "main", "bob", "done", False),
        ("", "main", "bob", "sending", False),
    ]
    bob.share.push()
    anna.share.pull()
    anna.rename("tom", "thomas")
    assert _told(anna) == [
        ("mia", "main", "anna", "sending", True),
        ("thomas", "main", "bob", "sending", False),
    ]
    assert all(note.since for note in anna.share.claims())

    anna.undo()
    release(anna._session, "tom")
    assert _told(bob) == [("", "main", "anna", "sending", False)]


def test_a_claim_without_a_uid_has_its_name(members: Members, url: str) -> None:
    """A member who was killed between two objects has told the others only what it is called."""
    anna, bob = members(url)
    bob.add("mia", "ch_mia", account="main")
    bob.looks.add("mia", "rain")
    account = bob.accounts.show("main").uid
    place = anna._session.team.place
    mine = claims.Claim("sending", "anna", "log", "job", 1, 1_000)
    for look in ("", "rain", "voice:"):
        key = claims.named_key("default", "mia", look, account)
        place.put(claims.numbered(key, 1), claims.to_bytes(mine._replace(job=f"job {look}")))
    assert sorted(note.ref for note in bob.share.claims()) == ["mia", "mia+rain", "voice:mia"]
    assert {note.ref for note in anna.share.claims()} == {""}


def test_a_claim_that_ran_out_keeps_nobody(members: Members, bucket: str) -> None:
    """In a bucket its clock says so."""
    (anna,) = members(bucket, 1)
    account = anna.accounts.show("main").uid
    team = anna._session.team
    late = claims.Claim("claimed", "bob", "log", "job", 1, 1_000, until=2_000)
    place: Place = team.place
    place.put(claims.numbered(claims.named_key("default", "mia", "", account), 1),
              claims.to_bytes(late))  # fmt: skip
    assert anna.share.claims() == []
    place.put(claims.numbered(claims.named_key("default", "tom", "", account), 1),
              claims.to_bytes(late._replace(until=team.now() + 60_000)))  # fmt: skip
    assert [note.state for note in anna.share.claims()] == ["claimed"]


def test_claims_that_have_ended_are_read_once(
    members: Members, folder: str, sandbox: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A cast of years has thousands of them; one that goes on is read again."""
    (anna,) = members(folder, 1)
    anna.create("mia", **order(sandbox))
    place = anna._session.team.place
    read: Counter[str] = Counter()
    plain = place.get

    def counting(key: str, limit: int) -> bytes:
        read[key.partition("/")[0]] += 1
        return plain(key, limit)

    monkeypatch.setattr(place, "get", counting)
    assert anna.share.claims() == []
    assert read == {"claims": 2}
    assert anna.share.claims() == []
    assert read == {"claims": 2}

    account = anna.accounts.show("main").uid
    key = claims.named_key("default", "mia", "", account)
    number = max(map(claims.number_of, place.list(f"{key}.")))
    again = claims.Claim("sending", "bob", "log", "job", 1, 1_000)
    place.put(claims.numbered(key, number + 1), claims.to_bytes(again))
    assert [note.member for note in anna.share.claims()] == ["bob"]
