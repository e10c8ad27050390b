"""Pictures of characters: kept files by the hash of their content, which never change."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from charlib.errors import NotFound
from charlib.studio.declare import File, Table, path

if TYPE_CHECKING:
    from pathlib import Path

    from charlib.studio.desk import Desk

table = Table()
_HASH = re.compile(r"[0-9a-f]{64}")
_KINDS = {
    ".jpg": "image/jpeg", ".png": "image/png", ".webp": "image/webp", ".mp4": "video/mp4",
    ".m4a": "audio/mp4", ".mp3": "audio/mpeg", ".wav": "audio/wav", ".flac": "audio/flac",
}  # fmt: skip
"""What kept files may be shown as; an SVG, which may be a program, is only data."""
SHA256 = path("The hash of its content.", longest=64)


@table.get("/media/kept/{sha256}", "kept_file", "*/*")
def kept(at: Desk, *, sha256: str = SHA256) -> Any:
    """A kept file: a picture, a clip or a sound."""
    file = _kept(at, sha256)
    return File(file, _KINDS.get(file.suffix, "application/octet-stream"), is_fixed=True)


@table.get("/media/small/{sha256}", "thumbnail", "image/jpeg", decodes=True)
def small(at: Desk, *, sha256: str = SHA256) -> Any:
    """A small version of a kept picture."""
    return File(at.lib.thumbnail(_kept(at, sha256)), "image/jpeg", is_fixed=True)


@table.get("/media/portraits/{project}/{handle}", "portrait", "image/jpeg", decodes=True)
def portrait(
    at: Desk, *, project: str = path("Its project."), handle: str = path("Its handle.")
) -> Any:
    """A small picture of a character: a kept one, else one of the film it was cut from."""
    found = at.lib.portrait(f"{project}/{handle}")
    if found is None:
        raise NotFound("there is no picture of this character", hint="Keep footage of it")
    return File(at.lib.thumbnail(found), "image/jpeg")


def _kept(at: Desk, sha256: str) -> Path:
    file = at.lib.kept_file(sha256) if _HASH.fullmatch(sha256) else None
    if file is None:
        raise NotFound("there is no such kept file", hint="Load the page again")
    return file
