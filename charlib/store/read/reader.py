"""All reading verbs, by subject: plain sqlite3, without SQLModel.

Tests hold the SQL of this folder to the models.
"""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from charlib.store.read.query import Query

if TYPE_CHECKING:
    from charlib.store.read.accounts import Accounts, Projects
    from charlib.store.read.characters import Characters
    from charlib.store.read.completion import Beginnings
    from charlib.store.read.costs import Costs
    from charlib.store.read.footage import Footage
    from charlib.store.read.jobs import Jobs, Tasks
    from charlib.store.read.journal import Journal
    from charlib.store.read.owners import LookLists, Voices
    from charlib.store.read.sources import Sources
    from charlib.store.read.tags import Tags
    from charlib.store.read.takes import Takes
    from charlib.store.read.traces import Persons
    from charlib.store.search.saved import SavedSearches
    from charlib.store.shared.reading import Shared
    from charlib.store.shared.state import ShareState

EPOCH = "epoch"
"""The setting that is another one in each restored library."""

UNSCRUBBED = "unscrubbed"
"""The setting of a library whose file may still have bytes of somebody who was erased."""


class Reader:
    """The reading verbs on a connection of one thread. Subjects load on first use."""

    def __init__(self, path: Path, project: str | None = None) -> None:
        self._query = Query(path, project)

    def close(self) -> None:
        """Close the connection."""
        self._query.close()

    def choose(self, project: str) -> None:
        """Take another project as the one of this run."""
        self._query.project = project

    def setting(self, key: str) -> str | None:
        """A setting's value."""
        value: str | None = self._query.value("SELECT value FROM setting WHERE key = ?", [key])
        return value

    @cached_property
    def characters(self) -> Characters:
        """The reading verbs for characters."""
        from charlib.store.read.characters import Characters

        return Characters(self._query)

    @cached_property
    def beginnings(self) -> Beginnings:
        """The reading verbs for handles that are half typed."""
        from charlib.store.read.completion import Beginnings

        return Beginnings(self._query)

    @cached_property
    def searches(self) -> SavedSearches:
        """The reading verbs for saved searches."""
        from charlib.store.search.saved import SavedSearches

        return SavedSearches(self._query)

    @cached_property
    def tags(self) -> Tags:
        """The reading verbs for tags."""
        from charlib.store.read.tags import Tags

        return Tags(self._query)

    @cached_property
    def projects(self) -> Projects:
        """The reading verbs for projects."""
        from charlib.store.read.accounts import Projects

        return Projects(self._query)

    @cached_property
    def accounts(self) -> Accounts:
        """The reading verbs for accounts."""
        from charlib.store.read.accounts import Accounts

        return Accounts(self._query)

    @cached_property
    def sources(self) -> Sources:
        """The reading verbs for sources and their windows."""
        from charlib.store.read.sources import Sources

        return Sources(self._query)

    @cached_property
    def tasks(self) -> Tasks:
        """The reading verbs for tasks."""
        from charlib.store.read.jobs import Tasks

        return Tasks(self._query)

    @cached_property
    def takes(self) -> Takes:
        """The reading verbs for takes."""
        from charlib.store.read.takes import Takes

        return Takes(self._query)

    @cached_property
    def jobs(self) -> Jobs:
        """The reading verbs for open bindings and tasks."""
        from charlib.store.read.jobs import Jobs

        return Jobs(self._query)

    @cached_property
    def costs(self) -> Costs:
        """The reading verbs for costs."""
        from charlib.store.read.costs import Costs

        return Costs(self._query)

    @cached_property
    def footage(self) -> Footage:
        """The reading verbs for kept media."""
        from charlib.store.read.footage import Footage

        return Footage(self._query)

    @cached_property
    def looks(self) -> LookLists:
        """The reading verbs for looks."""
        from charlib.store.read.owners import LookLists

        return LookLists(self._query)

    @cached_property
    def shared(self) -> Shared:
        """The reading verbs for what is shared with other libraries."""
        from charlib.store.shared.reading import Shared

        return Shared(self._query)

    @cached_property
    def team(self) -> ShareState:
        """The reading verbs for a cast that several members share."""
        from charlib.store.shared.state import ShareState

        return ShareState(self._query)

    @cached_property
    def voices(self) -> Voices:
        """The reading verbs for voices."""
        from charlib.store.read.owners import Voices

        return Voices(self._query)

    @cached_property
    def persons(self) -> Persons:
        """The reading verbs for somebody who is to be erased."""
        from charlib.store.read.traces import Persons

        return Persons(self._query)

    @cached_property
    def journal(self) -> Journal:
        """The reading verbs for journal entries."""
        from charlib.store.read.journal import Journal

        return Journal(self._query)
