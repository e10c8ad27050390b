"""Where a character is seen: URLs, tasks and sources, as people name them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from charlib.domain.records import Source, SourceKind, Task
from charlib.domain.text import clean, short, shown
from charlib.errors import Conflict, InvalidInput, NotFound
from charlib.providers import engine
from charlib.sync.remote import operation

if TYPE_CHECKING:
    from charlib.domain.material import Material
    from charlib.domain.window import Window
    from charlib.providers.profile import Profile
    from charlib.store.read.reader import Reader


@dataclass(frozen=True, slots=True)
class Footage:
    """Where a character is seen: a source that the library has, or one it is about to record.

    `method` is how it is made: from a `url` or `task` and a window that the provider cuts, or from
    kept media in one of the profile's ways; `is_whole` where those are all of the URL's video.
    `within` is where the window is in what is sent, where that is no whole source.
    """

    kind: SourceKind
    ref: str
    method: str
    sends: str
    task: Task | None = None
    source: Source | None = None
    material: Material | None = None
    is_whole: bool = False
    within: Window | None = None


def cuts_itself(profile: Profile, source: Source | None, *, is_task: bool) -> bool:
    """Whether a provider cuts a source's window itself: then no media have to be prepared."""
    made = operation(profile, "create")
    method = "task" if is_task or (source and source.kind == "task") else "url"
    if source is not None and source.kind == "file":
        return False
    return {method, "window"} <= engine.uses(made.call)


def check_url(url: str) -> str:
    """Check the URL of a source video; raise InvalidInput where no provider could fetch it."""
    url = clean(url.strip(), "the URL", limit=8000)
    parts = urlsplit(url)
    if parts.scheme.casefold() not in {"http", "https"} or not parts.hostname or " " in url:
        raise InvalidInput(
            f"{short(shown(url), 100)!r} is no URL of a video",
            hint="Providers fetch http and https only; for a local file: charlib source add FILE",
        )
    return url


def find_source(read: Reader, ref: str) -> Source:
    """The one source a person means; NotFound or Conflict where it is not one."""
    ref = ref.strip()
    found = read.sources.find(ref) or read.sources.find(str(Path(ref).expanduser().absolute()))
    if not found:
        raise NotFound(
            f"no source {short(shown(ref), 100)!r}",
            hint="charlib source add REF, or: charlib source list",
        )
    if len(found) > 1:
        raise Conflict(
            f"{shown(ref)!r} could mean {len(found)} sources",
            hint="Use its number: charlib source list",
        )
    return found[0]
