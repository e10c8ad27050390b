"""What exists at a provider: whether one character is there, the list of all, or neither. Pure.

Build a request with the functions here, let the client send it, and read the reply. A character
that is several things at its provider has an id of several `parts`: ask for each of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, Literal, TypeVar

from charlib.domain import status
from charlib.domain.prompts.reference import JOINED
from charlib.errors import InvalidInput, Refused
from charlib.hints import Hint, argument, call, filled, the_call
from charlib.providers import engine
from charlib.providers.messages import Answer, Reply, Request
from charlib.providers.profile import AnswerPlaces, Listing, Profile
from charlib.providers.replies import classify
from charlib.providers.replies.answers import Document, text_of

Existence = Literal["ready", "processing", "expired", "gone"]
_GONE = {"not_found", "gone", "reference", "source_task", "parameters", "refused"}
"""Causes of errors that may say that the provider does not have a character."""
_EXPIRED = {"expired", "evicted"}
_CONSOLE = Hint(
    "See the provider's console; if the service has shut down: {}",
    the_call("account retire", "NAME"),
)
Section = TypeVar("Section")


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a provider says about one character; `expires_at` is in milliseconds."""

    standing: Existence
    expires_at: int | None = None
    avatar_url: str | None = None


@dataclass(frozen=True, slots=True)
class ListedCharacter:
    """A character or a film in a provider's list; `key` is the caller's own id, if it has it.

    `created_at` is in milliseconds; `item` is all that the list says.
    """

    remote_id: str
    name: str = ""
    key: str = ""
    status: status.Status | None = None
    created_at: int | None = None
    item: Any = None


@dataclass(frozen=True, slots=True)
class Page:
    """A page of a provider's list; `next` asks for the next page, None after the last one."""

    characters: tuple[ListedCharacter, ...]
    next: str | None = None


def parts(remote_id: str) -> list[str]:
    """The ids that a character has at its provider; nearly always one."""
    return remote_id.split(JOINED)


def build_verify(profile: Profile, remote_id: str) -> Request:
    """The request that asks for a character. Raises InvalidInput if the profile has none."""
    return engine.build(_required(profile, profile.verify, "verify").call, {"remote_id": remote_id})


def read_verify(profile: Profile, reply: Reply, remote_id: str) -> Verdict:
    """Whether a character is there. Raises Refused for an answer that does not say.

    It is gone only where the provider itself says so of this id: a wrong address has nothing, too.
    """
    check = _required(profile, profile.verify, "verify")
    try:
        document = engine.parsed_reply(profile, check.answer, reply)
    except Refused as error:
        if error.cause in _GONE and classify.says_missing(reply.text, remote_id):
            return Verdict("gone")
        raise
    answer = engine.read_answer(check.answer, document)
    if not _says_something(check.answer, answer):
        raise engine.without("the character", "no_id", reply)
    if answer.word.casefold() in _EXPIRED:
        return Verdict("expired")
    standing: Existence = "ready"
    if answer.status == "failed":
        standing = "gone"
    elif answer.status in {"queued", "running"}:
        standing = "processing"
    return Verdict(standing, answer.expires_at, answer.avatar_url)


def _says_something(places: AnswerPlaces, answer: Answer) -> bool:
    """Whether an answer has anything that the profile expects in one about a character."""
    expects = places.remote_id or places.status
    return not expects or bool(answer.remote_id or answer.status or answer.word)


def build_list(
    profile: Profile,
    after: str | None = None,
    listing: Listing | None = None,
    known: Mapping[str, Any] | None = None,
) -> Request:
    """The request for a page of the list; `after` is the `next` of the page before.

    `listing` is another one than that of the characters; `known` are values that may narrow it.
    """
    listing = listing or _required(profile, profile.listing, "list")
    first = {"number": 1, "offset": 0}.get(listing.pages)
    page = first if after is None else int(after) if first is not None else after
    values = {**(known or {}), **({"page": page} if page is not None else {})}
    used = engine.uses(listing.call)
    return engine.build(listing.call, {name: values[name] for name in values if name in used})


def build_delete(profile: Profile, remote_id: str) -> Request:
    """The request that deletes a character. Raises InvalidInput if the profile has none."""
    return engine.build(_required(profile, profile.delete, "delete").call, {"remote_id": remote_id})


def read_delete(profile: Profile, reply: Reply, remote_id: str) -> None:
    """Raise Refused unless the character is gone; one that was gone before is fine.

    As with `read_verify`, only the provider itself can say that: a refusal is no deletion.
    """
    check = _required(profile, profile.delete, "delete")
    if not reply.text.strip() and reply.status < 300:  # noqa: PLR2004 - 204 has no body
        return
    try:
        engine.parsed_reply(profile, check.answer, reply)
    except Refused as error:
        if error.cause not in _GONE or not classify.says_missing(reply.text, remote_id):
            raise


def read_list(
    profile: Profile, reply: Reply, after: str | None = None, listing: Listing | None = None
) -> Page:
    """A page of the list. Raises Refused for an answer that is not a list."""
    listing = listing or _required(profile, profile.listing, "list")
    document = engine.parsed_list(profile, listing.answer, reply)
    read = partial(_listed, listing, listing.answer)
    items = document.list_of(listing.items, lambda item: read(item) is not None)
    if items is None:
        if any(document.allows(place, good) for place, good in listing.answer.ok.items()):
            return Page(())  # an envelope that says that all is well, around nothing
        raise engine.without("a list", "no_list", reply)
    characters = tuple(filter(None, map(read, items)))
    return Page(characters, _next(listing, document, len(items), after))


def _required(profile: Profile, section: Section | None, verb: str) -> Section:
    if section is None:
        raise InvalidInput(
            f"profile {profile.name} has no way to {verb} characters",
            hint=_CONSOLE,
        )
    return section


def _listed(listing: Listing, places: AnswerPlaces, item: object) -> ListedCharacter | None:
    entry = Document(item, inside=False)
    remote_id = entry.id(listing.remote_id)
    if remote_id is None:
        return None
    word = entry.word(listing.status, places.statuses)
    return ListedCharacter(
        remote_id,
        entry.first(listing.name, text_of) or "",
        entry.first(listing.key, text_of) or "",
        None if word is None else status.normalise(word, places.statuses),
        entry.first(listing.created_at, engine.moment),
        item,
    )


def _next(listing: Listing, document: Document, count: int, after: str | None) -> str | None:
    if listing.pages == "token":
        return document.first(listing.next, text_of)
    if not listing.pages or count < max(listing.size, 1):
        return None
    if listing.pages == "number":
        return str(int(after or 1) + 1)
    return str(int(after or 0) + count)


def lacking(profile: Profile, name: str, account: str = "NAME") -> InvalidInput:
    """The error for an operation (`create`, `generate` or `voice`) that a profile does not have."""
    text, hint = {"create": _create, "generate": _generate, "voice": _voice}[name](profile)
    return InvalidInput(text.format(profile.name), hint=filled(hint, NAME=account))


def uses_voice_ids(profile: Profile) -> bool:
    """Whether anything that is sent says what the provider calls a voice."""
    created = profile.create is not None and "voice" in engine.uses(profile.create.call)
    return created or "voice_id" in profile.reference.voice_fields


def _create(profile: Profile) -> tuple[str, Hint]:
    prompt = the_call("prompt", "TEXT", account="NAME")
    if profile.reference.inline:
        text = "{} stores no characters; their kept footage goes along with each prompt"
        return text, Hint(
            "No ID is needed. For a new character: {}; for its footage: {}; then {}",
            the_call("add", "HANDLE"),
            the_call("keep", "HANDLE", source="FILE", window="START,END"),
            prompt,
        )
    if profile.reference.uses_ids:
        text = "charlib cannot create characters with {}; it uses IDs that you have already"
        return text, call("add", "HANDLE", id="REMOTE_ID", account="NAME")
    text = "{} stores no characters; prompts describe them in words"
    return text, Hint("No ID is needed: {}", prompt)


def _generate(_: Profile) -> tuple[str, Hint]:
    pasted = Hint("Paste its prompt there yourself: {}", the_call("prompt", "TEXT", account="NAME"))
    return "charlib cannot film with {}; it only renders prompts", pasted


def _voice(profile: Profile) -> tuple[str, Hint]:
    if "sound" in profile.reference.voice_fields:
        text = "{} stores no voices; a kept voice goes along with each prompt"
        return text, Hint("Leave out {}", argument("account"))
    if uses_voice_ids(profile):
        known = call("voice add", "HANDLE", id="VOICE_ID", account="NAME")
        return "charlib cannot create voices with {}; it uses IDs that you have already", known
    return "{} takes no voices", Hint(
        "Keep it for other providers: leave out {}", argument("account")
    )
