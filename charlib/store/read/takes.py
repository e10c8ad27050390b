"""Reading takes: tasks as tries at scenes, by search, by id and by scene."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from charlib.domain.records import FilmedScene, SceneTake, Task
from charlib.store.read.jobs import STATE, TASKS, task
from charlib.store.read.query import Query

if TYPE_CHECKING:
    from charlib.domain.search.tree import Tree
    from charlib.store.search.takes import TakeSearch, TakeSort

_FILMED = """
    SELECT task.episode, task.scene, account.name, coalesce(prompt.template, task.prompt),
           task.model, task.params
    FROM task JOIN account ON account.id = task.account_id
    JOIN project ON project.id = task.project_id
    LEFT JOIN prompt ON prompt.task_id = task.id
    WHERE project.slug = ? AND task.scene <> '' AND task.state NOT IN ('failed', 'rejected')
"""


REPLACED = """
    SELECT DISTINCT other.id FROM task AS mine
    JOIN task AS other ON other.project_id = mine.project_id
     AND other.episode IS mine.episode AND other.scene = mine.scene
    WHERE mine.id IN (SELECT value FROM json_each(?1)) AND mine.scene <> '' AND other.picked = 1
      AND other.id NOT IN (SELECT value FROM json_each(?1))
"""
"""The picked takes of the scenes of some takes, but for these."""


class Filmed(NamedTuple):
    """What a take that has not failed was made of; `params` is what was asked, as JSON."""

    episode: int | None
    scene: str
    account: str
    template: str
    model: str
    params: str


_SCENES = f"""
    SELECT project.slug, task.episode, task.scene,
           json_group_array(json_array(task.id, task.take, {STATE}, task.rating, task.picked))
    FROM task
    JOIN project ON project.id = task.project_id
    LEFT JOIN source ON source.task_id = task.id
    WHERE (task.scene <> '' OR task.episode IS NOT NULL)
      AND (?1 IS NULL OR project.slug = ?1) AND (?2 IS NULL OR task.episode = ?2)
    GROUP BY project.slug, task.episode, task.scene
"""


class Takes:
    """The reading verbs for takes."""

    def __init__(self, query: Query) -> None:
        self._query = query

    def search(
        self,
        tree: Tree,
        *,
        project: str | None = None,
        sort: TakeSort = "newest",
        limit: int = 0,
        after: int | None = None,
        offset: int = 0,
    ) -> list[Task]:
        """A page of the matches of a search, in one project or all; a limit of 0 means all."""
        search = self._search(project)
        return self.by_ids(search.page(tree, sort=sort, limit=limit, after=after, offset=offset))

    def ids(self, tree: Tree, *, project: str | None = None) -> Sequence[int]:
        """The ids of all matches of a search, in one project or all."""
        return self._search(project).page(tree, sort="newest", limit=0, after=None)

    def _search(self, project: str | None) -> TakeSearch:
        from charlib.store.search.takes import TakeSearch

        scope = None
        if project is not None:
            scope = self._query.value("SELECT id FROM project WHERE slug = ?", [project]) or -1
        return TakeSearch(self._query.rows, project_id=scope)

    def replaced(self, ids: Sequence[int]) -> list[Task]:
        """The picked takes in whose place these would be picked."""
        return self.by_ids(self._query.column(REPLACED, [json.dumps(list(ids))]))

    def by_ids(self, ids: Sequence[int]) -> list[Task]:
        """Takes by id, in the order of `ids`."""
        return self._query.records(task, TASKS, [json.dumps(list(ids))])

    def filmed(self, project: str) -> Iterable[Filmed]:
        """The takes of a project's scenes that have not failed."""
        return [Filmed(*row) for row in self._query.tuples(_FILMED, [project])]

    def scenes(self, project: str | None, episode: int | None) -> list[FilmedScene]:
        """The scenes of a project, or of all, with their takes; in no particular order."""
        rows = self._query.tuples(_SCENES, [project, episode])
        return [FilmedScene(row[0], row[1], row[2], _takes(row[3])) for row in rows]


def _takes(text: str) -> tuple[SceneTake, ...]:
    takes = [
        SceneTake(number, take, state, rating, bool(picked))
        for number, take, state, rating, picked in json.loads(text)
    ]
    return tuple(sorted(takes, key=lambda take: (take.number is None, take.number, take.id)))
