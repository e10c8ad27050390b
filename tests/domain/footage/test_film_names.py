"""The names of films: readable, short enough for every file system, and one for each content."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from charlib.domain.footage.film_names import film_name

DIGEST = "1f0c9a2b" * 8


def test_a_name_says_what_was_asked_for_and_when() -> None:
    """The day, the prompt as it was typed, and the beginning of the content's hash."""
    day = 1_795_910_400_000
    assert film_name(day, "@mia walks!", DIGEST) == "2026-11-29_mia-walks_1f0c9a2b.mp4"
    assert film_name(day, "@林小雨 走进 CITY", DIGEST) == "2026-11-29_林小雨-走进-city_1f0c9a2b.mp4"
    assert film_name(day, "!!!", DIGEST) == "2026-11-29_1f0c9a2b.mp4"


@given(st.text())
def test_every_prompt_gives_a_plain_name(prompt: str) -> None:
    """No separator, no leading dot, and never too long for a file system."""
    name = film_name(0, prompt, DIGEST)
    assert len(name.encode()) < 100
    assert name.startswith("1970-01-01_")
    assert name.endswith("_1f0c9a2b.mp4")
    assert not {*name} & {*'/\\:*?"<>|\0\n '}
