"""What an error of a provider means: by a profile's own rules, then by the table `errors.toml`."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from charlib.domain import paths
from charlib.domain.text import printable
from charlib.errors import JobFailed, NoAnswer, ProviderError, Refused, Unreachable
from charlib.hints import Call, Hint, the_call

if TYPE_CHECKING:
    from charlib.providers.messages import Reply
    from charlib.providers.profile import Profile

# Where services put the code and the message of an error (facts on gateway dialects, section 6).
_CODES = (
    "error.code", "code", "errorCode", "error.type", "data.failCode", "err_code",
    "ResponseMetadata.Error.Code", "type",
)  # fmt: skip
_MESSAGES = (
    "error.message", "message", "msg", "detail", "errorMessage", "data.failMsg",
    "data.failure_reason", "data.error", "fail_reason", "detail[0].msg", "[0].msg", "error",
    "ResponseMetadata.Error.Message",
)  # fmt: skip

_CLASSES: Mapping[str, type[ProviderError]] = {"no_answer": NoAnswer, "unreachable": Unreachable}
_LONGEST = 2_000
"""The number of characters of a provider's message that are looked at."""


@dataclass(frozen=True, slots=True)
class Cause:
    """What went wrong; `state` is the binding's state after such an error."""

    name: str
    kind: str
    hint: Hint
    says: str = ""
    state: str = "failed"
    permanent: bool = False


@dataclass(frozen=True, slots=True)
class Rule:
    """Which errors have a cause; an empty `match` or `status` fits every error.

    `match` are regular expressions, of which one must match. A page is an answer that is not JSON.
    """

    cause: Cause
    match: tuple[str, ...] = ()
    status: tuple[int, ...] = ()
    page: bool = False

    def fits(self, status: int, text: str, *, is_page: bool = False) -> bool:
        """Whether it is about an error with this HTTP status and text."""
        if (self.status and status not in self.status) or (self.page and not is_page):
            return False
        return not self.match or any(re.search(p, text, re.IGNORECASE) for p in self.match)


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads((Path(__file__).parent / "errors.toml").read_text("utf-8"))


@cache
def causes() -> dict[str, Cause]:
    """All causes, by their names."""
    return {name: _cause(name, facts) for name, facts in _table()["cause"].items()}


@cache
def rules() -> tuple[Rule, ...]:
    """The rules, in the order in which they are tried."""
    return tuple(_rule(dict(table)) for table in _table()["rule"])


def _cause(name: str, facts: Mapping[str, Any]) -> Cause:
    plain = {key: value for key, value in facts.items() if key not in {"calls", "hint"}}
    calls = [_call(**call) for call in facts.get("calls", ())]
    return Cause(name, hint=Hint(facts["hint"], *calls), **plain)


def _call(verb: str, words: Sequence[str] = (), **options: str | bool) -> Call:
    return the_call(verb, *words, **options)


def _rule(table: dict[str, Any]) -> Rule:
    name = table.pop("cause")
    match, status = tuple(table.pop("match", ())), tuple(table.pop("status", ()))
    page = table.pop("page", False)
    return Rule(_cause(name, _table()["cause"][name] | table), match, status, page)


def cause_of(name: str) -> Cause:
    """The cause of this name; `refused` for an unknown name."""
    return causes().get(name) or causes()["refused"]


def failure(
    message: str, cause: str, reply: Reply | None = None, *, status: int | None = None
) -> ProviderError:
    """An error of a known cause: the table has its kind, its hint and whether it is permanent."""
    known = cause_of(cause)
    return _CLASSES.get(cause, Refused)(
        message,
        hint=known.hint,
        kind=known.kind,
        cause=cause,
        status=reply.status if reply else status,
        is_permanent=known.permanent,
        raw=reply.text if reply else None,
    )


def refused(profile: Profile, reply: Reply) -> Refused:
    """The error for an HTTP error, or for a failure inside a 200."""
    code, message = _code_and_message(reply.text)
    return _refusal(Refused, profile, reply, reply.status, code, message or _page(reply))


def failed_job(profile: Profile, message: str, reply: Reply) -> Refused:
    """The error for a job that failed at the provider."""
    code, other = _code_and_message(reply.text)
    message = message or other or "it gave no reason"
    return _refusal(JobFailed, profile, replace(reply, retry_after=None), 0, code, message)


def not_json(profile: Profile, reply: Reply) -> ProviderError:
    """The error for an answer that is not JSON: a web page, plain text, an incomplete body."""
    message = f"{profile.name} answered HTTP {reply.status} with {_page(reply)}"
    return failure(message, "not_json", reply)


def _refusal(
    error: type[Refused], profile: Profile, reply: Reply, status: int, code: str, message: str
) -> Refused:
    message = message[:_LONGEST]  # a hostile message could keep the regular expressions busy
    is_page = status > 0 and not is_provider_error(reply.text)
    cause = _matching(profile, _inner(status, code), f"{code} {message}", is_page=is_page)
    has_code = not code or code.casefold() in message.casefold()
    reason = message if has_code else f"{message} ({code})"
    where = f", HTTP {status}" if status else ""
    return error(
        f"{cause.says}{where}: {printable(reason, 300)}",
        hint=cause.hint,
        kind=cause.kind,
        cause=cause.name,
        status=status or None,
        code=code or None,
        is_permanent=cause.permanent,
        retry_after=reply.retry_after,
        raw=reply.text,
    )


def _inner(status: int, code: str) -> int:
    """The real HTTP status: services that always answer 200 put it into the code."""
    return int(code) if status < 300 and re.fullmatch(r"[45]\d\d", code) else status  # noqa: PLR2004


def _matching(profile: Profile, status: int, text: str, *, is_page: bool) -> Cause:
    """The cause of an error: by the profile's own rules, then by those of the table."""
    own = next((r.kind for r in profile.errors if re.search(r.match, text, re.IGNORECASE)), None)
    if own:
        return cause_of(own)
    return next(rule.cause for rule in rules() if rule.fits(status, text, is_page=is_page))


def is_provider_error(body: str) -> bool:
    """Whether a body is an error of the provider itself: pages come from gateways before it."""
    return any(_code_and_message(body))


def _code_and_message(body: str) -> tuple[str, str]:
    """The code and the message of an error body, in any of the shapes that services use."""
    try:
        document = json.loads(body)
    except (ValueError, RecursionError):
        return "", ""
    return _first_text(document, _CODES), _first_text(document, _MESSAGES)


def _first_text(document: Any, places: Iterable[str]) -> str:
    for place in places:
        value = paths.get(document, place)
        if isinstance(value, str | int) and not isinstance(value, bool) and value != "":
            return str(value)
    return ""


def _page(reply: Reply) -> str:
    """Describe a body that is not JSON: what it is, and how it begins."""
    text = reply.text.strip()
    if not text:
        return "an empty body"
    title = re.search(r"<title[^>]*>([^<]{1,200})", text, re.IGNORECASE)
    if title:
        return f"a web page titled {printable(title[1].strip())!r}"
    kind = "a web page" if text.startswith("<") else _kind_of_text(text)
    return f"{kind} beginning {printable(text, 60)!r}"


def _kind_of_text(text: str) -> str:
    try:
        document = json.loads(text)
    except (ValueError, RecursionError):
        return "text that is not JSON"
    return "JSON without a message" if isinstance(document, dict) else "JSON that is not an object"
