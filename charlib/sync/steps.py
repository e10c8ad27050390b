"""The steps a job can take: how each begins, what it asks of the provider, how its answer is kept.

An intent is committed before anything is sent, and an answer before anything else is done.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from charlib.domain.jobs import Job, Outcome
from charlib.domain.text import printable
from charlib.sync.fetching import Fetched, fetch
from charlib.sync.verbs import Verb

if TYPE_CHECKING:
    from charlib.store.store import Store
    from charlib.store.write.transaction import Transaction
    from charlib.sync.remote import Remote

Work = Callable[[], Any]
"""What a worker thread does: it returns an Outcome, a Fetched, or None."""

_POLLED = ("processing", "queued", "running", "unknown")
"""States in which the answer to a poll is news; in others another process heard it first."""
_LOST = "it was sent, and the answer never came: it may exist at the provider"
_TAKEN = "the answer never came, and the one of its name in the provider's list is another's"


class Step:
    """One step for one job.

    `writes` if beginning it changes the library, `is_remote` if it needs the account.
    """

    verb: ClassVar[Verb]
    writes: ClassVar[bool] = False
    is_remote: ClassVar[bool] = True

    def __init__(self, job: Job) -> None:
        self.job = job

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.job.label})"

    def begin(self, writer: Transaction, owner: str, lease_ms: int) -> bool | Outcome:  # noqa: ARG002 - for those that claim
        """Write down what is about to happen; False if another process came first.

        An Outcome if the job ends here.
        """
        return True

    def work(self, remote: Remote, store: Store) -> Work:
        """What a worker does; all it needs of the library is read now."""
        raise NotImplementedError

    def outcome(self, writer: Transaction, result: Any) -> Outcome | None:  # noqa: ARG002 - for those that write
        """What the worker's result means for the job; None if nothing."""
        return result if isinstance(result, Outcome) else None

    def write(self, writer: Transaction, outcome: Outcome, owner: str) -> Outcome:
        """Write an outcome, unless another process came first; return what it came to."""
        raise NotImplementedError

    def _record(self, writer: Transaction, outcome: Outcome, **conditions: Any) -> bool:
        return writer.jobs.record(self.job.what, self.job.id, outcome, **conditions)


class Send(Step):
    """Send a planned request."""

    verb = "send"
    writes = True

    def begin(self, writer: Transaction, owner: str, lease_ms: int) -> bool:
        """Claim the job."""
        return writer.jobs.claim(
            self.job.what, self.job.id, owner=owner, until=writer.now + lease_ms,
            was="planned", becomes="sending",
        )  # fmt: skip

    def work(self, remote: Remote, store: Store) -> Work:  # noqa: ARG002
        """Send it."""
        return partial(remote.send, self.job)

    def write(self, writer: Transaction, outcome: Outcome, owner: str) -> Outcome:
        """Write the answer; one that comes after its lease is over is kept too."""
        outcome = _unless_taken(writer, self.job, outcome)
        if not self._record(writer, outcome, states=("sending",), owner=owner):
            writer.jobs.record_late(self.job.what, self.job.id, outcome)
        return outcome


class Poll(Step):
    """Ask whether a job is finished."""

    verb = "poll"

    def work(self, remote: Remote, store: Store) -> Work:  # noqa: ARG002
        """Ask."""
        return partial(remote.poll, self.job)

    def outcome(self, writer: Transaction, result: Any) -> Outcome | None:
        """The answer; a film that is done was completed now."""
        outcome = super().outcome(writer, result)
        if outcome is not None and outcome.state == "done":
            return outcome._replace(completed_at=writer.now)
        return outcome

    def write(self, writer: Transaction, outcome: Outcome, owner: str) -> Outcome:  # noqa: ARG002
        """Write the answer; a poll that brought no news is not worth a commit."""
        outcome = _unless_taken(writer, self.job, outcome)
        if outcome != Outcome(self.job.state):
            self._record(writer, outcome, states=_POLLED)
        return outcome


class Fetch(Step):
    """Download the film of a finished task."""

    verb = "fetch"

    def work(self, remote: Remote, store: Store) -> Work:  # noqa: ARG002
        """Download it."""
        return partial(fetch, remote, self.job)

    def outcome(self, writer: Transaction, result: Any) -> Outcome:
        """Record the film as a source that characters can be cut from."""
        if not isinstance(result, Fetched):
            text = "the provider's answer names no result"
            return Outcome("done", error=text, error_kind="no_result")
        writer.sources.record(
            "task", f"task:{self.job.remote_id}", task_id=self.job.id,
            media_path=str(result.path), **result.columns(),
        )  # fmt: skip
        return Outcome("done")

    def write(self, writer: Transaction, outcome: Outcome, owner: str) -> Outcome:  # noqa: ARG002
        """Write that it is here."""
        self._record(writer, outcome, states=("done",))
        return outcome


class Wait(Step):
    """Let the task that a character is made from finish."""

    verb = "wait"
    is_remote = False


class Lose(Step):
    """Write down that an answer never came."""

    verb = "lose"
    writes = True
    is_remote = False

    def begin(self, writer: Transaction, owner: str, lease_ms: int) -> bool | Outcome:  # noqa: ARG002
        """End the job as unknown."""
        lost = Outcome("unknown", error=_LOST, error_kind="no_answer")
        ended = self._record(writer, lost, states=("sending",), owner=self.job.lease_owner)
        return ended and lost


class Fail(Step):
    """Write down that the task a character was to be made from failed."""

    verb = "fail"
    writes = True
    is_remote = False

    def begin(self, writer: Transaction, owner: str, lease_ms: int) -> bool | Outcome:  # noqa: ARG002
        """End the job as failed."""
        text = "the task it was to be made from failed"
        failed = Outcome("failed", error=text, error_kind="task")
        return self._record(writer, failed, states=("planned",), owner=None) and failed


class _Settle(Step):
    """Ask the provider for an answer that never came."""

    def write(self, writer: Transaction, outcome: Outcome, owner: str) -> Outcome:  # noqa: ARG002
        """Write the answer; of two lost requests of one name only one takes what is found."""
        outcome = _unless_taken(writer, self.job, outcome)
        remote_id = outcome.remote_id
        if remote_id and writer.jobs.has_remote_id("binding", self.job.id, remote_id):
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
    """Look in the provider's list for what a lost request made."""

    verb = "reconcile"

    def work(self, remote: Remote, store: Store) -> Work:
        """Look; ids that the library has already are other requests'."""
        taken = store.read.jobs.remote_ids(self.job.account)
        return partial(remote.reconcile, self.job, taken=taken)


class Repeat(Step):
    """Plan a lost request again, with the same key: the provider answers it once."""

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
    """The outcome of a task, unless its provider answered with the id of another task."""
    remote_id = outcome.remote_id
    if (
        job.what != "task"
        or not remote_id
        or not writer.jobs.has_remote_id("task", job.id, remote_id)
    ):
        return outcome
    text = f"its provider answered with the id of another task: {printable(remote_id, 100)}"
    return outcome._replace(state="unknown", remote_id=None, error=text, error_kind="no_id")
