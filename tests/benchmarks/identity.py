"""`python -m tests.benchmarks.identity DIR`: how often faces are recognised, wrongly too.

DIR has a folder of pictures for each person, and perhaps one called `nobody` with animals and
things. Nothing of them is in the repository. Each picture is compared with a template made from up
to four others of its person, and with one of everybody else; as it is, and made worse.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import cv2
import numpy as np

from charlib.domain.identity import SAME, UNSURE, FaceQuality, verdict
from charlib.media.identity import eye
from charlib.media.identity.faces import Eye, Face, normalised
from charlib.media.identity.templates import read

NOBODY = "nobody"
HEADER = (
    "picture", "true pairs", "same", "unsure", "another", "cannot tell", "strangers", "same",
    "unsure", "highest",
)  # fmt: skip
KINDS = {".jpg", ".jpeg", ".png"}
_LEARNED_FROM = 4
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


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
