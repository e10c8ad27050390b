"""Applying a plan: several requests at a time, one writer, each answer committed at once.

Worker threads only speak HTTP; this thread alone writes. What came in together is written together
with what is sent next, in one transaction: with 32 requests on their way a commit carries many
answers, so that each can be durable and none waits long.
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
from charlib.sync.pace import ATTEMPTS, RETRY_CAP_S, Paces, poll_delay, retry_delay
from charlib.sync.remote import Remote, Remotes, failed
from charlib.sync.report import Due, Left, Report, StepResult
from charlib.sync.steps import Lose, Poll, Repeat, Send, Step, Wait

if TYPE_CHECKING:
    from charlib.providers import profile
    from charlib.store.store import Store
    from charlib.store.write.transaction import Transaction

_WAIT_S = 0.5
_WRITE_ATTEMPTS = 6
"""How often writing answers is tried again, a second apart, before the run gives up."""

_Answer = Future[Any]
Watcher = Callable[[Job, str], None]
"""Told of every job and the state it came to."""


class Runner:
    """Brings open jobs forward until each is at its end, or nothing more can be done now.

    Without `waits`, what has been sent is left to a later `sync`, and so is after `timeout_s`
    seconds what is not finished.
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
    ) -> None:
        self._store = store
        self._remotes = remotes
        self._clock = clock
        self._owner = owner
        self._workers = workers
        self._waits = waits
        self._until = None if timeout_s is None else clock.monotonic() + timeout_s
        self._watch = watch
        self._queue: list[Due] = []
        self._numbers = count()
        self._running: dict[_Answer, tuple[Due, Step]] = {}
        self._claimed: list[Step] = []
        self._open: dict[tuple[str, str], Remote] = {}
        self._paces = Paces()
        self._news = Event()
        self.report = Report()

    def run(self, jobs: Iterable[Job]) -> Report:
        """Bring jobs forward and tell how far each came."""
        for job in jobs:
            self._push(Due(0.0, next(self._numbers), job))
        pool = ThreadPoolExecutor(self._workers, thread_name_prefix="charlib")
        try:
            while self._queue or self._running:
                self._turn(pool)
        except KeyboardInterrupt:
            # What is on its way may be paid for: hear the answers before leaving. A second
            # Ctrl-C leaves at once, and sync will say that the answers are unknown.
            self._queue.clear()
            self._unclaim()
            while self._running:
                self._turn(pool, stops=True)
            raise
        finally:
            pool.shutdown(wait=False, cancel_futures=True)
        return self.report

    def _turn(self, pool: ThreadPoolExecutor, *, stops: bool = False) -> None:
        """Wait for something to do, write it down in one transaction, and go on with all of it."""
        finished = self._finished()
        begun = [] if stops else self._plan(len(self._running) - len(finished))
        after, begun = self._settle(finished, begun)
        for future in finished:
            del self._running[future]
        for due, step in begun:
            self._dispatch(pool, due, step)
        for one in after:
            self._go_on(one, stops=stops)

    def _settle(
        self, finished: list[_Answer], begun: list[tuple[Due, Step]]
    ) -> tuple[list[StepResult], list[tuple[Due, Step]]]:
        """Write answers and claims in one transaction; answers are not given up for a busy disk."""
        if not finished and not any(step.writes for _, step in begun):
            return [], begun
        for attempts in range(_WRITE_ATTEMPTS, -1, -1):
            try:
                with self._store.write() as writer:
                    after = [self._record(writer, *self._running[one], one) for one in finished]
                    return after, [pair for pair in begun if self._begin(writer, pair[1])]
            except LibraryError as error:
                if not finished or not attempts:
                    heard = [(self._running[one][0].job, _result(one)) for one in finished]
                    raise answers.with_answers(error, heard) from error
                self._clock.wait(1.0)
        raise AssertionError

    def _finished(self) -> list[_Answer]:
        """The requests that were answered; waits for one, or for the next job to be due."""
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
        """What is due now, as far as workers are free for it."""
        now = self._clock.now()
        steps = [(due, self._decide(due.job, now)) for due in self._ready(running)]
        return [(due, step) for due, step in steps if step and self._connects(step)]

    def _decide(self, job: Job, now: int) -> Step | None:
        """The next step, by what the provider of a job that may be lost declares."""
        step = decide(job, now, self._owner.is_gone)
        if not isinstance(step, Lose):
            return step
        try:
            return decide(job, now, self._owner.is_gone, self._remote(job).means(job))
        except CharlibError:  # an account that cannot be used: what is lost is still told
            return step

    def _connects(self, step: Step) -> bool:
        """Connect before anything is claimed; a job whose account cannot be used stays as it is."""
        if not step.is_remote:
            return True
        try:
            self._remote(step.job)
        except CharlibError as error:
            self._leave(step.job, error)
            return False
        return True

    def _remote(self, job: Job) -> Remote:
        """The account of a job, connected once a run."""
        key = (job.account, job.what)
        if key not in self._open:
            account = self._remotes.accounts.named(job.account)
            self._open[key] = self._remotes.connect(account, job.what)
        return self._open[key]

    def _ready(self, running: int) -> Iterator[Due]:
        free = self._workers - running
        while free and self._queue and self._queue[0].at <= self._clock.monotonic():
            yield heapq.heappop(self._queue)
            free -= 1

    def _begin(self, writer: Transaction, step: Step) -> bool:
        """Write down what is about to happen; False when there is nothing to send."""
        lease_ms = 0
        if isinstance(step, Send):
            self._claimed.append(step)
            patience = int(self._remote(step.job).profile.http.timeout_s * 2000)
            lease_ms = min(LONGEST_MS, max(LEASE_MS, patience))
        begun = step.begin(writer, str(self._owner), lease_ms)
        if isinstance(begun, Outcome):
            self._tell(step.job, begun)
            return False
        return begun

    def _tell(self, job: Job, outcome: Outcome) -> None:
        self.report.outcomes[job.what, job.id] = outcome
        self.report.labels[job.what, job.id] = f"{job.label} at {job.account}"
        self._watch(job, outcome.state)

    def _dispatch(self, pool: ThreadPoolExecutor, due: Due, step: Step) -> None:
        if isinstance(step, Wait):
            self._wait_for_task(due)
            return
        if isinstance(step, Repeat):
            self._look_again(due)
            return
        future = pool.submit(step.work(self._remote(step.job), self._store))
        self._running[future] = (due, step)
        future.add_done_callback(lambda _: self._news.set())
        if step in self._claimed:
            self._claimed.remove(step)

    def _look_again(self, due: Due) -> None:
        """Queue a job as it stands in the library now."""
        due.job = next(iter(self._store.read.jobs.open(due.job.what, [due.job.id])), due.job)
        self._later(due, 0.0)

    def _unclaim(self) -> None:
        """What was claimed and not handed to a worker was not sent: it is planned again."""
        sent = [step for _, step in self._running.values()]
        with self._store.write() as writer:
            for step in self._claimed:
                if step not in sent:
                    self._give_back(writer, step.job)

    def _give_back(self, writer: Transaction, job: Job) -> bool:
        """What was claimed, and was not done, is planned again."""
        mine = str(self._owner)
        return writer.jobs.record(
            job.what, job.id, Outcome("planned"), states=("sending",), owner=mine
        )

    # -- collecting

    def _record(self, writer: Transaction, due: Due, step: Step, future: _Answer) -> StepResult:
        job = due.job
        try:
            result = future.result()
        except ProviderError as error:
            return StepResult(due, step, self._stumble(writer, due, step, error), error)
        except CharlibError as error:  # the disk is full, say: the job is as it was
            return StepResult(due, step, Outcome(job.state), error)
        except Exception as error:  # noqa: BLE001 - a fault of ours with one answer must not cost the others
            lost, fault = answers.of_fault(step, error)
            return StepResult(due, step, step.write(writer, lost, str(self._owner)), fault)
        outcome = step.outcome(writer, result)
        if outcome is not None:
            outcome = step.write(writer, outcome, str(self._owner))
        return StepResult(due, step, outcome, None)

    def _stumble(
        self, writer: Transaction, due: Due, step: Step, error: ProviderError
    ) -> Outcome | None:
        """A failure that another try may mend; after the last one it is written down."""
        job = due.job
        waits = error.cause == "unfinished" and isinstance(step, Send) and job.what == "binding"
        if waits and due.attempt + 1 < ATTEMPTS:
            # The provider itself says that the task is still running: from here on it is polled.
            self._give_back(writer, job)
            writer.jobs.reopen_task_of(job.id)
            return None
        may_mend = not error.is_permanent and (error.retry_after or 0) <= RETRY_CAP_S
        if may_mend and due.attempt + 1 < ATTEMPTS:
            if isinstance(step, Send):
                self._give_back(writer, job)
            return None
        outcome = failed(job, error, state=None if isinstance(step, Send) else job.state)
        step.write(writer, outcome, str(self._owner))
        return outcome

    def _go_on(self, after: StepResult, *, stops: bool) -> None:
        due, step, outcome, error = after
        job = due.job
        if outcome is None:
            if isinstance(error, ProviderError) and not stops:
                self._try_again(due, error)
            return
        self._tell(job, outcome)
        if error is not None:
            self._leave(job, error)
        elif not stops:
            due.attempt = due.attempt + 1 if outcome.state == "sending" else 0
            due.polls += isinstance(step, Poll)
            self._follow(due, outcome)

    def _try_again(self, due: Due, error: ProviderError) -> None:
        due.attempt += 1  # a provider that calls a finished task unfinished is not asked for ever
        if error.cause == "unfinished":
            self._poll_task_of(due)
        else:
            self._later(due, retry_delay(due.attempt, error.retry_after))

    def _follow(self, due: Due, outcome: Outcome) -> None:
        """Queue the job's next step, if it has one."""
        is_lost = outcome.state == "sending"  # no answer came, and it can be asked for
        if (outcome.error and not is_lost) or outcome.state in {"ready", "unknown"}:
            return
        again = next(iter(self._store.read.jobs.open(due.job.what, [due.job.id])), None)
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
        poll = self._poll_of(due.job)
        age = (self._clock.now() - due.job.created_at) / 1000
        if poll is None or (age > poll.deadline_s and due.polls):
            self.report.left.append(Left(due.job, f"it is still {due.job.state} after {age:.0f} s"))
            return
        quickest = self._paces.quickest(self._store.read, due.job) if due.polls == 0 else None
        least, most = poll.interval_s, poll.interval_max_s
        delay = poll_delay(age, least=least, most=most, quickest=quickest)
        if self._until is not None and self._clock.monotonic() + delay > self._until:
            self._leave(due.job, None)
        else:
            self._later(due, delay)

    def _poll_of(self, job: Job) -> profile.Poll | None:
        return self._remote(job).poll_of(job)

    def _wait_for_task(self, due: Due) -> None:
        """Look again when the task may be done; leave the job where nobody here polls the task."""
        jobs = [one.job for one in self._queue] + [one.job for one, _ in self._running.values()]
        due.job = next(iter(self._store.read.jobs.open(due.job.what, [due.job.id])), due.job)
        step = self._decide(due.job, self._clock.now())
        if step and not isinstance(step, Wait):
            self._later(due, 0.0)
        elif self._waits and any(job.what == "task" for job in jobs):
            self._later(due, _WAIT_S)
        else:
            self.report.left.append(Left(due.job, "it waits for its task to finish"))

    def _poll_task_of(self, due: Due) -> None:
        """Ask after the task that a binding turned out to wait for, then try the binding again."""
        task = self._store.read.jobs.task_of_binding(due.job.id)
        for job in self._store.read.jobs.open("task", [task] if task and self._waits else []):
            self._push(Due(0.0, next(self._numbers), job))
        self._wait_for_task(due)

    def _later(self, due: Due, delay: float) -> None:
        due.at = self._clock.monotonic() + delay
        self._push(due)

    def _leave(self, job: Job, error: CharlibError | None) -> None:
        why = str(error) if error else "it is not waited for"
        self.report.left.append(Left(job, why, error))


def _result(future: _Answer) -> object:
    return None if future.exception() else future.result()
