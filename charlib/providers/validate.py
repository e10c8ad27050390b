"""Checks that types cannot express: paths are paths, and templates use only known fields."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any

from charlib.domain import money, paths, status
from charlib.domain.prompts import asks
from charlib.domain.prompts.limits import Budget
from charlib.domain.prompts.reference import Reference
from charlib.providers import asking, engine
from charlib.providers.creation import by_way
from charlib.providers.profile import (
    AnswerPlaces,
    Ask,
    Call,
    Check,
    ErrorRule,
    Http,
    Listing,
    Operation,
    Poll,
    Price,
    Profile,
    Way,
)
from charlib.providers.replies import classify

_SLOT_FIELDS = {
    "n", "handle", "name", "look", "remote_id", "mention", "tag", "who", "ref",
    "part", "type", "clip", "image", "images", "stills", "frontal",
    "voice", "voice_id", "voice_tag", "sound",
}  # fmt: skip
_VALUES = {
    "url", "task", "window", "name", "look", "description", "handle", "key", "prompt",
    "job_id", "remote_id", "page", "clip", "stills", "still", "frontal", "model", "sound", "voice",
}  # fmt: skip
"""Everything that charlib can put into a call; the calls before add the names that they bind."""
_CREATION_VALUES = _VALUES - {"job_id", "remote_id", "page"}
"""What is known before anything is made."""
_MOST = 1e9
_LEAST = 1e-6
"""Costs are kept in millionths."""
_MEDIA_ONE_BY_ONE = {"clip": {"clip"}, "stills": {"still"}, "sound": {"sound"}}
_MEDIA_TOGETHER = {"clip": {"clip"}, "stills": {"stills"}, "sound": {"sound"}}


def mistakes_in(record: Any) -> list[str]:
    """The mistakes in a record of a profile: the first that each of its checks finds."""
    return [text for check in _CHECKS.get(type(record), ()) if (text := _found(check, record))]


def _found(check: Callable[[Any], None], record: Any) -> str:
    try:
        check(record)
    except (ValueError, TypeError, AttributeError, re.error) as error:
        return str(error)
    return ""


def _check_poll(poll: Poll) -> None:
    _check_fields([poll.call.path, poll.result.path if poll.result else ""], {"job_id"})


def _check_error(rule: ErrorRule) -> None:
    re.compile(rule.match)
    _refuse_unknown("kind", {rule.kind}, (c.name for c in classify.causes().values() if c.says))


def _check_answer(places: AnswerPlaces) -> None:
    for name, value in places._asdict().items():
        if name != "pending_http" and isinstance(value, tuple):
            _check_paths(value)
    _check_paths(tuple(places.ok))


def _check_cost(places: AnswerPlaces) -> None:
    _check_amounts("cost_factor", [places.cost_factor])
    if places.cost_unit or places.cost or places.estimate:
        money.unit_of(places.cost_unit)


def _check_statuses(places: AnswerPlaces) -> None:
    words = {word for word in places.statuses.values() if status.normalise(word) is None}
    _refuse_unknown("statuses: status", words, {"queued", "running", "done", "failed"})


def _check_price(price: Price) -> None:
    amounts = [price.amount, price.picture, *price.by_resolution.values()]
    _check_amounts("an amount", amounts)
    if any(0 < amount < _LEAST for amount in amounts):
        raise ValueError("an amount must be 0, or at least a millionth")
    if money.unit_of(price.unit) == money.CALLS:
        raise ValueError("unit: calls are counted without a price")
    if price.free_pictures < 0:
        raise ValueError("free_pictures must not be negative")


def _check_amounts(name: str, amounts: Iterable[float]) -> None:
    if not all(0 <= amount < _MOST for amount in amounts):  # false for NaN, too
        raise ValueError(f"{name} must be a number from 0 to a billion")


def _check_prices(prices: Iterable[Price]) -> None:
    """Refuse two prices of the same model: it would be chance which one counts."""
    known = Counter(
        (price.of, name.casefold()) for price in prices for name in price.model or ("",)
    )
    twice = next((each for each, count in known.items() if count > 1), None)
    if twice is not None:
        of, model = twice
        raise ValueError(f"prices: {of} has two prices{f' with {model}' if model else ''}")


def _check_paths(texts: tuple[str, ...]) -> None:
    for text in texts:
        paths.steps(text)


def _check_reference(reference: Reference) -> None:
    templates = [part for attach in reference.attach for part in (attach.item, attach.path)]
    _check_fields([reference.template, *templates], _SLOT_FIELDS)
    _check_fields([reference.first, reference.intro], _SLOT_FIELDS)
    _check_fields(reference.voice_intro, {*_SLOT_FIELDS, "called"})


def _check_mentions(reference: Reference) -> None:
    _check_fields(list(reference.mention), {"remote_id", "username", "name"})
    _check_fields(list(reference.tokens.values()), {"n"})
    _refuse_unknown("tokens: medium", reference.tokens, {"image", "video", "audio"})


def _check_inline(reference: Reference) -> None:
    for name, needs in reference.inline.items():
        if not needs.takes:
            raise ValueError(f"inline.{name}: takes must name url, file, base64 or data-url")
    inline = reference.inline_sound
    if inline is not None and (inline.of != "sound" or not inline.takes):
        raise ValueError("inline_sound: it must have of = 'sound', and takes")


def _check_attached(reference: Reference) -> None:
    body: dict[str, Any] = {}
    for attach in reference.attach:
        try:
            paths.put(body, attach.path, "")
        except ValueError as error:
            raise ValueError(f"attach: {error}") from error


def _check_fields(template: Any, known: set[str]) -> None:
    _refuse_unknown("field", paths.fields(template), known)


def _refuse_unknown(what: str, names: Iterable[str], known: Iterable[str]) -> None:
    known = sorted(known)
    unknown = sorted(set(names).difference(known))
    if unknown:
        names = ", ".join(map(repr, unknown))
        raise ValueError(f"{what} {names} is not one of {', '.join(known)}")


def _check_call(call: Call) -> None:
    """Build a body with every field: two paths may exclude each other."""
    body: dict[str, Any] = {}
    for path in [*call.constants, *call.params, *(put.path for put in call.put)]:
        paths.put(body, path, {**call.constants, **call.params}.get(path, ""))
    for path in call.fields.values():
        paths.put(body, path, "")
    for path in call.wrap:
        paths.put(body, path, {})


def _check_operation(operation: Operation) -> None:
    known = {*_CREATION_VALUES, *(step.binds for step in operation.before)}
    for call in [*(step.call for step in operation.before), operation.call]:
        _check_fields([call.path, *(put.item for put in call.put)], known)
        _refuse_unknown("fields: value", call.fields, known)


def _check_ways(operation: Operation) -> None:
    for name, way in operation.ways.items():
        try:
            _check_call_by(way, operation)
        except (ValueError, TypeError, AttributeError) as error:
            raise ValueError(f"ways.{name}: {error}") from error


def _check_questions_of(operation: Operation) -> None:
    _check_question("cancel", operation.cancel, {"job_id"})
    if operation.content is not None:
        _check_path("content", operation.content, {"job_id"})


def _check_asks(operation: Operation) -> None:
    _refuse_unknown("asks:", operation.asks, {*asks.NAMES, *_together(operation)})
    _refuse_unknown("asks: of", _together(operation, parts=True), asks.NAMES)


def _check_body(operation: Operation) -> None:
    body: dict[str, Any] = {}
    for path in [*operation.call.params, *(ask.to for ask in operation.asks.values() if ask.to)]:
        paths.put(body, path, "")


def _check_models(operation: Operation) -> None:
    for name, own in operation.models.items():
        _refuse_unknown(f"models.{name}: asks:", own.asks, {*asks.NAMES, *operation.asks})
        for ask_name, ask in asking.with_model(operation, own).asks.items():
            try:
                _check_ask(ask)
            except ValueError as error:
                raise ValueError(f"models.{name}: asks.{ask_name}: {error}") from error


def _check_question(name: str, question: Check | Listing | None, known: set[str]) -> None:
    if question is not None:
        _check_path(f"{name}: call", question.call, known)


def _check_path(name: str, call: Call, known: set[str]) -> None:
    """A path cannot be filled with what is not known when the call is made."""
    try:
        _check_fields([call.path, *(put.item for put in call.put)], known)
    except ValueError as error:
        raise ValueError(f"{name}: {error}") from error


def _together(operation: Operation, *, parts: bool = False) -> set[str]:
    """The names of wishes that stand for several, or those that they stand for."""
    combined = {name: ask for name, ask in operation.asks.items() if ask.of}
    return {part for ask in combined.values() for part in ask.of} if parts else set(combined)


def _check_ask(ask: Ask) -> None:
    paths.steps(ask.to)
    mistake = next(asking.mistakes(ask), "")
    if mistake:
        raise ValueError(mistake)


def _check_budget(budget: Budget) -> None:
    _refuse_unknown("weights:", budget.weights, {"image", "clip", "sound", "character"})
    for name, own in budget.weights.items():
        is_number = isinstance(own, int) and not isinstance(own, bool) and own >= 0
        if not is_number and (name, own) != ("character", "views"):
            raise ValueError(f"weights: {name}: must be a whole number")


def _check_call_by(way: Way, operation: Operation) -> None:
    call = by_way(operation.call, way)
    _check_call(call)
    media = (_MEDIA_ONE_BY_ONE if operation.each else _MEDIA_TOGETHER)[way.needs.of]
    if not engine.uses(call) & media:
        raise ValueError(f"fields has no place for {' or '.join(sorted(media))}")


def _check_way(way: Way) -> None:
    _refuse_unknown("fields: medium", way.fields, {"clip", "stills", "still", "frontal", "sound"})


def _check_needs(way: Way) -> None:
    needs = way.needs
    if not needs.takes:
        raise ValueError("needs: takes must name url, file, base64 or data-url")
    for ratio in needs.ratios:
        if not re.fullmatch(r"[1-9]\d*:[1-9]\d*", ratio):
            raise ValueError(f"needs: ratios: invalid ratio {ratio!r}; write it like 16:9")
    if needs.least > needs.most:
        raise ValueError(f"needs: least {needs.least} is more than most {needs.most}")


def _check_listing(listing: Listing) -> None:
    places = (listing.name, listing.key, listing.status, listing.created_at)
    for texts in (listing.items, listing.remote_id, *places, tuple(listing.same)):
        _check_paths(texts)
    _check_paths(tuple(listing.same.values()))


def _check_pages(listing: Listing) -> None:
    if listing.pages and "page" not in listing.call.fields:
        raise ValueError("call: fields must have a place for the page")
    if listing.pages == "token" and not listing.next:
        raise ValueError("next is missing: the place of the next page's token")
    if listing.pages in {"number", "offset"} and not listing.size:
        raise ValueError("size is missing: the number of items of a full page")


def _check_http(http: Http) -> None:
    if http.auth == "hmac" and not (http.service and http.region):
        raise ValueError("auth 'hmac' needs service and region")


def _check_key(http: Http) -> None:
    if http.key_parts and not all(http.key_parts.partition(":")):
        raise ValueError("key_parts must be two words with a colon between them: ACCESS:SECRET")


def _check_voice(profile: Profile) -> None:
    if profile.voice and any(way.needs.of != "sound" for way in profile.voice.ways.values()):
        raise ValueError("voice: each of its ways must have needs with of = 'sound'")


def _check_address(profile: Profile) -> None:
    calls = (
        profile.create, profile.generate, profile.voice, profile.verify, profile.listing,
        profile.delete, profile.check,
    )  # fmt: skip
    if any(calls) and not profile.http.base_url:
        raise ValueError("http: 'base_url' is missing")


def _check_create(profile: Profile) -> None:
    create = profile.create
    if create and (create.asks or create.models or create.cancel):
        raise ValueError("create: asks, models and cancel are for generate")
    if create and create.listing and not create.each:
        raise ValueError("create: listing is for calls for each medium; see [listing]")


def _check_films(profile: Profile) -> None:
    films = profile.generate.listing if profile.generate else None
    if films and not films.key and not (films.created_at and films.same):
        raise ValueError("generate: listing: needs key, or created_at and same")


_CHECKS: dict[type, tuple[Callable[[Any], None], ...]] = {
    AnswerPlaces: (_check_answer, _check_cost, _check_statuses),
    Ask: (_check_ask,),
    Budget: (_check_budget,),
    Call: (_check_call,),
    ErrorRule: (_check_error,),
    Http: (_check_http, _check_key),
    Listing: (_check_listing, _check_pages),
    Operation: (
        _check_operation, _check_ways, _check_questions_of, _check_asks, _check_models, _check_body,
    ),
    Poll: (_check_poll,),
    Price: (_check_price,),
    Profile: (
        _check_voice, _check_address, _check_create, _check_films,
        lambda each: _check_prices(each.prices),
        lambda each: _check_question("verify", each.verify, {"remote_id"}),
        lambda each: _check_question("delete", each.delete, {"remote_id"}),
        lambda each: _check_question("listing", each.listing, {"page"}),
        lambda each: _check_question("check", each.check, set()),
    ),
    Reference: (_check_reference, _check_mentions, _check_inline, _check_attached),
    Way: (_check_way, _check_needs),
}  # fmt: skip
