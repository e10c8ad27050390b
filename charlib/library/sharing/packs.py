"""Packs: characters with everything they need in one file, for somebody else's library.

A pack is a zip file that people can open: records as JSON Lines, kept files by the hash of their
content, and a manifest. What it says is joined field by field with what the library has, so packs
may come in any order and more than once.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from charlib.domain.moment import to_text
from charlib.domain.text import printable
from charlib.errors import InvalidInput
from charlib.files import private_folder
from charlib.hints import Hint, the_call
from charlib.library import finding
from charlib.library.footage.kept import is_here
from charlib.library.moving import zips
from charlib.library.moving.exchange import exported
from charlib.library.moving.writing import importing
from charlib.library.persons.forgetting import forget_gone_faces, stays_here
from charlib.library.session import Session, Warn, warned
from charlib.library.sharing import record_lines
from charlib.library.sharing.fetching import kept_of
from charlib.library.sharing.joining import join, questions_of
from charlib.library.sharing.record_lines import Line
from charlib.store.shared.records import Thing
from charlib.store.shared.values import KINDS

if TYPE_CHECKING:
    from charlib.domain.sharing.question import Question
    from charlib.store.shared.reading import Chosen

SUFFIX = ".charpack"
_MANIFEST = "manifest.json"
_RECORDS = "records.jsonl"
_ABOUT = {"format": "charlib-pack", "version": 1}
_READABLE = "about.txt"
_NAME = re.compile(r"records\.jsonl|about\.txt|media/kept/[0-9a-f]{2}/[0-9a-f]{64}\.[a-z0-9]{2,4}")
_LARGEST_LINE = 4 << 20
_LARGEST_RATIO = 200
"""Records are text, and text does not get much smaller than this."""
_TEXT = """\
Characters for the library charlib, which imports this file, with what they need.

records.jsonl   one thing on each line: a project, account, character, film; `fields` has the
                values of each field, with the time, the library and the number of each write
media/kept      pictures, clips and voices, named by the SHA-256 of their content
manifest.json   the size and the SHA-256 of each file
"""


@dataclass(slots=True)
class Exported:
    """What went into a pack: the numbers of characters, tasks, and kept files."""

    characters: int = 0
    tasks: int = 0
    files: int = 0


@dataclass(slots=True)
class Merged:
    """What a pack changed, in characters; `questions` are what somebody has to decide.

    `files` is the number of kept files that the library did not have.
    """

    added: int = 0
    changed: int = 0
    removed: int = 0
    films: int = 0
    files: int = 0
    questions: tuple[Question, ...] = ()
    accounts: dict[str, str] = field(default_factory=dict)


# -- writing


def export_pack(
    session: Session,
    path: Path | str,
    query: str = "",
    *,
    everywhere: bool = True,
    media: bool = True,
    ids: bool = True,
    warn: Warn | None = None,
) -> Exported:
    """Write all characters, or the matches of a query, to a pack with everything they need.

    Without `media` the kept files stay here, without `ids` what providers call the characters.
    Footage and voices of real people without a recorded consent are left out. Keys and places of
    files on this machine are never in a pack. The file is written whole or not at all.
    """
    tree, project = finding.scoped(session, query, everywhere=everywhere)
    people = list(session.store.read.characters.ids(tree, project=project, sort="oldest"))
    chosen = session.store.read.shared.chosen(people)
    if chosen.without_consent:
        (warn or warned)(stays_here([*chosen.without_consent.values()]))
    things = list(_committed(session, chosen, ids=ids))
    paths = _media(session, things) if media else {}
    with exported(Path(path)) as part:
        _write(part, session, things, paths)
    return Exported(len(chosen.character), _count(things, "task"), len(paths))


def _committed(session: Session, chosen: Chosen, *, ids: bool) -> Iterator[Thing]:
    """The records of what was chosen, with all changes of this library."""
    shown = [uid for uid in chosen.character if uid not in chosen.without_consent]
    wanted: dict[str, Sequence[str]] = {
        "project": chosen.project, "account": chosen.account, "character": chosen.character,
        "task": chosen.task, "footage": shown, "ids": chosen.character if ids else (),
    }  # fmt: skip
    with session.store.share() as writer:
        for kind in KINDS:
            texts = writer.sharing.records.commit(kind, wanted[kind])
            yield from (Thing(kind, uid, text) for uid, text in sorted(texts.items()))


def _count(things: Iterable[Thing], kind: str) -> int:
    return sum(thing.kind == kind for thing in things)


def _media(session: Session, things: Iterable[Thing]) -> dict[str, Path]:
    """The kept files that things name, as far as they are here, by their name in the pack."""
    kept = (each for thing in things if thing.kind == "footage" for each in _kept(thing.text))
    paths = {f"media/{name}": session.home.media / name for name in sorted({*kept})}
    return {
        name: path
        for name, path in paths.items()
        if is_here(session, path.relative_to(session.home.media).as_posix())
    }


def _kept(text: str) -> Iterator[str]:
    """The paths of the files that a record of footage names."""
    return (each.path for each in kept_of(text))


def _write(
    part: Path, session: Session, things: Sequence[Thing], media: Mapping[str, Path]
) -> None:
    packed = {}
    with zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED, allowZip64=True) as pack:
        told = "".join(map(record_lines.written, things))
        for name, text in ((_READABLE, _TEXT), (_RECORDS, told)):
            packed[name] = zips.add_stream(pack, name, io.BytesIO(text.encode()))
        pack.compression = zipfile.ZIP_STORED  # films do not get smaller
        for name, path in media.items():
            packed[name] = zips.add(pack, name, path)
        about = {**_ABOUT, "made_at": to_text(session.clock.now())}
        zips.write_manifest(pack, _MANIFEST, about, packed)


# -- reading


def is_pack(path: Path | str) -> bool:
    """Whether a file is named as a pack."""
    return str(path).lower().endswith(SUFFIX)


def import_pack(
    session: Session, path: Path | str, *, dry_run: bool = False, warn: Warn | None = None
) -> Merged:
    """Join a pack with the library, field by field; one undo step.

    The later writer of a text wins, and a text that two wrote is a question of the result; tags,
    aliases, footage and IDs of both are kept, and an edit wins over a removal. Two characters of
    one handle are both kept. A `dry_run` says what would change, and changes nothing. Raises
    InvalidInput, and changes nothing, if anything in the pack is wrong.
    """
    path, done = Path(path), Merged()
    with _reading(path), zipfile.ZipFile(path) as pack:
        _, packed = zips.checked(pack, _MANIFEST, _ABOUT, lambda name: bool(_NAME.fullmatch(name)))
        things, fresh = _needed(session, pack, packed)
        done.files = len(fresh)
        if not dry_run:
            _take_media(session, pack, {name: packed[name] for name in fresh})
    shared = session.store.share()
    with _reading(path), importing(session, shared, dry_run=dry_run) as writer:
        joined = join(session, writer, things, warn or warned)
        done.added, done.changed, done.removed = map(len, joined.characters[:3])
        done.films, done.accounts = joined.films, joined.accounts
    if not dry_run:
        forget_gone_faces(session)
        done.questions = questions_of(session, things)
    return done


@contextmanager
def _reading(path: Path) -> Iterator[None]:
    try:
        yield
    except (*zips.BROKEN, OSError) as error:
        raise InvalidInput(
            f"the pack {printable(str(path))} cannot be used: {printable(str(error), 200)}",
            hint=Hint("It is damaged, or not from {}", the_call("export", f"FILE{SUFFIX}")),
        ) from error


def _read(session: Session, pack: zipfile.ZipFile, packed: zips.Packed) -> Iterator[Line]:
    """The things of a pack, each checked; ValueError with the line that is wrong."""
    info = pack.getinfo(_RECORDS)
    if info.file_size > max(1, info.compress_size) * _LARGEST_RATIO:
        raise ValueError("its records are packed too tightly to be text")
    with TemporaryDirectory() as folder:
        part = Path(folder) / _RECORDS
        zips.extract(pack, _RECORDS, packed, part)
        with part.open("rb") as file:
            yield from record_lines.read(file, session.store.read.shared.texts)


def _names(packed: Mapping[str, zips.Packed]) -> list[str]:
    """The kept files of a pack; ValueError if one is not named by its content."""
    names = [name for name in packed if name.startswith("media/")]
    for name in names:
        if Path(name).stem != packed[name].sha256 or Path(name).parent.name != Path(name).stem[:2]:
            raise ValueError(f"its file {name} is not named by its content")
    return names


def _needed(
    session: Session, pack: zipfile.ZipFile, packed: Mapping[str, zips.Packed]
) -> tuple[list[Thing], list[str]]:
    """What a pack has for this library: things that say something new, and missing kept files.

    Of somebody who was erased here, no file is kept.
    """
    absent = [name for name in _names(packed) if not _is_there(session, name, packed[name])]
    fresh, people = [], []
    for thing, is_known in _read(session, pack, packed[_RECORDS]):
        if not is_known:
            fresh.append(thing)
        if absent and thing.kind == "footage":
            people.append(thing)
    erased = session.store.read.shared.erased(thing.uid for thing in people)
    kept = {
        f"media/{name}" for thing in people if thing.uid not in erased for name in _kept(thing.text)
    }
    return fresh, [name for name in absent if name in kept]


def _is_there(session: Session, name: str, packed: zips.Packed) -> bool:
    """Whether the library has a file: it is named by its content."""
    place = session.home.media / name.removeprefix("media/")
    return place.is_file() and place.stat().st_size == packed.bytes


def _take_media(session: Session, pack: zipfile.ZipFile, packed: Mapping[str, zips.Packed]) -> None:
    """Put kept files in their places, after all of them were found right."""
    private_folder(session.home.media)
    with TemporaryDirectory(dir=session.home.media, prefix=".pack-") as folder:
        for name, each in packed.items():
            zips.extract(pack, name, each, Path(folder) / name)
        for name in packed:
            place = session.home.media / name.removeprefix("media/")
            private_folder(place.parent)
            (Path(folder) / name).chmod(0o600)
            (Path(folder) / name).replace(place)
