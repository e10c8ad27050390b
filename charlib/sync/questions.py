"""Questions to a provider that cost nothing: does it take the key?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from charlib.providers import engine, inventory
from charlib.providers.profile import Check, Listing, Profile

if TYPE_CHECKING:
    from charlib.sync.remote import Remote, What


def ask(remote: Remote) -> list[str]:
    """Ask at each address of a profile that has a key; return the hosts that took it.

    Raises Refused if one does not.
    """
    return [_asked(remote, what, question) for what, question in _questions(remote.profile)]


def _asked(remote: Remote, what: What, question: Check | Listing) -> str:
    client = remote.connect(what)
    if isinstance(question, Listing):
        first = inventory.build_list(remote.profile, listing=question)
        inventory.read_list(remote.profile, client.send(first), listing=question)
    else:
        reply = client.send(engine.build(question.call, {}))
        engine.read_check(remote.profile, question.answer, reply)
    return urlsplit(client.base_url).netloc


def _questions(profile: Profile) -> Iterator[tuple[What, Check | Listing]]:
    """One question for each address that has a key of its own."""
    own = profile.check or profile.listing
    if own is not None:
        yield "binding", own
    generate = profile.generate
    if generate is not None and generate.http is not None and generate.listing is not None:
        yield "task", generate.listing
