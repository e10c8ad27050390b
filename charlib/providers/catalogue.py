"""Finding profiles: the user's folder first, then the bundled ones, then the library's own copy."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from charlib.domain.handle import nearest
from charlib.domain.text import short, shown
from charlib.errors import BadProfile, NotFound
from charlib.providers.profile import Profile
from charlib.providers.reading import read

_BUNDLED = Path(__file__).parent / "profiles"
_LONGEST_NAME = 100
_DEPTH = 8


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The profiles that can be had; `folder` is where users drop TOML files of their own."""

    folder: Path

    def names(self) -> list[str]:
        """All profiles that are files, and their variants as `name:variant`."""
        found: set[str] = set()
        for path in [*_BUNDLED.glob("*.toml"), *self._own()]:
            found.add(path.stem)
            found.update(f"{path.stem}:{one}" for one in _variants(path))
        return sorted(found)

    def text(self, name: str) -> str | None:
        """The TOML of a profile's file, without what it extends; None where there is no file."""
        path = self._path(name.partition(":")[0])
        return _text(path) if path else None

    def is_missing(self, name: str, kept: str = "") -> bool:
        """Whether a profile can be had from nowhere."""
        try:
            return self.text(name) is None and not kept
        except NotFound:
            return True

    def check(self, path: Path) -> list[str]:
        """Read a file as a profile and answer its name and its variants' names.

        Raises NotFound where there is no such file, BadProfile where it is no profile.
        """
        try:
            table = _parse(path.read_text("utf-8"), str(path))
        except (OSError, UnicodeDecodeError) as error:
            raise NotFound(f"{shown(str(path))} cannot be read: {error}") from None
        table = self._extended(path.stem, table, 0)
        variants = table.pop("variants", {})
        read({**table, "name": path.stem}, str(path))
        for variant, over in variants.items():
            read({**_merge(table, over), "name": path.stem}, f"{path}, variant {variant}")
        return [path.stem, *(f"{path.stem}:{variant}" for variant in variants)]

    def load(self, name: str, kept: str = "") -> Profile:
        """Load a profile; `kept` is the library's copy of its TOML, used when the file is gone.

        Raises NotFound for a name nobody has, BadProfile for one that cannot be read.
        """
        base, _, variant = name.partition(":")
        table = self._table(base, kept)
        variants = table.pop("variants", {})
        if variant and variant not in variants:
            raise NotFound(
                f"profile {base!r} has no variant {variant!r}",
                hint=f"It has: {', '.join(variants) or 'none'}",
            )
        merged = _merge(table, variants.get(variant, {}))
        return read({**merged, "name": name}, f"profile {name}")

    def _table(self, base: str, kept: str, depth: int = 0) -> dict[str, Any]:
        path = self._path(base)
        text = _text(path) if path else kept
        if not text:
            raise self._not_found(base)
        table = _parse(text, str(path or f"profile {base} (the library's copy)"))
        return self._extended(base, table, depth)

    def _extended(self, base: str, table: dict[str, Any], depth: int) -> dict[str, Any]:
        """Lay a profile's table over the one it extends, if it extends one."""
        extended = table.pop("extends", None)
        if extended is None:
            return table
        if depth == _DEPTH:
            raise BadProfile(f"profile {base}: its extends go round in a circle")
        base_table = self._table(str(extended), "", depth + 1)
        if "base_url" in table.get("http", {}) and "status" not in table:
            # Another service than the one that ended: nothing is known of it.
            base_table |= {"status": "unknown"}
        return _merge(base_table, table)

    def _path(self, base: str) -> Path | None:
        if not base.replace("-", "").replace("_", "").isalnum() or len(base) > _LONGEST_NAME:
            raise NotFound(
                f"{short(shown(base), 100)!r} is no profile's name",
                hint="charlib profile list",
            )
        tried = (self.folder / f"{base}.toml", _BUNDLED / f"{base}.toml")
        return next((path for path in tried if path.is_file()), None)

    def _own(self) -> list[Path]:
        return sorted(self.folder.glob("*.toml")) if self.folder.is_dir() else []

    def _not_found(self, base: str) -> NotFound:
        like = nearest(base, self.names(), count=1)
        meant = f"did you mean {like[0]}? See: " if like else ""
        return NotFound(f"no profile {base!r}", hint=f"{meant}charlib profile list")


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise BadProfile(f"{path} cannot be read: {error}", hint="Mend the file") from error


def _parse(text: str, where: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise BadProfile(f"{where} is no TOML: {error}", hint="Mend the file") from error


def _variants(path: Path) -> list[str]:
    try:
        return list(_parse(_text(path), str(path)).get("variants", {}))
    except BadProfile:  # told when it is used; a listing goes on without it
        return []


def _merge(base: Mapping[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    """Lay one table over another: tables are merged key by key, anything else is replaced.

    What the upper one names in `drops` the lower one loses first.
    """
    merged = dict(base)
    dropped = over.get("drops", ())
    for key in dropped if isinstance(dropped, list) else [dropped]:
        merged.pop(key, None)
    over = {key: value for key, value in over.items() if key != "drops"}
    for key, value in over.items():
        old = merged.get(key)
        both = isinstance(old, Mapping) and isinstance(value, Mapping)
        merged[key] = _merge(old, value) if both else value  # type: ignore[arg-type] # checked by `both`
    return merged
