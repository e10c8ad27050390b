"""Handles: what one types after `@`.

`[a-z][a-z0-9_]{1,31}` plus any letters of other scripts, in NFC, compared without case.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from charlib.domain.text import clean, fold, is_unspaced, nfc, printable
from charlib.errors import BadHandle, InvalidInput
from charlib.hints import Hint, argument

MAX_LENGTH = 32
_PLAIN = re.compile("[a-z][a-z0-9_]{1,31}")


def is_handle_char(char: str) -> bool:
    """Whether a character is allowed in a handle: a letter, mark or digit, or `_`."""
    return char == "_" or unicodedata.category(char)[0] in "LM" or char.isdecimal()


def normalise(text: str) -> str:
    """Fold a handle to the form it is stored and compared in."""
    return nfc(nfc(text).casefold())


def parse(text: str) -> str:
    """Read a handle, with or without a leading `@`; raise BadHandle if it is invalid."""
    if _PLAIN.fullmatch(text):  # an import reads many thousands
        return text
    handle = normalise(clean(text.strip(), "the handle").removeprefix("@"))
    reason = _fault(handle)
    if reason:
        project, slash, _ = handle.partition("/")
        hint = Hint("Use 2 to 32 letters, digits or _, beginning with a letter: mia, tom_2, 林小雨")
        if slash:
            hint = Hint("Give the project by itself: {}", argument("project", printable(project)))
        raise BadHandle(f"invalid handle {printable(text, 60)!r}: {reason}", hint=hint)
    return handle


def _fault(handle: str) -> str:
    if not handle:
        return "it is empty"
    if len(handle) > MAX_LENGTH:
        return f"it is longer than {MAX_LENGTH} characters"
    if not unicodedata.category(handle[0]).startswith("L"):
        return "it does not begin with a letter"
    stray = next((char for char in handle if not is_handle_char(char)), None)
    if stray is not None:
        return f"{printable(stray)!r} is not allowed"
    # One ideograph is a whole name; one Latin letter is a typing mistake.
    if len(handle) == 1 and not is_unspaced(handle):
        return "one letter is too short"
    return ""


def qualified(handle: str, project: str, current: str) -> str:
    """The name of a character: `mia` in the current project, `noir/mia` in another."""
    return handle if project == current else f"{project}/{handle}"


def parse_slug(text: str, of: str = "a project", such_as: str = "noir, season-2") -> str:
    """Read a slug, a name of letters, digits, `-` and `_`; raise InvalidInput if it is invalid.

    `of` is the kind of thing that it names, and `such_as` are examples, for the error.
    """
    slug = normalise(clean(text.strip(), f"the name of {of}"))
    fits = 0 < len(slug) <= 2 * MAX_LENGTH and all(c == "-" or is_handle_char(c) for c in slug)
    if not fits or not slug[0].isalnum():
        raise InvalidInput(
            f"{printable(text, 60)!r} is no name of {of}",
            hint=f"The name of {of} is up to 64 letters, digits, - or _: {such_as}",
        )
    return slug


_TAG_HINT = (
    "A tag is a word or a few, without ; and , and no - before it: hero, role:hero. In a table,"
    " put ; between tags"
)


def parse_tag(text: str) -> str:
    """Read a tag: up to 100 characters without `;` and `,`, folded to lower case and NFC."""
    tag = " ".join(lowered_tag(clean(text, "the tag", limit=100)).split())
    reason = _fault_of_tag(tag)
    if reason:
        raise InvalidInput(
            f"invalid tag {printable(text, 60)!r}: {reason}",
            hint=_TAG_HINT,
        )
    return tag


def lowered_tag(text: str) -> str:
    """A tag in lower case, in which the Turkish dotted I is the letter i, without another dot."""
    return nfc(nfc(text).casefold().replace("i\u0307", "i"))


def _fault_of_tag(tag: str) -> str:
    if not tag:
        return "it is empty"
    if tag.startswith("-"):
        return "it begins with -"
    stray = next((c for c in tag if c in ";," or not (c.isprintable() or c in _JOINERS)), None)
    if stray is not None:
        return f"{printable(stray)!r} is not allowed"
    return "" if tag.strip(_JOINERS) else "it is empty"


_JOINERS = "\u200c\u200d"
"""Join the parts of an emoji and the letters of some scripts; nothing else that is unseen may."""


def tags_in(text: str) -> list[str]:
    """The tags of a text, separated by `;`, as typed."""
    return [tag.strip() for tag in text.split(";") if tag.strip()]


def several_tags(tags: str | Iterable[str]) -> list[str]:
    """Parsed tags, each once: of several texts, or of one text that separates them by `;`."""
    texts = tags_in(tags) if isinstance(tags, str) else tags
    return list(dict.fromkeys(map(parse_tag, texts)))


def did_you_mean(wanted: str, known: Iterable[str], otherwise: Hint) -> Hint:
    """The hint for an unknown name: the most similar known one, else `otherwise`."""
    like = nearest(wanted, known, count=1)
    return Hint("Did you mean {}?", like[0]) if like else otherwise


def nearest(wanted: str, known: Iterable[str], *, count: int = 3) -> list[str]:
    """The known names most similar to `wanted`, best first: for `did you mean`."""
    from difflib import get_close_matches  # noqa: PLC0415 - for typing mistakes only

    by_fold: dict[str, list[str]] = {}
    for name in known:
        by_fold.setdefault(fold(name), []).append(name)
    similar = get_close_matches(fold(wanted), by_fold, n=count, cutoff=0.6)
    return [name for folded in similar for name in by_fold[folded]][:count]
