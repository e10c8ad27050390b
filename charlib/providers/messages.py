"""What passes between charlib and a provider: a request, a reply, and the answer in a reply."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from charlib.domain.money import Cost
from charlib.domain.status import Status


@dataclass(frozen=True, slots=True)
class Request:
    """What is sent: `path` is below the account's base URL.

    Files in the body are small references (`domain.material`); the client replaces them when it
    sends. `plan` is what later calls of the same creation need to know.
    """

    method: str
    path: str
    body: dict[str, Any] = field(default_factory=dict)
    encoding: str = "json"
    headers: dict[str, str] = field(default_factory=dict)
    plan: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def from_json(cls, form: Mapping[str, Any]) -> Request:
        """Read a request that the library kept."""
        return cls(
            form["method"],
            form["path"],
            dict(form["body"]),
            form["encoding"],
            dict(form.get("headers", {})),
            dict(form.get("plan", {})),
        )

    def to_json(self) -> dict[str, Any]:
        """The form that the library keeps: the whole request. Keys are never part of it."""
        form: dict[str, Any] = {
            "method": self.method, "path": self.path, "body": self.body, "encoding": self.encoding,
        }  # fmt: skip
        more = {"headers": self.headers, "plan": self.plan}
        return form | {name: value for name, value in more.items() if value}


@dataclass(frozen=True, slots=True)
class Reply:
    """An HTTP answer as it arrived."""

    status: int
    content_type: str
    text: str
    retry_after: float | None = None
    location: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a reply means: `pending` with a `job_id`, or `done` with the result.

    `no_film` is what a finished answer has where the URL of its film should be. `cost` is what the
    provider says that the job costs.
    """

    state: Literal["pending", "done"]
    job_id: str | None = None
    remote_id: str | None = None
    username: str | None = None
    name: str | None = None
    avatar_url: str | None = None
    output_url: str | None = None
    expires_at: int | None = None
    status: Status | None = None
    word: str = ""
    no_film: str = ""
    cost: Cost | None = None
