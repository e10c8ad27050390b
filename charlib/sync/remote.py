"""One account as sync sees it: sends, polls and fetches; every failure becomes an outcome."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from charlib import media
from charlib.config import Clock
from charlib.domain.handle import nearest
from charlib.domain.jobs import Job, Outcome
from charlib.domain.records import Account
from charlib.errors import (
    InvalidInput,
    JobFailed,
    MediaError,
    MissingExtra,
    NoAnswer,
    NotFound,
    ProviderError,
)
from charlib.providers import accounts, classify, engine
from charlib.providers.catalogue import Catalogue
from charlib.providers.engine import Reading, Request

if TYPE_CHECKING:
    from charlib.providers.client import Client
    from charlib.providers.profile import Operation, Profile
    from charlib.store.reader import Reader

_LOST = {"not_json", "no_id", "size"}
"""Kinds of answers to a request that was accepted: the work may be done, and its id is hidden."""
_FORGOTTEN = {"not_found", "source_task", "gone"}
"""Kinds of answers to a poll that say that the job is no more. All others say nothing of it."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """A result that was downloaded into the media folder."""

    path: Path
    facts: media.Facts


class Remote:
    """An account with its profile and client."""

    def __init__(self, account: Account, profile: Profile, client: Client, folder: Path) -> None:
        self.account = account
        self.profile = profile
        self._client = client
        self._folder = folder

    def close(self) -> None:
        """Close the client's connections."""
        self._client.close()

    def send(self, job: Job) -> Outcome:
        """Send an intent. Raises ProviderError where asking again is allowed and could help."""
        operation = self._operation(job)
        raw: str | None = None
        try:
            reply = self._client.send(Request.from_json(job.request))
            raw = reply.text
            return self._made(job, engine.read_made(self.profile, operation, reply), raw)
        except ProviderError as error:
            if may_resend(error):
                raise
            return failed(job, error, raw, state="unknown" if error.kind in _LOST else None)

    def poll(self, job: Job) -> Outcome:
        """Ask after a job. Raises ProviderError where asking again could help."""
        operation = self._operation(job)
        if operation.poll is None:
            return Outcome("unknown", error=f"{self.profile.name} cannot be asked after it")
        raw: str | None = None
        try:
            reply = self._client.send(engine.build(operation.poll.call, {"job_id": job.remote_id}))
            raw = reply.text
            wants_id = job.what == "binding"
            reading = engine.read_poll(self.profile, operation, reply, wants_id=wants_id)
        except ProviderError as error:
            if error.kind == "no_id":
                return failed(job, error, raw, state="unknown")
            if isinstance(error, JobFailed) or error.kind in _FORGOTTEN:
                return failed(job, error, raw)
            raise
        return self._polled(job, reading, raw)

    def fetch(self, job: Job) -> Fetched | None:
        """Download a task's result into the media folder; None where the answer named none."""
        operation = self._operation(job)
        url = job.output_url
        if url is None and operation.content is not None:
            built = engine.build(operation.content, {"job_id": job.remote_id})
            url = self._client.base_url + built.path
        if url is None:
            return None
        try:
            return self._download(url, f".task-{job.id}-{os.getpid()}.part")
        except OSError as error:
            raise MediaError(
                f"the result of task {job.id} cannot be written: {error.strerror}",
                hint=f"Make room in {self._folder}, then: charlib sync",
            ) from error

    def _download(self, url: str, name: str) -> Fetched:
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        arriving = self._folder / name
        try:
            self._client.download(url, arriving)
            return Fetched(*_stored(arriving, self._folder))
        finally:
            arriving.unlink(missing_ok=True)

    def _operation(self, job: Job) -> Operation:
        return operation(self.profile, "create" if job.what == "binding" else "generate")

    def _made(self, job: Job, reading: Reading, raw: str) -> Outcome:
        if job.what == "task":
            return Outcome("queued", remote_id=reading.job_id or reading.remote_id, raw=raw)
        if reading.state == "pending":
            return Outcome("processing", job_id=reading.job_id, raw=raw)
        return self._ready(reading, raw)

    def _polled(self, job: Job, reading: Reading, raw: str) -> Outcome:
        if reading.state == "pending":
            return Outcome(_task_state(reading) if job.what == "task" else "processing")
        if job.what == "task":
            return Outcome("done", output_url=reading.output_url, raw=raw)
        return self._ready(reading, raw)

    def _ready(self, reading: Reading, raw: str) -> Outcome:
        return Outcome(
            "ready",
            remote_id=reading.remote_id,
            job_id=reading.job_id,
            mention=mention(self.profile, reading.remote_id or "", reading.username),
            avatar_url=reading.avatar_url,
            expires_at=reading.expires_at,
            raw=raw,
        )


def _task_state(reading: Reading) -> str:
    """A status word nobody knows means that it runs: never failed."""
    return reading.status if reading.status in {"queued", "running"} else "running"


def mention(profile: Profile, remote_id: str, username: str | None = None) -> str:
    """What goes into prompts for a character with this id."""
    return profile.reference.mention_of({"remote_id": remote_id, "username": username})


def operation(profile: Profile, name: str) -> Operation:
    """A profile's creation or generation; InvalidInput where it has none."""
    found: Operation | None = getattr(profile, name)
    if found is None:
        raise InvalidInput(
            f"profile {profile.name} has no way to {name}", hint="Use another account: --account A"
        )
    return found


def may_resend(error: ProviderError) -> bool:
    """Whether a POST may be sent again: it provably did not arrive, or was refused unprocessed."""
    if error.kind in {"unreachable", "unfinished"}:
        return True
    return error.status in {429, 503} and not error.is_permanent


def failed(
    job: Job, error: ProviderError, raw: str | None = None, *, state: str | None = None
) -> Outcome:
    """The outcome of an error: `state`, else `unknown` without an answer, else its kind's."""
    if state is None:
        state = "unknown" if isinstance(error, NoAnswer) else classify.state_of(error.kind)
    if job.what == "task" and state == "rejected":  # tasks know one way to fail
        state = "failed"
    return Outcome(
        state,
        raw=error.raw or raw,
        error=str(error),
        error_kind=error.kind,
    )


def _stored(arrived: Path, folder: Path) -> tuple[Path, media.Facts]:
    """Move a download to the place its hash gives it, and look into it where that can be done."""
    try:
        facts = media.probe(arrived)
    except (MissingExtra, MediaError):  # kept all the same: it was paid for
        facts = media.Facts(*media.sha256(arrived))
    target = folder / facts.sha256[:2] / f"{facts.sha256}.mp4"
    target.parent.mkdir(exist_ok=True, mode=0o700)
    arrived.replace(target)
    target.chmod(0o600)
    return target, facts


class Remotes:
    """The accounts of a library, each connected when it is first needed."""

    def __init__(
        self,
        read: Reader,
        catalogue: Catalogue,
        folder: Path,
        environ: Mapping[str, str],
        clock: Clock,
    ) -> None:
        self._read = read
        self._catalogue = catalogue
        self._folder = folder
        self._environ = environ
        self._clock = clock
        self._open: dict[str, Remote] = {}

    def choose(self, name: str | None) -> Account:
        """The account that is meant: the one named, else the default, else the only one.

        Raises NotFound for a name nobody has, InvalidInput where several could be meant.
        """
        if name is not None:
            return self.named(name)
        known = self._read.accounts()
        default = [account for account in known if account.is_default]
        if default or len(known) == 1:
            return (default or known)[0]
        if not known:
            raise NotFound(
                "there is no account yet",
                hint="charlib account add NAME --profile P    (try: --profile sandbox)",
            )
        raise InvalidInput(
            f"which account? There are {', '.join(account.name for account in known)}",
            hint="Say --account NAME, or choose one for good: charlib account use NAME",
        )

    def named(self, name: str) -> Account:
        """An account by its name; NotFound where there is none."""
        found = self._read.account(name)
        if found is None:
            known = [account.name for account in self._read.accounts()]
            like = nearest(name, known, count=1)
            raise NotFound(
                f"no account {name!r}",
                hint=f"Did you mean {like[0]}?" if like else "charlib account list",
            )
        return found

    def profile(self, account: Account) -> Profile:
        """An account's profile."""
        return self._catalogue.load(account.profile, account.profile_toml)

    def connect(self, account: Account) -> Remote:
        """An account with its client. Raises Retired and NoKey before anything is sent."""
        if account.name not in self._open:
            profile = self.profile(account)
            client = accounts.connect(account, profile, self._environ, self._clock)
            self._open[account.name] = Remote(account, profile, client, self._folder)
        return self._open[account.name]

    def close(self) -> None:
        """Close all clients."""
        for remote in self._open.values():
            remote.close()
        self._open.clear()


def request_of(call: Any, values: Mapping[str, Any], extra: Mapping[str, Any]) -> dict[str, Any]:
    """Build a request in the form in which the library keeps it."""
    return engine.build(call, values, extra).to_json()
