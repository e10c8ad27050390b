"""Finds lost answers: asks the provider by the key of the request, or searches its list.

Nothing here sends a creation or a generation.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from charlib.domain import paths
from charlib.domain.jobs import Job, Outcome
from charlib.domain.text import printable
from charlib.errors import NoAnswer
from charlib.hints import Hint, the_call
from charlib.providers import creation, inventory
from charlib.providers.messages import Request
from charlib.sync.verbs import Recovery

if TYPE_CHECKING:
    from charlib.providers.profile import Listing, Operation, Profile
    from charlib.providers.transport.client import Client

OPERATIONS: Mapping[str, str] = {"binding": "create", "task": "generate", "voice": "voice"}
"""What is created → the operation of a profile."""
_NAMES = ("key", "name", "handle")
"""The values of a request that a list repeats."""
_MOST_PAGES = 50
_LONGEST_LIST = 10_000
"""Pages of a list that are read at most; a lost answer is sought in the first 50 of them."""
_IDLE_PAGES = 20
"""Pages in a row with nothing new that are read at most: a list may go on for ever."""
_EARLY_MS = 2 * 60_000
"""How far the provider's clock may be behind."""
_LATE_MS = 60 * 60_000
"""How long after it was planned a film was sent at the latest."""


def means(profile: Profile, operation: Operation, job: Job) -> Recovery:
    """The provider's means to recover this job."""
    request = Request.from_json(job.request)
    return Recovery(
        asks=creation.recall(operation, request) is not None,
        same_key=creation.key_of(operation, request) is not None,
        lists=listing_of(profile, job) is not None,
        harmless=operation.repeat.harmless,
    )


def operation_of(profile: Profile, job: Job) -> Operation | None:
    """What a job asks for, as a profile declares it; None if the profile has no such operation."""
    declared: Operation | None = getattr(profile, OPERATIONS[job.kind])
    return declared


def listing_of(profile: Profile, job: Job) -> Listing | None:
    """The list that may have what a job asked for: characters, their parts, voices, or films."""
    operation, request = operation_of(profile, job), Request.from_json(job.request)
    if operation is not None and job.what == "binding" and request.plan:
        return creation.stage(operation, request).listing
    return profile.listing if job.kind == "binding" else operation and operation.listing


def find(
    profile: Profile, client: Client, job: Job, taken: Collection[str], rivals: Collection[Job]
) -> inventory.ListedCharacter | Outcome:
    """Look for what a lost creation, or a lost call of one, made; `taken` are known ids.

    It is the only unknown one of its name or key in the provider's list; otherwise an outcome says
    why a person must decide: a list may be late, names are not unique, and it may be the answer to
    one of the `rivals`. While one of them is still on its way, nobody can tell.
    """
    listing = listing_of(profile, job)
    if listing is None:
        raise ValueError(f"{profile.name} does not list what {job.label} asked for")
    wanted = words(profile, job)
    found = [
        entry
        for entry in listed(profile, client, _MOST_PAGES, listing, _known(job))
        if entry.remote_id not in taken and wanted & {entry.key, entry.name}
    ]
    if len(found) != 1:
        count = f"has {len(found)} of its name{_ids(found)}" if found else "does not have its name"
        return _unknown(count)
    (entry,) = found
    asked = inventory.build_list(profile, None, listing, _known(job))
    others = [
        rival
        for rival in rivals
        if words(profile, rival) & {entry.key, entry.name}
        and listing_of(profile, rival) == listing
        and inventory.build_list(profile, None, listing, _known(rival)) == asked
    ]
    if any(rival.lease_owner for rival in others):
        return Outcome("sending")  # asked again when the others have their answers
    if others:
        return _unknown(f"has one of its name{_ids(found)}, which {others[0].label} may be as well")
    return entry


def _known(job: Job) -> Mapping[str, Any]:
    """The values of a creation so far: some narrow the list."""
    values: Mapping[str, Any] = job.request.get("plan", {}).get("values", {})
    return values


def _ids(entries: Sequence[inventory.ListedCharacter]) -> str:
    return f" ({', '.join(printable(entry.remote_id, 100) for entry in entries[:3])})"


def _unknown(what: str) -> Outcome:
    text = f"it was sent and got no answer, and the provider's list {what}"
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
    return _unknown(f"has {len(candidates)} that it may be" if candidates else "does not have it")


def _may_be(listing: Listing, entry: inventory.ListedCharacter, job: Job) -> bool:
    """Whether a listed film was made at the time of a request, and repeats what it said."""
    made = entry.created_at
    if made is None or not job.created_at - _EARLY_MS <= made <= job.created_at + _LATE_MS:
        return False
    body = job.request.get("body", {})
    pairs = [(paths.get(entry.item, a), paths.get(body, b)) for a, b in listing.same.items()]
    return all(theirs == ours for theirs, ours in pairs if ours is not None)


def words(profile: Profile, job: Job) -> set[str]:
    """The texts of a request by which a list may know what it made: its key, or its name."""
    operation = operation_of(profile, job)
    if operation is None or not job.request:
        return set()
    request = Request.from_json(job.request)
    call = creation.stage(operation, request).call
    places = [call.fields[name] for name in _NAMES if name in call.fields]
    places += [put.path for put in call.put if paths.fields(put.item) & {"key", "name"}]
    return {text for place in places for text in _texts(paths.get(request.body, place)) if text}


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for item in value.values() if isinstance(value, dict) else value:
            yield from _texts(item)


def listed(
    profile: Profile,
    client: Client,
    pages: int = _LONGEST_LIST,
    listing: Listing | None = None,
    known: Mapping[str, Any] | None = None,
) -> Iterator[inventory.ListedCharacter]:
    """The characters in a provider's list; NoAnswer if it has more pages than `pages`.

    `listing` is another list, such as that of the films; `known` are values that narrow it.
    Each is listed once: pages overlap where something is created meanwhile. The list ends where a
    page is asked for again, and at a numbered page that has nothing new; of the pages by tokens,
    a few in a row may have nothing new.
    """
    after, asked, seen = None, set[str](), set[str]()
    idle = 0
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
        idle = 0 if fresh else idle + 1
        if idle > _IDLE_PAGES:
            break
        after = page.next
        asked.add(after)
    raise NoAnswer(
        f"the list of {profile.name} is too long: {len(asked):,} pages were read",
        hint=Hint(
            "Look in the provider's console; requests without an answer are named by {}",
            the_call("sync"),
        ),
    )
