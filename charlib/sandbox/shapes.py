"""Strict shapes of nested bodies: what is not asked for is refused, with the place where it is."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

Shape = Callable[[Any, str], None]
"""Looks at a value and the place where it stands; raises `Malformed` for one that is wrong."""


class Malformed(Exception):
    """A body that is not as documented."""

    def __init__(self, place: str, why: str) -> None:
        super().__init__(f"{place or 'body'}: {why}")
        self.place = place


def obj(needed: Mapping[str, Shape], other: Mapping[str, Shape] | None = None) -> Shape:
    """An object with these keys, some of which may be left out, and no others."""
    optional = other or {}

    def check(value: Any, place: str) -> None:
        if not isinstance(value, dict):
            raise Malformed(place, "must be an object")
        for name in value:
            if name not in needed and name not in optional:
                raise Malformed(_in(place, name), "unknown parameter")
        for name, shape in {**needed, **optional}.items():
            if name in value:
                shape(value[name], _in(place, name))
            elif name in needed:
                raise Malformed(_in(place, name), "is required")

    return check


def text(longest: int = 100_000, *, like: str = "") -> Shape:
    """A string with something in it, of at most so many characters, and of a form if one is set."""

    def check(value: Any, place: str) -> None:
        if type(value) is not str or not value.strip():
            raise Malformed(place, "must be a string that is not empty")
        if len(value) > longest:
            raise Malformed(place, f"is longer than {longest} characters")
        if like and not re.fullmatch(like, value):
            raise Malformed(place, f"has the wrong form: {value[:60]!r}")

    return check


def one_of(*values: Any) -> Shape:
    """One of some values, of the same JSON type."""

    def check(value: Any, place: str) -> None:
        if not any(type(value) is type(one) and value == one for one in values):
            raise Malformed(place, f"must be one of {', '.join(map(repr, values))}")

    return check


def integer(low: int, high: int) -> Shape:
    """A whole number between two bounds."""

    def check(value: Any, place: str) -> None:
        if type(value) is not int or not low <= value <= high:
            raise Malformed(place, f"must be an integer from {low} to {high}")

    return check


def boolean(value: Any, place: str) -> None:
    """True or false."""
    if type(value) is not bool:
        raise Malformed(place, "must be a boolean")


def array(item: Shape, least: int = 1, most: int = 1000) -> Shape:
    """A list of between so many items of a shape."""

    def check(value: Any, place: str) -> None:
        if not isinstance(value, list):
            raise Malformed(place, "must be an array")
        if not least <= len(value) <= most:
            raise Malformed(place, f"must have {least} to {most} items, and has {len(value)}")
        for index, one in enumerate(value):
            item(one, f"{place}[{index}]")

    return check


URL = text(8000, like=r"https?://[^\s/]+(/\S*)?")
"""An address that a service could fetch."""


def _in(place: str, name: str) -> str:
    return f"{place}.{name}" if place else name
