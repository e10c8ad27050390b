"""The files that are kept of windows: a padded clip and stills, named by their content.

All windows of a film are kept in one pass over it: the times of its packets are read first, then
packets are copied and frames decoded, each at most once.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from charlib.domain.footage.clips import kept_path
from charlib.domain.footage.kept import STILLS, KeptFile
from charlib.domain.footage.medium import Medium
from charlib.domain.windows.window import Window
from charlib.errors import CharlibError, MissingExtra
from charlib.files import private_folder, sha256
from charlib.media.cutting.clips import Clip, CopiedClip, cut, encoded, no_frame
from charlib.media.cutting.decoding import play
from charlib.media.cutting.labels import labelled, labels_of
from charlib.media.cutting.packets import Run, Span
from charlib.media.cutting.plans import Plan, plan_windows
from charlib.media.facts import read_size, refuse_picture
from charlib.media.fetched_once import Reopened, reopenable
from charlib.media.films import Film, open_film, require
from charlib.media.filters import fitting
from charlib.media.images import encode, picture_straightener, pixel_format, read_picture
from charlib.media.stills import WIDE, stills_between
from charlib.media.timeline import Damage
from charlib.media.writing import keep_bytes, unwritable

Kept = list[KeptFile] | CharlibError
"""What is kept of a window, or why nothing is."""


def keep_windows(
    film: Film, windows: Sequence[Window], folder: Path, *, damage: Damage | None = None
) -> list[Kept]:
    """Keep what characters can be made from again: for each window a clip and stills.

    A clip is wider than its window, where the film is, and has 8 s or more. Files are written below
    the media folder `folder`. Results come in the order of the windows; where nothing can be kept
    of a window, its result is the error: BadWindow for one outside the film, MediaError. The film
    is opened once; with sound, twice. `damage` counts what of it could not be decoded. Raises
    MissingExtra without PyAV.
    """
    require("keeping footage")
    distinct = sorted(set(windows), key=lambda window: (window.start_ms, window.end_ms))
    results: dict[Window, Kept] = {}
    try:
        with reopenable(film) as source, ExitStack() as stack:
            results.update(_Keeper(source, folder, stack, damage or Damage()).keep(distinct))
    except MissingExtra:
        raise
    except CharlibError as error:
        results = {window: results.get(window, error) for window in distinct}
    return [results[window] for window in windows]


def preserve(film: Film, window: Window, folder: Path) -> list[KeptFile]:
    """Keep the files of one window. Raises what `keep_windows` returns as an error."""
    (kept,) = keep_windows(film, [window], folder)
    if isinstance(kept, CharlibError):
        raise kept
    return kept


def keep_picture(data: bytes, folder: Path) -> Medium:
    """Keep a picture of any format as JPEG. Raises MediaError when it is not one, MissingExtra."""
    with _temporary(folder) as file:
        file.write_bytes(data)
        frame = read_picture(file, WIDE, pixel_format("jpeg"))
    return _place_picture(frame, folder)


def part_of(clip: Path, part: Window, target: Path) -> None:
    """Cut a part of a kept clip into a file of its own, once. Raises MediaError."""
    if not target.is_file():
        cut(clip, part, target)


class _Keeper:
    """Keeps windows of one film, which stays open until the stack is closed."""

    def __init__(self, source: Reopened, folder: Path, stack: ExitStack, damage: Damage) -> None:
        with _temporary(folder):  # creates the folder
            pass
        self._source = source
        self._folder = folder
        self._stack = stack
        self._damage = damage
        self._container = stack.enter_context(open_film(source.again(), "SLICE"))
        refuse_picture(self._container, source.film)
        self._xmp = labels_of(self._container).of_picture
        self._sound_container: Any = None
        self._straighten = picture_straightener(
            self._container, fitting(WIDE), pixels=pixel_format("jpeg")
        )
        self._clips: dict[object, KeptFile] = {}
        self._stills: dict[tuple[int, int], Medium] = {}

    def keep(self, windows: Sequence[Window]) -> Iterator[tuple[Window, Kept]]:
        """Keep ascending windows, and yield each with its files or its error."""
        plans = list(plan_windows(self._container, windows, STILLS))
        for run in {id(plan.run): plan.run for plan in plans}.values():
            self._play(run, [plan for plan in plans if plan.run is run])
        faces = _face_finder()
        for plan in plans:
            try:
                yield plan.window, self._files(plan, faces)
            except MissingExtra:
                raise
            except CharlibError as error:
                yield plan.window, error

    def _play(self, run: Run, plans: Sequence[Plan]) -> None:
        """Copy the clips and decode the stills of a run in one pass."""

        def show(number: int, frame: Any) -> None:
            picture = _place_picture(self._straighten(frame), self._folder, self._xmp)
            self._stills[id(run), number] = picture

        spans = {plan.span for plan in plans if plan.span and plan.frames}
        wanted = {number for plan in plans for number in plan.frames}
        copies = [self._copy(run, span) for span in spans]
        play(self._container, run, wanted, show, copies, self._damage)

    def _copy(self, run: Run, span: Span) -> CopiedClip:
        path = _temporary_name(self._folder, f"{span.first}-{span.last}")
        self._stack.callback(path.unlink, missing_ok=True)
        return CopiedClip(
            self._container, run, span, path, sound_source=self._sound, finished=self._add_copy
        )

    def _sound(self) -> Any:
        """Open the film once more, so that reading sound does not interrupt the pass."""
        if self._sound_container is None:
            self._sound_container = self._stack.enter_context(open_film(self._source.again()))
        return self._sound_container

    def _add_copy(self, copy: CopiedClip) -> None:
        if copy.frames and not copy.is_broken:
            clip = Clip(copy.target, copy.run.window_of(copy.span), copy.frames, is_copy=True)
            self._clips[id(copy.run), copy.span] = _place_clip(clip, self._folder)

    def _files(self, plan: Plan, faces: Any) -> list[KeptFile]:
        if plan.run.is_timed and not plan.frames:
            raise no_frame(self._source.film, plan.window)
        clip = self._clips.get((id(plan.run), plan.span)) or self._encoded_clip(plan)
        keys = [(id(plan.run), number) for number in plan.frames]
        pictures = [self._stills[key] for key in keys if key in self._stills]
        if len(pictures) < len(keys) or not keys:
            pictures = self._pictures_in(clip, plan.window)
        return _pieces(clip, pictures, faces, self._folder)

    def _encoded_clip(self, plan: Plan) -> KeptFile:
        if plan.part not in self._clips:
            with _temporary(self._folder) as file:
                clip = encoded(self._container, plan.part, file, self._damage)
                if not clip.frames:
                    raise no_frame(self._source.film, plan.window)
                self._clips[plan.part] = _place_clip(clip, self._folder)
        return self._clips[plan.part]

    def _pictures_in(self, clip: KeptFile, window: Window) -> list[Medium]:
        """Take the stills from the clip, where the film did not give them."""
        start_ms = clip.start_ms or 0
        span = Window(max(0, window.start_ms - start_ms), window.end_ms - start_ms)
        with open_film(self._folder / clip.medium.path) as container:
            pictures = stills_between(container, span.start_ms / 1000, span.end_ms / 1000, STILLS)
        if not pictures:
            raise no_frame(self._source.film, window)
        return [
            _place_jpeg(labelled(still.data, self._xmp), self._folder, still.width, still.height)
            for still in pictures
        ]


def _pieces(clip: KeptFile, pictures: Sequence[Medium], faces: Any, folder: Path) -> list[KeptFile]:
    """Return the files of a window; equal pictures are one file."""
    media = list({medium.sha256: medium for medium in pictures}.values())
    best = faces.most_frontal([folder / medium.path for medium in media]) if faces else None
    frontal = media[len(media) // 2 if best is None else best]
    others = [medium for medium in media if medium is not frontal]
    return [
        clip,
        KeptFile("frontal", 0, frontal),
        *(KeptFile("still", number, medium) for number, medium in enumerate(others)),
    ]


def _face_finder() -> Any:
    """Return what finds the still that shows the face; None without OpenCV's face cascades."""
    try:
        from charlib.media.advice.frontal import FaceFinder

        return FaceFinder()
    except (ImportError, MissingExtra):
        return None


def _place_clip(clip: Clip, folder: Path) -> KeptFile:
    digest, size = sha256(clip.path)
    width, height, duration_ms = read_size(clip.path)
    medium = Medium(
        path=_place(clip.path, kept_path(digest), folder), sha256=digest, mime="video/mp4",
        bytes=size, width=width, height=height, duration_ms=duration_ms or clip.window.length_ms,
    )  # fmt: skip
    return KeptFile("clip", 0, medium, clip.window.start_ms)


def _place(file: Path, path: str, folder: Path) -> str:
    target = folder / path
    try:
        private_folder(target.parent)
        file.chmod(0o600)
        file.replace(target)
    except OSError as error:
        raise unwritable(folder, error) from error
    return path


def _place_picture(frame: Any, folder: Path, xmp: str = "") -> Medium:
    """Keep a frame as a JPEG, with what its film says of itself."""
    data = labelled(encode(frame, "jpeg"), xmp)
    return _place_jpeg(data, folder, frame.width, frame.height)


def _place_jpeg(data: bytes, folder: Path, width: int, height: int) -> Medium:
    path, digest = keep_bytes(data, folder, ".jpg")
    return Medium(
        path=path, sha256=digest, mime="image/jpeg", bytes=len(data), width=width, height=height
    )


@contextmanager
def _temporary(folder: Path) -> Iterator[Path]:
    """Give a name in a folder for a file that is not complete yet, and remove it afterwards."""
    file = _temporary_name(folder)
    try:
        private_folder(folder)
        try:
            yield file
        finally:
            file.unlink(missing_ok=True)
    except OSError as error:
        raise unwritable(folder, error) from error


def _temporary_name(folder: Path, what: str = "0") -> Path:
    return folder / f".keep-{os.getpid()}-{threading.get_ident()}-{what}.part"
