"""Hints for a model: the tool that does it, else the command that a person can type."""

from __future__ import annotations

from charlib.doors.places import unplaced
from charlib.hints import Argument, Call, Hint, Part, Topic, in_shell

_TOOLS = {
    "create": "call plan with kind create",
    "do": "call open_work",
    "edit": "call change",
    "generate": "call plan with kind generate",
    "history": "call history",
    "list": "call search",
    "prompt": "call render",
    "rebind": "call plan with kind rebind",
    "search": "call search",
    "show": "call show",
    "source list": "call suggest_windows without a source",
    "undo": "call undo",
    "window suggest": "call suggest_windows",
}
"""Verb → what a model does for it."""


def phrased(hint: Hint | str) -> str:
    """A hint as a sentence for a model; no folder of this machine is in it."""
    return unplaced(hint.phrased(_phrase) if isinstance(hint, Hint) else hint)


def _phrase(part: Part) -> str:
    if isinstance(part, str):
        return part
    if isinstance(part, Argument):
        return f"{part.name} {part.value}".rstrip()
    if isinstance(part, Topic):
        return f"the page {part.name} of the manual"
    return _of_call(part)


def _of_call(part: Call) -> str:
    tool = _TOOLS.get(part.verb)
    if tool is None:
        return f"ask the person to type: {in_shell(part)}"
    return f"{tool} ({' '.join(part.words)})" if part.words else tool
