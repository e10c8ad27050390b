"""The actor of the sandbox's films: a drawn figure with colours derived from the prompt."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from math import sin
from typing import TYPE_CHECKING, Self

from charlib.sandbox.world.canvas import Colour

if TYPE_CHECKING:
    from charlib.sandbox.world.canvas import Canvas

_SKIN = ("f2c9a5", "e0ac82", "c68a5e", "9a6342", "6f4630")
_HAIR = ("2b1d16", "5a3420", "a4622c", "d9b25c", "8c8c94", "3c2a4d")
_COATS = {
    "red": "a32a2a", "blue": "1f4e79", "green": "2f6b3f", "yellow": "c88a1e", "violet": "5b3a78",
    "teal": "2d6f73",
}  # fmt: skip
_SCARF = ("f1e3c4", "e9b949", "7fb7be", "d96b5f", "b7c68b")
_WALL = ("b9c4cc", "c9bfae", "a9bfb0", "bcb4c9", "d0c4a4")

WHITE = Colour.of("f7f5f0")
INK = Colour.of("1d1a1c")
LIPS = Colour.of("a8433f")


@dataclass(frozen=True)
class Look:
    """The actor's colours, and the colour of the wall behind."""

    skin: Colour
    hair: Colour
    coat: Colour
    scarf: Colour
    wall: Colour
    long_hair: bool

    @classmethod
    def of(cls, prompt: str) -> Self:
        """The look of a prompt: always the same for the same text, in a coat of its colour."""
        dice = hashlib.sha256(prompt.encode()).digest()
        words = prompt.casefold().split()
        coats = tuple(coat for colour, coat in _COATS.items() if colour in words)
        return cls(
            skin=_pick(_SKIN, dice[0]),
            hair=_pick(_HAIR, dice[1]),
            coat=_pick(coats or tuple(_COATS.values()), dice[2]),
            scarf=_pick(_SCARF, dice[3]),
            wall=_pick(_WALL, dice[4]),
            long_hair=dice[5] % 2 == 0,
        )


def draw_bust(canvas: Canvas, look: Look, *, lower: float = 0.0, blinking: bool = False) -> None:
    """Draw the actor facing the camera, from the chest up, in the middle of the picture.

    `lower` is how far the actor has breathed out, 0 to 1.
    """
    u = min(canvas.height / 5, canvas.width / 5)
    x, y = canvas.width / 2, canvas.height * 0.42 + lower * u / 12
    _draw_coat(canvas, look, x, y, u)
    _draw_head(canvas, look, x, y, u)
    for side in (-1, 1):
        _draw_eye(canvas, look, x + side * 0.42 * u, y - 0.02 * u, u, blinking=blinking)
        canvas.oval(x + side * 0.6 * u, y + 0.42 * u, (0.17 * u, 0.11 * u), _blush(look))
    canvas.oval(x, y + 0.3 * u, (0.13 * u, 0.09 * u), _shadow(look))
    canvas.oval(x, y + 0.56 * u, (0.36 * u, 0.22 * u), LIPS, (0.0, 1.0))
    canvas.oval(x, y + 0.56 * u, (0.29 * u, 0.09 * u), WHITE, (0.0, 1.0))


def draw_walker(canvas: Canvas, look: Look, x: float, floor: float, step: float) -> None:
    """Draw the actor walking to the right; `step` is the phase of the walk in radians."""
    u = canvas.height / 22
    hip, shoulder = floor - 4.2 * u, floor - 8.2 * u
    dark = look.coat.towards(INK, 0.55)
    for swing in (sin(step), -sin(step)):
        foot = x + swing * 1.5 * u
        canvas.slab((hip, x - 0.5 * u, x + 0.5 * u), (floor, foot - 0.3 * u, foot + 0.4 * u), dark)
        canvas.box(foot - 0.4 * u, floor - 0.3 * u, foot + 0.8 * u, floor, INK)
    canvas.slab(
        (shoulder, x - 0.9 * u, x + 0.9 * u), (hip + u, x - 1.5 * u, x + 1.4 * u), look.coat
    )
    hand = x - sin(step) * 1.3 * u
    canvas.slab(
        (shoulder + 0.4 * u, x - 0.4 * u, x + 0.4 * u),
        (hip + 0.1 * u, hand - 0.35 * u, hand + 0.35 * u),
        look.coat.towards(INK, 0.2),
    )
    canvas.oval(hand, hip + 0.3 * u, (0.35 * u, 0.35 * u), look.skin)
    canvas.oval(x + 0.1 * u, shoulder, (0.95 * u, 0.45 * u), look.scarf)
    _draw_profile(canvas, look, x, shoulder - 1.3 * u, u)


def _draw_profile(canvas: Canvas, look: Look, x: float, y: float, u: float) -> None:
    canvas.oval(x - 0.15 * u, y - 0.1 * u, (1.15 * u, 1.3 * u), look.hair)
    canvas.oval(x + 0.2 * u, y + 0.15 * u, (0.85 * u, 1.0 * u), look.skin)
    canvas.oval(x + 1.05 * u, y + 0.2 * u, (0.2 * u, 0.15 * u), look.skin)
    canvas.oval(x + 0.65 * u, y, (0.12 * u, 0.18 * u), INK)
    canvas.oval(x + 0.05 * u, y - 0.45 * u, (1.0 * u, 0.85 * u), look.hair, (-1.0, 0.0))


def _draw_coat(canvas: Canvas, look: Look, x: float, y: float, u: float) -> None:
    bottom = float(canvas.height)
    if look.long_hair:
        canvas.slab(
            (y, x - 1.22 * u, x + 1.22 * u), (y + 1.9 * u, x - 1.3 * u, x + 1.3 * u), look.hair
        )
    canvas.box(x - 0.4 * u, y + 0.9 * u, x + 0.4 * u, y + 1.8 * u, _shadow(look))
    canvas.slab(
        (y + 1.6 * u, x - 1.0 * u, x + 1.0 * u), (y + 2.1 * u, x - 1.9 * u, x + 1.9 * u), look.coat
    )
    canvas.slab(
        (y + 2.1 * u, x - 1.9 * u, x + 1.9 * u), (bottom, x - 2.15 * u, x + 2.15 * u), look.coat
    )
    seam = look.coat.towards(INK, 0.45)
    canvas.box(x - 0.04 * u, y + 1.9 * u, x + 0.04 * u, bottom, seam)
    for down in (2.3, 2.75):
        canvas.oval(x + 0.22 * u, y + down * u, (0.09 * u, 0.09 * u), look.scarf)
    canvas.oval(x, y + 1.52 * u, (0.95 * u, 0.34 * u), look.scarf)
    canvas.oval(x, y + 1.36 * u, (0.72 * u, 0.2 * u), look.scarf.towards(INK, 0.25))


def _draw_head(canvas: Canvas, look: Look, x: float, y: float, u: float) -> None:
    canvas.oval(x, y - 0.18 * u, (1.22 * u, 1.36 * u), look.hair)
    for side in (-1, 1):
        canvas.oval(x + side * 1.0 * u, y + 0.1 * u, (0.16 * u, 0.25 * u), _shadow(look))
    canvas.oval(x, y, (u, 1.22 * u), look.skin)
    canvas.oval(x, y - 0.12 * u, (1.06 * u, 1.24 * u), look.hair, (-1.0, -0.5))


def _draw_eye(canvas: Canvas, look: Look, x: float, y: float, u: float, *, blinking: bool) -> None:
    canvas.box(x - 0.24 * u, y - 0.34 * u, x + 0.24 * u, y - 0.26 * u, look.hair)
    if blinking:
        canvas.box(x - 0.22 * u, y + 0.02 * u, x + 0.22 * u, y + 0.07 * u, INK)
        return
    canvas.oval(x, y, (0.24 * u, 0.16 * u), WHITE)
    canvas.oval(x, y, (0.13 * u, 0.15 * u), look.coat.towards(INK, 0.3))
    canvas.oval(x, y, (0.07 * u, 0.08 * u), INK)
    canvas.oval(x + 0.05 * u, y - 0.06 * u, (0.03 * u, 0.03 * u), WHITE)


def _pick(palette: tuple[str, ...], die: int) -> Colour:
    return Colour.of(palette[die % len(palette)])


def _shadow(look: Look) -> Colour:
    return look.skin.towards(INK, 0.18)


def _blush(look: Look) -> Colour:
    return look.skin.towards(LIPS, 0.3)
