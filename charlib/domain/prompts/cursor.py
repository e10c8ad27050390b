"""The mention that is being written at the end of a prompt, for completion."""

import re
from typing import NamedTuple

from charlib.domain.character.handle import MAX_LENGTH, is_handle_char, normalise
from charlib.domain.character.looks import PLUS
from charlib.domain.prompts.prompt import in_address
from charlib.domain.prompts.view import AT_MARK, View

_LONGEST = 6 * MAX_LENGTH
"""A project, a handle and a look, each perhaps decomposed."""
_PARTS = re.compile(rf"(?:(.*)/)?([^/{PLUS}]*)(?:[{PLUS}](.*))?", re.DOTALL)
_BRACKETS = "[{"


class Typed(NamedTuple):
    """What was typed after the last `@`: its `text` as it stands, and its parts, folded.

    `project` and `look` are None as long as no `/` and no `+` was typed; `is_name` says that a
    bracket was opened, so that `handle` begins a name. `at` is where the `@` is.
    """

    at: int
    text: str
    project: str | None
    handle: str
    look: str | None
    is_name: bool = False


def typed(text: str, *, follows_mention: bool = False) -> Typed | None:
    """The mention that a text ends with, finished or not; None if it ends with none.

    With `follows_mention`, the `@` stands right behind another mention, and so is in no address.
    """
    view = View(text)
    marks = [*AT_MARK.finditer(view.text, max(0, len(view.text) - _LONGEST))]
    if not marks:
        return None
    at = marks[-1].start()
    if _is_doubled(view.text, at) or (not follows_mention and in_address(view, at)):
        return None
    rest = view.text[at + 1 :]
    place = view.span(at, at + 1)[0]
    if rest[:1] and rest[0] in _BRACKETS:
        inner = rest[1:]
        is_open = not re.search(r"[\[\]{}\n]", inner)
        return Typed(place, rest, None, inner.strip(), None, is_name=True) if is_open else None
    parts = _PARTS.fullmatch(rest)
    if parts is None or not all(map(_may_be_typed, rest)):
        return None
    project, handle, look = parts.groups()
    return Typed(
        place, text[place + 1 :],
        None if project is None else normalise(project), normalise(handle),
        None if look is None else normalise(look),
    )  # fmt: skip


def _may_be_typed(char: str) -> bool:
    return is_handle_char(char) or char in "-/" or char in PLUS


def _is_doubled(text: str, at: int) -> bool:
    """Whether the `@` is the second of a pair, which is a literal `@`."""
    before = at
    while before and text[before - 1] == text[at]:
        before -= 1
    return (at - before) % 2 == 1
