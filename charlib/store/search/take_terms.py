"""One term of a search for takes as SQL: how to test a take for it, and how to list the matches."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any

from charlib.domain.choices import WORSENING
from charlib.domain.search.compare import NAME_TESTS
from charlib.domain.search.tokens import fold
from charlib.domain.search.tree import Term
from charlib.store.search.clause import NOBODY, Clause, Drive, Test
from charlib.store.search.terms import between
from charlib.store.search.texts import Rows, folded, reads, words_of

_LISTED = "SELECT value FROM json_each(?)"
_FILM_IS_ELSEWHERE = """
    (c.state = 'done' AND c.request IS NOT NULL AND coalesce(c.error_kind, '') <> 'no_result'
     AND NOT EXISTS (SELECT 1 FROM source WHERE task_id = c.id AND media_path IS NOT NULL))
"""
"""A task is done when its film is here: the provider may be done before."""
_STATES = {
    "queued": "(c.state = 'queued' OR c.state = 'planned' OR c.state = 'sending')",
    "running": f"(c.state = 'running' OR {_FILM_IS_ELSEWHERE})",
    "done": f"(c.state = 'done' AND NOT {_FILM_IS_ELSEWHERE})",
}
_SHOWN = """EXISTS (SELECT 1 FROM prompt CROSS JOIN prompt_character
    ON prompt_id = prompt.id WHERE prompt.task_id = c.id{})"""
_CHECKS = """FROM likeness_check AS k WHERE k.task_id = c.id AND NOT EXISTS (
    SELECT 1 FROM likeness_check AS later WHERE later.task_id = k.task_id
    AND later.character_id = k.character_id AND later.look_id IS k.look_id AND later.id > k.id)"""
"""What counts is the last check of each character."""
_RANKS = " ".join(f"WHEN '{verdict}' THEN {rank}" for rank, verdict in enumerate(WORSENING))
WORST_VERDICT = f"(SELECT max(CASE k.verdict {_RANKS} END) {_CHECKS})"
"""The place of a take's worst verdict in `WORSENING`; NULL if it was not checked."""
LOWEST_SCORE = f"(SELECT min(k.score) {_CHECKS})"
_HAS = {
    "character": _SHOWN.format(""),
    "episode": "(c.episode IS NOT NULL)",
    "scene": "(c.scene <> '')",
    "rating": "(c.rating IS NOT NULL)",
    "note": "(c.note <> '')",
    "film": "EXISTS (SELECT 1 FROM source WHERE task_id = c.id AND media_path IS NOT NULL)",
    "check": "EXISTS (SELECT 1 FROM likeness_check WHERE task_id = c.id)",
    "cost": "(c.cost_micros IS NOT NULL)",
}
_ROW, _ROWS = 2, 3
"""The cost of a test that reads the task's own row, and of one that reads other rows too, counted
in entries of the index that could be read meanwhile."""
_TEXT = 12
"""The cost of reading a take's texts."""
_PACKED = 8
"""Rows of words that are read in the time of one entry of the index: they are short."""
_SAMPLE, _COUNTED = 200, 10_000
"""Takes that are read to estimate a share, and that are counted at most."""


class TakeClauses:
    """Makes clauses of terms about takes, for one database as it is now."""

    def __init__(self, rows: Rows, total: int) -> None:
        self._rows = rows
        self._total = total

    def of(self, term: Term) -> Clause:
        """The clause of a term."""
        make: Callable[[Term], Clause] = getattr(self, f"_{term.field or 'prompt'}")
        return make(term)

    # -- texts

    def _prompt(self, term: Term) -> Clause:
        if term.how == "exact":
            typed = "coalesce((SELECT template FROM prompt WHERE task_id = c.id), c.prompt)"
            return self._guessed(_text(typed, term), _TEXT)
        test, values = _among_words("w.words", term)
        drive = Drive("task_words AS w", "w.task_id", test, values, toll=self._total // _PACKED)
        test = f"EXISTS (SELECT 1 FROM task_words AS w WHERE w.task_id = c.id AND {test})"
        return Clause(test, values, lambda: self._share((test, values)), _ROWS, drive)

    def _note(self, term: Term) -> Clause:
        sql, values = _text("c.note", term)
        return self._guessed((f"(c.note <> '' AND {sql})", values), _TEXT)

    def _model(self, term: Term) -> Clause:
        value, column = fold(str(term.value)), folded("c.model")
        sql = {"exact": f"{column} = ?", "prefix": f"instr({column}, ?) = 1"}
        return self._guessed((sql.get(term.how, f"instr({column}, ?)"), (value,)), _ROW)

    # -- people

    def _character(self, term: Term) -> Clause:
        return self._showing("character_id", self._people(str(term.value), term))

    def _people(self, name: str, term: Term) -> list[int]:
        """The ids of the characters of a name; an alias is a name, and `noir/mia` is one of noir.

        Takes outlive a character's stay in the trash, so trashed ones count.
        """
        project, _, handle = name.removeprefix("@").rpartition("/")
        known = (
            "SELECT character.id, character.handle, project_id FROM character UNION ALL"
            " SELECT character_id, character_alias.handle, project_id FROM character_alias"
        )
        at = "(?1 = '' OR project_id = (SELECT id FROM project WHERE slug = ?1))"
        if term.how in {"is", "exact"}:
            sql = f"SELECT id FROM ({known}) WHERE {at} AND handle = ?2"
            return [row[0] for row in self._rows(sql, [project, handle])]
        rows = self._rows(f"SELECT id, handle FROM ({known}) WHERE {at}", [project])
        test, wanted = NAME_TESTS[term.how], fold(handle)
        return [row[0] for row in rows if test(fold(row[1]), wanted)]

    def _look(self, term: Term) -> Clause:
        return self._showing("look_id", self._like("SELECT id, name FROM look", term))

    def _showing(self, column: str, ids: Sequence[int]) -> Clause:
        """The takes whose prompt mentions one of these characters or looks."""
        if not ids:
            return NOBODY
        listed = json.dumps(ids)
        where = f"FROM prompt_character WHERE {column} IN ({_LISTED})"
        return Clause(
            _SHOWN.format(f" AND +{column} IN ({_LISTED})"),
            (listed,),
            lambda: self._bounded(f"SELECT 1 {where}", [listed]),
            cost=_ROWS,
            drive=Drive(
                "(SELECT DISTINCT task_id AS id FROM prompt_character CROSS JOIN prompt"
                f" ON prompt.id = prompt_id WHERE {column} IN ({_LISTED})) AS d",
                "d.id",
                values=(listed,),
                is_eager=True,
            ),
        )

    # -- places

    def _project(self, term: Term) -> Clause:
        if not term.value:
            return Clause("1", (), self._total)
        return self.of_projects(self._like("SELECT id, slug FROM project", term))

    def of_projects(self, ids: Sequence[int]) -> Clause:
        """The takes of some projects."""
        test, values = f"project_id IN ({_LISTED})", (json.dumps(ids),)
        return self._listed((f"coalesce(c.{test}, 0)", values), f"SELECT id FROM task WHERE {test}")

    def _episode(self, term: Term) -> Clause:
        # Each project is looked up in its own part of an index; a task may have none.
        test, values = _within("episode", term)
        listing = " UNION ALL ".join(
            f"SELECT id FROM task WHERE {of_project} AND {test}"
            for of_project in ("project_id IN (SELECT id FROM project)", "project_id IS NULL")
        )
        return self._listed(_within("c.episode", term), listing, values=values * 2)

    def _scene(self, term: Term) -> Clause:
        tests = {
            "prefix": "instr(c.scene, ?) = 1",
            "substring": "instr(c.scene, ?)",
            "fuzzy": "resembles(c.scene, ?)",
        }
        return self._guessed((tests.get(term.how, "c.scene = ?"), (term.value,)))

    def _take(self, term: Term) -> Clause:
        return self._guessed(_within("c.take", term))

    def _account(self, term: Term) -> Clause:
        ids = json.dumps(self._like("SELECT id, name FROM account", term))
        test = f"account_id IN ({_LISTED})"
        return self._listed((f"c.{test}", (ids,)), f"SELECT id FROM task WHERE {test}", _ROW)

    # -- what became of it

    def _state(self, term: Term) -> Clause:
        state = str(term.value)
        if state in _STATES:
            return self._guessed((_STATES[state], ()), _ROWS)
        listing = "SELECT id FROM task WHERE state <> 'done' AND state = ?"
        return self._listed(("c.state = ?", (state,)), listing)

    def _rating(self, term: Term) -> Clause:
        listed = f"SELECT id FROM task WHERE {_within('rating', term)[0]}"
        return self._listed(_within("c.rating", term), listed)

    def _picked(self, term: Term) -> Clause:
        if term.value == "no":
            return self._guessed(("c.picked = 0", ()))
        return self._listed(("c.picked = 1", ()), "SELECT id FROM task WHERE picked = 1")

    def _check(self, term: Term) -> Clause:
        rank = [*map(str, WORSENING)].index(str(term.value))
        return self._guessed((f"coalesce({WORST_VERDICT}, -1) = ?", (rank,)), _ROWS)

    def _cost(self, term: Term) -> Clause:
        return self._guessed(_within("c.cost_micros", term), _ROW)

    def _created(self, term: Term) -> Clause:
        listing = f"SELECT id FROM task WHERE {between('created_at', term.value)[0]}"
        return self._listed(between("c.created_at", term.value), listing, _ROW)

    def _completed(self, term: Term) -> Clause:
        return self._guessed(_within("c.completed_at", term), _ROW)

    def _has(self, term: Term) -> Clause:
        return self._guessed((_HAS[str(term.value)], ()), _ROWS)

    def _missing(self, term: Term) -> Clause:
        return self._guessed((f"NOT {_HAS[str(term.value)]}", ()), _ROWS)

    # -- asking

    def _like(self, sql: str, term: Term) -> list[int]:
        """The ids, from a list of ids and names, whose name matches the term."""
        test, wanted = NAME_TESTS[term.how], fold(str(term.value))
        return [row[0] for row in self._rows(sql, []) if test(fold(row[1]), wanted)]

    def _listed(
        self, test: Test, listing: str, cost: int = 1, values: tuple[Any, ...] | None = None
    ) -> Clause:
        """A test with the statement that lists its matches, which are counted up to a bound.

        The `values` of the listing are those of the test, if they are not given.
        """
        values = test[1] if values is None else values
        drive = Drive(f"({listing}) AS d", "d.id", values=values, is_eager=True)
        return Clause(*test, lambda: self._bounded(listing, values), cost, drive)

    def _guessed(self, test: Test, cost: int = 1) -> Clause:
        """A test without a listing: the number of matches is estimated from the newest takes."""
        return Clause(*test, lambda: self._share(test), cost)

    def _share(self, test: Test) -> int:
        newest = f"SELECT * FROM task ORDER BY id DESC LIMIT {_SAMPLE}"
        sql = f"SELECT count(*) FROM ({newest}) AS c WHERE {test[0]}"
        passed = self._rows(sql, test[1])[0][0]
        return max(1, int(self._total * passed / min(_SAMPLE, self._total)))

    def _bounded(self, sql: str, values: Sequence[Any]) -> int:
        count = int(self._rows(f"SELECT count(*) FROM ({sql} LIMIT {_COUNTED})", values)[0][0])
        return count if count < _COUNTED else max(_COUNTED, self._total // 2)


def _within(column: str, term: Term) -> Test:
    """The test that a column is in the range of a term; NULL is in none, not even for a NOT."""
    test, values = between(column, term.value)
    return f"({column} IS NOT NULL AND {test})", values


def _among_words(column: str, term: Term) -> Test:
    """The test of the words of a text, which are known, for those of a term."""
    words = words_of(term)
    if not words:
        return "0", ()
    if term.how == "fuzzy":
        return f"resembles({column}, ?)", (words[0],)
    sought = " ".join(words)
    if term.how == "substring":
        return f"instr({column}, ?)", (sought,)
    return f"instr({column}, ?)", (f" {sought}" + " " * (term.how == "words"),)


def _text(column: str, term: Term) -> Test:
    """The test of a text for the words of a term."""
    words = words_of(term)
    if not words:
        return "0", ()
    if term.how == "fuzzy":
        return f"resembles({column}, ?)", (words[0],)
    if term.how == "exact":
        return f"fold({column}) = ?", (fold(str(term.value)),)
    return reads(column, term.how, words)
