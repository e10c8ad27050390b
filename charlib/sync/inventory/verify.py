"""Asks providers whether the ids of the library still exist."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from charlib.domain.choices import BindingState
from charlib.domain.records import Binding, Character
from charlib.errors import CharlibError
from charlib.hints import NO_HINT, Hint, filled, instead, the_call
from charlib.providers import inventory
from charlib.sync.inventory import recovery

if TYPE_CHECKING:
    from charlib.sync.remote import Remote, Remotes

ASKED: tuple[BindingState, ...] = ("ready", "expired", "gone")
"""States of bindings whose ids a provider can be asked about."""


class Verified(NamedTuple):
    """A checked binding: `state` is its state now, and `is_voice` if it is of a voice.

    `look` is the name of the look that it is of, empty for the main one.

    `why` says why it could not be checked, and `hint` what helps.
    """

    handle: str
    project: str
    binding: int
    account: str
    was: str
    state: str = ""
    expires_at: int | None = None
    look: str = ""
    why: str = ""
    hint: Hint = NO_HINT
    is_voice: bool = False


class Verifier:
    """Asks about bindings, one account after the other; each list is fetched once."""

    def __init__(self, remotes: Remotes) -> None:
        self._remotes = remotes
        self._listed: dict[str, set[str]] = {}

    def ask(self, people: Iterable[Character], account: str | None) -> Iterator[Verified]:
        """Check each binding with an id at its provider; of one account, if it is named.

        Voices are checked at providers that create them: to others, their call is about characters.
        """
        for person in people:
            for binding in filter(partial(_is_asked, account), person.bindings):
                yield self._verified(person, binding)
            bound = person.voice.bindings if person.voice else ()
            for binding in filter(partial(_is_asked, account), bound):
                if self._knows_voices(binding.account):
                    yield self._verified(person, binding)._replace(is_voice=True)

    def _knows_voices(self, account: str) -> bool:
        accounts = self._remotes.accounts
        try:
            profile = accounts.profile(accounts.named(account))
        except CharlibError:  # its characters say so
            return False
        return profile.voice is not None and profile.verify is not None

    def _verified(self, person: Character, binding: Binding) -> Verified:
        account, was = binding.account, binding.state
        verified = Verified(
            person.handle, person.project, binding.id, account, was, was, look=binding.look
        )
        try:
            remote = self._remotes.connect(self._remotes.accounts.named(account))
            state, expires_at = self._standing(remote, str(binding.remote_id))
        except CharlibError as error:
            again = the_call("verify", account=account)
            hint = instead(filled(error.hint, NAME=account), "sync", again)
            return verified._replace(why=f"could not be checked: {error}", hint=hint)
        return verified._replace(state=state, expires_at=expires_at)

    def _standing(self, remote: Remote, remote_id: str) -> tuple[str, int | None]:
        """The state of a character: the worst of its parts, or whether the provider lists it."""
        if remote.profile.verify is None and remote.profile.listing is not None:
            known = self._all_of(remote)
            is_there = set(inventory.parts(remote_id)) <= known
            return ("ready" if is_there else "gone"), None
        client = remote.connect("binding")
        verdicts = [
            inventory.read_verify(
                remote.profile, client.send(inventory.build_verify(remote.profile, part)), part
            )
            for part in inventory.parts(remote_id)
        ]
        standings = [verdict.standing for verdict in verdicts]
        worst = next((bad for bad in ("gone", "expired") if bad in standings), "ready")
        ends = [verdict.expires_at for verdict in verdicts if verdict.expires_at]
        return worst, min(ends, default=None)

    def _all_of(self, remote: Remote) -> set[str]:
        name = remote.account.name
        if name not in self._listed:
            entries = recovery.listed(remote.profile, remote.connect("binding"))
            self._listed[name] = {entry.remote_id for entry in entries}
        return self._listed[name]


def _is_asked(account: str | None, binding: Binding) -> bool:
    """Whether a binding has an id that a provider can be asked about; of one account, if named."""
    has_id = bool(binding.remote_id) and binding.state in ASKED
    return has_id and account in {None, binding.account}
