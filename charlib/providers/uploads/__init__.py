"""Makes local files reachable by a URL, for providers that accept only URLs.

There are two ways: an upload into a bucket that speaks S3, with a link that expires; or a command
of the user's own, which prints the URL. The kept settings contain no secrets, only their places.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from charlib.providers.uploads.bucket import Bucket
from charlib.providers.uploads.command import Command
from charlib.providers.uploads.settings import check
from charlib.providers.uploads.uploader import Uploaded, Uploader

if TYPE_CHECKING:
    from charlib.config import Clock

__all__ = ["Uploaded", "Uploader", "check", "connect"]


def connect(settings: Mapping[str, Any], environ: Mapping[str, str], clock: Clock) -> Uploader:
    """An uploader for the settings; nothing is sent yet.

    Raises InvalidInput, NoKey, MissingExtra.
    """
    checked = check(settings)
    if "command" in checked:
        return Command(checked, environ, clock)
    return Bucket(checked, environ, clock)
