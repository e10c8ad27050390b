"""What an account keeps that the library does not use: lists it, and deletes what is chosen."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Literal, NamedTuple

from charlib.errors import Conflict, InvalidInput, NotFound, ProviderError
from charlib.hints import Hint, call, the_call
from charlib.providers import inventory
from charlib.sync.inventory import recovery

if TYPE_CHECKING:
    from charlib.domain.records import LocalId
    from charlib.store.store import Store
    from charlib.sync.remote import Remote

Standing = Literal["used", "unused", "unknown", "awaited", "missing"]


_KEY = re.compile(r" [a-z2-7]{16}(-\d+)?$")
"""The end of a name that some profiles send: a uid, perhaps numbered."""


class StoredCharacter(NamedTuple):
    """An ID at an account, and who in the library has it.

    `standing` is `used`; `unused` if only the trash or a replaced binding has it; `unknown` if the
    library does not have it; `awaited` if it may be the answer to a request that got none; and
    `missing` if the library uses it and the provider does not list it. `people` are characters
    as people type them.
    """

    remote_id: str
    name: str
    standing: Standing
    people: tuple[str, ...] = ()


def stored(store: Store, remote: Remote) -> list[StoredCharacter]:
    """Everything that the provider lists and the library has for an account.

    Of a provider without a list, only what the library has.
    """
    known = _known(store, remote)
    if remote.profile.listing is None:
        return [_stored(part, "", locals_) for part, locals_ in known.items()]
    awaited = _awaited(store, remote)
    entries = list(recovery.listed(remote.profile, remote.connect("binding")))
    there = {entry.remote_id for entry in entries}
    listed = [_listed(entry, known.get(entry.remote_id, ()), awaited) for entry in entries]
    lists_voices = remote.profile.voice is not None
    absent = [(part, locals_) for part, locals_ in known.items() if part not in there]
    lost = [_lost(part, locals_, lists_voices=lists_voices) for part, locals_ in absent]
    return [*listed, *(each for each in lost if each.standing != "unused")]


def again(store: Store, remote: Remote, listed: Iterable[StoredCharacter]) -> list[StoredCharacter]:
    """The same IDs with who has them now; the provider is not asked again."""
    known = _known(store, remote)
    return [
        _stored(each.remote_id, each.name, known[each.remote_id])
        if each.remote_id in known and each.standing != "missing"
        else each
        for each in listed
    ]


def _known(store: Store, remote: Remote) -> dict[str, list[LocalId]]:
    """What the library has at an account: each ID, or part of one, with its bindings."""
    known: dict[str, list[LocalId]] = {}
    for local in store.read.jobs.ids_at(remote.account.id):
        for part in inventory.parts(local.remote_id):
            known.setdefault(part, []).append(local)
    return known


def _lost(remote_id: str, locals_: Sequence[LocalId], *, lists_voices: bool) -> StoredCharacter:
    """An ID that is not in the provider's list, which may be a list of characters only."""
    entry = _stored(remote_id, "", locals_)
    is_listed = lists_voices or not all(local.is_voice for local in locals_)
    is_missing = is_listed and entry.standing == "used"
    return entry._replace(standing="missing") if is_missing else entry


def _listed(
    entry: inventory.ListedCharacter, locals_: Sequence[LocalId], awaited: set[str]
) -> StoredCharacter:
    if locals_:
        return _stored(entry.remote_id, entry.name, locals_)
    is_awaited = bool(awaited & ({entry.key, entry.name} - {""}))
    return StoredCharacter(entry.remote_id, entry.name, "awaited" if is_awaited else "unknown")


def _stored(remote_id: str, name: str, locals_: Sequence[LocalId]) -> StoredCharacter:
    standing: Standing = "used" if any(local.is_used for local in locals_) else "unused"
    people = dict.fromkeys(local.name for local in locals_)
    return StoredCharacter(remote_id, name, standing, tuple(people))


def _awaited(store: Store, remote: Remote) -> set[str]:
    """The names and keys in the account's requests that have no ID yet."""
    jobs = store.read.jobs.without_id(remote.account.name)
    return {word for job in jobs for word in recovery.words(remote.profile, job)}


def check(found: Iterable[StoredCharacter], account: str, ids: Sequence[str]) -> None:
    """Refuse to delete an ID that is used or awaited, or that the account does not have."""
    by_id = {each.remote_id: each for each in found}
    for remote_id in ids:
        each = by_id.get(remote_id)
        if each is None or each.standing == "missing":
            raise NotFound(f"{account} has no ID {remote_id}", hint=call("account clean", account))
        if each.standing == "used":
            name = each.people[0]
            raise Conflict(
                f"@{name} uses {remote_id} at {account}",
                hint=Hint("To remove the character first: {}", the_call("rm", name)),
            )
        if each.standing == "awaited":
            raise Conflict(
                f"{remote_id} may be the answer to a request that got none", hint=call("sync")
            )


def delete(store: Store, remote: Remote, ids: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Delete IDs at the provider, one after the other; yield each with why it is still there.

    The reason is empty for one that is gone. Raises InvalidInput if the profile has no way to
    delete.
    """
    profile = remote.profile
    if profile.delete is None:
        raise InvalidInput(
            f"profile {profile.name} has no way to delete characters",
            hint="Delete them in the provider's console",
        )
    for remote_id in ids:
        request = inventory.build_delete(profile, remote_id)
        try:
            reply = remote.connect("binding").send(request)
            inventory.read_delete(profile, reply, remote_id)
        except ProviderError as error:
            yield remote_id, str(error)
            continue
        _record(store, remote.account.id, remote_id)
        yield remote_id, ""


def _record(store: Store, account_id: int, remote_id: str) -> None:
    """Mark the bindings of a deleted ID; undo does not bring it back."""
    uids = [
        local.uid
        for local in store.read.jobs.ids_at(account_id)
        if remote_id in inventory.parts(local.remote_id)
    ]
    with store.write() as writer:
        writer.jobs.mark_deleted(uids)


def adopting(found: Iterable[StoredCharacter], account: str, remote_id: str) -> StoredCharacter:
    """The ID to adopt; NotFound if the account does not list it, Conflict if it is used.

    Its name is without the key of the request that made it.
    """
    for each in found:
        if each.remote_id == remote_id and each.standing != "missing":
            if each.standing == "used":
                name = each.people[0]
                raise Conflict(f"@{name} has {remote_id} at {account}", hint=call("show", name))
            return each._replace(name=_KEY.sub("", each.name))
    raise NotFound(
        f"{account} lists no ID {remote_id}",
        hint=Hint(
            "Add it all the same: {}", the_call("add", "HANDLE", id=remote_id, account=account)
        ),
    )
