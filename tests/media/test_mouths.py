"""A window whose mouth is hidden, by whatever, is not confident; glasses hide nothing."""

from __future__ import annotations

import math
from typing import Any

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from charlib.domain.windows import suggestion
from charlib.media.advice import face_measures, mouths, scores
from charlib.media.advice.blocks import Sample
from charlib.media.advice.faces import Cascade, Face
from charlib.media.advice.records import COLUMNS, Record

from .covers import HELD, TUNED, Cover, Mouth
from .drawn import drawn_face

_FACE = Face(90, 90, 120)
_CLEAR = {
    "gate": 0, "faces": 1, "second": 0, "x": 0.5, "y": 0.45, "side": 0.4, "hits": 4.2, "bare": 6,
    "edge": 1, "colours": 1.5, "agree": 4, "eyes": 3, "mirror": 0.6, "sharp": 0.3, "light": 130,
    "clipped": 0, "mouth": 5,
}  # fmt: skip
"""What a face that nothing hides measures."""


def sample(picture: Any) -> Sample:
    """A picture as the planes of a sample."""
    height, width = picture.shape[:2]
    whole = cv2.cvtColor(picture, cv2.COLOR_RGB2YUV_I420)
    u, v = whole[height:].reshape(2, height // 2, width // 2)
    return Sample(0.0, whole[:height], u, v)


@pytest.mark.parametrize("cover", [*TUNED.values(), *HELD.values()], ids=[*TUNED, *HELD])
@pytest.mark.parametrize("skin", [(225, 180, 155), (120, 80, 60)], ids=["light", "dark"])
def test_a_hidden_mouth_is_told_from_one_that_is_seen(
    cover: Cover, skin: tuple[int, int, int]
) -> None:
    """Whatever is over a drawn mouth, open or closed: it is less of a mouth, by far."""
    for seed, is_open in enumerate((False, True)):
        face = drawn_face(skin, is_open=is_open)
        hidden = cover(face, Mouth(150, 186, 120), np.random.default_rng(seed))

        assert mouths.seen(sample(hidden), _FACE) < mouths.seen(sample(face), _FACE) - 1.5


def record(seconds: float, **columns: Any) -> Record:
    """A film of a face at rest; `columns` replace what its samples measure."""
    count = int(seconds * 4)
    rows = np.zeros((count, len(COLUMNS)), np.float32)
    for name, value in {**_CLEAR, "at": np.arange(count) / 4, **columns}.items():
        rows[:, COLUMNS.index(name)] = value
    times = np.arange(int(seconds * 25)) / 25
    still = np.zeros(len(times))
    return Record(times, still + 120, still, still > 0, still > 0, rows, 16 / 9)


def best(film: Record, start: float, end: float) -> scores.Scored:
    """The score of one window."""
    spans = np.array([start]), np.array([end])
    return scores.score(film, *spans, subject="face", lengths=(1.0, 3.0))


@pytest.mark.parametrize("seconds", [0.75, 1.0, 3.0])
def test_a_window_is_not_confident_while_something_hides_the_mouth(seconds: float) -> None:
    """Three seconds of which the mouth is hidden for a part: unsure, and it says why."""
    at = np.arange(24) / 4
    hidden = record(6, mouth=np.where((at >= 1.5) & (at < 1.5 + seconds), -3.0, 5.0))

    over, clear = best(hidden, 1, 4), best(record(6), 1, 4)

    assert clear.score[0] >= 0.9
    assert over.score[0] < suggestion.SURE
    parts = {name: float(part[0]) for name, part in over.parts.items()}
    facts = {name: float(fact[0]) for name, fact in over.facts.items()}
    assert suggestion.blame("face", parts, facts).startswith("something hides the mouth")


def test_a_window_beside_a_hidden_mouth_stays_confident() -> None:
    """What happens outside a window does not count."""
    at = np.arange(24) / 4

    assert best(record(6, mouth=np.where(at < 3, -3.0, 5.0)), 3.05, 5).score[0] >= 0.9


@given(
    st.lists(st.one_of(st.floats(-9, 9), st.just(math.nan)), max_size=30),
    st.lists(st.tuples(st.floats(0, 8), st.floats(0, 4)), min_size=1, max_size=8),
)
def test_the_worst_part_of_a_window(values: list[float], spans: list[tuple[float, float]]) -> None:
    """The lowest mean of three neighbours inside it; of all, where there are fewer."""
    times, known = np.arange(len(values)) / 4, np.nan_to_num(np.array(values))
    start = np.array([begin for begin, _ in spans])
    end = np.array([begin + length for begin, length in spans])

    worst = scores.Sums(times, start, end, slack=0.02).worst(np.array(values), 3)

    for index, (begin, last) in enumerate(zip(start, end, strict=True)):
        inside = known[(times >= begin - 0.02) & (times < last + 0.02)]
        runs = [inside[at : at + 3].mean() for at in range(len(inside) - 2)]
        expected = min([*runs, inside.mean()]) if len(inside) else 0
        assert worst[index] == pytest.approx(expected, abs=1e-9)


@pytest.mark.parametrize(
    ("bare", "glasses", "expected"), [(0, 6, 6), (3, 2, 3), (9, 20, 9), (0, 0, 0)]
)
def test_eyes_behind_glasses_are_eyes(
    monkeypatch: pytest.MonkeyPatch, bare: int, glasses: int, expected: int
) -> None:
    """Where one cascade sees few eyes, the one that knows glasses is asked; more is better."""
    counts = {"eye": bare, "eye_tree_eyeglasses": glasses}
    meter = face_measures.FaceMeter()

    def looks(self: Cascade, picture: Any, *_: Any) -> Any:
        name = {id(meter._eyes): "eye", id(meter._glasses): "eye_tree_eyeglasses"}.get(id(self))
        side, count = picture.shape[1], counts.get(name or "", 0)
        left, right = [0, 9, side / 4, 20], [side * 0.7, 9, side / 4, 20]
        return np.array([left, right] * count).reshape(-1, 4)

    monkeypatch.setattr(Cascade, "looks", looks)
    picture = sample(drawn_face((225, 180, 155), is_open=False))

    assert meter.second(picture, _FACE)[1] == pytest.approx(math.log1p(expected))
