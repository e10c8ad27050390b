"""Turns a provider's prompt back into one with handles: the opposite of `compose.render`.

The longest match wins, so that a name which begins another one is not cut short. Everything else is
literal text; an `@` in it is doubled if it would be read as a mention.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from charlib.domain import paths
from charlib.domain.character.handle import is_handle_char
from charlib.domain.character.looks import with_look
from charlib.domain.prompts import prompt
from charlib.domain.prompts.compose import values_of
from charlib.domain.prompts.prompt import Key, Token
from charlib.domain.prompts.reference import JOINED, Reference, Slot
from charlib.domain.prompts.view import AT, AT_MARK


class KnownCharacter(NamedTuple):
    """A character in one of its looks: the user's names for it, and the provider's.

    `qualified` is its handle with its look, and with the project if that is another one; so is
    the handle in its `key`.
    """

    key: Key
    handle: str
    qualified: str
    name: str = ""
    look: str = ""
    remote_id: str = ""
    mention: str = ""
    look_name: str = ""


class Decompiled(NamedTuple):
    """A prompt with handles; `missing` are words that look like mentions of unknown characters."""

    text: str
    handles: tuple[str, ...]
    missing: tuple[str, ...] = ()


def decompile(
    text: str,
    known: Sequence[KnownCharacter],
    reference: Reference,
    request: Mapping[str, Any] | None = None,
) -> Decompiled:
    """Turn a provider's prompt back into one with handles.

    `request` is the request that it was part of: words that count places need it.
    """
    words = _words(known, reference, request or {})
    text = _without_voices(text, reference)
    tokens: list[Token] = []
    handles: dict[str, None] = {}
    position = 0
    for match in _finder(words).finditer(text) if words else ():
        start, end = match.span()
        if not _is_whole_word(text, start, end, reference):
            continue
        character = words[match[0].casefold()]
        handles[character.qualified] = None
        mention = prompt.Mention(f"@{character.qualified}", 0, 0, character.key)
        tokens += [text[position:start], mention]
        position = end
    tokens.append(text[position:])
    return Decompiled(_typed(tokens, known), tuple(handles), _unknown_words(tokens, reference))


def _without_voices(text: str, reference: Reference) -> str:
    """The text without the sentences about voices that stand before it."""
    if not reference.voice_intro:
        return text
    literals = re.split(r"\{\w+\}", reference.voice_intro)
    sentence = re.compile(r"[^.\n]+?".join(map(re.escape, literals)))
    while match := sentence.match(text):
        text = text[match.end() :]
    return text


def _words(
    known: Sequence[KnownCharacter], reference: Reference, request: Mapping[str, Any]
) -> dict[str, KnownCharacter]:
    """The words for each character; words that could mean two characters are left out.

    Words that could mean two looks of one character mean the first, which is the main one.
    """
    attached = _attached(known, reference, request)
    meanings: dict[str, list[KnownCharacter]] = {}
    for number, (character, values) in enumerate(attached, reference.index_base):
        for words in _words_if_attached(character, values, reference, number):
            meanings.setdefault(words.casefold(), []).append(character)
    attached_characters = [character for character, _ in attached]
    for character in known:
        if character in attached_characters:
            continue
        for words in _words_if_alone(character, reference):
            if words.casefold() not in meanings:
                meanings.setdefault(words.casefold(), []).append(character)
    return {
        words: characters[0]
        for words, characters in meanings.items()
        if len({(character.key[0], character.handle) for character in characters}) == 1
    }


def _attached(
    known: Sequence[KnownCharacter], reference: Reference, request: Mapping[str, Any]
) -> list[tuple[KnownCharacter, dict[str, str]]]:
    """The characters of the request's items, in their order, with the values of each item."""
    by_id = {
        part: character
        for character in known
        if character.remote_id
        for part in character.remote_id.split(JOINED)
    }
    attached: list[tuple[KnownCharacter, dict[str, str]]] = []
    for place in dict.fromkeys(attach.path for attach in reference.attach):
        templates = [attach.item for attach in reference.attach if attach.path == place]
        for item in _items(request, place):
            for template in templates:
                values = paths.unify(template, item) or {}
                character = by_id.get(values.get("remote_id") or values.get("part", ""))
                if character:
                    attached.append((character, values))
                    break
    return attached


def _items(request: Mapping[str, Any], place: str) -> list[Any]:
    """The items at a place of the request: those of a list, or one for each number."""
    if "{n}" in place:
        pattern = re.compile(re.escape(place).replace(r"\{n\}", r"(\d+)"))
        numbered = [(int(match[1]), key) for key in request if (match := pattern.fullmatch(key))]
        return [request[key] for _, key in sorted(numbered)]
    listed, is_list, rest = place.partition("[]")
    items = paths.get(request, listed)
    if not is_list:
        return [] if items is None else [items]
    rest = rest.lstrip(".")
    return [paths.get(item, rest) if rest else item for item in items or []]


def _words_if_attached(
    character: KnownCharacter, values: Mapping[str, str], reference: Reference, number: int
) -> list[str]:
    """The words for a character that is attached to the request."""
    fields = {**_values(character, reference), **values, "n": number}
    return _filled([reference.template, reference.first, *reference.tokens.values()], fields)


def _words_if_alone(character: KnownCharacter, reference: Reference) -> list[str]:
    """The words for a character with nothing attached to the request."""
    if reference.style == "indexed":
        return []
    fields = _values(character, reference)
    words = _filled([reference.first, reference.template], fields)
    if reference.style == "prose" and character.look:
        words += _filled(["{who} ({look})"], fields)
    return words


def _filled(templates: Sequence[str], fields: Mapping[str, Any]) -> list[str]:
    return [
        str(paths.fill(template, fields))
        for template in templates
        if template and all(fields.get(name) for name in paths.fields(template))
    ]


def _values(character: KnownCharacter, reference: Reference) -> dict[str, Any]:
    slot = Slot(
        character.key, character.handle, character.name, character.look,
        character.remote_id, character.mention, look_name=character.look_name,
    )  # fmt: skip
    values = values_of([slot], reference)[character.key]
    return {key: value for key, value in values.items() if key not in {"n", "refs"}}


def _finder(words: Mapping[str, KnownCharacter]) -> re.Pattern[str]:
    longest_first = sorted(words, key=len, reverse=True)
    return re.compile("|".join(map(re.escape, longest_first)), re.IGNORECASE)


def _is_whole_word(text: str, start: int, end: int, reference: Reference) -> bool:
    """Whether a match is not a part of a longer word."""
    first, last = text[start], text[end - 1]
    if is_handle_char(last) and end < len(text) and _joins(text[end], reference):
        return False
    return not (is_handle_char(first) and start and is_handle_char(text[start - 1]))


def _joins(char: str, reference: Reference) -> bool:
    """Whether this provider would read a character after a word as a part of it."""
    if reference.pad in {"none", "ascii"}:
        return char.isascii() and is_handle_char(char)
    return is_handle_char(char)


def _typed(tokens: Sequence[Token], known: Sequence[KnownCharacter]) -> str:
    """The prompt as a user would type it, with no more doubled `@` than necessary."""
    keys = {(character.key[0], character.handle) for character in known}
    looks: dict[Key, set[str]] = {}
    for character in known:
        looks.setdefault((character.key[0], character.handle), set()).add(character.look_name)
    wanted = _folded(tokens)
    for escape in (str, _double_mentions, _double_all):
        text = "".join(escape(t) if isinstance(t, str) else t.text for t in tokens)
        if _folded(map(_with_look, prompt.parse(text, keys, looks=looks))) == wanted:
            return text
    return "".join(_double_all(t) if isinstance(t, str) else f" {t.text} " for t in tokens)


def _with_look(token: Token) -> Token:
    """A mention with the key of its look."""
    if isinstance(token, str) or token.key is None:
        return token
    return token._replace(key=(token.key[0], with_look(token.key[1], token.look)))


def _folded(tokens: Iterable[Token]) -> list[str | Key | None]:
    """Tokens in a form to compare: neighbouring literals are joined, empty ones left out."""
    folded: list[str | Key | None] = []
    for token in tokens:
        if not isinstance(token, str):
            folded.append(token.key)
        elif folded and isinstance(folded[-1], str):
            folded[-1] += token
        elif token:
            folded.append(token)
    return folded


def _double_mentions(text: str) -> str:
    """Double each `@` that does not follow a word: in an address, it is literal anyway."""
    return re.sub(rf"(?<![^\W_])([{AT}])", r"\1\1", text)


def _double_all(text: str) -> str:
    return AT_MARK.sub(r"\g<0>\g<0>", text)


def _unknown_words(tokens: Sequence[Token], reference: Reference) -> tuple[str, ...]:
    """Words that mention a character at the provider, and none of the library."""
    pattern = {
        "mention": r"@[\w.-]+",
        "named": r"@\w+",
        "indexed": "|".join(
            re.escape(template).replace(r"\{n\}", r"\d+")
            for template in (reference.tokens.values() or [reference.template])
        ),
    }.get(reference.style)
    if not pattern or (reference.style == "mention" and not reference.mentions_at):
        return ()
    words = [
        match[0]
        for token in tokens
        if isinstance(token, str)
        for match in re.finditer(rf"(?<![\w])(?:{pattern})", token)
    ]
    return tuple(dict.fromkeys(words))
