"""Objects of JSON: one on each line, an array of them, or each over several lines."""

from __future__ import annotations

import json
from typing import Any


def object_of(line: str) -> dict[str, Any] | None:
    """The JSON object of a line; None if it is none."""
    try:
        values = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return values if isinstance(values, dict) else None


def is_spread(text: str) -> bool:
    """Whether a text begins as an array, or as an object that goes on in the next line."""
    first, _, rest = text.lstrip().partition("\n")
    if first.startswith("["):
        return True
    return first.startswith("{") and bool(rest.strip()) and not first.rstrip().endswith("}")


def objects_in(text: str) -> list[Any] | None:
    """The items of an array, or the objects that follow each other; None for any other text."""
    text = text.strip()
    try:
        return _items(text) if text.startswith("[") else _objects(text)
    except (ValueError, RecursionError):
        return None


def _items(text: str) -> list[Any] | None:
    items = json.loads(text)
    return items if isinstance(items, list) and all(isinstance(i, dict) for i in items) else None


def _objects(text: str) -> list[Any] | None:
    objects, at = [], 0
    decode = json.JSONDecoder().raw_decode
    while at < len(text):
        value, at = decode(text, at)
        if not isinstance(value, dict):
            return None
        objects.append(value)
        while at < len(text) and text[at].isspace():
            at += 1
    return objects or None
