"""Pictures: where they are, and a look at them in terminals that can show them."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from charlib.cli import options as opt
from charlib.cli.showing import draw
from charlib.cli.state import State, of
from charlib.errors import NotFound


def picture(
    ctx: typer.Context,
    handle: opt.Handle,
    sheet: Annotated[bool, typer.Option("--sheet", help="Many small ones on a page.")] = False,
) -> None:
    """Make a picture of a character from the window it was cut from, once; tell where it is."""
    state = of(ctx)
    path = state.lib.portrait(handle, sheet=sheet)
    if path is None:
        raise NotFound(
            f"no film of @{handle.removeprefix('@')} is on this machine",
            hint="charlib source add FILE, or: pip install 'charlib[media]'",
        )
    show_picture(state, path)


def show_picture(state: State, path: Path) -> None:
    """Print a picture where the terminal can, and its path."""
    if state.output.as_json:
        state.output.json({"picture": str(path)})
        return
    draw(path)
    state.output.line(str(path))


def gallery(
    ctx: typer.Context,
    query: Annotated[
        list[str] | None, typer.Argument(metavar="[QUERY…]", help="Only those a search finds.")
    ] = None,
    out: Annotated[Path, typer.Option("--out", "-o", metavar="FILE", help="The HTML file.")] = Path(
        "cast.html"
    ),
    title: Annotated[str, typer.Option(metavar="T", help="What it is headed.")] = "Cast",
    here: Annotated[bool, typer.Option("--here", help="Only the project that is in use.")] = False,
) -> None:
    """Write the cast as one HTML file that works offline: pictures, filters, prompts to copy."""
    from charlib.cli.people import query_of

    state = of(ctx)
    text = query_of(query or ())
    if text and not state.lib.count(text, everywhere=not here):  # the page of before is kept
        raise _nobody(state, text)
    written = state.lib.gallery(out, text, everywhere=not here, title=title)
    form = {"file": str(out), "characters": written.characters, "pictures": written.pictures}
    state.output.result(form, str(out))
    people = "character" if written.characters == 1 else "characters"
    state.output.talk(f"{written.characters} {people}, {written.pictures} with a picture")


def _nobody(state: State, text: str) -> NotFound:
    meant = [f"there is no {field} {name}" for field, name, _ in state.lib.unknown(text)]
    like = next((one for _, _, one in state.lib.unknown(text) if one), None)
    return NotFound(
        "; ".join(["nobody fits, and nothing is written", *meant]),
        hint=f"Did you mean {like}?" if like else "charlib search --everywhere " + text,
    )
