"""Voices in a prompt: which slots have one, what it is called, and whose it is.

Text and request come from the same slots, so a voice stays with its character.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from charlib.domain import paths
from charlib.domain.prompts.naming import derive
from charlib.domain.prompts.prompt import Key
from charlib.domain.prompts.reference import Attachment, Reference, Slot

_VOICE = "_voice"
"""The end of the name of a voice where the caller chooses names: `mia_voice`."""


def values_of(
    slots: Sequence[Slot],
    tags: Sequence[str],
    reference: Reference,
    is_free: Callable[[str], bool],
) -> dict[Key, dict[str, Any]]:
    """The values for templates of each voice, by the key of its slot.

    `tags` are the names of the characters; `is_free` says whether the text does not have a name.
    Voices are counted apart from pictures and clips.
    """
    heard = [slot for slot in slots if slot.has_voice]
    names = _voice_tags(heard, {tag.casefold() for tag in tags}, reference, is_free)
    return {
        slot.key: _voice_values(slot, reference, reference.index_base + i, names[i])
        for i, slot in enumerate(heard)
    }


def _voice_tags(
    heard: Sequence[Slot], used: set[str], reference: Reference, is_free: Callable[[str], bool]
) -> list[str]:
    """A name for each voice, none of which a character or the text around has."""
    longest = reference.names.longest - len(_VOICE)
    names = reference.names._replace(longest=max(1, longest), shortest=1)
    bases = [slot.own_handle for slot in heard]
    free = derive(
        bases,
        names,
        lambda name: f"{name}{_VOICE}".casefold() not in used and is_free(f"{name}{_VOICE}"),
    )
    return [f"{name}{_VOICE}" for name in free]


def _voice_values(slot: Slot, reference: Reference, n: int, tag: str) -> dict[str, Any]:
    """The values of a slot's voice; voices are counted apart from pictures and clips."""
    values: dict[str, Any] = {"voice_tag": tag}
    values["voice"] = str(paths.fill(reference.tokens.get("audio", ""), {"n": n}))
    if slot.voice_id:
        values["voice_id"] = slot.voice_id
    if slot.sound is not None:
        values["sound"] = slot.sound
    return values


def fit_voices(slots: Sequence[Slot], most: int) -> tuple[list[Slot], list[str]]:
    """Leave out the voices beyond a limit (0: none); return the slots, and whose are left out."""
    heard = [slot.key for slot in slots if slot.has_voice]
    over = set(heard[most:]) if most else set()
    fitting = [
        slot._replace(voice_id="", sound=None) if slot.key in over else slot for slot in slots
    ]
    return fitting, [slot.called for slot in slots if slot.key in over]


def intros(
    slots: Sequence[Slot], values: Mapping[Key, Mapping[str, Any]], reference: Reference
) -> str:
    """A sentence for each voice: whose it is, in the words that call the character."""
    heard = [values[slot.key] for slot in slots if slot.has_voice]
    return "".join(
        str(paths.fill(reference.voice_intro, {**own, "called": _plain_words(own, reference)}))
        for own in heard
    )


def is_carried(slot: Slot, reference: Reference) -> bool:
    """Whether the voice of a slot goes into the request: as an item, or with another one."""
    fields = {"voice_id"} if slot.voice_id else {"sound"}
    return any(
        is_for(attach, slot) and fields & paths.fields(attach.item) for attach in reference.attach
    )


def _plain_words(own: Mapping[str, Any], reference: Reference) -> str:
    """What a prompt calls a character that it has introduced."""
    is_named = own["in_words"] or (reference.intro and len(own["refs"]) > 1)
    return str(paths.fill("{who}" if is_named else reference.template, own))


def is_for(attach: Attachment, slot: Slot) -> bool:
    """Whether an attachment is for a slot: for its media, or for its voice."""
    if attach.voice and (attach.voice == "yes") != slot.has_voice:
        return False
    if attach.kind == "audio":
        origin = "kept" if slot.sound is not None else "bound"
        return slot.has_voice and attach.when in {"", origin}
    origin = "kept" if slot.media else "bound"
    is_shown = attach.kind in {"", slot.kind} and attach.when in {"", origin}
    return is_shown and not slot.in_words
