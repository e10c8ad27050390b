"""Switch the recognition of faces on or off."""

from __future__ import annotations

from typing import TYPE_CHECKING

from charlib.cli import many
from charlib.cli import options as opt
from charlib.cli.declare import argument

if TYPE_CHECKING:
    from pathlib import Path

    from charlib.cli.state import State
    from charlib.domain.identity import Answer, Check
    from charlib.domain.records import Check as Remembered

_ABOUT = (
    "Templates of faces are biometric data. They are computed and stored on this",
    "machine only, never exported or backed up, and deleted with the character, or",
    "by: charlib identity off",
)
_HEADER = ("handle", "verdict", "score", "lowest")


def on(state: State, *, yes: bool = opt.YES) -> None:
    """Switch the recognition of faces on, for this library."""
    if state.lib.is_identity_on():
        state.output.result({"identity": "on"}, "Recognition of faces was on already.")
        return
    for line in _ABOUT:
        state.output.talk(line)
    if not many.confirmed(yes=yes, what="This switches the recognition of faces on"):
        state.output.talk("Nothing changed.")
        return
    state.lib.identity_on()
    state.output.result({"identity": "on"}, "Recognition of faces is on.")


def off(state: State) -> None:
    """Switch it off, and delete all templates of faces."""
    was_on = state.lib.identity_off()
    text = "is off; all templates are deleted." if was_on else "was off already."
    state.output.result({"identity": "off", "was_on": was_on}, f"Recognition of faces {text}")


def who(
    state: State,
    *,
    file: Path = argument("FILE", "A picture or a film.", completes="files"),
    identity_model: Path | None = opt.IDENTITY_MODEL,
) -> None:
    """Name the characters in a picture or a film, by their faces.

    A score of 0.45 or more is the same person; from 0.33 on it may be.
    """
    from charlib.domain import identity

    answer = state.lib.who(file, model=identity_model)
    if state.output.as_json:
        state.output.json(identity.form(answer))
    elif answer.people:
        state.output.rows(answer.people, _HEADER, list(map(_cells, answer.people)))
    else:
        state.output.line(_nobody(answer))


def shown(check: Check | Remembered) -> str:
    """The character of a check, with its look."""
    return f"@{check.handle}+{check.look}" if check.look else f"@{check.handle}"


def score(check: Check | Remembered) -> str:
    """The score of a check, if there is one."""
    return "" if check.score is None else f"{check.score:.2f}"


def lowest(check: Check | Remembered) -> str:
    """The lowest score in a film, and when: `0.31 at 2.4 s`."""
    return f"{check.lowest[0]:.2f} at {check.lowest[1] / 1000:g} s" if check.lowest else ""


def told(check: Check | Remembered) -> str:
    """A check in one line: `@mia same 0.74, lowest 0.31 at 2.4 s`; why nothing can be told."""
    said = " ".join(filter(None, (shown(check), check.verdict, score(check))))
    worst = f", lowest {lowest(check)}" if check.lowest else ""
    return f"{said}{worst}" + (f": {check.why}" if check.why else "")


def _cells(check: Check) -> list[str]:
    return [shown(check), check.verdict, score(check), lowest(check)]


def _nobody(answer: Answer) -> str:
    if answer.verdict == "another":
        return "Nobody in this library."
    return f"Cannot tell: {answer.why}."
