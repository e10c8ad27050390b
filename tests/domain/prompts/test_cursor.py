"""The mention that is being typed: where one may stand, and what of it is there already."""

from __future__ import annotations

import pytest

from charlib.domain.prompts.cursor import Typed, typed

OPEN = {
    "@": ("", None, "", None),
    "go @Mi": ("Mi", None, "mi", None),
    "你好@林": ("林", None, "林", None),
    "镜头3\uff20to": ("to", None, "to", None),
    "@noir/": ("noir/", "noir", "", None),
    "@Noir/Mi": ("Noir/Mi", "noir", "mi", None),
    "@mia+": ("mia+", None, "mia", ""),
    "@林小雨\uff0b战": ("林小雨\uff0b战", None, "林小雨", "战"),
    "(@ليل": ("ليل", None, "ليل", None),
    "@@@mi": ("mi", None, "mi", None),
}
SHUT = ["", "mia", "me@mi", "https://x.example/@mi", "@@mi", "@mi ", "@mi,", "@[Mia]", "@mi\n"]


@pytest.mark.parametrize("text", OPEN, ids=range(len(OPEN)))
def test_a_mention_that_is_typed(text: str) -> None:
    """Its parts are folded, its text is as it stands."""
    found = typed(text)
    assert found is not None
    assert (found.text, found.project, found.handle, found.look) == OPEN[text]
    assert text.endswith(found.text)
    assert text[found.at] in "@\uff20"


@pytest.mark.parametrize("text", SHUT, ids=range(len(SHUT)))
def test_no_mention(text: str) -> None:
    """In addresses, after `@@`, and where it has ended."""
    assert typed(text) is None


def test_a_name_in_brackets() -> None:
    """It may have spaces; an unseen character before it does not shift the place."""
    assert typed("by @[Mia W") == Typed(3, "[Mia W", None, "Mia W", None, is_name=True)
    assert typed("a\u200b @mi") == Typed(3, "mi", None, "mi", None)


def test_right_behind_another_mention() -> None:
    """Only who knows the library can tell it from an address."""
    assert typed("@tom@mi") is None
    assert typed("@tom@mi", follows_mention=True) == Typed(4, "mi", None, "mi", None)
