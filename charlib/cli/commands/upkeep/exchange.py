"""Write characters to files, and read them: JSON Lines for tables, packs for other libraries."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from charlib.cli import many
from charlib.cli import options as opt
from charlib.cli.declare import argument, flag, option
from charlib.cli.many import counted
from charlib.errors import InvalidInput

if TYPE_CHECKING:
    from charlib.cli.state import State

_SHOWN = 5
"""Questions that are shown after a pack was joined."""


def is_pack(file: Path) -> bool:
    """Whether a file is named as a pack."""
    return file.suffix.lower() == ".charpack"


def export(
    state: State,
    *,
    file: Path = argument("FILE", "The file to write: .jsonl or .charpack.", completes="files"),
    query: str | None = opt.QUERY,
    everywhere: bool = flag("With --query: in all projects."),
    without_media: bool = flag("For a pack: without pictures, clips and voices."),
    without_ids: bool = flag("For a pack: without the IDs at providers."),
    dry_run: bool = opt.DRY_RUN,
) -> None:
    """Write characters to a file, without keys.

    FILE.charpack is a pack: characters with looks, footage, voices and films, for another library.
    Any other name is a JSON Lines file. Without an option, those of all projects; with --project
    before the command, those of that project; with --query, the matches in the current project. An
    existing file is replaced.
    """
    if str(file) == "-":
        raise InvalidInput(
            "export writes to a file.",
            hint="To print characters: charlib search --everywhere --limit 0 --format jsonl",
        )
    if dry_run and query is None:
        raise InvalidInput("--dry-run needs --query.", hint="Remove --dry-run, or give --query")
    is_wide = everywhere or (query is None and state.project is None)
    if query is not None and not many.confirm_matches(
        state, query, "Export", dry_run=dry_run, yes=True, everywhere=everywhere
    ):
        return
    if is_pack(file):
        _export_pack(
            state, file, query,
            everywhere=is_wide, media=not without_media, ids=not without_ids,
        )  # fmt: skip
        return
    if without_media or without_ids:
        raise InvalidInput(
            "only a pack has media and IDs to leave out.",
            hint="charlib export FILE.charpack --without-media",
        )
    count = state.lib.export(file, query or "", everywhere=is_wide)
    form = {"file": str(file), "characters": count}
    state.output.result(form, f"{counted(count, 'character')} in {file}")


def _export_pack(
    state: State, file: Path, query: str | None, *, everywhere: bool, media: bool, ids: bool
) -> None:
    done = state.lib.export_pack(
        file, query or "", everywhere=everywhere, media=media, ids=ids, warn=state.output.warn
    )
    form = {
        "file": str(file), "characters": done.characters, "films": done.tasks, "files": done.files,
    }  # fmt: skip
    parts = [counted(done.characters, "character")]
    parts += [counted(done.tasks, "film")] if done.tasks else []
    parts += [counted(done.files, "kept file")] if done.files else []
    state.output.result(form, f"{', '.join(parts)} in {file}")


def import_(
    state: State,
    *,
    file: Path = argument("FILE", "A JSON Lines file of characters, or a pack.", completes="files"),
    update: bool = flag("Let the file change existing characters."),
    map_account: list[str] = option(
        "THEIRS=MINE", "The account here that is theirs; can be repeated.", default=()
    ),
    dry_run: bool = flag("For a pack: show what would change."),
) -> None:
    """Read characters from a JSON Lines file, or join a pack.

    All of them, or none when something is wrong. IDs of another library's account go to an account
    of their own, without a key. A pack is joined field by field: the later text wins, and where
    two people changed one text, charlib shows both.
    """
    if is_pack(file):
        if update or map_account:
            raise InvalidInput(
                "a pack is joined field by field; it takes no --update and no --map-account.",
                hint="charlib import FILE.charpack --dry-run",
            )
        _import_pack(state, file, dry_run=dry_run)
        return
    if dry_run:
        raise InvalidInput(
            "only a pack has a --dry-run.", hint="charlib import FILE.charpack --dry-run"
        )
    mapped = dict(map(_pair, map_account))
    result = state.lib.import_(file, update=update, map_accounts=mapped, warn=state.output.warn)
    state.output.result(
        {
            "added": result.added,
            "updated": result.updated,
            "skipped": result.skipped,
            "accounts": result.accounts,
        },
        f"{result.added} added, {result.updated} updated, {result.skipped} unchanged",
    )
    if result.skipped and not update:
        state.output.talk("Existing characters stay as they are. To change them: --update")


def _import_pack(state: State, file: Path, *, dry_run: bool) -> None:
    from charlib.domain import forms

    done = state.lib.import_pack(file, dry_run=dry_run, warn=state.output.warn)
    numbers = {"added": done.added, "changed": done.changed, "removed": done.removed}
    form = {
        **numbers, "films": done.films, "files": done.files, "accounts": done.accounts,
        "questions": [forms.question(each) for each in done.questions],
    }  # fmt: skip
    would = "would be " if dry_run else ""
    said = ", ".join(f"{number} {would}{verb}" for verb, number in numbers.items())
    more = [counted(done.films, "film")] if done.films else []
    more += [counted(done.files, "kept file")] if done.files else []
    state.output.result(form, f"{said}{'; ' if more else ''}{', '.join(more)}")
    for question in done.questions[:_SHOWN]:
        state.output.warn(state.lib.phrase_question(question))
    if len(done.questions) > _SHOWN:
        state.output.talk(f"{len(done.questions) - _SHOWN:,} more; --json lists all of them.")


def _pair(text: str) -> tuple[str, str]:
    theirs, equals, mine = text.partition("=")
    if not (theirs and equals and mine):
        raise InvalidInput(
            f"--map-account {text} is not a pair of accounts.",
            hint="charlib import FILE --map-account THEIRS=MINE",
        )
    return theirs, mine
