"""The path language of profiles: the place of a value in a JSON document.

`data.task_id`, `results[0].url`, and, for writing only, `refs[]` (append) and `refs[].url`
(append an object with that key). Nothing in it can be executed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

Step = str | int | None
_STEP = re.compile(r"([^.\[\]]+)|\[(\d*)\]")
_FIELD = re.compile(r"\{(\w+)(\|int|\|path)?\}", re.ASCII)


def steps(path: str) -> list[Step]:
    """Parse a path into keys (str), indexes (int) and appends (None); ValueError if invalid."""
    parsed: list[Step] = []
    position = 0
    while position < len(path):
        match = _STEP.match(path, position)
        if not match:
            raise ValueError(f"invalid path {path!r}")
        key, index = match.groups()
        parsed.append(key if key is not None else int(index) if index else None)
        position = match.end()
        if path[position : position + 1] == ".":
            position += 1
            if position == len(path):
                raise ValueError(f"invalid path {path!r}")
    return parsed


def get(document: Any, path: str) -> Any:
    """The value at a path, or None if the document has no such place."""
    return walk(document, steps(path))


def walk(document: Any, parsed: Iterable[Step]) -> Any:
    """The same as `get`, with a parsed path."""
    for step in parsed:
        if isinstance(step, str):
            document = document.get(step) if isinstance(document, Mapping) else None
        elif isinstance(document, list) and document:
            document = document[step or 0] if (step or 0) < len(document) else None
        else:
            return None
    return document


def first(document: Any, paths: Iterable[str]) -> Any:
    """The first value at any of several paths; an empty text does not count."""
    for path in paths:
        value = get(document, path)
        if value is not None and value != "":
            return value
    return None


def put(document: dict[str, Any], path: str, value: Any) -> None:
    """Set the value at a path; objects and lists on the way are created.

    Raises ValueError for a path that cannot be written, such as one through another value.
    """
    if not path:
        raise ValueError("a path is empty")
    *before, last = steps(path)
    if any(isinstance(step, int) for step in (*before, last)):
        raise ValueError(f"cannot write to path {path!r}: it has an index")
    place: Any = document
    try:
        for step, following in zip(before, [*before, last][1:], strict=True):
            place = _enter(place, step, [] if following is None else {})
        _set(place, last, value)
    except (AttributeError, TypeError):
        raise ValueError(f"cannot write to path {path!r}: another value is in its way") from None


def _set(place: Any, step: Step, value: Any) -> None:
    if step is None:
        place.append(value)
    else:
        place[step] = value


def _enter(place: Any, step: Step, fresh: Any) -> Any:
    if step is None:
        place.append(fresh)
        return fresh
    return place.setdefault(step, fresh)


def fill(template: Any, values: Mapping[str, Any]) -> Any:
    """Fill `{name}` fields into a template of any depth; `{name|int}` alone gives a number.

    Raises KeyError for a name that is not among the `values`.
    """
    if isinstance(template, Mapping):
        return {key: fill(value, values) for key, value in template.items()}
    if isinstance(template, list):
        return [fill(value, values) for value in template]
    return _fill_text(template, values) if isinstance(template, str) else template


def _fill_text(template: str, values: Mapping[str, Any]) -> Any:
    alone = _FIELD.fullmatch(template)
    if alone:
        value, is_number = values[alone[1]], alone[2] == "|int"
        if is_number and not str(value).removeprefix("-").isdecimal():
            raise ValueError(f"{alone[1]} {value!r} is not a number")
        return int(value) if is_number else value
    return _FIELD.sub(lambda field: str(values[field[1]]), template)


def path_fields(template: str) -> set[str]:
    """The fields of an address that keep their slashes: `{job_id|path}`."""
    return {name for name, kind in _FIELD.findall(template) if kind == "|path"}


def merge(document: dict[str, Any], fragment: Mapping[str, Any]) -> None:
    """Merge a fragment into a document: objects merge, lists are appended, values are replaced."""
    for key, value in fragment.items():
        old = document.get(key)
        if isinstance(old, dict) and isinstance(value, Mapping):
            merge(old, value)
        elif isinstance(old, list) and isinstance(value, list):
            document[key] = [*old, *value]
        else:
            document[key] = value


def fields(template: Any) -> set[str]:
    """The names of all fields in a template."""
    if isinstance(template, Mapping):
        return set().union(*(fields(value) for value in template.values()))
    if isinstance(template, list):
        return set().union(*(fields(value) for value in template))
    return {name for name, _ in _FIELD.findall(template)} if isinstance(template, str) else set()


def unify(template: Any, document: Any) -> dict[str, str] | None:
    """The values that turn a template into a document; None if no values do.

    A text with fields and words is matched from the left, each field as short as possible. Only
    texts and numbers are values.
    """
    if isinstance(template, Mapping):
        if not isinstance(document, Mapping) or template.keys() != document.keys():
            return None
        return _unified((template[key], document[key]) for key in template)
    if isinstance(template, list):
        if not isinstance(document, list) or len(template) != len(document):
            return None
        return _unified(zip(template, document, strict=True))
    return _unify_one(template, document)


def _unify_one(template: Any, document: Any) -> dict[str, str] | None:
    if not isinstance(template, str) or not _FIELD.search(template):
        return {} if template == document else None
    if isinstance(document, bool) or not isinstance(document, str | int):
        return {} if _FIELD.fullmatch(template) else None
    return _read(template, str(document))


def _unified(pairs: Iterable[tuple[Any, Any]]) -> dict[str, str] | None:
    values: dict[str, str] = {}
    for template, document in pairs:
        more = unify(template, document)
        if more is None or any(values.get(key, value) != value for key, value in more.items()):
            return None
        values |= more
    return values


def _read(template: str, text: str) -> dict[str, str] | None:
    pattern, position, seen = "", 0, set[str]()
    for field in _FIELD.finditer(template):
        pattern += re.escape(template[position : field.start()])
        pattern += f"(?P={field[1]})" if field[1] in seen else f"(?P<{field[1]}>.*?)"
        seen.add(field[1])
        position = field.end()
    match = re.fullmatch(pattern + re.escape(template[position:]), text, re.DOTALL)
    return match.groupdict() if match else None
