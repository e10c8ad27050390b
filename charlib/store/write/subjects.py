"""The writing verbs of every subject, each loaded on first use."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from charlib.store.write.scope import Scope

if TYPE_CHECKING:
    from charlib.store.write.accounts import Accounts, Projects, Rows, Settings
    from charlib.store.write.arrivals import Arrivals
    from charlib.store.write.budgets import Budgets
    from charlib.store.write.bulk import Bulk
    from charlib.store.write.characters import Characters
    from charlib.store.write.footage import Footage
    from charlib.store.write.jobs import Jobs
    from charlib.store.write.looks import Looks
    from charlib.store.write.persons.merging import Merging
    from charlib.store.write.persons.moving import Moving
    from charlib.store.write.persons.names import Names
    from charlib.store.write.persons.purging import Purging
    from charlib.store.write.sources import Sources
    from charlib.store.write.tags import Tags
    from charlib.store.write.takes import Takes
    from charlib.store.write.undoing.removal import Removal
    from charlib.store.write.voices import Voices


class Subjects:
    """The writing verbs, by subject. They return ids, never rows."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    @cached_property
    def projects(self) -> Projects:
        """The verbs for projects."""
        from charlib.store.write.accounts import Projects

        return Projects(self._scope)

    @cached_property
    def accounts(self) -> Accounts:
        """The verbs for accounts."""
        from charlib.store.write.accounts import Accounts

        return Accounts(self._scope)

    @cached_property
    def settings(self) -> Settings:
        """The verbs for settings and saved searches."""
        from charlib.store.write.accounts import Settings

        return Settings(self._scope)

    @cached_property
    def tags(self) -> Tags:
        """The verbs for tags."""
        from charlib.store.write.tags import Tags

        return Tags(self._scope)

    @cached_property
    def characters(self) -> Characters:
        """The verbs for characters."""
        from charlib.store.write.characters import Characters

        return Characters(self._scope, self.tags)

    @cached_property
    def names(self) -> Names:
        """The verbs for handles and aliases."""
        from charlib.store.write.persons.names import Names

        return Names(self._scope)

    @cached_property
    def merging(self) -> Merging:
        """The verbs that make two records one."""
        from charlib.store.write.persons.merging import Merging

        return Merging(self._scope, self.characters, self.tags, self.voices, self.names)

    @cached_property
    def moving(self) -> Moving:
        """The verbs that move characters to another project."""
        from charlib.store.write.persons.moving import Moving

        return Moving(self._scope, self.characters, self.names)

    @cached_property
    def purging(self) -> Purging:
        """The verb that erases a person."""
        from charlib.store.write.persons.purging import Purging

        return Purging(self._scope, self.characters)

    @cached_property
    def sources(self) -> Sources:
        """The verbs for sources and windows."""
        from charlib.store.write.sources import Sources

        return Sources(self._scope)

    @cached_property
    def jobs(self) -> Jobs:
        """The verbs for bindings, tasks and prompts."""
        from charlib.store.write.jobs import Jobs

        return Jobs(self._scope, self.sources, self.budgets)

    @cached_property
    def budgets(self) -> Budgets:
        """The verbs for budgets of accounts."""
        from charlib.store.write.budgets import Budgets

        return Budgets(self._scope)

    @cached_property
    def takes(self) -> Takes:
        """The verbs for takes."""
        from charlib.store.write.takes import Takes

        return Takes(self._scope)

    @cached_property
    def footage(self) -> Footage:
        """The verbs for kept media."""
        from charlib.store.write.footage import Footage

        return Footage(self._scope)

    @cached_property
    def looks(self) -> Looks:
        """The verbs for looks."""
        from charlib.store.write.looks import Looks

        return Looks(self._scope, self.characters)

    @cached_property
    def voices(self) -> Voices:
        """The verbs for voices."""
        from charlib.store.write.voices import Voices

        return Voices(self._scope, self.footage)

    @cached_property
    def bulk(self) -> Bulk:
        """The verbs for many characters."""
        from charlib.store.write.bulk import Bulk

        return Bulk(
            self._scope, self.tags, self.characters, self.sources, self.jobs, self.voices,
            self.looks,
        )  # fmt: skip

    @cached_property
    def arrivals(self) -> Arrivals:
        """The verbs for what other tools kept."""
        from charlib.store.write.arrivals import Arrivals

        return Arrivals(self._scope, self.jobs, self.sources)

    @cached_property
    def rows(self) -> Rows:
        """The verbs for rows that the journal records whole."""
        from charlib.store.write.accounts import Rows

        return Rows(self._scope)

    @cached_property
    def removal(self) -> Removal:
        """The verbs that take away what an entry made, for undo."""
        from charlib.store.write.undoing.removal import Removal

        return Removal(self._scope)
