"""Applying a plan: several requests at a time, one writer, each answer committed at once.

Worker threads only speak HTTP; this thread alone writes. What came in together is written together
with what is sent next, in one transaction: with 32 requests on their way a commit carries many
answers, so that each can be durable and none waits long.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from itertools import count
from threading import Event
from typing import TYPE_CHECKING

from charlib.config import Clock, Owner
from charlib.domain.jobs import Job, Outcome
from charlib.errors import CharlibError, LibraryError, ProviderError
from charlib.sync import answers
from charlib.sync.due import After, Due
from charlib.sync.fetching import Fetched, fetch
from charlib.sync.pace import ATTEMPTS, RETRY_CAP_S, Paces, poll_delay, retry_delay
from charlib.sync.plan import LEASE_MS, LONGEST_MS, Step, decide
from charlib.sync.remote import Remote, Remotes, failed
from charlib.sync.report import Left, Report

if TYPE_CHECKING:
    from charlib.providers.profile import Poll
    from charlib.store.store import Store
    from charlib.store.write.transaction import Transaction

_WAIT_S = 0.5
_WRITING = {"send", "lose", "fail", "repeat"}
_REMOTE = {"send", "poll", "fetch", "recall", "repeat", "reconcile"}
_PATIENCE = 6
"""How often answers are tried to be written before the run gives up: with each, a second later."""
_LOST = "it was sent, and the answer never came: it may exist at the provider"

_Answer = Future[Outcome | Fetched | None]
Watcher = Callable[[Job, str], None]
"""Told of every job and the state it came to."""


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
    ) -> tuple[list[After], list[tuple[Due, Step]]]:
        """Write answers and claims in one transaction; answers are not given up for a busy disk."""
        if not finished and all(step.verb not in _WRITING for _, step in begun):
            return [], begun
        for patience in range(_PATIENCE, -1, -1):
            try:
                with self._store.write() as writer:
                    after = [self._record(writer, *self._running[one], one) for one in finished]
                    return after, [pair for pair in begun if self._begin(writer, pair[1])]
            except LibraryError as error:
                if not finished or not patience:
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
        if step is None or step.verb != "lose":
            return step
        try:
            return decide(job, now, self._owner.is_gone, self._remote(job).means(job))
        except CharlibError:  # an account that cannot be used: what is lost is still told
            return step

    def _connects(self, step: Step) -> bool:
        """Connect before anything is claimed; a job whose account cannot be used stays as it is."""
        if step.verb not in _REMOTE:
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
            self._open[key] = self._remotes.connect(self._remotes.named(job.account), job.what)
        return self._open[key]

    def _ready(self, running: int) -> Iterator[Due]:
        free = self._workers - running
        while free and self._queue and self._queue[0].at <= self._clock.monotonic():
            yield heapq.heappop(self._queue)
            free -= 1

    def _begin(self, writer: Transaction, step: Step) -> bool:
        """Write down what is about to happen; False when there is nothing to send."""
        job = step.job
        if step.verb == "send":
            return self._claim(writer, step)
        if step.verb == "repeat":
            again = Outcome("planned")
            return writer.jobs.record(
                job.what, job.id, again, states=("sending",), owner=job.lease_owner
            )
        if step.verb == "lose":
            lost = Outcome("unknown", error=_LOST, error_kind="no_answer")
            self._end(writer, job, lost, "sending", job.lease_owner)
            return False
        if step.verb == "fail":
            text = "the task it was to be made from failed"
            self._end(writer, job, Outcome("failed", error=text, error_kind="task"), "planned")
            return False
        return True

    def _claim(self, writer: Transaction, step: Step) -> bool:
        self._claimed.append(step)
        job, patience = step.job, int(self._remote(step.job).profile.http.timeout_s * 2000)
        return writer.jobs.claim(
            job.what,
            job.id,
            owner=str(self._owner),
            until=writer.now + min(LONGEST_MS, max(LEASE_MS, patience)),
            was="planned",
            becomes="sending",
        )

    def _end(
        self, writer: Transaction, job: Job, outcome: Outcome, was: str, owner: str | None = None
    ) -> None:
        """End a job, if nobody came first."""
        if writer.jobs.record(job.what, job.id, outcome, states=(was,), owner=owner):
            self._tell(job, outcome)

    def _tell(self, job: Job, outcome: Outcome) -> None:
        self.report.outcomes[job.what, job.id] = outcome
        self.report.labels[job.what, job.id] = f"{job.label} at {job.account}"
        self._watch(job, outcome.state)

    def _dispatch(self, pool: ThreadPoolExecutor, due: Due, step: Step) -> None:
        job = due.job
        if step.verb == "wait":
            self._wait_for_task(due)
            return
        if step.verb == "repeat":
            self._look_again(due)
            return
        future = pool.submit(self._work(step), job)
        self._running[future] = (due, step)
        future.add_done_callback(lambda _: self._news.set())
        if step in self._claimed:
            self._claimed.remove(step)

    def _work(self, step: Step) -> Callable[[Job], Outcome | Fetched | None]:
        """What a worker does; whatever it has to know of the library it is told here."""
        remote = self._remote(step.job)
        if step.verb == "reconcile":
            return partial(
                remote.reconcile, taken=self._store.read.jobs.remote_ids(step.job.account)
            )
        asks = {"poll": remote.poll, "recall": remote.recall}
        if step.verb == "fetch":
            return partial(fetch, remote)
        return {"send": remote.send, **asks}[step.verb]

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

    def _record(self, writer: Transaction, due: Due, step: Step, future: _Answer) -> After:
        job = due.job
        try:
            result = future.result()
        except ProviderError as error:
            return After(due, step, self._stumble(writer, due, step, error), error)
        except CharlibError as error:  # the disk is full, say: the job is as it was
            return After(due, step, Outcome(job.state), error)
        except Exception as error:  # noqa: BLE001 - a fault of ours with one answer must not cost the others
            lost, fault = answers.of_fault(step, error)
            return After(due, step, answers.write(writer, step, lost, str(self._owner)), fault)
        outcome = answers.fetched(writer, job, result) if step.verb == "fetch" else result
        if not isinstance(outcome, Outcome):
            return After(due, step, None, None)
        if outcome.state == "done" and step.verb == "poll":
            outcome = outcome._replace(completed_at=writer.now)
        # A poll that brought no news is not worth a commit.
        if step.verb != "poll" or outcome != Outcome(job.state):
            outcome = answers.write(writer, step, outcome, str(self._owner))
        return After(due, step, outcome, None)

    def _stumble(
        self, writer: Transaction, due: Due, step: Step, error: ProviderError
    ) -> Outcome | None:
        """A failure that another try may mend; after the last one it is written down."""
        job = due.job
        waits = error.kind == "unfinished" and step.verb == "send" and job.what == "binding"
        if waits and due.attempt + 1 < ATTEMPTS:
            # The provider itself says that the task is still running: from here on it is polled.
            self._give_back(writer, job)
            writer.jobs.reopen_task_of(job.id)
            return None
        may_mend = not error.is_permanent and (error.retry_after or 0) <= RETRY_CAP_S
        if may_mend and due.attempt + 1 < ATTEMPTS:
            if step.verb == "send":
                self._give_back(writer, job)
            return None
        outcome = failed(job, error, state=None if step.verb == "send" else job.state)
        answers.write(writer, step, outcome, str(self._owner))
        return outcome

    def _go_on(self, after: After, *, stops: bool) -> None:
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
            due.polls += step.verb == "poll"
            self._follow(due, outcome)

    def _try_again(self, due: Due, error: ProviderError) -> None:
        due.attempt += 1  # a provider that calls a finished task unfinished is not asked for ever
        if error.kind == "unfinished":
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
        self._later(due, poll_delay(age, least=least, most=most, quickest=quickest))

    def _poll_of(self, job: Job) -> Poll | None:
        return self._remote(job).poll_of(job)

    def _wait_for_task(self, due: Due) -> None:
        """Look again when the task may be done; leave the job where nobody here polls the task."""
        jobs = [one.job for one in self._queue] + [one.job for one, _ in self._running.values()]
        due.job = next(iter(self._store.read.jobs.open(due.job.what, [due.job.id])), due.job)
        step = self._decide(due.job, self._clock.now())
        if step and step.verb != "wait":
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
