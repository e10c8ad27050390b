"""What a character is created from: a source, and how the provider gets it."""

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
    """Where a character is seen: a source in the library, or one that will be recorded.

    `method` is how it is created: from a `url` or `task` and a window that the provider cuts, or
    from kept media in one of the profile's ways; `is_whole` if these are the whole video at a URL.
    `within` is the window in the time of what is sent, if that is only a part of the source.
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


def cuts_itself(
    profile: Profile, source: Source | None, *, is_task: bool, account: str = "NAME"
) -> bool:
    """Whether a provider cuts a source's window itself, so that no media have to be prepared.

    Raises InvalidInput, whose hint names `account`, if it creates nothing.
    """
    if source is not None and source.kind == "file":
        return False
    method = "task" if is_task or (source and source.kind == "task") else "url"
    return {method, "window"} <= engine.uses(operation(profile, "create", account).call)
