"""Short films that the sandbox renders itself: a title, a walk, a pose facing the camera, an end.

Of ten seconds, the pose takes the fourth to the ninth; other lengths are cut in proportion.
"""

from __future__ import annotations

import random
from fractions import Fraction
from math import cos, pi
from typing import TYPE_CHECKING

import av

from charlib.sandbox.world import lettering
from charlib.sandbox.world.canvas import Canvas, Colour
from charlib.sandbox.world.figure import INK, WHITE, Look, draw_bust, draw_walker
from charlib.sandbox.world.sound import Sound

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

TITLE = "A charlib film"

_TITLE_UNTIL, _WALK_UNTIL, _POSE_UNTIL = 0.25, 0.4, 0.9
_BLINK_EVERY_S, _BLINK_S = 2.5, 0.17
_BREATH_S, _BREATH = 3.7, 6
"""How long a breath takes, and its steps: no two stills of a pose are the same picture."""
_STEPS_PER_S = 7.0
_GOLD = Colour.of("e9b949")
_NIGHT = Colour.of("12151f")
_CODER = {"preset": "veryfast", "crf": "23", "tune": "animation"}


def render(
    path: Path | str,
    *,
    seconds: float = 10.0,
    width: int = 640,
    height: int = 360,
    fps: int = 24,
    prompt: str = TITLE,
    mark: str = "",
    has_sound: bool = False,
) -> None:
    """Render a film as H.264 in an MP4 of exactly `seconds`, the same for the same prompt.

    Width and height must be even. The prompt's words are its title, and dress its actor. A `mark`
    is written in a corner of all pictures: it tells the films of one prompt apart.
    """
    count = round(seconds * fps)
    canvas = Canvas(width, height)
    with av.open(str(path), "w", format="mp4", options={"movflags": "+faststart"}) as container:
        stream = container.add_stream("libx264", rate=fps, options=_CODER)
        stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
        stream.codec_context.thread_count = 1
        sound = Sound(container, seconds) if has_sound else None
        for index, picture in enumerate(_pictures(count, fps, canvas, prompt, mark)):
            frame = picture.frame()
            frame.pts, frame.time_base = index, Fraction(1, fps)
            container.mux(stream.encode(frame))
            if sound:
                sound.go_on(until=(index + 1) / fps)
        container.mux(stream.encode(None))
        if sound:
            sound.end()


def _pictures(count: int, fps: int, canvas: Canvas, prompt: str, mark: str) -> Iterator[Canvas]:
    look = Look.of(prompt)
    title, walk, pose = (round(count * share) for share in (_TITLE_UNTIL, _WALK_UNTIL, _POSE_UNTIL))
    title_text = lettering.legible(prompt) or lettering.legible(TITLE)
    yield from _title(_card(canvas, lettering.wrap(title_text, 20, 3), mark), title)
    yield from _walk(_street(canvas, mark), look, walk - title, fps)
    yield from _pose(_wall(canvas, look, mark), look, pose - walk, fps)
    end = _card(canvas, ["END"], mark)
    for _ in range(count - pose):
        yield end


def _mark(canvas: Canvas, mark: str) -> None:
    """Write a mark on a plate in the lower right corner."""
    if not mark:
        return
    dot = max(1, canvas.width // 320)
    wide = len(mark) * lettering.ADVANCE * dot
    top = canvas.height - (lettering.LINE + 1) * dot
    plate = (canvas.width - wide - 5 * dot, top - 2 * dot, canvas.width - dot, top + 9 * dot)
    canvas.box(*plate, _NIGHT)
    lettering.write(canvas, mark, canvas.width - wide / 2 - 3 * dot, top, dot, _GOLD)


def _title(card: Canvas, count: int) -> Iterator[Canvas]:
    """The prompt's words over a line that grows."""
    middle, y = card.width / 2, card.height * 0.78
    for index in range(count):
        half = card.width * 0.3 * (index + 1) / count
        card.box(middle - half, y, middle + half, y + max(2, card.height / 120), _GOLD)
        yield card


def _card(canvas: Canvas, lines: list[str], mark: str) -> Canvas:
    card = canvas.copy()
    card.shade(_NIGHT, _NIGHT.towards(Colour.of("3a3f55"), 0.6))
    dot = max(1, canvas.width // (20 * lettering.ADVANCE + 12))
    top = canvas.height / 2 - len(lines) * lettering.LINE * dot / 2
    for index, line in enumerate(lines):
        y = top + index * lettering.LINE * dot
        lettering.write(card, line, canvas.width / 2, y, dot, WHITE)
    _mark(card, mark)
    return card


def _walk(street: Canvas, look: Look, count: int, fps: int) -> Iterator[Canvas]:
    """The actor comes down a street at dusk."""
    for index in range(count):
        picture = street.copy()
        x = street.width * (0.1 + 0.6 * index / max(1, count))
        draw_walker(picture, look, x, street.height * 0.93, index / fps * _STEPS_PER_S)
        yield picture


def _street(canvas: Canvas, mark: str) -> Canvas:
    street, width, height = canvas.copy(), canvas.width, canvas.height
    street.shade(Colour.of("2b3a67"), Colour.of("e8a87c"), 0.8)
    street.oval(width * 0.78, height * 0.22, (height * 0.07, height * 0.07), Colour.of("f6e7c1"))
    dice = random.Random(7)  # noqa: S311 - a skyline, and always the same one
    for index in range(9):
        left, top = width * index / 9, height * dice.uniform(0.3, 0.6)
        wall = Colour.of("3b3550").towards(INK, dice.uniform(0, 0.5))
        street.box(left, top, left + width / 9 - 1, height * 0.8, wall)
        _light_windows(street, left, top, dice)
    street.box(0, height * 0.8, width, height, Colour.of("4a4650"))
    street.box(0, height * 0.8, width, height * 0.815, Colour.of("6d6875"))
    _mark(street, mark)
    return street


def _light_windows(street: Canvas, left: float, top: float, dice: random.Random) -> None:
    unit = street.width / 90
    for row in range(3):
        for column in range(3):
            if dice.choice((True, False)):
                x, y = left + (1.5 + 2.8 * column) * unit, top + (1.5 + 3 * row) * unit
                street.box(x, y, x + 1.4 * unit, y + 1.8 * unit, _GOLD)


def _wall(canvas: Canvas, look: Look, mark: str) -> Canvas:
    wall = canvas.copy()
    wall.shade(look.wall.towards(WHITE, 0.25), look.wall)
    _mark(wall, mark)
    return wall


def _pose(wall: Canvas, look: Look, count: int, fps: int) -> Iterator[Canvas]:
    """After a cut, the actor stands still, facing the camera, breathes, and blinks now and then."""
    drawn: dict[tuple[int, bool], Canvas] = {}
    for index in range(count):
        second = index / fps
        step = round(_BREATH * (1 - cos(second * 2 * pi / _BREATH_S)) / 2)
        posture = (step, second % _BLINK_EVERY_S > _BLINK_EVERY_S - _BLINK_S)
        if posture not in drawn:
            drawn[posture] = wall.copy()
            draw_bust(drawn[posture], look, lower=step / _BREATH, blinking=posture[1])
        yield drawn[posture]
