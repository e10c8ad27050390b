"""Kept files that are in a share: which they are, and how they come here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from charlib.domain.footage.clips import kept_path
from charlib.domain.sharing import record as records
from charlib.domain.text import printable
from charlib.errors import CharlibError, NotFound
from charlib.files import replacing, sha256
from charlib.hints import Notice
from charlib.library.session import Session, Warn, warned
from charlib.library.sharing.share_names import MEDIA
from charlib.store.shared.parts import ending
from charlib.store.shared.state import SharedFile

if TYPE_CHECKING:
    from charlib.objects.place import Place
    from charlib.store.shared.records import Thing

_LARGEST = 16 << 30
"""Bytes of a kept file whose size nobody told."""
_PATIENCE_MS = 60_000
"""After a failure, nothing is asked for so long: a page with sixty pictures would wait for each."""


def kept_of(text: str) -> Iterator[SharedFile]:
    """The files that a record of footage names."""
    if '"sha256"' not in text:
        return
    for name, value in records.beneath(records.from_text(text)).items():
        files = value["kept"] if name.startswith("footage/") else [value.get("kept")]
        for each in filter(None, files):
            path = kept_path(each["sha256"], ending(each["mime"]))
            yield SharedFile(path, each["sha256"], each["mime"], each.get("bytes"))


def kept_in(things: Iterable[Thing]) -> list[SharedFile]:
    """The files that things name."""
    return [each for thing in things if thing.kind == "footage" for each in kept_of(thing.text)]


def fetch(session: Session, place: Place, file: SharedFile) -> bool:
    """Fetch a file, unless it is here; False if the share has it not, or damaged."""
    target = session.home.media / file.path
    if target.is_file():
        return True
    try:
        with replacing(target) as part:
            place.get_file(f"{MEDIA}{file.sha256}", part, file.bytes or _LARGEST)
            if sha256(part)[0] != file.sha256:
                raise NotFound(f"the share's copy of {file.path} is damaged")
    except NotFound:
        return False
    return True


def is_fetched(session: Session, path: str) -> bool:
    """Fetch a kept file that is missing, if the library may; whether it came.

    A share that cannot be reached is told once in a while, and the file is missing.
    """
    share = session.store.read.team.share()
    file = session.store.read.team.file(path) if share and share.media != "none" else None
    if share is None or file is None or session.clock.now() < session.unreachable_until:
        return False
    try:
        return fetch(session, session.place(share.url), file)
    except CharlibError as error:
        session.unreachable_until = session.clock.now() + _PATIENCE_MS
        warned(Notice(f"kept files cannot be fetched: {error}", error.hint))
        return False


def fetch_all(session: Session, place: Place, files: Iterable[SharedFile], warn: Warn) -> int:
    """Fetch files; return how many came. Those that the share lacks are counted in a warning."""
    fetched, missing = 0, []
    for file in files:
        if not (session.home.media / file.path).is_file():
            if fetch(session, place, file):
                fetched += 1
            else:
                missing.append(file.path)
    if missing:
        more = f" and {len(missing) - 1:,} more" if len(missing) > 1 else ""
        warn(Notice(f"the share does not have {printable(missing[0], 90)}{more}"))
    return fetched
