"""A provider's dialect as data: what the TOML of a profile can contain, and what it means.

A profile leaves out what the provider cannot do. All times are in seconds. Paths are those of
`domain.paths`. Nothing in a profile can be executed.
"""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Any, Literal, NamedTuple, TypeAlias

from charlib.domain.footage.material import Likeness, Needs
from charlib.domain.prompts.limits import Budget, Limits
from charlib.domain.prompts.reference import Reference
from charlib.domain.windows.rules import Rules

_NONE: Mapping[str, Any] = MappingProxyType({})


class Http(NamedTuple):
    """Where the service is, and how it recognises the caller.

    `trim` are endings that users put into a base URL although the paths repeat them. `public_key`
    is for simulators only: a key that is not secret. `timeout_s` covers the wait for an answer; the
    relays create synchronously, which takes minutes. `auth` is how the key is sent: as it is
    (`key`), as a short-lived token (`jwt`), or as a signature of each request (`hmac`, for
    `service` in `region`). `key_parts` is the form of a key of two parts, with a colon between
    them; for `jwt` and `hmac` it is ACCESS:SECRET, unless the provider calls the parts otherwise.
    """

    base_url: str = ""
    key_env: str = ""
    auth: Literal["key", "jwt", "hmac"] = "key"
    service: str = ""
    region: str = ""
    header: str = "Authorization"
    scheme: str = "Bearer"
    headers: Mapping[str, str] = _NONE
    timeout_s: float = 300
    trim: tuple[str, ...] = ()
    public_key: str = ""
    key_parts: str = ""


class AnswerPlaces(NamedTuple):
    """Where the values are in an answer; of several paths, the first with a value counts.

    `cost` is what the provider charged, and `estimate` what it expects to charge: in `cost_unit`,
    after a multiplication by `cost_factor`, or in the unit that the answer has at `cost_currency`.
    With `items[].amount`, the amounts of a list are added.

    `ok` is `path = value(s)` of an envelope that reports failure inside a 200. `prefix` is removed
    from the body; `json_strings` are places with JSON as text. `done_when` are places whose
    presence means done at a service without status words; `pending_http` are statuses that mean
    not yet.
    """

    ok: Mapping[str, list[Any]] = _NONE
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
    statuses: Mapping[str, str] = _NONE
    done_when: tuple[str, ...] = ()
    pending_http: tuple[int, ...] = ()
    error: tuple[str, ...] = ()
    cost: tuple[str, ...] = ()
    estimate: tuple[str, ...] = ()
    cost_unit: str = ""
    cost_factor: float = 1
    cost_currency: tuple[str, ...] = ()


class Put(NamedTuple):
    """A template to put at a path; with `each`, once for each item of that list."""

    path: str
    item: Any
    each: str = ""


class Call(NamedTuple):
    """One request: `constants` and `fields` go into the body (or, with GET, into the query).

    `fields` maps charlib's values (url, task, window, name, prompt, job_id, …) to paths in the
    body; `put` are templates over the same values; `params` are defaults that users may override.
    `longest` is the maximum length of a value, in characters. `wrap` is path → names of the keys
    that go into one object there, after everything else: `instances[]` = prompt and pictures.
    """

    path: str
    method: Literal["GET", "POST", "PUT", "DELETE"] = "POST"
    encoding: Literal["json", "multipart"] = "json"
    constants: Mapping[str, Any] = _NONE
    fields: Mapping[str, str] = _NONE
    put: tuple[Put, ...] = ()
    params: Mapping[str, Any] = _NONE
    longest: Mapping[str, int] = _NONE
    wrap: Mapping[str, list[Any]] = _NONE


class Poll(NamedTuple):
    """How to poll a job; the interval grows by half each time, up to `interval_max_s`.

    At a queue that answers with the state alone, `result` fetches the rest of a job that is done;
    the places of the answer are looked up in both.
    """

    call: Call
    answer: AnswerPlaces
    result: Call | None = None
    interval_s: float = 1.0
    interval_max_s: float = 30.0
    deadline_s: float = 1800.0


class Way(NamedTuple):
    """One way to make a character from kept media: its needs, and where the media go in the body.

    The fields are `clip`, or `sound`, or `stills` and `frontal`; if the operation calls once for
    `each` medium, `clip`, `sound` or `still`.
    """

    needs: Needs
    constants: Mapping[str, Any] = _NONE
    fields: Mapping[str, str] = _NONE


class Repeat(NamedTuple):
    """What happens when a creation or a generation is sent twice.

    `header` carries a key by which the provider recognises a repeated request; a `key` among the
    call's fields does the same in the body. With `asks`, the poll accepts that key, so that charlib
    can ask for a lost answer: at the poll's own field `key`, else in place of the job's id.
    `harmless` creations cost nothing.
    """

    header: str = ""
    asks: bool = False
    harmless: bool = False


class Cost(NamedTuple):
    """The cost of one creation: an older form of a price of characters."""

    amount: float
    unit: str


class Ask(NamedTuple):
    """Where a wish about a film goes, and what it may be: `ratio`, `seconds`, `model` and so on.

    `to` is a path in the body; a model without one is only in the path of the call. `values` are
    those that the provider takes: a list, or a table of our word = theirs; `least` and `most` limit
    a whole number instead. `writes` says that a number goes out as text. `default`, in our words,
    is sent if nothing is asked. With `of`, a value stands for several wishes together: its words
    are theirs, in that order, with spaces between them.
    """

    to: str = ""
    values: Any = ()
    least: int | None = None
    most: int | None = None
    writes: Literal["", "text"] = ""
    default: Any = None
    of: tuple[str, ...] = ()


class Model(NamedTuple):
    """What is different with one model. None, and an empty table, mean: as everywhere.

    `asks` are laid over those of the operation, key by key; false means that the model does not
    take it. `takes_clips` says whether it films characters that were made from a clip.
    `repeat_key` says whether it takes the key that recognises a repeated request.
    """

    longest_prompt: int | None = None
    max_per_prompt: int | None = None
    most: Limits | None = None
    budget: tuple[Budget, ...] | None = None
    asks: Mapping[str, Ask | Literal[False]] = _NONE
    takes_clips: bool = True
    repeat_key: bool = True


class Check(NamedTuple):
    """A question about one character (`remote_id`), one film (`job_id`) or the account itself."""

    call: Call
    answer: AnswerPlaces = AnswerPlaces()


class Listing(NamedTuple):
    """How a provider lists its characters, or its films: `items` is the list, the rest in each.

    `pages` says how to ask for the next page, with the call's field `page`: by its `number` (from
    1), by the `token` at `next`, or by an `offset`; empty if there is one page. `size` is the
    number of items of a full page. A list of films without a `key` needs `created_at` and what an
    item repeats of its request: `same` is place in the item = path in the request.
    """

    call: Call
    items: tuple[str, ...]
    remote_id: tuple[str, ...]
    answer: AnswerPlaces = AnswerPlaces()
    name: tuple[str, ...] = ()
    key: tuple[str, ...] = ()
    status: tuple[str, ...] = ()
    created_at: tuple[str, ...] = ()
    same: Mapping[str, str] = _NONE
    pages: Literal["", "number", "token", "offset"] = ""
    next: tuple[str, ...] = ()
    size: int = 0


class CallStep(NamedTuple):
    """A call before the main one; later calls use its id by the name that it `binds`.

    `listing` lists what such calls made, so that a lost answer is found.
    """

    binds: str
    call: Call
    answer: AnswerPlaces
    poll: Poll | None = None
    listing: Listing | None = None


class Operation(NamedTuple):
    """A creation or a generation, with a poll if it is asynchronous.

    `content` fetches the result if the answer has no URL for it. The `ways` are tried in order.
    `before` are calls that precede the main one. With `each`, the main call is made once per
    medium, and all ids together are one, joined by `+`. `http` is for an operation at another
    address, or paid with another key, than the rest of the profile.

    A generation has `asks`, the wishes that the provider takes, and what differs for its `models`;
    `cancel` ends a film. `listing` lists the films, or what the calls for `each` medium made, so
    that a lost one is found.
    """

    call: Call
    answer: AnswerPlaces
    poll: Poll | None = None
    content: Call | None = None
    ways: Mapping[str, Way] = _NONE
    before: tuple[CallStep, ...] = ()
    each: bool = False
    repeat: Repeat = Repeat()
    cost: Cost | None = None
    http: Http | None = None
    asks: Mapping[str, Ask] = _NONE
    models: Mapping[str, Model] = _NONE
    listing: Listing | None = None
    cancel: Check | None = None


class LikenessRules(NamedTuple):
    """What the provider does with the faces of real people."""

    real: Likeness = ""


PricedThing: TypeAlias = Literal["film", "character", "voice", "picture"]


class Price(NamedTuple):
    """What something costs at the provider: an `amount` of `unit` for each second, call or picture.

    `model` are the names or patterns (`veo-*`) of the models with this price; without one it is
    the price of every other model. `by_resolution` replaces the amount. `picture` is added for each
    picture that goes along with a film, after the first `free_pictures`.
    `source` is the page that states the price, `verified_on` when it was read there.
    """

    of: PricedThing
    per: Literal["second", "call", "picture"]
    amount: float
    unit: str
    model: tuple[str, ...] = ()
    by_resolution: Mapping[str, float] = _NONE
    picture: float = 0
    free_pictures: int = 0
    source: str = ""
    verified_on: date | None = None


class ErrorRule(NamedTuple):
    """The kind of an error in which `match` (a regular expression, case ignored) is found."""

    match: str
    kind: str


class Profile(NamedTuple):
    """One dialect.

    `voice` creates a voice from a kept sound, where the provider stores voices; what it calls the
    voice is the `voice_id` of prompts, and the value `voice` of `create`.
    `sources` says whether its facts are from the provider (pages or client) or from others only.
    """

    name: str
    title: str = ""
    family: str = ""
    docs: str = ""
    status: Literal["live", "unknown", "sunset"] = "unknown"
    sunset_on: date | None = None
    sunset_note: str = ""
    verified_on: date | None = None
    sources: Literal["provider", "third-party"] = "provider"
    http: Http = Http()
    create: Operation | None = None
    generate: Operation | None = None
    voice: Operation | None = None
    verify: Check | None = None
    listing: Listing | None = None
    delete: Check | None = None
    check: Check | None = None
    likeness: LikenessRules = LikenessRules()
    window: Rules = Rules()
    reference: Reference = Reference()
    errors: tuple[ErrorRule, ...] = ()
    prices: tuple[Price, ...] = ()
