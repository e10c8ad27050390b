"""Kept files as records tell of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeAlias

from charlib.domain.footage.clips import SOUNDS, kept_path
from charlib.domain.footage.kept import KeptFile
from charlib.domain.footage.medium import Medium
from charlib.store.write.footage import Footage
from charlib.store.write.scope import Scope

Forms: TypeAlias = Sequence[Mapping[str, Any]]
_ENDINGS = {
    "video/mp4": ".mp4", "image/jpeg": ".jpg", "image/png": ".png", "image/webp": ".webp",
    **{mime: ending for ending, mime in SOUNDS.items()},
}  # fmt: skip
"""The endings of kept files by their types; others are not taken."""


def ending(mime: str) -> str:
    """The ending of a kept file. Raises ValueError for a type that charlib does not keep."""
    try:
        return _ENDINGS[mime]
    except KeyError:
        raise ValueError(f"charlib keeps no files of type {mime!r}") from None


def kept_file(form: Mapping[str, Any]) -> KeptFile:
    """A kept file of a window; its place follows from its content, never from what a file says."""
    return KeptFile(form["role"], form["position"], medium(form), form.get("start_ms"))


def medium(form: Mapping[str, Any]) -> Medium:
    """A kept file as the library names it."""
    return Medium(
        path=kept_path(form["sha256"], ending(form["mime"])), sha256=form["sha256"],
        mime=form["mime"], bytes=form.get("bytes"), width=form.get("width"),
        height=form.get("height"), duration_ms=form.get("duration_ms"),
    )  # fmt: skip


def lacking(
    live: Mapping[str, Any], told: Mapping[str, Any]
) -> Iterator[tuple[str, list[KeptFile]]]:
    """The windows of which a record tells of files that this library has not, with those files."""
    for name, value in told.items():
        if value and name in live and name.startswith("footage/"):
            here = {(each["role"], each["position"]) for each in live[name]["kept"]}
            files = [each for each in value["kept"] if (each["role"], each["position"]) not in here]
            if files:
                yield name.partition("/")[2], list(map(kept_file, files))


def add(scope: Scope, kept: Mapping[str, Sequence[KeptFile]]) -> None:
    """Give windows, by their uids, files that others kept of them."""
    ids = {uid: scope.id("SELECT id FROM window WHERE uid = ?", uid) for uid in kept}
    Footage(scope).keep_many({number: kept[uid] for uid, number in ids.items() if number})
