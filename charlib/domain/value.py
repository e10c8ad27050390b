"""Frozen values that cost nothing to define.

A frozen dataclass compiles five functions when its module is imported: half a millisecond to a
whole one each, and a search needs some twenty of these classes before it has read a letter. A
`Value` is the same to its users and to type checkers, and is put together without compiling.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import repeat
from operator import call
from typing import Any, ClassVar, Self, dataclass_transform


class _Defining(type):
    """Makes slots of the annotated names, and keeps their defaults."""

    __match_args__: tuple[str, ...]
    _fields: tuple[str, ...]
    _compared: tuple[str, ...]
    _defaults: dict[str, Any]
    _set: tuple[Callable[[Any, Any], None], ...]

    def __new__(
        cls, name: str, bases: tuple[type, ...], space: dict[str, Any], /, uncompared: str = ""
    ) -> _Defining:
        own = [
            one for one, kind in space.get("__annotations__", {}).items() if "ClassVar" not in kind
        ]
        defaults = {one: space.pop(one) for one in own if one in space}
        space["__slots__"] = tuple(own)
        made = super().__new__(cls, name, bases, space)
        made._fields = (*getattr(made, "_fields", ()), *own)
        made.__match_args__ = made._fields  # type: ignore[misc] # read-only to users, not to us
        made._defaults = {**getattr(made, "_defaults", {}), **defaults}
        made._set = tuple(getattr(made, one).__set__ for one in made._fields)
        left_out = uncompared.split()
        made._compared = tuple(one for one in made._fields if one not in left_out)
        return made


@dataclass_transform(frozen_default=True)
class Value(metaclass=_Defining):
    """A frozen record of its annotated fields, equal to another of its class with equal fields.

    `class Term(Value, uncompared="start end")` leaves fields out of comparisons.
    """

    _fields: ClassVar[tuple[str, ...]]
    _compared: ClassVar[tuple[str, ...]]
    _defaults: ClassVar[dict[str, Any]]
    _set: ClassVar[tuple[Callable[[Any, Any], None], ...]]

    def __init__(self, *values: Any, **named: Any) -> None:
        if named or len(values) != len(self._fields):
            values = self._completed(values, named)
        # Each `put` answers None, so `any` goes through them all: twice as quick as a loop.
        any(map(call, self._set, repeat(self), values))

    def _completed(self, values: tuple[Any, ...], named: dict[str, Any]) -> tuple[Any, ...]:
        rest = self._fields[len(values) :]
        known = {**self._defaults, **named}
        missing = [name for name in rest if name not in known]
        strange = [name for name in named if name not in rest]
        if missing or strange or len(values) > len(self._fields):
            raise TypeError(f"{type(self).__name__}: missing {missing}, unexpected {strange}")
        return (*values, *(known[name] for name in rest))

    def replaced(self, **changes: Any) -> Self:
        """The same but for some fields."""
        return type(self)(**{**self.to_dict(), **changes})

    def to_dict(self) -> dict[str, Any]:
        """The fields by name, as they are."""
        return {name: getattr(self, name) for name in self._fields}

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"a {type(self).__name__} does not change: {name}")

    def __delattr__(self, name: str) -> None:
        raise AttributeError(f"a {type(self).__name__} does not change: {name}")

    def __eq__(self, other: object) -> bool:
        if other.__class__ is not self.__class__:
            return NotImplemented
        return all(getattr(self, name) == getattr(other, name) for name in self._compared)

    def __hash__(self) -> int:
        return hash((type(self), *(getattr(self, name) for name in self._compared)))

    def __repr__(self) -> str:
        said = ", ".join(f"{name}={value!r}" for name, value in self.to_dict().items())
        return f"{type(self).__name__}({said})"

    def __reduce__(self) -> tuple[type[Self], tuple[Any, ...]]:
        return type(self), tuple(getattr(self, name) for name in self._fields)
