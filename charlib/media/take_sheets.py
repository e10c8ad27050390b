"""Contact sheets of several films: each one a row, the same moments below each other."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from charlib.errors import InvalidInput, MediaError
from charlib.media.films import Film, open_film, require
from charlib.media.filters import fitting
from charlib.media.frames import moments_in, nearest
from charlib.media.images import encode, picture_straightener
from charlib.media.stills import GAP, PAPER, film_span, tiled
from charlib.media.timeline import EARLY

_CELL = (320, 180)
_STRIP = 22
"""The height of the line above each picture, for what it is called."""
_MOST_COLUMNS, _MOST_ROWS = 12, 60
_LIGHT, _DARK, _SCALE, _ADVANCE = 235, 35, 2, 6
_DOTS = {
    "0": "0e11191513110e", "1": "040c040404040e", "2": "0e11010204081f", "3": "1f02040201110e",
    "4": "02060a121f0202", "5": "1f101e0101110e", "6": "0608101e11110e", "7": "1f010204080808",
    "8": "0e11110e11110e", "9": "0e11110f01020c", "A": "0e11111f111111", "B": "1e11111e11111e",
    "C": "0e11101010110e", "D": "1c12111111121c", "E": "1f10101e10101f", "F": "1f10101e101010",
    "G": "0e11101713110f", "H": "1111111f111111", "I": "0e04040404040e", "J": "0702020202120c",
    "K": "11121418141211", "L": "1010101010101f", "M": "111b1515111111", "N": "11111915131111",
    "O": "0e11111111110e", "P": "1e11111e101010", "Q": "0e11111115120d", "R": "1e11111e141211",
    "S": "0f10100e01011e", "T": "1f040404040404", "U": "1111111111110e", "V": "11111111110a04",
    "W": "11111115151b11", "X": "11110a040a1111", "Y": "11110a04040404", "Z": "1f01020408101f",
    "#": "0a0a1f0a1f0a0a", "*": "04150e1f0e1504", "-": "0000001f000000", "_": "0000000000001f",
    ".": "00000000000c0c",
}  # fmt: skip
"""Letters of five by seven dots: seven rows, five bits a row, as two hexadecimal digits."""
_UNKNOWN = "1f11111111111f"


def take_sheet(films: Sequence[tuple[Film, str, bool]], *, columns: int = 6) -> bytes:
    """Return a contact sheet (JPEG) of films with their labels, a row each; some are marked.

    The moments are spread over the longest film; where a shorter one has ended its row is empty.
    Labels are in capitals without accents; that of a marked film is dark on light. Raises
    MediaError, MissingExtra, InvalidInput.
    """
    _check(len(films), columns)
    moments = moments_in(0.0, max(_length(film) for film, _, _ in films), columns)
    cells = []
    for film, label, is_marked in films:
        row = _row(film, moments)
        _letter(row[0], label.upper(), is_marked=is_marked)
        for cell, moment in zip(row[1:], moments[1:], strict=True):
            _letter(cell, f"{moment:.1f} S", is_marked=False)
        cells += row
    return encode(tiled(cells, columns, len(films), margin=GAP), "jpeg")


def _check(rows: int, columns: int) -> None:
    if not 1 <= columns <= _MOST_COLUMNS:
        raise InvalidInput(
            f"a sheet has 1 to {_MOST_COLUMNS} columns, not {columns}", hint="Ask for fewer"
        )
    if not 1 <= rows <= _MOST_ROWS:
        raise InvalidInput(
            f"a sheet has 1 to {_MOST_ROWS} rows; these are {rows:,} films",
            hint="Give a query that finds fewer takes, such as episode:5 scene:3",
        )


def _length(film: Film) -> float:
    with open_film(film) as container:
        return film_span(container)[1]


def _row(film: Film, moments: Sequence[float]) -> list[Any]:
    """The pictures of one film at these moments, each below an empty line."""
    width, height = _CELL
    with open_film(film) as container:
        straighten = picture_straightener(
            container,
            fitting(width, height),
            f"pad=w={width}:h={height + _STRIP}:x=(ow-iw)/2:y={_STRIP}+({height}-ih)/2"
            f":color={PAPER}",
            "setsar=1",
            pixels="yuv420p",
        )
        length = film_span(container)[1]
        wanted = [moment for moment in moments if moment < length - EARLY]
        frames = [_copy(straighten(frame)) for _, frame in nearest(container, wanted)]
    if not frames:
        raise MediaError(f"{film.name} has no frame", hint="Choose other takes")
    if len(frames) < len(wanted):  # fewer frames than moments: the last one stays
        frames += [_copy(frames[-1]) for _ in range(len(wanted) - len(frames))]
    return [*frames, *(_blank() for _ in range(len(moments) - len(frames)))]


def _copy(frame: Any) -> Any:
    """Return a copy of a picture, which can be written on; like an empty one, it has no colours.

    A filter takes pictures of one kind only.
    """
    copy = require().VideoFrame(frame.width, frame.height, frame.format.name)
    for plane, source in zip(copy.planes, frame.planes, strict=True):
        data, room = bytes(source), plane.line_size - source.width
        lines = (data[y * source.line_size :][: source.width] for y in range(source.height))
        plane.update(b"".join(line + bytes(room) for line in lines))
    return copy


def _blank() -> Any:
    width, height = _CELL
    frame = require().VideoFrame(width, height + _STRIP, "yuv420p")
    for plane, value in zip(frame.planes, (_DARK, 128, 128), strict=True):
        plane.update(bytes([value]) * plane.buffer_size)
    return frame


def _letter(frame: Any, text: str, *, is_marked: bool) -> None:
    """Write a text into the line above a picture, as far as there is room."""
    plane = frame.planes[0]
    luma, stride = bytearray(plane), plane.line_size
    if is_marked:
        luma[: _STRIP * stride] = bytes([_LIGHT]) * (_STRIP * stride)
    ink = _DARK if is_marked else _LIGHT
    room = (frame.width - 2 * GAP) // (_ADVANCE * _SCALE)
    for at, letter in enumerate(text[:room]):
        left = GAP + at * _ADVANCE * _SCALE
        if letter != " ":
            _dots(luma, stride, left, _DOTS.get(letter, _UNKNOWN), ink)
    plane.update(bytes(luma))


def _dots(luma: bytearray, stride: int, left: int, rows: str, ink: int) -> None:
    for y, row in enumerate(bytes.fromhex(rows)):
        for x in range(5):
            if row >> (4 - x) & 1:
                for line in range(_SCALE):
                    start = (GAP + y * _SCALE + line) * stride + left + x * _SCALE
                    luma[start : start + _SCALE] = bytes([ink]) * _SCALE
