"""Export and import: one character on each line, in the form of `domain.forms`, without keys."""

from __future__ import annotations

import gc
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from itertools import islice
from pathlib import Path

from charlib.domain.text import printable
from charlib.errors import LibraryError
from charlib.files import replacing
from charlib.library import finding
from charlib.library.moving.importing import HINT, Imported, Importer
from charlib.library.moving.writing import importing
from charlib.library.persons.forgetting import forget_gone_faces
from charlib.library.reading import json_lines
from charlib.library.session import Session, Warn, warned

_CHUNK = 10_000


def export(session: Session, path: Path | str, query: str = "", *, everywhere: bool = True) -> int:
    """Write all characters, or the project's, or a query's, to a file; return their number.

    One character on each line, as JSON, oldest first, without keys. The file is written whole or
    not at all.
    """
    tree, project = finding.scoped(session, query, everywhere=everywhere)
    path, count = Path(path), 0
    read = session.store.read.characters
    texts = read.lines(read.ids(tree, project=project, sort="oldest"), with_projects=True)
    with exported(path) as part, part.open("w", encoding="utf-8", newline="\n") as file:
        for lines in texts:
            file.write(lines)
            count += lines.count("\n")
    return count


@contextmanager
def exported(path: Path) -> Iterator[Path]:
    """Write a file that a person named, whole or not at all; LibraryError if it is impossible."""
    try:
        with replacing(path, private=False) as part:
            yield part
    except OSError as error:
        raise LibraryError(
            f"{printable(str(path))} cannot be written: {error.strerror}",
            hint="Choose another file",
        ) from error


def import_(
    session: Session,
    path: Path | str,
    *,
    update: bool = False,
    map_accounts: Mapping[str, str] | None = None,
    dry_run: bool = False,
    warn: Warn | None = None,
) -> Imported:
    """Import a file of characters: all of it, or nothing if a line is invalid.

    A character that exists stays as it is; with `update` it takes the file's texts, and the tags,
    looks and bindings that it lacks. IDs of an account of another library go to an account that is
    added for it, without a key, unless `map_accounts` says which account here it is. A `dry_run`
    says what would change, and changes nothing. Raises InvalidInput with the number of the invalid
    line, and Conflict for accounts of different services, and where episodes of two looks would
    overlap.
    """
    path, done = Path(path), Imported()
    with importing(session, session.store.write(), dry_run=dry_run) as writer:
        importer = Importer(session, writer, update=update, mapped=map_accounts or {})
        lines = json_lines.forms(path, HINT)
        with _uncollected():
            while chunk := list(islice(lines, _CHUNK)):
                importer.take([importer.draft(path, place, form) for place, form in chunk], done)
        importer.accounts.refuse_unused()
    if not dry_run:
        forget_gone_faces(session)
    done.accounts = importer.accounts.names
    for text in importer.warnings:  # a file with a wrong line has none
        (warn or warned)(text)
    return done


@contextmanager
def _uncollected() -> Iterator[None]:
    """Turn the garbage collector off: an import makes no cycles, and is a tenth quicker."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
