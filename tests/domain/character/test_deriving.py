# ruff: noqa: RUF001 - letters and signs of other keyboards
"""Handles that are made of names."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from charlib.domain.character.deriving import NAMELESS, free, handle_from
from charlib.domain.character.handle import parse

NAMES = {
    ("mia",): "mia", ("Mia Wong",): "mia_wong", ("mia.wong-2",): "mia_wong_2",
    ("林小雨",): "林小雨", ("林 小雨",): "林_小雨", ("O’Brien",): "obrien", ("Dr. No!",): "dr_no",
    ("ＭＩＡ",): "mia", ("42nd Street",): "nd_street", ("", "42", "Tom"): "tom", ("A",): NAMELESS,
    ("", "!"): NAMELESS, ("a" * 99,): "a" * 32, ("@mia",): "mia", ("  mia  ",): "mia",
}  # fmt: skip


@pytest.mark.parametrize("names", NAMES, ids=" or ".join)
def test_a_name_becomes_a_handle(names: tuple[str, ...]) -> None:
    """The first one that has letters, in the form that people type."""
    assert handle_from(*names) == NAMES[names]


@given(st.text(), st.sets(st.text(max_size=4)))
def test_any_name_becomes_a_valid_handle(name: str, others: set[str]) -> None:
    """Which is its own, and free among others."""
    handle = handle_from(name)
    assert parse(handle) == handle == handle_from(handle)
    taken = {handle, *map(handle_from, others)}
    fresh = free(handle, taken)
    assert parse(fresh) == fresh
    assert fresh not in taken
    assert free(handle, taken - {handle}) == handle
