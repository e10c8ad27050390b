"""Who speaks in a script: `cast` compares its speakers with the library."""

from __future__ import annotations

import string
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from charlib.domain.character.deriving import free, handle_from
from charlib.domain.character.handle import qualified
from charlib.domain.script import script as scripts
from charlib.domain.script.script import Script
from charlib.domain.script.words import CROWD
from charlib.domain.text import clean, fold, printable
from charlib.errors import InvalidInput
from charlib.library.reading import text_files
from charlib.library.session import Session

_MOST = 32 << 20
"""The largest script, in bytes: the longest series has a few millions of letters."""


class Role(NamedTuple):
    """A speaker of a script: the lines it has, and the scenes it is in.

    `handles` are the characters that it may be, as one types them; none if it is missing.
    `is_crowd` if it is not a character, such as a narrator.
    """

    name: str
    lines: int
    scenes: int
    handles: tuple[str, ...] = ()
    is_crowd: bool = False


class SceneCast(NamedTuple):
    """A scene: its heading, its episode, the line where it begins, and the lines of speakers."""

    heading: str
    episode: int | None
    line: int
    speakers: Mapping[str, int]


class ScriptCast(NamedTuple):
    """Who speaks in a script, in the order of the first appearance; `added` are new handles."""

    form: str
    scenes: tuple[SceneCast, ...]
    roles: tuple[Role, ...]
    added: tuple[str, ...] = ()

    @property
    def missing(self) -> tuple[Role, ...]:
        """The speakers that are not in the library."""
        return tuple(role for role in self.roles if not (role.handles or role.is_crowd))


_DOCUMENTS = {
    "PK\x03\x04": "a Word document or another zip file", "%PDF": "a PDF file",
    "{\\rtf": "a rich text file", "<?xml": "a Final Draft or another XML file",
}  # fmt: skip


def cast(session: Session, script: Path | str, *, add: bool = False) -> ScriptCast:
    """Read a script, Fountain or with a colon behind each name: who speaks in which scene.

    A speaker is known by its handle, another handle, or its name, with case ignored. With `add`
    those who are missing are added to the project, as one undo step, without a look. Raises
    NotFound, and InvalidInput for a file that is not text.
    """
    text = text_files.read(
        Path(script).expanduser(),
        most=_MOST,
        otherwise="Give a script as a text file",
        chinese=True,
    )
    _refuse_documents(Path(script), text)
    read = scripts.parse(text)
    roles = _roles(session, read)
    added: dict[str, str] = {}
    if add:
        added = _add(session, [each.name for each in roles if not (each.handles or each.is_crowd)])
        roles = [
            each._replace(handles=(added[each.name],)) if each.name in added else each
            for each in roles
        ]
    scenes = tuple(SceneCast(*each) for each in read.scenes)
    return ScriptCast(read.form, scenes, tuple(roles), tuple(added.values()))


def _refuse_documents(path: Path, text: str) -> None:
    """Raise InvalidInput for the file of a word processor, in which nobody would speak."""
    program = next((name for mark, name in _DOCUMENTS.items() if text.startswith(mark)), "")
    if program:
        raise InvalidInput(
            f"{printable(path.name)} is not plain text: it is {program}",
            hint="Save it as plain text or as Fountain",
        )


def _roles(session: Session, read: Script) -> list[Role]:
    lines: dict[str, int] = {}
    scenes: dict[str, int] = {}
    for scene in read.scenes:
        for name, spoken in scene.speakers.items():
            lines[name] = lines.get(name, 0) + spoken
            scenes[name] = scenes.get(name, 0) + 1
    known = _known(session, list(lines))
    return [
        Role(name, count, scenes[name], known.get(name, ()), _is_crowd(name, known))
        for name, count in lines.items()
    ]


def _is_crowd(name: str, known: Mapping[str, tuple[str, ...]]) -> bool:
    return name not in known and fold(name) in CROWD


def _known(session: Session, names: list[str]) -> dict[str, tuple[str, ...]]:
    """The characters of the project that speakers may be: by handle or alias, else by name."""
    project, read = session.project, session.store.read.characters
    wanted = {name: (None, handle_from(name)) for name in names}
    by_handle = read.known(wanted.values(), project)
    by_name = read.called(((None, name) for name in names), project)
    known: dict[str, tuple[str, ...]] = {}
    for name in names:
        key = by_handle.get(wanted[name]) if _is_handle(name, wanted[name][1]) else None
        keys = [key] if key else by_name.get((None, name), [])
        if keys:
            known[name] = tuple(
                qualified(handle, slug or project, project) for slug, handle in keys
            )
    return known


def _is_handle(name: str, handle: str) -> bool:
    """Whether a handle was made of a name, and does not stand for a name without letters."""
    return fold(name)[:1] == fold(handle)[:1]


def _add(session: Session, names: list[str]) -> dict[str, str]:
    """Add characters by name; return the handle of each."""
    if not names:
        return {}
    taken = set(session.store.read.characters.handles(session.project))
    added: dict[str, str] = {}
    with session.store.write() as writer:
        project = writer.projects.id(session.project)
        for name in names:
            handle = free(handle_from(name), taken)
            taken.add(handle)
            writer.characters.add(project, handle, name=_shown(name))
            added[name] = handle
    return added


def _shown(name: str) -> str:
    """A name as people write it: cues are in capitals."""
    return clean(string.capwords(name) if name.isupper() else name, "the name")
