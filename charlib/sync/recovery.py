"""Finds lost answers: asks the provider by the key of the request, or searches its list.

Nothing here sends a creation or a generation.
"""

from __future__ import annotations

import sys
from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING

from charlib.domain.jobs import Job, Outcome
from charlib.errors import NoAnswer
from charlib.hints import Hint, the_call
from charlib.providers import creation, inventory
from charlib.providers.messages import Request
from charlib.sync.verbs import Recovery

if TYPE_CHECKING:
    from charlib.providers.profile import Operation, Profile
    from charlib.providers.transport.client import Client

_MOST_PAGES = 50


def means(profile: Profile, operation: Operation, job: Job) -> Recovery:
    """The provider's means to recover this job.

    Only characters are listed, so a list cannot recover a generation.
    """
    request = Request.from_json(job.request)
    return Recovery(
        asks=creation.recall(operation, request) is not None,
        same_key=creation.key_of(operation, request) is not None,
        lists=job.kind == "binding" and profile.listing is not None and not request.plan,
        harmless=operation.repeat.harmless,
    )


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
    profile: Profile, client: Client, pages: int = sys.maxsize
) -> Iterator[inventory.ListedCharacter]:
    """The characters in a provider's list; NoAnswer if it has more pages than `pages`."""
    after = None
    for _ in range(pages):
        page = inventory.read_list(
            profile, client.send(inventory.build_list(profile, after)), after
        )
        yield from page.characters
        if page.next is None or page.next == after:
            return
        after = page.next
    raise NoAnswer(
        f"the list of {profile.name} has more than {pages} pages",
        hint=Hint(
            "Look in the provider's console; requests without an answer are named by {}",
            the_call("sync"),
        ),
    )
