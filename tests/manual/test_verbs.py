"""The page about Python lists the verbs of the library with their arguments."""

from __future__ import annotations

from pathlib import Path

import charlib
from tests.pages import part

from . import verbs


def test_the_arguments_are_those_of_the_functions(home: Path) -> None:
    """Run `python -m tests.manual.verbs --write` after a verb has changed."""
    with charlib.open(home) as lib:
        assert part(verbs.PAGE, verbs.PART) == verbs.written(lib)


def test_every_verb_is_documented_in_the_code_too(home: Path) -> None:
    """What the page lists has a docstring, and the lists of the nouns are complete."""
    listed = verbs.documented()
    assert len(listed[""]) > 45
    with charlib.open(home) as lib:
        for noun, names in listed.items():
            owner = getattr(lib, noun) if noun else lib
            assert [name for name in names if not getattr(owner, name).__doc__] == []
