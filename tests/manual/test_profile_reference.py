"""The TOML reference lists exactly the keys that profiles may have."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, get_args, get_origin, get_type_hints

from charlib.providers.profile import Profile

from .pages import MANUAL

PAGE = MANUAL / "your-own-profile.md"
LAID_OVER = {"extends", "drops", "variants"}
"""Keys that are used up before a profile is read."""


def documented() -> dict[str, set[str]]:
    """Return the keys of each section of the page."""
    sections: dict[str, set[str]] = {}
    for section in re.split(r"^## ", PAGE.read_text("utf-8"), flags=re.MULTILINE)[1:]:
        heading, _, body = section.partition("\n")
        rows = re.findall(r"^\| (`.*?) \|", body, re.MULTILINE)
        if rows:
            name = "" if heading == "Top level" else heading.strip("`")
            sections[name] = set(re.findall(r"`(\w+)`", " ".join(rows)))
    return sections


def tables(kind: Any = Profile, path: str = "") -> dict[str, Any]:
    """Return every table that a profile may have, with the class that holds it."""
    classes = {path: kind}
    for name, hint in get_type_hints(kind).items():
        inner, is_named = _table(hint)
        if inner is not None:
            below = f"{path}.{name}".strip(".") + ".NAME" * is_named
            classes |= tables(inner, below)
    return classes


def _is_record(kind: Any) -> bool:
    return isinstance(kind, type) and hasattr(kind, "_fields")


def _table(hint: Any) -> tuple[Any, bool]:
    """Return the class of a table that a key holds, and whether the tables in it have names."""
    if _is_record(hint):
        return hint, False
    is_mapping = isinstance(get_origin(hint), type) and issubclass(get_origin(hint), Mapping)
    inner = next((arg for arg in get_args(hint) if _is_record(arg)), None)
    return inner, is_mapping and inner is not None


def test_every_key_is_documented_and_no_other() -> None:
    """Each class that a profile consists of has a section with all of its keys."""
    sections, by_path = documented(), tables()
    assert set(sections) <= set(by_path)
    covered = {by_path[path] for path in sections}
    assert {kind.__name__ for kind in by_path.values() if kind not in covered} == set()
    for path, keys in sections.items():
        known = set(by_path[path]._fields)
        assert keys == (known | LAID_OVER if path == "" else known), f"section {path!r}"
