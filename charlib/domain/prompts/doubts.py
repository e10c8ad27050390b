"""What looks like a mention and is none, or may have been meant for a longer name.

A name that goes to a provider as plain text costs a film without the character, so each such place
is told. Only names of the library count: `bob@work` and `@24fps` are plain text.
"""

import re
import unicodedata
from collections.abc import Collection, Iterator, Sequence
from typing import Literal, NamedTuple

from charlib.domain.character.handle import is_handle_char
from charlib.domain.prompts.prompt import Key, Mention, in_url, readings
from charlib.domain.prompts.reference import Reference
from charlib.domain.prompts.view import AT, View, starts
from charlib.domain.text import is_unspaced

_ADDRESS = re.compile(r"[\w.+-]*\w@[\w-]+(?:\.[\w-]+)+")
_JOINERS = ".-+/\u00b7"
"""Characters that join two words to a name: `mia.smith`, `mia-red`."""
_DOUBLED = re.compile(f"(?:([{AT}])\\1)+")
_URL_PARTS = set("/:=&?#%._~-+@")


class Doubt(NamedTuple):
    """A place in a prompt that was perhaps meant otherwise."""

    kind: Literal["unbound", "longer-name"]
    text: str
    start: int
    end: int
    fixes: tuple[str, ...] = ()


def doubts(prompt: str, mentions: Sequence[Mention], known: Collection[Key]) -> Iterator[Doubt]:
    """The doubtful places of a prompt with these mentions, in their order."""
    longer = (_longer(prompt, mention) for mention in mentions)
    found = [*_unbound(prompt, mentions, known), *longer]
    yield from sorted(filter(None, found), key=lambda doubt: doubt.start)


def _unbound(
    prompt: str, mentions: Sequence[Mention], known: Collection[Key]
) -> Iterator[Doubt | None]:
    """Names of the library with some `@` before them that are not mentioned there."""
    view = View(prompt)
    taken = {place for mention in mentions for place in range(mention.start, mention.end)}
    escaped = {place for match in _DOUBLED.finditer(view.text) for place in range(*match.span())}
    for at, start in starts(view.text):
        if at in escaped:
            continue
        for key, end in readings(view, start, loosely=True):
            first, last = view.span(at, end)
            if key in known and not taken & {first, last - 1}:
                yield _explained(view, prompt[first:last], (at, start), (first, last), key)
                break


def _explained(
    view: View, typed: str, place: tuple[int, int], span: tuple[int, int], key: Key
) -> Doubt | None:
    at, start = place
    if view.text[at] not in AT or start > at + 1:
        meant = f"@{'/'.join(filter(None, key))}"
        return Doubt("unbound", f"{typed} looks like a mention and is none", *span, (meant,))
    if _is_address(view.text, at):
        return None
    text = f"{typed} is no mention: it follows {view.text[at - 1]!r}, as in an address"
    return Doubt("unbound", f"{text}; put a space before it", *span, (f" {typed}",))


def _is_address(text: str, at: int) -> bool:
    """Whether an `@` is plainly a part of a web or e-mail address."""
    if in_url(text, at):
        return text[at - 1] in _URL_PARTS or text[at - 1].isalnum()
    word = re.split(r"[\s<>(),;\"']", text[max(0, at - 100) : at])[-1]
    return _ADDRESS.match(word + text[at : at + 200]) is not None


def _longer(prompt: str, mention: Mention) -> Doubt | None:
    """The doubt about a mention, if what follows could belong to its name."""
    rest = prompt[mention.end : mention.end + 40]
    if mention.key is None or mention.text[-1:] in "]}" or not _goes_on(mention, rest):
        return None
    word = re.match(r"[^\s@]+", rest)
    whole = mention.text + (word[0] if word else "")
    text = f"only {mention.text} of {whole} is a mention"
    return Doubt("longer-name", text, mention.start, mention.start + len(whole))


def _goes_on(mention: Mention, rest: str) -> bool:
    first, second = (rest[:1] or " "), (rest[1:2] or " ")
    if first in _JOINERS:
        return is_handle_char(second)
    if unicodedata.category(first) == "Cf":
        return is_handle_char(second) and not is_unspaced(second)
    # One ideograph is a whole name, of a look too, and the head of many.
    is_short = len(mention.look or mention.name.rpartition("/")[2]) == 1
    return is_short and is_unspaced(first) and is_handle_char(first)


def read_as_references(literals: Sequence[str], reference: Reference) -> tuple[str, ...]:
    """Words of the text that the provider would read as references."""
    if reference.style != "indexed":
        return ()
    templates = reference.tokens.values() or [reference.template]
    patterns = [
        re.escape(template).replace(r"\{n\}", r"\d+") for template in templates if "{n}" in template
    ]
    words = [m[0] for text in literals for pattern in patterns for m in re.finditer(pattern, text)]
    return tuple(
        f"the text contains {word!r}, which this provider reads as a reference"
        for word in dict.fromkeys(words)
    )
