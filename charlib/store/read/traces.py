"""Reading everything that belongs to a person, also in merged records, so that it can be erased."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import Any

from charlib.domain.character.traces import Elsewhere, SharedFilm, Traces
from charlib.domain.search.tokens import fold
from charlib.store.marks import EXPORTED, FOR_TAKES, MERGED
from charlib.store.read.query import Query

_MERGED_INTO = f"""
    SELECT into_one.handle FROM character
    JOIN setting ON setting.key = '{MERGED}' || character.id
    JOIN character AS into_one ON into_one.id = CAST(setting.value AS INTEGER)
    JOIN project ON project.id = character.project_id
    WHERE project.slug = ? AND character.handle = ? AND character.deleted_at IS NOT NULL
    ORDER BY character.deleted_at DESC LIMIT 1
"""
_P = "(SELECT value FROM json_each(?1))"
_EMPTY = f"""
    WITH RECURSIVE merged AS (
        SELECT ?1 AS id
        UNION SELECT CAST(substr(key, {len(MERGED) + 1}) AS INTEGER) FROM merged JOIN setting
            ON key GLOB '{MERGED}*' AND value = CAST(merged.id AS TEXT))
    SELECT id FROM merged WHERE id <> ?1
    UNION SELECT id FROM character AS c WHERE deleted_at IS NOT NULL
      AND (project_id, handle) IN (
        SELECT project_id, handle FROM character_alias WHERE character_id = ?1)
      AND name || look || notes || consent || likeness = ''
      AND NOT EXISTS (SELECT 1 FROM binding WHERE character_id = c.id)
      AND NOT EXISTS (SELECT 1 FROM window WHERE character_id = c.id)
      AND NOT EXISTS (SELECT 1 FROM voice WHERE character_id = c.id)
      AND NOT EXISTS (SELECT 1 FROM prompt_character WHERE character_id = c.id)
"""
"""The emptied records that were merged into a character; without a mark, by its aliases."""
_PROMPTS = f"SELECT prompt_id FROM prompt_character WHERE character_id IN {_P}"
_TASKS = f"SELECT task_id FROM prompt WHERE id IN ({_PROMPTS}) AND task_id IS NOT NULL"
_WINDOWS = f"SELECT id FROM window WHERE character_id IN {_P}"
_MEDIA = f"""
    SELECT medium_id FROM kept WHERE window_id IN ({_WINDOWS})
    UNION SELECT medium_id FROM voice WHERE character_id IN {_P} AND medium_id IS NOT NULL
"""
_OWN_MEDIA = f"""
    SELECT id, path FROM medium WHERE id IN ({_MEDIA})
      AND NOT EXISTS (SELECT 1 FROM kept WHERE medium_id = medium.id
                      AND window_id NOT IN ({_WINDOWS}))
      AND NOT EXISTS (SELECT 1 FROM voice WHERE medium_id = medium.id
                      AND character_id NOT IN {_P})
"""
_OTHERS = f"""
    EXISTS (SELECT 1 FROM window WHERE source_id = source.id AND {{}}
            coalesce(character_id, 0) NOT IN {_P})
    OR EXISTS (SELECT 1 FROM voice WHERE source_id = source.id AND character_id NOT IN {_P})
"""
_SOURCES = f"""
    SELECT source.id, ref, here(media_path), {_OTHERS.format("")} FROM source
    WHERE task_id IS NULL AND (
        id IN (SELECT source_id FROM window WHERE id IN ({_WINDOWS}))
        OR id IN (SELECT source_id FROM voice WHERE character_id IN {_P}))
"""
_FILMS = f"""
    SELECT task.id, task.uid, account.name, task.remote_id, here(media_path),
        EXISTS (SELECT 1 FROM prompt JOIN prompt_character ON prompt_id = prompt.id
                WHERE prompt.task_id = task.id AND character_id NOT IN {_P})
        OR source.id IS NOT NULL AND ({_OTHERS.format("character_id IS NOT NULL AND ")}),
        state IN ('planned', 'sending', 'queued', 'running') OR state = 'unknown'
        OR state = 'done' AND task.request IS NOT NULL AND media_path IS NULL
           AND coalesce(task.error_kind, '') <> 'no_result'
    FROM task JOIN account ON account.id = account_id
    LEFT JOIN source ON source.task_id = task.id WHERE task.id IN ({_TASKS})
"""
_BINDINGS = f"""
    SELECT binding.uid, account.name, remote_id, iif(voice_id ISNULL, 'character', 'voice'),
        state = 'gone', state IN ('sending', 'processing', 'unknown'), request IS NOT NULL
    FROM binding JOIN account ON account.id = account_id WHERE character_id IN {_P}
"""
_UPLOADS = """
    SELECT account.name, url FROM upload JOIN account ON account.id = account_id
    WHERE url <> '' AND path IN (SELECT value FROM json_each(?))
"""
_EXPORTS = f"""
    SELECT DISTINCT path.value FROM setting, json_each(setting.value) AS path
    WHERE setting.key IN (SELECT '{EXPORTED}' || value FROM json_each(?)) ORDER BY path.value
"""
_SCENES = """
    SELECT id FROM task WHERE id IN (SELECT value FROM json_each(?1)) AND scene <> ''
      AND NOT EXISTS (SELECT 1 FROM task AS other WHERE other.project_id = task.project_id
                      AND other.scene = task.scene
                      AND other.id NOT IN (SELECT value FROM json_each(?1)))
"""
"""A label may be used in several episodes."""
_TEXTS = f"""
    SELECT '@' || handle, name || ' ' || look || ' ' || notes || ' ' || consent FROM character
    WHERE deleted_at IS NULL AND id NOT IN (SELECT value FROM json_each(?1))
    UNION ALL SELECT 'look ' || look.name || ' of @' || handle, look.description
    FROM look JOIN character ON character.id = character_id
    WHERE character_id NOT IN (SELECT value FROM json_each(?1))
    UNION ALL SELECT 'project ' || slug, name || ' ' || notes FROM project
    UNION ALL SELECT 'saved:' || replace(name, '{FOR_TAKES}', ''), query FROM saved_search
    UNION ALL SELECT 'source ' || id, coalesce(label, '') || ' ' || ref FROM source
    WHERE id NOT IN (SELECT value FROM json_each(?2))
    UNION ALL SELECT 'task ' || id, note || ' ' || prompt FROM task
    WHERE note || prompt <> '' AND id NOT IN (SELECT value FROM json_each(?3))
    UNION ALL SELECT 'tag ' || name, name FROM tag
    UNION ALL SELECT DISTINCT 'scene ' || scene, scene FROM task
    WHERE scene <> '' AND id NOT IN (SELECT value FROM json_each(?4))
"""
"""Texts that people wrote elsewhere, which may name somebody."""
_SHORTEST = 3
_BARE = ("saved:", "scene ")
"""What the places begin with where a handle has no `@`."""
_WORD = re.compile(r"\w+")
_PART = re.compile(r"[^\W_]+")


_CHECKED_WITHOUT_CONSENT = """
    SELECT id FROM (SELECT DISTINCT character_id AS id FROM likeness_check)
    CROSS JOIN character USING (id)
    WHERE likeness = 'real' AND trim(consent, ' ' || char(9, 10, 13)) = ''
"""


class Persons:
    """The reading verbs for records that were merged, and for somebody who is to be erased."""

    def __init__(self, query: Query) -> None:
        self._query = query

    def checked_without_consent(self) -> Sequence[int]:
        """The ids of real people without a noted consent about whom there are verdicts."""
        return self._query.column(_CHECKED_WITHOUT_CONSENT)

    def merged_into(self, project: str, handle: str) -> str:
        """The handle of the character that an emptied record was merged into, or ""."""
        return str(self._query.value(_MERGED_INTO, [project, handle]) or "")

    def traces(self, character_id: int) -> Traces:
        """Everything that belongs to a character, in the trash or not."""
        ids = (character_id, *self._query.column(_EMPTY, [character_id]))
        people = json.dumps(ids)
        bindings = self._rows(_BINDINGS, people)
        films = self._rows(_FILMS, people)
        own = [film for film in films if not film[5]]
        sources = self._rows(_SOURCES, people)
        unshared = [source for source in sources if not source[3]]
        media = self._rows(_OWN_MEDIA, people)
        files = [medium[1] for medium in media]
        uploads = self._query.tuples(_UPLOADS, [json.dumps(files)])
        tasks = tuple(film[0] for film in films)
        gone = tuple(source[0] for source in unshared)
        scenes = self._query.column(_SCENES, [json.dumps([film[0] for film in own])])
        return Traces(
            ids=ids,
            uids=self._uids(people),
            open=(
                *(f"its ID at {row[1]}" for row in bindings if row[5]),
                *(f"task {film[0]}" for film in films if film[6]),
            ),
            requests=(*(row[0] for row in bindings), *(film[1] for film in own)),
            elsewhere=(
                *(Elsewhere(row[3], row[1], row[2]) for row in bindings if row[2] and not row[4]),
                *(Elsewhere("film", film[2], film[3]) for film in films if film[3]),
                *(Elsewhere("upload", account, url) for account, url in uploads),
            ),
            media=tuple(medium[0] for medium in media),
            files=tuple(files),
            sources=gone,
            refs=tuple(source[1] for source in sources),
            prompts=tuple(self._column(f"SELECT DISTINCT prompt_id FROM ({_PROMPTS})", people)),
            tasks=tasks,
            films=tuple(film[0] for film in own),
            film_files=(
                *(film[4] for film in own if film[4]),
                *(source[2] for source in unshared if source[2]),
            ),
            shared=tuple(SharedFilm(film[0], film[4] or "") for film in films if film[5]),
            mentions=self._mentions(people, gone, tasks, scenes),
            exports=tuple(self._query.column(_EXPORTS, [json.dumps(tasks)])),
            scenes=tuple(scenes),
        )

    def _rows(self, sql: str, people: str) -> list[Any]:
        return self._query.tuples(sql, [people])

    def _column(self, sql: str, people: str) -> list[Any]:
        return self._query.column(sql, [people])

    def _uids(self, people: str) -> tuple[str, ...]:
        return tuple(self._column(f"SELECT uid FROM character WHERE id IN {_P}", people))

    def _mentions(self, people: str, *gone: Sequence[int]) -> tuple[str, ...]:
        """Where other texts have its name, or one of its handles.

        `gone` are the sources, the tasks and the tasks with scenes that will say nothing any more.
        """
        names = self._column(
            f"SELECT name FROM character WHERE id IN {_P} AND length(name) >= {_SHORTEST}", people
        )
        handles = self._column(
            f"SELECT handle FROM character WHERE id IN {_P} UNION"
            f" SELECT handle FROM character_alias WHERE character_id IN {_P}",
            people,
        )
        sought = [name.casefold() for name in (*names, *(f"@{handle}" for handle in handles))]
        words = set(map(fold, handles))
        values = [people, *map(json.dumps, gone)]
        with self._query.explaining():
            texts = self._query.connection.execute(_TEXTS, values)
            found = [
                where
                for where, text in texts
                if any(name in text.casefold() for name in sought)
                or (where.startswith(_BARE) and not words.isdisjoint(_words(fold(text))))
            ]
        return tuple(dict.fromkeys(found))


def _words(text: str) -> list[str]:
    """The words of a text, and their parts: `mia_arrest` has `mia`."""
    return [*_WORD.findall(text), *_PART.findall(text)]
