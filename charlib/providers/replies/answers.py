"""The one parser of answers, flat and wrapped, whatever the profile. Pure.

A gateway wraps the answer of the service behind it in `data`, `data[0]`, `result` or `output`, as
an object or as JSON inside a text; or it unwraps what the profile has wrapped. So the places of a
profile are looked up in the answer and one level inside, with and without their own wrapper.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from typing import Any, TypeVar
from urllib.parse import urlsplit

from charlib.domain import paths, status
from charlib.domain.text import printable
from charlib.providers.replies import complaints
from charlib.providers.replies.complaints import Complaint, opened, parse, steps

_Value = TypeVar("_Value")
_Steps = tuple[paths.Step, ...]

_WRAPPERS = (
    "data", "result", "output", "response", "payload", "body", "Data", "Result", "Response", "Resp",
)  # fmt: skip
_ENVELOPE = {"code", "success", "ok", "errno", "errcode", "ret", "msg", "message", "base_resp"}
"""Keys of an envelope: beside one of them, what is inside counts before what is outside."""
_STATUSES = ("status", "state", "task_status", "taskStatus", "job_status")
JOBS = ("task_id", "taskId")
FILM_JOBS = ("id", *JOBS, "task.id", "job.id")
CHARACTERS = ("character_id", "characterId")
"""Where other services of the same kind have these ids; a bare `id` may be a character's."""
_FILMS = (
    "video_url", "videoUrl", "url", "output_url", "result_url", "download_url", "downloadable_url",
    "video", "videos", "output", "outputs", "result", "results", "data", "detail", "content",
    "draft_info", "result_data", "task_result", "resultJson", "resultUrls", "unsigned_urls",
    "creations", "generations", "works", "files", "response", "uri",
)  # fmt: skip
"""Keys on the way to the URL of a film, the best first."""
_CAREFUL = ("failed", "queued", "running", "done")
_DEPTH = 5
_LONGEST = 8_000
"""A longer text is not an id, a name or a URL."""


class Document:
    """A JSON answer, with the objects in it that may have its values: `views`, the likely first.

    An item of a list is not wrapped: it has no look `inside`.
    """

    def __init__(
        self, whole: Any, json_strings: Iterable[str] = (), *, inside: bool = True
    ) -> None:
        self.whole = opened(whole)
        self.views = _views(self.whole, tuple(json_strings)) if inside else _view(self.whole)

    def first(self, places: Iterable[str], accept: Callable[[Any], _Value | None]) -> _Value | None:
        """The first acceptable value at any of several places."""
        return next(self.all(places, accept), None)

    def all(
        self, places: Iterable[str], accept: Callable[[Any], _Value | None]
    ) -> Iterator[_Value]:
        """Every acceptable value at any of several places: as they are written, then unwrapped."""
        values = (value for value in self._values([*map(steps, places)]) if value is not None)
        return (accepted for accepted in map(accept, values) if accepted is not None)

    def word(self, places: tuple[str, ...], special: Mapping[str, str]) -> Any:
        """The status word; of several, the one that promises least. None if there is none."""
        words = list(self.all(places, _word)) or list(self.all(_STATUSES, _word))
        known = {status.normalise(word, special): word for word in reversed(words)}
        least = next((known[name] for name in _CAREFUL if name in known), None)
        is_done = any(view.get("done") is True for view in self.views)
        return least or next(iter(words), "done" if is_done else None)

    def id(self, places: tuple[str, ...], others: tuple[str, ...] = ()) -> str | None:
        """An id at the profile's places, else where other services have it."""
        return self.first(places, id_of) or self.first(others, id_of)

    def film(self, places: tuple[str, ...]) -> str | None:
        """The URL of a film, perhaps relative: at the profile's places, else at usual ones."""
        absolute, relative = (partial(_film, is_url=each) for each in (_is_absolute, _is_relative))
        own = self.first(places, absolute) or self.first(places, relative)
        return own or absolute(self.whole) or relative(self.whole)

    def no_film(self, places: tuple[str, ...]) -> str:
        """What an answer has where the URL of a film should be, as a short text; or nothing."""
        named = self.first(places, _something)
        keys = [key for key in _FILMS if key not in _WRAPPERS]
        usual = (view[key] for view in self.views for key in keys if key in view)
        value = named if named is not None else next(filter(None, map(_something, usual)), None)
        text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        return "" if value is None else printable(text, 100)

    def list_of(self, places: Iterable[str], is_item: Callable[[Any], bool]) -> list[Any] | None:
        """The list at any of several places, with items if possible; or the whole answer."""
        lists = [*self.all(places, _list), *filter(None, [_list(self.whole)])]
        return next((each for each in lists if any(map(is_item, each))), next(iter(lists), None))

    def reason(self, places: tuple[str, ...] = ()) -> str:
        """Why there is no result: at the profile's places, else under any key for reasons."""
        own = self.first(places, complaints.sentence)
        return own or next(complaints.reasons(self.whole), "")

    def allows(self, place: str, allowed: Iterable[Any]) -> bool | None:
        """Whether an envelope's value is one of those allowed; None if there is no such value."""
        values = list(self.all([place], lambda value: (value,)))
        good = any(value in allowed or complaints.is_success(value) for (value,) in values)
        return good if values else None

    @property
    def complaint(self) -> Complaint:
        """What it says as an error."""
        return complaints.complaint([*self.views, self.whole])

    @property
    def complaint_of_job(self) -> Complaint:
        """The same of the job inside an envelope: if that has a code of success, all is well there.

        Its message is about the question then, such as `query ok`, and says nothing of the job.
        """
        inner = [view for view in self.views if view is not self.whole]
        is_fine = isinstance(self.whole, dict) and complaints.is_fine(self.whole)
        return complaints.complaint(inner if inner and is_fine else [*self.views, self.whole])

    @property
    def has_error(self) -> bool:
        """Whether it says plainly that something went wrong."""
        return any(map(complaints.has_error, self.views))

    @property
    def has_code(self) -> bool:
        """Whether it has a code that is not one of success."""
        return any(map(complaints.has_code, self.views))

    @property
    def envelope(self) -> Document:
        """The same answer without what is inside its wrapper."""
        outer = self.whole if isinstance(self.whole, dict) else {}
        return Document({key: outer[key] for key in outer if key not in _WRAPPERS})

    def _values(self, places: list[_Steps]) -> Iterator[Any]:
        for view in self.views:
            yield from (paths.walk(view, place) for place in places)
        for view in self.views:
            for place in filter(_is_wrapped, places):
                if place[0] not in view:
                    yield paths.walk(view, _inside(place))


def read(text: str, prefix: str = "", json_strings: Iterable[str] = ()) -> Document:
    """Read an answer; ValueError if it is not JSON."""
    return Document(parse(text, prefix), json_strings)


def complaint(body: str) -> Complaint:
    """What a body says as an error; nothing if it is not JSON."""
    try:
        return read(body).complaint
    except ValueError:
        return Complaint()


def id_of(value: Any) -> str | None:
    """An id as text; None for what cannot be one: blank, damaged, or with control characters."""
    text = text_of(value)
    if text is None or text != text.strip() or not text.isprintable() or "\ufffd" in text:
        return None
    return text if any(unicodedata.category(char)[0] in "LNPS" for char in text) else None


def text_of(value: Any) -> str | None:
    """A scalar as text, because int64 ids would lose digits as numbers; None for anything else."""
    if isinstance(value, bool) or not isinstance(value, str | int) or value == "":
        return None
    text = str(value)
    if len(text) > _LONGEST or "\0" in text:
        return None
    return None if any("\ud800" <= char <= "\udfff" for char in text) else text


def _views(whole: Any, json_strings: tuple[str, ...]) -> tuple[dict[str, Any], ...]:
    outer = _object(whole)
    if outer is None:
        return ()
    inner = [view for key in _WRAPPERS if (view := _object(outer.get(key))) is not None]
    views = (*inner, outer) if _is_envelope(outer) else (outer, *inner)
    for view in views:
        _open_strings(view, json_strings)
    return views


def _view(whole: Any) -> tuple[dict[str, Any], ...]:
    return (whole,) if isinstance(whole, dict) else ()


def _object(value: Any) -> dict[str, Any] | None:
    """An object, also as the first of a list or as JSON inside a text."""
    value = opened(value)
    if isinstance(value, list) and value:
        value = opened(value[0])
    return value if isinstance(value, dict) else None


def _is_envelope(outer: Mapping[str, Any]) -> bool:
    return bool(_ENVELOPE & outer.keys()) or complaints.is_success(outer.get("status", "running"))


def _open_strings(view: dict[str, Any], places: Iterable[str]) -> None:
    for place in map(steps, places):
        for *before, last in (place, _inside(place)) if _is_wrapped(place) else (place,):
            holder = paths.walk(view, before)
            if isinstance(paths.walk(holder, [last]), str):
                holder[last or 0] = opened(paths.walk(holder, [last]))


def _is_wrapped(place: _Steps) -> bool:
    return len(place) > 1 and place[0] in _WRAPPERS and bool(_inside(place))


def _inside(place: _Steps) -> _Steps:
    """A place without its wrapper: `data[0].url` is `url`."""
    return place[1:] if isinstance(place[1], str) else place[2:]


def _word(value: Any) -> Any:
    return None if value == "" or isinstance(value, dict) else value


def _list(value: Any) -> list[Any] | None:
    value = opened(value)
    return value if isinstance(value, list) else None


def _something(value: Any) -> Any:
    """A value that is there; None for nothing, for a flag and for an empty one."""
    return None if isinstance(value, bool) or value in ("", [], {}) else value


def _film(value: Any, is_url: Callable[[str], bool], depth: int = 0) -> str | None:
    """The URL in a value: itself, the first of a list, or at a usual place of an object."""
    value = opened(value)
    if isinstance(value, str):
        return text_of(value.strip()) if is_url(value.strip()) else None
    if depth > _DEPTH or not isinstance(value, list | dict):
        return None
    inside = value if isinstance(value, list) else [value[key] for key in _FILMS if key in value]
    return next(filter(None, (_film(each, is_url, depth + 1) for each in inside)), None)


def _is_absolute(text: str) -> bool:
    try:
        parts = urlsplit(text)
        return parts.scheme in {"http", "https"} and bool(parts.hostname)
    except ValueError:
        return False


def _is_relative(text: str) -> bool:
    """Whether a text is a path: it begins like one, or ends like the name of a film."""
    if not text.isprintable() or "://" in text or "\\" in text:
        return False
    is_path = re.match(r"\.{0,2}/{1,2}[^/]", text) is not None
    return is_path or re.fullmatch(r"[^\s:?#]+\.(mp4|mov|webm|m4v|mkv)(\?\S*)?", text) is not None
