"""Asking providers whether what the library calls ready is still there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from charlib.domain.choices import BindingState
from charlib.domain.records import Binding, Character
from charlib.errors import CharlibError
from charlib.providers import inventory

if TYPE_CHECKING:
    from charlib.sync.remote import Remote, Remotes

ASKED: tuple[BindingState, ...] = ("ready", "expired", "gone")
"""States in which a binding has an id that a provider can be asked about."""


class Verified(NamedTuple):
    """What became of one binding: `state` is what it is now, `why` tells where nobody knows."""

    handle: str
    project: str
    binding: int
    account: str
    was: str
    state: str = ""
    expires_at: int | None = None
    why: str = ""


class Verifier:
    """Asks about bindings, one account after the other; a list is fetched once."""

    def __init__(self, remotes: Remotes) -> None:
        self._remotes = remotes
        self._listed: dict[str, set[str]] = {}

    def ask(self, people: Iterable[Character], account: str | None) -> Iterator[Verified]:
        """What each binding with an id is at its provider now; of one account, if it is named."""
        for person in people:
            for one in person.bindings:
                if one.remote_id and one.state in ASKED and account in {None, one.account}:
                    yield self._asked(person, one)

    def _asked(self, who: Character, one: Binding) -> Verified:
        asked = Verified(who.handle, who.project, one.id, one.account, one.state)
        try:
            remote = self._remotes.connect(self._remotes.accounts.named(one.account))
            state, expires_at = self._standing(remote, str(one.remote_id))
        except CharlibError as error:
            return asked._replace(state=one.state, why=str(error))
        return asked._replace(state=state, expires_at=expires_at)

    def _standing(self, remote: Remote, remote_id: str) -> tuple[str, int | None]:
        """The state of a character, the worst of its parts; the provider's list if need be."""
        if remote.profile.verify is None and remote.profile.listing is not None:
            known = self._all_of(remote)
            is_there = set(inventory.parts(remote_id)) <= known
            return ("ready" if is_there else "gone"), None
        client = remote.connect("binding")
        verdicts = [
            inventory.read_verify(
                remote.profile, client.send(inventory.build_verify(remote.profile, part))
            )
            for part in inventory.parts(remote_id)
        ]
        standings = [one.standing for one in verdicts]
        worst = next((one for one in ("gone", "expired") if one in standings), "ready")
        return worst, min((one.expires_at for one in verdicts if one.expires_at), default=None)

    def _all_of(self, remote: Remote) -> set[str]:
        name = remote.account.name
        if name not in self._listed:
            client, after = remote.connect("binding"), None
            found: set[str] = set()
            while True:
                reply = client.send(inventory.build_list(remote.profile, after))
                page = inventory.read_list(remote.profile, reply, after)
                found.update(one.remote_id for one in page.characters)
                if page.next is None or page.next == after:
                    break
                after = page.next
            self._listed[name] = found
        return self._listed[name]
