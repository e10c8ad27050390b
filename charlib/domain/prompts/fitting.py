"""Fits the characters of a prompt into what the provider takes: extra views go first."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import NamedTuple

from charlib.domain.prompts.limits import Budget, Limits
from charlib.domain.prompts.reference import JOINED, Slot

_WEIGHT_OF = {"image": "image", "video": "clip"}


class Fitted(NamedTuple):
    """The slots without surplus views; `over` are the names without room, and `why`."""

    slots: list[Slot]
    over: list[str]
    why: str = ""


class _Rule(NamedTuple):
    """A limit on the sum of what each slot costs."""

    most: int
    cost: Callable[[Slot], int]
    budget: Budget | None = None


def fit(slots: Sequence[Slot], most: Limits, budget: Sequence[Budget] = ()) -> Fitted:
    """Leave out extra views until everything is within the limits."""
    fitting = list(slots)
    over: list[str] = []
    why = ""
    for rule in _rules(most, budget):
        fitting = _reduced(fitting, rule)
        beyond = _beyond(fitting, rule)
        if beyond and rule.budget:
            why = why or _in_words(rule.budget, sum(map(rule.cost, fitting)))
        over += beyond
    return Fitted(fitting, list(dict.fromkeys(over)), why)


def _rules(most: Limits, budget: Sequence[Budget]) -> Iterator[_Rule]:
    for limit, kinds in (
        (most.images, {"image"}),
        (most.clips, {"video"}),
        (most.media, {"image", "video"}),
    ):
        if limit:
            yield _Rule(limit, partial(_count, kinds))
    for each in budget:
        yield _Rule(each.most, partial(weight, each), each)


def _count(kinds: set[str], slot: Slot) -> int:
    return len(slot.parts) if slot.kind in kinds else 0


def weight(budget: Budget, slot: Slot) -> int:
    """What a slot counts in a budget."""
    weights = budget.weights
    heard = int(weights.get("sound", 0)) if slot.has_voice else 0
    if slot.remote_id and not slot.media and "character" in weights and not slot.in_words:
        own = weights["character"]
        return heard + (slot.views if own == "views" else int(own))
    return heard + len(slot.parts) * int(weights.get(_WEIGHT_OF[slot.kind], 0))


def _reduced(slots: list[Slot], rule: _Rule) -> list[Slot]:
    """The slots with fewer views, until they fit or each has one."""
    fitting = list(slots)
    while sum(map(rule.cost, fitting)) > rule.most:
        fewer = {i: _without_last(slot) for i, slot in enumerate(fitting) if len(slot.parts) > 1}
        helps = [i for i, slot in fewer.items() if rule.cost(slot) < rule.cost(fitting[i])]
        if not helps:
            break
        largest = max(helps, key=lambda i: (len(fitting[i].parts), i))
        fitting[largest] = fewer[largest]
    return fitting


def _without_last(slot: Slot) -> Slot:
    if slot.media:
        return slot._replace(media=slot.media[:-1])
    return slot._replace(remote_id=JOINED.join(slot.parts[:-1]))


def _beyond(slots: Sequence[Slot], rule: _Rule) -> list[str]:
    """What people type for the slots without room, in order of mention."""
    total, over = 0, []
    for slot in slots:
        cost = rule.cost(slot)
        if total + cost > rule.most:
            over.append(slot.called)
        else:
            total += cost
    return over


def _in_words(budget: Budget, total: int) -> str:
    """The rule of a budget and the sum: `an image counts 1, a clip 2; the sum is 9`."""
    names = {"image": "an image", "clip": "a clip", "sound": "a sound", "character": "a character"}
    counted = [
        f"{names[name]} counts {'each of its stills' if own == 'views' else own}"
        for name, own in budget.weights.items()
        if own
    ]
    return f"{', '.join(counted)}; the sum is {total} and the maximum {budget.most}"
