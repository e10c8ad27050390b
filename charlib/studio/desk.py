"""What one studio has: the library, the folders it may add from, its jobs, what it may do."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any

from charlib.library import Library, open_library
from charlib.studio.declare import Route
from charlib.studio.events import Hub
from charlib.studio.faults import Refused
from charlib.studio.jobs import Job, Jobs, Work
from charlib.studio.offers import Offers

_OPEN = 8
"""Libraries of projects that stay open; each has connections of its own."""


class Desk:
    """The things that routes work with. Any thread may use it."""

    def __init__(
        self,
        lib: Library,
        *,
        folders: tuple[Path, ...] = (),
        read_only: bool = False,
        no_spend: bool = False,
    ) -> None:
        self.lib = lib
        self.offers = Offers(folders)
        self.read_only, self.no_spend = read_only, no_spend
        self.hub = Hub()
        self.jobs = Jobs(self.hub)
        self._of_projects: dict[str, Library] = {}
        self._lock = threading.Lock()
        self._calls = 0
        self._here = threading.local()

    def close(self) -> None:
        """Close all libraries."""
        with self._lock:
            others, self._of_projects = self._of_projects, {}
        for other in (*others.values(), self.lib):
            other.close()

    @contextmanager
    def library(self, project: str | None) -> Iterator[Library]:
        """The library with another current project; NotFound if there is no such project.

        What is changed in the block is one entry of the journal, called as in `acting`.
        """
        command = getattr(self._here, "command", "")
        with self._library(project) as lib, lib.as_one(command) if command else nullcontext():
            yield lib

    @contextmanager
    def acting(self, command: str) -> Iterator[None]:
        """Call what this thread changes in the block `command`, in the journal."""
        self._here.command = command
        try:
            yield
        finally:
            self._here.command = ""

    def start(self, what: str, work: Work, *, total: float | None = None) -> Job:
        """Start a job; in the journal, what it changes is called after the studio."""

        def called(job: Job) -> dict[str, Any]:
            with self.acting(f"studio: {what}"):
                return work(job)

        return self.jobs.start(what, called, total=total)

    @contextmanager
    def _library(self, project: str | None) -> Iterator[Library]:
        slug = project and self.lib.projects.show(project).slug
        if not slug or slug == self.lib.project:
            yield self.lib
            return
        with self._lock:
            known = self._of_projects.get(slug)
            if known is None and len(self._of_projects) < _OPEN:
                known = self._of_projects[slug] = open_library(self.lib.home.data, project=slug)
        if known is not None:
            yield known
            return
        with open_library(self.lib.home.data, project=slug) as opened:
            yield opened

    def refuse_forbidden(self, route: Route) -> None:
        """Raise Refused for a route that this studio was started without."""
        if self.read_only and (route.changes or route.spends):
            raise Refused(
                "this studio was started with --read-only: it changes nothing",
                hint="Start it without --read-only",
            )

    def refuse_spending(self) -> None:
        """Raise Refused if this studio was started with `--no-spend`."""
        if self.no_spend:
            raise Refused(
                "this studio was started with --no-spend: it calls no provider for money",
                hint="Start it without --no-spend",
            )

    @contextmanager
    def call(self) -> Iterator[None]:
        """Count a call while it runs."""
        with self._lock:
            self._calls += 1
        try:
            yield
        finally:
            with self._lock:
                self._calls -= 1

    @property
    def is_busy(self) -> bool:
        """Whether a call or a job is not finished."""
        return self._calls > 0 or self.jobs.are_running
