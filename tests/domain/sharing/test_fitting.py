"""What stands in for what a library cannot show."""

from __future__ import annotations

import pytest

from charlib.domain.character.looks import parse_name
from charlib.domain.sharing.fitting import fitted_looks, marked


@pytest.mark.parametrize("name", ["", "coat", "x" * 32], ids=["none", "short", "longest"])
def test_a_marked_name_is_one_that_every_library_takes(name: str) -> None:
    """Also that of a look of which records tell no name."""
    assert parse_name(marked(name, "uid1")) == marked(name, "uid1")


def test_a_look_without_a_name_is_shown_with_one() -> None:
    """One member removed it, and another one changed it."""
    (look,) = fitted_looks({"looks/uid1/description": "blue"})
    assert (look.name, look.description) == (marked("look", "uid1"), "blue")
