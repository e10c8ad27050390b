"""An account as sync sees it: sends, polls and fetches; every failure becomes an outcome."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from charlib.config import Clock
from charlib.domain.jobs import NOT_VISIBLE, Job, Outcome, Polled
from charlib.domain.records import Account
from charlib.domain.text import printable
from charlib.errors import (
    InvalidInput,
    JobFailed,
    MediaError,
    NoAnswer,
    ProviderError,
)
from charlib.hints import Hint, the_call
from charlib.providers import accounts as connection
from charlib.providers import creation, engine
from charlib.providers.addresses import absolute
from charlib.providers.inventory import lacking
from charlib.providers.messages import Answer, Reply, Request
from charlib.providers.replies import classify
from charlib.sync.costs import after_failure, priced
from charlib.sync.inventory import recovery
from charlib.sync.verbs import NONE, Recovery, recover

if TYPE_CHECKING:
    from charlib.providers.profile import CallStep, Http, Operation, Poll, Profile
    from charlib.providers.transport.client import Client
    from charlib.sync.inventory.lookup import AccountBook

What = Literal["binding", "task", "voice"]
Dial = Callable[["Http"], "Client"]
_LOST = {"not_json", "not_understood", "no_id", "size"}
"""Kinds of answers to an accepted request whose id is unknown: the work may be done."""
_OVER = {"rejected", "task_expired", "cancelled"}
"""Causes for which a job is over, also if a poll is refused with an HTTP error."""
LONGEST_KEPT_MS = 30 * 24 * 3_600_000
"""A film whose address has lapsed is asked for again for this long."""
_FORGOTTEN = {404, 410}
"""Statuses of answers to a poll that say that the job does not exist any more."""


class Remote:
    """An account with its profile, and a client for each address and key of the profile."""

    def __init__(
        self, account: Account, profile: Profile, dial: Dial, folder: Path, clock: Clock
    ) -> None:
        self.account = account
        self._now = clock.now
        self.profile = profile
        self._dial = dial
        self._clients: dict[int, Client] = {}
        self.folder = folder

    def connect(self, what: What) -> Client:
        """The client for characters, films or voices. Raises Retired and NoKey."""
        used: Operation | None = getattr(self.profile, recovery.OPERATIONS[what])
        http = (used.http if used else None) or self.profile.http
        if id(http) not in self._clients:
            self._clients[id(http)] = self._dial(http)
        return self._clients[id(http)]

    def close(self) -> None:
        """Close the clients' connections."""
        for client in self._clients.values():
            client.close()

    def send(self, job: Job) -> Outcome:
        """Send an intent. Raises ProviderError if sending it again is allowed and could help."""
        request = Request.from_json(job.request)
        raw: str | None = None
        try:
            reply = self.connect(job.kind).send(request)
            raw = reply.text
            step = self._step(job)
            reading = engine.read_creation(self.profile, step, reply, self._about(job))
            return priced(self._sent(job, reading, raw), job, reading.cost)
        except MediaError as error:
            return Outcome("failed", error=str(error), error_kind="file", frees=True)
        except ProviderError as error:
            if may_resend(error):
                raise
            state = "unknown" if error.cause in _LOST else None
            outcome = failed(job, error, raw, state=state)
            # If the answer can be recovered, the state is not unknown yet: the next step asks.
            asks = outcome.state == "unknown" and recover(job.what, self.means(job)) != "lose"
            return outcome._replace(state="sending") if asks else outcome

    def means(self, job: Job) -> Recovery:
        """The provider's means to recover the answer to a job."""
        return recovery.means(self.profile, self._operation(job), job) if job.request else NONE

    def recall(self, job: Job) -> Outcome:
        """Ask for a lost answer by its request's key; if that never arrived, plan it again."""
        request = Request.from_json(job.request)
        asked = creation.recall(self._operation(job), request)
        step = self._step(job)
        if asked is None:
            raise ValueError(f"{job.label} has no key to ask by")
        try:
            reply = self.connect(job.kind).send(asked)
            reading = self._read_poll(job, step, reply)
        except ProviderError as error:
            if isinstance(error, JobFailed):
                return failed(job, error)
            if is_forgotten(error, job):
                return Outcome("planned")
            raise
        known = reading.job_id or creation.key_of(self._operation(job), request)
        if reading.state == "done":
            outcome = self._polled(job, reading, reply.text)
            return outcome._replace(remote_id=known) if job.what == "task" else outcome
        if job.what == "task":
            return Outcome("queued", remote_id=known, raw=reply.text)
        return Outcome("processing", job_id=known, raw=reply.text)

    def reconcile(self, job: Job, taken: Collection[str], rivals: Collection[Job]) -> Outcome:
        """Look for what a lost request made in the provider's list; `taken` are known ids.

        `rivals` are other requests without an answer. Of a creation in several calls it looks for
        what the lost one made, and goes on from there.
        """
        entry = recovery.find(self.profile, self.connect(job.kind), job, taken, rivals)
        if isinstance(entry, Outcome):
            return entry
        if job.request.get("plan") and self._step(job).poll is not None:
            return Outcome("processing", job_id=entry.remote_id)
        found = Answer("done", remote_id=entry.remote_id, name=entry.name or None)
        return self._ready(job, found, None)

    def find_film(self, job: Job, taken: Collection[str], rivals: Collection[Job]) -> Outcome:
        """Look for a lost request's film in the provider's list; `rivals` are sent as well."""
        return recovery.find_film(self.profile, self.connect(job.kind), job, taken, rivals)

    def poll(self, job: Job) -> Outcome | Polled:
        """Poll a job. Raises ProviderError if polling again could help."""
        step = self._step(job)
        if step.poll is None:
            return Outcome("unknown", error=f"{self.profile.name} cannot be polled")
        raw: str | None = None
        try:
            reply = self._ask(job)
            raw = reply.text
            reading = self._read_poll(job, step, reply)
        except ProviderError as error:
            if error.cause == "no_id":
                return failed(job, error, raw, state="unknown")
            forgotten = is_forgotten(error, job)
            if forgotten and not job.request:  # made elsewhere: it stays a reference
                return Outcome(job.state, error=NOT_VISIBLE, error_kind="not_visible")
            if isinstance(error, JobFailed) or _is_over(error) or forgotten:
                return failed(job, error, raw)
            raise
        outcome = self._polled(job, reading, raw)
        other = reading.job_id if reading.job_id != job.remote_id else None
        return Polled(outcome, other) if other else outcome

    def has_forgotten(self, job: Job) -> bool:
        """Whether the provider says that it does not know a job. Raises ProviderError."""
        try:
            engine.read_poll(self.profile, self._step(job), self._ask(job), wants_id=False)
        except ProviderError as error:
            if is_forgotten(error, job):
                return True
            if not isinstance(error, JobFailed):
                raise
        return False

    def _ask(self, job: Job) -> Reply:
        step = self._step(job)
        if step.poll is None:
            raise ValueError(f"{self.profile.name} cannot be polled")
        values = {"job_id": job.remote_id}
        client = self.connect(job.kind)
        reply = client.send(engine.build(step.poll.call, values))
        if step.poll.result is None or not engine.is_over(step.poll, reply):
            return reply
        return engine.result_of(reply, client.send(engine.build(step.poll.result, values)))

    def cancel(self, job: Job) -> Outcome:
        """Ask to cancel a film; the outcome is what the provider answers.

        Raises InvalidInput if it cancels nothing, Refused if it does not cancel this one.
        """
        question = self._operation(job).cancel
        if question is None:
            raise InvalidInput(
                f"{self.profile.name} has no way to cancel a film",
                hint=Hint("Wait until it is done: {}", the_call("task wait", str(job.id))),
            )
        asked = engine.build(question.call, {"job_id": job.remote_id})
        reply = self.connect("task").send(asked)
        state = engine.read_cancel(self.profile, question.answer, reply)
        if state == "failed":
            text = "it was cancelled"
            return Outcome("failed", error=text, error_kind="cancelled", frees=True)
        # `done` may be said of the cancelling: the next poll tells what became of the film.
        return Outcome(job.state if state == "done" else state)

    def renewed(self, job: Job) -> Answer | None:
        """What the provider says of a finished task now, with its film's address; None if nothing.

        Raises Refused, of the cause `expired`, if the provider does not know the task any more.
        """
        step = self._step(job)
        if step.poll is None:
            return None
        try:
            reading = engine.read_poll(self.profile, step, self._ask(job), wants_id=False)
        except ProviderError as error:
            if is_forgotten(error, job):
                raise classify.failure(
                    "its film is not here, and the provider no longer knows the task", "expired"
                ) from error
            return None
        url = absolute(reading.output_url, self.connect("task").base_url)
        return replace(reading, output_url=url)

    def is_too_old(self, job: Job) -> bool:
        """Whether no provider keeps the film of a task for so long."""
        return self._now() - job.created_at > LONGEST_KEPT_MS

    def poll_of(self, job: Job) -> Poll | None:
        """How a job is polled; None if it cannot be."""
        return self._step(job).poll

    def where_result_is(self, job: Job) -> str | None:
        """The URL of a task's result; None if the answer named none."""
        content = self._operation(job).content
        if job.output_url is not None or content is None:
            return job.output_url
        built = engine.build(content, {"job_id": job.remote_id})
        return self.connect(job.kind).base_url + built.path

    def _operation(self, job: Job) -> Operation:
        return operation(self.profile, recovery.OPERATIONS[job.kind])

    def _step(self, job: Job) -> Operation | CallStep:
        if not job.request:  # a task that was created elsewhere
            return self._operation(job)
        return creation.stage(self._operation(job), Request.from_json(job.request))

    def _about(self, job: Job) -> tuple[str, ...]:
        return creation.about(self._operation(job), job.request.get("body", {}))

    def _read_poll(self, job: Job, step: Operation | CallStep, reply: Reply) -> Answer:
        wants_id = job.what == "binding"
        return engine.read_poll(
            self.profile, step, reply, wants_id=wants_id, about=self._about(job)
        )

    def _sent(self, job: Job, reading: Answer, raw: str) -> Outcome:
        if job.what == "task":
            return Outcome("queued", remote_id=reading.job_id or reading.remote_id, raw=raw)
        if reading.state == "pending":
            return Outcome("processing", job_id=reading.job_id, raw=raw)
        return self._ready(job, reading, raw)

    def _polled(self, job: Job, reading: Answer, raw: str) -> Outcome:
        if reading.state == "pending":
            _refuse_unknown_word(reading)
            return Outcome(_task_state(reading) if job.what == "task" else "processing")
        if job.what == "task":
            url = absolute(reading.output_url, self.connect("task").base_url)
            return priced(Outcome("done", output_url=url, raw=raw), job, reading.cost)
        return priced(self._ready(job, reading, raw), job, reading.cost)

    def _ready(self, job: Job, reading: Answer, raw: str | None) -> Outcome:
        """The outcome of a finished step for a binding: the next step, or a ready character."""
        request = Request.from_json(job.request)
        following = creation.after(self._operation(job), request, reading)
        if following is not None:
            text = json.dumps(following.to_json(), ensure_ascii=False)
            return Outcome("planned", request=text, raw=raw)
        remote_id = creation.whole_id(request, reading)
        return Outcome(
            "ready",
            remote_id=remote_id,
            job_id=reading.job_id,
            mention=None
            if job.kind == "voice"
            else mention(self.profile, remote_id, reading.username, reading.name),
            avatar_url=reading.avatar_url,
            expires_at=reading.expires_at,
            raw=raw,
        )


def _refuse_unknown_word(reading: Answer) -> None:
    """Raise for a film that is there under a word that nobody knows: it may be done, or not."""
    if reading.output_url and reading.word and reading.status is None:
        word = printable(reading.word, 60)
        text = f"the provider's answer names a film, and calls the task {word!r}: that may mean"
        raise classify.failure(f"{text} done, or not", "unknown_word")


def _task_state(reading: Answer) -> str:
    """An unknown status word means `running`, never `failed`."""
    return reading.status if reading.status in {"queued", "running"} else "running"


def mention(
    profile: Profile, remote_id: str, username: str | None = None, name: str | None = None
) -> str:
    """The mention of a character in prompts, by its id."""
    answer = {"remote_id": remote_id, "username": username, "name": name}
    return profile.reference.mention_of(answer)


def operation(profile: Profile, name: str, account: str = "NAME") -> Operation:
    """A profile's creation or generation; InvalidInput if it has none. Hints name `account`."""
    declared: Operation | None = getattr(profile, name)
    if declared is None:
        raise lacking(profile, name, account)
    return declared


def may_resend(error: ProviderError) -> bool:
    """Whether a POST may be sent again: it provably did not arrive, or was refused unprocessed.

    A 503 with a web page does not prove that: Varnish and Heroku send one (Varnish even with a
    Retry-After) when the service behind them took the request and did not answer in time.
    """
    if error.cause in {"unreachable", "unfinished"}:
        return True
    may_be_done = error.cause in {"gateway", "not_understood"}
    return error.status in {429, 503} and not error.is_permanent and not may_be_done


def is_forgotten(error: ProviderError, job: Job) -> bool:
    """Whether the provider itself, no proxy or router, says that a job does not exist any more."""
    known = error.cause == "source_task" or error.status in _FORGOTTEN
    return known and classify.says_missing(error.raw or "", job.remote_id or "")


def _is_over(error: ProviderError) -> bool:
    """Whether the provider itself says, with an HTTP error, that a job has ended."""
    return error.cause in _OVER and classify.is_provider_error(error.raw or "")


def failed(
    job: Job, error: ProviderError, raw: str | None = None, *, state: str | None = None
) -> Outcome:
    """The outcome of an error: `state`, else `unknown` without an answer, else that of its kind."""
    if state is None:
        state = "unknown" if isinstance(error, NoAnswer) else classify.cause_of(error.cause).state
    about = (error.about, "prompt" if job.what == "task" else "")
    kind = classify.cause_of(error.cause).of(about)
    key = kind.key if kind.name == error.cause else error.cause
    outcome = Outcome(state, raw=error.raw or raw, error=str(error), error_kind=key)
    return after_failure(outcome, job, error, is_forgotten=is_forgotten(error, job))


class Remotes:
    """The accounts of a library, each connected on first use."""

    def __init__(
        self, accounts: AccountBook, folder: Path, environ: Mapping[str, str], clock: Clock
    ) -> None:
        self.accounts = accounts
        self._folder = folder
        self._environ = environ
        self._clock = clock
        self._open: dict[str, Remote] = {}
        self._lock = threading.Lock()

    def connect(self, account: Account, what: What = "binding") -> Remote:
        """An account with its client. Raises Retired and NoKey before anything is sent."""
        with self._lock:
            if account.name not in self._open:
                self._open[account.name] = self._remote(account)
            remote = self._open[account.name]
            remote.connect(what)
        return remote

    def _remote(self, account: Account) -> Remote:
        profile = self.accounts.profile(account)

        def dial(http: Http) -> Client:
            return connection.connect(
                account, profile, self._environ, self._clock, media=self._folder, http=http
            )

        return Remote(account, profile, dial, self._folder, self._clock)

    def close(self) -> None:
        """Close all clients."""
        with self._lock:
            remotes, self._open = list(self._open.values()), {}
        for remote in remotes:
            remote.close()
