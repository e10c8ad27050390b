"""What one studio has: the library, the folders it may add from, its jobs, what it may do."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from charlib.doors.libraries import Libraries
from charlib.library import Library
from charlib.studio.declare import Route
from charlib.studio.events import Hub
from charlib.studio.faults import Refused
from charlib.studio.jobs import Job, Jobs, Work
from charlib.studio.offers import Offers


class Desk(Libraries):
    """The things that routes work with. Any thread may use it."""

    def __init__(
        self,
        lib: Library,
        *,
        folders: tuple[Path, ...] = (),
        read_only: bool = False,
        no_spend: bool = False,
    ) -> None:
        super().__init__(lib)
        self.offers = Offers(folders)
        self.read_only, self.no_spend = read_only, no_spend
        self.hub = Hub()
        self.jobs = Jobs(self.hub)
        self._calls = 0

    def start(self, what: str, work: Work, *, total: float | None = None) -> Job:
        """Start a job; in the journal, what it changes is called after the studio."""

        def called(job: Job) -> dict[str, Any]:
            with self.acting(f"studio: {what}"):
                return work(job)

        return self.jobs.start(what, called, total=total)

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
