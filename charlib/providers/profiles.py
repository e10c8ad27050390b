"""Finds profiles: in the user's folder, then among the bundled ones, then in the library's copy."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from charlib.config import Clock
from charlib.domain.character.handle import did_you_mean
from charlib.domain.text import printable
from charlib.errors import BadProfile, NotFound
from charlib.hints import call

if TYPE_CHECKING:
    from charlib.providers.profile import Profile

_BUNDLED = Path(__file__).parent / "profiles"
_LIST = call("profile list")
_LONGEST_NAME = 100
_DEPTH = 8
_FRESH = timedelta(days=90)


class _Layer(NamedTuple):
    """One TOML text: the bundled ones are trusted, because the tests check them."""

    base: str
    text: str
    where: str
    is_bundled: bool


class Summary(NamedTuple):
    """A line in a list of profiles."""

    name: str
    title: str
    status: str
    verified_on: date | None = None
    sources: str = "provider"


class Profiles:
    """The available profiles; `folder` is for the user's own TOML files. Threads may share it.

    A process parses a text once, and loads a profile once as long as its texts stay the same.
    """

    def __init__(self, folder: Path, clock: Clock | None = None) -> None:
        self.folder = folder
        self._clock = clock or Clock()

    def names(self) -> list[str]:
        """The profiles of all files, and their variants as `name:variant`."""
        names: set[str] = set()
        for base in sorted({*_bundled_names(), *self._own_names()}):
            names |= {base, *(f"{base}:{variant}" for variant in self._variants(base))}
        return sorted(names)

    def summary(self, name: str) -> Summary:
        """The title and status of a profile. Raises BadProfile for an invalid one of the user's.

        Of bundled profiles it reads the top level only.
        """
        base, _, variant = name.partition(":")
        layers = self._layers(self._layer(base))
        if not all(layer.is_bundled for layer in layers):
            profile = self.load(name)
            own = _merged(layers).get("variants", {}).get(variant, {})
            title = _title(profile.title, "" if "title" in own else variant)
            return Summary(name, title, profile.status, profile.verified_on, profile.sources)
        table = _merged(tuple(map(_outline, layers)))
        own = table.get("variants", {}).get(variant, {})
        table = _merge(table, own)
        title = _title(table.get("title", ""), "" if "title" in own else variant)
        return Summary(
            name,
            title,
            table.get("status", "unknown"),
            table.get("verified_on"),
            table.get("sources", "provider"),
        )

    def doubts(self, facts: Profile | Summary) -> list[str]:
        """What speaks against a profile's facts: old ones, and ones that only others state.

        Of a service that has ended nothing is expected any more.
        """
        if facts.status == "sunset":
            return []
        checked, priced = facts.verified_on, _priced_on(facts)
        return [
            *([f"last checked on {checked}"] if self._is_old(checked) else []),
            *([f"priced as of {priced}"] if self._is_old(priced) and priced != checked else []),
            *(["known from third parties only"] if facts.sources == "third-party" else []),
        ]

    def _is_old(self, day: date | None) -> bool:
        return day is not None and self._today() - day > _FRESH

    def _today(self) -> date:
        return datetime.fromtimestamp(self._clock.now() / 1000, UTC).date()

    def text(self, name: str) -> str | None:
        """The TOML of a profile's file, without the profile it extends; None without a file."""
        layer = self._file(name.partition(":")[0])
        return layer.text if layer else None

    def is_missing(self, name: str, kept: str = "") -> bool:
        """Whether there is neither a file nor a kept copy of a profile."""
        try:
            return self.text(name) is None and not kept
        except NotFound:
            return True

    def check(self, path: Path) -> list[str]:
        """Read a file as a profile; return its name and the names of its variants.

        Raises NotFound if there is no such file, BadProfile with all its mistakes if it is not a
        profile.
        """
        return [profile.name for profile in self.read(path)]

    def read(self, path: Path) -> list[Profile]:
        """The profile of a file, and its variants. Raises as `check`."""
        try:
            text = path.read_text("utf-8")
        except (OSError, UnicodeDecodeError) as error:
            why = getattr(error, "strerror", None) or "it is not UTF-8 text"
            text = f"{printable(str(path))} cannot be read: {why}"
            raise NotFound(text, hint="Give a TOML file in UTF-8") from None
        layers = self._layers(_Layer(path.stem, text, str(path), is_bundled=False))
        variants = _merged(layers).get("variants", {})
        names = [path.stem, *(f"{path.stem}:{variant}" for variant in variants)]
        return _all_loaded(names, layers)

    def load(self, name: str, kept: str = "") -> Profile:
        """Load a profile; `kept` is the library's copy of its TOML, used if the file is gone.

        Raises NotFound for an unknown name, BadProfile for a profile that cannot be read.
        """
        return _loaded(name, self._layers(self._layer(name.partition(":")[0], kept)))

    def reference(self, name: str, kept: str = "") -> Mapping[str, Any]:
        """How a profile's prompts refer to characters: its table, unchecked, and read quickly."""
        base, _, variant = name.partition(":")
        table = _merged(self._layers(self._layer(base, kept)))
        merged = _merge(table, table.get("variants", {}).get(variant, {}))
        reference: Mapping[str, Any] = merged.get("reference", {})
        return reference

    def _layers(self, top: _Layer) -> tuple[_Layer, ...]:
        """A profile and those that it extends, the top one first."""
        layers = [top]
        while (extended := _table(_outline(layers[-1])).get("extends")) is not None:
            if len(layers) > _DEPTH:
                raise BadProfile(f"profile {layers[-1].base}: its extends form a circle")
            layers.append(self._layer(str(extended)))
        return tuple(layers)

    def _layer(self, base: str, kept: str = "") -> _Layer:
        layer = self._file(base)
        if layer is None:
            copy = f"profile {base} (the library's copy)"
            layer = _Layer(base, kept, copy, is_bundled=False)
        if layer.text:
            return layer
        raise NotFound(f"no profile {base!r}", hint=did_you_mean(base, self.names(), _LIST))

    def _file(self, base: str) -> _Layer | None:
        """The file of a profile: the user's own before a bundled one."""
        if not base.replace("-", "").replace("_", "").isalnum() or len(base) > _LONGEST_NAME:
            raise NotFound(f"invalid profile name {printable(base, 100)!r}", hint=_LIST)
        own = f"{self.folder}{os.sep}{base}.toml"
        if os.path.isfile(own):  # noqa: PTH113 - every prompt asks, and a Path takes twice as long
            return _Layer(base, _text(Path(own)), own, is_bundled=False)
        return _bundled(base)

    def _own_names(self) -> list[str]:
        return [path.stem for path in self.folder.glob("*.toml")] if self.folder.is_dir() else []

    def _variants(self, base: str) -> Iterable[str]:
        try:
            layer = self._file(base)
            return list(_table(_outline(layer)).get("variants", {})) if layer else ()
        except (BadProfile, NotFound):  # reported when it is used; a list shows the others
            return ()


def _priced_on(facts: Profile | Summary) -> date | None:
    """When the oldest of a profile's prices was read; None in a summary, which has no prices."""
    prices = () if isinstance(facts, Summary) else facts.prices
    return min((price.verified_on for price in prices if price.verified_on), default=None)


def _title(title: str, variant: str) -> str:
    """The title of a profile; of a variant that has none of its own, with its name."""
    return f"{title} (variant {variant})" if variant else title


def _all_loaded(names: Iterable[str], layers: tuple[_Layer, ...]) -> list[Profile]:
    """A profile and its variants; BadProfile with all mistakes, those of all variants once."""
    from charlib.providers.load import bad  # noqa: PLC0415 - lists do without the records

    profiles: list[Profile] = []
    mistakes: dict[str, str] = {}
    for name in names:
        try:
            profiles.append(_loaded(name, layers))
        except BadProfile as error:
            for mistake in error.mistakes or (str(error),):
                mistakes.setdefault(mistake.removeprefix(f"profile {name}: "), mistake)
    if mistakes:
        raise bad([*mistakes.values()], "; ".join(mistakes.values()))
    return profiles


@cache
def _loaded(name: str, layers: tuple[_Layer, ...]) -> Profile:
    from charlib.providers.load import load  # noqa: PLC0415 - lists do without the records

    table = _merged(layers)
    variants, variant = table.get("variants", {}), name.partition(":")[2]
    if variant and variant not in variants:
        raise NotFound(
            f"profile {layers[0].base!r} has no variant {variant!r}",
            hint=f"It has: {', '.join(variants) or 'none'}",
        )
    merged = _laid_over(table, variants.get(variant, {})) | {"name": name}
    merged.pop("variants", None)
    is_trusted = all(layer.is_bundled for layer in layers)
    return load(merged, f"profile {name}", is_trusted=is_trusted)


def _merged(layers: Sequence[_Layer]) -> dict[str, Any]:
    """The tables of a profile and of those that it extends as one, with its variants."""
    *upper, lowest = map(_table, layers)
    merged = dict(lowest)
    for table in reversed(upper):
        if _is_elsewhere(table) and "status" not in table:
            # It is another service than the extended one, and may still be alive.
            merged["status"] = "unknown"
        merged = _laid_over(merged, table)
    merged.pop("extends", None)
    return merged


def _laid_over(base: Mapping[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    """A profile's table, or a variant's, over another: another service has other prices."""
    if _is_elsewhere(over):
        base = {key: value for key, value in base.items() if key != "prices"}
    return _merge(base, over)


def _is_elsewhere(table: Mapping[str, Any]) -> bool:
    return isinstance(table.get("http"), Mapping) and "base_url" in table["http"]


@cache
def _bundled_names() -> list[str]:
    return [path.stem for path in _BUNDLED.glob("*.toml")]


def _outline(layer: _Layer) -> _Layer:
    """A bundled profile without its sections; one of the user's as it is.

    The bundled profiles are laid out so that their lines are enough; the tests prove it.
    """
    return layer._replace(text=_top_level(layer.text)) if layer.is_bundled else layer


@cache
def _top_level(text: str) -> str:
    """The keys at the top level of a profile and of its variants."""
    lines: list[str] = []
    is_top = True
    for line in text.splitlines():
        if line.startswith("["):
            section, *more = line.strip("[]").split(".")
            is_top = section == "variants" and len(more) == 1
            header = f"[variants.{more[0]}]" if section == "variants" else ""
            if header and header not in lines:
                lines.append(header)
        elif is_top:
            lines.append(line)
    return "\n".join(lines)


@cache
def _bundled(base: str) -> _Layer | None:
    """A bundled profile, which never changes while a process runs."""
    path = _BUNDLED / f"{base}.toml"
    return _Layer(base, _text(path), str(path), is_bundled=True) if path.is_file() else None


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise BadProfile(f"{path} cannot be read: {error}", hint="Correct the file") from error


@cache
def _table(layer: _Layer) -> dict[str, Any]:
    try:
        return tomllib.loads(layer.text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        message = f"{layer.where} is not valid TOML: {error}"
        raise BadProfile(message, hint="Correct the file") from error


def _merge(base: Mapping[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    """Merge one table over another: tables are merged key by key, other values are replaced.

    The keys that the upper one names in `drops` are removed from the lower one first.
    """
    merged = dict(base)
    dropped = over.get("drops", ())
    for key in dropped if isinstance(dropped, list) else [dropped]:
        merged.pop(key, None)
    for key, value in over.items():
        if key == "drops":
            continue
        old = merged.get(key)
        both = isinstance(old, Mapping) and isinstance(value, Mapping)
        merged[key] = _merge(old, value) if both else value  # type: ignore[arg-type] # checked by `both`
    return merged
