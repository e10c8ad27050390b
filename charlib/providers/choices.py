"""What may be asked of a film at an account, for people to choose from. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from charlib.domain.prompts.asks import word
from charlib.providers import asking

if TYPE_CHECKING:
    from charlib.providers.profile import Ask, Profile


class Choice(NamedTuple):
    """A wish that an account takes: its `values`, or whole numbers from `least` to `most`.

    Without any of these, it takes what it is given. `default` is what is sent if nothing is asked;
    empty if nothing is.
    """

    name: str
    values: tuple[str, ...] = ()
    least: int | None = None
    most: int | None = None
    default: str = ""


def choices(profile: Profile, model: str = "") -> list[Choice]:
    """The wishes that a profile takes with a model, by default its own one.

    Raises InvalidInput for a model that it does not have.
    """
    if profile.generate is None:
        return []
    has_models = "model" in profile.generate.asks
    chosen = asking.model_of(profile, model) if has_models or model else ""
    generate = asking.for_model(profile, chosen).generate
    found = [_models(profile)] if has_models else []
    for name, ask in (generate.asks if generate else {}).items():
        if name != "model":
            found += _parts(ask) if ask.of else [_one(name, ask)]
    return found


def _models(profile: Profile) -> Choice:
    known = asking.models_of(profile)
    return Choice("model", tuple(known), default=asking.model_of(profile))


def _one(name: str, ask: Ask) -> Choice:
    values = tuple(map(word, ask.values)) or (("on", "off") if name == "audio" else ())
    default = "" if ask.default is None else word(ask.default)
    return Choice(name, values, ask.least, ask.most, default)


def _parts(ask: Ask) -> Iterator[Choice]:
    """The wishes that one value stands for together."""
    rows = [word(value).split() for value in ask.values]
    usual = [] if ask.default is None else word(ask.default).split()
    for place, name in enumerate(ask.of):
        values = tuple(dict.fromkeys(row[place] for row in rows))
        yield Choice(name, values, default=usual[place] if usual else "")
