"""Writing many characters in one step, for an import and a batch of creations.

All work is done on sets: rows by `executemany`, the index and the counters once for all rows.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from charlib.domain.character.draft import BindingDraft, CharacterDraft, VoiceDraft
from charlib.domain.choices import SourceKind
from charlib.domain.windows.window import Window
from charlib.errors import Conflict
from charlib.store.search import text_index
from charlib.store.write.characters import Characters
from charlib.store.write.jobs import Jobs
from charlib.store.write.looks import Looks
from charlib.store.write.persons.names import Claim, Names
from charlib.store.write.scope import Scope, listed
from charlib.store.write.sources import NewWindow, Sources
from charlib.store.write.tags import Tags
from charlib.store.write.voices import Voices

RENEWED = ("name", "look", "notes", "likeness", "consent")
"""The texts that an import may replace."""

Known = tuple[int, CharacterDraft]
"""The id of a character in the library, and its draft from a file."""


class Bulk:
    """The verbs for many characters."""

    def __init__(
        self,
        scope: Scope,
        tags: Tags,
        characters: Characters,
        sources: Sources,
        jobs: Jobs,
        voices: Voices,
        looks: Looks,
    ) -> None:
        self._scope = scope
        self._tags = tags
        self._characters = characters
        self._sources = sources
        self._jobs = jobs
        self._voices = voices
        self._looks = looks
        self._names = Names(scope)
        self.taken_aliases: list[str] = []
        """The aliases of drafts that others have, so that these characters did not get them."""

    # -- new characters

    def add(self, drafts: Sequence[CharacterDraft]) -> None:
        """Add characters that are not in the library, with their tags and bindings."""
        if not drafts:
            return
        self._names.claim(Claim(draft.project, draft.handle) for draft in drafts)
        self._scope.execute("PRAGMA cache_size=-65536")  # links are spread over a large table
        text_index.prepare(self._scope.connection)
        ids = self._scope.add_many("character", [*map(self._row, drafts)])
        numbered = list(zip(ids, drafts, strict=True))
        text_index.add(
            self._scope.connection,
            [
                (number, d.handle, d.name, d.look, d.notes, *_words_of_looks(d))
                for number, d in numbered
            ],
        )
        for project, count in Counter(draft.project for draft in drafts).items():
            self._characters.count(project, count)
        self._link(numbered)
        self._scope.note_ids("added", ids)
        self._bind(
            [(number, draft) for number, d in numbered for draft in _distinct(d.bindings)],
            self._looks.add_many([(number, look) for number, d in numbered for look in d.looks]),
        )
        self._add_voices(numbered)
        self._add_aliases(numbered)

    def _add_aliases(self, numbered: Sequence[Known]) -> set[int]:
        """Give characters the aliases of their drafts that are free; return the ids of those."""
        given: set[int] = set()
        for number, draft in numbered:
            for alias in draft.aliases:
                try:
                    given |= {number} if self._names.add(number, alias) else set()
                except Conflict:
                    if self._characters.find(draft.project, alias) != number:
                        self.taken_aliases.append(alias)
        return given

    def _row(self, draft: CharacterDraft) -> dict[str, Any]:
        created = draft.created_at or self._scope.now
        return {
            **({"uid": draft.uid} if draft.uid else {}),
            "project_id": draft.project, "handle": draft.handle, "name": draft.name,
            "look": draft.look, "notes": draft.notes,
            "likeness": draft.likeness, "consent": draft.consent, "created_at": created,
            "updated_at": draft.updated_at or created,
            "name_key": text_index.name_key(draft.name),
            **dict(zip(text_index.LOOKS, _words_of_looks(draft), strict=True)),
        }  # fmt: skip

    def _link(self, numbered: Sequence[Known]) -> None:
        ids = self._tags.ids_of({name for _, draft in numbered for name in draft.tags})
        tagged: dict[int, list[int]] = {}
        counts: Counter[tuple[int, int]] = Counter()
        for number, draft in numbered:
            for tag in {ids[name] for name in draft.tags}:
                tagged.setdefault(tag, []).append(number)
                counts[draft.project, tag] += 1
        # In the order of the key: a B-tree is filled from left to right.
        self._scope.connection.executemany(
            "INSERT INTO character_tag (tag_id, character_id) VALUES (?, ?)",
            ((tag, number) for tag in sorted(tagged) for number in tagged[tag]),
        )
        self._tags.count(counts)

    def _bind(
        self, bound: Sequence[tuple[int, BindingDraft]], looks: Mapping[tuple[int, str], int]
    ) -> None:
        """Add bindings that are new, with the windows and sources they came from.

        `looks` are the ids of looks by character and name.
        """
        sources = self._sources_of(
            dict.fromkeys((draft.account, draft.source) for _, draft in bound if _is_seen(draft))
        )
        seen = [
            NewWindow(
                sources[draft.account, draft.source],
                number,
                draft.window,
                looks.get((number, draft.look)),
            )
            for number, draft in bound
            if draft.source and draft.window is not None
        ]
        windows = iter(self._sources.add_windows(seen))
        self._jobs.add_bindings(
            [
                {
                    "character_id": number, "account_id": draft.account,
                    "window_id": next(windows) if _is_seen(draft) else None, "state": draft.state,
                    "method": draft.method, "remote_id": draft.remote_id, "mention": draft.mention,
                    "error": draft.error, "created_at": draft.created_at or self._scope.now,
                    "look_id": looks.get((number, draft.look)),
                }
                for number, draft in bound
            ]
        )  # fmt: skip

    def _sources_of(self, refs: Iterable[tuple[int, str]]) -> dict[tuple[int, str], int]:
        """The ids of sources by account and reference; new ones are added."""
        refs = list(refs)
        known = self._sources.record_many(
            ("url" if "://" in ref else "file", ref) for _, ref in refs if not _is_task(ref)
        )
        return {
            (account, ref): known[ref] if ref in known else self._jobs.source_of(account, ref)
            for account, ref in refs
        }

    # -- known characters

    def renew(self, known: Sequence[Known]) -> set[int]:
        """Give characters the texts of a file, and the tags and bindings that they lack.

        Returns the ids of those that changed. A character may occur more than once.
        """
        changed = self._renew_texts(known) | self._add_tags(known) | self._renew_looks(known)
        return (
            changed | self._add_bindings(known) | self._add_voices(known) | self._add_aliases(known)
        )

    def _renew_texts(self, known: Sequence[Known]) -> set[int]:
        rows = self._scope.rows(
            f"SELECT c.id, c.{', c.'.join(RENEWED)} FROM json_each(?) AS wanted"
            " JOIN character AS c ON c.id = wanted.value",
            listed({number for number, _ in known}),
        )
        texts = {row[0]: tuple(row[1:]) for row in rows}
        changes: dict[tuple[tuple[str, str], ...], list[int]] = {}
        for number, draft in known:
            given = [getattr(draft, name) for name in RENEWED]
            new = tuple(a or b for a, b in zip(given, texts[number], strict=True))
            if new != texts[number]:
                texts[number] = new
                pairs = tuple((n, t) for n, t in zip(RENEWED, given, strict=True) if t)
                changes.setdefault(pairs, []).append(number)
        for pairs, ids in changes.items():
            self._characters.edit_all(ids, dict(pairs))
        return {number for ids in changes.values() for number in ids}

    def _add_tags(self, known: Sequence[Known]) -> set[int]:
        ids = self._tags.ids_of({name for _, draft in known for name in draft.tags})
        rows = self._scope.rows(
            "SELECT character_id, tag_id FROM json_each(?) JOIN character_tag"
            " ON character_id = value",
            listed({number for number, _ in known}),
        )
        linked = set(map(tuple, rows))
        missing: dict[int, list[int]] = {}
        for number, draft in known:
            for tag in {ids[name] for name in draft.tags}:
                if (number, tag) not in linked:
                    missing.setdefault(tag, []).append(number)
        changed = [
            number
            for tag, numbers in missing.items()
            for number in self._tags.set_links(numbers, [tag], linked=True)
        ]
        self._tags.touch(changed)
        return set(changed)

    def _renew_looks(self, known: Sequence[Known]) -> set[int]:
        """Give characters the looks of a file; Conflict where episodes of two would overlap."""
        return {
            number for number, draft in known
            if draft.looks and self._looks.take(number, draft.looks, draft.handle)
        }  # fmt: skip

    def _add_bindings(self, known: Sequence[Known]) -> set[int]:
        wanted = [(number, binding) for number, draft in known for binding in draft.bindings]
        there = self._bindings_of({number for number, _ in wanted})
        fresh: list[tuple[int, BindingDraft]] = []
        for number, binding in wanted:
            if there.setdefault(number, _Seen()).is_new(binding):
                fresh.append((number, binding))
        looks = {
            (number, draft.look): look
            for number, draft in fresh
            if draft.look and (look := self._looks.find(number, draft.look))
        }
        self._bind(fresh, looks)
        return {number for number, _ in fresh}

    def _add_voices(self, known: Sequence[Known]) -> set[int]:
        """Give characters without a voice that of their draft; return the ids of those."""
        given: set[int] = set()
        for number, draft in known:
            if draft.voice is not None and self._voices.present(number) is None:
                self._add_voice(number, draft.voice)
                given.add(number)
        return given

    def _add_voice(self, number: int, draft: VoiceDraft) -> None:
        source = None
        if draft.source and not _is_task(draft.source):
            kind: SourceKind = "url" if "://" in draft.source else "file"
            source = self._sources.record(kind, draft.source)
        voice = self._voices.add(number, draft.medium, source, draft.window if source else None)
        self._jobs.add_bindings(
            [
                {
                    "character_id": number, "account_id": bound.account, "voice_id": voice,
                    "state": bound.state, "method": bound.method, "remote_id": bound.remote_id,
                    "mention": bound.mention, "error": bound.error,
                    "created_at": bound.created_at or self._scope.now,
                }
                for bound in _distinct(draft.bindings)
            ]
        )  # fmt: skip

    def _bindings_of(self, ids: set[int]) -> dict[int, _Seen]:
        rows = self._scope.rows(
            "SELECT b.character_id, account_id, remote_id, start_ms, end_ms,"
            " coalesce(look.name, '') FROM json_each(?)"
            " JOIN binding AS b ON b.character_id = value AND b.voice_id IS NULL"
            " LEFT JOIN window ON window.id = window_id LEFT JOIN look ON look.id = b.look_id",
            listed(ids),
        )
        seen: dict[int, _Seen] = {}
        for number, account, remote_id, start, end, look in rows:
            window = None if start is None else Window(start, end)
            seen.setdefault(number, _Seen()).note(account, remote_id, window, look)
        return seen


class _Seen:
    """The bindings of one character, by which another is recognised as the same one."""

    def __init__(self) -> None:
        self._ids: set[tuple[int, str]] = set()
        self._windows: set[tuple[int, str, Window]] = set()

    def note(self, account: int, remote_id: str | None, window: Window | None, look: str) -> None:
        if remote_id is not None:
            self._ids.add((account, remote_id))
        if window is not None:
            self._windows.add((account, look, window))

    def is_new(self, draft: BindingDraft) -> bool:
        """Whether no binding has its id, or (without an id) its window; then it is noted."""
        if draft.remote_id is not None:
            is_known = (draft.account, draft.remote_id) in self._ids
        else:
            place = draft.window and (draft.account, draft.look, draft.window)
            is_known = place is not None and place in self._windows
        if not is_known:
            window = draft.window if draft.source else None
            self.note(draft.account, draft.remote_id, window, draft.look)
        return not is_known


def _distinct(bindings: Sequence[BindingDraft]) -> list[BindingDraft]:
    """One character's bindings without those that repeat an earlier one."""
    seen = _Seen()
    return [draft for draft in bindings if seen.is_new(draft)]


def _is_seen(draft: BindingDraft) -> bool:
    return bool(draft.source) and draft.window is not None


def _is_task(ref: str) -> bool:
    return ref.startswith("task:")


def _words_of_looks(draft: CharacterDraft) -> tuple[str, str]:
    return text_index.words_of_looks((look.name, look.description) for look in draft.looks)
