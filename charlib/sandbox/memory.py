"""The world of a sandbox as JSON values and back: characters, jobs, films and links."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from charlib.sandbox.errors import Refusal
from charlib.sandbox.settings import Settings
from charlib.sandbox.world.characters import Character, Extraction, Order, Settled
from charlib.sandbox.world.footage import Footage
from charlib.sandbox.world.jobs import Progress, Task
from charlib.sandbox.world.window import Window

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

_TYPES: tuple[type, ...] = (
    *(Task, Progress, Order, Window, Character, Footage, Extraction, Settled),
)
_INTERRUPTED = "The sandbox was stopped while it made this character."


class Writer:
    """Turns values into JSON values; an object that is met again becomes a reference."""

    def __init__(self) -> None:
        self._numbers: dict[int, int] = {}
        self._objects: list[Any] = []
        """What has a number: kept alive, or its identity could be given away again."""

    def value(self, value: Any) -> Any:
        """One value."""
        if value is None or isinstance(value, str | int | float):
            return value
        if isinstance(value, list | tuple):
            return [self.value(item) for item in value]
        if isinstance(value, dict):
            return {"$": "dict", "of": [[key, self.value(item)] for key, item in value.items()]}
        if isinstance(value, set):
            return {"$": "set", "of": sorted(value)}
        return self._object(value)

    def _object(self, value: Any) -> dict[str, Any]:
        if isinstance(value, Settings):
            return {"$": "settings"}
        if isinstance(value, Path):
            return {"$": "path", "of": str(value)}
        if isinstance(value, Refusal):
            names = ("status", "code", "message", "param", "kind")
            return {"$": "refusal", "of": {name: getattr(value, name) for name in names}}
        if not is_dataclass(value):
            # The work of an extraction: only its result outlives this process.
            return self._object(Settled(_result(value)))
        if id(value) in self._numbers:
            return {"$": "same", "of": self._numbers[id(value)]}
        self._numbers[id(value)] = len(self._objects)
        self._objects.append(value)
        inner = {field.name: self.value(getattr(value, field.name)) for field in fields(value)}
        return {"$": type(value).__name__, "of": inner}


class Reader:
    """Turns what a `Writer` made back into values; raises one of `BROKEN` for anything else."""

    BROKEN = (KeyError, TypeError, ValueError, AttributeError, IndexError, RecursionError)

    def __init__(self, settings: Settings, more: Iterable[type]) -> None:
        self._types = {kind.__name__: kind for kind in (*_TYPES, *more)}
        self._objects: list[Any] = []
        self._plain: dict[str, Callable[[Any], Any]] = {
            "dict": lambda of: {key: self.value(item) for key, item in of},
            "set": set,
            "settings": lambda _: settings,
            "path": Path,
            "refusal": lambda of: _refusal(**of),
            "same": lambda of: self._objects[of],
        }

    def value(self, value: Any) -> Any:
        """One value."""
        if isinstance(value, list):
            return [self.value(item) for item in value]
        if not isinstance(value, dict):
            return value
        kind = value["$"]
        if kind in self._plain:
            return self._plain[kind](value.get("of"))
        return self._object(self._types[kind], value["of"])

    def _object(self, kind: type, of: dict[str, Any]) -> Any:
        # Its number comes before those of its parts, as when it was written.
        place = len(self._objects)
        self._objects.append(None)
        made = kind(**{name: self.value(item) for name, item in of.items()})
        self._objects[place] = made
        return made


def _refusal(status: int, code: str | None, message: str, param: str | None, kind: str) -> Refusal:
    return Refusal(status, code, message, param=param, kind=kind)


def _result(work: Any) -> Character | Refusal:
    if not work.done() or work.cancelled() or work.exception():
        return Refusal(500, "server_error", _INTERRUPTED)
    result: Character | Refusal = work.result()
    return result
