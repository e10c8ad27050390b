"""Downloads the results of tasks into the media folder, named by their content."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from charlib import media
from charlib.domain.jobs import Job
from charlib.errors import MediaError, MissingExtra, ProviderError
from charlib.hints import Hint, the_call
from charlib.providers import classify
from charlib.providers.transport.client import Client
from charlib.sync.remote import Remote


@dataclass(frozen=True, slots=True)
class Fetched:
    """A result that was downloaded into the media folder."""

    path: Path
    facts: media.Facts

    def columns(self) -> dict[str, Any]:
        """The facts that the library records."""
        names = ("sha256", "bytes", "duration_ms", "width", "height")
        return {name: getattr(self.facts, name) for name in names}


def fetch(remote: Remote, job: Job) -> Fetched | None:
    """Download a task's film into the media folder; None if no answer names one.

    Where its address has lapsed, or leads to something else than a film, the provider is asked
    anew. Raises ProviderError, of the cause `expired` if the provider does not have it any more.
    """
    arriving = remote.folder / f".task-{job.id}-{os.getpid()}.part"
    failure: ProviderError | None = None
    try:
        for url in _places(remote, job):
            try:
                return _downloaded(remote.connect(job.what), url, arriving)
            except ProviderError as error:
                if not error.is_permanent and error.cause != "download":
                    raise  # the same address may be reached later
                failure = error
    except OSError as error:
        raise MediaError(
            f"the result of task {job.id} cannot be written: {error.strerror}",
            hint=Hint("Make room in {}, then: {}", str(remote.folder), the_call("sync")),
        ) from error
    if failure is not None:
        raise _lapsed(failure, remote, job)
    return None


def _places(remote: Remote, job: Job) -> Iterator[str]:
    """Where a film may be: the address that is known, the one that is valid now, and its own call.

    Each is asked for only when those before it did not have the film.
    """
    first = remote.where_result_is(job)
    if first is not None:
        yield first
    renewed = remote.renewed(job)
    if renewed is not None and renewed != first:
        yield renewed
    call = remote.where_result_is(job._replace(output_url=None))
    if call is not None and call != first:
        yield call


def _lapsed(failure: ProviderError, remote: Remote, job: Job) -> ProviderError:
    """The failure of a lapsed address: it is final only where the provider lost the film itself."""
    if failure.cause != "expired" or remote.is_too_old(job):
        return failure
    return classify.failure(str(failure), "lapsed")


def _downloaded(client: Client, url: str, arriving: Path) -> Fetched:
    arriving.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        client.download(url, arriving)
        fault = media.film_fault(arriving)
        if fault:  # the length, where it is promised, and the boxes do not tell everything
            raise classify.failure(f"the film cannot be used: {fault}", "download")
        return _stored(arriving)
    finally:
        arriving.unlink(missing_ok=True)


def _stored(arrived: Path) -> Fetched:
    """Move a download to the place of its hash, and probe it if possible."""
    try:
        facts = media.probe(arrived)
    except (MissingExtra, MediaError):  # kept anyway: it was paid for
        facts = media.Facts(*media.sha256(arrived))
    target = arrived.parent / facts.sha256[:2] / f"{facts.sha256}.mp4"
    target.parent.mkdir(exist_ok=True, mode=0o700)
    arrived.replace(target)
    target.chmod(0o600)
    return Fetched(target, facts)
