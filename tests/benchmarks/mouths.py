"""How often a window with a hidden mouth is confident, and a clear one is not.

Run it by hand; `--write` puts the table into `mouths.md`:

    python -m tests.benchmarks.mouths [FOLDER…] [--write]

A folder holds films of one person each; by default those of ../shared. Of every film, a second
around its best window is taken. That second is made into films again: as it is, and twice for each
kind of thing in `tests.media.covers`, drawn over the mouth in each frame. Films whose second is not
confident as it is are left out.
"""

from __future__ import annotations

import sys
import tempfile
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from charlib import media
from charlib.media.advice import faces
from charlib.media.advice.blocks import Sample, planes
from charlib.media.advice.face_measures import FaceMeter
from charlib.media.films import open_film
from charlib.media.frames import from_moment
from tests.media.covers import HELD, TUNED, Cover, Mouth
from tests.media.making import film
from tests.pages import fill

from .windows import CLIPS

_SECONDS, _FPS = 1.25, 12
_ENDS = {".mp4", ".mpg", ".mkv", ".gif"}
_SEEDS = ("", "2")
_MOUTH_AT = 0.8
"""Where a mouth is in the square of its face, from the top."""

Frames = list[tuple[Any, Mouth]]
"""Pictures, each with the mouth in it."""


def people(folders: Sequence[Path]) -> Iterator[Path]:
    """Yield the films of some folders, by name."""
    for folder in folders:
        yield from sorted(path for path in folder.iterdir() if path.suffix in _ENDS)


def frames_of(path: Path) -> Frames:
    """Return a part of a film around its best window; nothing where that is not confident."""
    best = media.suggest(path, count=1, subject="face").best
    if best is None or not best.is_confident:
        return []
    middle = (best.window.start_ms + best.window.end_ms) / 2000
    begin = max(0.0, middle - _SECONDS / 2)
    frames: Frames = []
    meter, detector = FaceMeter(), faces.Cascade("frontalface_alt2")
    face = None
    with open_film(path) as container:
        for at, frame in from_moment(container, begin):
            if at > begin + _SECONDS:
                break
            if at < begin + len(frames) / _FPS - 1e-3:
                continue
            luma, u, v = planes(frame)
            sample = Sample(at, luma, u, v)
            near = [face] if face else detector(sample)
            again = next(filter(None, (meter.again(sample, square) for square in near)), None)
            face = again[0] if again else face
            if face is not None:
                frames.append(_placed(frame, luma, face))
    return frames


def _placed(frame: Any, luma: Any, face: faces.Face) -> tuple[Any, Mouth]:
    picture = frame.to_ndarray(format="rgb24")
    height, width = (size // 2 * 2 for size in picture.shape[:2])
    scale = picture.shape[0] / luma.shape[0]
    x, y = face.x + face.side / 2, face.y + _MOUTH_AT * face.side
    return picture[:height, :width], Mouth(x * scale, y * scale, face.side * scale)


def covered(path: Path, frames: Frames, cover: Cover | None, seed: int) -> Path:
    """Write frames as a film, each mouth covered alike."""

    def draw(number: int) -> Any:
        picture, mouth = frames[number]
        return cover(picture, mouth, np.random.default_rng(seed)) if cover else picture

    return film(path, draw, count=len(frames), fps=_FPS)


def confident(kind: str, cover: Cover | None, clips: dict[str, Frames]) -> list[str]:
    """Return the films in which a window is confident though something covers the mouth."""
    wrong = []
    with tempfile.TemporaryDirectory() as folder:
        for name, frames in clips.items():
            path = covered(
                Path(folder) / "a.mp4", frames, cover, zlib.crc32(f"{kind} {name}".encode())
            )
            if media.suggest(path, count=1, subject="face").is_confident:
                wrong.append(name)
    return wrong


def rows(clips: dict[str, Frames]) -> Iterator[str]:
    """Yield the table, as Markdown."""
    yield "| what is over the mouth | fitted to it | films | confident |"
    yield "|---|---|---|---|"
    for kinds, is_fitted in ((TUNED, "yes"), (HELD, "no")):
        for kind, cover in kinds.items():
            wrong = [name for seed in _SEEDS for name in confident(kind + seed, cover, clips)]
            names = f" ({', '.join(wrong)})" if wrong else ""
            films = len(_SEEDS) * len(clips)
            yield f"| {kind} | {is_fitted} | {films} | **{len(wrong)}**{names} |"


def main() -> None:
    """Measure, print, and with `--write` put the table into its page."""
    folders = [Path(word) for word in sys.argv[1:] if word != "--write"]
    default = [CLIPS / "raw" / "grid", CLIPS / "raw" / "intel"]
    films = {path.stem: frames_of(path) for path in people(folders or default)}
    clips = {name: frames for name, frames in films.items() if frames}
    clips = {name: clips[name] for name in confident("", None, clips)}
    lines = []
    for line in rows(clips):
        sys.stdout.write(line + "\n")
        sys.stdout.flush()
        lines.append(line)
    if "--write" in sys.argv:
        fill(Path(__file__).parent / "mouths.md", "mouths", "\n".join(lines))


if __name__ == "__main__":
    main()
