"""Strict shapes of request bodies: anything unexpected is refused, with its place."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from charlib.sandbox.errors import Malformed

Shape = Callable[[Any, str], None]
"""Checks a value at a place; raises `Malformed` if it is wrong."""


def obj(needed: Mapping[str, Shape], other: Mapping[str, Shape] | None = None) -> Shape:
    """An object with the `needed` keys, perhaps the `other` ones, and nothing else."""
    optional = other or {}

    def check(value: Any, place: str) -> None:
        if not isinstance(value, dict):
            raise Malformed(place, "must be an object", code="invalid_type")
        for name in value:
            if name not in needed and name not in optional:
                raise Malformed(_in(place, name), "unknown parameter", code="unknown_parameter")
        for name, shape in {**needed, **optional}.items():
            if name in value:
                shape(value[name], _in(place, name))
            elif name in needed:
                code = "missing_required_parameter"
                raise Malformed(_in(place, name), "is required", code=code)

    return check


def text(longest: int = 100_000, *, like: str = "") -> Shape:
    """A string that is not empty, of at most `longest` characters, and of a form if one is set."""

    def check(value: Any, place: str) -> None:
        if type(value) is not str:
            raise Malformed(place, "must be a string", code="invalid_type")
        if not value.strip() or not _is_encodable(value):
            raise Malformed(place, "is empty or not text")
        if len(value) > longest:
            raise Malformed(place, f"is longer than {longest} characters")
        if like and not re.fullmatch(like, value):
            raise Malformed(place, f"has the wrong form: {value[:60]!r}")

    return check


def one_of(*values: Any) -> Shape:
    """One of some values, of the same JSON type."""

    def check(value: Any, place: str) -> None:
        # `type() is`, because to isinstance True is an integer.
        if not any(type(value) is type(allowed) for allowed in values):
            raise Malformed(place, "has the wrong type", code="invalid_type")
        if value not in values:
            raise Malformed(place, f"must be one of {', '.join(map(repr, values))}")

    return check


def integer(low: int, high: int) -> Shape:
    """A whole number between two bounds."""

    def check(value: Any, place: str) -> None:
        if type(value) is not int:
            raise Malformed(place, "must be an integer", code="invalid_type")
        if not low <= value <= high:
            raise Malformed(place, f"must be an integer from {low} to {high}")

    return check


def boolean(value: Any, place: str) -> None:
    """True or false."""
    if type(value) is not bool:
        raise Malformed(place, "must be a boolean", code="invalid_type")


def maybe(shape: Shape) -> Shape:
    """A value of a shape, or null, which means the same as its absence."""

    def check(value: Any, place: str) -> None:
        if value is not None:
            shape(value, place)

    return check


def anything(value: Any, place: str) -> None:
    """Any value: the shape depends on another field."""


def array(item: Shape, least: int = 1, most: int = 1000) -> Shape:
    """A list of `least` to `most` items of a shape."""

    def check(value: Any, place: str) -> None:
        if not isinstance(value, list):
            raise Malformed(place, "must be an array", code="invalid_type")
        if not least <= len(value) <= most:
            raise Malformed(place, f"must have {least} to {most} items, not {len(value)}")
        for index, element in enumerate(value):
            item(element, f"{place}[{index}]")

    return check


URL = text(8000, like=r"https?://[^\s/]+(/\S*)?")
"""A URL that a service could fetch."""


def _in(place: str, name: str) -> str:
    return f"{place}.{name}" if place else name


def _is_encodable(value: str) -> bool:
    """Whether a string has no lone surrogate, which UTF-8 cannot encode."""
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True
