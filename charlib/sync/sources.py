"""Sources as people name them: by URL, path, label or number."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from charlib.domain.records import Source
from charlib.domain.text import clean, short, shown
from charlib.errors import Conflict, InvalidInput, NotFound
from charlib.hints import Hint, argument, the_call

if TYPE_CHECKING:
    from charlib.store.read.reader import Reader


ONE_SOURCE = Hint(
    "Give one of {}, {} and {}",
    argument("url", "URL"),
    argument("task", "ID"),
    argument("source", "REF"),
)
"""What a window is cut from."""


def check_url(url: str) -> str:
    """Check the URL of a source video; raise InvalidInput where no provider could fetch it."""
    url = clean(url.strip(), "the URL", limit=8000)
    parts = urlsplit(url)
    if parts.scheme.casefold() not in {"http", "https"} or not parts.hostname or " " in url:
        raise InvalidInput(
            f"{short(shown(url), 100)!r} is no URL of a video",
            hint=Hint(
                "Providers fetch http and https only; for a local file: {}",
                the_call("source add", "FILE"),
            ),
        )
    return url


def find_source(read: Reader, ref: str) -> Source:
    """The one source a person means; NotFound or Conflict where it is not one."""
    ref = ref.strip()
    found = read.sources.find(ref) or read.sources.find(str(Path(ref).expanduser().absolute()))
    if not found:
        raise NotFound(
            f"no source {short(shown(ref), 100)!r}",
            hint=Hint("{}, or: {}", the_call("source add", "REF"), the_call("source list")),
        )
    if len(found) > 1:
        raise Conflict(
            f"{shown(ref)!r} could mean {len(found)} sources",
            hint=Hint("Use its number: {}", the_call("source list")),
        )
    return found[0]
