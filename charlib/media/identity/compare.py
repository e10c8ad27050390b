"""The faces of a film or a picture beside templates."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import NamedTuple

import numpy as np

from charlib.domain.identity import Finding, Sighting, assigned, concluded
from charlib.media.advice.blocks import Array
from charlib.media.films import open_film
from charlib.media.filters import fitting
from charlib.media.frames import moments_in, nearest
from charlib.media.identity.faces import Eye, Face
from charlib.media.identity.templates import read
from charlib.media.images import picture_straightener
from charlib.media.stills import WIDE
from charlib.media.timeline import length_of, picture_of, start_of, unit_of

_FEWEST, _MOST = 8, 32
_EVERY_S = 2.0
"""A long film is looked at this often."""


class Look(NamedTuple):
    """A moment of a film, in milliseconds, and its faces; a picture has one at 0."""

    at_ms: int
    faces: list[Face]


def look_at(file: Path, eye: Eye) -> list[Look]:
    """Return the faces at some moments of a film, or of a picture. Raises MediaError, MissingExtra.

    A film is looked at eight times, a long one every two seconds, at most 32 times.
    """
    return [Look(at, eye.faces(picture)) for at, picture in _pictures(file)]


def _pictures(file: Path) -> Iterator[tuple[int, Array]]:
    frames = _frames(file)
    first = next(frames, None)
    yield from [(0, read(file))] if first is None else chain([first], frames)  # a picture has none


def _frames(film: Path) -> Iterator[tuple[int, Array]]:
    with open_film(film, "SLICE") as container:
        straighten = picture_straightener(container, fitting(WIDE), pixels="bgr24")
        stream = picture_of(container)
        length = length_of(container, start_of(container))
        length = length or (stream.duration or 0) * unit_of(stream) or 1.0
        count = min(_MOST, max(_FEWEST, round(length / _EVERY_S)))
        for time, frame in nearest(container, moments_in(0.0, length, count)):
            picture = straighten(frame).to_ndarray(format="bgr24")
            yield round(time * 1000), np.ascontiguousarray(picture)


def compare(looks: Sequence[Look], templates: Sequence[bytes]) -> list[Finding]:
    """Return what a film says about each of some characters; no face counts for two of them."""
    problems = [face.quality.problem for look in looks for face in look.faces]
    seen = sightings_of(looks, templates)
    return [
        concluded(seen.get(number, []), [text for text in problems if text])
        for number in range(len(templates))
    ]


def sightings_of(
    looks: Sequence[Look], templates: Sequence[bytes], *, least: float = -1.0
) -> dict[int, list[Sighting]]:
    """Return the face of each look that is nearest to a template, from a score on, by its number.

    Templates without any are left out.
    """
    seen: dict[int, list[Sighting]] = {}
    if not templates:
        return seen
    people = np.frombuffer(b"".join(templates), "<f4").reshape(len(templates), -1)
    for look in looks:
        faces = [(face.quality, face.vector) for face in look.faces if face.vector is not None]
        if not faces:
            continue
        table = people @ np.stack([vector for _, vector in faces]).T
        scores = {(int(p), int(f)): float(table[p, f]) for p, f in np.argwhere(table >= least)}
        for person, face in assigned(scores).items():
            sighting = Sighting(look.at_ms, scores[person, face], faces[face][0])
            seen.setdefault(person, []).append(sighting)
    return dict(sorted(seen.items()))
