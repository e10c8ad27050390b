"""When an answer never came: asking the provider for it, by the key or in its list.

Nothing here sends a creation or a generation: what is asked are questions.
"""

from __future__ import annotations

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
    """What the provider declares that helps with this job.

    Only characters are listed: of a generation that was lost there is nothing to be found.
    """
    request = Request.from_json(job.request)
    return Recovery(
        asks=creation.recall(operation, request) is not None,
        same_key=creation.key_of(operation, request) is not None,
        lists=job.what == "binding" and profile.listing is not None and not request.plan,
        harmless=operation.repeat.harmless,
    )


def reconcile(profile: Profile, client: Client, job: Job, taken: Collection[str]) -> Outcome:
    """Look in the provider's list for what a lost request made; `taken` are the ids known here.

    One character of that name that nobody has here is the one. Where there is none, or there are
    several, a person must look: a list may be late, and names are not unique.
    """
    wanted = _words(job)
    found = [
        entry
        for entry in _entries(profile, client)
        if entry.remote_id not in taken and wanted & {entry.key, entry.name}
    ]
    if len(found) == 1:
        entry = found[0]
        answer = {"remote_id": entry.remote_id, "name": entry.name or None, "username": None}
        mention = profile.reference.mention_of(answer)
        return Outcome("ready", remote_id=entry.remote_id, mention=mention)
    seen = ", ".join(entry.remote_id for entry in found[:3])
    why = f"{len(found)} of its name are there ({seen})" if found else "no such name is there"
    text = f"it was sent, and the answer never came; in the provider's list {why}"
    return Outcome("unknown", error=text, error_kind="no_answer")


def _words(job: Job) -> set[str]:
    """The texts of a request that a list could tell: a key, or a name."""
    return {text for text in _texts(job.request.get("body", {})) if text}


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for one in value.values() if isinstance(value, dict) else value:
            yield from _texts(one)


def _entries(profile: Profile, client: Client) -> Iterator[inventory.ListedCharacter]:
    after = None
    for _ in range(_MOST_PAGES):
        reply = client.send(inventory.build_list(profile, after))
        page = inventory.read_list(profile, reply, after)
        yield from page.characters
        after = page.next
        if after is None:
            return
    raise NoAnswer(
        f"the list of {profile.name} goes on for more than {_MOST_PAGES} pages",
        hint=Hint(
            "Look in the provider's console, then: {}", the_call("resolve", "HANDLE", adopt="ID")
        ),
    )
