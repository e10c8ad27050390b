"""What a character is made from: a source, and how the provider gets at it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from charlib.domain.choices import SourceKind
from charlib.domain.records import Source, Task
from charlib.providers import engine
from charlib.sync.remote import operation

if TYPE_CHECKING:
    from charlib.domain.footage.material import Material
    from charlib.domain.windows.window import Window
    from charlib.providers.profile import Profile


class Footage(NamedTuple):
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
