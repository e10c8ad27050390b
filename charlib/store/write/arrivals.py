"""Writing what another tool kept: films that were made elsewhere, and characters that are known."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from charlib.store.marks import WINDOWLESS
from charlib.store.write.scope import Scope, listed
from charlib.store.write.takes import add_prompt
from charlib.store.write.undoing import removal

if TYPE_CHECKING:
    from charlib.store.write.jobs import Jobs
    from charlib.store.write.sources import Sources

_CALLED = (
    "c.id, project_id, slug, handle FROM json_each(?) AS wanted"
    " JOIN character AS c ON c.{} = wanted.value JOIN project ON project.id = project_id"
)


class Called(NamedTuple):
    """A character by what people type for it."""

    id: int
    project_id: int
    project: str
    handle: str


class NewFilm(NamedTuple):
    """A film that is to be recorded: its task, and the facts of its file, if that is here."""

    uid: str
    account_id: int
    project_id: int
    remote_id: str
    prompt: str
    created_at: int
    raw: str
    params: str
    facts: Mapping[str, Any]


class Arrivals:
    """The verbs for what comes from other tools. All of it was told, so `undo` takes it back."""

    def __init__(self, scope: Scope, jobs: Jobs, sources: Sources) -> None:
        self._scope = scope
        self._jobs = jobs
        self._sources = sources

    # -- characters

    def in_trash(self, uids: Iterable[str]) -> dict[str, Called]:
        """The characters in the trash, by uid."""
        rows = self._scope.rows(
            f"SELECT c.uid, {_CALLED.format('uid')} WHERE deleted_at IS NOT NULL",
            listed(uids),
        )
        return {row[0]: Called(*row[1:]) for row in rows}

    def bound(self, ids: Iterable[tuple[int, str]]) -> dict[tuple[int, str], int]:
        """Of several IDs, each at an account: the characters outside the trash that have them."""
        rows = self._scope.rows(
            "SELECT account_id, remote_id, character_id FROM json_each(?) AS asked"
            " JOIN binding ON account_id = asked.value ->> 0 AND remote_id = asked.value ->> 1"
            " JOIN character AS c ON c.id = character_id"
            " WHERE voice_id IS NULL AND deleted_at IS NULL",
            listed(ids),
        )
        return {(row[0], row[1]): row[2] for row in rows}

    def called(self, ids: Iterable[int]) -> dict[int, Called]:
        """Characters by id."""
        rows = self._scope.rows(
            f"SELECT {_CALLED.format('id')}",
            listed(ids),
        )
        return {row[0]: Called(*row) for row in rows}

    def without_window(self, ids: Iterable[int]) -> set[int]:
        """Those of characters for which no window is known."""
        rows = self._scope.rows(
            "SELECT value FROM json_each(?)"
            " WHERE NOT EXISTS (SELECT 1 FROM window WHERE character_id = value)",
            listed(ids),
        )
        return {row[0] for row in rows}

    def without_picture(self, ids: Iterable[int]) -> set[int]:
        """Those of characters of whose main look nothing is kept."""
        rows = self._scope.rows(
            "SELECT value FROM json_each(?) WHERE NOT EXISTS (SELECT 1 FROM window"
            " JOIN kept ON window_id = window.id WHERE character_id = value AND look_id IS NULL)",
            listed(ids),
        )
        return {row[0] for row in rows}

    def note_windowless(self, films: Iterable[str]) -> None:
        """Remember films in which no window was found; no step to undo."""
        known = self._scope.value("SELECT value FROM setting WHERE key = ?", WINDOWLESS) or "[]"
        merged = listed(dict.fromkeys([*json.loads(known), *films]))
        if merged != known:
            self._scope.execute("INSERT OR REPLACE INTO setting VALUES (?, ?)", WINDOWLESS, merged)

    # -- films

    def film_of(self, account_id: int, remote_id: str, uid: str) -> int | None:
        """The id of a film's task, if it is in the library."""
        return self._scope.id(
            "SELECT id FROM task WHERE account_id = ? AND remote_id = ? OR uid = ?",
            account_id, remote_id, uid,
        )  # fmt: skip

    def source_of(self, task_id: int) -> int | None:
        """The id of the source that is the film of a task."""
        return self._scope.id("SELECT id FROM source WHERE task_id = ?", task_id)

    def add_film(self, film: NewFilm) -> int:
        """Add the task of a film that is done; return its id."""
        return self._jobs.add_task(
            film.account_id, state="done", request=None, uid=film.uid, remote_id=film.remote_id,
            prompt=film.prompt, params=film.params, project_id=film.project_id, raw=film.raw,
            created_at=film.created_at, completed_at=film.created_at,
        )  # fmt: skip

    def add_file(self, task_id: int, film: NewFilm) -> int:
        """Add the file of a film as a source; return its id."""
        return self._sources.record("task", f"task:{film.remote_id}", task_id=task_id, **film.facts)

    def add_prompt(self, task_id: int, film: NewFilm, template: str, people: Sequence[int]) -> None:
        """Record the prompt of a film, and the characters in it."""
        columns = {
            "project_id": film.project_id, "account_id": film.account_id, "task_id": task_id,
            "template": template, "text": film.prompt, "request": "{}",
        }  # fmt: skip
        added = add_prompt(self._scope, columns, [(number, None, None) for number in people])
        removal.note(self._scope, "prompt", [added])
