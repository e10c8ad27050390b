"""What exists at a provider: what ends a list, and what a deletion proves."""

from __future__ import annotations

from typing import Any

import pytest

from charlib.errors import InvalidInput, Refused
from charlib.providers import engine, inventory
from charlib.providers.messages import Reply, Request
from charlib.providers.profile import AnswerPlaces
from charlib.sync.inventory import recovery
from tests.providers.saying import PLAIN, bundled, profile, reply

LISTING = """
[listing]
items = "data"
remote_id = "id"
pages = "PAGES"
next = "next"
size = 2
[listing.call]
method = "GET"
path = "/characters"
fields = { page = "page" }
"""


class Pages:
    """A provider that answers with one page after the other, and then with the first again."""

    def __init__(self, *pages: tuple[list[int], str | None]) -> None:
        self.pages = pages
        self.sent = 0

    def send(self, request: Request) -> Reply:
        """Answer with the next page."""
        assert request.path == "/characters"
        assert self.sent < 20, "the list does not end"
        ids, following = self.pages[self.sent % len(self.pages)]
        self.sent += 1
        return reply({"data": [{"id": str(n)} for n in ids], "next": following})


@pytest.mark.parametrize(
    ("kind", "pages", "ids", "sent"),
    [
        ("number", [([1, 2], None)], "12", 2),
        ("offset", [([1, 2], None)], "12", 2),
        ("token", [([1, 2], "a"), ([3, 4], "b")], "1234", 3),
        ("token", [([1, 2], "a"), ([], "b"), ([2, 3], None)], "123", 3),
        ("number", [([1, 2], None), ([2, 3], None), ([3], None)], "123", 3),
        ("number", [([1, 1], None), ([1], None)], "1", 2),
    ],
)
def test_a_list_ends_and_names_everything_once(
    kind: str, pages: list[tuple[list[int], str | None]], ids: str, sent: int
) -> None:
    """A provider that ignores the page, or repeats items, is not asked for ever."""
    client: Any = Pages(*pages)
    entries = list(recovery.listed(profile(PLAIN + LISTING.replace("PAGES", kind)), client))

    assert ("".join(entry.remote_id for entry in entries), client.sent) == (ids, sent)


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (400, {"error": {"message": "the element is in use"}}),
        (422, {"detail": "invalid id"}),
        (200, {"code": 1201, "message": "element is being used"}),
        (404, {"detail": "Not Found"}),
        (404, "<html>nothing here</html>"),
        (404, ""),
    ],
)
def test_a_refused_deletion_is_no_deletion(status: int, body: object) -> None:
    """Only a provider that says that it does not have the character has deleted it before."""
    with pytest.raises(Refused):
        inventory.read_delete(bundled("kling-elements"), reply(body, status), "77")


@pytest.mark.parametrize("remote_id", [".", ".."])
def test_an_id_is_no_way_to_another_address(remote_id: str) -> None:
    """`/characters/..` is the address of something else."""
    with pytest.raises(InvalidInput, match="invalid ID"):
        inventory.build_verify(bundled("openai-videos"), remote_id)


PLACES = AnswerPlaces(status=("status", "state"))


@pytest.mark.parametrize(
    ("body", "status"),
    [("", "failed"), ({}, "failed"), ({"status": "cancelled"}, "failed"),
     ({"status": "done"}, "done"), ({"status": "processing"}, "running")],
)  # fmt: skip
def test_a_film_is_cancelled_if_the_provider_says_so(body: object, status: str) -> None:
    """It says so by a status, or with nothing at all."""
    assert engine.read_cancel(profile(), PLACES, reply(body)) == status


@pytest.mark.parametrize(
    "body",
    [[], [{}], "true", '"ok"', "null", "7", {"status": "is being stopped"}, {"state": "ok"}],
    ids=str,
)
def test_what_nobody_understands_cancels_nothing(body: object) -> None:
    """A list, a bare value and an unknown word are no answer to the question."""
    with pytest.raises(Refused) as caught:
        engine.read_cancel(profile(), PLACES, reply(body))
    assert caught.value.cause == "not_understood"
    assert str(caught.value)


@pytest.mark.parametrize(
    ("status", "body"),
    [(200, {"code": 0}), (204, ""), (404, {"message": "element 77 not found"})],
)
def test_what_is_gone_is_deleted(status: int, body: object) -> None:
    """A deletion that worked, and one of what was gone before."""
    inventory.read_delete(bundled("kling-elements"), reply(body, status), "77")
