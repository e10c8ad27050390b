"""Frozen values that cost nothing to define, and little to make once many are made.

A frozen dataclass compiles five functions when its module is imported: half a millisecond to a
whole one each, and a search needs some twenty of these classes before it has read a letter. A
`Value` is the same to its users and to type checkers, and is put together without compiling. Only
a class of which many are made gets its `__init__` compiled, which then takes a third of the time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import count, repeat
from operator import call
from typing import Any, ClassVar, Self, dataclass_transform

_MANY = 200
"""So many of a class are made before its `__init__` is compiled: fewer would not earn it back."""


class _Defining(type):
    """Makes slots of the annotated names, and keeps their defaults."""

    __match_args__: tuple[str, ...]
    _fields: tuple[str, ...]
    _compared: tuple[str, ...]
    _defaults: dict[str, Any]
    _set: tuple[Callable[[Any, Any], None], ...]
    _made: Iterator[int]

    def __new__(
        cls, name: str, bases: tuple[type, ...], space: dict[str, Any], /, uncompared: str = ""
    ) -> _Defining:
        fields = tuple(
            one for one, kind in space.get("__annotations__", {}).items() if "ClassVar" not in kind
        )
        _check(name, bases, space, fields)
        defaults = {one: space.pop(one) for one in fields if one in space}
        space["__slots__"] = fields
        made = super().__new__(cls, name, bases, space)
        made._fields = fields
        made.__match_args__ = fields  # type: ignore[misc] # read-only to users, not to us
        made._defaults = defaults
        made._set = tuple(getattr(made, one).__set__ for one in fields)
        made._compared = tuple(one for one in fields if one not in uncompared.split())
        made._made = count(1)
        return made


def _check(
    name: str, bases: tuple[type, ...], space: dict[str, Any], fields: tuple[str, ...]
) -> None:
    """Refuse at once what compiling would trip over; only `Value` itself has no base."""
    if any(base.__bases__ != (object,) for base in bases):
        raise TypeError(f"{name}: a class of values is not derived from")
    if bases and "__init__" in space:
        raise TypeError(f"{name}: a class of values has no __init__ of its own")
    optional = [one in space for one in fields]
    if optional != sorted(optional):
        raise TypeError(f"{name}: a field without default stands behind one with a default")


@dataclass_transform(frozen_default=True)
class Value(metaclass=_Defining):
    """A frozen record of its annotated fields, equal to another of its class with equal fields.

    `class Term(Value, uncompared="start end")` leaves fields out of comparisons.
    """

    _fields: ClassVar[tuple[str, ...]]
    _compared: ClassVar[tuple[str, ...]]
    _defaults: ClassVar[dict[str, Any]]
    _set: ClassVar[tuple[Callable[[Any, Any], None], ...]]
    _made: ClassVar[Iterator[int]]

    def __init__(self, *values: Any, **named: Any) -> None:
        if next(self._made) == _MANY:
            type(self).__init__ = _compiled(type(self))  # type: ignore[method-assign]
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


def _compiled(cls: type[Value]) -> Callable[..., None]:
    """The `__init__` of a class, written out: `self.handle = handle`, and so on.

    While it is filled, a value is of a class that has the same slots and is not frozen.
    """
    thawed = {"__setattr__": object.__setattr__, "__delattr__": object.__delattr__}
    open_ = type.__new__(_Defining, cls.__name__, (Value,), {**thawed, "__slots__": cls._fields})
    told = [f"{one}=_defaults[{one!r}]" if one in cls._defaults else one for one in cls._fields]
    lines = [
        f"def __init__({', '.join(['self', *told])}):",
        "  _become(self, _open)",
        *(f"  self.{one} = {one}" for one in cls._fields),
        "  self.__class__ = _frozen",
    ]
    known = {
        "_become": object.__dict__["__class__"].__set__,
        "_open": open_,
        "_frozen": cls,
        "_defaults": cls._defaults,
    }
    exec("\n".join(lines), known)  # noqa: S102 - of nothing but the names of our own fields
    made: Callable[..., None] = known["__init__"]
    return made
