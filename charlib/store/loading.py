"""Writing many characters at once: rows by executemany, the index and the counters set-wise.

Going through SQLModel row by row takes ten times as long; the rows are the same, and a test holds
them to the models.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence

from charlib.config import new_uid, new_uids
from charlib.domain.draft import BindingDraft, CharacterDraft
from charlib.domain.window import Window
from charlib.store import text_index
from charlib.store.people import People
from charlib.store.work import Work

_CHARACTER = (
    "INSERT INTO character (id, uid, project_id, handle, name, look, notes, likeness, consent,"
    " created_at, updated_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
_WINDOW = (
    "INSERT INTO window (id, uid, source_id, character_id, start_ms, end_ms, created_at)"
    " VALUES (?, ?, ?, ?, ?, ?, ?)"
)
_BINDING = (
    "INSERT INTO binding (uid, character_id, account_id, window_id, state, method, remote_id,"
    " mention, error, created_at, updated_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
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
        self._raw.execute("PRAGMA cache_size=-65536")  # links go all over a large table
        text_index.prepare(self._raw)
        first = self._raw.execute("SELECT coalesce(max(id), 0) + 1 FROM character").fetchone()[0]
        numbered = list(enumerate(people, start=first))
        uids = new_uids(len(people))
        rows = (self._row(uid, *one) for uid, one in zip(uids, numbered, strict=True))
        self._raw.executemany(_CHARACTER, rows)
        text_index.add(
            self._raw, [(n, one.handle, one.name, one.look, one.notes) for n, one in numbered]
        )
        for project, count in Counter(one.project for one in people).items():
            self._count_person(project, count)
        self._load_tags(numbered)
        self.note_ids("added", [number for number, _ in numbered])
        self._load_bindings(
            [(number, one) for number, who in numbered for one in _distinct(who.bindings)]
        )

    def _row(self, uid: str, number: int, one: CharacterDraft) -> tuple[object, ...]:
        created = one.created_at or self.now
        said = (one.project, one.handle, one.name, one.look, one.notes, one.likeness)
        return (number, uid, *said, one.consent, created, one.updated_at or created)

    def _load_tags(self, numbered: Sequence[tuple[int, CharacterDraft]]) -> None:
        ids = self._all_tags({name for _, one in numbered for name in one.tags})
        tagged: dict[int, list[int]] = {}
        counts: Counter[tuple[int, int]] = Counter()
        for number, one in numbered:
            for tag in {ids[name] for name in one.tags}:
                tagged.setdefault(tag, []).append(number)
                counts[one.project, tag] += 1
        # In the order of the key: a B-tree is filled from left to right.
        self._raw.executemany(_LINK, ((tag, who) for tag in sorted(tagged) for who in tagged[tag]))
        self._count_all(counts)

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

    def _load_bindings(self, bound: Sequence[tuple[int, BindingDraft]]) -> None:
        """Add bindings of characters that had none, with the windows and sources they came from."""
        seen = [(one.account, one.source) for _, one in bound if one.source and one.window]
        sources = self._sources_of(dict.fromkeys(seen))
        last = self._raw.execute("SELECT coalesce(max(id), 0) FROM window").fetchone()[0]
        windows: list[tuple[object, ...]] = []
        rows: list[tuple[object, ...]] = []
        for number, one in bound:
            window_id = None
            if one.source and one.window is not None:
                window_id = last + len(windows) + 1
                source, span = sources[one.account, one.source], one.window
                seen_at = (source, number, span.start_ms, span.end_ms, self.now)
                windows.append((window_id, new_uid(), *seen_at))
            made = one.created_at or self.now
            said = (one.state, one.method, one.remote_id, one.mention, one.error, made, self.now)
            rows.append((new_uid(), number, one.account, window_id, *said))
        if rows:
            self.note_fact("binding")
        self._raw.executemany(_WINDOW, windows)
        self._raw.executemany(_BINDING, rows)

    def _sources_of(self, refs: Iterable[tuple[int, str]]) -> dict[tuple[int, str], int]:
        """The ids of sources by account and reference; those that nobody has used are added."""
        refs = list(refs)
        listed = json.dumps([ref for _, ref in refs if not ref.startswith("task:")])
        added = self._raw.execute(
            "INSERT INTO source (uid, kind, ref, created_at, updated_at)"
            " SELECT lower(hex(randomblob(8))), iif(instr(value, '://'), 'url', 'file'), value,"
            " ?1, ?1 FROM (SELECT DISTINCT value FROM json_each(?2))"
            " WHERE value NOT IN (SELECT ref FROM source WHERE task_id IS NULL) RETURNING *",
            [self.now, listed],
        )
        columns = [one[0] for one in added.description]
        for row in added.fetchall():
            self.note("source", before=None, after=dict(zip(columns, row, strict=True)))
        rows = self._raw.execute(
            "SELECT ref, source.id FROM json_each(?) CROSS JOIN source ON ref = value"
            " AND task_id IS NULL",
            [listed],
        )
        known = {row[0]: row[1] for row in rows}
        return {
            (account, ref): known[ref] if ref in known else self._source_of(account, ref)
            for account, ref in refs
        }

    def load_binding(self, character: int, one: BindingDraft) -> bool:
        """Add a binding that exists elsewhere, with its window and source; False if it is here."""
        if self.has_binding(character, one.account, one.remote_id, one.window):
            return False
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
        return True

    def _window_of(self, character: int, one: BindingDraft) -> int | None:
        if not one.source or one.window is None:
            return None
        return self.add_window(self._source_of(one.account, one.source), character, one.window)

    def _source_of(self, account: int, ref: str) -> int:
        task = ref.removeprefix("task:")
        if task != ref:
            return self.source("task", ref, task_id=self.task_of(account, task))
        return self.source("url" if "://" in ref else "file", ref)


def _distinct(bindings: Sequence[BindingDraft]) -> list[BindingDraft]:
    """One character's bindings without those that say the same again, as `has_binding` has it."""
    ids: set[tuple[int, str]] = set()
    windows: set[tuple[int, Window]] = set()
    kept: list[BindingDraft] = []
    for one in bindings:
        if one.remote_id is not None:
            is_known = (one.account, one.remote_id) in ids
            ids.add((one.account, one.remote_id))
        else:
            is_known = one.window is not None and (one.account, one.window) in windows
        if not is_known:
            kept.append(one)
            if one.source and one.window is not None:
                windows.add((one.account, one.window))
    return kept
