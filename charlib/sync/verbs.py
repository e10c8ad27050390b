"""The verbs of steps, and which of them recovers a lost answer."""

from __future__ import annotations

from typing import Literal, NamedTuple

Verb = Literal["send", "poll", "fetch", "wait", "lose", "fail", "recall", "repeat", "reconcile"]


class Recovery(NamedTuple):
    """A provider's means to recover a lost answer.

    `asks`: it can be asked for the answer by the key of the request. `same_key`: it recognises a
    repeated request by a key or an id that the caller chose. `lists`: it can list what it created.
    `harmless`: a creation costs nothing, and a second one does no harm.
    """

    asks: bool = False
    same_key: bool = False
    lists: bool = False
    harmless: bool = False


NONE = Recovery()


def recover(what: str, recovery: Recovery) -> Verb:
    """The verb for a request that got no answer.

    A generation always costs money, so it is never repeated as harmless.
    """
    if recovery.asks:
        return "recall"
    if recovery.same_key:
        return "repeat"
    if recovery.lists:
        return "reconcile"
    return "repeat" if recovery.harmless and what == "binding" else "lose"
