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
from charlib.domain.material import Likeness, Needs
from charlib.domain.rules import Rules

JsonObject = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Http:
    """Where the service is and how it knows the caller.

    `trim` are endings that people put into a base URL and that the paths repeat. `public_key` is
    for simulators only: a key that is no secret. `timeout_s` covers the wait for an answer; the
    relays create synchronously and take minutes. `auth` is how the key is shown: as it is (`key`),
    as a short-lived token (`jwt`) or as a signature of each request (`hmac`, for `service` in
    `region`); the latter two want a key of two parts, `ACCESS:SECRET`.
    """

    base_url: str = ""
    key_env: str = ""
    auth: Literal["key", "jwt", "hmac"] = "key"
    service: str = ""
    region: str = ""
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
    name: tuple[str, ...] = ()
    avatar_url: tuple[str, ...] = ()
    output_url: tuple[str, ...] = ()
    expires_at: tuple[str, ...] = ()
    status: tuple[str, ...] = ()
    statuses: Mapping[str, str] = field(default_factory=dict)
    done_when: tuple[str, ...] = ()
    pending_http: tuple[int, ...] = ()
    error: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Put:
    """A template for what is more than one value; with `each`, once for each of a list's."""

    path: str
    item: Any
    each: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One request: `constants` and `fields` are put into the body (or, by GET, the query).

    `fields` maps what charlib knows (url, task, window, name, prompt, job_id, …) to a path in the
    body; `put` are templates over the same, for what is more than one value; `params` are defaults
    that a person may override. `longest` is how many characters of a value the provider takes.
    """

    path: str
    method: Literal["GET", "POST", "PUT", "DELETE"] = "POST"
    encoding: Literal["json", "multipart"] = "json"
    constants: Mapping[str, Any] = field(default_factory=dict)
    fields: Mapping[str, str] = field(default_factory=dict)
    put: tuple[Put, ...] = ()
    params: Mapping[str, Any] = field(default_factory=dict)
    longest: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Poll:
    """How a job is asked after; the interval grows by half each time, up to `interval_max_s`."""

    call: Call
    answer: Answer
    interval_s: float = 1.0
    interval_max_s: float = 30.0
    deadline_s: float = 1800.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """One way to make a character from kept media: what is needed, and where it goes in the body.

    Fields are `clip`, or `stills` and `frontal`; where the operation calls once for `each` medium,
    `clip` or `still`.
    """

    needs: Needs
    constants: Mapping[str, Any] = field(default_factory=dict)
    fields: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Repeat:
    """What becomes of a creation that is sent twice.

    `header` carries a key by which the provider knows a repeated request; a `key` among the call's
    fields does the same in the body. With `asks`, the poll takes that key in place of the job's
    id, so that an answer that was lost can be asked for. `harmless` creations cost nothing.
    """

    header: str = ""
    asks: bool = False
    harmless: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What one creation costs, as the provider states it."""

    amount: float
    unit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A call that has to go before; later calls know its id by the name that it `binds`."""

    binds: str
    call: Call
    answer: Answer
    poll: Poll | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """Something that makes: a creation or a generation, with its poll where it is asynchronous.

    `content` fetches the result where the answer has no URL of it. `ways` are tried in their
    order. `before` are the steps that go before the call; with `each` the call is made once a
    medium, and the ids of all are one, joined by `+`. `http` is said where the operation lives at
    another address, or is paid with another key, than the rest of the profile.
    """

    call: Call
    answer: Answer
    poll: Poll | None = None
    content: Call | None = None
    ways: Mapping[str, Way] = field(default_factory=dict)
    before: tuple[Step, ...] = ()
    each: bool = False
    repeat: Repeat = field(default_factory=Repeat)
    cost: Cost | None = None
    http: Http | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """A call about one character that exists, by its `remote_id`: is it there, take it away."""

    call: Call
    answer: Answer = field(default_factory=Answer)


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """How a provider lists what it has: `items` is where the list stands, the rest is in each.

    `pages` says how the next page is asked for, with the call's field `page`: by its `number`
    (from 1), by the `token` that stands at `next`, or by an `offset`; empty where there is one
    page. `size` is how many items a full page has.
    """

    call: Call
    answer: Answer = field(default_factory=Answer)
    items: tuple[str, ...]
    remote_id: tuple[str, ...]
    name: tuple[str, ...] = ()
    key: tuple[str, ...] = ()
    status: tuple[str, ...] = ()
    pages: Literal["", "number", "token", "offset"] = ""
    next: tuple[str, ...] = ()
    size: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class People:
    """What the provider does with the faces of real people."""

    real: Likeness = ""


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
    http: Http = field(default_factory=Http)
    create: Operation | None = None
    generate: Operation | None = None
    verify: Check | None = None
    listing: Listing | None = None
    delete: Check | None = None
    likeness: People = field(default_factory=People)
    window: Rules = field(default_factory=Rules)
    reference: Reference = field(default_factory=Reference)
    errors: tuple[ErrorRule, ...] = ()
