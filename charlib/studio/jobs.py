"""What takes longer than an answer may: jobs in threads of their own, which tell how they go on."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from charlib.doors.places import unplaced
from charlib.studio.events import Event, Hub
from charlib.studio.faults import form_of
from charlib.studio.phrasing import phrased

if TYPE_CHECKING:
    from charlib.domain import jobs

_KEPT = 50
"""Finished jobs that are remembered."""
_LINES = 100
_ENDED = {"ready", "done", "failed", "rejected", "unknown"}
Work = Callable[["Job"], dict[str, Any]]
"""What a job does; it returns its result."""


class Job:
    """A job of this studio, and how far it is."""

    def __init__(
        self, number: int, what: str, total: float | None, tell: Callable[[Job], None]
    ) -> None:
        self.id, self.what, self.total, self._tell = number, what, total, tell
        self.state, self.done = "running", 0.0
        self.lines: list[str] = []
        self.result: dict[str, Any] | None = None
        self.error: dict[str, Any] | None = None
        self._ended: set[tuple[str, int]] = set()

    def form(self) -> dict[str, Any]:
        """Its JSON form."""
        names = ("id", "what", "state", "done", "total", "result", "error")
        return {**{name: getattr(self, name) for name in names}, "lines": list(self.lines)}

    def watch(self, job: jobs.Job, state: str) -> None:
        """Take note of a step at a provider."""
        if state in _ENDED:
            self._ended.add((job.what, job.id))
            self.done = len(self._ended)
        self.say(f"{job.label} {state}")

    def warn(self, text: str) -> None:
        """Take note of a warning, with its hint."""
        hint = phrased(getattr(text, "hint", ""))
        self.say(f"{unplaced(text).rstrip('.')}. {hint}" if hint else unplaced(text))

    def progress(self, done: float) -> None:
        """Take note of how much is done; what is told is told in steps that can be seen."""
        step = (self.total or 0) / 100
        if done - self.done >= step:
            self.done = done
            self._tell(self)

    def say(self, text: str) -> None:
        """Add a line, and tell it."""
        self.lines = [*self.lines[1 - _LINES :], text]
        self._tell(self)

    def run(self, work: Work) -> None:
        """Do the work, and tell how it ended."""
        try:
            self.result = work(self)
        except Exception as error:  # noqa: BLE001 - told to the page, whatever it is
            self.error, self.state = form_of(error), "failed"
        else:
            self.state = "done"
        self._tell(self)


class Jobs:
    """The jobs of this studio, newest first."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub
        self._jobs: list[Job] = []
        self._lock = threading.Lock()
        self._number = 0

    def start(self, what: str, work: Work, *, total: float | None = None) -> Job:
        """Start a job in a thread, which does not keep the program from ending."""
        with self._lock:
            self._number += 1
            job = Job(self._number, what, total, self._tell)
            running = [each for each in self._jobs if each.state == "running"]
            ended = [each for each in self._jobs if each.state != "running"]
            self._jobs = [job, *running, *ended[:_KEPT]]
        name = f"charlib-studio-job-{job.id}"
        threading.Thread(target=job.run, args=[work], name=name, daemon=True).start()
        return job

    def all(self) -> list[Job]:
        """All jobs, newest first."""
        return sorted(self._jobs, key=lambda job: -job.id)

    @property
    def are_running(self) -> bool:
        """Whether any is unfinished."""
        return any(job.state == "running" for job in self._jobs)

    def _tell(self, job: Job) -> None:
        self._hub.publish(Event("job", job.form()))
