"""Write characters to files, and read them, also from files of other tools."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from charlib.cli import many
from charlib.cli import options as opt
from charlib.cli.declare import argument, flag, option
from charlib.cli.many import counted
from charlib.domain.choices import IMPORTS
from charlib.errors import InvalidInput

if TYPE_CHECKING:
    from charlib.cli.state import State
    from charlib.library.moving.arriving import Arrived

_SHOWN = 5
"""Questions that are shown after a pack was joined, and names of what was not taken."""
_NAMED = 20
"""Names of what was not taken, in JSON."""
_TABLES = ("csv", "sqlite")


def is_pack(file: Path) -> bool:
    """Whether a file is named as a pack."""
    return file.suffix.lower() == ".charpack"


def is_card(file: Path) -> bool:
    """Whether a file is named as a picture, which has a character card."""
    return file.suffix.lower() == ".png"


def export(
    state: State,
    *,
    file: Path = argument(
        "FILE", "The file to write: .jsonl, .charpack or .png.", completes="files"
    ),
    query: str | None = opt.QUERY,
    everywhere: bool = flag("With --query: in all projects."),
    without_media: bool = flag("For a pack: without pictures, clips and voices."),
    without_ids: bool = flag("For a pack: without the IDs at providers."),
    dry_run: bool = flag("Show who would be written; write nothing."),
) -> None:
    """Write characters to a file, without keys.

    FILE.charpack is a pack: characters with looks, footage, voices and films, for another library.
    FILE.png is a character card: one character with its portrait, for programs that read cards.
    Any other name is a JSON Lines file. Without an option, those of all projects; with --project
    before the command, those of that project; with --query, the matches in the current project. An
    existing file is replaced.
    """
    if str(file) == "-":
        raise InvalidInput(
            "export writes to a file.",
            hint="To print characters: charlib search --everywhere --limit 0 --format jsonl",
        )
    is_wide = everywhere or (query is None and state.project is None)
    if dry_run and query is None:
        many.show_matches(state, "", "Export", everywhere=is_wide)
        return
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
    if is_card(file):
        person = state.lib.export_card(
            file, query or "", everywhere=is_wide, warn=state.output.warn
        )
        name = state.lib.qualified(person)
        state.output.result({"file": str(file), "character": name}, f"@{name} in {file}")
        return
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
    file: Path = argument(
        "FILE", "Characters of charlib, or what another tool kept.", completes="files"
    ),
    from_: str | None = option(
        "FORMAT", "The format of the file (default: recognised by its content).", choices=IMPORTS
    ),
    map_: Path | None = option(
        "MAP", "A TOML file that says what the columns of a table are.", completes="files"
    ),
    update: bool = flag("For JSON Lines: let the file change existing characters."),
    map_account: list[str] = option(
        "THEIRS=MINE", "The account here that is theirs; can be repeated.", default=()
    ),
    dry_run: bool = flag("Show what would change; change nothing."),
) -> None:
    """Read characters from a file of charlib or of another tool.

    JSON Lines, packs, SoraVault manifests with their films, character cards, wenjing, gflow, moyin,
    and any CSV or SQLite table with --map. All of it, or nothing when something is wrong; a second
    import adds nothing. IDs of another library's account go to an account of their own, without a
    key. A pack is joined field by field: the later text wins, and where two people changed one
    text, charlib shows both.
    """
    form = from_ or state.lib.format_of(file, mapping=map_)
    if form == "charpack" and (update or map_account):
        raise InvalidInput(
            "a pack is joined field by field; it takes no --update and no --map-account.",
            hint="charlib import FILE.charpack --dry-run",
        )
    if map_ is not None and form not in _TABLES:
        raise InvalidInput(
            "only a table has columns to --map.", hint="charlib import FILE.csv --map MAP.toml"
        )
    mapped = dict(map(_pair, map_account))
    if form == "charpack":
        _import_pack(state, file, dry_run=dry_run)
    elif form == "jsonl":
        _import_lines(state, file, mapped, update=update, dry_run=dry_run)
    elif update:
        raise InvalidInput(
            "what another tool kept is added once; it takes no --update.",
            hint="charlib import FILE --dry-run",
        )
    else:
        _move_in(state, file, form, map_, mapped, dry_run=dry_run)


def _import_lines(
    state: State, file: Path, mapped: dict[str, str], *, update: bool, dry_run: bool
) -> None:
    result = state.lib.import_(
        file, update=update, map_accounts=mapped, dry_run=dry_run, warn=state.output.warn
    )
    form = {
        "added": result.added, "updated": result.updated, "skipped": result.skipped,
        "accounts": result.accounts,
    }  # fmt: skip
    would = "would be " if dry_run else ""
    state.output.result(
        form,
        f"{result.added} {would}added, {result.updated} {would}updated, {result.skipped} unchanged",
    )
    if result.skipped and not update:
        state.output.talk("Existing characters stay as they are. To change them: --update")


def _move_in(
    state: State,
    file: Path,
    form: str,
    mapping: Path | None,
    mapped: dict[str, str],
    *,
    dry_run: bool,
) -> None:
    """Take in what another tool kept, and say what was not taken."""
    with state.output.bar("looking at films", 1.0) as progress:
        done = state.lib.import_from(
            file, format=form, mapping=mapping, map_accounts=mapped, dry_run=dry_run,
            progress=progress, warn=state.output.warn,
        )  # fmt: skip
    numbers = {
        "added": done.added, "skipped": done.skipped, "films": done.films,
        "pictures": done.pictures,
    }  # fmt: skip
    windows = [{**each._asdict(), "window": str(each.window)} for each in done.windows]
    left = {why: {"count": len(names), "first": names[:_NAMED]} for why, names in done.left.items()}
    would = "would be " if dry_run else ""
    more = [counted(done.films, "film")] if done.films else []
    more += [counted(done.pictures, "picture")] if done.pictures else []
    more += [counted(len(windows), "window")] if windows else []
    state.output.result(
        {
            "format": done.format, **numbers, "windows": windows, "renamed": done.renamed,
            "accounts": done.accounts, "ended": list(done.ended), "left": left,
        },
        f"{done.added} {would}added, {done.skipped} unchanged{'; ' if more else ''}"
        + ", ".join(more),
    )  # fmt: skip
    _show_moved(state, done)


def _show_moved(state: State, done: Arrived) -> None:
    """What a person should know of an import: new handles, doubtful windows, and what is left."""
    from charlib.domain.text import first_of

    for old, new in list(done.renamed.items())[:_SHOWN]:
        state.output.warn(f"@{old} is another character here; the new one is @{new}")
    doubtful = [each for each in done.windows if not each.is_confident]
    for each in doubtful[:_SHOWN]:
        state.output.warn(
            f"@{each.handle}: window {each.window} of {each.film} is not clearly good: {each.but}"
        )
    if len(doubtful) > _SHOWN:
        state.output.talk(f"{len(doubtful) - _SHOWN:,} more doubtful windows; --json lists them.")
    for why, names in done.left.items():
        state.output.warn(f"not taken: {why}: {first_of(names, _SHOWN, '; ')}")
    for account in done.ended:
        name = done.accounts.get(account, account)
        state.output.talk(f"The service of account {name} has shut down. To make the cast again:")
        state.output.talk(f"  try: charlib rebind --to ACCOUNT --query account:{name} --dry-run")


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
