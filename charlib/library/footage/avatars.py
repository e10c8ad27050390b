"""The pictures that providers make of characters."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from charlib.errors import CharlibError

if TYPE_CHECKING:
    from charlib.domain.footage.kept import KeptFile

_MOST = 10 << 20


def avatar_of(url: str | None, folder: Path) -> list[KeptFile]:
    """The provider's picture of a character; none if it cannot be fetched."""
    if not url:
        return []
    from charlib import media
    from charlib.domain.footage.kept import KeptFile
    from charlib.providers.transport.ranged_file import RangedFile

    try:
        with RangedFile(url, most=_MOST) as picture:
            return [KeptFile("avatar", 0, media.keep_picture(picture.read(_MOST), folder))]
    except CharlibError:
        return []
