"""From tokens and slots to what one provider wants: text and request fragment, from one list.

Because both come from the same slots in order of first mention, positional words cannot swap
people.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from charlib.domain import paths
from charlib.domain.handle import is_handle_char
from charlib.domain.material import Medium, Needs
from charlib.domain.naming import Names, derive, unique
from charlib.domain.prompt import Key, Mention, Token
from charlib.errors import BadPrompt

Pad = Literal["none", "after", "word", "ascii"]
Style = Literal["mention", "named", "indexed", "prose"]
Kind = Literal["image", "video"]
JOINED = "+"
"""What stands between the ids of a character that is several things at its provider."""


@dataclass(frozen=True, slots=True)
class Attach:
    """What accompanies a prompt in the provider's call: one `item` per slot, put at `path`.

    `each = "medium"` puts one per picture or clip instead; `kind` and `when` (bound, kept) leave
    out what is of another kind. An item that asks for what a slot does not have is left out, too.
    """

    path: str
    item: Any
    each: Literal["slot", "medium"] = "slot"
    kind: Literal["", "image", "video"] = ""
    when: Literal["", "bound", "kept"] = ""


@dataclass(frozen=True, slots=True)
class Most:
    """How many of each a request takes; 0 is no limit. `media` are images and clips together."""

    images: int = 0
    clips: int = 0
    media: int = 0


@dataclass(frozen=True, slots=True)
class Reference:
    """How a provider's prompt refers to a character.

    `style` says whose names they are: the provider's own (`mention`), the caller's (`named`, in
    the form of `names`), places in a list (`indexed`), or words alone (`prose`). `mention` are
    templates over the answer that minted a character (the first whose fields the answer has is
    the binding's mention); `template` is what replaces an `@handle`, over the fields of `Slot`,
    and `first` the first time, where there is a look to tell. `tokens` are what one picture
    (`image`) or clip (`video`) is called, counted by `count` together or by kind; a character with
    several is introduced by `intro` and then called by name.

    `pad = "after"` puts a space behind a mention where none stands (a handle with a dot in it would
    swallow what follows), `word` one on each side where a letter would touch it, `ascii` the same
    where only letters and digits of ASCII count. `inline` are the ways in which kept media go with
    a prompt. `max_per_prompt` 0 is no limit.
    """

    mention: tuple[str, ...] = ("@{remote_id}",)
    template: str = "{mention}"
    pad: Pad = "none"
    index_base: int = 1
    max_per_prompt: int = 0
    attach: tuple[Attach, ...] = ()
    style: Style = "mention"
    names: Names = field(default_factory=Names)
    first: str = ""
    tokens: Mapping[str, str] = field(default_factory=dict)
    count: Literal["all", "kind"] = "all"
    intro: str = ""
    join: str = " and "
    most: Most = field(default_factory=Most)
    inline: Mapping[str, Needs] = field(default_factory=dict)

    def mention_of(self, answer: Mapping[str, Any]) -> str:
        """What goes into prompts for a character, from the fields of the answer that minted it."""
        have = {name for name, value in answer.items() if value not in (None, "")}
        fitting = next((one for one in self.mention if paths.fields(one) <= have), "@{remote_id}")
        return str(paths.fill(fitting, answer))

    @property
    def mentions_at(self) -> bool:
        """Whether what the provider calls a character begins with an `@`."""
        return self.mention[0].startswith("@")

    @property
    def uses_ids(self) -> bool:
        """Whether the provider's own ids go into the text or beside it."""
        attached = [one.item for one in self.attach if one.when != "kept"]
        ids = {"mention", "remote_id"} if self.inline else {"mention", "remote_id", "part"}
        bound = any(one.when == "bound" for one in self.attach)
        return bound or bool(paths.fields([self.template, *attached]) & ids)


@dataclass(frozen=True, slots=True)
class Slot:
    """One character of a prompt with what stands for it at the account.

    `media` are its pictures or clip as they go into the request, for a provider that stores none;
    `kind` is what they are, or what the things behind `remote_id` are. `in_words` is for one
    that has neither, and is described.
    """

    key: Key
    handle: str
    name: str
    look: str
    remote_id: str
    mention: str
    character_id: int = 0
    binding_id: int = 0
    kind: Kind = "image"
    media: tuple[Any, ...] = ()
    has_frontal: bool = False
    in_words: bool = False

    @property
    def parts(self) -> tuple[Any, ...]:
        """What the provider counts: its media, else the things that its id stands for."""
        if self.in_words:
            return ()
        return self.media or tuple(self.remote_id.split(JOINED) if self.remote_id else ())


@dataclass(frozen=True, slots=True)
class Rendered:
    """A prompt as a provider wants it, and what must accompany it in the call."""

    text: str
    request: dict[str, Any] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()


def render(tokens: Sequence[Token], slots: Sequence[Slot], reference: Reference) -> Rendered:
    """Render a prompt; every mention among `tokens` must have its slot.

    `slots` are in order of first mention: their position is the index that positional words count.
    """
    literals = [token for token in tokens if isinstance(token, str)]
    values = values_of(slots, reference, literals)
    text, seen, last_said = "", set[Key](), False
    for token in tokens:
        is_said = not isinstance(token, str)
        said = _said(token, values, reference, seen) if isinstance(token, Mention) else token
        text += _space(text, said, reference.pad, after=last_said, before=is_said) + said
        last_said = is_said
    text = _intros(slots, values, reference) + text
    return Rendered(text, _request(slots, values, reference), _warnings(literals, reference))


def fit(slots: Sequence[Slot], most: Most) -> tuple[list[Slot], list[str]]:
    """Leave out extra views until what the provider counts fits; what does not fit even then.

    Answers the slots and, where they are too many, the handles of those that find no place.
    """
    fitting = list(slots)
    over: list[str] = []
    for limit, kinds in ((most.images, {"image"}), (most.clips, {"video"}), (most.media, _ALL)):
        counted = [i for i, slot in enumerate(fitting) if slot.kind in kinds]
        while limit and sum(len(fitting[i].parts) for i in counted) > limit:
            largest = max(counted, key=lambda i: (len(fitting[i].parts), i))
            if len(fitting[largest].parts) == 1:
                over += [fitting[i].handle for i in counted[limit:]]
                break
            fitting[largest] = _without_last(fitting[largest])
    return fitting, list(dict.fromkeys(over))


_ALL = {"image", "video"}


def _without_last(slot: Slot) -> Slot:
    if slot.media:
        return replace(slot, media=slot.media[:-1])
    return replace(slot, remote_id=JOINED.join(slot.parts[:-1]))


def values_of(
    slots: Sequence[Slot], reference: Reference, literals: Sequence[str] = ()
) -> dict[Key, dict[str, Any]]:
    """What templates can say of each slot; names are such that `literals` mention nobody."""
    handles = [slot.handle for slot in slots]
    around = "\n".join(literals).casefold()

    def is_free(name: str) -> bool:
        return str(paths.fill(reference.template, _Only(tag=name))).casefold() not in around

    tags = derive(
        handles, reference.names, is_free if reference.style == "named" else lambda _: True
    )
    people = unique([slot.name or slot.handle for slot in slots], handles)
    numbers = _numbers(slots, reference)
    return {
        slot.key: _values(slot, reference, reference.index_base + i, numbers[i], tags[i], people[i])
        for i, slot in enumerate(slots)
    }


class _Only(dict[str, Any]):
    """Values of which one is known: the others stand as they are."""

    def __missing__(self, name: str) -> str:
        return f"{{{name}}}"


def _numbers(slots: Sequence[Slot], reference: Reference) -> list[list[int]]:
    """The number of each part of each slot, in the order in which they will be attached."""
    counters: dict[str, int] = {}
    numbers: list[list[int]] = []
    for slot in slots:
        counted = slot.kind if reference.count == "kind" else ""
        first = counters.get(counted, reference.index_base)
        counters[counted] = first + len(slot.parts)
        numbers.append(list(range(first, counters[counted])))
    return numbers


def _values(
    slot: Slot, reference: Reference, n: int, numbers: Sequence[int], tag: str, who: str
) -> dict[str, Any]:
    token = reference.tokens.get(slot.kind, "")
    refs = [str(paths.fill(token, {"n": number})) for number in numbers] if token else []
    values = {
        "n": n,
        "handle": slot.handle,
        "name": slot.name or slot.handle,
        "look": slot.look,
        "remote_id": slot.remote_id,
        "mention": slot.mention,
        "tag": tag,
        "who": who,
        "ref": reference.join.join(refs),
        "refs": refs,
        "in_words": slot.in_words,
    }
    return values | _media_values(slot)


def _media_values(slot: Slot) -> dict[str, Any]:
    media = list(slot.media)
    if not media:
        return {}
    if slot.kind == "video":
        return {"clip": media[0]}
    beside = media[1:] if slot.has_frontal else media
    frontal = {"frontal": media[0]} if slot.has_frontal else {}
    return {"image": media[0], "images": media, "stills": beside, **frontal}


def _said(
    mention: Mention, values: Mapping[Key, Mapping[str, Any]], reference: Reference, seen: set[Key]
) -> str:
    if mention.key is None:
        raise ValueError(f"{mention.text} has no slot")
    own = values[mention.key]
    is_first = mention.key not in seen
    seen.add(mention.key)
    if own["in_words"]:
        template = "{who} ({look})" if is_first and own["look"] else "{who}"
    elif reference.intro and len(own["refs"]) > 1:
        template = "{who}"
    elif is_first and reference.first and own["look"]:
        template = reference.first
    else:
        template = reference.template
    return str(paths.fill(template, own))


_OF_ADDRESSES = "._%+-"
"""Before an `@`, these make an address of what follows for some providers."""


def _space(text: str, said: str, pad: Pad, *, after: bool, before: bool) -> str:
    """The space that parts a mention from what touches it, where the provider needs one."""
    if after and pad == "after" and not said[:1].isspace():
        return " "
    if pad in {"word", "ascii"} and (after or before) and text and said:
        char = said[0] if after else text[-1]
        touches = is_handle_char(char) and (pad == "word" or char.isascii())
        touches |= not after and char in _OF_ADDRESSES
        return " " if touches or (after and before) else ""
    return ""


def _intros(
    slots: Sequence[Slot], values: Mapping[Key, Mapping[str, Any]], reference: Reference
) -> str:
    several = [values[slot.key] for slot in slots if len(values[slot.key]["refs"]) > 1]
    return "".join(str(paths.fill(reference.intro, one)) for one in several)


def _request(
    slots: Sequence[Slot], values: Mapping[Key, Mapping[str, Any]], reference: Reference
) -> dict[str, Any]:
    """What is attached: by slot where all are counted together, else by kind."""
    request: dict[str, Any] = {}
    pairs = [(attach, slot) for slot in slots for attach in reference.attach]
    if reference.count == "kind":
        pairs = [(attach, slot) for attach in reference.attach for slot in slots]
    for attach, slot in pairs:
        for one in _filled(attach, slot, values[slot.key]):
            paths.put(request, str(paths.fill(attach.path, values[slot.key])), one)
    return request


def _filled(attach: Attach, slot: Slot, own: Mapping[str, Any]) -> Iterator[Any]:
    """The items that one slot adds; none where it is of another kind or lacks what they want."""
    standing = "kept" if slot.media else "bound"
    if slot.in_words or attach.kind not in {"", slot.kind} or attach.when not in {"", standing}:
        return
    each = [{"part": part, "type": _type(part)} for part in slot.parts]
    if attach.each == "slot":
        each = each[:1] or [{}]
    for more in each:
        known = {**own, **more}
        if not all(known.get(name) not in (None, "", []) for name in paths.fields(attach.item)):
            continue
        try:
            yield paths.fill(attach.item, known)
        except ValueError as error:
            raise BadPrompt(
                f"@{slot.handle} cannot be attached: {error}", hint=f"charlib show {slot.handle}"
            ) from error


def _type(part: Any) -> str:
    """The MIME type of a medium as it stands in the request; empty where nothing tells it."""
    if isinstance(part, Mapping):
        return str(part.get("type", ""))
    return Medium(url=str(part)).type


def _warnings(literals: Sequence[str], reference: Reference) -> tuple[str, ...]:
    """Words of the text that the provider would take for references."""
    if reference.style != "indexed":
        return ()
    templates = reference.tokens.values() or [reference.template]
    looks = [re.escape(one).replace(r"\{n\}", r"\d+") for one in templates if "{n}" in one]
    found = [match[0] for text in literals for look in looks for match in re.finditer(look, text)]
    return tuple(
        f"the text itself says {said!r}, which this provider takes for a reference"
        for said in dict.fromkeys(found)
    )


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
