"""What is asked of a film, in the words of its provider and model. Pure.

A profile says what `ratio`, `seconds` and the rest are called, and which values they may have.
What it does not take is refused here, before anything is sent, with what it does take.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NoReturn

from charlib.domain.character.handle import nearest
from charlib.domain.prompts.asks import Asks, word
from charlib.domain.text import printable
from charlib.errors import InvalidInput
from charlib.hints import Hint, argument
from charlib.providers.profile import Ask, Model, Operation, Profile, Repeat

_LABELS = {"seconds": "length"}
"""What a wish is called in a sentence, if not by its own name."""
_UNITS = {"seconds": " seconds"}
_NO_SOUND = Hint("Leave out this choice; {} sets any value of the request", argument("param"))
_LIMITS = ("longest_prompt", "max_per_prompt", "most", "budget")


def for_model(profile: Profile, name: str) -> Profile:
    """A profile with the limits and the wishes of one model laid over its own."""
    generate = profile.generate
    own = generate.models.get(name) if generate else None
    if generate is None or own is None:
        return profile
    limits = {key: getattr(own, key) for key in _LIMITS if getattr(own, key) is not None}
    return profile._replace(
        generate=with_model(generate, own), reference=profile.reference._replace(**limits)
    )


def with_model(generate: Operation, own: Model) -> Operation:
    """A generation with the wishes of a model laid over its own."""
    asks = dict(generate.asks)
    for name, over in own.asks.items():
        if over is False:
            asks.pop(name, None)
        else:
            asks[name] = _laid_over(asks.get(name, Ask()), over)
    generate = generate._replace(asks=asks)
    if own.repeat_key:
        return generate
    fields = {name: path for name, path in generate.call.fields.items() if name != "key"}
    return generate._replace(call=generate.call._replace(fields=fields), repeat=Repeat())


def _laid_over(ask: Ask, over: Ask) -> Ask:
    """One wish over another, key by key: a list of values replaces limits, and limits a list."""
    changes = {name: v for name, v in over._asdict().items() if v != Ask._field_defaults[name]}
    if "values" in changes:
        changes = {"least": None, "most": None, **changes}
    elif {"least", "most"} & changes.keys():
        changes = {"values": (), **changes}
    return ask._replace(**changes)


def model_of(profile: Profile, asked: str = "", params: Mapping[str, Any] | None = None) -> str:
    """The model of a film: the one asked for, or set as a parameter, else the profile's own.

    Raises InvalidInput for a model that the profile does not have.
    """
    ask = profile.generate.asks.get("model") if profile.generate else None
    if ask is None:
        return _refuse(profile.name, "model") if asked else ""
    if asked:
        return _known_model(profile, ask, asked)
    return model_set(profile, params) or str(ask.default or "")


def model_set(profile: Profile, params: Mapping[str, Any] | None) -> str:
    """The model that a parameter sets; empty if none does."""
    ask = profile.generate.asks.get("model") if profile.generate else None
    return str((params or {}).get(ask.to) or "") if ask and ask.to else ""


def models_of(profile: Profile) -> list[str]:
    """The models that a profile names; the default one first."""
    generate = profile.generate
    if generate is None:
        return []
    ask = generate.asks.get("model")
    default = [str(ask.default)] if ask and ask.default else []
    listed = list(ask.values) if ask and ask.values else []
    return list(dict.fromkeys([*default, *listed, *generate.models]))


def _known_model(profile: Profile, ask: Ask, asked: str) -> str:
    known = models_of(profile)
    lists_them = bool(ask.values or (profile.generate and profile.generate.models))
    same = next((name for name in known if name.casefold() == asked.casefold()), None)
    if same or not lists_them:
        return same or asked
    near = nearest(asked, known, count=1)
    meant = f"Did you mean {near[0]}? " if near else ""
    anyway = f"{ask.to}={asked}" if ask.to else ""
    hint = Hint(f"{meant}It has: {', '.join(known)}")
    if anyway:
        hint = Hint(f"{meant}It has: {', '.join(known)}; to send it anyway: {{}}", _param(anyway))
    raise InvalidInput(f"{profile.name} has no model {printable(asked)!r}", hint=hint)


def _param(text: str) -> Any:
    return argument("param", text)


def takes_clips(profile: Profile, model: str) -> bool:
    """Whether a model films characters that were made from a clip."""
    own = profile.generate.models.get(model) if profile.generate else None
    return own is None or own.takes_clips


def for_clips(profile: Profile) -> str:
    """The first model that films characters made from a clip; empty if there is none."""
    known = models_of(profile)
    return next((name for name in known if takes_clips(profile, name)), "")


def in_their_words(profile: Profile, asks: Asks, model: str = "") -> dict[str, Any]:
    """The wishes as path → value, with the profile's own defaults for what is not asked.

    `profile` has the limits of its model already. Raises InvalidInput for what it does not take.
    """
    generate = profile.generate
    table: Mapping[str, Ask] = generate.asks if generate else {}
    given = {name: value for name, value in asks.given().items() if name != "model"}
    who = f"{profile.name} with {model}" if generate and model in generate.models else profile.name
    together = {part for ask in table.values() for part in ask.of}
    for name in given:
        if name not in table and name not in together:
            _refuse(who, name)
    values = {"model": model} if model else {}
    theirs = [(ask.to, _theirs(name, ask, {**given, **values}, who)) for name, ask in table.items()]
    return {to: value for to, value in theirs if to and value is not None}


def _theirs(name: str, ask: Ask, given: Mapping[str, Any], who: str) -> Any:
    """What one wish is for the provider; None if nothing is to be sent."""
    if ask.of:
        return _together(ask, given, who)
    value = given.get(name, ask.default)
    if value is None or (name == "model" and not isinstance(ask.values, Mapping)):
        return value
    if not ask.values and (ask.least is not None or ask.most is not None):
        return _written(ask, _within(name, ask, value, who))
    if not ask.values:
        return _written(ask, value)
    theirs = _words(ask)
    if word(value) not in theirs:
        _refuse_value(who, name, _listed(theirs), value)
    return _written(ask, theirs[word(value)])


def _within(name: str, ask: Ask, value: Any, who: str) -> Any:
    is_whole = isinstance(value, int) and not isinstance(value, bool)
    low, high = ask.least, ask.most
    fits = is_whole and (low is None or low <= value) and (high is None or value <= high)
    if fits:
        return value
    span = f"{low} to {high}"
    if low is None or high is None:
        span = f"at least {low}" if high is None else f"at most {high}"
    return _refuse_value(who, name, span if is_whole else f"{span} whole", value)


def _together(ask: Ask, given: Mapping[str, Any], who: str) -> Any:
    """The value that stands for several wishes: of those that fit, the most like the default."""
    asked = {part: word(given[part]) for part in ask.of if part in given}
    if not asked and ask.default is None:
        return None
    rows = {key: dict(zip(ask.of, key.split(), strict=False)) for key in _words(ask)}
    fitting = [key for key, row in rows.items() if asked.items() <= row.items()]
    if not fitting:
        _refuse_together(asked, rows, who)
    usual = rows.get(word(ask.default), {}).items() if ask.default is not None else {}.items()
    chosen = max(fitting, key=lambda key: len(rows[key].items() & usual))
    return _written(ask, _words(ask)[chosen])


def _refuse_together(asked: Mapping[str, str], rows: Mapping[str, Any], who: str) -> NoReturn:
    """Refuse the first wish that no row has; or, if each has one, all of them together."""
    for part, value in asked.items():
        known = list(dict.fromkeys(row[part] for row in rows.values()))
        if value not in known:
            _refuse_value(who, part, _listed(known), value)
    near = [key for key, row in rows.items() if row.items() & asked.items()]
    _refuse_value(who, "", _listed(near), " ".join(asked.values()))


def _words(ask: Ask) -> dict[str, Any]:
    """Our word → theirs, of a wish with values."""
    if isinstance(ask.values, Mapping):
        return {word(ours): theirs for ours, theirs in ask.values.items()}
    return {word(value): value for value in ask.values}


def _written(ask: Ask, value: Any) -> Any:
    if ask.writes != "text" or isinstance(value, str):
        return value
    return json.dumps(value)


def _listed(words: Iterable[str]) -> str:
    *others, last = words
    return f"{', '.join(others)} or {last}" if others else str(last)


def _refuse_value(who: str, name: str, takes: str, value: Any) -> NoReturn:
    if name == "audio":
        kind = "with" if takes == "on" else "without"
        raise InvalidInput(f"{who} makes films {kind} sound only", hint=_NO_SOUND)
    raise InvalidInput(
        f"{who} takes {takes}{_UNITS.get(name, '')}, not {printable(word(value), 60)}",
        hint=Hint("Choose one of those; {} sets any value of the request", argument("param")),
    )


def _refuse(who: str, name: str) -> NoReturn:
    if name == "audio":
        raise InvalidInput(f"{who} takes no choice of sound", hint=_NO_SOUND)
    raise InvalidInput(
        f"{who} takes no {_LABELS.get(name, name)}",
        hint=Hint(
            "Leave out {}; if the provider has a name for it: {}",
            argument(name),
            argument("param", "NAME=VALUE"),
        ),
    )


def mistakes(ask: Ask) -> Iterator[str]:
    """What is wrong with a wish of a profile."""
    if ask.values and (ask.least is not None or ask.most is not None):
        yield "values exclude least and most"
    if ask.least is not None and ask.most is not None and ask.least > ask.most:
        yield f"least {ask.least} is more than most {ask.most}"
    if not isinstance(ask.values, Mapping | list | tuple):
        yield "values must be a list, or a table of our word = theirs"
    elif ask.of:
        if any(len(key.split()) != len(ask.of) for key in _words(ask)):
            yield f"each of the values must be {len(ask.of)} words: {' '.join(ask.of)}"
        elif not ask.values:
            yield "values are missing"
    if ask.default is not None and ask.values and word(ask.default) not in _words(ask):
        yield f"default {ask.default!r} is not one of the values"
