"""Show characters and their pictures."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from charlib.cli import options as opt
from charlib.cli.declare import argument, flag, option, switch
from charlib.cli.many import counted
from charlib.errors import InvalidInput, NotFound

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from charlib.cli.state import State
    from charlib.domain.records import Binding, Character, Look


def show(state: State, *, handle: str = opt.HANDLE) -> None:
    """Show everything the library knows of a character."""
    from charlib.domain import forms

    person = state.lib.show(handle)
    pairs = list(_texts(person))
    counting = person.counting()  # `--json` has the earlier ones too
    for look in person.looks:
        pairs += _look(look)
        for binding in counting:
            pairs += _binding(state, binding) if binding.look == look.name else ()
        pairs += () if look.name else _kept(state, person)
    pairs += opt.voice_of(person)
    path = None if state.output.as_json else state.lib.portrait(handle)
    if path is not None:
        _draw(path)
        pairs.append(("picture", str(path)))
    state.output.pairs(forms.character(person), [(name, value) for name, value in pairs if value])


def picture(
    state: State,
    *,
    handle: str = opt.HANDLE,
    look: str = option(
        "NAME", "Of this look, instead of the main one.", default="", completes="looks"
    ),
    sheet: bool = opt.SHEET,
    out: Path | None = opt.OUT,
    open_: bool = opt.OPEN,
) -> None:
    """Make a picture of a character, and show where it is.

    It is cut from the window that the character was made from.
    """
    path = state.lib.portrait(handle, sheet=sheet, look=look)
    if path is None:
        raise NotFound(
            f"No film of @{handle.removeprefix('@')} is on this machine.",
            hint=_how_to_see(handle),
        )
    show_picture(state, path, out, opens=open_)


def _how_to_see(handle: str) -> str:
    """What a picture needs: the package, or a film."""
    from charlib import media
    from charlib.cli.showing.phrasing import phrased
    from charlib.hints import install

    if not media.is_installed():
        return phrased(install("media"))
    name = handle.removeprefix("@")
    return f"charlib keep {name}, or, with a file: charlib keep {name} --source FILE --window 5,8"


def gallery(
    state: State,
    *,
    query: list[str] = argument(
        "QUERY…",
        "Only the characters that this search finds.",
        default=(),
        completes="query",
        takes_dashes=True,
    ),
    out: str = option("FILE", "The HTML file.", default="cast.html", short="-o", completes="files"),
    title: str = option("TEXT", "Its heading.", default="Cast"),
    here: bool = flag("Only the current project."),
    films: bool = switch("Show the films, by episode and scene.", default=True),
    portable: bool = flag("Embed small pictures of the films, and link none."),
) -> None:
    """Write the cast as one HTML file that works offline.

    With pictures, films, filters, and prompts to copy.
    """
    from charlib.cli.commands.cast.search import query_of

    text = query_of(query)
    if text and not state.lib.count(text, everywhere=not here):  # an earlier page stays
        raise _no_matches(state, text)
    gallery = state.lib.gallery(
        out, text, everywhere=not here, title=title, films=films, portable=portable
    )
    names = ("characters", "pictures", "films")
    form = {"file": out, **{name: getattr(gallery, name) for name in names}}
    state.output.result(form, out)
    characters = counted(gallery.characters, "character")
    more = f", {counted(gallery.films, 'film')}" if gallery.films else ""
    state.output.talk(f"{characters}, {gallery.pictures} with a picture{more}")


def show_picture(state: State, path: Path, out: Path | None, *, opens: bool) -> None:
    """Draw a picture where the terminal can, and print its path; copy and open it if wanted."""
    if out is not None:
        path = _copied(path, out)
    if opens:
        open_file(path)
    if state.output.as_json:
        state.output.json({"picture": str(path)})
        return
    _draw(path)
    state.output.line(str(path))


def _copied(path: Path, out: Path) -> Path:
    import shutil

    target = out / path.name if out.is_dir() else out
    try:
        shutil.copyfile(path, target)
    except OSError as error:
        raise InvalidInput(
            f"The picture cannot be written to {target}: {error.strerror}.", hint="-o FILE"
        ) from error
    return target


def open_file(path: Path) -> None:
    """Open a file in the system's viewer or player; NotFound if there is none."""
    import typer

    if typer.launch(str(path)):
        raise NotFound(f"No program opens {path.name} here.", hint=f"Open it by hand: {path}")


def _draw(path: Path) -> None:
    """Draw a picture if stdout is a terminal that says that it can."""
    from charlib.cli.showing import terminals

    way = terminals.way_of(os.environ) if sys.stdout.isatty() else None
    if way is not None:
        sys.stdout.write(terminals.drawn(path, way) + "\n")
        sys.stdout.flush()


def _texts(person: Character) -> Iterator[tuple[str, str]]:
    from charlib.domain.moment import to_text

    yield "handle", f"@{person.handle}"
    yield "also", opt.listed([f"@{alias}" for alias in person.aliases])
    for name in ("project", "name", "look", "notes", "likeness", "consent"):
        yield name, getattr(person, name)
    yield "tags", opt.listed(person.tags)
    yield "created", to_text(person.created_at) or ""


def _kept(state: State, person: Character) -> Iterator[tuple[str, str]]:
    """What is kept of the main look."""
    material = state.lib.material(person)
    if material is not None and material.clip is not None:
        yield "kept", f"a clip and {counted(len(material.pictures()), 'still')}"


def _look(look: Look) -> Iterator[tuple[str, str]]:
    """Another look than the main one, of which the texts are the character's."""
    if look.name:
        episodes = f"episodes {look.episodes}" if look.episodes else ""
        files = counted(len(look.kept), "file") if look.kept else ""
        parts = (look.description, episodes, files)
        yield f"+{look.name}", ", ".join(filter(None, parts)) or "as the main look"


def _binding(state: State, binding: Binding) -> Iterator[tuple[str, str]]:
    from charlib.domain.text import shortened

    window = f"{binding.window} of {binding.source}" if binding.window else ""
    known, called = binding.remote_id or "", binding.mention or ""
    number = f"(ID {known})" if known and known not in called else ""
    parts = (binding.state, called, number, window)
    yield f"at {binding.account}", " ".join(part for part in parts if part)
    if binding.error and binding.state != "ready":
        yield "  error", binding.error
        yield "  answer", shortened(state.lib.answer(binding), 500)


def _no_matches(state: State, text: str) -> NotFound:
    unknown = state.lib.unknown(text)
    missing = "".join(f" No {field} {name}." for field, name, _ in unknown)
    meant = next((name for _, _, name in unknown if name), None)
    return NotFound(
        f"No characters match; nothing was written.{missing}",
        hint=f"Did you mean {meant}?" if meant else f"charlib search --everywhere {text}",
    )
