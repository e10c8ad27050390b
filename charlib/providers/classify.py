"""What an error of a provider means: the table in `errors.toml`, after a profile's own rules."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from charlib.domain import paths
from charlib.domain.text import short, shown
from charlib.errors import JobFailed, Refused

if TYPE_CHECKING:
    from charlib.providers.engine import Reply
    from charlib.providers.profile import Profile

# Where services put a code and a sentence (facts: gateway dialects, section 6).
_CODES = (
    "error.code", "code", "errorCode", "error.type", "data.failCode", "err_code",
    "ResponseMetadata.Error.Code", "type",
)  # fmt: skip
_MESSAGES = (
    "error.message", "message", "msg", "detail", "errorMessage", "data.failMsg",
    "data.failure_reason", "data.error", "fail_reason", "detail[0].msg", "[0].msg", "error",
    "ResponseMetadata.Error.Message",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Rule:
    """One line of the table; `state` is what becomes of a binding that met it."""

    kind: str
    state: str
    permanent: bool
    says: str
    hint: str
    match: str = ""
    status: tuple[int, ...] = ()
    page: bool = False

    def fits(self, status: int, text: str, *, is_page: bool = False) -> bool:
        """Whether an error with this HTTP status and text is meant; a page is no JSON error."""
        if (self.status and status not in self.status) or (self.page and not is_page):
            return False
        return not self.match or re.search(self.match, text, re.IGNORECASE) is not None


@cache
def rules() -> tuple[Rule, ...]:
    """The table, in the order in which it is tried."""
    text = (Path(__file__).parent / "errors.toml").read_text("utf-8")
    return tuple(
        Rule(**{**rule, "status": tuple(rule.get("status", ()))})
        for rule in tomllib.loads(text)["rule"]
    )


def state_of(kind: str) -> str:
    """The state of a binding whose last error was of this kind."""
    return next((rule.state for rule in rules() if rule.kind == kind), "failed")


_HINTS = {
    "no_answer": "It may have done what it was asked: see the provider's console",
    "unreachable": "Check the network and the base URL, then: charlib sync --retry",
    "not_json": "A wrong base URL, a login page or a proxy between? See: charlib account show NAME",
    "no_id": "Its answer is kept; compare the profile with the provider's pages",
    "task": "Generate the task again, or create from another video",
    "file": "Bring the file back to where it was, then: charlib sync --retry",
    "no_result": "Look for the film in the provider's console",
}


def hint_of(kind: str) -> str:
    """The sentence that helps with an error of this kind."""
    rule = next((rule for rule in rules() if rule.kind == kind), rules()[-1])
    return _HINTS.get(kind, rule.hint)


def refused(profile: Profile, reply: Reply) -> Refused:
    """The error for a reply that is one: an HTTP error, or a failure inside a 200."""
    code, message = _said(reply.text)
    return _error(profile, reply, reply.status, code, message or _page(reply))


def failed_job(profile: Profile, message: str, reply: Reply) -> Refused:
    """The error for a job that failed at the provider."""
    code, found = _said(reply.text)
    error = _error(profile, reply, 0, code, message or found or "it gave no reason")
    return JobFailed(
        str(error), hint=error.hint, kind=error.kind, code=error.code,
        is_permanent=error.is_permanent, raw=error.raw,
    )  # fmt: skip


def not_json(profile: Profile, reply: Reply) -> Refused:
    """The error for an answer that is no JSON: a web page, plain text, a body cut short."""
    return Refused(
        f"{profile.name} answered HTTP {reply.status} with {_page(reply)}",
        hint="A wrong base URL, a login page or a proxy between? See: charlib account show NAME",
        kind="not_json",
        status=reply.status,
        raw=reply.text,
    )


def _error(profile: Profile, reply: Reply, status: int, code: str, message: str) -> Refused:
    message = message[:_LONGEST]  # rules are tried on it, and a hostile one could keep them busy
    is_page = status > 0 and not is_told(reply.text)
    rule = _rule(profile, _inner(status, code), f"{code} {message}", is_page=is_page)
    told = f"{message} ({code})" if code and code.casefold() not in message.casefold() else message
    where = f", HTTP {status}" if status else ""
    return Refused(
        f"{rule.says}{where}: {short(shown(told), 300)}",
        hint=rule.hint,
        kind=rule.kind,
        status=status or None,
        code=code or None,
        is_permanent=rule.permanent,
        retry_after=reply.retry_after,
        raw=reply.text,
    )


_LONGEST = 2_000
"""So much of a provider's sentence is looked at."""


def _inner(status: int, code: str) -> int:
    """The HTTP status meant: services that always answer 200 put it into the code."""
    return int(code) if status < 300 and re.fullmatch(r"[45]\d\d", code) else status  # noqa: PLR2004


def _rule(profile: Profile, status: int, text: str, *, is_page: bool) -> Rule:
    own = next((r.kind for r in profile.errors if re.search(r.match, text, re.IGNORECASE)), None)
    if own:
        return next((one for one in rules() if one.kind == own), rules()[-1])
    return next((one for one in rules() if one.fits(status, text, is_page=is_page)), rules()[-1])


def is_told(body: str) -> bool:
    """Whether a body is an error that a provider told; pages are made up by what is before it."""
    return any(_said(body))


def _said(body: str) -> tuple[str, str]:
    """The code and the sentence of an error body, in any of the shapes that services use."""
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
    """Describe a body that is no JSON by what it is and how it begins."""
    text = reply.text.strip()
    if not text:
        return "an empty body"
    title = re.search(r"<title[^>]*>([^<]{1,200})", text, re.IGNORECASE)
    if title:
        return f"a web page titled {shown(title[1].strip())!r}"
    kind = "a web page" if text.startswith("<") else "text that is no JSON"
    return f"{kind} beginning {short(shown(text), 60)!r}"
