"""What fits into one prompt: counts of media, and weighted sums of them."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from charlib.domain.prompts.fitting import fit, weight
from charlib.domain.prompts.limits import Budget, Limits
from charlib.domain.prompts.reference import Kind, Slot

OMNI = Budget(7, {"image": 1, "clip": 2, "character": "views", "sound": 0})
"""Gemini Omni: images + 2 * clips + characters, of which one with a body counts two, are 7."""


def bound(handle: str, views: int = 1, kind: Kind = "image") -> Slot:
    """A character by its id, made from so many stills."""
    return Slot((None, handle), handle, "", "", f"id-{handle}", handle, kind=kind, views=views)


def kept(handle: str, count: int, kind: Kind = "image") -> Slot:
    """A character by so many pictures, or by a clip."""
    media = tuple(f"{handle}-{n}" for n in range(count))
    return Slot((None, handle), handle, "", "", "", "", kind=kind, media=media)


@pytest.mark.parametrize(
    ("slots", "over", "total"),
    [
        ([bound("a", 2), bound("b", 2), bound("c", 2)], [], 6),
        ([bound("a", 2), bound("b", 2), bound("c", 2), bound("d", 2)], ["d"], 8),
        ([bound("a", 2), bound("b", 2), bound("c", 2), bound("d")], [], 7),
        ([kept("a", 1, "video"), kept("b", 1, "video"), kept("c", 4)], [], 7),
        ([kept(name, 1, "video") for name in "abcd"], ["d"], 8),
        ([bound("a", 2), kept("b", 9)], [], 7),
    ],
)
def test_a_budget_weighs_everybody(slots: list[Slot], over: list[str], total: int) -> None:
    """Extra views go first; who finds no room is named, with the rule and the sum."""
    fitted = fit(slots, Limits(), [OMNI])

    assert fitted.over == over
    assert sum(weight(OMNI, slot) for slot in fitted.slots) == total
    assert bool(over) == bool(fitted.why)
    assert not over or fitted.why == (
        "an image counts 1, a clip counts 2, a character counts each of its stills; the sum is 8"
        " and the maximum 7"
    )


slots_ = st.lists(
    st.builds(bound, st.just("x"), st.integers(1, 3))
    | st.builds(kept, st.just("x"), st.integers(1, 6), st.just("image"))
    | st.builds(kept, st.just("x"), st.just(1), st.just("video")),
    max_size=8,
).map(lambda drawn: [slot._replace(handle=f"h{n}") for n, slot in enumerate(drawn)])
weights_ = st.fixed_dictionaries(
    {"image": st.integers(0, 3), "clip": st.integers(0, 3)},
    optional={"character": st.integers(0, 3) | st.just("views"), "sound": st.just(0)},
)


@given(slots=slots_, most=st.integers(1, 12), weights=weights_, images=st.integers(0, 9))
def test_what_fits_is_within_all_limits(
    slots: list[Slot], most: int, weights: dict[str, Any], images: int
) -> None:
    """Nobody is dropped silently: all are there, each with a view, or somebody is named."""
    budget = Budget(most, weights)
    fitted = fit(slots, Limits(images=images), [budget])

    assert [slot.handle for slot in fitted.slots] == [slot.handle for slot in slots]
    assert all(slot.parts for slot in fitted.slots)
    if not fitted.over:
        assert sum(weight(budget, slot) for slot in fitted.slots) <= most
        count = sum(len(slot.parts) for slot in fitted.slots if slot.kind == "image")
        assert not images or count <= images
