"""The voices of characters at providers: planned, created, waited for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from charlib.domain.records import Account, Character
from charlib.library import syncing
from charlib.library.footage import kept, uploading
from charlib.library.session import Reports, Session

if TYPE_CHECKING:
    from charlib.sync.report import Report
    from charlib.sync.voices.orders import VoiceIntent


def intent(
    session: Session, character: Character, account: Account, *, is_plan: bool
) -> VoiceIntent:
    """The checked creation of a voice; unless it `is_plan`, its file is uploaded if it must be.

    Raises as `sync.voices.orders.check`, and ProviderError if the upload fails.
    """
    from charlib.sync.remote import operation
    from charlib.sync.voices import orders as voices

    ways = operation(session.accounts.profile(account), "voice").ways
    material = kept.sound(session, character, account)
    for way in ways.values():
        if material is not None:
            needs = way.needs
            material = uploading.with_url_for(session, material, account, needs, is_plan=is_plan)
    checked = voices.check(session.remotes, character, account, material, session.clock)
    if not is_plan:
        uploading.cut(session, [checked.request])
    return checked


def create(
    session: Session, heard: Reports, intents: Sequence[VoiceIntent], *, waits: bool = True
) -> tuple[list[str], Report]:
    """Commit intents, then send them; return the uids of the bindings."""
    from charlib.sync.voices import orders as voices

    with session.store.plan() as writer:
        bindings = voices.commit(writer, intents)
    return bindings, syncing.run(session, heard, {"binding": bindings}, waits=waits)
