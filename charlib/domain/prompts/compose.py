"""Renders tokens and slots for one provider: the text and the request fragment, from one list.

Both come from the same slots in order of first mention, so that words which count characters cannot
swap them.
"""

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any, NamedTuple

from charlib.domain import paths
from charlib.domain.character.handle import is_handle_char
from charlib.domain.footage.medium import Medium
from charlib.domain.prompts import doubts, voices
from charlib.domain.prompts.naming import derive, unique
from charlib.domain.prompts.prompt import Key, Mention, Token
from charlib.domain.prompts.reference import Attachment, Pad, Reference, Slot
from charlib.errors import BadPrompt
from charlib.hints import call


class Rendered(NamedTuple):
    """A prompt in a provider's form, and the fragment that must accompany it in the request."""

    text: str
    request: dict[str, Any]
    warnings: tuple[str, ...] = ()
    words: Mapping[Key, str] = MappingProxyType({})  # what it calls each character


def called(handle: str, name: str, remote_id: str, reference: Reference, look: str = "") -> str:
    """What prompts call a look where its provider gave it no name; `N` stands for a number."""
    key: Key = (None, handle)
    slot = Slot(key, handle, name, "", remote_id, "", look_name=look)
    ref = paths.fill(next(iter(reference.tokens.values()), ""), {"n": "N"})
    own = values_of([slot], reference)[key] | {"n": "N", "ref": ref}
    return str(paths.fill(reference.template, own))


def render(tokens: Sequence[Token], slots: Sequence[Slot], reference: Reference) -> Rendered:
    """Render a prompt; every mention among the `tokens` must have a slot.

    The `slots` are in order of first mention: words that count characters count their positions.
    """
    literals = [token for token in tokens if isinstance(token, str)]
    values = values_of(slots, reference, literals)
    text, seen, follows_mention = "", set[Key](), False
    called_by: dict[Key, str] = {}
    for token in tokens:
        is_mention = isinstance(token, Mention)
        words = _words_for(token, values, reference, seen) if isinstance(token, Mention) else token
        text += _space(text, words, reference.pad, after=follows_mention, before=is_mention) + words
        follows_mention = is_mention
        if isinstance(token, Mention) and token.key is not None:
            called_by[token.key] = words
    text = _intros(slots, values, reference) + text
    text = voices.intros(slots, values, reference) + text
    request = _request(slots, values, reference)
    return Rendered(text, request, doubts.read_as_references(literals, reference), called_by)


def values_of(
    slots: Sequence[Slot], reference: Reference, literals: Sequence[str] = ()
) -> dict[Key, dict[str, Any]]:
    """The values for templates of each slot; the names do not occur in `literals`."""
    handles = [slot.own_handle for slot in slots]
    around = "\n".join(literals).casefold()

    def is_free(name: str) -> bool:
        return str(paths.fill(reference.template, _Partial(tag=name))).casefold() not in around

    tags = derive(
        handles, reference.names, is_free if reference.style == "named" else lambda _: True
    )
    names = unique([slot.name or slot.own_handle for slot in slots], handles)
    numbers = _numbers(slots, reference)
    values = {
        slot.key: _values(slot, reference, reference.index_base + i, numbers[i], tags[i], names[i])
        for i, slot in enumerate(slots)
    }
    for key, own in voices.values_of(slots, tags, reference, is_free).items():
        values[key] |= own
    return values


class _Partial(dict[str, Any]):
    """Some values: the fields of all others stay in the template."""

    def __missing__(self, name: str) -> str:
        return f"{{{name}}}"


def _numbers(slots: Sequence[Slot], reference: Reference) -> list[list[int]]:
    """The number of each part of each slot, in the order of attachment."""
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


def _words_for(
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
"""Some providers read an `@` after one of these as part of an address."""


def _space(text: str, words: str, pad: Pad, *, after: bool, before: bool) -> str:
    """The space between a mention and the text that touches it, if the provider needs one."""
    if after and pad == "after" and not words[:1].isspace():
        return " "
    if pad in {"word", "ascii"} and (after or before) and text and words:
        char = words[0] if after else text[-1]
        touches = is_handle_char(char) and (pad == "word" or char.isascii())
        touches |= not after and char in _OF_ADDRESSES
        return " " if touches or (after and before) else ""
    return ""


def _intros(
    slots: Sequence[Slot], values: Mapping[Key, Mapping[str, Any]], reference: Reference
) -> str:
    several = [values[slot.key] for slot in slots if len(values[slot.key]["refs"]) > 1]
    return "".join(str(paths.fill(reference.intro, known)) for known in several)


def _request(
    slots: Sequence[Slot], values: Mapping[Key, Mapping[str, Any]], reference: Reference
) -> dict[str, Any]:
    """The attached fragment: slot by slot if all are counted together, else kind by kind."""
    request: dict[str, Any] = {}
    groups = [reference.attach]
    if reference.count == "kind":
        kinds = dict.fromkeys(attach.kind for attach in reference.attach)
        groups = [tuple(a for a in reference.attach if a.kind == kind) for kind in kinds]
    pairs = [(attach, slot) for group in groups for slot in slots for attach in group]
    for attach, slot in pairs:
        for item in _filled(attach, slot, values[slot.key]):
            paths.put(request, str(paths.fill(attach.path, values[slot.key])), item)
    return request


def _filled(attach: Attachment, slot: Slot, own: Mapping[str, Any]) -> Iterator[Any]:
    """The items for one slot; none if it is of another kind or lacks one of their fields."""
    if not voices.is_for(attach, slot):
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
                f"@{slot.called} cannot be attached: {error}", hint=call("show", slot.handle)
            ) from error


def _type(part: Any) -> str:
    """The MIME type of a medium in the request; empty if unknown."""
    if isinstance(part, Mapping):
        return str(part.get("type", ""))
    return Medium(url=str(part)).type


class UsedCharacter(NamedTuple):
    """A character in a composition, with its look (empty: the main one) and its binding."""

    handle: str
    remote_id: str
    mention: str
    character_id: int
    binding_id: int
    look: str = ""
    look_id: int | None = None


class Composition(NamedTuple):
    """A prompt rendered for one account; `request` is the fragment that must accompany it.

    `model` is the one whose limits were kept; empty if the profile names none.
    """

    account: str
    profile: str
    template: str
    prompt: str
    request: dict[str, Any]
    characters: tuple[UsedCharacter, ...]
    warnings: tuple[str, ...]
    model: str = ""
