"""The request for a film: the prompt, what is asked, and parameters of one's own. Pure.

Later values go over earlier ones: constants, the profile's params, wishes, the user's parameters.
What charlib renders (the prompt, the references, the key) comes last, and nothing replaces it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

from charlib.domain import paths
from charlib.domain.character.handle import nearest
from charlib.domain.prompts.asks import Asks
from charlib.domain.prompts.compose import Composition
from charlib.domain.scenes import Scene
from charlib.domain.text import printable
from charlib.errors import InvalidInput
from charlib.hints import Hint, argument
from charlib.providers import asking, engine
from charlib.providers.messages import Request
from charlib.providers.profile import Ask, Operation, Profile

if TYPE_CHECKING:
    from charlib.domain.money import Cost

_TYPES = {int: "a whole number", float: "a number", bool: "true or false", list: "a list"}
_EXAMPLES: Mapping[str, Any] = {"seconds": 1, "seed": 1, "audio": True}
"""The types of wishes that have neither values nor a default."""


_DEEPEST = 50
"""No provider's request is nested so deeply, and JSON writers recurse."""


class PlannedFilm(NamedTuple):
    """A film as it would be sent: its prompt, and the request of the account's profile.

    `params` is what is asked of it, `place` where its prompt is from, `scene` where it belongs in
    the story. `request` is None at a profile that films nothing. `cost` is an estimate, None if the
    profile has no price. `doubts` say whom a check of the film would not tell.
    """

    composition: Composition
    request: Request | None = None
    model: str = ""
    params: Mapping[str, Any] = MappingProxyType({})
    warnings: tuple[str, ...] = ()
    place: str = ""
    scene: Scene = Scene()
    cost: Cost | None = None
    doubts: tuple[str, ...] = ()


def film(
    profile: Profile,
    composition: Composition,
    *,
    asks: Asks,
    params: Mapping[str, Any],
    key: str = "",
) -> PlannedFilm:
    """The film of a rendered prompt; `key` recognises its request if it is sent twice.

    Raises InvalidInput for a wish or a
    parameter that the provider, or charlib, does not take.
    """
    model = composition.model
    if not asks.model:
        model = asking.model_set(profile, params) or model
    of_model = asking.for_model(profile, model)
    generate = of_model.generate
    if generate is None:
        raise ValueError(f"profile {profile.name} films nothing")
    wishes = asking.in_their_words(of_model, asks, model)
    own = dict(_own(of_model, params))
    _refuse_unsendable(own)
    _refuse_twice(asks, generate, own)
    _refuse_rendered(of_model, own)
    if composition.request:
        _refuse_excluded(of_model, own)
    values = {"prompt": composition.prompt, "model": model, "key": key}
    request = _request(generate, values, {**wishes, **own}, composition.request)
    header = generate.repeat.header
    if header and key:
        request = replace(request, headers={header: key})
    kept = {name: value for name, value in asks.given().items() if name != "model"} | own
    known = model or str(request.body.get("model", ""))
    warnings = (*composition.warnings, *_unknown(profile, own))
    return PlannedFilm(composition, request, known, kept, warnings)


def _request(
    generate: Operation,
    values: Mapping[str, Any],
    extra: Mapping[str, Any],
    rendered: Mapping[str, Any],
) -> Request:
    used = engine.uses(generate.call)
    given = {name: value for name, value in values.items() if value and name in used}
    try:
        return engine.build(generate.call, {"prompt": "", **given}, extra, rendered)
    except (AttributeError, TypeError, ValueError) as error:
        raise InvalidInput(
            f"the parameters {printable(', '.join(extra), 100)} do not fit into one request",
            hint=Hint("Check the paths given with {}", argument("param")),
        ) from error


def _own(profile: Profile, params: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """The user's parameters; a known one keeps the type of its default."""
    examples = dict(_examples(profile))
    for name, value in params.items():
        if name in examples:
            yield name, _as(examples[name], name, value)
        else:
            yield name, _parsed(value)


def _examples(profile: Profile) -> Iterator[tuple[str, Any]]:
    """The known paths of a request, each with a value of its type; None if any will do."""
    generate = profile.generate
    if generate is None:
        return
    yield from generate.call.params.items()
    for name, ask in generate.asks.items():
        if ask.to:
            yield ask.to, _example(name, ask)


def _example(name: str, ask: Ask) -> Any:
    if ask.writes == "text":
        return ""
    values = list(ask.values.values() if isinstance(ask.values, Mapping) else ask.values)
    if values:
        return values[0]
    return ask.default if ask.default is not None else _EXAMPLES.get(name)


def _as(example: Any, name: str, value: Any) -> Any:
    """Convert a value to the type that the provider expects: the type of the default."""
    if isinstance(example, str):
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        return json.dumps(value) if is_number else value
    converted = _parsed(value)
    if example is None or type(converted) is type(example) or not isinstance(value, str):
        return converted
    kind = _TYPES.get(type(example), type(example).__name__)
    raise InvalidInput(
        f"invalid value {printable(name)}={printable(value)}: {kind} is expected",
        hint=Hint("Write it like: {}", argument("param", f"{name}={json.dumps(example)}")),
    )


def _parsed(value: Any) -> Any:
    """A text as the JSON that it is, else as it is."""
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value, parse_constant=_no_number)
    except (ValueError, RecursionError):
        return value


def _no_number(word: str) -> Any:
    raise ValueError(f"{word} is not JSON")


def _refuse_unsendable(own: Mapping[str, Any]) -> None:
    """Refuse what is no JSON, such as an infinite number, and what is nested too deeply."""
    for path, value in own.items():
        try:
            json.dumps({path: value}, allow_nan=False, ensure_ascii=False).encode()
            is_deep = path.count(".") + path.count("[") + _depth(value) > _DEEPEST
        except (TypeError, ValueError, RecursionError):
            raise InvalidInput(
                f"the value of the parameter {printable(path, 100)!r} cannot be written as JSON",
                hint=Hint("Write it like: {}", argument("param", "settings.duration=8")),
            ) from None
        if is_deep:
            raise InvalidInput(
                f"the parameter {printable(path, 100)!r} is nested more than {_DEEPEST} deep",
                hint=Hint("Check the value given with {}", argument("param")),
            )


def _depth(value: Any) -> int:
    """How many lists and objects are in one another."""
    if not isinstance(value, Mapping | list | tuple):
        return 0
    inner = value.values() if isinstance(value, Mapping) else value
    return 1 + max(map(_depth, inner), default=0)


def _refuse_twice(asks: Asks, generate: Operation, own: Mapping[str, Any]) -> None:
    """Refuse a parameter that says what a wish says."""
    given = asks.given()
    for name, ask in generate.asks.items():
        asked = [part for part in (ask.of or (name,)) if part in given]
        twice = next((path for path in own if asked and ask.to and _meet(path, ask.to)), None)
        if twice is not None:
            raise InvalidInput(
                f"{asked[0]} and the parameter {printable(twice)!r} say the same",
                hint=Hint("Give one of {} and {}", argument(asked[0]), argument("param")),
            )


def _refuse_rendered(profile: Profile, own: Iterable[str]) -> None:
    """Refuse a parameter that would replace what charlib renders."""
    rendered = list(_rendered(profile))
    for path in own:
        if any(_meet(path, place) for place in rendered):
            raise InvalidInput(
                f"the parameter {printable(path)!r} would replace what charlib sets itself",
                hint=Hint("Leave out {}", argument("param", f"{printable(path)}=…")),
            )


def _rendered(profile: Profile) -> Iterator[str]:
    generate = profile.generate
    if generate is not None:
        yield from generate.call.fields.values()
        yield from (put.path for put in generate.call.put)
    yield from (attach.path for attach in profile.reference.attach)


def _refuse_excluded(profile: Profile, own: Iterable[str]) -> None:
    """Refuse a parameter that no reference may accompany."""
    for path in own:
        if any(_meet(path, place) for place in profile.reference.excludes):
            raise InvalidInput(
                f"{profile.name} takes no {printable(path)} in a prompt with characters",
                hint="Leave it out, or name no character in the prompt",
            )


def _meet(one: str, other: str) -> bool:
    """Whether two paths are the same place, or one is inside the other."""
    try:
        first, second = _head(one), _head(other)
    except ValueError:
        raise InvalidInput(
            f"invalid path of a parameter: {printable(one)!r}",
            hint=Hint("Write it like: {}", argument("param", "settings.duration=8")),
        ) from None
    return all(a == b for a, b in zip(first, second, strict=False))


def _head(path: str) -> list[Any]:
    """The steps of a path up to its first list: all items of a list are one place."""
    steps = paths.steps(path)
    return steps[: next((i for i, step in enumerate(steps) if not isinstance(step, str)), None)]


def _unknown(profile: Profile, own: Mapping[str, Any]) -> Iterator[str]:
    """A warning for each parameter that no part of the profile knows."""
    known = dict(_examples(profile))
    by_end = {path.rpartition(".")[2]: path for path in known}
    for name in own:
        if name not in known:
            near = nearest(name.rpartition(".")[2], by_end, count=1)
            meant = f" (did you mean {by_end[near[0]]!r}?)" if near else ""
            yield (
                f"charlib does not know the parameter {printable(name)!r} of {profile.name};"
                f" it is sent as given{meant}"
            )
