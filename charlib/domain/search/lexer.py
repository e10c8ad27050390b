"""Splits a query into terms, operators and parentheses, without their meaning.

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
"""A comparison as other languages write it."""
_TO_QUOTE = re.compile(rf"[\s()|*{_MARKS}]|^[-^!=~]|^//")


class Lexeme(NamedTuple):  # every start defines it; a dataclass takes a millisecond more
    """A piece of the query, `query[start:end]`.

    A term has also the field as typed, the mark after it (`=` or `~`), the value, which begins at
    `at`, and whether there is a star on its left and on its right.
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
    """The text with full-width characters replaced by ASCII, one for one."""
    return text if text.isascii() else text.translate(_PLAIN)


def quoted(value: str, *, in_field: bool) -> str:
    """Write a value so that it is read back unchanged, in quotation marks if necessary."""
    flat = plain(value)
    is_bare = flat and not _TO_QUOTE.search(flat)
    is_other = ":" in flat or flat.casefold() in _OPERATORS or COMPARED.match(flat)
    if is_bare and (in_field or not is_other):
        return value
    return '"' + value.replace('"', '""') + '"'


def lex(query: str) -> Iterator[Lexeme]:
    """Split a query into its pieces; raise Mistake if that is impossible."""
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
    """The parenthesis or the operator sign at `at`; None if there is none."""
    if flat[at] == "(":
        return Lexeme("(", at, at + 1)
    if flat[at] == ")":
        return Lexeme(")", at, at + 1)
    if match := _OR.match(flat, at):
        return Lexeme("or", at, match.end())
    if match := _MINUS.match(flat, at):
        _check_minus(flat, at, match.end())
        return Lexeme("not", at, match.end())
    return None


def _check_minus(flat: str, at: int, end: int) -> None:
    after, sign = flat[end : end + 1].strip(), shortened(flat[at:end], 5)
    if not after or after in ")|":
        hint = "Write -tag:old, without a space, to exclude something"
        raise Mistake(f"nothing follows the {sign}", hint, at, end)
    if end - at > 1:
        hint = "Write one - to exclude something; options go outside the query"
        raise Mistake(f"{sign} has too many signs", hint, at, end)


def _term(query: str, flat: str, at: int) -> Lexeme:
    match = _TERM.match(flat, at)
    if not match:
        hint = "Open the quotation, or remove the mark"
        raise Mistake(f"unmatched {query[at]}", hint, at, at + 1)
    if not match["bare"] and query[match.end() : match.end() + 1] in _CLOSING:
        return _quotation(query, flat, match)
    operator = _OPERATORS.get(match[0].casefold())
    return Lexeme(operator, at, match.end()) if operator else _bare(query, flat, match)


def _bare(query: str, flat: str, match: re.Match[str]) -> Lexeme:
    start, end = match.span("bare")
    right = match["bare"].endswith("*")
    star = flat.find("*", start, end - right)
    if star >= 0:
        hint = f'Write neo* or *eon*, or quote it: "{printable(shortened(match["bare"], 20))}"'
        raise Mistake("a * is allowed before or after a word, not inside it", hint, star, star + 1)
    value = query[start : end - right]
    stars = (bool(match["star"]), right)
    return Lexeme(
        "term", match.start(), end, match["field"], match["mark"], value, start, stars=stars
    )


def _quotation(query: str, flat: str, match: re.Match[str]) -> Lexeme:
    start, opening = match.end(), query[match.end()]
    body = re.compile(_quotation_pattern(opening)).match(query, start)
    if not body:
        rest = shortened(query[start + 1 :].strip(), 20)
        hint = f"Close it, {opening}{printable(rest)}{_CLOSING[opening][-1]}, or remove the mark"
        raise Mistake(f"unmatched {opening}", hint, start, start + 1)
    value = body[1].replace(opening * 2, opening) if opening in _CLOSING[opening] else body[1]
    right = flat.startswith("*", body.end())
    return Lexeme(
        "term", match.start(), body.end() + right, match["field"], match["mark"], value, start + 1,
        is_quoted=True, stars=(bool(match["star"]), right),
    )  # fmt: skip


def _quotation_pattern(opening: str) -> str:
    """The pattern of a quotation; a doubled mark is one, if both marks are the same."""
    closing = _CLOSING[opening]
    if opening == closing:
        return f"{opening}((?:[^{opening}]|{opening * 2})*+){opening}"
    return f"{opening}([^{closing}]*)[{closing}]"
