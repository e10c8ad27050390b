"""From a provider's prompt back to handles: the reading that `compose.render` can be undone with.

What stands for a person in the text is found by the longest match, so that one name that begins
another is never cut short. Everything else is literal, and an `@` in it is doubled where it would
be read as a mention.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from charlib.domain import paths, prompt
from charlib.domain.compose import JOINED, Reference, Slot, values_of
from charlib.domain.handle import is_handle_char
from charlib.domain.prompt import Key, Token


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody whom an old prompt may mean: how the user calls them, and how the provider does."""

    key: Key
    handle: str
    said: str
    name: str = ""
    look: str = ""
    remote_id: str = ""
    mention: str = ""


@dataclass(frozen=True, slots=True)
class Decompiled:
    """A prompt with handles; `handles` are those found, in order, and `missing` words of nobody."""

    text: str
    handles: tuple[str, ...]
    missing: tuple[str, ...] = ()


def decompile(
    text: str,
    people: Sequence[Person],
    reference: Reference,
    request: Mapping[str, Any] | None = None,
) -> Decompiled:
    """Turn a provider's prompt back into one with handles.

    `request` is what accompanied it, where there is one: places in a list mean nobody without it.
    """
    words = _words(people, reference, request or {})
    tokens: list[Token] = []
    found: list[Person] = []
    position = 0
    for match in _finder(words).finditer(text) if words else ():
        start, end = match.span()
        if not _stands_alone(text, start, end, reference):
            continue
        person = words[_key(match[0])]
        tokens += [text[position:start], prompt.Mention(f"@{person.said}", 0, 0, person.key)]
        found.append(person)
        position = end
    tokens.append(text[position:])
    handles = tuple(dict.fromkeys(person.said for person in found))
    return Decompiled(_typed(tokens, people), handles, _nobodies(tokens, reference))


def _words(
    people: Sequence[Person], reference: Reference, request: Mapping[str, Any]
) -> dict[str, Person]:
    """What stands in the text for whom; what could be two people stands for nobody."""
    attached = _attached(people, reference, request)
    found: dict[str, list[Person]] = {}
    for number, (person, values) in enumerate(attached, reference.index_base):
        for said in _sayings(person, values, reference, number):
            found.setdefault(_key(said), []).append(person)
    attached_people = [person for person, _ in attached]
    for person in people:
        if person in attached_people:
            continue
        for said in _alone(person, reference):
            if _key(said) not in found:
                found.setdefault(_key(said), []).append(person)
    return {said: who[0] for said, who in found.items() if len({one.key for one in who}) == 1}


def _attached(
    people: Sequence[Person], reference: Reference, request: Mapping[str, Any]
) -> list[tuple[Person, dict[str, str]]]:
    """Whom the request's items are, in their order, with what each item says of them."""
    by_id = {part: one for one in people if one.remote_id for part in one.remote_id.split(JOINED)}
    found: list[tuple[Person, dict[str, str]]] = []
    for place in dict.fromkeys(attach.path for attach in reference.attach):
        for value in _items(request, place):
            for attach in (one for one in reference.attach if one.path == place):
                values = paths.unify(attach.item, value) or {}
                person = by_id.get(values.get("remote_id") or values.get("part", ""))
                if person:
                    found.append((person, values))
                    break
    return found


def _items(request: Mapping[str, Any], place: str) -> list[Any]:
    """What stands at a place of the request: a list's items, or one thing for each number."""
    if "{n}" in place:
        looks = re.compile(re.escape(place).replace(r"\{n\}", r"(\d+)"))
        numbered = [(int(match[1]), key) for key in request if (match := looks.fullmatch(key))]
        return [request[key] for _, key in sorted(numbered)]
    listed, is_list, rest = place.partition("[]")
    items = paths.get(request, listed)
    if not is_list:
        return [] if items is None else [items]
    rest = rest.lstrip(".")
    return [paths.get(one, rest) if rest else one for one in items or []]


def _sayings(
    person: Person, values: Mapping[str, str], reference: Reference, number: int
) -> list[str]:
    """What an attached person may be called in the text."""
    known = {**_values(person, reference), **values, "n": number}
    return _filled([reference.template, reference.first, *reference.tokens.values()], known)


def _alone(person: Person, reference: Reference) -> list[str]:
    """What a person may be called where nothing accompanies the prompt."""
    if reference.style == "indexed":
        return []
    known = _values(person, reference)
    said = _filled([reference.first, reference.template], known)
    if reference.style == "prose" and person.look:
        said += _filled(["{who} ({look})"], known)
    return said


def _filled(templates: Sequence[str], known: Mapping[str, Any]) -> list[str]:
    return [
        str(paths.fill(template, known))
        for template in templates
        if template and all(known.get(name) for name in paths.fields(template))
    ]


def _values(person: Person, reference: Reference) -> dict[str, Any]:
    slot = Slot(
        person.key, person.handle, person.name, person.look, person.remote_id, person.mention
    )
    values = values_of([slot], reference)[person.key]
    del values["n"]
    return {key: value for key, value in values.items() if key != "refs"}


def _finder(words: Mapping[str, Person]) -> re.Pattern[str]:
    longest = sorted(words, key=len, reverse=True)
    return re.compile("|".join(map(re.escape, longest)), re.IGNORECASE)


def _key(said: str) -> str:
    return said.casefold()


def _stands_alone(text: str, start: int, end: int, reference: Reference) -> bool:
    """Whether what was found is not a part of a longer word."""
    first, last = text[start], text[end - 1]
    if is_handle_char(last) and end < len(text) and _joins(text[end], reference):
        return False
    return not (is_handle_char(first) and start and is_handle_char(text[start - 1]))


def _joins(char: str, reference: Reference) -> bool:
    """Whether a character behind a word would belong to it, for this provider."""
    if reference.pad in {"none", "ascii"}:
        return char.isascii() and is_handle_char(char)
    return is_handle_char(char)


def _typed(tokens: Sequence[Token], people: Sequence[Person]) -> str:
    """The prompt as a person would type it: with as few doubled `@` as it takes."""
    known = {person.key for person in people}
    wanted = _folded(tokens)
    for double in (_keep, _double_mentions, _double_all):
        text = "".join(double(one) if isinstance(one, str) else one.text for one in tokens)
        if _folded(prompt.parse(text, known)) == wanted:
            return text
    return "".join(_double_all(one) if isinstance(one, str) else f" {one.text} " for one in tokens)


def _folded(tokens: Sequence[Token]) -> list[str | Key | None]:
    """Tokens to compare: neighbouring literals are one, empty ones are none."""
    made: list[str | Key | None] = []
    for token in tokens:
        if not isinstance(token, str):
            made.append(token.key)
        elif made and isinstance(made[-1], str):
            made[-1] += token
        elif token:
            made.append(token)
    return made


def _keep(text: str) -> str:
    return text


def _double_mentions(text: str) -> str:
    """Double an `@` that no word stands before: in an address it is literal as it is."""
    return re.sub(r"(?<![^\W_])@", "@@", text)


def _double_all(text: str) -> str:
    return text.replace("@", "@@")


def _nobodies(tokens: Sequence[Token], reference: Reference) -> tuple[str, ...]:
    """Words of the text that name somebody at the provider, and nobody of the library."""
    looks = {
        "mention": r"@[\w.-]+",
        "named": r"@\w+",
        "indexed": "|".join(
            re.escape(one).replace(r"\{n\}", r"\d+")
            for one in (reference.tokens.values() or [reference.template])
        ),
    }.get(reference.style)
    if not looks or (reference.style == "mention" and not reference.mentions_at):
        return ()
    found = [
        match[0]
        for token in tokens
        if isinstance(token, str)
        for match in re.finditer(rf"(?<![\w])(?:{looks})", token)
    ]
    return tuple(dict.fromkeys(found))
