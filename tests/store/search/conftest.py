"""Small random libraries: what can happen to one, and the words that are said in it."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path

import pytest
from hypothesis import strategies as st

from charlib.errors import Conflict
from charlib.library import Library, open_library
from charlib.store.write.transaction import Transaction

PROJECTS = ("main", "noir")
TAGS = ("hero", "villain", "role:hero", "éa", "жук", "红 色", "ไทย", "ab")
LETTERS = "aabéÉöжЖй红色かガカไท่한국كتٌ🚀 -.  "

Step = tuple[str, int, int, str]
Fresh = Callable[[], AbstractContextManager[Library]]

SAID = (
    "éa ab", "Ab", "ÉA", "abé ab-жЖ", "жж й", "Жжй éa", "红色红", "红 色", "色红a", "かガ",
    "カが ab", "ไท่", "a ไทไ", "한국", "국한 한", "كتٌ ك", "كت", "🚀a", "ab 红色 éa",
)  # fmt: skip
words = st.sampled_from(SAID) | st.text(LETTERS, max_size=7)
kinds = st.sampled_from(
    [
        *("add", "add", "add", "name", "look", "notes", "rename", "trash", "restore"),
        *("tag", "tag", "untag", "retag", "alias", "under", "prune"),
    ]
)
numbers = st.integers(0, 23)
steps = st.lists(st.tuples(kinds, numbers, numbers, words), min_size=3, max_size=30)


def play(lib: Library, todo: list[Step], *, only_last: bool = False) -> int:
    """Do the steps, each in a transaction of its own; answers how many characters were added."""
    count = 0
    for at, step in enumerate(todo, start=1):
        if only_last and at < len(todo):
            count += step[0] == "add"
            continue
        with suppress(Conflict), lib._session.store.write() as writer:
            if step[0] == "add":
                count += 1
                _add(writer, count, step)
            elif count and step[0] in {"trash", "restore", "rename", "name", "look", "notes"}:
                _edit(writer, count, step)
            else:
                _label(writer, count, step)
    return count


def _add(writer: Transaction, count: int, step: Step) -> None:
    _, first, other, text = step
    writer.characters.add(
        writer.projects.id(PROJECTS[first % 2]),
        f"a{count}{text.strip()}",
        name=text,
        look=text[::-1],
        notes=text * 2,
        tags={TAGS[first % len(TAGS)], TAGS[other % len(TAGS)]},
    )


def _edit(writer: Transaction, count: int, step: Step) -> None:
    kind, pick, _, text = step
    who = pick % count + 1
    if kind in {"trash", "restore"}:
        writer.characters.put_away([who]) if kind == "trash" else writer.characters.bring_back(
            [who]
        )
    elif kind == "rename":
        writer.characters.edit(who, handle=f"b{who}{text.strip()}")
    else:
        writer.characters.edit(who, **{kind: text})


def _label(writer: Transaction, count: int, step: Step) -> None:
    kind, first, other, _ = step
    tag, second = TAGS[first % len(TAGS)], TAGS[other % len(TAGS)]
    everybody = range(1, count + 1)
    if kind == "tag":
        writer.tags.add([*everybody[:: other % 3 + 1]], [tag])
    elif kind == "untag":
        writer.tags.remove([*everybody[:: other % 3 + 1]], [tag])
    elif kind == "retag":
        writer.tags.add([], [tag])
        writer.tags.rename(tag, second)
    elif kind == "alias":
        writer.tags.add_alias(f"also {tag}", second)
    elif kind == "under":
        writer.tags.nest(tag, second)
    elif kind == "prune":
        writer.tags.remove_unused()


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Fresh:
    """Open an empty library, as often as one likes: each is a copy of one that was made once."""
    mould = tmp_path_factory.mktemp("mould") / "home"
    with open_library(mould) as lib, lib._session.store.write() as writer:
        for slug in PROJECTS:
            writer.projects.id(slug)

    @contextmanager
    def opened() -> Iterator[Library]:
        with tempfile.TemporaryDirectory() as folder:
            home = Path(folder) / "home"
            shutil.copytree(mould, home)
            with open_library(home) as lib:
                yield lib

    return opened


def put(lib: Library, reference: str, *tags: str, **texts: str) -> int:
    """Add one character, given as `mia` or `noir/mia`; answers its id."""
    project, handle = lib.refer(reference)
    with lib._session.store.write() as writer:
        return writer.characters.add(writer.projects.id(project), handle, tags=tags, **texts)  # type: ignore[arg-type] # texts only
