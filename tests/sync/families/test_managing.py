"""What exists at a provider: listed, verified, taken away, over real sockets."""

from __future__ import annotations

from pathlib import Path

import pytest

from charlib.errors import InvalidInput, Refused
from charlib.library import Library
from charlib.providers import engine, inventory
from charlib.providers.messages import Reply, Request
from charlib.providers.profile import Profile
from charlib.sandbox import Server

from .cast import FAL, KLING, OPENAI, SEEDANCE, SOUL, VIDU, Family, join, material


class Desk:
    """An account at a family with some characters, and a way to ask its provider."""

    def __init__(self, lib: Library, server: Server, folder: Path, family: Family) -> None:
        join(lib, server, family)
        account = lib._session.accounts.named("main")
        self.profile: Profile = lib._session.accounts.profile(account)
        self._client = lib._session.remotes.connect(account).connect("binding")
        self.ids: list[str] = []
        for n, handle in enumerate(("mia", "tom", "eva")):
            kept = material(folder, server, family, order=n)
            url = server.file_url("clip.mp4")
            character = lib.create(handle, url=url, window="0,4", material=kept)
            self.ids.append(str(character.bindings[0].remote_id))

    def ask(self, request: Request) -> Reply:
        """Send a request of the account's."""
        return self._client.send(request)

    def listed(self) -> list[inventory.ListedCharacter]:
        """All pages of the provider's list."""
        entries: list[inventory.ListedCharacter] = []
        after: str | None = None
        while True:
            reply = self.ask(inventory.build_list(self.profile, after))
            page = inventory.read_list(self.profile, reply, after)
            entries += page.characters
            after = page.next
            if after is None:
                return entries


@pytest.mark.parametrize("family", [KLING, VIDU, FAL], ids=str)
def test_what_was_made_is_listed(
    lib: Library, server: Server, folder: Path, family: Family
) -> None:
    """A provider's list has every character that was made, with name and id as text."""
    desk = Desk(lib, server, folder, family)
    by_id = {character.remote_id: character for character in desk.listed()}

    assert [by_id[id_].name.split()[0] for id_ in desk.ids] == ["mia", "tom", "eva"]
    if family is KLING:
        assert all(by_id[id_].key for id_ in desk.ids)


def test_pages_are_followed(lib: Library, server: Server, folder: Path) -> None:
    """A list of several pages is read to its end, by token, by number and by offset."""
    desk = Desk(lib, server, folder, VIDU)
    whole = [character.remote_id for character in desk.listed()]
    assert desk.profile.listing is not None
    small = {**desk.profile.listing.call.constants, "count": 1}
    call = desk.profile.listing.call._replace(constants=small)
    listing = desk.profile.listing._replace(call=call)
    desk.profile = desk.profile._replace(listing=listing)

    assert [character.remote_id for character in desk.listed()] == whole


@pytest.mark.parametrize("family", [OPENAI, SEEDANCE, SOUL], ids=str)
def test_one_can_be_verified(lib: Library, server: Server, folder: Path, family: Family) -> None:
    """A character that is there is ready, one that nobody knows is gone."""
    desk = Desk(lib, server, folder, family)

    def standing(remote_id: str) -> str:
        reply = desk.ask(inventory.build_verify(desk.profile, remote_id))
        return inventory.read_verify(desk.profile, reply, remote_id).standing

    assert {standing(part) for id_ in desk.ids for part in id_.split("+")} == {"ready"}
    assert standing("nobody-knows-this") == "gone"


@pytest.mark.parametrize("family", [KLING, SEEDANCE], ids=str)
def test_one_can_be_taken_away(lib: Library, server: Server, folder: Path, family: Family) -> None:
    """A deleted character is gone, and the profile says how to delete it."""
    desk = Desk(lib, server, folder, family)
    gone = desk.ids[0].split("+")[0]

    def delete() -> None:
        check = desk.profile.delete
        assert check is not None
        reply = desk.ask(engine.build(check.call, {"remote_id": gone}))
        engine.parsed_reply(desk.profile, check.answer, reply)

    delete()
    if family is KLING:
        assert gone not in {character.remote_id for character in desk.listed()}
    with pytest.raises(Refused, match="Invalid element id" if family is KLING else "not exist"):
        delete()


def test_what_a_provider_cannot_do_is_said(lib: Library, server: Server, folder: Path) -> None:
    """A provider that lists nothing is not asked for a list."""
    desk = Desk(lib, server, folder, OPENAI)
    with pytest.raises(InvalidInput, match="no way to list"):
        inventory.build_list(desk.profile)


def test_an_answer_that_is_no_list_is_refused(lib: Library, server: Server, folder: Path) -> None:
    """A page without a list where it should stand is an error, and not an empty library."""
    desk = Desk(lib, server, folder, VIDU)
    with pytest.raises(Refused, match="without a list"):
        inventory.read_list(desk.profile, Reply(200, "application/json", '{"hello": 1}'))
