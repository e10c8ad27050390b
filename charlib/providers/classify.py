"""What an error of a provider means: by a profile's own rules, then by the table `errors.toml`."""

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
from charlib.domain.text import printable
from charlib.errors import JobFailed, Refused

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


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of the table; `state` is the binding's state after such an error.

    `match` are regular expressions of which one must be found; empty fits every text.
    """

    kind: str
    state: str
    permanent: bool
    says: str
    hint: str
    match: tuple[str, ...] = ()
    status: tuple[int, ...] = ()
    page: bool = False

    def fits(self, status: int, text: str, *, is_page: bool = False) -> bool:
        """Whether it is about an error with this HTTP status and text; a page is not JSON."""
        if (self.status and status not in self.status) or (self.page and not is_page):
            return False
        return not self.match or any(re.search(one, text, re.IGNORECASE) for one in self.match)


@cache
def rules() -> tuple[Rule, ...]:
    """The table, in the order in which the rules are tried."""
    text = (Path(__file__).parent / "errors.toml").read_text("utf-8")
    return tuple(
        Rule(
            **{
                **rule,
                "match": tuple(rule.get("match", ())),
                "status": tuple(rule.get("status", ())),
            }
        )
        for rule in tomllib.loads(text)["rule"]
    )


def state_of(kind: str) -> str:
    """The state of a binding whose last error was of this kind."""
    return next((rule.state for rule in rules() if rule.kind == kind), "failed")


_HINTS = {
    "no_answer": "It may have done the work: see the provider's console",
    "unreachable": "Check the network and the base URL, then: charlib sync --retry",
    "not_json": "Check the base URL, and for a login page or proxy: charlib account show NAME",
    "no_id": "The answer is kept; compare the profile with the provider's pages",
    "task": "Generate the task again, or create from another video",
    "file": "Bring the file back to where it was, then: charlib sync --retry",
    "no_result": "Look for the film in the provider's console",
}


def hint_of(kind: str) -> str:
    """What helps with an error of this kind."""
    rule = next((rule for rule in rules() if rule.kind == kind), rules()[-1])
    return _HINTS.get(kind, rule.hint)


def refused(profile: Profile, reply: Reply) -> Refused:
    """The error for an HTTP error, or for a failure inside a 200."""
    code, message = _code_and_message(reply.text)
    return _error(profile, reply, reply.status, code, message or _page(reply))


def failed_job(profile: Profile, message: str, reply: Reply) -> Refused:
    """The error for a job that failed at the provider."""
    code, other = _code_and_message(reply.text)
    error = _error(profile, reply, 0, code, message or other or "it gave no reason")
    return JobFailed(
        str(error), hint=error.hint, kind=error.kind, code=error.code,
        is_permanent=error.is_permanent, raw=error.raw,
    )  # fmt: skip


def not_json(profile: Profile, reply: Reply) -> Refused:
    """The error for an answer that is not JSON: a web page, plain text, an incomplete body."""
    return Refused(
        f"{profile.name} answered HTTP {reply.status} with {_page(reply)}",
        hint=_HINTS["not_json"],
        kind="not_json",
        status=reply.status,
        raw=reply.text,
    )


def _error(profile: Profile, reply: Reply, status: int, code: str, message: str) -> Refused:
    message = message[:_LONGEST]  # a hostile message could keep the regular expressions busy
    is_page = status > 0 and not is_provider_error(reply.text)
    rule = _rule(profile, _inner(status, code), f"{code} {message}", is_page=is_page)
    has_code = not code or code.casefold() in message.casefold()
    reason = message if has_code else f"{message} ({code})"
    where = f", HTTP {status}" if status else ""
    return Refused(
        f"{rule.says}{where}: {printable(reason, 300)}",
        hint=rule.hint,
        kind=rule.kind,
        status=status or None,
        code=code or None,
        is_permanent=rule.permanent,
        retry_after=reply.retry_after,
        raw=reply.text,
    )


_LONGEST = 2_000
"""The number of characters of a provider's message that are looked at."""


def _inner(status: int, code: str) -> int:
    """The real HTTP status: services that always answer 200 put it into the code."""
    return int(code) if status < 300 and re.fullmatch(r"[45]\d\d", code) else status  # noqa: PLR2004


def _rule(profile: Profile, status: int, text: str, *, is_page: bool) -> Rule:
    own = next((r.kind for r in profile.errors if re.search(r.match, text, re.IGNORECASE)), None)
    if own:
        return next((rule for rule in rules() if rule.kind == own), rules()[-1])
    fitting = (rule for rule in rules() if rule.fits(status, text, is_page=is_page))
    return next(fitting, rules()[-1])


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
