"""Hints for people at the page: where a part of the page does it, its name; else the command."""

from __future__ import annotations

import re

from charlib.doors.places import unplaced
from charlib.hints import Argument, Call, Hint, Part, Topic, in_shell

_PLACES = {
    "create": "choose a window in Moment",
    "doctor": "look into Doctor",
    "edit": "edit the character",
    "history": "look into History",
    "identity on": "switch it on in Takes",
    "list": "look into Cast",
    "look add": "choose a window for the look in Moment",
    "project list": "choose a project in Cast",
    "redo": "press Ctrl+Shift+Z",
    "rename": "rename the character",
    "resolve": "settle it in Work",
    "restore": "restore it from the trash",
    "search": "search in Cast",
    "show": "look it up in Cast",
    "source add": "add the film in Moment",
    "source list": "look into the films in Moment",
    "sync": "choose Sync in Work",
    "tag list": "look into the tags in Cast",
    "task list": "look into Takes",
    "task show": "look into Takes",
    "undo": "press Ctrl+Z",
    "window suggest": "look at the suggestions in Moment",
}
"""Verb → what one does for it on the page."""
_VIEWS = {
    "create": "moment", "look add": "moment", "source add": "moment", "list": "cast",
    "look list": "cast", "restore": "cast", "show": "cast", "resolve": "work", "sync": "work",
}  # fmt: skip
"""Verb → the view of the page in which it is done."""


_ASIDE = re.compile(r" {2,}# ")
"""What begins a remark behind a command."""


def phrased(hint: Hint | str) -> str:
    """A hint as a sentence for the page; no folder of this machine is in it."""
    if not isinstance(hint, Hint) or not hint.parts:
        return unplaced(_ASIDE.sub("; ", hint))
    first = hint.parts[0]
    in_page = not isinstance(first, Call) or first.verb in _PLACES
    text = hint.phrased(_phrase if in_page else _in_terminal)
    if in_page and any(isinstance(part, Argument) and not part.value for part in hint.parts):
        text = _ASIDE.split(text)[0]  # the page has a button for each of the options
    if hint.text.startswith("{}"):
        text = text[:1].upper() + text[1:]
    return unplaced(_ASIDE.sub("; ", text))


def _in_terminal(part: Part) -> str:
    """A part of a hint to call a command: its other options are options too."""
    return in_shell(part) if isinstance(part, Argument) else _phrase(part)


def view_of(hint: Hint | str) -> str:
    """The view in which one does what a hint says; empty if there is none."""
    parts = hint.parts if isinstance(hint, Hint) else ()
    views = (_VIEWS.get(part.verb, "") for part in parts if isinstance(part, Call))
    return next(filter(None, views), "")


def _phrase(part: Part) -> str:
    if isinstance(part, str):
        return part
    if isinstance(part, Argument):
        return f"{part.name.replace('_', ' ')} {part.value}".rstrip()
    if isinstance(part, Topic):
        return f"the page {part.name} of the manual"
    return _of_call(part)


def _of_call(part: Call) -> str:
    return _PLACES.get(part.verb) or f"in a terminal: {in_shell(part)}"
