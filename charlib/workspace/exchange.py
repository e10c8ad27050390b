"""Export and import: one character a line, in the form of `domain.forms`; all but keys."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from charlib.domain import forms
from charlib.domain import handle as handles
from charlib.domain.moment import from_text
from charlib.domain.records import BINDING_STATES
from charlib.domain.text import clean, short, shown
from charlib.domain.window import Window
from charlib.errors import CharlibError, InvalidInput, LibraryError, NotFound

if TYPE_CHECKING:
    from charlib.store.writer import Writer
    from charlib.workspace import Workspace

MAX_LINE = 4 * 1024 * 1024
_HINT = "An import file has one character a line, as `charlib export` writes it"
_IN_FLIGHT = {"planned", "sending", "processing"}


@dataclass(slots=True)
class Imported:
    """How an import went, in characters."""

    added: int = 0
    updated: int = 0
    skipped: int = 0


def export(lib: Workspace, path: Path, project: str | None) -> int:
    """Write characters to a file, oldest first; answers how many. The file appears whole or not."""
    people = reversed(lib.store.read.characters(project))
    count = 0
    arriving = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with arriving.open("w", encoding="utf-8", newline="\n") as file:
            for person in people:
                file.write(json.dumps(forms.character(person), ensure_ascii=False) + "\n")
                count += 1
        arriving.replace(path)
    except OSError as error:
        raise LibraryError(
            f"{shown(str(path))} cannot be written: {error.strerror}", hint="Choose another file"
        ) from error
    finally:
        arriving.unlink(missing_ok=True)
    return count


def import_(lib: Workspace, path: Path, *, update: bool) -> Imported:
    """Read a file of characters into the library: all of it, or nothing when a line is wrong.

    A character that is there already is left alone; with `update` it takes the file's texts, and
    the tags and bindings that it lacks. Raises InvalidInput with the number of the wrong line.
    """
    lines = list(_lines(path))
    done = Imported()
    with lib.store.writing() as writer:
        importer = _Importer(lib, writer, update=update)
        for number, form in lines:
            try:
                importer.take(form, done)
            except (CharlibError, ValueError, TypeError, KeyError) as error:
                why = (
                    error if isinstance(error, CharlibError | ValueError) else f"bad form: {error}"
                )
                raise InvalidInput(
                    f"{shown(path.name)}, line {number}: {why}; nothing was imported", hint=_HINT
                ) from error
    return done


def _lines(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    try:
        with path.open(encoding="utf-8") as file:
            for number, line in enumerate(file, start=1):
                if line.strip():
                    yield number, _form(path, number, line)
    except FileNotFoundError:
        raise NotFound(f"no file {shown(str(path))}", hint="charlib import FILE") from None
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidInput(f"{shown(str(path))} cannot be read: {error}", hint=_HINT) from error


def _form(path: Path, number: int, line: str) -> dict[str, Any]:
    where = f"{shown(path.name)}, line {number}"
    if len(line) > MAX_LINE:
        raise InvalidInput(f"{where} is longer than {MAX_LINE:,} characters", hint=_HINT)
    try:
        form = json.loads(line)
    except (ValueError, RecursionError):
        form = None
    if not isinstance(form, dict):
        raise InvalidInput(
            f"{where} is no JSON object: {shown(short(line.strip(), 40))}", hint=_HINT
        )
    return form


class _Importer:
    """Takes characters into one write transaction."""

    def __init__(self, lib: Workspace, writer: Writer, *, update: bool) -> None:
        self._lib = lib
        self._writer = writer
        self._update = update
        self._accounts: dict[str, int] = {one.name: one.id for one in lib.store.read.accounts()}

    def take(self, form: Mapping[str, Any], done: Imported) -> None:
        """Take one character."""
        handle = handles.parse(_text(form, "handle"))
        slug = _text(form, "project")
        project = self._writer.project(handles.parse_slug(slug) if slug else self._lib.project)
        texts = {
            name: clean(_text(form, name), f"the {name}") for name in ("name", "look", "notes")
        }
        tags = [handles.parse_tag(tag) for tag in form.get("tags") or ()]
        there = self._writer.find_character(project, handle)
        if there is not None and not self._update:
            done.skipped += 1
            return
        if there is None:
            created = _moment(form, "created_at")
            there = self._writer.add_character(
                project, handle, **texts, tags=tags,
                created_at=created, updated_at=_moment(form, "updated_at") or created,
            )  # fmt: skip
            done.added += 1
        else:
            self._writer.edit_character(there, **{k: v for k, v in texts.items() if v})
            self._writer.tag([there], tags)
            done.updated += 1
        for binding in form.get("bindings") or ():
            self._bind(there, binding)

    def _bind(self, character: int, form: Mapping[str, Any]) -> None:
        account = self._account(_text(form, "account"), _text(form, "profile"))
        state, error = _text(form, "state"), form.get("error")
        if state not in BINDING_STATES:
            raise ValueError(f"no binding state {state!r}")
        if state in _IN_FLIGHT:
            # Two libraries must not both finish one creation: it would be paid twice.
            state, error = "unknown", "it was on its way when it was exported"
        remote_id = form.get("remote_id")
        window = Window.parse(form["window"]) if form.get("window") else None
        key = (character, account, remote_id, str(window) if window else None)
        if self._writer.has_binding(*key[:3], window):
            return
        self._writer.add_binding(
            character,
            account,
            state=state,
            method=_text(form, "method") or "added",
            window_id=self._window(character, account, _text(form, "source"), window),
            remote_id=remote_id,
            mention=form.get("mention"),
            error=error,
            created_at=_moment(form, "created_at"),
        )

    def _account(self, name: str, profile: str) -> int:
        """The account of that name; one that is not known here is made, and has no key."""
        name = handles.parse_slug(name)
        if name not in self._accounts:
            try:
                text = self._lib.catalogue.text(profile) or ""
            except NotFound:
                text = ""
            self._accounts[name] = self._writer.add_account(name, profile, text, None, None)
        return self._accounts[name]

    def _window(self, character: int, account: int, ref: str, window: Window | None) -> int | None:
        if not ref or window is None:
            return None
        task = ref.removeprefix("task:")
        if task != ref:
            source = self._writer.source("task", ref, task_id=self._writer.task_of(account, task))
        else:
            source = self._writer.source("url" if "://" in ref else "file", ref)
        return self._writer.add_window(source, character, window)


def _text(form: Mapping[str, Any], name: str) -> str:
    value = form.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise ValueError(f"its {name} is no text")  # noqa: TRY004 - told like all faults of a line
    return value


def _moment(form: Mapping[str, Any], name: str) -> int | None:
    text = _text(form, name)
    return from_text(text) if text else None
