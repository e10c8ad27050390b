"""What can be done about a job, and what helps when an answer never came."""

from __future__ import annotations

from typing import Literal, NamedTuple

Verb = Literal["send", "poll", "fetch", "wait", "lose", "fail", "recall", "repeat", "reconcile"]


class Recovery(NamedTuple):
    """What a provider declares that helps when an answer never came.

    `asks`: it can be asked for the answer by the key that the request carried. `same_key`: it
    knows a request that is sent again by a key or an id that the caller chose. `lists`: it can
    list what it made. `harmless`: a creation costs nothing, and a second one does no harm.
    """

    asks: bool = False
    same_key: bool = False
    lists: bool = False
    harmless: bool = False


NONE = Recovery()


def recover(what: str, recovery: Recovery) -> Verb:
    """What to do about a request whose answer never came.

    A generation is never sent again because that is harmless: it is not.
    """
    if recovery.asks:
        return "recall"
    if recovery.same_key:
        return "repeat"
    if recovery.lists:
        return "reconcile"
    return "repeat" if recovery.harmless and what == "binding" else "lose"
