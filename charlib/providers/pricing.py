"""What a call will cost, by the prices of a profile. Pure.

A price list is never exact, so every cost from here is marked as an estimate.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any, Literal

from charlib.domain import money, paths
from charlib.domain.money import Cost, exact
from charlib.domain.prompts.asks import word
from charlib.providers import asking, creation
from charlib.providers.profile import Ask, Price, PricedThing, Profile

if TYPE_CHECKING:
    from charlib.providers.filming import PlannedFilm

_HEIGHTS = {"1k": 1024, "2k": 1440, "4k": 2160, "8k": 4320}


def estimate(
    profile: Profile,
    *,
    of: PricedThing = "film",
    model: str = "",
    seconds: float | None = None,
    resolution: str = "",
    pictures: int = 0,
) -> Cost | None:
    """What one call costs; None if the profile does not say.

    What is not given is what the profile sends by itself: its model, its length, its resolution.
    `pictures` go along with a film, or are what is made.
    """
    model = model or str(_default(profile, "model") or "")
    profile = asking.for_model(profile, model)
    price = price_of(profile, of, model)
    if price is None:
        return _stated(profile) if of == "character" else None
    rate = _rate(price, resolution or str(_default(profile, "resolution") or ""))
    many = _many(profile, price, seconds, pictures)
    if rate is None or many is None:
        return None
    more = max(pictures - price.free_pictures, 0) * exact(price.picture)
    return Cost(exact(rate * many + more), money.unit_of(price.unit), is_estimate=True)


def of_film(profile: Profile, film: PlannedFilm) -> Cost | None:
    """What a planned film costs, by what its request says; None if the profile does not say.

    A length that is no number is chosen by the service, so its price is not known.
    """
    if film.request is None:
        return None
    own, body = asking.for_model(profile, film.model), film.request.body
    sent = {name: _sent(own, name, body) for name in ("seconds", "resolution")}
    seconds = _number(sent["seconds"])
    if sent["seconds"] is not None and seconds is None:
        return None
    return estimate(
        profile,
        model=film.model,
        seconds=seconds,
        resolution=str(sent["resolution"] or ""),
        pictures=_pictures(own, body),
    )


def of_creation(
    profile: Profile, request: Mapping[str, Any], *, of: Literal["character", "voice"] = "character"
) -> Cost | None:
    """What a creation costs by its first request, as it is kept; None if the profile is silent."""
    operation = profile.create if of == "character" else profile.voice
    pictures = len(request.get("plan", {}).get("items", ()))
    pictures = max(pictures, creation.views(operation, request.get("body", {})))
    return estimate(profile, of=of, pictures=pictures)


def price_of(profile: Profile, of: PricedThing, model: str = "") -> Price | None:
    """The price that counts for a model: that of its name, of the longest pattern, of every one."""
    fitting = [
        (_fit(pattern, model), price)
        for price in profile.prices
        if price.of == of
        for pattern in price.model or ("",)
    ]
    best = max((fit for fit, _ in fitting), default=-1)
    return next((price for fit, price in fitting if fit == best), None) if best >= 0 else None


def _fit(pattern: str, model: str) -> int:
    """How well a pattern fits: more for more letters, most for the name itself; -1 not at all."""
    pattern, model = pattern.casefold(), model.casefold()
    if not pattern:
        return 0
    if pattern == model:
        return 1000
    return len(pattern.replace("*", "")) if fnmatchcase(model, pattern) else -1


def _stated(profile: Profile) -> Cost | None:
    """The price of a creation in the older form, `create.cost`."""
    stated = profile.create.cost if profile.create else None
    if stated is None:
        return None
    return Cost(exact(stated.amount), money.unit_of(stated.unit), is_estimate=True)


def _rate(price: Price, resolution: str) -> Decimal | None:
    """The price at a resolution; None for a larger one than those with a price of their own."""
    own = {word(name): exact(amount) for name, amount in price.by_resolution.items()}
    if word(resolution) in own:
        return own[word(resolution)]
    largest = max(map(_height, own), default=0)
    return None if largest and _height(word(resolution)) > largest else exact(price.amount)


def _height(resolution: str) -> int:
    lines = re.fullmatch(r"([0-9]{1,5})p", resolution)
    return int(lines[1]) if lines else _HEIGHTS.get(resolution, 0)


def _many(
    profile: Profile, price: Price, seconds: float | None, pictures: int
) -> Decimal | int | None:
    if price.per == "second":
        length = _number(_default(profile, "seconds") if seconds is None else seconds)
        return None if length is None else exact(length)
    return pictures if price.per == "picture" else 1


def _default(profile: Profile, name: str) -> Any:
    """What a profile sends of a wish by itself, in our words; None if it says nothing."""
    return next((ask.default for ask in _asks(profile, name) if not ask.of), None) or next(
        (_part(ask, name, ask.default) for ask in _asks(profile, name) if ask.of), None
    )


def _sent(profile: Profile, name: str, body: Mapping[str, Any]) -> Any:
    """What a request says of a wish, in our words where the profile has them."""
    for ask in _asks(profile, name):
        value = paths.get(body, ask.to) if ask.to else None
        if value is None:
            continue
        ours = ask.values.items() if isinstance(ask.values, Mapping) else ()
        mine = next((key for key, theirs in ours if theirs == value), value)
        return _part(ask, name, mine) if ask.of else mine
    return None


def _asks(profile: Profile, name: str) -> Iterator[Ask]:
    """The wishes that say something of this one: itself, and one that stands for several."""
    asks = profile.generate.asks if profile.generate else {}
    return (ask for key, ask in asks.items() if key == name or name in ask.of)


def _part(ask: Ask, name: str, value: Any) -> str | None:
    """One wish of a value that stands for several: the resolution of `16:9 720p`."""
    parts = dict(zip(ask.of, str(value or "").split(), strict=False))
    return parts.get(name) if len(parts) == len(ask.of) else None


def _number(value: Any) -> float | None:
    """A length in seconds, also as text; None for what is none."""
    try:
        number = float(value) if not isinstance(value, bool) else math.nan
    except (TypeError, ValueError, OverflowError):
        return None
    return number if 0 < number < 1e6 else None  # noqa: PLR2004 - a million seconds are no film


def _pictures(profile: Profile, body: Mapping[str, Any]) -> int:
    """The number of pictures in a request."""
    shown = [each for each in profile.reference.attach if each.kind in {"", "image"}]
    lists = [(paths.get(body, each.path.removesuffix("[]")), each.item) for each in shown]
    return sum(
        paths.unify(template, item) is not None
        for items, template in lists
        if isinstance(items, list)
        for item in items
    )
