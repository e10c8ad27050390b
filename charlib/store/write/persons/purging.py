"""Erasing a person for good, without a journal entry that could bring it back.

What it cost stays, so the record of each paid request does too, without anything that says whose it
was. It belongs to a nameless character in the trash.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from charlib.config import new_uid
from charlib.store.marks import EXPORTED, gone
from charlib.store.read.reader import UNSCRUBBED
from charlib.store.search import text_index
from charlib.store.write.characters import Characters
from charlib.store.write.scope import Scope, listed

if TYPE_CHECKING:
    from charlib.domain.character.traces import Traces

ERASED = "[erased]"
"""What stands for the text of a prompt that mentioned an erased person."""
_IN = "IN (SELECT value FROM json_each(?))"
_UNSENT = """
    DELETE FROM binding WHERE character_id IN (SELECT value FROM json_each(?))
      AND (request IS NULL OR state = 'planned' AND sends = 0 AND earlier_calls = 0)
"""
"""What a person told, and plans: neither cost anything."""
_NO_BINDING = """
    UPDATE binding SET state = 'gone', request = '{}', job_id = NULL, remote_id = NULL,
        mention = NULL, avatar_url = NULL, raw = NULL, error = NULL, error_kind = NULL,
        window_id = NULL, voice_id = NULL, look_id = NULL, expires_at = NULL
    WHERE character_id IN (SELECT value FROM json_each(?))
"""
_NO_TASK = f"""
    UPDATE task SET prompt = '{ERASED}', params = '{{}}', raw = NULL, error = NULL, note = '',
        request = iif(request ISNULL, NULL, '{{}}')
    WHERE id IN (SELECT value FROM json_each(?))
"""
_NO_FILM = """
    UPDATE task SET remote_id = NULL, output_url = NULL, rating = NULL, picked = 0,
        error_kind = 'no_result'
    WHERE id IN (SELECT value FROM json_each(?))
"""
_OF = ("likeness_check", "prompt_character", "character_alias", "character_tag")
_LATER = ("window", "voice", "look")
"""What bindings refer to, and so goes after them."""


class Purging:
    """The verb that erases a person."""

    def __init__(self, scope: Scope, characters: Characters) -> None:
        self._scope = scope
        self._characters = characters

    def erase(self, traces: Traces) -> None:
        """Erase a person, and everything that undo knows."""
        people = listed(traces.ids)
        with self._scope.unnoted():
            self._characters.put_away(traces.ids)
        self._delete(_OF, people)
        self._redact(traces)
        self._scope.execute(_UNSENT, people)
        self._scope.execute(_NO_BINDING, people)
        self._delete(_LATER, people)
        self._remove_footage(traces)
        self._erase_shared(traces)
        self._stay_away(traces)
        self._forget_records(traces.ids)
        text_index.forget_words(self._scope.connection)
        self._scope.execute("INSERT OR REPLACE INTO setting VALUES (?, '1')", UNSCRUBBED)
        self._begin_journal()
        if self._scope.log is not None:
            self._scope.log.erase(traces.requests)

    def _erase_shared(self, traces: Traces) -> None:
        """Let no other library give the person back: of what was shared, only the uid stays."""
        from charlib.store.shared.records import Records

        shared = Records(self._scope)
        for kind in ("character", "footage", "ids"):
            shared.erase(kind, traces.uids)
        sql = f"SELECT uid FROM task WHERE id {_IN}"
        shared.erase("task", [row[0] for row in self._scope.rows(sql, listed(traces.tasks))])

    def _stay_away(self, traces: Traces) -> None:
        """Remember that they were erased, though never shared: no import brings them back."""
        sql = "INSERT OR REPLACE INTO setting SELECT value, '1' FROM json_each(?)"
        self._scope.execute(sql, listed(map(gone, traces.uids)))

    def _forget_records(self, ids: Sequence[int]) -> None:
        """Delete records; what is left of them, the paid requests, goes to a nameless one.

        That has a number of its own: who still edits the person finds nobody, and nobody else
        gets the old number.
        """
        people = listed(ids)
        project = self._scope.value("SELECT project_id FROM character WHERE id = ?", ids[0])
        nameless = self._scope.insert(
            "character", uid=new_uid(), project_id=project, handle="",
            deleted_at=self._scope.now, name_key=text_index.name_key(""), **self._scope.stamps(),
        )  # fmt: skip
        self._scope.execute(
            f"UPDATE binding SET character_id = ? WHERE character_id {_IN}", nameless, people
        )
        self._scope.execute(f"DELETE FROM character WHERE id {_IN}", people)

    def _delete(self, tables: Iterable[str], people: str) -> None:
        for table in tables:
            self._scope.execute(f"DELETE FROM {table} WHERE character_id {_IN}", people)

    def _redact(self, traces: Traces) -> None:
        self._scope.execute(
            "UPDATE prompt SET template = ?, text = ?, request = '{}'"
            f" WHERE id {_IN}",
            ERASED, ERASED, listed(traces.prompts),
        )  # fmt: skip
        self._scope.execute(_NO_TASK, listed(traces.tasks))
        self._scope.execute(_NO_FILM, listed(traces.films))
        self._scope.execute(
            f"UPDATE task SET scene = '', take = NULL WHERE id {_IN}", listed(traces.scenes)
        )
        exported = [f"{EXPORTED}{task}" for task in traces.tasks]  # such names have its handle
        self._scope.execute(f"DELETE FROM setting WHERE key {_IN}", listed(exported))
        for film in traces.shared:
            if film.nameless != film.path:
                sql = "UPDATE source SET media_path = ? WHERE task_id = ?"
                self._scope.execute(sql, film.nameless, film.task)

    def _remove_footage(self, traces: Traces) -> None:
        films = listed(traces.films)
        of_films = f"(SELECT id FROM source WHERE task_id {_IN})"
        self._scope.execute(f"DELETE FROM window WHERE source_id IN {of_films}", films)
        self._scope.execute(f"DELETE FROM source WHERE task_id {_IN}", films)
        self._scope.execute(f"DELETE FROM source WHERE id {_IN}", listed(traces.sources))
        self._scope.execute(f"DELETE FROM medium WHERE id {_IN}", listed(traces.media))
        self._scope.execute(f"DELETE FROM upload WHERE path {_IN}", listed(traces.files))

    def _begin_journal(self) -> None:
        """Forget all that could be undone: it may have any text or ID of the person."""
        self._scope.forget_journal("purge")
        self._scope.note_fact("purge")
