"""NameRules for one request: short, plain, all different, and the same every time."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from charlib.domain.prompts.naming import NameRules, derive, unique
from tests.examples import examples

RUNWAY = NameRules(longest=16, shortest=3, letters="ascii")
CUT = ("averylonghandle1", "averylonghandl_2")
KIE = NameRules(prefix="element_", longest=28, letters="ascii")
handles = st.lists(
    st.from_regex(r"[a-z\u4e00-\u4e20\uac00-\uac20é][a-z0-9_é\u4e00-\u4e20]{0,31}", fullmatch=True),
    min_size=1, max_size=12,
)  # fmt: skip


@pytest.mark.parametrize(
    ("names", "given_handles", "derived"),
    [
        (NameRules(), ["mia", "林小雨", "zoë"], ["mia", "林小雨", "zoë"]),
        (NameRules(), ["mia", "mia"], ["mia", "mia_2"]),
        (NameRules(), ["mia", "mia", "mia_2"], ["mia", "mia_3", "mia_2"]),
        (RUNWAY, ["mia", "林小雨", "미아", "zoë"], ["mia", "person", "person_2", "zoe"]),
        (RUNWAY, ["li", "x9"], ["li_2", "x9_2"]),
        (RUNWAY, ["averylonghandle12", "averylonghandle13"], [*CUT]),
        (KIE, ["mia", "林小"], ["element_mia", "element_person"]),
    ],
)  # fmt: skip
def test_names_are_derived(names: NameRules, given_handles: list[str], derived: list[str]) -> None:
    """A handle that fits keeps its name, others keep what they can, and no two are alike."""
    assert derive(given_handles, names) == derived


@given(handles, st.sampled_from([NameRules(longest=20), RUNWAY, KIE, NameRules(longest=64)]))
@examples(50)
def test_derived_names_fit_differ_and_stay(given_handles: list[str], names: NameRules) -> None:
    """Whatever the handles, every name is one that the provider takes, and its own."""
    derived = derive(given_handles, names)
    assert derived == derive(given_handles, names)
    assert len({name.casefold() for name in derived}) == len(given_handles)
    assert all(names.fits(name) for name in derived)


def test_a_name_that_the_text_says_already_is_not_free() -> None:
    """Where the text has `@mia` in it literally, another name is taken."""
    assert derive(["mia"], NameRules(), lambda name: name != "mia") == ["mia_2"]


def test_people_of_one_name_are_told_apart_by_their_handles() -> None:
    """In prose two who share a name are called by their handles, and those differ, too."""
    assert unique(["Mia", "Tom"], ["mia", "tom"]) == ["Mia", "Tom"]
    assert unique(["Mia", "mia", "Tom"], ["mia", "mia_old", "tom"]) == ["mia", "mia_old", "Tom"]
    assert unique(["Mia", "Mia"], ["mia", "mia"]) == ["mia", "mia 2"]
