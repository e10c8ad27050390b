"""Values read by their declarations: of a body, or of text."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from charlib.domain.text import printable
from charlib.doors.declare import Field
from charlib.errors import InvalidInput

_TRUTHS = {"true": True, "false": False, "1": True, "0": False}
_TYPES: Mapping[str, tuple[type, ...]] = {
    "string": (str,), "integer": (int,), "number": (int, float), "boolean": (bool,),
    "array": (list,), "object": (dict,),
}  # fmt: skip
_FARTHEST = 10**15


def read(known: Mapping[str, Field], given: Mapping[str, Any]) -> dict[str, Any]:
    """The values of a JSON object; null is the default. Raises InvalidInput."""
    refuse_unknown(given, known)
    return {
        name: checked(name, field, given[name])
        if given.get(name) is not None
        else default(name, field)
        for name, field in known.items()
    }


def refuse_unknown(given: Mapping[str, Any], known: Mapping[str, Field]) -> None:
    """Raise InvalidInput for a value that is not declared."""
    unknown = [name for name in given if name not in known]
    if unknown:
        raise InvalidInput(
            f"unknown parameter {printable(unknown[0], 60)!r}",
            hint=f"There are: {', '.join(known) or 'none'}",
        )


def default(name: str, field: Field) -> Any:
    """The value of a parameter that is not given. Raises InvalidInput if it must be."""
    if field.is_required:
        about = f": {field.about}" if field.about else ""
        raise InvalidInput(f"{name} is missing", hint=f"Give {name}{about}")
    return field.default


def parsed(name: str, field: Field, text: str) -> Any:
    """A value of a path or a query, which is text there. Raises InvalidInput."""
    try:
        if field.kind == "integer":
            return checked(name, field, int(text))
        if field.kind == "number":
            return checked(name, field, float(text))
        if field.kind == "boolean":
            return _TRUTHS[text.lower()]
    except (ValueError, KeyError):
        raise _wrong(name, field) from None
    return checked(name, field, text)


def checked(name: str, field: Field, value: Any) -> Any:
    """A value, if its declaration allows it. Raises InvalidInput."""
    is_truth = isinstance(value, bool)
    fits = isinstance(value, _TYPES[field.kind]) and is_truth == (field.kind == "boolean")
    fits = fits and (not field.choices or value in field.choices)
    if fits and field.kind in {"integer", "number"}:
        fits = not (value < -_FARTHEST if field.least is None else value < field.least)
        fits = fits and not value > (_FARTHEST if field.most is None else field.most)
        fits = fits and value == value  # noqa: PLR0124 - a number that is none is not itself
    if fits and field.kind in {"string", "array"}:
        fits = len(value) <= field.longest
    if fits and field.kind == "array":
        fits = all(isinstance(item, str) for item in value)
    if not fits:
        raise _wrong(name, field)
    return value


def _wrong(name: str, field: Field) -> InvalidInput:
    limits = ", ".join(f"{key} {value}" for key, value in field.schema().items())
    return InvalidInput(f"{name} is not valid", hint=f"Give {name} as {limits}")
