"""Drawing on the three planes of a YUV 4:2:0 picture, row by row, with nothing but bytes."""

from __future__ import annotations

from math import sqrt
from typing import NamedTuple, Self

import av


class Colour(NamedTuple):
    """A colour as video stores it: BT.601, limited range."""

    y: int
    u: int
    v: int

    @classmethod
    def of(cls, rgb: str) -> Self:
        """The colour of six hexadecimal digits."""
        r, g, b = (int(rgb[i : i + 2], 16) for i in (0, 2, 4))
        return cls(
            round(16 + 0.257 * r + 0.504 * g + 0.098 * b),
            round(128 - 0.148 * r - 0.291 * g + 0.439 * b),
            round(128 + 0.439 * r - 0.368 * g - 0.071 * b),
        )

    def towards(self, other: Colour, share: float) -> Colour:
        """The mixture with another colour: 0 is this one, 1 the other."""
        return Colour(*(round(a + (b - a) * share) for a, b in zip(self, other, strict=True)))


class Canvas:
    """A picture of even width and height; coordinates are pixels and may lie outside it."""

    def __init__(self, width: int, height: int) -> None:
        self.width, self.height = width, height
        self._y = bytearray(width * height)
        self._u = bytearray(width * height // 4)
        self._v = bytearray(width * height // 4)

    def copy(self) -> Canvas:
        """A canvas with the same picture, to draw the moving parts on."""
        twin = Canvas(self.width, self.height)
        twin._y[:], twin._u[:], twin._v[:] = self._y, self._u, self._v
        return twin

    def span(self, y: int, left: float, right: float, colour: Colour) -> None:
        """Colour one row from `left` up to `right`."""
        x0, x1 = max(0, round(left)), min(self.width, round(right))
        if not 0 <= y < self.height or x0 >= x1:
            return
        row = y * self.width
        self._y[row + x0 : row + x1] = bytes((colour.y,)) * (x1 - x0)
        if y % 2 == 0:
            row, x0, x1 = row // 4, x0 // 2, (x1 + 1) // 2
            self._u[row + x0 : row + x1] = bytes((colour.u,)) * (x1 - x0)
            self._v[row + x0 : row + x1] = bytes((colour.v,)) * (x1 - x0)

    def box(self, left: float, top: float, right: float, bottom: float, colour: Colour) -> None:
        """Fill a rectangle."""
        for y in range(round(top), round(bottom)):
            self.span(y, left, right, colour)

    def shade(self, top: Colour, bottom: Colour, until: float = 1.0) -> None:
        """Fill the picture from above down to a share of its height, from one colour to another."""
        rows = round(self.height * until)
        for y in range(rows):
            self.span(y, 0, self.width, top.towards(bottom, y / rows))

    def oval(
        self,
        x: float,
        y: float,
        radii: tuple[float, float],
        colour: Colour,
        part: tuple[float, float] = (-1.0, 1.0),
    ) -> None:
        """Fill an ellipse, or the part of it between two heights (-1 is its top, 1 its bottom)."""
        across, down = radii
        for row in range(round(y + down * part[0]), round(y + down * part[1])):
            away = (row + 0.5 - y) / down
            if abs(away) < 1:
                half = across * sqrt(1 - away * away)
                self.span(row, x - half, x + half, colour)

    def slab(
        self,
        top: tuple[float, float, float],
        bottom: tuple[float, float, float],
        colour: Colour,
    ) -> None:
        """Fill between two level edges, each given as (y, left, right)."""
        (y0, left0, right0), (y1, left1, right1) = top, bottom
        for y in range(round(y0), round(y1)):
            share = (y - y0) / (y1 - y0)
            self.span(
                y, left0 + (left1 - left0) * share, right0 + (right1 - right0) * share, colour
            )

    def frame(self) -> av.VideoFrame:
        """The picture as a frame for an encoder."""
        frame = av.VideoFrame(self.width, self.height, "yuv420p")
        for plane, pixels in zip(frame.planes, (self._y, self._u, self._v), strict=True):
            width, pad = plane.width, plane.line_size - plane.width
            if pad:
                rows = (pixels[i : i + width] for i in range(0, len(pixels), width))
                plane.update(b"".join(bytes(row) + bytes(pad) for row in rows))
            else:
                plane.update(bytes(pixels))
        return frame
