"""Finds lost answers: asks the provider by the key of the request, or searches its list.

Nothing here sends a creation or a generation.
"""

from __future__ import annotations

import sys
from collections.abc import Collection, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from charlib.domain import paths
from charlib.domain.jobs import Job, Outcome
from charlib.errors import NoAnswer
from charlib.hints import Hint, the_call
from charlib.providers import creation, inventory
from charlib.providers.messages import Request
from charlib.sync.verbs import Recovery

if TYPE_CHECKING:
    from charlib.providers.profile import Listing, Operation, Profile
    from charlib.providers.transport.client import Client

_MOST_PAGES = 50
_EARLY_MS = 2 * 60_000
"""How far the provider's clock may be behind."""
_LATE_MS = 60 * 60_000
"""How long after it was planned a film was sent at the latest."""


def means(profile: Profile, operation: Operation, job: Job) -> Recovery:
    """The provider's means to recover this job."""
    request = Request.from_json(job.request)
    listing = listing_of(profile, operation, job)
    return Recovery(
        asks=creation.recall(operation, request) is not None,
        same_key=creation.key_of(operation, request) is not None,
        lists=listing is not None,
        harmless=operation.repeat.harmless,
    )


def listing_of(profile: Profile, operation: Operation, job: Job) -> Listing | None:
    """The list that may have what a job asked for: characters, their parts, voices, or films."""
    request = Request.from_json(job.request)
    if job.what == "binding" and request.plan:
        return creation.stage(operation, request).listing
    return profile.listing if job.kind == "binding" else operation.listing


def find_part(
    profile: Profile, operation: Operation, client: Client, job: Job, taken: Collection[str]
) -> str | Outcome:
    """Look for what a lost call of a creation made: its id, or an outcome that says why not."""
    listing = listing_of(profile, operation, job)
    if listing is None:
        raise ValueError(f"{profile.name} does not list what {job.label} asked for")
    wanted, known = words(job), job.request.get("plan", {}).get("values", {})
    found = {
        entry.remote_id
        for entry in listed(profile, client, _MOST_PAGES, listing, known)
        if entry.remote_id not in taken and wanted & {entry.key, entry.name}
    }
    if len(found) == 1:
        return found.pop()
    count = f"has {len(found)} of its name" if found else "does not have its name"
    text = f"it was sent and got no answer, and the provider's list {count}"
    return Outcome("unknown", error=text, error_kind="no_answer")


def find_film(
    profile: Profile, client: Client, job: Job, taken: Collection[str], rivals: Collection[Job]
) -> Outcome:
    """Look for the film of a lost request in the provider's list; `taken` are known ids.

    A film with the request's key is the one. Without keys it is the only unknown one that was made
    at that time and repeats what the request said; while `rivals` of the same account are on their
    way, or may be it as well, nobody can tell.
    """
    generate = profile.generate
    listing = generate.listing if generate else None
    if generate is None or listing is None:
        raise ValueError(f"{profile.name} lists no films")
    unknown = [
        entry
        for entry in listed(profile, client, _MOST_PAGES, listing)
        if entry.remote_id not in taken
    ]
    key = creation.key_of(generate, Request.from_json(job.request))
    if listing.key and key:
        candidates = [entry for entry in unknown if entry.key == key]
    elif any(rival.lease_owner for rival in rivals):
        return Outcome("sending")  # asked again when the others have their answers
    else:
        candidates = [entry for entry in unknown if _may_be(listing, entry, job)]
    if len(candidates) == 1:
        (entry,) = candidates
        if (listing.key and key) or not any(_may_be(listing, entry, each) for each in rivals):
            return Outcome("queued", remote_id=entry.remote_id)
    count = f"has {len(candidates)} that it may be" if candidates else "does not have it"
    text = f"it was sent and got no answer, and the provider's list {count}"
    return Outcome("unknown", error=text, error_kind="no_answer")


def _may_be(listing: Listing, entry: inventory.ListedCharacter, job: Job) -> bool:
    """Whether a listed film was made at the time of a request, and repeats what it said."""
    made = entry.created_at
    if made is None or not job.created_at - _EARLY_MS <= made <= job.created_at + _LATE_MS:
        return False
    body = job.request.get("body", {})
    pairs = [(paths.get(entry.item, a), paths.get(body, b)) for a, b in listing.same.items()]
    return all(theirs == ours for theirs, ours in pairs if ours is not None)


def reconcile(profile: Profile, client: Client, job: Job, taken: Collection[str]) -> Outcome:
    """Look for the character of a lost request in the provider's list; `taken` are known ids.

    If the list has exactly one unknown character of that name, it is adopted. Otherwise a person
    must decide: a list may be late, and names are not unique.
    """
    wanted = words(job)
    candidates = [
        entry
        for entry in listed(profile, client, _MOST_PAGES)
        if entry.remote_id not in taken and wanted & {entry.key, entry.name}
    ]
    if len(candidates) == 1:
        entry = candidates[0]
        answer = {"remote_id": entry.remote_id, "name": entry.name or None, "username": None}
        mention = profile.reference.mention_of(answer)
        return Outcome("ready", remote_id=entry.remote_id, mention=mention)
    ids = ", ".join(entry.remote_id for entry in candidates[:3])
    count = f"has {len(candidates)} of its name ({ids})" if candidates else "does not have its name"
    text = f"it was sent and got no answer, and the provider's list {count}"
    return Outcome("unknown", error=text, error_kind="no_answer")


def words(job: Job) -> set[str]:
    """The texts of a request that a list may contain: a key, or a name."""
    return {text for text in _texts(job.request.get("body", {})) if text}


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for item in value.values() if isinstance(value, dict) else value:
            yield from _texts(item)


def listed(
    profile: Profile,
    client: Client,
    pages: int = sys.maxsize,
    listing: Listing | None = None,
    known: Mapping[str, Any] | None = None,
) -> Iterator[inventory.ListedCharacter]:
    """The characters in a provider's list; NoAnswer if it has more pages than `pages`.

    `listing` is another list, such as that of the films; `known` are values that narrow it.
    Each is listed once: pages overlap where something is created meanwhile. The list ends where a
    page is asked for again, and at a numbered page that has nothing new.
    """
    after, asked, seen = None, set[str](), set[str]()
    paged = listing or profile.listing
    by_token = paged is not None and paged.pages == "token"
    for _ in range(pages):
        page = inventory.read_list(
            profile,
            client.send(inventory.build_list(profile, after, listing, known)),
            after,
            listing,
        )
        fresh = [entry for entry in page.characters if entry.remote_id not in seen]
        for entry in fresh:
            if entry.remote_id not in seen:
                seen.add(entry.remote_id)
                yield entry
        if page.next is None or page.next in asked or not (fresh or by_token):
            return
        after = page.next
        asked.add(after)
    raise NoAnswer(
        f"the list of {profile.name} has more than {pages} pages",
        hint=Hint(
            "Look in the provider's console; requests without an answer are named by {}",
            the_call("sync"),
        ),
    )
