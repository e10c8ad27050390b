"""Questions to a provider that cost nothing: does it take the key?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from charlib.errors import CharlibError
from charlib.hints import together
from charlib.providers import engine, inventory
from charlib.providers.profile import Check, Listing, Profile

if TYPE_CHECKING:
    from charlib.domain.records import Account
    from charlib.sync.remote import Remote, Remotes, What


def ask(remotes: Remotes, account: Account) -> list[str]:
    """Ask at each address of a profile that has a key; return the hosts that took it.

    All are asked before an error is raised, which tells of each that did not: Refused, NoKey.
    """
    asked: list[str] = []
    errors: list[CharlibError] = []
    questions = [*_questions(remotes.accounts.profile(account))]
    if not questions:
        remotes.connect(account)
    for what, question in questions:
        try:
            asked.append(_asked(remotes.connect(account, what), what, question))
        except CharlibError as error:
            errors.append(error)
    if errors:
        errors[0].args = ("; ".join(dict.fromkeys(map(str, errors))),)
        errors[0].hint = together(error.hint for error in errors)
        raise errors[0]
    return asked


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
