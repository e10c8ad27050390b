"""Lists of a provider that repeat IDs, go on for ever, or are no lists: each is read once."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

import pytest

from charlib.errors import NoAnswer
from charlib.providers.messages import Reply, Request
from charlib.providers.profile import Profile
from charlib.providers.profiles import Profiles
from charlib.providers.transport.client import Client
from charlib.sync.inventory import recovery

PAGED = """
extends = "plain"
http = { base_url = "http://list.example", key_env = "LIST_KEY" }
[listing]
items = "data"
remote_id = "id"
pages = "token"
next = "next"
call.method = "GET"
call.path = "/list"
call.fields = { page = "after" }
"""


class Desk:
    """A provider that answers its n-th question with `page(n)`."""

    def __init__(self, page: Callable[[int], Any]) -> None:
        self._page, self.asked = page, 0

    def send(self, _: Request) -> Reply:
        """Answer a question."""
        self.asked += 1
        return Reply(200, "application/json", json.dumps(self._page(self.asked)))


@pytest.fixture
def profile(tmp_path: Path) -> Profile:
    """A profile whose list has pages by tokens."""
    (tmp_path / "paged.toml").write_text(PAGED, "utf-8")
    return Profiles(tmp_path).load("paged")


def read(profile: Profile, desk: Desk, **more: Any) -> list[str]:
    """The IDs of a list."""
    entries = recovery.listed(profile, cast("Client", desk), **more)
    return [entry.remote_id for entry in entries]


def test_an_id_that_is_repeated_is_listed_once(profile: Profile) -> None:
    """Ten thousand entries, many of them twice, and some that are no characters."""
    odd = [None, 5, [], {"id": None}, {"id": {"a": 1}}, {"id": True}]
    page = {"data": [*({"id": f"c{n % 9_000}"} for n in range(10_000)), *odd], "next": None}

    assert read(profile, Desk(lambda _: page)) == [f"c{n}" for n in range(9_000)]


@pytest.mark.parametrize("entries", [[], [{"id": "c1"}]], ids=["nothing", "the same"])
def test_a_list_that_goes_on_for_ever_is_left(profile: Profile, entries: list[Any]) -> None:
    """A new token each time, and nothing new behind it."""
    desk = Desk(lambda n: {"data": entries, "next": f"t{n}"})

    with pytest.raises(NoAnswer, match=r"the list of paged is too long: \d\d pages were read"):
        read(profile, desk)
    assert desk.asked < 50


def test_some_pages_may_be_empty(profile: Profile) -> None:
    """A provider that filters its pages may send a few with nothing on them."""
    desk = Desk(lambda n: {"data": [{"id": f"c{n}"}] * (n % 10 == 0), "next": f"t{n}" * (n < 40)})

    assert read(profile, desk) == ["c10", "c20", "c30", "c40"]


def test_a_list_has_a_limit_of_pages(profile: Profile) -> None:
    """New IDs without end are not read without end."""
    desk = Desk(lambda n: {"data": [{"id": f"c{n}"}], "next": f"t{n}"})

    with pytest.raises(NoAnswer, match="is too long: 7 pages were read"):
        read(profile, desk, pages=7)
    assert desk.asked == 7
