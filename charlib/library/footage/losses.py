"""Files that the library refers to and that are not here, or are not what they were: summed up."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NamedTuple

from charlib.domain.character.handle import qualified
from charlib.domain.text import printable, shortened
from charlib.hints import Call, Hint, the_call
from charlib.library.footage.kept import keeping
from charlib.library.session import Session
from charlib.media import sha256

if TYPE_CHECKING:
    from charlib.store.checking import Checks, ReferredFile

Fault = Literal["missing", "changed"]
_SHOWN = 60
_OF_CHARACTERS = {"kept", "voice"}
_MANY = {
    "kept": "the kept files of {} characters", "task": "the films of {} tasks",
    "voice": "the voices of {} characters",
}  # fmt: skip
_ONE = {"kept": "the kept files of @{}", "task": "the film of {}", "voice": "the voice of @{}"}


_VERBS = {
    ("missing", True): "is missing", ("missing", False): "are missing",
    ("changed", True): "was changed", ("changed", False): "were changed",
}  # fmt: skip


class Loss(NamedTuple):
    """Files of one kind with the same fault: `names` are what they belong to."""

    kind: str
    fault: Fault
    files: int
    names: tuple[str, ...]
    what: str
    problem: str
    remedy: Hint


def losses(session: Session, checks: Checks, *, deep: bool = True) -> list[Loss]:
    """The missing files and, if `deep`, those whose content is another one, by kind."""
    groups: dict[tuple[str, Fault], list[tuple[str, Path]]] = {}
    there = _in_share(session)
    for file in checks.files():
        path = session.home.media / file.path
        fault = _fault(path, file.sha256, deep=deep)
        if fault == "missing" and file.kind in _OF_CHARACTERS and file.sha256 in there:
            continue  # it comes when it is needed
        if fault is not None:
            kind = "video" if file.kind in {"url", "file"} else file.kind
            groups.setdefault((kind, fault), []).append((_name(session, file), path))
    return [_loss(session, *key, files) for key, files in groups.items()]


def _in_share(session: Session) -> set[str]:
    """The hashes of kept files that a share has, where not all of them are to be here."""
    read = session.store.read.team
    share = read.share()
    if share is None or share.media == "all":
        return set()
    return {name.rpartition("/")[2] for name in read.names("media/")}


def missing(session: Session) -> list[Loss]:
    """The missing files, by kind."""
    from contextlib import closing

    from charlib.store.checking import Checks

    with closing(Checks(session.home.database)) as checks:
        return losses(session, checks, deep=False)


def _fault(file: Path, wanted: str, *, deep: bool) -> Fault | None:
    if not file.is_file():
        return "missing"
    return "changed" if deep and sha256(file)[0] != wanted else None


def _name(session: Session, file: ReferredFile) -> str:
    if file.kind in _OF_CHARACTERS:
        return qualified(file.name, file.project, session.project)
    return printable(file.name, 40)


def _loss(session: Session, kind: str, fault: Fault, files: Sequence[tuple[str, Path]]) -> Loss:
    names = tuple(dict.fromkeys(name for name, _ in files))
    what = _ONE.get(kind, "source {}").format(names[0])
    if len(names) > 1:
        what = _MANY.get(kind, "{} source videos").format(len(names))
    problem = f"{_files(kind, files, names)} {_VERBS[fault, len(files) == 1]}"
    remedy = _remedy(session, kind, fault, names)
    return Loss(kind, fault, len(files), names, what, problem, remedy)


def _files(kind: str, files: Sequence[tuple[str, Path]], names: Sequence[str]) -> str:
    """The files, in words: a single one with its path, several with what they belong to."""
    if len(files) == 1:
        return f"its file {files[0][1]}"
    at = "@" if kind in _OF_CHARACTERS else ""
    listed = shortened(", ".join(at + name for name in names), _SHOWN)
    return f"{len(files):,} files" + (f" of {listed}" if len(names) > 1 else "")


def _remedy(session: Session, kind: str, fault: Fault, names: tuple[str, ...]) -> Hint:
    """Where to copy the files from, and what else brings them."""
    again = _again(kind, names)
    folder = str(session.home.media)
    text = "Copy them from the folder media of the old machine into {}"
    if fault == "changed":
        text = "Delete them" if again else "Copy the old ones into {}"
    if again is None:
        return Hint(text, folder)
    return Hint(
        f"{text}, {'then' if fault == 'changed' else 'or'}: {{}}", *_parts(text, folder), again
    )


def _parts(text: str, folder: str) -> tuple[str, ...]:
    return (folder,) if "{}" in text else ()


def _again(kind: str, names: tuple[str, ...]) -> Call | None:
    """What makes the files again, if anything does."""
    if kind == "kept":
        return keeping(names[0]) if len(names) == 1 else the_call("keep", query="QUERY")
    if kind == "voice":
        return the_call("voice add", names[0], file="FILE")
    return the_call("sync") if kind == "task" else None
