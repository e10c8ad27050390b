"""What an error in an answer says, in any of the shapes that services use. Pure.

Gateways put the error of the service behind them into a text of their own, so a text with JSON in
it is unpacked: the innermost sentence says what happened.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any, NamedTuple

from charlib.domain import paths, status

Object = Mapping[str, Any]

_CODES = (
    "error.code", "code", "errorCode", "error_code", "errcode", "errno", "error.type", "failCode",
    "data.failCode", "err_code", "error.status", "base_resp.status_code",
    "ResponseMetadata.Error.Code", "type",
)  # fmt: skip
_MESSAGES = (
    "error.message", "error.msg", "error.detail", "message", "msg", "detail", "detail.message",
    "errorMessage", "error_message", "errmsg", "failMsg", "data.failMsg", "failure_reason",
    "data.failure_reason", "data.error", "data.error.message", "fail_reason", "task_status_msg",
    "base_resp.status_msg", "detail[0].msg", "errors[0].message", "errors[0]", "[0].msg",
    "[0].message", "error", "error_description", "ResponseMetadata.Error.Message",
)  # fmt: skip
_HTTP = (
    "status", "status_code", "statusCode", "code", "errorCode", "error_code", "error.code",
    "error.status",
)  # fmt: skip
"""Where services put the code, the message and the real HTTP status of an error."""
_ERRORS = ("error", "errors", "Error", "ResponseMetadata.Error", "base_resp.status_code")
_BARE = ("code", "errcode", "errno", "errorCode", "error_code")
_SUCCESS = {
    "", "0", "20000", "success", "successful", "succeed", "succeeded", "ok", "true", "none", "null",
    "no error", "成功", "操作成功", "请求成功",
}  # fmt: skip
"""What an envelope says when nothing is wrong; so does any code like 200."""
_REASON = re.compile(
    r"(fail|filter|block|reject|refus|moderat|violat|error)\w*(reasons?|messages?|msg)"
    r"|\w*filtered\w*reasons?|refusal|taskstatusmsg|error"
)
_FLAG = re.compile(r"(?!un|not|non|pre)\w*(filtered|blocked|moderated|flagged)(count)?")
"""Keys with the reason for an answer without a result, in small letters and without `_`."""
_ECHO = re.compile(r"(input|inputs|request|params|parameters|settings|options|config|metadata)")
"""Keys below which an answer repeats what was asked: nothing there is a reason."""
_FILTER = re.compile(r"filter|moderat|block|refus")
_FILTERED = "filtered: the provider gave no reason"
_DEPTH = 5
_LONGEST = 20_000
"""A longer message is not searched for JSON."""


class Complaint(NamedTuple):
    """What an error says: its code and message, all to recognise it by, and an HTTP status."""

    code: str = ""
    message: str = ""
    text: str = ""
    status: int | None = None

    def __bool__(self) -> bool:
        return bool(self.code or self.message)


def parse(text: str, prefix: str = "") -> Any:
    """The JSON of a text, without a byte order mark and a prefix; ValueError if it is not JSON."""
    text = text.strip("\ufeff \t\r\n").removeprefix(prefix).strip()
    try:
        return json.loads(text)
    except RecursionError as error:
        raise ValueError("it is nested too deeply") from error


def opened(value: Any) -> Any:
    """JSON inside a text, parsed; anything else as it is."""
    if not isinstance(value, str) or not value.lstrip("\ufeff \t\r\n").startswith(("{", "[")):
        return value
    try:
        return parse(value)
    except ValueError:
        return value


def complaint(views: Iterable[Any]) -> Complaint:
    """The code and the message of an error; the likely views first."""
    found = [_of_view(view) for view in views]
    said = next((each for each in found if each.message), None)
    codes = list(dict.fromkeys(each.code for each in found if each.code))
    http = next((each.status for each in found if each.status), None)
    message = said.message if said else ""
    inner = _inside(message)
    code = inner.code or (said.code if said else "") or next(iter(codes), "")
    text = " ".join([*codes, inner.text or message]).strip()
    return Complaint(code, inner.message or message, text, inner.status or http)


def is_success(value: Any) -> bool:
    """Whether a value says that all is well."""
    text = str(value).strip(" .!。").casefold()
    return value is True or text in _SUCCESS or re.fullmatch(r"2\d\d", text) is not None


def has_error(view: Object) -> bool:
    """Whether an object says plainly that something went wrong."""
    return (
        any(_is_bad(paths.walk(view, steps(place))) for place in _ERRORS)
        or any(view.get(key) is False for key in ("success", "ok", "status"))
        or _http(view) is not None
    )


def has_code(view: Object) -> bool:
    """Whether an object has a code that is not one of success."""
    return any(_text(view.get(key)) and not is_success(view[key]) for key in _BARE)


def is_fine(view: Object) -> bool:
    """Whether an object has a code of success."""
    return any(_text(view.get(key)) and is_success(view[key]) for key in _BARE)


def sentence(value: Any) -> str | None:
    """A reason as a sentence; None if it says nothing."""
    value = opened(value)
    if isinstance(value, list):
        return next(filter(None, map(sentence, value)), None)
    if isinstance(value, Mapping):
        said = complaint([value])
        return said.message or said.code or (_dumped(value) if _is_bad(value) else None)
    text = _text(value)
    return None if is_success(text) or status.normalise(text) else text


def reasons(value: Any, depth: int = 0) -> Iterator[str]:
    """The reasons in an answer, under any key that is made for one."""
    if depth > _DEPTH or not isinstance(value, Mapping | list):
        return
    pairs = value.items() if isinstance(value, Mapping) else (("", each) for each in value)
    named = [(str(key).replace("_", "").casefold(), inner) for key, inner in pairs]
    for key, inner in named:
        if _REASON.fullmatch(key) and (told := sentence(inner)):
            yield f"filtered: {told}" if _FILTER.search(key) else told
    for key, inner in named:
        if not _ECHO.fullmatch(key):
            yield from reasons(inner, depth + 1)
    if any(_FLAG.fullmatch(key) and isinstance(inner, int) and inner for key, inner in named):
        yield _FILTERED


@cache
def steps(place: str) -> tuple[paths.Step, ...]:
    """A place of a profile or of a table, parsed once."""
    return tuple(paths.steps(place))


def _is_bad(value: Any) -> bool:
    """Whether a value beside `error` says that something went wrong."""
    if isinstance(value, Mapping):
        told = [value[key] for key in ("code", "message", "msg", "type", "detail") if key in value]
        return any(map(_is_bad, told)) if told else bool(value)
    if isinstance(value, list):
        return any(map(_is_bad, value))
    return value is True or (bool(value) and not is_success(value))


def _of_view(view: Any) -> Complaint:
    code, message = _told(view, _CODES), _told(view, _MESSAGES)
    return Complaint(code, message, message, _http(view))


def _told(view: Any, places: Iterable[str]) -> str:
    texts = (_text(paths.walk(view, steps(place))) for place in places)
    return next((text for text in texts if not is_success(text)), "")


def _http(view: Any) -> int | None:
    texts = (_text(paths.walk(view, steps(place))) for place in _HTTP)
    return next((int(text) for text in texts if re.fullmatch(r"[45]\d\d", text)), None)


def _text(value: Any) -> str:
    return str(value) if isinstance(value, str | int) and not isinstance(value, bool) else ""


def _inside(message: str) -> Complaint:
    """The error inside a message, as JSON alone or after some words."""
    start, end = message.find("{"), message.rfind("}")
    if not 0 <= start < end < _LONGEST:
        return Complaint()
    try:
        inner = parse(message[start : end + 1])
    except ValueError:
        return Complaint()
    said = inner.get("error") if isinstance(inner, Mapping) else None
    return complaint([inner, *([said] if isinstance(said, Mapping) else [])])


def _dumped(value: Object) -> str:
    return json.dumps(value, ensure_ascii=False)
