"""Downloads the results of tasks into the media folder."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from charlib import media
from charlib.domain.footage.film_names import film_name
from charlib.domain.jobs import Job
from charlib.errors import MediaError, MissingExtra
from charlib.files import private_folder
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


def fetch(remote: Remote, job: Job, prompt: str = "") -> Fetched | None:
    """Download a task's result into the media folder; None if the answer named none.

    The file is named after the task, its prompt and its content.
    """
    url = remote.where_result_is(job)
    if url is None:
        return None
    arriving = remote.folder / f".task-{job.id}-{os.getpid()}.part"
    try:
        return _downloaded(remote.connect(job.what), url, arriving, partial(_named, job, prompt))
    except OSError as error:
        raise MediaError(
            f"the result of task {job.id} cannot be written: {error.strerror}",
            hint=Hint("Make room in {}, then: {}", str(remote.folder), the_call("sync")),
        ) from error


def _named(job: Job, prompt: str, digest: str) -> str:
    return film_name(job.created_at, prompt, digest)


def _downloaded(client: Client, url: str, arriving: Path, named: Callable[[str], str]) -> Fetched:
    private_folder(arriving.parent)
    try:
        client.download(url, arriving)
        if media.is_cut(arriving):  # the only sign if the server named no length
            raise classify.failure("the film is incomplete: its end did not arrive", "download")
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
