"""What entries of the journal changed: the same thing, or others."""

from __future__ import annotations

from typing import Any

import pytest

from charlib.domain.claims import Claims, handles, of

Change = tuple[str, dict[str, Any]]
LOOK_OF_1: Change = (
    "edited", {"columns": ["look"], "before": [[[[1, 1]], ["a"]]], "after": [[[[1, 1]], ["b"]]]},
)  # fmt: skip
NOTES_OF_1_TO_9: Change = (
    "edited", {"columns": ["notes"], "before": [[[[1, 9]], [""]]], "after": [[[[1, 9]], ["b"]]]},
)  # fmt: skip
LOOK_OF_2_TO_3: Change = (
    "edited", {"columns": ["look"], "before": [[[[2, 3]], [""]]], "after": [[[[2, 3]], ["b"]]]},
)  # fmt: skip
TAG_7_ON_1: Change = ("linked", {"ids": [[1, 1]], "tag": 7})
TAG_8_ON_1: Change = ("unlinked", {"ids": [[1, 1]], "tag": 8})
ADDED_1: Change = ("added", {"ids": [[1, 1]]})
REMOVED_2: Change = ("removed", {"ids": [[2, 2]]})
NAME_OF_7: Change = ("named", {"tag": 7, "before": "a", "after": "b"})
TAG_7: Change = ("tag", {"before": None, "after": [7, "uid", "hero", 1]})
FILM: Change = ("fact", {"what": "task"})
ACCOUNT: Change = ("account", {"before": None, "after": {"id": 1, "name": "home"}})
BASE_OF_ACCOUNT: Change = ("about account", {"id": 1, "before": {"b": 1}, "after": {"b": 2}})
STATES: Change = ("states", {"before": {"4": "ready"}, "after": {"4": "gone"}})
MADE: Change = ("made", {"table": "binding", "ids": [[3, 5]]})
GIVEN: Change = ("given", {"table": "binding", "ids": [[4, 4]], "before": 1, "after": 2})
SHARED: Change = ("shared", {"kind": "character", "before": {"u": None}, "after": {"u": "{}"}})
OTHER_SHARED: Change = ("shared", {"kind": "tag", "before": {"u": None}, "after": {"u": "{}"}})
NEWER: Change = ("of a later release", {"anything": 1})

MEETING = {
    "a look and its character": (LOOK_OF_1, ADDED_1),
    "a tag and its character": (TAG_7_ON_1, ADDED_1),
    "a tag and its name": (TAG_7, NAME_OF_7),
    "an account and its address": (ACCOUNT, BASE_OF_ACCOUNT),
    "a binding and its state": (MADE, STATES),
    "a look of some and one of them": (LOOK_OF_2_TO_3, REMOVED_2),
    "a merge and each of its characters": (GIVEN, LOOK_OF_1),
    "a merge and what it gave": (GIVEN, STATES),
    "one record of a shared cast": (SHARED, SHARED),
    "what nobody knows and anything": (NEWER, TAG_8_ON_1),
}
APART = {
    "two texts": (LOOK_OF_1, NOTES_OF_1_TO_9),
    "two characters": (LOOK_OF_1, LOOK_OF_2_TO_3),
    "two tags": (TAG_7_ON_1, TAG_8_ON_1),
    "a text and a tag": (LOOK_OF_1, TAG_7_ON_1),
    "a tag and its use": (TAG_7, TAG_7_ON_1),
    "a film and its character": (FILM, ADDED_1),
    "a join and a character that it did not change": (SHARED, LOOK_OF_1),
    "two records of a shared cast": (SHARED, OTHER_SHARED),
    "an account and a character of its number": (ACCOUNT, ADDED_1),
}


@pytest.mark.parametrize(("one", "other"), MEETING.values(), ids=MEETING.keys())
def test_these_changes_are_about_the_same(one: Change, other: Change) -> None:
    """Whichever is asked, and each is about the same as itself."""
    assert of([one]).meet(of([other]))
    assert of([other]).meet(of([one]))
    assert of([one, FILM]).meet(of([one]))


@pytest.mark.parametrize(("one", "other"), APART.values(), ids=APART.keys())
def test_these_changes_are_about_different_things(one: Change, other: Change) -> None:
    """So that one is undone and the other stays."""
    assert not of([one]).meet(of([other]))
    assert not of([other]).meet(of([one]))


def test_nothing_meets_nothing() -> None:
    """A command of facts alone is in nobody's way, not even in that of an unknown change."""
    assert not of([FILM]).meet(of([FILM]))
    assert not of([FILM]).meet(of([NEWER]))
    assert not Claims().meet(Claims())


def test_a_handle_is_a_thing_too() -> None:
    """Of its project: two characters cannot have it at the same time."""
    one, other = of([ADDED_1]), of([REMOVED_2])
    assert (one.characters(), other.characters()) == ({1}, {2})
    assert of([LOOK_OF_1]).characters() == set()
    one.add(handles([(1, "mia")]))
    other.add(handles([(2, "mia")]))
    assert not one.meet(other)
    other.add(handles([(1, "mia")]))
    assert one.meet(other)
