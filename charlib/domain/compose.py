"""From tokens and slots to what one provider wants: text and request fragment, from one list.

Because both come from the same slots in order of first mention, positional words cannot swap
people.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from charlib.domain import paths
from charlib.domain.prompt import Key, Mention, Token
from charlib.errors import BadPrompt

Pad = Literal["none", "after"]


@dataclass(frozen=True, slots=True)
class Attach:
    """What accompanies a prompt in the provider's call: one `item` per slot, put at `path`."""

    path: str
    item: Any


@dataclass(frozen=True, slots=True)
class Reference:
    """How a provider's prompt refers to a character.

    `mention` are templates over the answer that minted a character (the first whose fields the
    answer has is the binding's mention); `template` is what replaces an `@handle`, over the
    fields of `Slot`; `pad = "after"` puts a space behind it where none stands (a handle with a dot
    in it would swallow what follows). `max_per_prompt` 0 is no limit.
    """

    mention: tuple[str, ...] = ("@{remote_id}",)
    template: str = "{mention}"
    pad: Pad = "none"
    index_base: int = 1
    max_per_prompt: int = 0
    attach: tuple[Attach, ...] = ()

    def mention_of(self, answer: Mapping[str, Any]) -> str:
        """What goes into prompts for a character, from the fields of the answer that minted it."""
        have = {name for name, value in answer.items() if value not in (None, "")}
        fitting = next((one for one in self.mention if paths.fields(one) <= have), "@{remote_id}")
        return str(paths.fill(fitting, answer))


@dataclass(frozen=True, slots=True)
class Slot:
    """One character of a prompt with what stands for it at the account."""

    key: Key
    handle: str
    name: str
    look: str
    remote_id: str
    mention: str
    character_id: int = 0
    binding_id: int = 0


@dataclass(frozen=True, slots=True)
class Rendered:
    """A prompt as a provider wants it, and what must accompany it in the call."""

    text: str
    request: dict[str, Any] = field(default_factory=dict)


def render(tokens: Sequence[Token], slots: Sequence[Slot], reference: Reference) -> Rendered:
    """Render a prompt; every mention among `tokens` must have its slot.

    `slots` are in order of first mention: their position is the index that positional words count.
    """
    values = {slot.key: _values(slot, reference.index_base + i) for i, slot in enumerate(slots)}
    text, after_mention = "", False
    for token in tokens:
        said = token if isinstance(token, str) else _said(token, values, reference)
        if after_mention and reference.pad == "after" and not said[:1].isspace():
            text += " "
        text += said
        after_mention = not isinstance(token, str)
    return Rendered(text, _request(slots, values, reference))


def _said(mention: Mention, values: Mapping[Key, Mapping[str, Any]], reference: Reference) -> str:
    if mention.key is None:
        raise ValueError(f"{mention.text} has no slot")
    return str(paths.fill(reference.template, values[mention.key]))


def _request(
    slots: Sequence[Slot], values: Mapping[Key, Mapping[str, Any]], reference: Reference
) -> dict[str, Any]:
    request: dict[str, Any] = {}
    for attach in reference.attach:
        for slot in slots:
            try:
                item = paths.fill(attach.item, values[slot.key])
            except ValueError as error:
                raise BadPrompt(
                    f"@{slot.handle} cannot be attached: {error}",
                    hint=f"charlib show {slot.handle}",
                ) from error
            paths.put(request, attach.path, item)
    return request


def _values(slot: Slot, n: int) -> dict[str, Any]:
    return {
        "n": n,
        "handle": slot.handle,
        "name": slot.name or slot.handle,
        "look": slot.look,
        "remote_id": slot.remote_id,
        "mention": slot.mention,
    }


@dataclass(frozen=True, slots=True)
class Used:
    """A character in a composition, with the binding that stands for it."""

    handle: str
    remote_id: str
    mention: str
    character_id: int
    binding_id: int


@dataclass(frozen=True, slots=True)
class Composition:
    """A prompt rendered for one account; `request` is what must accompany it in the call."""

    account: str
    profile: str
    template: str
    prompt: str
    request: dict[str, Any]
    characters: tuple[Used, ...]
    warnings: tuple[str, ...]
