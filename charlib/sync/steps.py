"""The steps of a job: how each begins, what it asks the provider, how its answer is recorded.

An intent is committed before anything is sent, and an answer before anything else is done.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar, TypeAlias

from charlib.domain.jobs import LOST, Job, Outcome, Polled
from charlib.domain.text import printable
from charlib.sync.fetching import Fetched, fetch
from charlib.sync.verbs import Verb

if TYPE_CHECKING:
    from charlib.errors import CharlibError, ProviderError
    from charlib.store.store import Store
    from charlib.store.write.transaction import Transaction
    from charlib.sync.remote import Remote

Begun: TypeAlias = "bool | Outcome | CharlibError"
Work = Callable[[], Any]
"""The work of a worker thread: it returns an Outcome, a Fetched, or a NoFilm."""

_POLLED = ("processing", "queued", "running", "unknown")
"""States in which the answer to a poll is new; in others another process recorded it first."""
_TAKEN = "it got no answer, and the character of its name in the provider's list is another one"


class Step:
    """A step of a job.

    `writes` if its beginning changes the library, `is_remote` if it needs the account. At its end
    `is_homeless` says that the library has been replaced by one that cannot take the answer.
    """

    verb: ClassVar[Verb]
    writes: ClassVar[bool] = False
    is_remote: ClassVar[bool] = True

    is_homeless = False

    def __init__(self, job: Job) -> None:
        self.job = job

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.job.label})"

    def begin(self, writer: Transaction, owner: str, lease_ms: int) -> Begun:  # noqa: ARG002 - for those that claim
        """Record what is about to happen; False if another process was first.

        An Outcome if the job ends here; an error if it has to stay as it is.
        """
        return True

    def work(self, remote: Remote, store: Store) -> Work:
        """The work for a worker thread; what it needs from the library is read now."""
        raise NotImplementedError

    def outcome(self, writer: Transaction, result: Any) -> Outcome | None:  # noqa: ARG002 - for those that write
        """The outcome of the worker's result; None if there is none."""
        return result if isinstance(result, Outcome) else None

    def write(self, writer: Transaction, outcome: Outcome, owner: str) -> Outcome:
        """Record an outcome, unless another process was first; return the final outcome."""
        raise NotImplementedError

    def state_after(self, error: ProviderError) -> str | None:  # noqa: ARG002 - for those that know
        """The state of the job after an error that ends the step; None if the error says it."""
        return self.job.state

    def _record(self, writer: Transaction, outcome: Outcome, **conditions: Any) -> bool:
        return writer.jobs.record(self.job.what, self.job.uid, outcome, **conditions)

    def _record_late(self, writer: Transaction, outcome: Outcome, sends: int) -> None:
        self.is_homeless = not writer.jobs.record_late(self.job, outcome, sends)


class Send(Step):
    """Send a planned request."""

    verb = "send"
    writes = True
    _sends = 0

    @property
    def number(self) -> int:
        """Which of the job's sends this is; 0 before it is recorded."""
        return self._sends

    def begin(self, writer: Transaction, owner: str, lease_ms: int) -> Begun:
        """Claim the job, unless the budget is another one than when it was planned."""
        refused = writer.budgets.before_sending(self.job.what, self.job.uid)
        if refused is not None:
            return refused
        until = writer.now + lease_ms
        self._sends = writer.jobs.claim(self.job.what, self.job.uid, owner=owner, until=until)
        return self._sends > 0

    def work(self, remote: Remote, store: Store) -> Work:  # noqa: ARG002
        """Send it."""
        return partial(remote.send, self.job)

    def state_after(self, error: ProviderError) -> None:
        """The error says it."""

    def write(self, writer: Transaction, outcome: Outcome, owner: str) -> Outcome:
        """Record the answer, even after the end of its lease."""
        outcome = _unless_taken(writer, self.job, outcome)
        if not self._record(writer, outcome, states=("sending",), owner=owner):
            self._record_late(writer, outcome, self._sends)
        return outcome


class Poll(Step):
    """Ask whether a job is finished."""

    verb = "poll"

    def work(self, remote: Remote, store: Store) -> Work:  # noqa: ARG002
        """Ask."""
        return partial(remote.poll, self.job)

    def outcome(self, writer: Transaction, result: Any) -> Outcome | None:
        """The answer; a finished film was completed now.

        Raises ProviderError if it is about another job of the library, of whatever account.
        """
        if isinstance(result, Polled):
            self._refuse_other(writer, result.answered)
            result = result.outcome
        outcome = super().outcome(writer, result)
        if outcome is not None and outcome.state == "done":
            return outcome._replace(completed_at=writer.now)
        return outcome

    def write(self, writer: Transaction, outcome: Outcome, owner: str) -> Outcome:  # noqa: ARG002
        """Record the answer; a poll without news is not worth a commit."""
        outcome = _unless_taken(writer, self.job, outcome)
        if outcome != Outcome(self.job.state) and not self._record(writer, outcome, states=_POLLED):
            self._record_if_gone(writer, outcome)
        return outcome

    def _refuse_other(self, writer: Transaction, answered: str) -> None:
        """Raise if the answer is about another task: a proxy may have mixed them up."""
        if writer.jobs.is_others(self.job.what, self.job.uid, answered):
            from charlib.providers.replies.classify import failure  # noqa: PLC0415 - reads a table

            thing = "task" if self.job.what == "task" else "creation"
            text = f"its provider answered about another {thing}: {printable(answered, 100)}"
            raise failure(text, "other_job")

    def _record_if_gone(self, writer: Transaction, outcome: Outcome) -> None:
        if writer.jobs.id_of(self.job.what, self.job.uid) is None:
            self._record_late(writer, outcome, self.job.sends)


class Fetch(Step):
    """Download the film of a finished task."""

    verb = "fetch"

    def work(self, remote: Remote, store: Store) -> Work:
        """Download it."""
        return partial(fetch, remote, self.job, store.read.tasks.prompt(self.job.id))

    def state_after(self, error: ProviderError) -> str:
        """A film that the provider lost before it was here makes the task a failed one."""
        is_lost = error.cause == "expired" and self.job.film is None
        return "failed" if is_lost else self.job.state

    def outcome(self, writer: Transaction, result: Any) -> Outcome:
        """Record the film as a source that characters can be cut from."""
        if not isinstance(result, Fetched):
            text = "the provider's answer names no film"
            if result.instead:
                text = f"{text}: it has {result.instead}, which is not a URL"
            return Outcome("done", error=text, error_kind="no_result")
        task_id = writer.jobs.id_of("task", self.job.uid)
        if task_id is None:
            self.is_homeless = True
            return Outcome("done", output_url=result.path.as_uri())
        writer.sources.record(
            "task", f"task:{self.job.remote_id or self.job.id}", task_id=task_id,
            media_path=str(result.path), **result.columns(),
        )  # fmt: skip
        return Outcome("done")

    def write(self, writer: Transaction, outcome: Outcome, owner: str) -> Outcome:  # noqa: ARG002
        """Record that the film is here."""
        self._record(writer, outcome, states=("done",))
        return outcome


class Wait(Step):
    """Let the task that a character is created from finish."""

    verb = "wait"
    is_remote = False


class Lose(Step):
    """Record that a request got no answer."""

    verb = "lose"
    writes = True
    is_remote = False

    def begin(self, writer: Transaction, owner: str, lease_ms: int) -> bool | Outcome:  # noqa: ARG002
        """End the job as unknown."""
        lost = Outcome("unknown", error=LOST, error_kind="no_answer")
        ended = self._record(writer, lost, states=("sending",), owner=self.job.lease_owner)
        return ended and lost


class Fail(Step):
    """Record that the task of a character failed."""

    verb = "fail"
    writes = True
    is_remote = False

    def begin(self, writer: Transaction, owner: str, lease_ms: int) -> bool | Outcome:  # noqa: ARG002
        """End the job as failed."""
        text = "the task it was to be made from failed"
        failed = Outcome("failed", error=text, error_kind="task", frees=True)
        return self._record(writer, failed, states=("planned",), owner=None) and failed


class _Settle(Step):
    """Ask the provider for a lost answer."""

    def write(self, writer: Transaction, outcome: Outcome, owner: str) -> Outcome:  # noqa: ARG002
        """Record the answer; of two lost requests with the same name, only one takes the ID."""
        outcome = _unless_taken(writer, self.job, outcome)
        remote_id = outcome.remote_id
        if remote_id and writer.jobs.has_remote_id("binding", self.job.uid, remote_id):
            outcome = Outcome("unknown", error=_TAKEN, error_kind="no_answer")
        self._record(writer, outcome, states=("sending",), owner=self.job.lease_owner)
        return outcome


class Recall(_Settle):
    """Ask for a lost answer by the key of its request."""

    verb = "recall"

    def work(self, remote: Remote, store: Store) -> Work:  # noqa: ARG002
        """Ask."""
        return partial(remote.recall, self.job)


class Reconcile(_Settle):
    """Look for the character or the film of a lost request in the provider's list."""

    verb = "reconcile"

    def work(self, remote: Remote, store: Store) -> Work:
        """Look; IDs in the library belong to other requests."""
        rivals = store.read.jobs.rivals(self.job)
        if self.job.what == "task":
            taken = store.read.jobs.task_ids(self.job.account)
            return partial(remote.find_film, self.job, taken=taken, rivals=rivals)
        taken = store.read.jobs.remote_ids(self.job.account)
        if self.job.request.get("plan"):
            taken |= store.read.jobs.part_ids(self.job.account)
        return partial(remote.reconcile, self.job, taken=taken, rivals=rivals)


class Repeat(Step):
    """Plan a lost request again, with the same key: the provider processes it once."""

    verb = "repeat"
    writes = True

    def begin(self, writer: Transaction, owner: str, lease_ms: int) -> bool:  # noqa: ARG002
        """Plan it again."""
        planned = Outcome("planned")
        return self._record(writer, planned, states=("sending",), owner=self.job.lease_owner)


STEPS: dict[Verb, type[Step]] = {
    step.verb: step for step in (Send, Poll, Fetch, Wait, Lose, Fail, Recall, Reconcile, Repeat)
}


def _unless_taken(writer: Transaction, job: Job, outcome: Outcome) -> Outcome:
    """The outcome of a task, unless its provider answered with the ID of another task."""
    remote_id = outcome.remote_id if job.what == "task" else None
    if not remote_id or not writer.jobs.is_others("task", job.uid, remote_id, among=["task"]):
        return outcome
    text = f"its provider answered with the ID of another task: {printable(remote_id, 100)}"
    return outcome._replace(state="unknown", remote_id=None, error=text, error_kind="no_id")
