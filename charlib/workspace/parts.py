"""The parts of an open library, each made on first use."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from functools import cached_property
from types import TracebackType
from typing import TYPE_CHECKING, Protocol, Self

from charlib.config import Clock, Home
from charlib.domain import handle as handles
from charlib.errors import NotFound
from charlib.store.library import Store

if TYPE_CHECKING:
    from charlib.domain.jobs import Job
    from charlib.providers.profiles import Profiles
    from charlib.sync.remote import Remotes
    from charlib.sync.run import Watcher


class Named(Protocol):
    """What tells whom it is about: a character, a step of a plan, an answer of a provider."""

    @property
    def handle(self) -> str:
        """The handle."""

    @property
    def project(self) -> str:
        """The slug of the project."""


def _unwatched(job: Job, state: str) -> None:
    """Nobody watches the jobs."""


def _unheard(text: str) -> None:
    """Nobody hears the warnings."""


class Parts:
    """What the verbs of a library stand on.

    `chosen` is the project named for this run (None: the one in use); `watch` is told of every
    step forward of a job at a provider, `warn` of what may be wrong; `workers` is how many
    requests run at a time; `command` is what the journal says was done.
    """

    def __init__(
        self,
        home: Home,
        *,
        chosen: str | None = None,
        environ: Mapping[str, str] = os.environ,
        clock: Clock | None = None,
        watch: Watcher = _unwatched,
        workers: int = 4,
        warn: Callable[[str], None] = _unheard,
        command: str = "",
    ) -> None:
        self.home, self.chosen, self.environ = home, chosen, environ
        self.clock = clock or Clock()
        self.watch, self.warn, self.workers = watch, warn, workers
        self.command = command

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the database and all connections."""
        for part in ("remotes", "store"):
            if part in self.__dict__:
                self.__dict__.pop(part).close()

    @cached_property
    def store(self) -> Store:
        """The database."""
        return Store(self.home, self.clock, self.command)

    @cached_property
    def catalogue(self) -> Profiles:
        """The profiles."""
        from charlib.providers.profiles import Profiles

        return Profiles(self.home.profiles)

    @cached_property
    def remotes(self) -> Remotes:
        """The accounts, connected when they are needed."""
        from charlib.sync.remote import Remotes

        return Remotes(self.store.read, self.catalogue, self.home.media, self.environ, self.clock)

    def called(self, one: Named) -> str:
        """How a character is named here: with its project if that is not the one in use."""
        return handles.called(one.handle, one.project, self.project)

    @property
    def project(self) -> str:
        """The slug of the project that is meant when none is named; NotFound if it is not there."""
        if self.chosen is None:
            return self.store.read.setting("project") or "default"
        slug = handles.parse_slug(self.chosen)
        if self.store.read.project(slug) is None:
            known = [one.slug for one in self.store.read.projects()]
            hint = handles.did_you_mean(slug, known, f"charlib project add {slug}")
            raise NotFound(f"no project {slug!r}", hint=hint)
        return slug
