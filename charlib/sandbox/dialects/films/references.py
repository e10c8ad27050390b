"""The media that accompany a film: their shapes, and which of them a prompt calls."""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING, Any

from charlib.sandbox.dialects.service import Service
from charlib.sandbox.dialects.shapes import Shape, obj, text
from charlib.sandbox.errors import Malformed, Refusal
from charlib.sandbox.world.jobs import COMPLETED, FAILED

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from starlette.requests import Request

    from charlib.sandbox.world.jobs import Task

_LONGEST = 40_000_000
_URL = r"https?://[^\s/]+(?:/\S*)?"


def medium(*kinds: str) -> Shape:
    """A URL, or a data URL of one of these kinds of media: image, video, audio."""
    data = rf"data:(?:{'|'.join(kinds)})/[a-z0-9.+-]+;base64,[A-Za-z0-9+/]+={{0,2}}"
    return text(_LONGEST, like=f"(?:{_URL}|{data})" if kinds else _URL)


def located(*kinds: str) -> Shape:
    """The same inside an object: `{"url": …}`."""
    return obj({"url": medium(*kinds)})


def label(reference: str) -> str:
    """What the ledger calls a medium: its URL, or the hash of one that came as data."""
    if not reference.startswith("data:"):
        return reference
    return f"sha256:{hashlib.sha256(reference.encode()).hexdigest()}"


def called(
    prompt: str, words: str, listed: Mapping[str, Sequence[str]], base: int = 1
) -> list[str]:
    """The media that a prompt calls, each once, in the order of first mention.

    `words` is a pattern whose groups are the kind of the medium and its number; `listed` are the
    media by kind. Refuses a number without a medium.
    """
    found: list[str] = []
    for kind, number in re.findall(words, prompt):
        media, place = listed.get(kind, ()), int(number) - base
        if not 0 <= place < len(media):
            raise Malformed("prompt", f"calls {kind} {number}, and there is none")
        found.append(label(media[place]))
    return list(dict.fromkeys(found))


def either(places: Mapping[str, Any], *names: str) -> list[str]:
    """Those of several places that have something in them."""
    return [name for name in names if places.get(name)]


class FilmService(Service):
    """A service of films: a task for each, and nothing that outlives it."""

    def missing(self, task_id: str) -> Refusal:
        """This service's answer to an unknown task."""
        return Refusal(404, "not_found", f"Task {task_id} not found.")

    def polled(self, request: Request) -> Task:
        """The task of a request's path, polled once more."""
        wanted = request.path_params["id"]
        task = self.known_task(wanted, self.missing(wanted))
        task.poll()
        return task

    def state(self, task: Task, done: Any, failed: Any, waiting: Any, running: Any = None) -> Any:
        """This service's word for the state of a task."""
        words = {COMPLETED: done, FAILED: failed, "in_progress": running or waiting}
        return words.get(task.status, waiting)

    def reason(self, task: Task) -> str:
        """Why a task failed."""
        return task.failure.message if task.failure else ""
