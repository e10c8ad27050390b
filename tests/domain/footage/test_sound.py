"""A kept voice as a provider takes it: whole, a part of it, or in another type."""

from __future__ import annotations

import pytest

from charlib.domain.footage.clips import origin_of
from charlib.domain.footage.material import Material, Needs, request_value, shortcomings
from charlib.domain.footage.medium import Medium
from charlib.domain.windows.window import Window

SOUND = Medium(
    path=f"kept/aa/{'a' * 64}.wav", sha256="a" * 64, mime="audio/wav", bytes=960_000,
    duration_ms=20_000,
)  # fmt: skip
NEEDS = Needs(of="sound", takes=("data-url",), types=("mp3", "wav"), min_s=3, max_s=12)


@pytest.mark.parametrize(
    ("needs", "path", "length"),
    [
        (NEEDS._replace(max_s=None), SOUND.path, 20_000),
        (NEEDS._replace(max_s=20), SOUND.path, 20_000),
        (NEEDS, f"cuts/aa/{'a' * 64}-0-12000.wav", 12_000),
        (NEEDS._replace(types=("mp3",)), f"cuts/aa/{'a' * 64}-0-12000.mp3", 12_000),
        (NEEDS._replace(types=("mp3",), max_s=None), f"cuts/aa/{'a' * 64}-0-20000.mp3", 20_000),
    ],
)
def test_a_voice_is_cut_and_turned_as_needed(needs: Needs, path: str, length: int) -> None:
    """It meets the needs afterwards, and its name says where it comes from."""
    material = Material(sound=SOUND)
    (chosen,) = needs.choose(material)
    assert (chosen.path, chosen.duration_ms) == (path, length)
    assert shortcomings(material, needs) == []
    assert path == SOUND.path or origin_of(path) == ("a" * 64, Window(0, length))
    assert request_value(chosen, needs.takes, 0)["as"] == "data-url"


@pytest.mark.parametrize(
    ("sound", "needs", "words"),
    [
        (None, NEEDS, "no voice is kept"),
        (SOUND._replace(duration_ms=2000), NEEDS, "the voice: its length is 2 s; the minimum is 3"),
        (SOUND, NEEDS._replace(types=("ogg",)), "the voice: its type is wav; it must be ogg"),
        (SOUND, NEEDS._replace(max_bytes=1000), "the voice: its size is"),
        (SOUND, NEEDS._replace(takes=("url",)), "the voice: it has no public URL"),
    ],
)
def test_what_is_wrong_with_a_voice_is_told(sound: Medium | None, needs: Needs, words: str) -> None:
    """Each rule has its sentence."""
    problems = shortcomings(Material(sound=sound), needs)
    assert any(problem.text.startswith(words) and problem.is_hard for problem in problems), problems
