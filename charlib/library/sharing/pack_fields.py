"""What the fields of a pack's records may say: a pack of somebody else is not believed.

Each field has a type, and the part of its name that is a key has one too: `tag/hero`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Annotated, Any, Literal, NamedTuple

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from charlib.domain.character import handle as handles
from charlib.domain.character.looks import parse_episodes, parse_name
from charlib.domain.choices import Likeness, Role
from charlib.domain.moment import END_OF_TIME
from charlib.domain.sharing.record import DELETED, ERASED, Record, shown
from charlib.domain.text import clean, printable, visible
from charlib.errors import CharlibError
from charlib.providers.accounts import check_base_url
from charlib.providers.profile import Http
from charlib.store.shared.media import ending

_UID = r"[A-Za-z0-9_-]{1,64}"
_MOST = 2**53
_GONE_LOOK = re.compile(rf"looks/{_UID}/{DELETED}")


def _same(parse: Callable[[str], str]) -> AfterValidator:
    """A text that is written as charlib itself writes it."""

    def check(text: str) -> str:
        try:
            if parse(text) == text:
                return text
        except CharlibError as error:
            raise ValueError(str(error)) from None
        raise ValueError(f"{printable(text, 60)!r} is not written as charlib writes it")

    return AfterValidator(check)


def _kept_type(mime: str) -> str:
    ending(mime)
    return mime


Text = Annotated[str, _same(lambda text: clean(text, "a text"))]
Seen = Annotated[str, _same(lambda text: visible(text, "an ID"))]
Name = Annotated[str, _same(lru_cache(1_000)(handles.parse_slug))]
Handle = Annotated[str, _same(handles.parse)]
Tag = Annotated[str, _same(lru_cache(10_000)(handles.parse_tag))]  # few tags, many times
LookName = Annotated[str, _same(parse_name)]
Episodes = Annotated[str, _same(parse_episodes)]
Uid = Annotated[str, Field(pattern=f"^{_UID}$")]
Digest = Annotated[str, Field(pattern="^[0-9a-f]{64}$")]
Count = Annotated[int, Field(ge=0, lt=_MOST)]
Moment = Annotated[int, Field(ge=0, lt=END_OF_TIME)]
Profile = Annotated[str, Field(pattern=r"^[\w:-]{1,200}$")]
Address = Annotated[str, _same(lambda text: check_base_url(text, Http()))]
Member = Literal[True, False]


class Form(BaseModel):
    """A value with parts; any other part is refused."""

    model_config = ConfigDict(extra="forbid", strict=True)


class UrlSource(Form):
    """A source that lies at a URL."""

    url: Annotated[Text, Field(pattern="^https?://")]


class FileSource(Form):
    """A source that is a file, known by its content."""

    file: Annotated[Text, Field(pattern=r"^[^/\\]+$")]
    sha256: Digest | None = None


class TaskSource(Form):
    """A source that a task made."""

    task: Uid
    account: Uid
    remote_id: Seen | None = None


Source = UrlSource | FileSource | TaskSource


class Medium(Form):
    """A kept file; where it lies follows from its content."""

    sha256: Digest
    mime: Annotated[str, AfterValidator(_kept_type)]
    bytes: Count | None = None
    width: Count | None = None
    height: Count | None = None
    duration_ms: Count | None = None


class KeptFile(Medium):
    """A kept file of a window."""

    role: Role
    position: Count
    start_ms: Count | None = None


class Footage(Form):
    """A window, and what was kept of it."""

    source: Source
    start_ms: Count
    end_ms: Count
    look: Uid | Literal[""] = ""
    keeping: Literal["", "kept", "declined", "failed"] = ""
    kept: list[KeptFile]


class Voice(Form):
    """A voice: its sound, and where that was cut."""

    uid: Uid
    kept: Medium | None = None
    source: Source | None = None
    start_ms: Count | None = None
    end_ms: Count | None = None


class Binding(Form):
    """What a provider calls a character."""

    look: Uid | Literal[""] = ""
    is_voice: bool
    mention: Seen | None = None
    state: Literal["ready", "rejected", "expired", "gone"]
    method: Text
    window: Uid | None = None
    created_at: Moment
    error: Text | None = None


class _Kind(NamedTuple):
    """The fields of a kind: those with a key in their name, by what is before it, and others."""

    fields: dict[str, Any]
    keyed: dict[str, tuple[re.Pattern[str], Any]] = {}  # noqa: RUF012 - never changed


_TASK = {
    "account": Uid, "project": Name, "remote_id": Seen, "state": Literal["done", "rejected"],
    "model": Text, "params": dict[str, Any], "template": Text, "prompt": Text,
    "episode": Count, "scene": Text, "take": Count, "rating": Annotated[int, Field(ge=0, le=5)],
    "picked": bool, "note": Text, "cost_micros": Count, "cost_unit": Text,
    "cost_is_estimate": Count, "created_at": Moment, "completed_at": Moment, "error": Text,
    "characters": list[Annotated[list[str], Field(min_length=2, max_length=2)]],
}  # fmt: skip
KINDS = {
    "project": _Kind({"slug": Name, "name": Text, "notes": Text}),
    "account": _Kind({"name": Name, "profile": Profile, "base_url": Address}),
    "character": _Kind(
        {
            "project": Name, "handle": Handle, "name": Text, "look": Text, "notes": Text,
            "likeness": Likeness, "consent": Text, "created_at": Moment,
        },
        {
            "tag/": (re.compile(r".+", re.DOTALL), Member),
            "alias/": (re.compile(r".+", re.DOTALL), Member),
            "looks/": (re.compile(rf"{_UID}/(?:name|description|episodes)"), Text),
        },
    ),
    "task": _Kind(_TASK),
    "footage": _Kind({"voice": Voice}, {"footage/": (re.compile(_UID), Footage)}),
    "ids": _Kind({}, {"binding/": (re.compile(rf"{_UID}/.+", re.DOTALL), Binding)}),
}  # fmt: skip
_KEYS: dict[str, Any] = {"tag/": Tag, "alias/": Handle}
_LOOKS: dict[str, Any] = {"name": LookName, "description": Text, "episodes": Episodes}


def check(kind: str, uid: str, record: Record) -> None:
    """Raise ValueError if a record says anything that charlib would not have written."""
    if kind not in KINDS:
        raise ValueError(f"there is no kind {printable(kind, 40)!r}")
    _checked(Name if kind == "project" else Uid, uid)
    for name, versions in record.fields.items():
        if name in {DELETED, ERASED} or _GONE_LOOK.fullmatch(name):
            continue  # the record itself was checked
        wanted = _type(kind, name)
        for version in versions:
            if version.value is not None and not (wanted is Member and version.value is True):
                _checked(wanted, version.value)
    _check_whole(kind, record)


def _type(kind: str, name: str) -> Any:
    """The type of a field; ValueError if the kind has no such field."""
    if name in KINDS[kind].fields:
        return KINDS[kind].fields[name]
    before, slash, key = name.partition("/")
    pattern, wanted = KINDS[kind].keyed.get(f"{before}{slash}", (None, None))
    if pattern is None or not pattern.fullmatch(key):
        raise ValueError(f"it has a field {printable(name, 60)!r}, which charlib does not know")
    if f"{before}/" in _KEYS:
        _checked(_KEYS[f"{before}/"], key)
    if before == "binding":
        _checked(Seen, key.partition("/")[2])
    return _LOOKS[key.rpartition("/")[2]] if before == "looks" else wanted


def _check_whole(kind: str, record: Record) -> None:
    """What a thing must have to be shown at all."""
    needed = {"character": ("project", "handle"), "account": ("name", "profile"),
              "task": ("account", "state", "created_at")}  # fmt: skip
    if kind not in needed and kind != "footage":
        return
    values = shown(record)
    missing = [name for name in needed.get(kind, ()) if values and name not in values]
    if missing:
        raise ValueError(f"it has no {missing[0]}")
    for name, value in values.items():
        if name.startswith("footage/") and not value["start_ms"] < value["end_ms"]:
            raise ValueError("a window ends before it starts")


_VALIDATORS: dict[int, Any] = {}


def _checked(wanted: Any, value: Any) -> None:
    validator = _VALIDATORS.get(id(wanted))
    if validator is None:
        validator = _VALIDATORS[id(wanted)] = TypeAdapter(wanted).validator
    try:
        validator.validate_python(value)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"]))
        why = first["msg"].removeprefix("Value error, ")
        raise ValueError(f"{where + ': ' if where else ''}{why}") from None
