"""What exists at a provider: is one character there, which are, take one away. Pure.

`build` a request with the functions here, let the client carry it, `read` what came back. A
character that is several things at its provider has an id of several `parts`: ask for each.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from charlib.domain import paths, status
from charlib.domain.compose import JOINED
from charlib.errors import InvalidInput, Refused
from charlib.providers import engine
from charlib.providers.engine import Reply, Request
from charlib.providers.profile import Answer, Listing, Profile

Standing = Literal["ready", "processing", "expired", "gone"]
_GONE = {"not_found", "gone", "reference"}
_EXPIRED = {"expired", "evicted"}


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a provider says of one character; `expires_at` is in milliseconds."""

    standing: Standing
    expires_at: int | None = None
    avatar_url: str | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """One character of a provider's list; `key` is the caller's own id, where it is told."""

    remote_id: str
    name: str = ""
    key: str = ""
    status: status.Status | None = None


@dataclass(frozen=True, slots=True)
class Listed:
    """A page of a provider's list; `next` is what to ask on with, None at the end."""

    entries: tuple[Entry, ...]
    next: str | None = None


def parts(remote_id: str) -> list[str]:
    """The ids that a provider knows a character by; nearly always one."""
    return remote_id.split(JOINED)


def build_verify(profile: Profile, remote_id: str) -> Request:
    """How to ask whether a character is there. Raises InvalidInput where it cannot be asked."""
    return engine.build(_have(profile, profile.verify, "verify").call, {"remote_id": remote_id})


def read_verify(profile: Profile, reply: Reply) -> Verdict:
    """Whether a character is there. Raises Refused for an answer that says nothing of it."""
    check = _have(profile, profile.verify, "verify")
    try:
        document = engine.opened(profile, check.answer, reply)
    except Refused as error:
        if error.kind in _GONE:
            return Verdict("gone")
        raise
    reading = engine.read_answer(check.answer, document)
    if reading.word.casefold() in _EXPIRED:
        return Verdict("expired")
    standing: Standing = "ready"
    if reading.status == "failed":
        standing = "gone"
    elif reading.status in {"queued", "running"}:
        standing = "processing"
    return Verdict(standing, reading.expires_at, reading.avatar_url)


def build_list(profile: Profile, after: str | None = None) -> Request:
    """How to ask for a page of what the provider has; `after` is the `next` of the one before."""
    listing = _have(profile, profile.listing, "list")
    first = {"number": "1", "offset": "0"}.get(listing.pages)
    at = after or first
    values = {"page": at} if at is not None and "page" in engine.uses(listing.call) else {}
    return engine.build(listing.call, values)


def read_list(profile: Profile, reply: Reply, after: str | None = None) -> Listed:
    """A page of what the provider has. Raises Refused for an answer that is no list."""
    listing = _have(profile, profile.listing, "list")
    document = engine.opened(profile, listing.answer, reply)
    items = paths.first(document, listing.items)
    if not isinstance(items, list):
        if items is None and listing.answer.ok:
            return Listed(())
        raise engine.no_list(reply)
    entries = tuple(entry for one in items if (entry := _entry(listing, listing.answer, one)))
    return Listed(entries, _next(listing, document, len(items), after))


def build_delete(profile: Profile, remote_id: str) -> Request:
    """How to take a character away. Raises InvalidInput where the provider knows no way."""
    return engine.build(_have(profile, profile.delete, "delete").call, {"remote_id": remote_id})


def read_delete(profile: Profile, reply: Reply) -> bool:
    """Whether it was there to be taken away. Raises Refused when it was not taken away."""
    answer = _have(profile, profile.delete, "delete").answer
    if reply.status in range(200, 300) and not reply.text.strip():
        return True
    try:
        engine.opened(profile, answer, reply)
    except Refused as error:
        if error.kind in _GONE:
            return False
        raise
    return True


def _have(profile: Profile, found: Any, what: str) -> Any:
    if found is None:
        raise InvalidInput(
            f"profile {profile.name} has no way to {what} characters",
            hint="Look in the provider's console",
        )
    return found


def _entry(listing: Listing, answer: Answer, item: Any) -> Entry | None:
    remote_id = engine.text_of(paths.first(item, listing.remote_id))
    if remote_id is None:
        return None
    word = paths.first(item, listing.status)
    return Entry(
        remote_id,
        engine.text_of(paths.first(item, listing.name)) or "",
        engine.text_of(paths.first(item, listing.key)) or "",
        None if word is None else status.normalise(word, answer.statuses),
    )


def _next(
    listing: Listing, document: Mapping[str, Any], count: int, after: str | None
) -> str | None:
    if listing.pages == "token":
        return engine.text_of(paths.first(document, listing.next))
    if not listing.pages or count < max(listing.size, 1):
        return None
    if listing.pages == "number":
        return str(int(after or 1) + 1)
    return str(int(after or 0) + count)
