"""`python -m tests.benchmarks.identity DIR`: how often faces are recognised, wrongly too.

DIR has a folder of pictures for each person, and perhaps one called `nobody` with animals and
things. Nothing of them is in the repository. Each picture is compared with a template made from up
to four others of its person, and with one of everybody else; as it is, and made worse.

`python -m tests.benchmarks.identity N`: how long `who` takes for a picture with one face, in a
library of N characters with a kept still and a template each.
"""

from __future__ import annotations

import sqlite3
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any, NamedTuple

import cv2
import numpy as np
import pytest

from charlib.domain.identity import SAME, UNSURE, FaceQuality, verdict
from charlib.library import open_library
from charlib.media import identity
from charlib.media.identity import eye
from charlib.media.identity.faces import Eye, Face, normalised
from charlib.media.identity.templates import read
from tests.media.drawn import LIGHT, ByColour, scene

NOBODY = "nobody"
HEADER = (
    "picture", "true pairs", "same", "unsure", "another", "cannot tell", "strangers", "same",
    "unsure", "highest",
)  # fmt: skip
KINDS = {".jpg", ".jpeg", ".png"}
_LEARNED_FROM = 4
_LENGTH = 128
"""Numbers of a template of SFace."""
Change = Callable[[Any, int], Any]
"""Picture, height of its face → the picture made worse, or None where it cannot be."""


def smaller(pixels: int) -> Change:
    """Make a face this many pixels high."""

    def change(picture: Any, height: int) -> Any:
        part = pixels / height
        if part > 1:
            return None
        return cv2.resize(picture, None, fx=part, fy=part, interpolation=cv2.INTER_AREA)

    return change


def blurred(part: float) -> Change:
    """Blur by a part of the face's height."""
    return lambda picture, height: cv2.GaussianBlur(picture, (0, 0), part * height)


def _moved(picture: Any, height: int) -> Any:
    small = smaller(80)(picture, height)
    return None if small is None else cv2.blur(small, (9, 1))


CHANGES: Mapping[str, Change] = {
    "as it is": lambda picture, _: picture,
    "60 px high": smaller(60),
    "40 px high": smaller(40),
    "30 px high": smaller(30),
    "20 px high": smaller(20),
    "blurred a little (2 %)": blurred(0.02),
    "blurred (3 %)": blurred(0.03),
    "blurred much (6 %)": blurred(0.06),
    "moved (80 px, 9 px)": _moved,
    "a quarter of the light": lambda picture, _: (picture * 0.25).astype(np.uint8),
}


class Shown(NamedTuple):
    """A picture of a person, with its largest face."""

    person: str
    path: Path
    face: Face


class Row(NamedTuple):
    """A condition, with the verdicts about the same person and about strangers."""

    name: str
    same: Counter[str]
    others: Counter[str]
    highest: float


def pictures(folder: Path) -> Iterator[Path]:
    """The picture files of a folder."""
    return (path for path in sorted(folder.iterdir()) if path.suffix.casefold() in KINDS)


def shown(folder: Path, finder: Eye) -> list[Shown]:
    """All pictures with a clear face."""
    people = (path for path in sorted(folder.iterdir()) if path.is_dir() and path.name != NOBODY)
    found = [
        (person.name, path, finder.faces(read(path)))
        for person in people
        for path in pictures(person)
    ]
    return [Shown(name, path, faces[0]) for name, path, faces in found if faces]


def mean(pictures_of: Sequence[Shown]) -> Any:
    """The template of up to four pictures; None if none shows a clear face."""
    vectors = [each.face.vector for each in pictures_of if each.face.quality.is_clear]
    return normalised(np.mean(vectors[:_LEARNED_FROM], axis=0)) if vectors else None


def rows(every: Sequence[Shown], finder: Eye) -> Iterator[Row]:
    """Each condition with its verdicts."""
    names = list(dict.fromkeys(each.person for each in every))
    templates = {name: mean([each for each in every if each.person == name]) for name in names}
    for condition, change in CHANGES.items():
        same, others, highest = Counter[str](), Counter[str](), -1.0
        for each in every:
            worse = change(read(each.path), each.face.quality.size)
            if worse is None or not each.face.quality.is_clear:
                continue
            face = next(iter(finder.faces(worse)), None)
            own = mean([x for x in every if x.person == each.person and x is not each])
            if own is not None:
                same[_said(face, own)[0]] += 1
            for name, template in templates.items():
                if name != each.person and template is not None:
                    said, score = _said(face, template)
                    others[said] += 1
                    highest = max(highest, score)
        yield Row(condition, same, others, highest)


def _said(face: Face | None, template: Any) -> tuple[str, float]:
    if face is None or face.vector is None:
        return verdict(None, face.quality if face else FaceQuality(0)), -1.0
    score = float(face.vector @ template)
    return verdict(score, face.quality), score


def nobodies(folder: Path, finder: Eye) -> tuple[int, list[str]]:
    """How many pictures show nobody, and those in which a person's face is seen all the same."""
    paths = list(pictures(folder))
    seen = [
        path for path in paths if any(face.vector is not None for face in finder.faces(read(path)))
    ]
    return len(paths), [path.name for path in seen]


def main(folder: Path) -> None:
    """Print the table."""
    cv2.setNumThreads(1)
    finder = eye()
    every = shown(folder, finder)
    clear = sum(each.face.quality.is_clear for each in every)
    people = len({each.person for each in every})
    _say(f"{people} people, {len(every)} pictures with a face, {clear} of them clear")
    _say(f"same from {SAME}, unsure from {UNSURE}\n")
    _say(f"| {' | '.join(HEADER)} |\n{'|---' * len(HEADER)}|")
    for row in rows(every, finder):
        verdicts = [row.same[said] for said in ("same", "unsure", "another", "cannot-tell")]
        cells = [row.same.total(), *verdicts, row.others.total()]
        cells += [row.others["same"], row.others["unsure"]]
        _say(f"| {row.name} | {' | '.join(map(str, cells))} | {row.highest:.2f} |")
    if (folder / NOBODY).is_dir():
        count, seen = nobodies(folder / NOBODY, finder)
        _say(f"\n{count} pictures of nobody; a person's face in {len(seen)}: {', '.join(seen)}")


_CHARACTERS = """
    WITH RECURSIVE n(id) AS (SELECT 1 UNION ALL SELECT id + 1 FROM n WHERE id < ?1)
    INSERT INTO character (id, uid, project_id, handle, name, look, notes, created_at, updated_at)
    SELECT id, 'u' || id, 1, 'p' || id, '', '', '', 1, 1 FROM n;
    INSERT INTO source (id, uid, kind, ref, created_at, updated_at)
    VALUES (1, 's', 'file', 'x', 1, 1);
    INSERT INTO window (id, uid, source_id, character_id, start_ms, end_ms, created_at, keeping)
    SELECT id, 'w' || id, 1, id, 0, 1000, 1, 'kept' FROM character;
    INSERT INTO medium (id, path, sha256, mime, bytes, created_at)
    SELECT id, 'kept/' || id || '.jpg', 'h' || id, 'image/jpeg', 1, 1 FROM character;
    INSERT INTO kept (window_id, role, position, medium_id)
    SELECT id, 'still', 0, id FROM character;
    UPDATE project SET n = ?1 WHERE id = 1;
"""


def who(count: int) -> float:
    """The seconds that `who` takes beside so many templates, the best of three."""
    with tempfile.TemporaryDirectory() as folder, open_library(Path(folder)) as lib:
        assert lib.list() == []  # the library is made on its first use
        with closing(sqlite3.connect(lib.home.database)) as connection, connection:
            for statement in _CHARACTERS.split(";"):
                connection.execute(statement, [count] if "?1" in statement else [])
        (lib.home.media / "kept").mkdir(parents=True)
        for number in range(1, count + 1):
            (lib.home.media / "kept" / f"{number}.jpg").touch()
        lib.identity_on()
        _learn(lib.home.identity, count)
        picture = Path(folder) / "face.jpg"
        cv2.imwrite(str(picture), scene(LIGHT))
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(identity, "eye", lambda _=None: Eye(ByNumbers()))
            return min(_timed(lambda: lib.who(picture)) for _ in range(3))


class ByNumbers(ByColour):
    """A recogniser whose face is nobody's: the comparison is with all templates."""

    def __call__(self, *_: Any) -> Any:
        """Return a vector as long as those of SFace."""
        return normalised(np.ones(_LENGTH, np.float32))


def _learn(path: Path, count: int) -> None:
    """Store a template of each character."""
    vectors = np.random.default_rng(1).normal(size=(count, _LENGTH)).astype("<f4")
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.executemany(
            "INSERT INTO template VALUES (?, '', ?, ?, '[]', ?, 1)",
            ((f"u{number}", ByNumbers.sha256, f'["h{number}"]', vector.tobytes())
             for number, vector in enumerate(vectors, start=1)),
        )  # fmt: skip


def _timed(run: Callable[[], object]) -> float:
    began = time.perf_counter()
    run()
    return time.perf_counter() - began


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    if sys.argv[1].isdecimal():
        _say(f"{sys.argv[1]} templates: {who(int(sys.argv[1])):.2f} s")
    else:
        main(Path(sys.argv[1]))
