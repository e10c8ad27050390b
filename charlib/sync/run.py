"""Runs jobs: several requests at the same time, one writer, each answer committed immediately.

Worker threads only speak HTTP; only this thread writes. Answers that arrive together are written in
one transaction, with the requests that are sent next: with 32 requests on their way a commit
carries many answers, so that each is durable and none waits long.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import count
from threading import Event
from typing import TYPE_CHECKING, Any

from charlib.config import Clock, Owner
from charlib.domain.jobs import Job, Outcome
from charlib.errors import CharlibError, LibraryError, ProviderError
from charlib.sync import answers
from charlib.sync.decide import LEASE_MS, LONGEST_MS, decide
from charlib.sync.guard import Guard, guarded
from charlib.sync.pace import ATTEMPTS, RETRY_CAP_S, Paces, poll_delay, retry_delay
from charlib.sync.remote import Remote, Remotes, failed
from charlib.sync.report import Due, Left, Report, StepResult, about_job
from charlib.sync.steps import Lose, Poll, Repeat, Send, Step, Wait

if TYPE_CHECKING:
    from charlib.store.store import Store
    from charlib.store.write.transaction import Transaction

_WAIT_S = 0.5
_WRITE_ATTEMPTS = 6
"""The number of further tries to write answers, a second apart, before the run gives up."""

_Answer = Future[Any]
Watcher = Callable[[Job, str], None]
"""Called with each job and its new state."""


class Runner:
    """Runs open jobs until each is finished, or nothing more can be done now.

    Without `waits`, sent jobs are left to a later `sync`, and so are unfinished jobs after
    `timeout_s` seconds. A `guard` is asked before each request is sent.
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
        timeout_s: float | None = None,
        watch: Watcher,
        guard: Guard | None = None,
    ) -> None:
        self._store = store
        self._remotes = remotes
        self._clock = clock
        self._owner = owner
        self._workers = workers
        self._waits = waits
        self._until = None if timeout_s is None else clock.monotonic() + timeout_s
        self._watch = watch
        self._guard = guard
        self._queue: list[Due] = []
        self._numbers = count()
        self._running: dict[_Answer, tuple[Due, Step]] = {}
        self._claimed: list[Step] = []
        self._ended: set[str] = set()
        self._open: dict[tuple[str, str], Remote] = {}
        self._paces = Paces()
        self._news = Event()
        self.report = Report()

    def run(self, jobs: Iterable[Job]) -> Report:
        """Run jobs; report how far each got."""
        for job in jobs:
            self._push(Due(0.0, next(self._numbers), job))
        pool = ThreadPoolExecutor(self._workers, thread_name_prefix="charlib")
        try:
            while self._queue or self._running:
                self._turn(pool)
        except KeyboardInterrupt:
            # Requests on their way may cost money: wait for their answers. A second Ctrl-C stops
            # immediately, and sync will report these answers as unknown.
            self._queue.clear()
            self._unclaim()
            while self._running:
                self._turn(pool, stops=True)
            raise
        finally:
            pool.shutdown(wait=False, cancel_futures=True)
        return self.report

    def _turn(self, pool: ThreadPoolExecutor, *, stops: bool = False) -> None:
        """Wait for answers or due jobs, record them in one transaction, and continue with them."""
        finished = self._finished()
        begun = [] if stops else self._plan(len(self._running) - len(finished))
        results, started = self._settle(finished, begun)
        for future in finished:
            del self._running[future]
        for due, step in started:
            self._dispatch(pool, due, step)
        for due, step in begun:
            if (due, step) not in started and step.job.uid not in self._ended:
                self._await(due)
        for result in results:
            self._go_on(result, stops=stops)

    def _settle(
        self, finished: list[_Answer], begun: list[tuple[Due, Step]]
    ) -> tuple[list[StepResult], list[tuple[Due, Step]]]:
        """Record answers and claims in one transaction; for answers, a busy disk is tried again."""
        if not finished and not any(step.writes for _, step in begun):
            return [], begun
        sends = any(isinstance(step, Send) for _, step in begun)
        for attempts in range(_WRITE_ATTEMPTS, -1, -1):
            try:
                with self._store.settle(durable=sends) as writer:
                    results = [self._record(writer, future) for future in finished]
                    return results, [pair for pair in begun if self._begin(writer, pair[1])]
            except LibraryError as error:
                if not finished or not attempts:
                    jobs = [self._running[each][0].job for each in finished]
                    raise answers.with_answers(error, jobs, finished) from error
                self._clock.wait(1.0)
        raise AssertionError

    def _finished(self) -> list[_Answer]:
        """The answered requests; waits for an answer, or until the next job is due."""
        if not self._running:
            if self._queue:
                self._clock.wait(min(1.0, self._queue[0].at - self._clock.monotonic()))
            return []
        pause = 1.0
        if self._queue and len(self._running) < self._workers:
            pause = max(0.0, min(pause, self._queue[0].at - self._clock.monotonic()))
        self._news.wait(pause)
        self._news.clear()
        return [future for future in self._running if future.done()]

    # -- starting

    def _push(self, due: Due) -> None:
        heapq.heappush(self._queue, due)

    def _plan(self, running: int) -> list[tuple[Due, Step]]:
        """The steps that are due now, if workers are free for them."""
        now = self._clock.now()
        steps = [(due, self._decide(due.job, now)) for due in self._ready(running)]
        for due, step in steps:
            if step is None:
                self._await(due)
        return [(due, step) for due, step in steps if step and self._connects(step)]

    def _decide(self, job: Job, now: int) -> Step | None:
        """The next step; for a lost answer, by the provider's means to recover it."""
        step = decide(job, now, self._owner.is_gone)
        if not isinstance(step, Lose):
            return step
        try:
            return decide(job, now, self._owner.is_gone, self._remote(job).means(job))
        except CharlibError:  # the account cannot be used: the answer is lost
            return step

    def _connects(self, step: Step) -> bool:
        """Connect before the job is claimed; without a usable account it stays as it is."""
        if not step.is_remote:
            return True
        try:
            self._remote(step.job)
        except CharlibError as error:
            self._leave(step.job, error)
            return False
        return True

    def _remote(self, job: Job) -> Remote:
        """The account of a job, connected once in a run."""
        key = (job.account, job.kind)
        if key not in self._open:
            account = self._remotes.accounts.named(job.account)
            self._open[key] = self._remotes.connect(account, job.kind)
        return self._open[key]

    def _ready(self, running: int) -> Iterator[Due]:
        free = self._workers - running
        while free and self._queue and self._queue[0].at <= self._clock.monotonic():
            yield heapq.heappop(self._queue)
            free -= 1

    def _begin(self, writer: Transaction, step: Step) -> bool:
        """Record what is about to happen; False if there is nothing to send."""
        lease_ms = 0
        if isinstance(step, Send):
            twice_timeout = int(self._remote(step.job).profile.http.timeout_s * 2000)
            lease_ms = min(LONGEST_MS, max(LEASE_MS, twice_timeout))
            self._claimed.append(step)
        begun = step.begin(writer, str(self._owner), lease_ms)
        if isinstance(begun, bool):
            return begun
        self._ended.add(step.job.uid)
        if isinstance(begun, Outcome):
            self._report(step.job, begun)
        else:
            self._leave(step.job, begun)
        return False

    def _report(self, job: Job, outcome: Outcome) -> None:
        self.report.outcomes[job.what, job.uid] = outcome
        self.report.jobs[job.what, job.uid] = job
        self._watch(job, outcome.state)

    def _dispatch(self, pool: ThreadPoolExecutor, due: Due, step: Step) -> None:
        if isinstance(step, Wait):
            self._wait_for_task(due)
            return
        if isinstance(step, Repeat):
            self._look_again(due)
            return
        work = step.work(self._remote(step.job), self._store)
        future = pool.submit(guarded(step, work, self._guard))
        self._running[future] = (due, step)
        future.add_done_callback(lambda _: self._news.set())
        if step in self._claimed:
            self._claimed.remove(step)

    def _look_again(self, due: Due) -> None:
        """Queue a job as it is in the library now."""
        due.job = self._reread(due.job) or due.job
        self._later(due, 0.0)

    def _reread(self, job: Job) -> Job | None:
        """A job as it is in the library now; None if it is not open any more."""
        return next(iter(self._store.read.jobs.open(job.what, [job.uid])), None)

    def _await(self, due: Due) -> None:
        """Wait for the process that works on this job, and take its result as the job's.

        Another run of this process may be the caller of this one, so it is not waited for.
        """
        job = self._reread(due.job)
        if job is None:
            outcome = self._store.read.jobs.outcome(due.job.what, due.job.uid)
            if outcome is not None:
                self._report(due.job, outcome)
            return
        is_mine = job.lease_owner == str(self._owner)
        if is_mine or not self._waits or self._is_over(_WAIT_S):
            self.report.left.append(Left(job, "another run is working on it"))
        else:
            due.job = job
            self._later(due, _WAIT_S)

    def _is_over(self, delay: float) -> bool:
        """Whether this run must not wait any longer."""
        return self._until is not None and self._clock.monotonic() + delay > self._until

    def _unclaim(self) -> None:
        """Plan claimed jobs again that were not handed to a worker."""
        sent = [step for _, step in self._running.values()]
        with self._store.settle() as writer:
            for step in self._claimed:
                if step not in sent:
                    self._give_back(writer, step.job)

    def _give_back(self, writer: Transaction, job: Job) -> bool:
        """Plan a claimed job again that was not sent."""
        mine = str(self._owner)
        return writer.jobs.record(
            job.what, job.uid, Outcome("planned"), states=("sending",), owner=mine
        )

    # -- collecting

    def _record(self, writer: Transaction, future: _Answer) -> StepResult:
        due, step = self._running[future]
        try:
            result = future.result()
        except ProviderError as error:
            return StepResult(due, step, self._stumble(writer, due, step, error), error)
        except CharlibError as error:  # a full disk, for example: the job stays as it was
            return StepResult(due, step, Outcome(due.job.state), error)
        except Exception as error:  # noqa: BLE001 - a bug with this answer must not cost the others
            lost, fault = answers.of_fault(step, error)
            return StepResult(due, step, step.write(writer, lost, str(self._owner)), fault)
        try:
            outcome = step.outcome(writer, result)
        except ProviderError as error:  # the answer is about something else
            return StepResult(due, step, self._stumble(writer, due, step, error), error)
        if outcome is not None:
            outcome = step.write(writer, outcome, str(self._owner))
        return StepResult(due, step, outcome, None)

    def _stumble(
        self, writer: Transaction, due: Due, step: Step, error: ProviderError
    ) -> Outcome | None:
        """The outcome of a failure; None if the step is tried again."""
        job = due.job
        waits = error.cause == "unfinished" and isinstance(step, Send) and job.what == "binding"
        if waits and due.attempt + 1 < ATTEMPTS:
            # The provider itself says that the task is still running: poll it again.
            self._give_back(writer, job)
            writer.jobs.reopen_task_of(job.uid)
            return None
        may_mend = not error.is_permanent and (error.retry_after or 0) <= RETRY_CAP_S
        if may_mend and due.attempt + 1 < ATTEMPTS:
            if isinstance(step, Send):
                self._give_back(writer, job)
            return None
        outcome = failed(job, error, state=step.state_after(error))
        step.write(writer, outcome, str(self._owner))
        return outcome

    def _go_on(self, result: StepResult, *, stops: bool) -> None:
        due, step, outcome, error = result
        job = due.job
        if outcome is None:
            if isinstance(error, ProviderError) and not stops:
                self._try_again(due, error)
            return
        self._report(job, outcome)
        if step.is_homeless:
            error = answers.put_aside(self._store, job, outcome)
        if error is not None:
            self._leave(job, error)
        elif not stops:
            due.attempt = due.attempt + 1 if outcome.state == "sending" else 0
            due.polls += isinstance(step, Poll)
            self._follow(due, outcome)

    def _try_again(self, due: Due, error: ProviderError) -> None:
        due.attempt += 1  # the limit for one that calls a finished task unfinished
        if error.cause == "unfinished":
            self._poll_task_of(due)
        else:
            self._later(due, retry_delay(due.attempt, error.retry_after))

    def _follow(self, due: Due, outcome: Outcome) -> None:
        """Queue the job's next step, if it has one."""
        is_lost = outcome.state == "sending"  # no answer came, and it can be recovered
        if (outcome.error and not is_lost) or outcome.state in {"ready", "unknown"}:
            return
        again = self._reread(due.job)
        if again is None:
            return
        due.job = again
        if is_lost and due.attempt < ATTEMPTS:
            self._later(due, retry_delay(due.attempt, None))
        elif again.state in {"done", "planned"}:  # planned: the next of several steps
            self._later(due, 0.0)
        elif not self._waits:
            self._leave(again, None)
        else:
            self._poll_later(due)

    def _poll_later(self, due: Due) -> None:
        poll = self._remote(due.job).poll_of(due.job)
        age = (self._clock.now() - due.job.created_at) / 1000
        if poll is None or (age > poll.deadline_s and due.polls):
            self.report.left.append(Left(due.job, f"it is still {due.job.state} after {age:.0f} s"))
            return
        quickest = self._paces.quickest(self._store.read, due.job) if due.polls == 0 else None
        least, most = poll.interval_s, poll.interval_max_s
        delay = poll_delay(age, least=least, most=most, quickest=quickest)
        if self._is_over(delay):
            self._leave(due.job, None)
        else:
            self._later(due, delay)

    def _wait_for_task(self, due: Due) -> None:
        """Queue the job again while this run polls its task; otherwise leave it."""
        others = [*self._queue, *(running for running, _ in self._running.values())]
        due.job = self._reread(due.job) or due.job
        step = self._decide(due.job, self._clock.now())
        if step and not isinstance(step, Wait):
            self._later(due, 0.0)
        elif self._waits and any(other.job.what == "task" for other in others):
            self._later(due, _WAIT_S)
        else:
            self.report.left.append(Left(due.job, "it waits for its task to finish"))

    def _poll_task_of(self, due: Due) -> None:
        """Poll the task that a binding waits for, then try the binding again."""
        task = self._store.read.jobs.task_of_binding(due.job.uid)
        for job in self._store.read.jobs.open("task", [task] if task and self._waits else []):
            self._push(Due(0.0, next(self._numbers), job))
        self._wait_for_task(due)

    def _later(self, due: Due, delay: float) -> None:
        due.at = self._clock.monotonic() + delay
        self._push(due)

    def _leave(self, job: Job, error: CharlibError | None) -> None:
        why = str(error) if error else "this command does not wait for it"
        self.report.left.append(Left(job, why, error and about_job(error, job)))
