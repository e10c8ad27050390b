"""A library with another current project, and what the journal calls what a thread changes."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext

from charlib.library import Library

_OPEN = 8
"""Libraries of projects that stay open; each has connections of its own."""


class Libraries:
    """The library of a door, opened for the projects that calls name. Any thread may use it."""

    def __init__(self, lib: Library) -> None:
        self.lib = lib
        self._of_projects: dict[str, Library] = {}
        self._lock = threading.Lock()
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

    @contextmanager
    def _library(self, project: str | None) -> Iterator[Library]:
        slug = project and self.lib.projects.show(project).slug
        if not slug or slug == self.lib.project:
            yield self.lib
            return
        with self._lock:
            known = self._of_projects.get(slug)
            if known is None and len(self._of_projects) < _OPEN:
                known = self._of_projects[slug] = self.lib.reopened(project=slug)
        if known is not None:
            yield known
            return
        with self.lib.reopened(project=slug) as opened:
            yield opened
