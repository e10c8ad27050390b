"""Query text parted into terms, operators and parentheses; nothing is understood yet.

Signs may be full-width, as input methods for Chinese and Japanese type them.
"""

import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

from charlib.domain.search.mistake import Mistake
from charlib.domain.text import printable, shortened

Kind = Literal["(", ")", "or", "and", "not", "term", "end"]

# Full-width forms of ASCII, and the dashes that word processors make of a minus sign.
_PLAIN = {full: full - 0xFEE0 for full in range(0xFF01, 0xFF5F)} | {0x2013: "-", 0x2212: "-"}
_CLOSING = {'"': '"', "\uff02": "\uff02", "“": "”", "„": "“”", "「": "」", "『": "』", "«": "»"}
_MARKS = "".join(_CLOSING) + "".join(_CLOSING.values())
_UNOPENED = "".join(mark for mark in _MARKS if mark not in _CLOSING)
_OPERATORS: dict[str, Kind] = {"or": "or", "and": "and", "not": "not", "&": "and", "&&": "and"}

_TERM = re.compile(
    rf"(?![{_UNOPENED}])"
    r"(?:(?P<field>[^\W\d_]+(?:[_-][^\W\d_]+)*):(?!//))?(?P<mark>[=~]?)(?P<star>\*?)"
    rf"(?P<bare>[^\s()|{_MARKS}]*)"
)
_OR = re.compile(r"\|{1,2}")
_MINUS = re.compile(r"[-^!]+")  # `^` is beets' minus: no shell takes it for an option
COMPARED = re.compile(r"([^\W\d_]+)(!=|[=<>]+)", re.ASCII)
"""How other languages ask of a field."""
_TO_QUOTE = re.compile(rf"[\s()|*{_MARKS}]|^[-^!=~]|^//")


class Lexeme(NamedTuple):  # made at every start, where a dataclass takes a millisecond more
    """A piece of the query, `query[start:end]`.

    Of a term also the field as typed, the mark behind it (`=` or `~`), the value, which begins at
    `at`, and whether a star stands on its left and on its right.
    """

    kind: Kind
    start: int
    end: int
    field: str | None = None
    mark: str = ""
    value: str = ""
    at: int = 0
    is_quoted: bool = False
    stars: tuple[bool, bool] = (False, False)


def plain(text: str) -> str:
    """The text with full-width signs, digits and letters made ASCII, character by character."""
    return text if text.isascii() else text.translate(_PLAIN)


def quoted(value: str, *, in_field: bool) -> str:
    """Write a value so that it is read back as it is: in quotation marks if need be."""
    flat = plain(value)
    is_bare = flat and not _TO_QUOTE.search(flat)
    is_other = ":" in flat or flat.casefold() in _OPERATORS or COMPARED.match(flat)
    if is_bare and (in_field or not is_other):
        return value
    return '"' + value.replace('"', '""') + '"'


def lex(query: str) -> Iterator[Lexeme]:
    """Part a query into its pieces; raise Mistake where that cannot be done."""
    flat = plain(query)
    at = 0
    while at < len(flat):
        if flat[at].isspace():
            at += 1
            continue
        lexeme = _sign(flat, at) or _term(query, flat, at)
        yield lexeme
        at = lexeme.end


def _sign(flat: str, at: int) -> Lexeme | None:
    """The parenthesis or the operator in signs that stands at `at`, if one does."""
    if flat[at] == "(":
        return Lexeme("(", at, at + 1)
    if flat[at] == ")":
        return Lexeme(")", at, at + 1)
    if found := _OR.match(flat, at):
        return Lexeme("or", at, found.end())
    if found := _MINUS.match(flat, at):
        _check_minus(flat, at, found.end())
        return Lexeme("not", at, found.end())
    return None


def _check_minus(flat: str, at: int, end: int) -> None:
    behind, sign = flat[end : end + 1].strip(), shortened(flat[at:end], 5)
    if not behind or behind in ")|":
        hint = "Write -tag:old, without a space, to leave something out"
        raise Mistake(f"nothing follows the {sign}", hint, at, end)
    if end - at > 1:
        hint = "Write one - to leave something out; options stand outside of the query"
        raise Mistake(f"{sign} is one sign too many", hint, at, end)


def _term(query: str, flat: str, at: int) -> Lexeme:
    found = _TERM.match(flat, at)
    if not found:
        hint = "Open the quotation, or leave the mark out"
        raise Mistake(f"the {query[at]} has no partner", hint, at, at + 1)
    if not found["bare"] and query[found.end() : found.end() + 1] in _CLOSING:
        return _quotation(query, flat, found)
    operator = _OPERATORS.get(found[0].casefold())
    return Lexeme(operator, at, found.end()) if operator else _bare(query, flat, found)


def _bare(query: str, flat: str, found: re.Match[str]) -> Lexeme:
    start, end = found.span("bare")
    right = found["bare"].endswith("*")
    star = flat.find("*", start, end - right)
    if star >= 0:
        hint = f'Write neo* or *eon*, or quote it: "{printable(shortened(found["bare"], 20))}"'
        raise Mistake("a * stands before or behind a word, not in it", hint, star, star + 1)
    value = query[start : end - right]
    stars = (bool(found["star"]), right)
    return Lexeme(
        "term", found.start(), end, found["field"], found["mark"], value, start, stars=stars
    )


def _quotation(query: str, flat: str, found: re.Match[str]) -> Lexeme:
    start, opening = found.end(), query[found.end()]
    body = re.compile(_quotation_pattern(opening)).match(query, start)
    if not body:
        rest = shortened(query[start + 1 :].strip(), 20)
        hint = f"Close it, {opening}{printable(rest)}{_CLOSING[opening][-1]}, or leave the mark out"
        raise Mistake(f"the {opening} has no partner", hint, start, start + 1)
    value = body[1].replace(opening * 2, opening) if opening in _CLOSING[opening] else body[1]
    right = flat.startswith("*", body.end())
    return Lexeme(
        "term", found.start(), body.end() + right, found["field"], found["mark"], value, start + 1,
        is_quoted=True, stars=(bool(found["star"]), right),
    )  # fmt: skip


def _quotation_pattern(opening: str) -> str:
    """Where both marks are the same one, two of them inside stand for one."""
    closing = _CLOSING[opening]
    if opening == closing:
        return f"{opening}((?:[^{opening}]|{opening * 2})*+){opening}"
    return f"{opening}([^{closing}]*)[{closing}]"
