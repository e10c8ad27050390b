"""Export and import: one character a line, in the form of `domain.forms`; all but keys."""

from __future__ import annotations

import gc
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count, islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from charlib.domain.character import handle as handles
from charlib.domain.character.draft import BindingDraft, CharacterDraft
from charlib.domain.moment import from_text
from charlib.domain.records import BINDING_STATES, LIKENESSES
from charlib.domain.search.tree import Everything
from charlib.domain.text import clean, printable, shortened
from charlib.domain.windows.window import Window
from charlib.errors import CharlibError, InvalidInput, LibraryError, NotFound
from charlib.files import replacing
from charlib.hints import Hint, Notice, call, the_call
from charlib.library import finding
from charlib.library.session import Session, Warn, ignore

if TYPE_CHECKING:
    from charlib.store.write.transaction import Transaction

MAX_LINE = 4 * 1024 * 1024
_HINT = Hint("An import file has one character a line, as {} writes it", the_call("export", "FILE"))
_CHUNK = 10_000
_IN_FLIGHT = {"planned", "sending", "processing"}


@dataclass(slots=True)
class Imported:
    """How an import went, in characters."""

    added: int = 0
    updated: int = 0
    skipped: int = 0


def export(session: Session, path: Path | str, query: str = "", *, everywhere: bool = True) -> int:
    """Write all characters, or the project's, or a query's, to a file; return how many.

    One character a line, as JSON, oldest first; no keys. The file appears whole or not at all.
    """
    tree, project = finding.scoped(session, query, everywhere=everywhere)
    path = Path(path)
    read = session.store.read.characters
    lines = read.lines(read.ids(tree, project=project, sort="oldest"))
    count = 0
    try:
        with (
            replacing(path, private=False) as part,
            part.open("w", encoding="utf-8", newline="\n") as file,
        ):
            for some in lines:
                file.write(some)
                count += some.count("\n")
    except OSError as error:
        raise LibraryError(
            f"{printable(str(path))} cannot be written: {error.strerror}",
            hint="Choose another file",
        ) from error
    return count


def import_(
    session: Session, path: Path | str, *, update: bool = False, warn: Warn | None = None
) -> Imported:
    """Read a file of characters into the library: all of it, or nothing when a line is wrong.

    A character that is there already is left alone; with `update` it takes the file's texts, and
    the tags and bindings that it lacks. Raises InvalidInput with the number of the wrong line.
    """
    path, done = Path(path), Imported()
    with session.store.write() as writer:
        importer = _Importer(session, writer, update=update)
        lines = _lines(path)
        with _uncollected():
            while chunk := list(islice(lines, _CHUNK)):
                importer.take([importer.draft(path, number, form) for number, form in chunk], done)
        # A reader sees the library as it was before this transaction, until it is committed.
        if writer.has_changes and session.store.read.characters.count(Everything()):
            session.store.back_up_before("import")
    for text in importer.warnings:  # said now: of a file with a wrong line nothing is imported
        (warn or ignore)(text)
    return done


@contextmanager
def _uncollected() -> Iterator[None]:
    """Without the search for circles, of which a load makes none: it takes a tenth of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _lines(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    try:
        with path.open(encoding="utf-8") as file:
            for number in count(1):
                line = file.readline(MAX_LINE + 1)  # one without end must not fill the memory
                if not line:
                    return
                if line.strip():
                    yield number, _form(path, number, line)
    except FileNotFoundError:
        raise NotFound(f"no file {printable(str(path))}", hint=call("import", "FILE")) from None
    except UnicodeDecodeError as error:
        raise InvalidInput(f"{printable(str(path))} is no text in UTF-8", hint=_HINT) from error
    except OSError as error:
        raise InvalidInput(
            f"{printable(str(path))} cannot be read: {error.strerror}", hint=_HINT
        ) from error


def _form(path: Path, number: int, line: str) -> dict[str, Any]:
    where = f"{printable(path.name)}, line {number}"
    if len(line) > MAX_LINE:
        raise InvalidInput(f"{where} is longer than {MAX_LINE:,} characters", hint=_HINT)
    try:
        form = json.loads(line)
    except (ValueError, RecursionError):
        form = None
    if not isinstance(form, dict):
        raise InvalidInput(
            f"{where} is no JSON object: {printable(shortened(line.strip(), 40))}", hint=_HINT
        )
    return form


class _Tags(dict[str, str]):
    """Tags as a file has them → as they are kept; each is read once."""

    def __missing__(self, text: str) -> str:
        self[text] = tag = handles.parse_tag(text)
        return tag


class _Importer:
    """Takes characters into one write transaction."""

    def __init__(self, session: Session, writer: Transaction, *, update: bool) -> None:
        self._session = session
        self._writer = writer
        self._update = update
        self._accounts = {one.name: one.id for one in session.store.read.accounts.all()}
        self._current = session.project
        self._projects: dict[str, int] = {}
        self._tags = _Tags()
        self.warnings: list[str] = []

    def take(self, drafts: Sequence[CharacterDraft], result: Imported) -> None:
        """Take a part of the file: characters that are new, then those in the library."""
        find, bulk = self._writer.characters.find_all, self._writer.bulk
        keys = [(draft.project, draft.handle) for draft in drafts]
        fresh, known = _parted(drafts, find(keys))
        bulk.add(fresh)
        result.added += len(fresh)
        updated = 0
        if self._update and known:
            ids = find(keys)
            pairs = [(ids[draft.project, draft.handle], draft) for draft in known]
            updated = len(bulk.renew(pairs))
        result.updated += updated
        result.skipped += len(known) - updated

    def draft(self, path: Path, number: int, form: Mapping[str, Any]) -> CharacterDraft:
        """Check one line's form; raise InvalidInput with its number for what cannot be meant."""
        try:
            return self._draft(form)
        except (CharlibError, ValueError, TypeError, AttributeError) as error:
            why = error if isinstance(error, CharlibError | ValueError) else f"bad form: {error}"
            raise InvalidInput(
                f"{printable(path.name)}, line {number}: {why}; nothing was imported", hint=_HINT
            ) from error

    def _draft(self, form: Mapping[str, Any]) -> CharacterDraft:
        likeness = _text(form, "likeness")
        if likeness not in LIKENESSES:
            raise ValueError(f"no likeness {likeness!r}")
        created = _moment(form, "created_at")
        return CharacterDraft(
            project=self._project(_text(form, "project")),
            handle=handles.parse(_text(form, "handle")),
            name=clean(_text(form, "name"), "the name"),
            look=clean(_text(form, "look"), "the look"),
            notes=clean(_text(form, "notes"), "the notes"),
            likeness=likeness,
            tags=tuple(map(self._tags.__getitem__, _list(form, "tags"))),
            bindings=tuple(self._binding(one) for one in _list(form, "bindings")),
            created_at=created,
            updated_at=_moment(form, "updated_at") or created,
            consent=clean(_text(form, "consent"), "the consent"),
        )

    def _project(self, slug: str) -> int:
        if slug not in self._projects:
            name = handles.parse_slug(slug) if slug else self._current
            self._projects[slug] = self._writer.projects.id(name)
        return self._projects[slug]

    def _binding(self, form: Mapping[str, Any]) -> BindingDraft:
        state, error = _text(form, "state"), _text(form, "error") or None
        if state not in BINDING_STATES:
            raise ValueError(f"no binding state {state!r}")
        if state in _IN_FLIGHT:
            # Two libraries must not both finish one creation: it would be paid twice.
            state, error = "unknown", "it was on its way when it was exported"
        if state == "ready" and not _text(form, "remote_id"):
            raise ValueError("a ready binding has no remote_id")
        return BindingDraft(
            account=self._account(_text(form, "account"), _text(form, "profile")),
            state=state,
            method=_text(form, "method") or "added",
            remote_id=_text(form, "remote_id") or None,
            mention=_text(form, "mention") or None,
            error=error,
            source=_text(form, "source"),
            window=_window(_text(form, "window")),
            created_at=_moment(form, "created_at"),
        )

    def _account(self, name: str, profile: str) -> int:
        """The account of that name; one that is not known here is made, and has no key."""
        name = handles.parse_slug(name, "an account")
        if name not in self._accounts:
            try:
                text = self._session.profiles.text(profile) or ""
            except NotFound:
                text = ""
            self._accounts[name] = self._writer.accounts.add(name, profile, text, None, None)
            known = "" if text else f", whose profile {profile} is not known here"
            edit = Hint("Set its address and key: {}", the_call("account edit", name))
            self.warnings.append(Notice(f"account {name} was created{known}", edit))
        return self._accounts[name]


def _parted(
    drafts: Sequence[CharacterDraft], there: Mapping[tuple[int, str], int]
) -> tuple[list[CharacterDraft], list[CharacterDraft]]:
    """The drafts of characters that are new; those of known or repeated characters."""
    fresh: dict[tuple[int, str], CharacterDraft] = {}
    known: list[CharacterDraft] = []
    for draft in drafts:
        key = (draft.project, draft.handle)
        known.append(draft) if key in there or key in fresh else fresh.update({key: draft})
    return list(fresh.values()), known


def _window(text: str) -> Window | None:
    """A window as exported; one that runs backwards is a mistake of the file."""
    window = Window.parse(text) if text else None
    if window and not 0 <= window.start_ms < window.end_ms:
        raise ValueError(f"no window {text!r}")
    return window


def _text(form: Mapping[str, Any], name: str) -> str:
    value = form.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise ValueError(f"its {name} is no text")  # noqa: TRY004 - told like all faults of a line
    return clean(value, f"its {name}")


def _list(form: Mapping[str, Any], name: str) -> list[Any]:
    """A list of a form; tags may be one text, parted by semicolons as in a CSV file."""
    value = form.get(name) or []
    if name == "tags" and isinstance(value, str):
        return handles.tags_in(value)
    if not isinstance(value, list):
        raise ValueError(f"its {name} are no list")  # noqa: TRY004 - told like all faults of a line
    return value


def _moment(form: Mapping[str, Any], name: str) -> int | None:
    text = _text(form, name)
    try:
        return from_text(text) if text else None
    except ValueError:
        raise ValueError(f"its {name} {text!r} is no date") from None
