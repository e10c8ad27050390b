"""Claims: who is creating a character at an account right now. Pure.

A claim is a chain of objects that are never changed, with numbers: of two members who write the
same number, one is told that it was too late. So each sees the whole chain before it writes.

    1 claimed    anna is about to send, until a time
    2 sending    anna may have sent it: only she ends this, or a person
    3 done       it was made          3 free    nothing was made: the next member may begin
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from charlib.domain.character.handle import normalise
from charlib.domain.moment import END_OF_TIME

if TYPE_CHECKING:
    from charlib.domain.jobs import Job

FORMAT = 1
LEASE_MS = 10 * 60 * 1000
"""How long a member may take from the claim to the sending, in milliseconds."""
STATES = ("claimed", "sending", "done", "free")
_SAFE = re.compile("[a-z0-9][a-z0-9_-]{0,63}")
_REQUIRED = {"state", "member", "log", "job"}
_TEXTS = ("state", "member", "log", "job", "made")
_NUMBERS = ("send", "at", "until")
_DIGITS = 6

Verdict = Literal["take", "hold", "wait", "made"]


class Claim(NamedTuple):
    """A link of the chain: its state, who wrote it, and for which request.

    `log` is the log of sends of the member's library, `job` the uid of the creation there, and
    `send` says which of its sends it is. Times are in milliseconds since 1970 UTC: `until` is for
    a claim only. `made` is the digest of the ID that was made.
    """

    state: str
    member: str
    log: str
    job: str
    send: int = 0
    at: int = 0
    until: int = 0
    made: str = ""


UNREADABLE = Claim("unreadable", "", "", "")
"""What stands for a damaged object, or one of a newer charlib."""


def to_bytes(claim: Claim) -> bytes:
    """A claim as an object."""
    said = {name: value for name, value in claim._asdict().items() if value or name in _REQUIRED}
    return json.dumps({"format": FORMAT, **said}, ensure_ascii=False).encode() + b"\n"


def from_bytes(data: bytes) -> Claim:
    """The claim of an object; UNREADABLE for anything else."""
    try:
        said = json.loads(data)
    except (ValueError, RecursionError):
        return UNREADABLE
    if not isinstance(said, dict) or said.pop("format", None) != FORMAT:
        return UNREADABLE
    return Claim(**said) if _is_claim(said) else UNREADABLE


def _is_claim(said: dict[str, Any]) -> bool:
    texts = [said[name] for name in _TEXTS if name in said]
    numbers = [said[name] for name in _NUMBERS if name in said]
    return (
        said.keys() <= set(Claim._fields)
        and said.get("state") in STATES
        and said.keys() >= _REQUIRED
        and all(isinstance(each, str) for each in texts)
        and all(type(each) is int and 0 <= each < END_OF_TIME for each in numbers)
    )


def decide(
    last: Claim | None, mine: Claim, now: int | None, is_known: Callable[[str], bool]
) -> Verdict:
    """What a member may do who wants to send `mine`, after the last link of a chain.

    `take` the next number; `hold` what it has already; `wait`, because another member is at it;
    or bring in what was `made`. `now` is the time that all members share, None where there is
    none: there no claim expires. `is_known` says whether this library has the ID of a digest.
    """
    if last is None or last.state == "free":
        return "take"
    if (last.log, last.job) == (mine.log, mine.job):
        return "take" if last.state == "done" else "hold"
    if last.state == "done":
        return "take" if is_known(last.made) else "made"
    has_expired = last.state == "claimed" and now is not None and now > last.until
    return "take" if has_expired else "wait"


def keys_of(job: Job, project: str, handle: str) -> tuple[str, ...]:
    """The chains of a creation: by the character's uid, and by what people call it.

    Two members may make a character of one handle at the same time, so it has two uids; and one
    may have renamed it meanwhile. The handle is hidden, because nothing is ever deleted.
    """
    is_voice = bool(job.voice_uid)
    return (
        named_key(project, handle, "voice:" if is_voice else job.look, job.account_uid),
        uid_key(job.character_uid, job.look_uid or "", job.account_uid, is_voice=is_voice),
    )


def uid_key(character: str, look: str, account: str, *, is_voice: bool = False) -> str:
    """The chain of a creation by uids; the main look has none."""
    part = "voice" if is_voice else safe(look) or "-"
    return f"claims/{safe(character)}.{part}.{safe(account)}"


def named_key(project: str, handle: str, look: str, account_uid: str) -> str:
    """The chain of a creation by what people call it; `voice:` stands for the voice."""
    called = json.dumps([project, normalise(handle), normalise(look)], ensure_ascii=False)
    return f"claims/name-{digest(called)}.{safe(account_uid)}"


def numbered(key: str, number: int) -> str:
    """The key of a link of a chain."""
    return f"{key}.{number:0{_DIGITS}d}"


def number_of(key: str) -> int:
    """The number of a link by its key; 0 for any other key."""
    end = key.rpartition(".")[2]
    return int(end) if end.isascii() and end.isdigit() else 0


def digest(text: str) -> str:
    """What stands for a text in places that nothing is ever deleted from."""
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def made_of(account_uid: str, remote_id: str) -> str:
    """What stands for an ID: the ID itself comes with the shared records."""
    return digest(f"{account_uid} {remote_id}")


def safe(uid: str) -> str:
    """A uid as a part of a key."""
    return uid if not uid or _SAFE.fullmatch(uid) else digest(uid)
