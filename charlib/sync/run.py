"""Applying a plan: several requests at a time, one writer, each answer committed at once.

Worker threads only speak HTTP; this thread alone writes, and writes what came in together in one
transaction.
"""

from __future__ import annotations

import heapq
import random
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field, replace
from itertools import count
from typing import TYPE_CHECKING

from charlib.config import Clock, Owner
from charlib.domain.jobs import Job, Outcome
from charlib.errors import CharlibError, NoAnswer, ProviderError, Refused, Unreachable
from charlib.providers.classify import hint_of
from charlib.sync.plan import Step, decide
from charlib.sync.remote import Fetched, Remote, Remotes, failed

if TYPE_CHECKING:
    from charlib.providers.profile import Poll
    from charlib.store.library import Store
    from charlib.store.writer import Writer

LEASE_MS = 10 * 60 * 1000
"""How long a sent request is believed to be its sender's, in milliseconds, if nothing is heard."""
ATTEMPTS = 4
RETRY_CAP_S = 60.0
_WAIT_S = 0.5

_WRITING = {"send", "lose", "fail"}
_REMOTE = {"send", "poll", "fetch"}

Watcher = Callable[[Job, str], None]
"""Told of every job and the state it came to."""


@dataclass(order=True)
class _Due:
    """A job in the queue: when its next step is due (seconds), and how it went so far."""

    at: float
    order: int
    job: Job = field(compare=False)
    attempt: int = field(default=0, compare=False)
    polls: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Left:
    """A job that this run could not bring to an end, and why."""

    job: Job
    why: str
    error: CharlibError | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """How a run went: the last outcome of each job, by kind and id, and what is still open."""

    outcomes: dict[tuple[str, int], Outcome] = field(default_factory=dict)
    left: list[Left] = field(default_factory=list)
    labels: dict[tuple[str, int], str] = field(default_factory=dict)

    def error_of(self, what: str, row_id: int) -> CharlibError | None:
        """The error that a job ended with, or was left with."""
        for left in self.left:
            if (left.job.what, left.job.id) == (what, row_id) and left.error:
                return left.error
        outcome = self.outcomes.get((what, row_id))
        if outcome is None or not outcome.error:
            return None
        kind = outcome.error_kind or "refused"
        made = {"no_answer": NoAnswer, "unreachable": Unreachable}.get(kind, Refused)
        return made(outcome.error, hint=hint_of(kind), kind=kind)


class Runner:
    """Brings open jobs forward until each is at its end, or nothing more can be done now.

    Without `waits`, what has been sent is left to a later `sync`.
    """

    def __init__(
        self,
        store: Store,
        remotes: Remotes,
        clock: Clock,
        *,
        owner: Owner,
        workers: int = 4,
        waits: bool = True,
        watch: Watcher,
    ) -> None:
        self._store = store
        self._remotes = remotes
        self._clock = clock
        self._owner = owner
        self._workers = workers
        self._waits = waits
        self._watch = watch
        self._queue: list[_Due] = []
        self._numbers = count()
        self._running: dict[Future[Outcome | Fetched | None], tuple[_Due, Step]] = {}
        self._claimed: list[Step] = []
        self.report = Report()

    def run(self, jobs: Iterable[Job]) -> Report:
        """Bring jobs forward and tell how far each came."""
        for job in jobs:
            self._push(_Due(0.0, next(self._numbers), job))
        pool = ThreadPoolExecutor(self._workers, thread_name_prefix="charlib")
        try:
            while self._queue or self._running:
                self._start(pool)
                self._collect()
        except KeyboardInterrupt:
            # What is on its way may be paid for: hear the answers before leaving. A second
            # Ctrl-C leaves at once, and sync will say that the answers are unknown.
            self._queue.clear()
            self._unclaim()
            while self._running:
                self._collect()
            raise
        finally:
            pool.shutdown(wait=False, cancel_futures=True)
        return self.report

    # -- starting

    def _push(self, due: _Due) -> None:
        heapq.heappush(self._queue, due)

    def _start(self, pool: ThreadPoolExecutor) -> None:
        now = self._clock.now()
        steps = [(due, decide(due.job, now, self._owner.is_gone)) for due in self._ready()]
        begun = [(due, step) for due, step in steps if step and self._connects(step)]
        if any(step.verb in _WRITING for _, step in begun):
            with self._store.writing() as writer:
                begun = [(due, step) for due, step in begun if self._begin(writer, step)]
        for due, step in begun:
            self._dispatch(pool, due, step)

    def _connects(self, step: Step) -> bool:
        """Connect before anything is claimed; a job whose account cannot be used stays as it is."""
        if step.verb not in _REMOTE:
            return True
        try:
            self._remotes.connect(self._remotes.named(step.job.account), step.job.what)
        except CharlibError as error:
            self._leave(step.job, error)
            return False
        return True

    def _ready(self) -> Iterator[_Due]:
        free = self._workers - len(self._running)
        while free and self._queue and self._queue[0].at <= self._clock.monotonic():
            yield heapq.heappop(self._queue)
            free -= 1

    def _begin(self, writer: Writer, step: Step) -> bool:
        """Write down what is about to happen; False when there is nothing to send."""
        job = step.job
        if step.verb == "send":
            self._claimed.append(step)
            return writer.claim(
                job.what,
                job.id,
                owner=str(self._owner),
                until=writer.now + LEASE_MS,
                was="planned",
                becomes="sending",
            )
        if step.verb == "lose":
            self._lose(writer, job)
            return False
        if step.verb == "fail":
            text = "the task it was to be made from failed"
            self._end(writer, job, Outcome("failed", error=text, error_kind="task"))
            return False
        return True

    def _lose(self, writer: Writer, job: Job) -> None:
        text = "it was sent, and the answer never came: it may exist at the provider"
        self._end(writer, job, Outcome("unknown", error=text, error_kind="no_answer"))

    def _end(self, writer: Writer, job: Job, outcome: Outcome) -> None:
        writer.record(job.what, job.id, outcome)
        self._tell(job, outcome)

    def _tell(self, job: Job, outcome: Outcome) -> None:
        self.report.outcomes[job.what, job.id] = outcome
        self.report.labels[job.what, job.id] = f"{job.label} at {job.account}"
        self._watch(job, outcome.state)

    def _dispatch(self, pool: ThreadPoolExecutor, due: _Due, step: Step) -> None:
        job = due.job
        if step.verb == "wait":
            self._wait_for_task(due)
            return
        remote = self._remotes.connect(self._remotes.named(job.account), job.what)
        work = {"send": remote.send, "poll": remote.poll, "fetch": remote.fetch}[step.verb]
        future = pool.submit(work, job)
        self._running[future] = (due, step)
        if step in self._claimed:
            self._claimed.remove(step)

    def _unclaim(self) -> None:
        """What was claimed and not handed to a worker was not sent: it is planned again."""
        sent = [step for _, step in self._running.values()]
        with self._store.writing() as writer:
            for step in self._claimed:
                if step not in sent:
                    writer.record(step.job.what, step.job.id, Outcome("planned"))

    # -- collecting

    def _collect(self) -> None:
        if not self._running:
            if self._queue:
                self._clock.wait(min(1.0, self._queue[0].at - self._clock.monotonic()))
            return
        pause = 1.0
        if self._queue and len(self._running) < self._workers:
            pause = max(0.0, min(pause, self._queue[0].at - self._clock.monotonic()))
        finished, _ = wait(self._running, timeout=pause, return_when=FIRST_COMPLETED)
        if not finished:
            return
        after: list[tuple[_Due, Step, Outcome | None, CharlibError | None]] = []
        with self._store.writing() as writer:
            for future in finished:
                due, step = self._running[future]
                after.append((due, step, *self._record(writer, due, step, future)))
        for future in finished:
            del self._running[future]
        for due, step, outcome, error in after:
            self._go_on(due, step, outcome, error)

    def _record(
        self, writer: Writer, due: _Due, step: Step, future: Future[Outcome | Fetched | None]
    ) -> tuple[Outcome | None, CharlibError | None]:
        job = due.job
        try:
            result = future.result()
        except ProviderError as error:
            return self._stumble(writer, due, step, error), error
        except CharlibError as error:  # the disk is full, say: the job is as it was
            return Outcome(job.state), error
        outcome = _fetched(writer, job, result) if step.verb == "fetch" else result
        if not isinstance(outcome, Outcome):
            return None, None
        if outcome.state == "done" and step.verb == "poll":
            outcome = replace(outcome, completed_at=writer.now)
        # A poll that brought no news is not worth a commit.
        if step.verb != "poll" or outcome != Outcome(job.state):
            writer.record(job.what, job.id, outcome)
        return outcome, None

    def _stumble(
        self, writer: Writer, due: _Due, step: Step, error: ProviderError
    ) -> Outcome | None:
        """A failure that another try may mend; after the last one it is written down."""
        job = due.job
        waits = error.kind == "unfinished" and step.verb == "send" and job.what == "binding"
        if waits and due.attempt + 1 < ATTEMPTS:
            # The provider itself says that the task is still running: from here on it is polled.
            writer.record(job.what, job.id, Outcome("planned"))
            writer.task_is_open(job.id)
            return None
        may_mend = not error.is_permanent and (error.retry_after or 0) <= RETRY_CAP_S
        if may_mend and due.attempt + 1 < ATTEMPTS:
            if step.verb == "send":
                writer.record(job.what, job.id, Outcome("planned"))
            return None
        outcome = failed(job, error, state=None if step.verb == "send" else job.state)
        writer.record(job.what, job.id, outcome)
        return outcome

    def _go_on(
        self, due: _Due, step: Step, outcome: Outcome | None, error: CharlibError | None
    ) -> None:
        job = due.job
        if isinstance(error, ProviderError) and error.kind == "unfinished" and outcome is None:
            due.attempt += (
                1  # a provider that calls a finished task unfinished is not asked for ever
            )
            self._poll_task_of(due)
            return
        if isinstance(error, ProviderError) and outcome is None:
            due.attempt += 1
            self._later(due, retry_delay(due.attempt, error.retry_after))
            return
        if outcome is None:
            return
        self._tell(job, outcome)
        if error is not None:
            self._leave(job, error)
            return
        due.attempt = 0
        due.polls += step.verb == "poll"
        self._follow(due, outcome)

    def _follow(self, due: _Due, outcome: Outcome) -> None:
        """Queue the job's next step, if it has one."""
        again = next(iter(self._store.read.jobs(due.job.what, [due.job.id])), None)
        if again is None or outcome.error:
            return
        due.job = again
        if again.state in {"done", "planned"}:  # planned: the next of several steps
            self._later(due, 0.0)
        elif not self._waits:
            self._leave(again, None)
        else:
            self._poll_later(due)

    def _poll_later(self, due: _Due) -> None:
        poll = self._poll_of(due.job)
        age = (self._clock.now() - due.job.created_at) / 1000
        if poll is None or (age > poll.deadline_s and due.polls):
            self.report.left.append(Left(due.job, f"it is still {due.job.state} after {age:.0f} s"))
            return
        self._later(due, min(poll.interval_max_s, poll.interval_s * 1.5 ** min(due.polls, 40)))

    def _poll_of(self, job: Job) -> Poll | None:
        remote: Remote = self._remotes.connect(self._remotes.named(job.account), job.what)
        return remote.poll_of(job)

    def _wait_for_task(self, due: _Due) -> None:
        """Look again when the task may be done; leave the job where nobody here polls the task."""
        jobs = [one.job for one in self._queue] + [one.job for one, _ in self._running.values()]
        due.job = next(iter(self._store.read.jobs(due.job.what, [due.job.id])), due.job)
        step = decide(due.job, self._clock.now(), self._owner.is_gone)
        if step and step.verb != "wait":
            self._later(due, 0.0)
        elif self._waits and any(job.what == "task" for job in jobs):
            self._later(due, _WAIT_S)
        else:
            self.report.left.append(Left(due.job, "it waits for its task to finish"))

    def _poll_task_of(self, due: _Due) -> None:
        """Ask after the task that a binding turned out to wait for, then try the binding again."""
        task = self._store.read.task_of_binding(due.job.id)
        for job in self._store.read.jobs("task", [task] if task and self._waits else []):
            self._push(_Due(0.0, next(self._numbers), job))
        self._wait_for_task(due)

    def _later(self, due: _Due, delay: float) -> None:
        due.at = self._clock.monotonic() + delay
        self._push(due)

    def _leave(self, job: Job, error: CharlibError | None) -> None:
        why = str(error) if error else "it is not waited for"
        self.report.left.append(Left(job, why, error))


def _fetched(writer: Writer, job: Job, result: object) -> Outcome:
    """Register a downloaded result as a source that characters can be cut from."""
    if not isinstance(result, Fetched):
        return Outcome(
            "done", error="the provider's answer names no result", error_kind="no_result"
        )
    facts = result.facts
    writer.source(
        "task",
        f"task:{job.remote_id}",
        task_id=job.id,
        sha256=facts.sha256,
        bytes=facts.bytes,
        duration_ms=facts.duration_ms,
        width=facts.width,
        height=facts.height,
        media_path=str(result.path),
    )
    return Outcome("done")


def retry_delay(attempt: int, retry_after: float | None) -> float:
    """Seconds before the next try: what the provider named (capped), else doubling, with jitter."""
    jitter = random.uniform(0.75, 1.0)  # noqa: S311 - to part clients, not to keep a secret
    wanted = 0.5 * 2.0 ** (attempt - 1) if retry_after is None else retry_after
    return min(RETRY_CAP_S, wanted * (jitter if retry_after is None else 2 - jitter))
