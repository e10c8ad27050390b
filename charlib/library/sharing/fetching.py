"""Kept files that are in a share: which they are, and how they come here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from charlib.domain.footage.clips import kept_path
from charlib.domain.sharing import record as records
from charlib.domain.text import printable
from charlib.errors import CharlibError, NotFound
from charlib.files import replacing, sha256
from charlib.hints import Hint, Notice, the_call
from charlib.library.session import Session, Warn, warned
from charlib.library.sharing.share_names import MEDIA
from charlib.store.shared.media import ending
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


def warn_of_leaving(session: Session, url: str, warn: Warn) -> None:
    """Say how many kept files are only in the share, and how they come here."""
    media, files = session.home.media, session.store.read.team.files()
    if missing := sum(not (media / file.path).is_file() for file in files):
        again = the_call("share init", url), the_call("share pull", media="all")
        warn(
            Notice(
                f"{_kept_files(missing)} not on this machine",
                Hint("To get the rest: {} and {}", *again),
            )
        )


def fetch_all(session: Session, place: Place, files: Iterable[SharedFile], warn: Warn) -> int:
    """Fetch files; return how many came. Those that the share lacks are counted in a warning."""
    fetched, missing = 0, []
    for file in files:
        if not (session.home.media / file.path).is_file():
            if fetch(session, place, file):
                fetched += 1
            else:
                missing.append(file.path)
    warn_of_missing(missing, warn)
    return fetched


def warn_of_missing(paths: Sequence[str], warn: Warn) -> None:
    """Say that neither this library nor the share has some kept files."""
    if paths:
        told = _kept_files(len(paths))
        first = printable(paths[0], 90)
        warn(Notice(f"{told} neither on this machine nor in the shared cast: {first}"))


def _kept_files(count: int) -> str:
    return "1 kept file is" if count == 1 else f"{count:,} kept files are"
