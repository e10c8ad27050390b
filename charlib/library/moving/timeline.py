"""A timeline of takes for an editor: OpenTimelineIO, which editors read or convert."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from charlib import media
from charlib.domain import forms
from charlib.domain.records import Task
from charlib.domain.scenes import Scene
from charlib.errors import CharlibError, MissingExtra
from charlib.files import replacing
from charlib.hints import install
from charlib.library.session import Session

_MS = 1000.0
"""The rate of a film whose frames nobody counted, in units a second."""


def write(session: Session, path: Path, films: Sequence[tuple[Task, Path]]) -> bool:
    """Write takes and their films as one track; return False if the file says so already.

    Raises MissingExtra, and OSError if the file cannot be written.
    """
    otio = _required()
    track = otio.schema.Track(name="Picked takes", kind=otio.schema.TrackKind.Video)
    for take, film in films:
        track.append(_clip(otio, session, take, film))
    stack = otio.schema.Stack(name="tracks", children=[track])
    timeline = otio.schema.Timeline(name=path.stem)
    timeline.tracks = stack
    data = otio.adapters.write_to_string(timeline, "otio_json").encode()
    if path.is_file() and path.read_bytes() == data:  # whatever else the file is
        return False
    with replacing(path, private=False) as part:
        part.write_bytes(data)
    return True


def _required() -> Any:
    try:
        import opentimelineio
    except ImportError:
        raise MissingExtra(
            "a timeline needs OpenTimelineIO, which is not installed", hint=install("otio")
        ) from None
    return opentimelineio


def _clip(otio: Any, session: Session, take: Task, film: Path) -> Any:
    """A take as a clip of its whole film, with what the library knows of it."""
    rate, length = _measured(session, take, film)
    span = otio.opentime.TimeRange(
        otio.opentime.RationalTime(0, rate), otio.opentime.RationalTime(length, rate)
    )
    names = ("id", "account", "template", "characters", "model", "rating", "note")
    known = forms.task(take)
    place = {"project": take.project, "episode": take.episode, "scene": take.scene}
    return otio.schema.Clip(
        name=_title(take),
        media_reference=otio.schema.ExternalReference(
            target_url=film.absolute().as_uri(), available_range=span
        ),
        source_range=span,
        metadata={"charlib": {**place, "take": take.take, **{n: known[n] for n in names}}},
    )


def _title(take: Task) -> str:
    number = f"take {take.take}" if take.take is not None else f"task {take.id}"
    return " ".join(filter(None, (str(Scene(take.episode, take.scene)), number)))


def _measured(session: Session, take: Task, film: Path) -> tuple[float, float]:
    """The frames of a film a second, and their number; milliseconds where that is not known."""
    source = session.store.read.sources.of_task(take.id)
    length = (source and source.duration_ms) or 0
    if media.is_installed():
        try:
            facts = media.probe(film, read_whole=False)
        except CharlibError:  # a film that nothing reads here may open in an editor
            return _MS, float(length)
        length = facts.picture_ms or facts.duration_ms or length
        if facts.fps and not facts.is_vfr:
            return facts.fps, float(round(length * facts.fps / _MS))
    return _MS, float(length)
