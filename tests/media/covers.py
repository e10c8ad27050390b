"""Draws things over mouths, for films whose truth is known: nothing here is a photograph.

Each cover takes a picture (RGB), the middle of a mouth, the side of the face's square and dice, and
returns a picture in which the mouth cannot be seen. `TUNED` are the kinds that the weights of
`charlib.media.advice.mouths` were fitted to; `HELD` were drawn differently on purpose, and nothing
was fitted to them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np

Picture = Any
"""A picture as an array: rows, columns, red, green and blue."""


@dataclass(frozen=True)
class Mouth:
    """The middle of a mouth in pixels, and the side of the square around its face."""

    x: float
    y: float
    side: float


Cover = Callable[[Picture, Mouth, np.random.Generator], Picture]
_HALF_WIDE, _HALF_HIGH = 0.21, 0.13
"""What a cover hides at least, in sides of the face: a mouth, a little open."""


def _noise(shape: tuple[int, ...], grain: float, dice: np.random.Generator) -> Picture:
    """Return smooth noise with a mean of 0 and a deviation of 1."""
    soft = cv2.GaussianBlur(dice.normal(size=shape[:2]), (0, 0), max(grain, 0.3))
    return (soft - soft.mean()) / (soft.std() + 1e-6)


def _skin(picture: Picture, mouth: Mouth) -> Picture:
    """Return the colour of the cheeks."""
    colours = []
    for way in (-1, 1):
        x, y = int(mouth.x + way * 0.24 * mouth.side), int(mouth.y - 0.24 * mouth.side)
        reach = max(2, int(mouth.side * 0.04))
        part = picture[max(0, y - reach) : y + reach, max(0, x - reach) : x + reach]
        if part.size:
            colours.append(np.median(part.reshape(-1, 3), axis=0))
    return np.mean(colours, axis=0) if colours else np.array([190.0, 140, 115])


def _blended(picture: Picture, colours: Picture, mask: Picture, soft: float) -> Picture:
    share = cv2.GaussianBlur(mask.astype(np.float32), (0, 0), max(soft, 0.4))[..., None]
    return np.clip(picture * (1 - share) + colours * share, 0, 255).astype(np.uint8)


def _box(mouth: Mouth, dice: np.random.Generator, most: float = 1.7) -> tuple[int, int, int, int]:
    """Return a box over a mouth: left, top, right, bottom."""
    wide, high = dice.uniform(1.05, most, 2) * (_HALF_WIDE, _HALF_HIGH) * mouth.side
    x, y = mouth.x + dice.uniform(-0.2, 0.2) * (wide - _HALF_WIDE * mouth.side), mouth.y
    return int(x - wide), int(y - high), int(x + wide) + 1, int(y + high) + 1


def _shape(picture: Picture, box: tuple[int, int, int, int], *, is_round: bool) -> Picture:
    mask = np.zeros(picture.shape[:2], np.uint8)
    left, top, right, bottom = box
    if is_round:
        middle = ((left + right) // 2, (top + bottom) // 2)
        axes = (int((right - left) * 0.62), int((bottom - top) * 0.68))
        cv2.ellipse(mask, middle, axes, 0, 0, 360, 1, -1)
    else:
        cv2.rectangle(mask, (left, top), (right, bottom), 1, -1)
    return mask


def plain(picture: Picture, mouth: Mouth, dice: np.random.Generator) -> Picture:
    """A patch of any one colour."""
    colours = np.ones_like(picture, np.float32) * dice.uniform(0, 255, 3)
    box = _box(mouth, dice)
    return _blended(picture, colours, _shape(picture, box, is_round=dice.random() < 0.5), 0.5)


def grey(picture: Picture, mouth: Mouth, dice: np.random.Generator) -> Picture:
    """A grey patch, a little uneven."""
    light = dice.uniform(20, 230) + dice.uniform(0, 10) * _noise(picture.shape, 4, dice)
    colours = np.repeat(light[..., None], 3, axis=2)
    box = _box(mouth, dice)
    return _blended(picture, colours, _shape(picture, box, is_round=dice.random() < 0.5), 1)


def skin(picture: Picture, mouth: Mouth, dice: np.random.Generator) -> Picture:
    """A patch in the colour of the cheeks, shaded and grained."""
    shade = 1 + dice.uniform(0, 0.07) * _noise(picture.shape, mouth.side / 8, dice)
    grain = dice.uniform(0, 4) * _noise(picture.shape, 0.7, dice)
    colours = _skin(picture, mouth) * dice.uniform(0.8, 1.15) * shade[..., None] + grain[..., None]
    box = _box(mouth, dice)
    return _blended(picture, colours, _shape(picture, box, is_round=dice.random() < 0.6), 1.2)


def _finger(
    picture: Picture, ends: tuple[Any, Any], wide: float, colour: Picture, dice: Any
) -> Picture:
    """Draw a finger: a round bar, dark at its sides, with creases across."""
    high, across = picture.shape[:2]
    rows, columns = np.mgrid[:high, :across].astype(np.float32)
    begin, end = (np.asarray(point, np.float32) for point in ends)
    way = end - begin
    long = float(np.hypot(*way)) + 1e-6
    along = ((columns - begin[0]) * way[0] + (rows - begin[1]) * way[1]) / long
    beside = ((columns - begin[0]) * -way[1] + (rows - begin[1]) * way[0]) / long
    inside = np.clip(along, 0, long)
    gap = np.hypot(along - inside, beside)
    light = np.sqrt(np.clip(1 - (gap / wide) ** 2, 0, 1))
    shade = 0.55 + 0.5 * light
    for part in dice.uniform(0.1, 0.9, 2):
        shade = shade - 0.14 * np.exp(-(((along - part * long) / (wide * 0.12)) ** 2))
    shade = shade + 0.02 * _noise(picture.shape, 1.5, dice)
    return _blended(picture, colour * shade[..., None], gap < wide, 0.7)


def hand(picture: Picture, mouth: Mouth, dice: np.random.Generator) -> Picture:
    """Four fingers side by side, from below or from one side, in a colour near the cheeks'."""
    colour = _skin(picture, mouth) * dice.uniform(0.75, 1.2) * dice.uniform(0.95, 1.05, 3)
    turn = dice.choice([0, 1, -1]) * dice.uniform(0.9, 1.5) + dice.uniform(-0.3, 0.3)
    way = np.array([np.sin(turn), -np.cos(turn)])
    beside = np.array([way[1], -way[0]])
    wide = mouth.side * dice.uniform(0.075, 0.1)
    middle = np.array([mouth.x, mouth.y]) + way * mouth.side * 0.1
    for number in (-1.5, -0.5, 0.5, 1.5):
        tip = middle + beside * number * wide * 1.75
        tip = tip + way * mouth.side * dice.uniform(0.08, 0.2)
        picture = _finger(picture, (tip - way * mouth.side * 0.9, tip), wide, colour, dice)
    return picture


def _mesh(picture: Picture, mouth: Mouth, dice: np.random.Generator) -> Picture:
    """Return the brightness of a microphone's grid."""
    rows, columns = np.mgrid[: picture.shape[0], : picture.shape[1]]
    step = max(3.0, mouth.side * dice.uniform(0.03, 0.06))
    waves = np.sin((rows + columns) * 2 * np.pi / step) + np.sin((rows - columns) * 6.28 / step)
    return waves * dice.uniform(4, 25) + _noise(picture.shape, 1, dice) * dice.uniform(0, 6)


def microphone(picture: Picture, mouth: Mouth, dice: np.random.Generator) -> Picture:
    """A dark ball with a grid on a handle, held before the mouth."""
    radius = mouth.side * dice.uniform(0.2, 0.28)
    x, y = int(mouth.x + dice.uniform(-0.04, 0.04) * mouth.side), int(mouth.y + 0.04 * mouth.side)
    foot = (int(x + dice.uniform(-0.6, 0.6) * mouth.side), int(y + 1.2 * mouth.side))
    stick = np.zeros(picture.shape[:2], np.uint8)
    cv2.line(stick, (x, y), foot, 1, int(radius * 1.1))
    picture = _blended(picture, np.full(3, dice.uniform(10, 90)), stick, 0.8)
    rows, columns = np.mgrid[: picture.shape[0], : picture.shape[1]]
    away = np.hypot(rows - y, columns - x) / radius
    shade = np.sqrt(np.clip(1 - away**2, 0, 1))
    light = dice.uniform(15, 130) * (0.5 + 0.7 * shade) + _mesh(picture, mouth, dice)
    return _blended(picture, np.repeat(light[..., None], 3, axis=2), away < 1, 0.7)


_WORDS = ("BREAKING NEWS", "I never said that", "SUBSCRIBE", "episode 12", "Wait for it...")


def _text(
    picture: Picture, mouth: Mouth, dice: np.random.Generator, *, outline: int, colour: Picture
) -> Picture:
    """Write words in one line, the mouth near their middle."""
    words, font = str(dice.choice(_WORDS)), int(dice.choice([0, 2, 3, 4]))
    scale = mouth.side * dice.uniform(0.0045, 0.0075)
    thick = max(2, int(mouth.side * 0.018))
    (wide, high), _ = cv2.getTextSize(words, font, scale, thick)
    at = (int(mouth.x - wide * dice.uniform(0.35, 0.65)), int(mouth.y + high / 2))
    picture = np.array(picture)
    if outline:
        cv2.putText(picture, words, at, font, scale, (0, 0, 0), thick + outline, cv2.LINE_AA)
    cv2.putText(picture, words, at, font, scale, colour, thick, cv2.LINE_AA)
    return picture


def caption(picture: Picture, mouth: Mouth, dice: np.random.Generator) -> Picture:
    """A bar across the picture with words on it."""
    half = mouth.side * dice.uniform(0.14, 0.24)
    mask = np.zeros(picture.shape[:2], np.uint8)
    mask[max(0, int(mouth.y - half)) : int(mouth.y + half)] = 1
    dark = dice.random() < 0.6
    ground = dice.uniform(0, 90, 3) if dark else dice.uniform(160, 255, 3)
    barred = _blended(picture, ground, mask * dice.uniform(0.9, 1), 0.4)
    ink = (255, 255, 255) if dark else (10, 10, 10)
    return _text(barred, mouth, dice, outline=0, colour=ink)


def mosaic(picture: Picture, mouth: Mouth, dice: np.random.Generator) -> Picture:
    """Large pixels over the mouth."""
    cell = max(4, int(mouth.side * dice.uniform(0.09, 0.17)))
    shift = tuple(int(part) for part in dice.integers(0, cell, 2))
    moved = np.roll(picture, shift, axis=(0, 1))
    high, wide = (size // cell + 1 for size in picture.shape[:2])
    grid = cv2.copyMakeBorder(moved, 0, cell, 0, cell, cv2.BORDER_REPLICATE)
    grid = grid[: high * cell, : wide * cell]
    coarse = cv2.resize(grid, (wide, high), interpolation=cv2.INTER_AREA)
    large = np.kron(coarse, np.ones((cell, cell, 1), np.uint8))
    back = np.roll(large[: picture.shape[0], : picture.shape[1]], (-shift[0], -shift[1]), (0, 1))
    return _blended(picture, back, _shape(picture, _box(mouth, dice, 2.2), is_round=False), 0.4)


def _masked(picture: Picture, mouth: Mouth, dice: np.random.Generator, colours: Picture) -> Picture:
    """Draw a mask from the nose to the chin with its two strings."""
    wide, high = mouth.side * dice.uniform(0.36, 0.46), mouth.side * dice.uniform(0.22, 0.3)
    half = [(0, -0.95 * high - 0.06 * mouth.side), (0.9 * wide, -0.95 * high), (wide, 0)]
    half += [(0.5 * wide, high), (0, high + 0.05 * mouth.side)]
    other = [(-x, y) for x, y in reversed(half)]
    shape = [(mouth.x + x, mouth.y + y) for x, y in half + other]
    mask = np.zeros(picture.shape[:2], np.uint8)
    cv2.fillPoly(mask, [np.array(shape, np.int32)], 1, cv2.LINE_AA)
    return _blended(picture, colours, mask, 0.8)


def surgical_mask(picture: Picture, mouth: Mouth, dice: np.random.Generator) -> Picture:
    """A light mask with folds."""
    rows = np.arange(picture.shape[0])[:, None]
    step = mouth.side * dice.uniform(0.07, 0.12)
    folds = 1 - 0.12 * (np.sin((rows - mouth.y) * 2 * np.pi / step) > 0.8)
    folds = folds * (1 + 0.03 * _noise(picture.shape, 3, dice))
    colour = np.array([150.0, 195, 215]) * dice.uniform(0.75, 1.15) * dice.uniform(0.9, 1.1, 3)
    return _masked(picture, mouth, dice, folds[..., None] * colour)


def stuff(picture: Picture, mouth: Mouth, dice: np.random.Generator) -> Picture:
    """A patch of another part of the picture, or of stripes, at any angle."""
    if dice.random() < 0.5:
        shift = (int(dice.uniform(0.2, 0.8) * size) for size in picture.shape[:2])
        colours = np.roll(picture, tuple(shift), axis=(0, 1)).astype(np.float32)
    else:
        rows, columns = np.mgrid[: picture.shape[0], : picture.shape[1]]
        turn, step = dice.uniform(0, np.pi), mouth.side * dice.uniform(0.05, 0.25)
        wave = np.sin((rows * np.cos(turn) + columns * np.sin(turn)) * 2 * np.pi / step)
        first, second = dice.uniform(0, 255, 3), dice.uniform(0, 255, 3)
        colours = first + (second - first) * (wave[..., None] > 0)
    box = _box(mouth, dice)
    return _blended(picture, colours, _shape(picture, box, is_round=dice.random() < 0.5), 0.6)


TUNED: dict[str, Cover] = {
    "plain": plain, "grey": grey, "skin": skin, "hand": hand, "microphone": microphone,
    "caption": caption, "mosaic": mosaic, "surgical mask": surgical_mask, "stuff": stuff,
}  # fmt: skip


def fist(picture: Picture, mouth: Mouth, dice: np.random.Generator) -> Picture:
    """A fist before the mouth: one shape, knuckles along a line, real skin of the forehead."""
    high = max(4, int(mouth.side * 0.16))
    top = max(0, int(mouth.y - 0.86 * mouth.side))
    left = max(0, int(mouth.x - 0.2 * mouth.side))
    piece = picture[top : top + high, left : left + int(0.4 * mouth.side)]
    if not piece.size:
        piece = np.full((4, 4, 3), 150, np.uint8)
    size = (picture.shape[1], picture.shape[0])
    colours = cv2.resize(piece, size, interpolation=cv2.INTER_CUBIC).astype(np.float32)
    rows, columns = np.mgrid[: picture.shape[0], : picture.shape[1]]
    turn = dice.uniform(-0.6, 0.6)
    along = (columns - mouth.x) * np.cos(turn) + (rows - mouth.y) * np.sin(turn)
    across = -(columns - mouth.x) * np.sin(turn) + (rows - mouth.y) * np.cos(turn)
    step, side = mouth.side * dice.uniform(0.13, 0.17), mouth.side
    valley = np.exp(
        -(((((along + dice.uniform(0, 1) * step) % step) - step / 2) / (step * 0.1)) ** 2)
    )
    shade = 1 - 0.3 * valley * (across < 0.12 * side) + 0.1 * np.cos(across / side * 6)
    mask = (np.abs(along / (0.34 * side)) ** 3 + np.abs(across / (0.24 * side)) ** 3) < 1
    mask |= (np.abs(along) < 0.22 * side) & (across > 0)
    return _blended(picture, colours * shade[..., None] * dice.uniform(0.85, 1.1), mask, 1)


def palm(picture: Picture, mouth: Mouth, dice: np.random.Generator) -> Picture:
    """A hand laid over the mouth from one side: long level fingers, a line between two lips."""
    colour = _skin(picture, mouth) * dice.uniform(0.85, 1.1)
    way = dice.choice([-1, 1])
    wide = mouth.side * dice.uniform(0.065, 0.085)
    for number in (-1.4, -0.4, 0.6, 1.6):
        y = mouth.y + number * wide * 1.8 + dice.uniform(-0.01, 0.01) * mouth.side
        tip = (mouth.x + way * mouth.side * dice.uniform(0.24, 0.36), y)
        root = (mouth.x - way * mouth.side * 0.8, y + dice.uniform(-0.15, 0.15) * mouth.side)
        picture = _finger(picture, (root, tip), wide, colour, dice)
    return picture


def foam(picture: Picture, mouth: Mouth, dice: np.random.Generator) -> Picture:
    """A microphone in foam: an egg, light or dark, soft at its border."""
    colour = dice.choice([[25, 25, 28], [120, 118, 116], [190, 188, 184], [150, 40, 40]])
    grain = 1 + 0.12 * _noise(picture.shape, 1.2, dice) + 0.1 * _noise(picture.shape, 9, dice)
    x, y = int(mouth.x), int(mouth.y + 0.09 * mouth.side)
    mask = np.zeros(picture.shape[:2], np.uint8)
    axes = (int(dice.uniform(0.21, 0.27) * mouth.side), int(dice.uniform(0.25, 0.36) * mouth.side))
    cv2.ellipse(mask, (x, y), axes, dice.uniform(-25, 25), 0, 360, 1, -1)
    return _blended(picture, np.asarray(colour) * grain[..., None], mask, mouth.side * 0.015)


def cup(picture: Picture, mouth: Mouth, dice: np.random.Generator) -> Picture:
    """A cup or a telephone: upright, bright or dark, lit from one side."""
    columns = np.arange(picture.shape[1])[None, :, None]
    half = mouth.side * dice.uniform(0.22, 0.34)
    light = 0.75 + 0.4 * np.cos((columns - mouth.x) / half * 1.3 + dice.uniform(-0.8, 0.8))
    colours = np.ones_like(picture, np.float32) * light * dice.uniform(30, 240, 3)
    mask = np.zeros(picture.shape[:2], np.uint8)
    top = int(mouth.y - mouth.side * dice.uniform(0.13, 0.2))
    low = int(mouth.y + mouth.side * dice.uniform(0.3, 0.8))
    cv2.rectangle(mask, (int(mouth.x - half), top), (int(mouth.x + half), low), 1, -1)
    return _blended(picture, colours, mask, 0.6)


def lettering(picture: Picture, mouth: Mouth, dice: np.random.Generator) -> Picture:
    """Two lines of large letters with a black border, and no bar behind them."""
    colour = [int(part) for part in dice.choice([[255, 255, 255], [255, 230, 40], [80, 255, 120]])]
    edge = max(4, int(mouth.side * 0.045))
    for part in (-0.07, 0.07):
        line = Mouth(mouth.x, mouth.y + part * mouth.side, mouth.side)
        picture = _text(picture, line, dice, outline=edge, colour=colour)
    return picture


def smear(picture: Picture, mouth: Mouth, dice: np.random.Generator) -> Picture:
    """The mouth blurred, in an ellipse or a box."""
    soft = cv2.GaussianBlur(picture, (0, 0), mouth.side * dice.uniform(0.07, 0.12))
    mask = _shape(picture, _box(mouth, dice, 2.2), is_round=dice.random() < 0.5)
    return _blended(picture, soft, mask, 2)


def cloth_mask(picture: Picture, mouth: Mouth, dice: np.random.Generator) -> Picture:
    """A mask of black, white, skin-coloured or printed cloth, without folds."""
    kind = dice.integers(0, 4)
    colours = np.ones_like(picture, np.float32) * (25, 240, 0, 120)[kind]
    if kind == 2:
        colours = colours + _skin(picture, mouth)
    if kind == 3:
        colours = colours + 60 * _noise(picture.shape, mouth.side * 0.04, dice)[..., None]
        colours = colours * dice.uniform(0.5, 1.5, 3)
    columns = np.arange(picture.shape[1])[None, :]
    shade = 1.05 - 0.5 * ((columns - mouth.x) / mouth.side) ** 2
    shade = shade - 0.2 * (np.abs(columns - mouth.x) < 1)
    return _masked(picture, mouth, dice, colours * shade[..., None])


def scarf(picture: Picture, mouth: Mouth, dice: np.random.Generator) -> Picture:
    """Knitted cloth from the nose down, as wide as the face."""
    rows, columns = np.mgrid[: picture.shape[0], : picture.shape[1]]
    step = mouth.side * dice.uniform(0.05, 0.09)
    knit = np.sin(columns * 2 * np.pi / step)
    knit = knit * np.sin((rows + np.abs(columns % step)) * 2 * np.pi / step)
    light = 1 + 0.25 * knit + 0.15 * _noise(picture.shape, 12, dice)
    colours = dice.uniform(20, 210, 3) * light[..., None]
    edge = mouth.y - 0.17 * mouth.side + 0.03 * mouth.side * np.sin(columns / mouth.side * 6)
    mask = (rows > edge) & (np.abs(columns - mouth.x) < 0.55 * mouth.side)
    mask &= rows < mouth.y + 0.6 * mouth.side
    return _blended(picture, colours, mask, 1)


HELD: dict[str, Cover] = {
    "fist": fist, "palm": palm, "foam": foam, "cup": cup, "lettering": lettering, "smear": smear,
    "cloth mask": cloth_mask, "scarf": scarf,
}  # fmt: skip
