"""What an error of a provider means: by a profile's own rules, then by the table `errors.toml`."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from charlib.domain.text import printable
from charlib.errors import JobFailed, NoAnswer, NotSent, ProviderError, Refused, Unreachable
from charlib.hints import Call, Hint, the_call
from charlib.providers.replies import answers, complaints
from charlib.providers.replies.complaints import Complaint

if TYPE_CHECKING:
    from charlib.providers.messages import Reply
    from charlib.providers.profile import Profile

_CLASSES: Mapping[str, type[ProviderError]] = {
    "no_answer": NoAnswer, "unreachable": Unreachable, "place": Unreachable,
    "claimed": NotSent, "team_budget": NotSent,
}  # fmt: skip
_REDIRECTS = 300
_LONGEST = 2_000
"""The number of characters of a provider's message that are looked at."""


@dataclass(frozen=True, slots=True)
class Cause:
    """What went wrong; `state` is the state of the job after such an error.

    What to do depends on what it is about: a cause has `variants`, such as `prompt` and `stills`.
    """

    name: str
    kind: str
    hint: Hint
    says: str = ""
    state: str = "failed"
    permanent: bool = False
    about: str = ""
    variants: Mapping[str, Cause] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """The word that is kept with a job, by which the cause is found again."""
        return f"{self.name}:{self.about}" if self.about else self.name

    def of(self, about: Iterable[str]) -> Cause:
        """The variant that is about the first of these for which there is one."""
        return next((self.variants[name] for name in about if name in self.variants), self)


@dataclass(frozen=True, slots=True)
class Rule:
    """Which errors have a cause; an empty `match` or `status` fits every error.

    `match` are regular expressions, of which one must match. A page is an answer that is not JSON.
    `about` chooses the variant of the cause, whatever the request was about.
    """

    cause: Cause
    match: tuple[str, ...] = ()
    status: tuple[int, ...] = ()
    page: bool = False
    about: str = ""

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


def _cause(name: str, facts: Mapping[str, Any], about: str = "") -> Cause:
    plain = {key: value for key, value in facts.items() if key not in {"calls", "hint", "variants"}}
    calls = [_call(**call) for call in facts.get("calls", ())]
    variants = {
        key: _cause(name, plain | variant, key)
        for key, variant in facts.get("variants", {}).items()
    }
    hint = Hint(facts["hint"], *calls)
    return Cause(name, hint=hint, about=about, variants=variants, **plain)


def _call(verb: str, words: Sequence[str] = (), **options: str | bool) -> Call:
    return the_call(verb, *words, **options)


def _rule(table: dict[str, Any]) -> Rule:
    cause = causes()[table.pop("cause")]
    match, status = tuple(table.pop("match", ())), tuple(table.pop("status", ()))
    return Rule(cause, match, status, **table)


def cause_of(key: str) -> Cause:
    """The cause of this word, perhaps with what it is about; `refused` for an unknown word."""
    name, _, about = key.partition(":")
    return (causes().get(name) or causes()["refused"]).of([about])


def failure(
    message: str,
    cause: str,
    reply: Reply | None = None,
    *,
    status: int | None = None,
    about: Sequence[str] = (),
) -> ProviderError:
    """An error of a known cause: the table has its kind, its hint and whether it is permanent."""
    known = cause_of(cause).of(about)
    return _CLASSES.get(known.name, Refused)(
        message,
        hint=known.hint,
        kind=known.kind,
        cause=cause.partition(":")[0],
        about=known.about,
        status=reply.status if reply else status,
        is_permanent=known.permanent,
        raw=reply.text if reply else None,
    )


def refused(profile: Profile, reply: Reply, about: Sequence[str] = ()) -> Refused:
    """The error for an HTTP error, or for a failure inside a 200, of a request about something."""
    said = answers.complaint(reply.text)
    status = said.status or reply.status if reply.status < _REDIRECTS else reply.status
    message = said.message or _page(reply)
    cause = _matching(profile, status, said, message, about, is_page=not said)
    text = f"{cause.says}, HTTP {reply.status}: {_reason(said.code, message)}"
    return _error(Refused, cause, reply, text, said.code, reply.status, reply.retry_after)


def failed_job(
    profile: Profile, message: str, reply: Reply, about: Sequence[str] = (), *, word: str = ""
) -> Refused:
    """The error for a job that failed at the provider; `word` is its state there."""
    said = complaints.complaint([{"message": message}])
    code = said.code or answers.complaint(reply.text).code
    known = said._replace(code=code, text=f"{code} {said.text or f'state {word}'}".strip())
    cause = _matching(profile, 0, known, "", about, is_page=False)
    reason = _reason(code, said.message)
    if not reason and cause.name == "refused":
        reason = "it gave no reason"
    text = f"{cause.says}: {reason}" if reason else cause.says
    return _error(JobFailed, cause, reply, text, code)


def not_json(profile: Profile, reply: Reply) -> ProviderError:
    """The error for an answer that is not JSON: a web page, plain text, an incomplete body."""
    message = f"{profile.name} answered HTTP {reply.status} with {_page(reply)}"
    return failure(message, "not_json", reply)


def not_understood(profile: Profile, reply: Reply, about: Sequence[str] = ()) -> ProviderError:
    """The error for JSON that says neither what was asked for nor what went wrong."""
    message = f"{profile.name} answered HTTP {reply.status} with {_page(reply)}"
    return failure(message, "not_understood", reply, about=about)


def _error(
    kind: type[Refused],
    cause: Cause,
    reply: Reply,
    text: str,
    code: str,
    status: int | None = None,
    retry_after: float | None = None,
) -> Refused:
    return kind(
        text,
        hint=cause.hint,
        kind=cause.kind,
        cause=cause.name,
        about=cause.about,
        status=status,
        code=code or None,
        is_permanent=cause.permanent,
        retry_after=retry_after,
        raw=reply.text,
    )


def _reason(code: str, message: str) -> str:
    """A message with its code, so that the provider's pages can be searched for it."""
    has_code = not code or code.casefold() in message.casefold()
    reason = message if has_code else f"{message} ({code})" if message else code
    return printable(reason[:_LONGEST], 300)


def _matching(
    profile: Profile,
    status: int,
    said: Complaint,
    message: str,
    about: Sequence[str],
    *,
    is_page: bool,
) -> Cause:
    """The cause of an error: by the profile's own rules, then by those of the table."""
    # A hostile message could keep the regular expressions busy.
    text = (said.text or message)[:_LONGEST]
    own = next((r.kind for r in profile.errors if re.search(r.match, text, re.IGNORECASE)), None)
    if own:
        return cause_of(own).of(about)
    rule = next(rule for rule in rules() if rule.fits(status, text, is_page=is_page))
    return rule.cause.of((rule.about, *about))


def is_provider_error(body: str) -> bool:
    """Whether a body is an error of the provider itself: pages come from gateways before it."""
    return bool(answers.complaint(body))


def says_missing(body: str, remote_id: str) -> bool:
    """Whether a provider itself says that it does not have the character or task of this id.

    A web page does not, and neither does a router, which knows nothing at an address.
    """
    text = answers.complaint(body).text[:_LONGEST]
    wording = _table()["missing"]
    if not text or _any(wording["routes"], text):
        return False
    names_id = re.search(rf"(?<![\w/]){re.escape(remote_id)}(?!\w)", text) if remote_id else None
    return _any(_missing_things(), text) or bool(names_id and _any(wording["says"], text))


@cache
def _missing_things() -> list[str]:
    """The patterns of sentences that name a missing thing."""
    wording = _table()["missing"]
    patterns: list[str] = wording["things"]
    for word, nouns in wording["nouns"].items():
        patterns = [pattern.replace(word, f"({'|'.join(nouns)})") for pattern in patterns]
    return patterns


def _any(patterns: Iterable[str], text: str) -> bool:
    return any(re.search(pattern, text, re.IGNORECASE) for pattern in patterns)


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
        is_object = bool(answers.read(text).views)
    except ValueError:
        return "text that is not JSON"
    return "JSON without a message" if is_object else "JSON that is not an object,"
