"""What an answer says that a job costs. Pure.

A wrong value is no cost, and never an error: the answer says more important things.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from functools import partial
from typing import Any

from charlib.domain import money, paths
from charlib.domain.money import Cost, exact
from charlib.providers.profile import AnswerPlaces
from charlib.providers.replies import answers
from charlib.providers.replies.answers import Document

_EACH = "[]."


def read(places: AnswerPlaces, document: Document) -> Cost | None:
    """The cost in an answer: what was charged, else what the provider estimates."""
    for where, is_estimate in ((places.cost, False), (places.estimate, True)):
        amount = _first(document, where)
        unit = _unit(places, document)
        if amount is not None and unit:
            return Cost(exact(amount * exact(places.cost_factor)), unit, is_estimate)
    return None


def _first(document: Document, where: Iterable[str]) -> Decimal | None:
    """The amount at the first place that has one; with `[].`, the sum over a list."""
    for place in where:
        holder, each, inside = place.partition(_EACH)
        accept = partial(_sum, inside) if each else money.amount_of
        amount = document.first([holder], accept)
        if amount is not None:
            return amount
    return None


def _sum(place: str, items: Any) -> Decimal | None:
    if not isinstance(items, list) or not items:
        return None
    amounts = [money.amount_of(paths.get(item, place)) for item in items]
    return None if None in amounts else sum(filter(None, amounts), Decimal(0))


def _unit(places: AnswerPlaces, document: Document) -> str:
    """The unit that the answer names, else the profile's; empty if a list names several."""
    named = {unit for place in places.cost_currency for unit in _units(document, place)}
    try:
        return money.unit_of(named.pop() if len(named) == 1 else "" if named else places.cost_unit)
    except ValueError:
        return ""


def _units(document: Document, place: str) -> list[str]:
    holder, each, inside = place.partition(_EACH)
    if not each:
        return list(filter(None, [document.first([holder], answers.text_of)]))
    items = document.first([holder], lambda value: value if isinstance(value, list) else None)
    return [unit for item in items or () if (unit := answers.text_of(paths.get(item, inside)))]
