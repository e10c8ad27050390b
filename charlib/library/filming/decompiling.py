"""Providers' prompts, turned back into prompts with `@handles`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from charlib.domain.character.handle import qualified
from charlib.domain.character.looks import described, with_look
from charlib.domain.text import checked
from charlib.library import finding
from charlib.library.session import Session

if TYPE_CHECKING:
    from charlib.domain.prompts.decompile import Decompiled, KnownCharacter
    from charlib.domain.prompts.reference import Reference
    from charlib.domain.records import Account, Character


def decompile(
    session: Session,
    text: str,
    *,
    account: str | None = None,
    request: Mapping[str, Any] | None = None,
) -> Decompiled:
    """Turn a provider's prompt back into one with handles.

    `request` is what accompanied it: words that count places need it.
    """
    from charlib.domain.prompts import decompile

    chosen = session.accounts.choose(account)
    reference = session.accounts.profile(chosen).reference
    current = session.project
    known = [
        name
        for person in _candidates(session, chosen, reference)
        for name in _known_as(person, current, chosen, reference)
    ]
    return decompile.decompile(checked(text, "the prompt"), known, reference, request)


def _candidates(session: Session, account: Account, reference: Reference) -> Sequence[Character]:
    """The characters that a prompt of an account may mention."""
    if reference.style != "mention":
        return finding.page(session, everywhere=True).people
    from charlib.domain.search.lexer import quoted
    from charlib.domain.search.parse import parse

    tree = parse(f"account:{quoted(account.name, in_field=True)}", now=session.clock.now())
    return session.store.read.characters.search(tree).people


def _known_as(
    person: Character, current: str, account: Account, reference: Reference
) -> Iterator[KnownCharacter]:
    """A character as an old prompt may name it: by each ID that the account gave a look of it."""
    from charlib.domain.prompts.decompile import KnownCharacter

    for look in person.looks or (person.main,):
        called = with_look(person.handle, look.name)
        plain = KnownCharacter(
            (None if person.project == current else person.project, called), person.handle,
            qualified(called, person.project, current), person.name, described(person, look),
            look_name=look.name,
        )  # fmt: skip
        for binding in person.bindings:
            if binding.account == account.name and binding.remote_id and binding.look == look.name:
                mention = binding.mention or f"@{binding.remote_id}"
                yield plain._replace(remote_id=binding.remote_id, mention=mention)
        if reference.style != "mention":
            yield plain
