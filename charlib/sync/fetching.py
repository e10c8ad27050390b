"""Downloads the results of tasks into the media folder."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from charlib import media
from charlib.domain.footage.film_names import film_name
from charlib.domain.jobs import Job
from charlib.errors import MediaError, MissingExtra, ProviderError
from charlib.files import private_folder
from charlib.hints import Hint, the_call
from charlib.providers.replies import classify
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


class NoFilm(NamedTuple):
    """No answer names the URL of a film; `instead` is what an answer has in its place, or empty."""

    instead: str = ""


def fetch(remote: Remote, job: Job, prompt: str = "") -> Fetched | NoFilm:
    """Download a task's film into the media folder; NoFilm if no answer names one.

    The file is named after the task's prompt and its content. Where its address has lapsed, or
    leads to something else than a film, the provider is asked anew. Raises ProviderError, of the
    cause `expired` if the provider does not have it any more.
    """
    named = partial(_named, job, prompt)
    arriving = remote.folder / f".task-{job.id}-{os.getpid()}.part"
    failure: ProviderError | None = None
    places = _Places(remote, job)
    try:
        for url in places:
            try:
                return _downloaded(remote.connect(job.what), url, arriving, named)
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
        raise _lapsed(failure, remote, job, places.instead)
    return NoFilm(places.instead)


class _Places:
    """Where a film may be: the address that is known, the one that is valid now, and its own call.

    Each is asked for only when those before it did not have the film. `instead` is what the
    provider's answer has where an address should be.
    """

    def __init__(self, remote: Remote, job: Job) -> None:
        self._remote = remote
        self._job = job
        self.instead = ""

    def __iter__(self) -> Iterator[str]:
        first = self._remote.where_result_is(self._job)
        if first is not None:
            yield first
        answer = self._remote.renewed(self._job)
        renewed, self.instead = (answer.output_url, answer.no_film) if answer else (None, "")
        if renewed is not None and renewed != first:
            yield renewed
        call = self._remote.where_result_is(self._job._replace(output_url=None))
        if call is not None and call != first:
            yield call


def _lapsed(failure: ProviderError, remote: Remote, job: Job, instead: str) -> ProviderError:
    """The failure of a lapsed address: it is final only where the provider lost the film itself."""
    if instead:
        failure.args = (f"{failure}; the provider's answer has no URL, but {instead}",)
    if failure.cause != "expired" or remote.is_too_old(job):
        return failure
    return classify.failure(str(failure), "lapsed")


def _named(job: Job, prompt: str, digest: str) -> str:
    return film_name(job.created_at, prompt, digest)


def _downloaded(client: Client, url: str, arriving: Path, named: Callable[[str], str]) -> Fetched:
    private_folder(arriving.parent)
    try:
        client.download(url, arriving)
        fault = media.film_fault(arriving)
        if fault:  # the length, where it is promised, and the boxes do not tell everything
            raise classify.failure(f"the film cannot be used: {fault}", "download")
        return _stored(arriving, named)
    finally:
        arriving.unlink(missing_ok=True)


def _stored(arrived: Path, named: Callable[[str], str]) -> Fetched:
    """Move a download to its place among the films, and probe it if possible."""
    try:
        facts = media.probe(arrived)
    except (MissingExtra, MediaError):  # kept anyway: it was paid for
        facts = media.Facts(*media.sha256(arrived))
    target = arrived.parent / "films" / named(facts.sha256)
    target.parent.mkdir(exist_ok=True, mode=0o700)
    arrived.replace(target)
    target.chmod(0o600)
    return Fetched(target, facts)
