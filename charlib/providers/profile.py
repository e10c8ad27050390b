"""A provider's dialect as data: what a profile's TOML may say, and what it means.

Sections a profile leaves out are things the provider cannot do. All times are in seconds. Paths are
those of `domain.paths`. Nothing in a profile can be executed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from charlib.domain.compose import Reference
from charlib.domain.rules import Rules

JsonObject = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Http:
    """Where the service is and how it knows the caller.

    `trim` are endings that people put into a base URL and that the paths repeat. `public_key` is
    for simulators only: a key that is no secret. `timeout_s` covers the wait for an answer; the
    relays create synchronously and take minutes.
    """

    base_url: str
    key_env: str = ""
    header: str = "Authorization"
    scheme: str = "Bearer"
    headers: Mapping[str, str] = field(default_factory=dict)
    timeout_s: float = 300
    trim: tuple[str, ...] = ()
    public_key: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """Where in an answer things stand; of several paths the first that has a value counts.

    `ok` is `path = value(s)` of an envelope that tells failure inside a 200. `prefix` is stripped
    from the body, `json_strings` are places that hold JSON as text. `done_when` are places whose
    presence means done in a service without status words; `pending_http` are statuses that mean
    not yet.
    """

    ok: Mapping[str, list[Any]] = field(default_factory=dict)
    prefix: str = ""
    json_strings: tuple[str, ...] = ()
    job_id: tuple[str, ...] = ()
    remote_id: tuple[str, ...] = ()
    username: tuple[str, ...] = ()
    avatar_url: tuple[str, ...] = ()
    output_url: tuple[str, ...] = ()
    expires_at: tuple[str, ...] = ()
    status: tuple[str, ...] = ()
    statuses: Mapping[str, str] = field(default_factory=dict)
    done_when: tuple[str, ...] = ()
    pending_http: tuple[int, ...] = ()
    error: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One request: `constants` and `fields` are put into the body (or, by GET, the query).

    `fields` maps what charlib knows (url, task, window, name, prompt, job_id, …) to a path in the
    body; `params` are defaults that a person may override.
    """

    path: str
    method: Literal["GET", "POST", "DELETE"] = "POST"
    encoding: Literal["json", "multipart"] = "json"
    constants: Mapping[str, Any] = field(default_factory=dict)
    fields: Mapping[str, str] = field(default_factory=dict)
    params: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Poll:
    """How a job is asked after; the interval grows by half each time, up to `interval_max_s`."""

    call: Call
    answer: Answer
    interval_s: float = 1.0
    interval_max_s: float = 30.0
    deadline_s: float = 1800.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """Something that makes: a creation or a generation, with its poll where it is asynchronous.

    `content` fetches the result where the answer has no URL of it.
    """

    call: Call
    answer: Answer
    poll: Poll | None = None
    content: Call | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorRule:
    """What an error means when `match` (a regular expression, case ignored) is found in it."""

    match: str
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """One dialect."""

    name: str
    title: str = ""
    family: str = ""
    docs: str = ""
    status: Literal["live", "unknown", "sunset"] = "unknown"
    sunset_on: date | None = None
    sunset_note: str = ""
    verified_on: date | None = None
    http: Http
    create: Operation | None = None
    generate: Operation | None = None
    window: Rules = field(default_factory=Rules)
    reference: Reference = field(default_factory=Reference)
    errors: tuple[ErrorRule, ...] = ()
