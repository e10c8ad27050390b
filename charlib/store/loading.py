"""Writing many characters at once: rows by executemany, the index and the counters set-wise.

Going through SQLModel row by row takes ten times as long; the rows are the same, and a test holds
them to the models.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import count

from charlib.config import new_uid
from charlib.domain.draft import BindingDraft, CharacterDraft
from charlib.store import text_index
from charlib.store.people import People
from charlib.store.work import Work

_CHARACTER = (
    "INSERT INTO character (id, uid, project_id, handle, name, look, notes, likeness, created_at,"
    " updated_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
_BINDING = (
    "INSERT INTO binding (uid, character_id, account_id, window_id, state, method, remote_id,"
    " mention, error, created_at, updated_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
_WINDOW = (
    "INSERT INTO window (id, uid, source_id, character_id, start_ms, end_ms, created_at)"
    " VALUES (?, ?, ?, ?, ?, ?, ?)"
)
_NEXT = "SELECT coalesce(max(id), 0) + 1"
_TASK = "task:"
_LINK = "INSERT INTO character_tag (tag_id, character_id) VALUES (?, ?)"


class Loading(People, Work):
    """The verbs for many characters at once."""

    def there(self, keys: Iterable[tuple[int, str]]) -> dict[tuple[int, str], int]:
        """The ids of those characters that are there, by project and handle."""
        rows = self._raw.execute(
            "SELECT c.project_id, c.handle, c.id FROM json_each(?) AS wanted JOIN character AS c"
            " ON c.project_id = wanted.value ->> 0 AND c.handle = wanted.value ->> 1"
            " WHERE c.deleted_at IS NULL",
            [json.dumps(list(keys), ensure_ascii=False)],
        )
        return {(row[0], row[1]): row[2] for row in rows}

    def load(self, people: Sequence[CharacterDraft]) -> None:
        """Add characters that are not there, with their tags and bindings."""
        self._session.flush()
        first = self._raw.execute("SELECT coalesce(max(id), 0) + 1 FROM character").fetchone()[0]
        numbered = list(enumerate(people, start=first))
        self._raw.executemany(_CHARACTER, (self._row(number, one) for number, one in numbered))
        text_index.add(
            self._raw, [(n, one.handle, one.name, one.look, one.notes) for n, one in numbered]
        )
        for project, size in Counter(one.project for one in people).items():
            self._count_person(project, size)
        self._load_tags(numbered)
        self.note_ids("added", [number for number, _ in numbered])
        self._load_bindings([(number, one) for number, who in numbered for one in who.bindings])

    def _row(self, number: int, one: CharacterDraft) -> tuple[object, ...]:
        created = one.created_at or self.now
        said = (one.project, one.handle, one.name, one.look, one.notes, one.likeness)
        return (number, new_uid(), *said, created, one.updated_at or created)

    def _load_tags(self, numbered: Sequence[tuple[int, CharacterDraft]]) -> None:
        ids = self._all_tags({name for _, one in numbered for name in one.tags})
        links = sorted({(ids[name], number) for number, one in numbered for name in one.tags})
        self._raw.executemany(_LINK, links)
        projects = {number: one.project for number, one in numbered}
        self._count_all(Counter((projects[number], tag) for tag, number in links))

    def _all_tags(self, names: set[str]) -> dict[str, int]:
        """The ids of tags by name or alias; those that nobody has used yet are added."""
        listed = json.dumps(sorted(names), ensure_ascii=False)
        added = self._raw.execute(
            "INSERT INTO tag (uid, name, created_at) SELECT lower(hex(randomblob(8))), value, ?"
            " FROM json_each(?) WHERE value NOT IN (SELECT name FROM tag)"
            " AND value NOT IN (SELECT name FROM tag_alias) RETURNING id, name",
            [self.now, listed],
        ).fetchall()
        text_index.add_tags(self._raw, added)
        self._note_tags([row[0] for row in added])
        rows = self._raw.execute(
            "SELECT name, tag.id FROM tag JOIN json_each(?1) ON value = name"
            " UNION SELECT name, tag_id FROM tag_alias JOIN json_each(?1) ON value = name",
            [listed],
        )
        return {row[0]: row[1] for row in rows}

    def _load_bindings(self, drafts: Sequence[tuple[int, BindingDraft]]) -> None:
        """Add the bindings of characters that are new, each once, with windows and sources."""
        known = {(n, one.account, one.remote_id or one.window): (n, one) for n, one in drafts}
        plain = [(n, one) for n, one in known.values() if not one.source.startswith(_TASK)]
        for number, one in known.values():
            if one.source.startswith(_TASK):
                self.load_binding(number, one)
        windows = self._load_windows(plain)
        self._raw.executemany(
            _BINDING, (self._bound(n, one, windows[at]) for at, (n, one) in enumerate(plain))
        )
        if plain:
            self.note_fact("binding")

    def _bound(self, number: int, one: BindingDraft, window: int | None) -> tuple[object, ...]:
        ids = (one.remote_id, one.mention, one.error)
        moments = (one.created_at or self.now, self.now)
        return (new_uid(), number, one.account, window, one.state, one.method, *ids, *moments)

    def _load_windows(self, drafts: Sequence[tuple[int, BindingDraft]]) -> list[int | None]:
        """Add the windows that bindings were made from; answers their ids, None for none."""
        sources = self._all_sources({one.source for _, one in drafts if one.source and one.window})
        numbers = count(self._raw.execute(f"{_NEXT} FROM window").fetchone()[0])
        ids: list[int | None] = []
        rows: list[tuple[object, ...]] = []
        for number, one in drafts:
            if not one.source or one.window is None:
                ids.append(None)
                continue
            ids.append(next(numbers))
            span = (one.window.start_ms, one.window.end_ms)
            rows.append((ids[-1], new_uid(), sources[one.source], number, *span, self.now))
        self._raw.executemany(_WINDOW, rows)
        return ids

    def _all_sources(self, refs: set[str]) -> dict[str, int]:
        """The ids of sources that are URLs and files; those that nobody has used yet are added."""
        listed = json.dumps(sorted(refs), ensure_ascii=False)
        there = self._raw.execute(
            "SELECT ref, source.id FROM source JOIN json_each(?) ON value = ref"
            " WHERE task_id IS NULL",
            [listed],
        )
        known = {row[0]: row[1] for row in there}
        for ref in sorted(refs - known.keys()):
            known[ref] = self.source("url" if "://" in ref else "file", ref)
        return known

    def load_binding(self, character: int, one: BindingDraft) -> None:
        """Add a binding that exists elsewhere, with the window and source it came from."""
        if self.has_binding(character, one.account, one.remote_id, one.window):
            return
        self.add_binding(
            character,
            one.account,
            state=one.state,
            method=one.method,
            window_id=self._window_of(character, one),
            remote_id=one.remote_id,
            mention=one.mention,
            error=one.error,
            created_at=one.created_at,
        )

    def _window_of(self, character: int, one: BindingDraft) -> int | None:
        if not one.source or one.window is None:
            return None
        task = one.source.removeprefix("task:")
        if task != one.source:
            source = self.source("task", one.source, task_id=self.task_of(one.account, task))
        else:
            source = self.source("url" if "://" in one.source else "file", one.source)
        return self.add_window(source, character, one.window)
