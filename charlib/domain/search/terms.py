"""Reads terms: the field, the comparison, and the value."""

from __future__ import annotations

from charlib.domain.character.handle import lowered_tag, nearest, normalise, parse_tag
from charlib.domain.search.fields import Fields
from charlib.domain.search.lexer import COMPARED, Lexeme, plain
from charlib.domain.search.mistake import Mistake
from charlib.domain.search.ranges import OTHER_WORDS, Range, amounts, counts, dates, ranged
from charlib.domain.search.tokens import tokens
from charlib.domain.search.tree import How, Term
from charlib.domain.text import is_unspaced, nfc, printable, shortened
from charlib.errors import InvalidInput

_PARTS = {"tag": "tags", "account": "binding", "profile": "binding"}
"""The word for a field in `has:`."""
_MARKS: dict[str, How] = {"=": "exact", "~": "fuzzy"}
_STARS: dict[tuple[bool, bool], How] = {(False, True): "prefix", (True, True): "substring"}


def read_term(word: Lexeme, *, now: int, fields: Fields) -> Term:
    """Read a term; raise Mistake if it is invalid. `now` is in milliseconds."""
    field = _field(word, fields)
    is_star = any(word.stars) and not (word.value or word.mark or word.is_quoted)
    if field == "project" and is_star:  # every project
        return Term(field, "prefix", "", word.start, word.end)
    _check_value(word, field, fields)
    if field is None and not word.is_quoted:
        _check_signs(word, fields)
    how, value = _meaning(word, field, now, fields)
    return Term(field, how, value, word.start, word.end)


def _meaning(  # noqa: PLR0911 - one for each kind of field
    word: Lexeme, field: str | None, now: int, fields: Fields
) -> tuple[How, str | Range]:
    if field is None or fields.kinds[field] == "text":
        return _text(word)
    example = fields.examples[field]
    match fields.kinds[field]:
        case "name":
            return _name(word, field)
        case "part":
            return _part(word, field, example)
        case "choice":
            return "is", _choice(word, field, fields)
        case "saved":
            return "is", normalise(_whole(word, field, example).strip())
        case "count":
            return "range", counts(plain(_whole(word, field, example)), word.at, field)
        case "amount":
            return "range", amounts(plain(_whole(word, field, example)), word.at, field)
        case _:
            return "range", dates(plain(_whole(word, field, example)), word.at, now=now)


def _field(word: Lexeme, fields: Fields) -> str | None:
    if word.field is None:
        return None
    field = word.field.lower()
    if field in fields.kinds:
        return field
    end = word.start + len(word.field) + 1
    if field in OTHER_WORDS and "created" in fields.kinds:
        hint = f"Write created:{ranged(field, word.value)}"
        raise Mistake(f"unknown field {_named(word.field)}:", hint, word.start, end)
    left, right = ("*" * star for star in word.stars)
    typed = _named(f"{word.field}:{left}{word.value}{right}")
    # The first letter is seldom mistyped; without this, `role:` would be taken for `profile:`.
    near = [known for known in nearest(field, fields.kinds) if known[0] == field[0]]
    hint = f"Did you mean {near[0]}:? " if near else ""
    other = f"{fields.fallback}:{typed} for a {fields.fallback}, " if fields.fallback else ""
    hint += f'Write {other}"{typed}" for words'
    raise Mistake(f"unknown field {_named(word.field)}:", hint, word.start, end)


def _check_value(word: Lexeme, field: str | None, fields: Fields) -> None:
    """Refuse an empty term, and a minus on the wrong side of the colon."""
    if not word.value.strip():
        raise _nothing(word, field, fields)
    is_signed = field and plain(word.value[0]) == "-" and fields.kinds[field] != "date"
    if is_signed and not word.is_quoted:
        meant = f"-{field}:{word.mark}{_named(word.value[1:])}"
        raise Mistake("the - goes before the field", f"Did you mean {meant}?", *_place(word))


def _check_signs(word: Lexeme, fields: Fields) -> None:
    """Refuse `tag=hero` and `used>3`, which would be searched for as words."""
    value, match = _named(word.value), COMPARED.match(plain(word.value))
    if match and match[1].lower() in fields.kinds:
        field, sign = match[1].lower(), match[2]
        is_range = fields.kinds[field] in {"count", "amount", "date"}
        mark = sign if is_range and sign[0] in "<>" else ""
        meant = f"{'-' * (sign == '!=')}{field}:{mark}{_named(word.value[match.end() :]) or '…'}"
        hint = f'Did you mean {meant}? Write "{value}" for words'
        raise Mistake("a field is followed by a colon", hint, *_place(word))


def _nothing(word: Lexeme, field: str | None, fields: Fields) -> Mistake:
    part = _PARTS.get(field or "", field)
    if any(word.stars):
        message = "the * needs a word"
        hint = "Write neo* for words that begin with neo, *eon* for words that contain eon"
    elif word.is_quoted:
        message = "the quotation marks are empty"
        hint = "Write a word between them, or remove them"
    elif field:
        message = f"nothing follows {field}:{word.mark}"
        hint = f"Write {fields.examples[field]}, without a space after the colon"
    else:
        message = f"nothing follows the {word.mark}"
        hint = "Write ~word to find words that are nearly the same"
    if part in fields.choices["has"] and (word.is_quoted or any(word.stars)):
        hint = f"Write has:{part} for any at all, missing:{part} for none"
    return Mistake(message, hint, word.start, word.end)


def _how(word: Lexeme, default: How) -> How:
    if word.mark and any(word.stars):
        message = f"{word.mark} and * cannot be combined"
        raise Mistake(message, "Remove one of them", word.start, word.end)
    value = _named(word.value)
    if word.mark == "=" and word.field is None:
        hint = f"Write name:={value} or handle:={value}"
        raise Mistake("= needs a field", hint, word.start, word.start + 1)
    if word.stars == (True, False):
        star = word.at - 1 - word.is_quoted
        hint = f"Write *{value}* for a part of a word, {value}* for its beginning"
        raise Mistake("a word cannot be searched by its end", hint, star, star + 1)
    return _MARKS.get(word.mark) or _STARS.get(word.stars, default)


def _whole(word: Lexeme, field: str, example: str) -> str:
    """The value of a field that allows neither `~` nor stars; an `=` is ignored."""
    sign = "*" if any(word.stars) else word.mark
    if sign in {"*", "~"}:
        raise _not_allowed(word, field, sign, example)
    if sign and plain(word.value[0]) in "<>":
        meant = f"{field}:{plain(word.value[0])}={_named(word.value[1:])}"
        raise Mistake("the = goes after the < or >", f"Did you mean {meant}?", *_place(word))
    return word.value


def _not_allowed(word: Lexeme, field: str, sign: str, example: str) -> Mistake:
    message = f"{field}: does not allow {sign}"
    return Mistake(message, f"Write {example}", word.start, word.end)


def _part(word: Lexeme, field: str, example: str) -> tuple[How, str]:
    """A value that is searched for anywhere in a name, by default."""
    how = _how(word, "words")
    if how == "fuzzy":
        raise _not_allowed(word, field, "~", example)
    return "words" if how == "substring" else how, nfc(word.value)


def _choice(word: Lexeme, field: str, fields: Fields) -> str:
    whole, known = _whole(word, field, fields.examples[field]), fields.choices[field]
    value = plain(whole).strip().lower()
    if value in known:
        return value
    near = nearest(value, known, count=1)
    hint = f"Did you mean {near[0]}? " if near else ""
    hint += f"{field}: is one of {', '.join(known)}"
    if "," in value:
        hint = _either(field, value)
    raise Mistake(f"{field}: cannot be {_named(word.value)!r}", hint, *_place(word))


def _name(word: Lexeme, field: str) -> tuple[How, str]:
    how = _how(word, "is")
    if field != "tag":
        return how, normalise(word.value.strip())
    if how not in {"is", "exact"}:  # a part of a tag need not be a valid tag
        return how, " ".join(lowered_tag(word.value).split())
    try:
        return how, parse_tag(word.value)
    except InvalidInput as error:
        hint = _either(field, word.value) if "," in word.value else str(error.hint)
        raise Mistake(str(error), hint, *_place(word)) from None


def _either(field: str, value: str) -> str:
    first, second = (_named(part.strip()) or "…" for part in value.split(",", 2)[:2])
    return f"Write ({field}:{first} or {field}:{second})"


def _text(word: Lexeme) -> tuple[How, str]:
    how = _how(word, "words")
    if how != "exact" and not tokens(word.value):
        message = f"{_named(word.value)!r} has nothing to search for"
        raise Mistake(message, "Search for letters, digits or emoji", *_place(word))
    if how == "fuzzy":
        _check_fuzzy(word, tokens(word.value))
    # A handle may be written as in prompts, with an @.
    is_handle = how == "exact" and (word.field or "").lower() == "handle"
    return how, nfc((is_handle and word.value.removeprefix("@")) or word.value)


def _check_fuzzy(word: Lexeme, words: list[str]) -> None:
    """Refuse a fuzzy phrase: it would match almost anything."""
    if len(words) > 1:
        field = f"{word.field}:" if word.field else ""
        hint = f"Write {' '.join(f'{field}~{each}' for each in words[:2])}"
        if any(map(is_unspaced, words[0][0] + words[-1][0])):
            hint = f"Write {field}{shortened(words[0] + words[1], 20)}, a part of it"
        raise Mistake("~ takes one word", hint, word.start, word.end)


def _place(word: Lexeme) -> tuple[int, int]:
    return word.at, max(word.at + 1, word.end - word.is_quoted - word.stars[1])


def _named(text: str) -> str:
    return printable(shortened(text, 40))
