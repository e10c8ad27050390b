"""One character with all that is known of it. What `quick` calls without Typer."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from charlib.cli.state import State
    from charlib.domain.records import Binding, Character


def show(state: State, handle: str) -> None:
    """Print a character; with a picture of it where the terminal can."""
    from charlib.domain import forms

    person = state.lib.show(handle)
    pairs = list(_said(person))
    for binding in person.bindings:
        pairs += _bound(state, binding)
    material = state.lib.material(person)
    if material is not None and material.clip is not None:
        pairs.append(("kept", f"a clip and {len(material.pictures())} stills"))
    picture = None if state.output.as_json else state.lib.portrait(handle)
    if picture is not None:
        draw(picture)
        pairs.append(("picture", str(picture)))
    state.output.pairs(forms.character(person), [(n, v) for n, v in pairs if v])


def _said(person: Character) -> Iterator[tuple[str, str]]:
    from charlib.domain.moment import to_text

    yield "handle", f"@{person.handle}"
    for name in ("project", "name", "look", "notes", "likeness", "consent"):
        yield name, getattr(person, name)
    yield "tags", " ".join(person.tags)
    yield "created", to_text(person.created_at) or ""


def _bound(state: State, one: Binding) -> Iterator[tuple[str, str]]:
    from charlib.domain.text import short

    window = f"{one.window} of {one.source}" if one.window else ""
    told = (one.state, one.mention, window)
    yield f"at {one.account}", " ".join(part for part in told if part)
    if one.error:
        yield "  error", one.error
        yield "  answer", short(state.lib.answer(one), 500)


def draw(path: Path) -> None:
    """Draw a picture, if stdout is a terminal that says that it can; else nothing happens."""
    from charlib.cli import terminals

    way = terminals.way_of(os.environ) if sys.stdout.isatty() else None
    if way is not None:
        sys.stdout.write(terminals.drawn(path, way) + "\n")
        sys.stdout.flush()
