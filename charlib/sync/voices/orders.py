"""Voices at providers that store them: each is checked, and becomes an intent with its request."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from charlib.config import Clock, new_uid
from charlib.domain.choices import LIVE_BINDINGS
from charlib.domain.footage.material import Material, likeness_problem
from charlib.domain.records import Account, Character
from charlib.errors import Conflict, InvalidInput, NotFound
from charlib.hints import Hint, call, filled
from charlib.providers import creation, pricing
from charlib.sync.remote import Remotes, operation

if TYPE_CHECKING:
    from charlib.domain.money import Cost
    from charlib.providers.profile import Profile
    from charlib.store.write.transaction import Transaction


@dataclass(frozen=True, slots=True)
class VoiceIntent:
    """A checked creation of a voice: everything that is written before the request is sent."""

    character: Character
    account: Account
    voice_id: int
    method: str
    request: dict[str, Any]
    warnings: tuple[str, ...] = ()
    cost: Cost | None = None


def check(
    remotes: Remotes,
    character: Character,
    account: Account,
    material: Material | None,
    clock: Clock,
) -> VoiceIntent:
    """Check the creation of a character's voice at an account.

    `material` has the kept voice; None if its file is not here. Raises NotFound, Conflict,
    InvalidInput, Retired or NoKey.
    """
    profile, voice = remotes.accounts.profile(account), character.voice
    create = operation(profile, "voice", account.name)
    if voice is None or not voice.path:
        hint = call("voice add", character.handle, file="FILE")
        raise NotFound(f"@{character.handle} has no kept voice", hint=hint)
    there = voice.binding_at(account.name)
    if there is not None and there.state in LIVE_BINDINGS:
        raise Conflict(
            f"the voice of @{character.handle} is {there.state} at {account.name} already",
            hint=call("show", character.handle),
        )
    if material is None:
        hint = call("voice add", character.handle, file="FILE")
        raise NotFound(f"the voice of @{character.handle} is missing on this machine", hint=hint)
    _refuse_if_blocked(profile, character)
    name = character.name or character.handle
    values = {
        "name": name, "description": character.look or name, "handle": character.handle,
        "key": new_uid(),
    }  # fmt: skip
    try:
        way, problems = creation.choose(create, material, now=clock.now())
    except InvalidInput as error:
        error.hint = filled(error.hint, NAME=account.name)
        raise
    request = creation.begin(create, values, material=material, way=way, now=clock.now())
    remotes.connect(account, "voice")
    warnings = tuple(problem.text for problem in problems)
    cost = pricing.of_creation(profile, request.to_json(), of="voice")
    return VoiceIntent(character, account, voice.id, way, request.to_json(), warnings, cost)


def _refuse_if_blocked(profile: Profile, character: Character) -> None:
    """Raise InvalidInput for the voice of a real person that the provider would refuse."""
    blocked = likeness_problem(profile.likeness.real, character.likeness, character.consent)
    if blocked:
        raise InvalidInput(
            f"the voice of @{character.handle} cannot be created at {profile.name}: {blocked.text}",
            hint=Hint("Use another account, or the voice of nobody real"),
        )


def commit(writer: Transaction, intents: Sequence[VoiceIntent]) -> list[str]:
    """Write planned bindings of voices; return their uids.

    Raises Conflict if a voice was bound or replaced since its intent was checked.
    """
    for intent in intents:
        is_present = writer.voices.present(intent.character.id) == intent.voice_id
        if not is_present or writer.voices.is_bound(intent.voice_id, intent.account.id):
            raise Conflict(
                f"the voice of @{intent.character.handle} was changed meanwhile",
                hint=call("show", intent.character.handle),
            )
    return writer.jobs.plan_voices(
        [
            (
                each.character.id, each.account.id, each.voice_id, each.method, each.request,
                each.cost,
            )
            for each in intents
        ]
    )  # fmt: skip
