"""Keep the voices of characters."""

from __future__ import annotations

from typing import TYPE_CHECKING

from charlib.cli import options as opt
from charlib.cli.declare import option

if TYPE_CHECKING:
    from pathlib import Path

    from charlib.cli.state import State
    from charlib.domain.records import Character


def add(
    state: State,
    *,
    handle: str = opt.HANDLE,
    file: Path | None = option("FILE", "A sound file: wav, mp3, m4a.", completes="files"),
    source: str | None = option("REF", "With --window: the sound of a video.", completes="video"),
    window: str | None = option("START,END", "The window in seconds, such as 5,8."),
    id_: str | None = option("VOICE_ID", "A voice that the provider has already."),
    account: str | None = opt.ACCOUNT._replace(
        help="Account that gets it too, or that has the ID."
    ),
) -> None:
    """Give a character a voice, in place of an older one.

    With --account, a provider that stores voices gets it too.
    """
    with state.output.progress(f"the voice of @{handle}", 1) as watch:
        person = state.lib.voices.add(
            handle, file=file, source=source, window=window, remote_id=id_, account=account,
            watch=watch, warn=state.output.warn,
        )  # fmt: skip
    _show(state, person)


def list_(state: State, *, limit: int = opt.limit()) -> None:
    """List the characters that have a voice."""
    from charlib.domain import forms
    from charlib.domain.windows.window import seconds

    people = state.lib.voices.list(limit=limit)
    rows, cells = [], []
    for person in people:
        voice = person.voice
        if voice is None:
            continue
        rows.append({"handle": person.handle, "project": person.project, **forms.voice(voice)})
        length = f"{seconds(voice.duration_ms)} s" if voice.duration_ms else ""
        accounts = dict.fromkeys(bound.account for bound in voice.bindings)
        cells.append([f"@{person.handle}", length, voice.path, ", ".join(accounts)])
    state.output.rows(
        rows, ("handle", "length", "file", "accounts"), cells,
        nothing="No voices yet. Add one: charlib voice add HANDLE --file FILE",
    )  # fmt: skip


def rm(state: State, *, handle: str = opt.HANDLE) -> None:
    """Take the voice of a character away; undo brings it back."""
    person = state.lib.voices.remove(handle)
    name = state.lib.qualified(person)
    state.output.result({"handle": person.handle, "voice": None}, f"@{name} has no voice now.")


def _show(state: State, person: Character) -> None:
    from charlib.domain import forms

    pairs = [("handle", f"@{state.lib.qualified(person)}"), *opt.voice_of(person)]
    state.output.pairs(forms.character(person), pairs)
